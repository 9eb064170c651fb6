"""The results page, made from the files of cells, the notes written by hand, and nothing else."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from bench.cells import ORDER
from lab.catalog import TASKS
from lab.widgets.spark import spark
from tasks.printed import printed
from tasks.score import Evaluation, compare, score

PAPER = {"bc": "BC", "filtered-bc": "%BC", "mc": "MC", "ilql": "ILQL", "ppo": "online PPO", "online-bc": "online %BC"}
"""What the paper calls our algorithms."""

_UNTRAINED = ("GPT-4", "best known player")

_INTRODUCTION = """
Made by `lmrl-lab bench` from the files in this folder's `results/`, one a run. Where nothing else is said, agents are
`scratch-xs` models (random weights at the start) trained on two CPU cores, two runs at a time with one thread each; minutes
are those of the run itself, its data and the BC run it starts from not counted. Raw mean returns of the final evaluation
(the best checkpoint, on the task's own evaluation games) with their standard error, the score recomputed by the paper's rule
with its 95 % bootstrap interval, and the paper's raw return with the score it prints. "While learning" is the mean return of
the last round of games that a learning policy played; "best at" the update whose checkpoint was kept.
"""


def write(out: Path) -> Path:
    """Writes the page beside the folder of results; answers where."""
    path = out.parent / f"{out.name}.md"
    path.write_text(page(out), encoding="utf-8")
    return path


def results(out: Path) -> list[dict[str, Any]]:
    """Every cell that has been trained, in the table's order."""
    tasks = list(TASKS)
    found = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob("*.json")]
    return sorted(found, key=lambda one: (tasks.index(one["task"]), ORDER.index(one["algo"]), one["seed"]))


def page(out: Path) -> str:
    """The whole page."""
    found = results(out)
    parts = ["# Results", "", _INTRODUCTION.strip(), "", *_summary(found), ""]
    for task in dict.fromkeys(one["task"] for one in found):
        parts += _task(task, [one for one in found if one["task"] == task])
    notes = out.parent / "notes.md"
    return "\n".join(parts) + "\n" + (notes.read_text(encoding="utf-8") if notes.exists() else "")


def _summary(found: Sequence[dict[str, Any]]) -> list[str]:
    """The best agent of every task beside the paper's best trained one."""
    lines = ["| task | best agent | return, mean of seeds | seeds | paper's best trained agent | best known player |"]
    lines += ["|---|---|---|---|---|---|"]
    for task in dict.fromkeys(one["task"] for one in found):
        means = {
            algo: mean(returns)
            for algo in ORDER
            if (returns := [one["eval"]["return_mean"] for one in found if (one["task"], one["algo"]) == (task, algo)])
        }
        best = max(means, key=lambda algo: means[algo])
        seeds = sum((one["task"], one["algo"]) == (task, best) for one in found)
        paper = _paper_best(task)
        theirs = f"{paper[0]:g} ({paper[1]})" if paper else ""
        lines.append(f"| {task} | {best} | {means[best]:.3g} | {seeds} | {theirs} | {TASKS[task].constants.high:g} |")
    return lines


def _paper_best(task: str) -> tuple[float, str] | None:
    return max(((value, agent) for agent, value in TASKS[task].paper.items() if agent not in _UNTRAINED), default=None)


def _task(name: str, found: Sequence[dict[str, Any]]) -> list[str]:
    task = TASKS[name]
    base = {one["seed"]: _evaluation(one) for one in found if one["algo"] == "bc"}
    lines = [f"## {name}", ""]
    lines += ["| agent | seed | return | score (95 %) | won | illegal | against BC | while learning | best at | minutes | MB | paper: return (printed) |"]  # fmt: skip
    lines += ["|" + "---|" * 12]
    lines += [_row(one, base.get(one["seed"])) for one in found]
    lines.append(f"| best known player | | {task.constants.high:.2f} | 100 | | | | | | | | |")
    if "GPT-4" in task.paper:
        lines.append(f"| GPT-4, as the paper has it | | {_paper(name, 'GPT-4')} | {score(task.paper['GPT-4'], task.constants):.1f} | | | | | | | | |")  # fmt: skip
    lines += [
        "",
        "Evaluation return while training (left: start, right: end; lowest and highest at its ends):",
        "",
        "```",
    ]
    lines += [_curve(one) for one in found if one["curve"]]
    return [*lines, "```", "", "```", *_commands(found), "```", ""]


def _row(one: dict[str, Any], base: Evaluation | None) -> str:
    evaluation = _evaluation(one)
    against = ""
    if base is not None and one["algo"] != "bc":
        difference = compare(evaluation, base)
        against = f"{difference.mean:+.2f} [{difference.low:+.2f}, {difference.high:+.2f}]"
    played = one.get("played")
    memory = one.get("memory_mb")
    return (
        f"| {one['algo']} | {one['seed']} | {evaluation.return_mean:.2f} ± {evaluation.return_stderr:.2f} "
        f"| {evaluation.score:.1f} [{evaluation.score_low:.1f}, {evaluation.score_high:.1f}] | {evaluation.success:.0%} "
        f"| {evaluation.illegal_rate:.1%} | {against} | {'' if played is None else f'{played:.2f}'} "
        f"| {one.get('best_step', '')} of {one['steps']} | {one['seconds'] / 60:.1f} | {'' if memory is None else f'{memory:.0f}'} "
        f"| {_paper(one['task'], PAPER[one['algo']])} |"
    )


def _paper(task: str, agent: str) -> str:
    raw, shown = TASKS[task].paper.get(agent), printed(TASKS[task], agent)
    return "" if raw is None else f"{raw:g}" + ("" if shown is None else f" ({shown:g})")


def _curve(one: dict[str, Any]) -> str:
    values = [value for _, value in one["curve"]]
    return f"{one['algo']:>12} s{one['seed']} {min(values):8.2f} {spark(values, 40).plain} {max(values):8.2f}"


def _commands(found: Sequence[dict[str, Any]]) -> list[str]:
    """A line for each cell: what to type to get the same returns, at which commit."""
    lines = []
    for one in found:
        said = (
            one["command"] if not one["from"] else one["command"].replace(one["from"], f"BC-RUN-OF-SEED-{one['seed']}")
        )
        lines.append(f"{said}   # {one['seconds'] / 60:.1f} min, commit {one['commit']}, {one['machine']}")
    return lines


def _evaluation(one: dict[str, Any]) -> Evaluation:
    return Evaluation(**{name: one["eval"].get(name, 0.0) for name in Evaluation._fields})
