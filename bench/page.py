"""The results page, made from the files of cells, the notes written by hand, and nothing else."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from bench.cells import ORDER
from lab.catalog import TASKS, command, spec_from_json
from lab.widgets.plain import one_line
from lab.widgets.spark import spark
from tasks.printed import printed
from tasks.score import Evaluation, compare, score

PAPER = {"bc": "BC", "filtered-bc": "%BC", "mc": "MC", "ilql": "ILQL", "ppo": "online PPO", "online-bc": "online %BC"}
"""What the paper calls our algorithms."""

_SEEDS = 3
"""So many runs of an agent tell it from a lucky one."""

_OURS = Path(__file__).resolve().parent / "results"
"""To which the notes belong, and the README's table."""

_BY_BEST = ("maze-fo", "maze-po")
_BY_SCORE = ("twenty-questions", "guess-city")
_OF_SELLER = 0.9
_SMALL = 1e-9
"""How aims are set where the paper's best agent is not what to measure by."""

_PLACE = re.compile(r"(<!-- results -->\n)(.*?)(<!-- /results -->)", re.S)

_UNTRAINED = ("GPT-4", "best known player")

_INTRODUCTION = """
Made by `lmrl-lab bench` from the files in this folder's `results/`, one a run. Agents are scratch models (random weights at
the start) trained on two CPU cores, a thread each.

- **return**: raw mean return of the final evaluation, with its standard error: the best checkpoint, on the games that the task
  names for it. Which checkpoint is best was seen on the first of these same games (100 of 800 in the mazes, 128 of 645 in
  endgames, 48 of 100 in chess): that flatters, in chess most (the notes have its agents on other games). So does that temperatures and weights of Q were chosen on games of the evaluation as well, in
  Wordle and in the sweep of MC on maze-fo.
- **score**: recomputed by the paper's rule, with its 95 % bootstrap interval; above 100 where the paper's best known player is
  not the best there is. **of best**: the same score with the best player that was measured here as 100.
- **speaks at**: the temperature, and for MC and ILQL the weight β of their Q. **against BC**: the difference to BC of the
  same seed that speaks at the same temperature; empty where none was trained.
- **while learning**: the mean return of the last round of games that a learning policy played. **best at**: the update or
  round whose checkpoint was kept; at 0 no update was better than BC at that temperature. **epochs**: passes over the data.
- **now** (below the tables) is the mean of a run's last two evaluations.
- **minutes**: by the clock, on cores that other runs used as well at times; data and the BC run that it starts from not counted.
- **paper**: the paper's raw return with the score that it prints.

Below each table stand how the runs went, and what to type for each: it gives the same returns with this version of the lab,
on a CPU of the same kind (`--device cpu` where there is a GPU). `BC-RUN-OF-SEED-0` stands for the name of the run that BC's line for
seed 0 has made; `lmrl-lab runs` lists it. What the presets make of a cell today, with the run that it goes on from, is one command:
`lmrl-lab bench --tasks TASK --algos ALGO --seeds 0 --out DIR`.

How presets were found is told at the end, in words: sweeps with their trials are kept in `sweeps/`, which has that of MC on maze-fo.
The others came from single runs, tried by hand.
"""

_DIFFERENT = {
    "maze-fo": "The game is the paper's.",
    "maze-po": "The game is the paper's, which calls -25.75 the best; a player that keeps track of where it may be reaches -7.24.",
    "textnav-fo": "The paper's house. Half of the data are games of the best player, none in the paper's.",
    "textnav-po": "As textnav-fo. Half of the data are games of the best player, none in the paper's.",
    "wordle": "The paper's rule of feedback, another list of words. Half of the data are games of the best player, none in the paper's.",
    "chess": "The opponent is a repeatable Stockfish about as strong as the paper's. Agents draw anew when they drew a text that the game has "
    "just refused (`redraws`), and read pieces on squares, what gives check, what is pinned and what is attacked beside the king "
    "(`view`); the paper's read the FEN and do neither.",
    "endgames": "As chess; agents read pieces on squares, and learn from games of the best player, each from all eight sides of the board.",
    "twenty-questions": "The answers are the lab's own, not a language model's, and half of the data are games of the best player, who "
    "needs seven questions: far above the paper's best (-12.6), so scores beside the paper's say little.",
    "guess-city": "The answers are the lab's own and full of facts, and half of the data are games of the best player, who wins with the "
    "second text. A much easier game than the paper's, whose answers are a language model's.",
    "car-dealer": "The buyers are the lab's own, half of the data are games of the best seller, and no buyer pays more than a budget, "
    "51.4 on average: the paper's returns cannot be reached. The aim is a tenth below the best seller.",
}
"""How a task, its data and its agents are other than the paper's: who compares the numbers must know."""


