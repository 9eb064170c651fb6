"""The results page, made from the files of cells, the notes written by hand, and nothing else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

from bench.cells import ORDER, Cell
from lab.catalog import TASKS, command, spec_from_json
from lab.widgets.plain import one_line
from lab.widgets.spark import spark
from tasks.printed import printed
from tasks.score import Evaluation, compare, score

PAPER = {"bc": "BC", "filtered-bc": "%BC", "mc": "MC", "ilql": "ILQL", "ppo": "online PPO", "online-bc": "online %BC"}
"""What the paper calls our algorithms."""

_UNTRAINED = ("GPT-4", "best known player")

_INTRODUCTION = """
Made by `lmrl-lab bench` from the files in this folder's `results/`, one a run. Agents are scratch models (random weights at
the start; which one stands beside each run) trained on two CPU cores, two runs at a time with one thread each; minutes are
those of the run itself, its data and the BC run it starts from not counted. Raw mean returns of the final evaluation
(the best checkpoint, on the task's own evaluation games) with their standard error, the score recomputed by the paper's rule
with its 95 % bootstrap interval, and the paper's raw return with the score it prints. "Here" is the same score with the best
player that was measured here as 100. "While learning" is the mean return of the last round of games that a learning policy
played; "best at" the update whose checkpoint was kept; "epochs" the passes over the data.
Agents of chess and endgames draw anew when they drew a text that the game has just refused (`redraws`); the paper's do not.
They read a position as pieces on squares, and in chess also what gives check, what is pinned and what is
attacked beside the king (`view`); the paper's read the FEN.
People are those of the home that the table was made in; a person's line is there as soon as somebody has played.
"""


def write(out: Path) -> Path:
    """Writes the page beside the folder of results; answers where."""
    path = out.parent / f"{out.name}.md"
    path.write_text(page(out), encoding="utf-8")
    return path


def players_path(out: Path, task: str) -> Path:
    """Where a task's scripted players and people are kept."""
    return out / "players" / f"{task}.json"


def _players(out: Path, task: str) -> list[dict[str, Any]]:
    """Who else played, best first."""
    path = players_path(out, task)
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return sorted(found, key=lambda one: -one["return_mean"])


def results(out: Path) -> list[dict[str, Any]]:
    """Every cell that has been trained, in the table's order."""
    tasks = list(TASKS)
    found = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob("*.json")]
    return sorted(found, key=lambda one: (tasks.index(one["task"]), ORDER.index(one["algo"]), one["seed"]))


def page(out: Path) -> str:
    """The whole page."""
    found = results(out)
    others = {task: _players(out, task) for task in dict.fromkeys(one["task"] for one in found)}
    parts = ["# Results", "", _INTRODUCTION.strip(), "", *_summary(found, others), ""]
    for task, players in others.items():
        parts += _task(task, [one for one in found if one["task"] == task], players)
    notes = out.parent / "notes.md"
    return "\n".join(parts) + "\n" + (notes.read_text(encoding="utf-8") if notes.exists() else "")


def _summary(found: Sequence[dict[str, Any]], others: Mapping[str, Sequence[dict[str, Any]]]) -> list[str]:
    """The best agent of every task beside the paper's best trained one."""
    lines = ["| task | best agent | return, mean of seeds | seeds | score | here | paper's best trained agent | best player here | best person |"]  # fmt: skip
    lines += ["|" + "---|" * 9]
    for task, players in others.items():
        means = {
            algo: mean(returns)
            for algo in ORDER
            if (returns := [one["eval"]["return_mean"] for one in found if (one["task"], one["algo"]) == (task, algo)])
        }
        best = max(means, key=lambda algo: means[algo])
        seeds = sum((one["task"], one["algo"]) == (task, best) for one in found)
        paper = _paper_best(task)
        theirs = f"{paper[0]:g} ({paper[1]})" if paper else ""
        points = score(means[best], TASKS[task].constants)
        lines.append(
            f"| {task} | {best} | {means[best]:.4g} | {seeds} | {points:.1f} | {_here(task, means[best], players)} | {theirs} "
            f"| {_best(players, 'scripted')} | {_best(players, 'people')} |"
        )
    return lines


def _best(players: Sequence[dict[str, Any]], kind: str) -> str:
    return next((f"{one['return_mean']:.4g} ({_name(one)})" for one in players if one["kind"] == kind), "")


def _name(one: dict[str, Any]) -> str:
    """A player's name; what a person calls themselves makes no columns."""
    return one_line(one["name"], 40).replace("|", "\\|")


def _here(task: str, ret: float, players: Sequence[dict[str, Any]]) -> str:
    """A return's score where the best player measured here stands for 100."""
    best = next((one["return_mean"] for one in players if one["kind"] == "scripted"), None)
    return "" if best is None else f"{score(ret, TASKS[task].constants._replace(high=best)):.1f}"


