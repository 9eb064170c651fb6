"""The results table: runs that the lab's own worker trained, cell by cell, and the page made from them.

    python -m bench.table run --home DIR [--jobs 2] [--only maze-fo]   trains what has no result yet
    python -m bench.table page                                        writes bench/results.md

A cell is one task, algorithm and seed. Its result is one JSON file under bench/results/ with the command that anybody
can run to get the same returns from the same seed; a cell that has its file is not trained again.
"""

import argparse
import json
import os
import platform
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from lab.catalog import spec_from
from lab.catalog import task as find_task
from lab.commands.runs import document
from lab.store import Store
from lab.widgets.spark import spark
from tasks.score import Evaluation, compare, score

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent / "results.md"
NOTES = Path(__file__).parent / "notes.md"

ALGOS = ("bc", "filtered-bc", "ppo", "ilql", "mc", "online-bc")
FROM_BC = ("online-bc", "mc", "ilql", "ppo")


@dataclass(frozen=True)
class Cell:
    """One run of the table."""

    task: str
    algo: str
    seed: int

    @property
    def path(self) -> Path:
        return RESULTS / f"{self.task}_{self.algo}_s{self.seed}.json"

    @property
    def base(self) -> "Cell | None":
        """The BC cell of the same seed that this one starts from."""
        starts = self.algo in FROM_BC or (self.task, self.algo) == ("wordle", "filtered-bc")
        return Cell(self.task, "bc", self.seed) if starts else None


CELLS = [Cell(task, algo, seed) for task in ("maze-fo", "maze-po") for algo in ALGOS for seed in range(3)] + [
    Cell("wordle", algo, 0) for algo in ALGOS
]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=["run", "page"])
    parser.add_argument("--home", type=Path, help="where the lab keeps these runs")
    parser.add_argument("--jobs", type=int, default=2, help="cells trained at the same time")
    parser.add_argument("--only", default="", help="cells whose name starts with this, such as maze-po_ppo")
    asked = parser.parse_args()
    if asked.what == "run":
        if asked.home is None:
            parser.error("run needs --home DIR")
        RESULTS.mkdir(exist_ok=True)
        _train([cell for cell in CELLS if cell.path.stem.startswith(asked.only)], asked.home, asked.jobs)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def _train(cells: list[Cell], home: Path, jobs: int) -> None:
    """BC first: the others start from it."""
    for wave in (
        [cell for cell in cells if cell.base is None],
        [cell for cell in cells if cell.base is not None],
    ):
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(lambda cell: _cell(cell, home), [cell for cell in wave if not cell.path.exists()]))