def write(out: Path) -> Path:
    """Writes the page beside the folder of results, and the short form of ours into the README; answers where."""
    path = out.parent / f"{out.name}.md"
    path.write_text(page(out), encoding="utf-8")
    readme = out.parent.parent / "README.md"
    if out.resolve() == _OURS and readme.is_file() and _PLACE.search(before := readme.read_text(encoding="utf-8")):
        after = _PLACE.sub(lambda found: f"{found[1]}{short(out)}{found[3]}", before)
        if after != before:
            readme.write_text(after, encoding="utf-8")
    return path


def short(out: Path) -> str:
    """The best agent of every task beside the paper's, in a few columns."""
    lines = [
        "| task | best agent here | return: mean of the seeds (score) | illegal texts | minutes on a core | the paper's best trained agent |",
        "|" + "---|" * 6,
    ]
    found = results(out)
    for task in dict.fromkeys(one["task"] for one in found):
        ours, paper = _best_cells(found, task), _paper_best(task)
        ret = _mean(ours)
        lines.append(
            f"| `{task}` | {_agent(ours)} | {ret:.4g} ± {_spread(ours):.2g} ({_here(task, ret, _players(out, task))}) | {_illegal(ours)} "
            f"| {mean(one['seconds'] for one in ours) / 60:.0f} | {f'{paper[0]:g} ({paper[1]})' if paper else ''} |"
        )
    return "\n".join(lines) + "\n"


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
    return "\n".join(parts) + "\n" + (notes.read_text(encoding="utf-8") if out.resolve() == _OURS else "")


def _summary(found: Sequence[dict[str, Any]], others: Mapping[str, Sequence[dict[str, Any]]]) -> list[str]:
    """The best agent of every task beside the paper's best trained one; of agents with three seeds, where there are any."""
    lines = ["| task | best agent | return: mean ± standard error over seeds (of each) | illegal | minutes | score | of best | paper's best trained agent | the aim | met | best player here | best person |"]  # fmt: skip
    lines += ["|" + "---|" * 12]
    for task, players in others.items():
        ours, paper = _best_cells(found, task), _paper_best(task)
        ret, here = _mean(ours), _here(task, _mean(ours), players)
        aim, met = _aim(task, ret, players)
        returns = " ".join(f"{one['eval']['return_mean']:.4g}" for one in ours)
        lines.append(
            f"| {task} | {_agent(ours)} | {ret:.4g} ± {_spread(ours):.2g} ({returns}) | {_illegal(ours)} "
            f"| {mean(one['seconds'] for one in ours) / 60:.1f} | {score(ret, TASKS[task].constants):.1f} | {here} "
            f"| {f'{paper[0]:g} ({paper[1]})' if paper else ''} | {aim} | {'yes' if met else 'no'} | {_best(players, 'scripted')} | {_best(players, 'people')} |"
        )
    return lines


def _best_cells(found: Sequence[dict[str, Any]], task: str) -> Sequence[dict[str, Any]]:
    """The best agent's cells, one a seed: of agents with three seeds, where there are any."""
    cells = [[one for one in found if (one["task"], one["algo"]) == (task, algo)] for algo in ORDER]
    return max((ours for ours in cells if ours), key=lambda ours: (len(ours) >= _SEEDS, _mean(ours)))


def _agent(cells: Sequence[dict[str, Any]]) -> str:
    """An agent's name; where most seeds are best before their first update it is BC that speaks otherwise, whatever it is called."""
    untouched = sum(one["best_step"] == 0 for one in cells)
    alike = 2 * untouched > len(cells)
    return (
        f"{cells[0]['algo']}, in {untouched} of {len(cells)} seeds BC at {_way(cells[0])}"
        if alike
        else cells[0]["algo"]
    )