def _paper_best(task: str) -> tuple[float, str] | None:
    return max(((value, agent) for agent, value in TASKS[task].paper.items() if agent not in _UNTRAINED), default=None)


def _task(name: str, found: Sequence[dict[str, Any]], players: Sequence[dict[str, Any]]) -> list[str]:
    task = TASKS[name]
    base = {one["seed"]: _evaluation(one) for one in found if one["algo"] == "bc"}
    lines = [f"## {name}", ""]
    lines += ["| agent | seed | return | score (95 %) | here | won | illegal | against BC | while learning | best at | epochs | minutes | MB | paper: return (printed) |"]  # fmt: skip
    lines += ["|" + "---|" * 14]
    lines += [_row(one, base.get(one["seed"]), players) for one in found]
    lines += [_player(name, one, players) for one in players]
    if "GPT-4" in task.paper:
        lines.append(f"| GPT-4, as the paper has it | | {_paper(name, 'GPT-4')} | {score(task.paper['GPT-4'], task.constants):.1f} |{' |' * 10}")  # fmt: skip
    lines += [
        "",
        *(
            f"- {one['algo']} of seed {one['seed']}, {one['spec']['model']['name']}, data {_data(one['spec']['data'])}: {one['health']}"
            for one in found
        ),
        "",
        "Evaluation return while training (left: start, right: end; lowest and highest at its ends):",
        "",
        "```",
    ]
    lines += [_curve(one) for one in found if one["curve"]]
    return [*lines, "```", "", "```", *_commands(found), "```", ""]


def _player(task: str, one: dict[str, Any], players: Sequence[dict[str, Any]]) -> str:
    points = score(one["return_mean"], TASKS[task].constants)
    who = f"person {_name(one)}, {one['games']} games" if one["kind"] == "people" else f"scripted {_name(one)}"
    return (
        f"| {who} | | {one['return_mean']:.2f} | {points:.1f} | {_here(task, one['return_mean'], players)} "
        f"| {one['success']:.0%} |{' |' * 8}"
    )


def _row(one: dict[str, Any], base: Evaluation | None, players: Sequence[dict[str, Any]]) -> str:
    evaluation = _evaluation(one)
    against = ""
    if base is not None and one["algo"] != "bc":
        difference = compare(evaluation, base)
        against = f"{difference.mean:+.2f} [{difference.low:+.2f}, {difference.high:+.2f}]"
    played = one["played"]
    memory, epochs = one["memory_mb"], one["epochs"]
    return (
        f"| {one['algo']} | {one['seed']} | {evaluation.return_mean:.2f} ± {evaluation.return_stderr:.2f} "
        f"| {evaluation.score:.1f} [{evaluation.score_low:.1f}, {evaluation.score_high:.1f}] "
        f"| {_here(one['task'], evaluation.return_mean, players)} | {evaluation.success:.0%} "
        f"| {evaluation.illegal_rate:.1%} | {against} | {'' if played is None else f'{played:.2f}'} "
        f"| {one['best_step']} of {one['steps']} | {'' if epochs is None else f'{epochs:.1f}'} | {one['seconds'] / 60:.1f} | {'' if memory is None else f'{memory:.0f}'} "
        f"| {_paper(one['task'], PAPER[one['algo']])} |"
    )


def _paper(task: str, agent: str) -> str:
    raw, shown = TASKS[task].paper.get(agent), printed(TASKS[task], agent)
    return "" if raw is None else f"{raw:g}" + ("" if shown is None else f" ({shown:g})")


def _data(data: dict[str, Any]) -> str:
    return f"{data['recipe']}:{data['episodes']}:{data['seed']}"


def _curve(one: dict[str, Any]) -> str:
    values = [value for _, value in one["curve"]]
    return f"{one['algo']:>12} s{one['seed']} {min(values):8.2f} {spark(values, 40).plain} {max(values):8.2f}"


def _commands(found: Sequence[dict[str, Any]]) -> list[str]:
    """A line for each cell: what to type to get the same returns, whatever the presets have become since, and at which
    commit it was trained."""
    lines = []
    for one in found:
        spec = spec_from_json(one["spec"])
        origin = Cell(spec.task, spec.algo, spec.seed).origin.upper()
        said = command(replace(spec, from_run=f"{origin}-RUN-OF-SEED-{spec.seed}") if spec.from_run else spec)
        lines.append(f"{said}   # {one['seconds'] / 60:.1f} min, commit {one['commit']}, {one['machine']}")
    return lines


def _evaluation(one: dict[str, Any]) -> Evaluation:
    return Evaluation(**{name: one["eval"].get(name, 0.0) for name in Evaluation._fields})