def _cell(cell: Cell, home: Path) -> None:
    command = ["run", cell.task, cell.algo, "--seed", str(cell.seed)]
    base = cell.base
    origin = ["--from", json.loads(base.path.read_text())["run"]] if base else []
    spec = spec_from(cell.task, cell.algo, seed=cell.seed, from_run=origin[-1] if origin else "")
    with Store(home) as store:
        known = [run for run in store.runs() if run.status == "done" and run.spec == spec]
    if known:
        done = document(known[0])
    else:
        print("training", shlex.join(command + origin), flush=True)
        done = _lab([*command, *origin], home)
    with Store(home) as store:
        run = store.run(done["run"])
        curve = store.curve(run.id, "eval/return")
    result = {
        **{key: done[key] for key in ("run", "status", "steps", "seconds", "eval")},
        "task": cell.task,
        "algo": cell.algo,
        "seed": cell.seed,
        "from": origin[-1] if origin else "",
        "command": "lmrl-lab " + shlex.join(command),
        "data": run.data_hash,
        "threads": run.spec.threads,
        "commit": _commit(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "curve": [[point.step, point.value] for point in curve],
    }
    cell.path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print("done    ", cell.path.stem, result["eval"]["return_mean"], f"{result['seconds']:.0f} s", flush=True)


def _lab(arguments: list[str], home: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "lab", "--home", str(home), *arguments, "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{shlex.join(arguments)} failed:\n{ran.stderr or ran.stdout}")
    document: dict[str, Any] = json.loads(ran.stdout)
    return document


def _commit() -> str:
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()


def results() -> list[dict[str, Any]]:
    """Every cell that has been trained, in the table's order."""
    return [json.loads(cell.path.read_text()) for cell in CELLS if cell.path.exists()]


def page() -> str:
    """The page, made from the results and from nothing else but the notes written by hand."""
    found = results()
    tasks = dict.fromkeys(result["task"] for result in found)
    parts = ["# Results", "", _INTRODUCTION.strip(), ""]
    for task in tasks:
        parts += _table(task, [result for result in found if result["task"] == task])
    return "\n".join(parts) + "\n" + (NOTES.read_text(encoding="utf-8") if NOTES.exists() else "")


_INTRODUCTION = """
Made by `python -m bench.table page` from the files in `bench/results/`, one a run. Each agent is a `scratch-xs` model
(random weights at the start) trained on two CPU cores, two runs at a time with one thread each; minutes are those of the
run itself, its data and the BC run it starts from not counted. Raw mean returns of the final evaluation (the best
checkpoint, on the task's own evaluation games), the 95 % bootstrap interval as scores, and against BC the difference of
mean returns from the BC run of the same seed with its 95 % interval.
"""


def _table(name: str, found: list[dict[str, Any]]) -> list[str]:
    task = find_task(name)
    base = {result["seed"]: _evaluation(result) for result in found if result["algo"] == "bc"}
    lines = [f"## {name}", "", "| agent | seed | return | score (95 %) | won | illegal | against BC | minutes |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    for result in found:
        lines.append(_row(result, base.get(result["seed"])))
    lines.append(f"| best known player | | {task.constants.high:.2f} | 100 | | | | |")
    paper = max((value, agent) for agent, value in task.paper.items() if agent not in ("GPT-4", "best known player"))
    lines.append(
        f"| paper's best agent ({paper[1]}) | | {paper[0]:.2f} | {score(paper[0], task.constants):.1f} | | | | |"
    )
    lines += [
        "",
        "Evaluation return while training (left: start, right: end; lowest and highest at its ends):",
        "",
        "```",
    ]
    lines += [_curve(result) for result in found]
    return [*lines, "```", "", "```", *_commands(found), "```", ""]


def _row(result: dict[str, Any], base: Evaluation | None) -> str:
    evaluation = _evaluation(result)
    against = ""
    if base is not None and result["algo"] != "bc":
        difference = compare(evaluation, base)
        against = f"{difference.mean:+.2f} [{difference.low:+.2f}, {difference.high:+.2f}]"
    return (
        f"| {result['algo']} | {result['seed']} | {evaluation.return_mean:.2f} ± {evaluation.return_stderr:.2f} "
        f"| {evaluation.score:.1f} [{evaluation.score_low:.1f}, {evaluation.score_high:.1f}] | {evaluation.success:.0%} "
        f"| {evaluation.illegal_rate:.1%} | {against} | {result['seconds'] / 60:.1f} |"
    )


def _curve(result: dict[str, Any]) -> str:
    values = [value for _, value in result["curve"]]
    drawn = spark(values, 40).plain if values else ""
    return f"{result['algo']:>12} s{result['seed']} {min(values):8.2f} {drawn} {max(values):8.2f}" if values else ""


def _commands(found: list[dict[str, Any]]) -> list[str]:
    """One line an algorithm; the seed stands for each of its seeds."""
    lines = {}
    for result in found:
        seeds = ",".join(str(other["seed"]) for other in found if other["algo"] == result["algo"])
        minutes = mean(other["seconds"] for other in found if other["algo"] == result["algo"]) / 60
        origin = " --from BC-RUN-OF-THE-SEED" if result["from"] else ""
        command = result["command"].rsplit(" --seed", 1)[0]
        lines[result["algo"]] = f"{command} --seed {{{seeds}}}{origin}   # {minutes:.1f} min"
    return list(lines.values())


def _evaluation(result: dict[str, Any]) -> Evaluation:
    return Evaluation(**{name: result["eval"].get(name, 0.0) for name in Evaluation._fields})


if __name__ == "__main__":
    sys.exit(main())