def _aim(task: str, ret: float, players: Sequence[dict[str, Any]]) -> tuple[str, bool]:
    """What an agent should reach, and whether this return does: what the paper's best trained agent has; in the mazes what its
    best known player has; where the game is another one, as much of what the best player here has, or nine tenths of it."""
    best = next((one["return_mean"] for one in players if one["kind"] == "scripted"), math.nan)
    if task == "car-dealer":
        return f"{_OF_SELLER * best:.4g}, nine tenths of the best seller's", ret >= _OF_SELLER * best
    if task in _BY_BEST:
        best = TASKS[task].constants.high
        return f"{best:g}, the paper's best known player", ret >= best - _SMALL
    paper = _paper_best(task)
    if paper is None:
        return "", False
    if task in _BY_SCORE:
        points = score(paper[0], TASKS[task].constants)
        here = score(ret, TASKS[task].constants._replace(high=best))
        return f"{points:.1f} of best", here >= points
    return f"{paper[0]:g}", ret >= paper[0]


def _spread(cells: Sequence[dict[str, Any]]) -> float:
    """The standard error of the mean over seeds; of a single one, that of its games."""
    returns = [float(one["eval"]["return_mean"]) for one in cells]
    return stdev(returns) / math.sqrt(len(returns)) if len(returns) > 1 else float(cells[0]["eval"]["return_stderr"])


def _illegal(cells: Sequence[dict[str, Any]]) -> str:
    return f"{mean(one['eval']['illegal_rate'] for one in cells):.1%}"


def _mean(cells: Sequence[dict[str, Any]]) -> float:
    return mean(float(one["eval"]["return_mean"]) for one in cells)


def _way(one: dict[str, Any]) -> str:
    """How an agent speaks."""
    config = one["spec"]["config"]
    beta = f", β {config['beta']:g}" if config.get("beta") else ""
    return f"T {config['temperature']:g}{beta}"


def _best(players: Sequence[dict[str, Any]], kind: str) -> str:
    return next((f"{one['return_mean']:.4g} ({_name(one)})" for one in players if one["kind"] == kind), "")


def _name(one: dict[str, Any]) -> str:
    """A player's name; what a person calls themselves is neither Markdown nor HTML."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", one_line(one["name"], 40))


def _here(task: str, ret: float, players: Sequence[dict[str, Any]]) -> str:
    """A return's score where the best player measured here stands for 100."""
    best = next((one["return_mean"] for one in players if one["kind"] == "scripted"), None)
    return "" if best is None else f"{score(ret, TASKS[task].constants._replace(high=best)):.1f}"


def _paper_best(task: str) -> tuple[float, str] | None:
    return max(((value, agent) for agent, value in TASKS[task].paper.items() if agent not in _UNTRAINED), default=None)


def _task(name: str, found: Sequence[dict[str, Any]], players: Sequence[dict[str, Any]]) -> list[str]:
    task = TASKS[name]
    bc = {one["seed"]: one for one in found if one["algo"] == "bc"}
    games = sorted({one["eval"]["episodes"] for one in found})
    told = f"Each agent plays {' or '.join(map(str, games))} games of the evaluation."
    lines = [f"## {name}", "", f"{_DIFFERENT[name]} {told}" if name in _DIFFERENT else told, ""]
    lines += ["| agent | seed | speaks at | return | score (95 %) | of best | won | illegal | against BC | while learning | best at | epochs | minutes | MB | paper: return (printed) |"]  # fmt: skip
    lines += ["|" + "---|" * 15]
    lines += [_row(one, _compared(one, bc.get(one["seed"])), players) for one in found]
    lines += [_player(name, one, players) for one in players]
    if "GPT-4" in task.paper:
        lines.append(f"| GPT-4, as the paper has it | | | {_paper(name, 'GPT-4')} | {score(task.paper['GPT-4'], task.constants):.1f} |{' |' * 10}")  # fmt: skip
    lines += ["", *(_went(one) for one in found), ""]
    lines += [
        "Evaluation return from the first to the last of each run, as high as it lies between the lowest and the highest:",
        "",
    ]
    lines += ["```", *(_curve(one) for one in found if one["curve"]), "```", "", "```", *_commands(found), "```", ""]
    return lines


def _went(one: dict[str, Any]) -> str:
    data = one["spec"]["data"]
    return (
        f"- {one['algo']} of seed {one['seed']}: {one['health']} ({one['spec']['model']['name']}, data "
        f"{data['recipe']}:{data['episodes']}:{data['seed']} of hash {one['data'][:8]}, run {one['run']})"
    )


def _compared(one: dict[str, Any], bc: dict[str, Any] | None) -> Evaluation | None:
    """BC of the same seed as it speaks at this agent's temperature."""
    if one["base"] is not None:
        return Evaluation(**one["base"])
    if one["algo"] == "bc" or bc is None:
        return None
    same = all(
        bc["spec"]["config"].get(name, 0) == one["spec"]["config"].get(name, 0) for name in ("temperature", "redraws")
    )
    return _evaluation(bc) if same else None


def _player(task: str, one: dict[str, Any], players: Sequence[dict[str, Any]]) -> str:
    points = score(one["return_mean"], TASKS[task].constants)
    kind = {"people": "person", "prompted": "chat model"}.get(one["kind"])
    who = f"{kind} {_name(one)}, {one['games']} games" if kind else f"scripted {_name(one)}"
    return (
        f"| {who} | | | {one['return_mean']:.2f} | {points:.1f} | {_here(task, one['return_mean'], players)} "
        f"| {one['success']:.0%} |{' |' * 8}"
    )


def _row(one: dict[str, Any], base: Evaluation | None, players: Sequence[dict[str, Any]]) -> str:
    evaluation = _evaluation(one)
    against = ""
    if base is not None:
        difference = compare(evaluation, base)
        against = f"{difference.mean:+.2f} [{difference.low:+.2f}, {difference.high:+.2f}]"
    played = one["played"]
    memory, epochs = one["memory_mb"], one["epochs"]
    return (
        f"| {one['algo']} | {one['seed']} | {_way(one)} | {evaluation.return_mean:.2f} ± {evaluation.return_stderr:.2f} "
        f"| {evaluation.score:.1f} [{evaluation.score_low:.1f}, {evaluation.score_high:.1f}] "
        f"| {_here(one['task'], evaluation.return_mean, players)} | {evaluation.success:.0%} "
        f"| {evaluation.illegal_rate:.1%} | {against} | {'' if played is None else f'{played:.2f}'} "
        f"| {one['best_step']} of {one['steps']} | {'' if epochs is None else f'{epochs:.1f}'} | {one['seconds'] / 60:.1f} | {'' if memory is None else f'{memory:.0f}'} "
        f"| {_paper(one['task'], PAPER[one['algo']])} |"
    )


def _paper(task: str, agent: str) -> str:
    raw, shown = TASKS[task].paper.get(agent), printed(TASKS[task], agent)
    return "" if raw is None else f"{raw:g}" + ("" if shown is None else f" ({shown:g})")


def _curve(one: dict[str, Any]) -> str:
    """An untrained agent earns so little that it would flatten the rest: what comes first counts as low as the rest is."""
    values = [value for _, value in one["curve"]]
    rest = values[1:] or values
    drawn = spark([max(values[0], min(rest)), *values[1:]], 40).plain
    step = one["curve"][values.index(max(values))][0]
    return f"{one['algo']:>12} s{one['seed']} {values[0]:8.2f} {drawn} {values[-1]:8.2f}   highest {max(values):.2f} at {step}"


def _commands(found: Sequence[dict[str, Any]]) -> list[str]:
    """What to type for each cell, whatever the presets have become since, and at which commit it was trained; before it the
    run that it goes on from, where that is no cell of the page."""
    lines: list[str] = []
    known = [spec_from_json(one["spec"]) for one in found]
    for one in found:
        spec, origin = spec_from_json(one["spec"]), spec_from_json(one["origin"]) if one["origin"] else None
        if origin and origin not in known:
            known.append(origin)
            lines.append(f"{command(origin)}   # which the next ones go on from")
        base = f"{origin.algo.upper()}-RUN-OF-SEED-{spec.seed}" if origin else ""
        said = command(replace(spec, from_run=base))
        lines.append(f"{said}   # {one['seconds'] / 60:.1f} min, commit {one['commit'] or 'unknown'}, {one['machine']}")
    return lines


def _evaluation(one: dict[str, Any]) -> Evaluation:
    return Evaluation(**{name: one["eval"].get(name, 0.0) for name in Evaluation._fields})
