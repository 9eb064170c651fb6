"""The results table: every cell is a run like any other, trained by the lab's own worker, and one file under bench/results/.

    lmrl-lab bench                                  all of it (days on two cores; it goes on where it stopped)
    lmrl-lab bench --tasks wordle --seeds 0 1 2     a part of it
    lmrl-lab bench --budget quick                   a whole small table in less than twenty minutes
    lmrl-lab bench --page                           writes the page anew from the files, and trains nothing

A cell that has its file is not trained again, unless its preset is another one by now; one whose run was broken off goes on
from its last checkpoint.
"""

import json
import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.cells import Cell, full, quick
from bench.page import players_path, write
from lab import board, measured
from lab.catalog import spec_from_json, spec_to_json, task
from lab.follow import follow
from lab.health import health
from lab.launcher import Launcher
from lab.problem import Failed
from lab.records import Run
from lab.store import Store

HERE = Path(__file__).parent / "results"
"""What is committed."""

Say = Callable[[str], None]


def folder(home: Path, budget: str) -> Path:
    """Where results are kept: beside this file in a checkout, else in the lab's home; quick ones always there."""
    whole = budget != "quick" and (HERE.parent.parent / "pyproject.toml").is_file()
    return HERE if whole else home / "bench" / budget


def bench(
    home: Path, *, budget: str, tasks: Sequence[str], algos: Sequence[str], seeds: Sequence[int], quiet: bool, say: Say
) -> list[dict[str, Any]]:
    """Trains what has no result yet; all results of the cells asked for. Raises Failed when a cell failed."""
    cells = quick() if budget == "quick" else full(tasks, algos, seeds)
    out = folder(home, budget)
    out.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    for name in dict.fromkeys(cell.task for cell in cells):
        missing = [cell for cell in cells if cell.task == name and not _kept(cell, out)]
        if missing:
            say(f"{name}: {len(missing)} of {sum(cell.task == name for cell in cells)} cells to train")
            failed += _train(home, missing, cells, out, quiet)
        _keep_players(home, name, out, say)
    write(out)
    if failed:
        raise Failed("; ".join(failed))
    return [json.loads(cell.path(out).read_text(encoding="utf-8")) for cell in cells]


def _kept(cell: Cell, out: Path) -> bool:
    """Whether there is a result of this cell as it would be trained today."""
    if not cell.path(out).exists():
        return False
    spec = spec_from_json(json.loads(cell.path(out).read_text(encoding="utf-8"))["spec"])
    return spec == cell.spec(spec.from_run)


def _keep_players(home: Path, name: str, out: Path, say: Say) -> None:
    """Who else played this task: its scripted players, measured if they were not yet, and the people of this home."""
    found = task(name)
    for player in measured.missing(home, found):
        say(f"{name}: measuring {player}")
        measured.measure(home, found, player, lambda done, of: None)
    with Store(home) as store:
        rows = [row._asdict() for row in board.rows(board.read(store, found)) if row.kind in ("scripted", "people")]
    path = players_path(out, name)
    known = {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))} if path.is_file() else {}
    kept = ("kind", "name", "return_mean", "low", "high", "games", "success")
    known |= {row["name"]: {key: row[key] for key in kept} for row in rows}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(list(known.values()), indent=1) + "\n", encoding="utf-8")


def _train(home: Path, missing: Sequence[Cell], cells: Sequence[Cell], out: Path, quiet: bool) -> list[str]:
    """Trains these cells of one task, and keeps their results; what failed, as sentences."""
    runs: dict[Cell, str] = {}
    for cell in sorted(missing, key=lambda one: bool(one.origin)):
        origin = _origin(home, cell, cells, runs) if cell.origin else ""
        runs[cell] = _run(home, cell, origin)
    follow(home, list(dict.fromkeys(runs.values())), quiet=quiet)
    failed = []
    with Store(home) as store:
        for cell, name in runs.items():
            run = store.run(name)
            if run.status == "done" and run.evaluation is not None:
                cell.path(out).write_text(json.dumps(result(store, cell, run), indent=1) + "\n", encoding="utf-8")
            else:
                failed.append(f"{cell.name}: {run.id} is {run.status} {run.error}".rstrip())
    return failed


def _origin(home: Path, cell: Cell, cells: Sequence[Cell], runs: dict[Cell, str]) -> str:
    """The run of the same task and seed that it goes on from: a cell of this table, or the lab's usual one."""
    wanted = (cell.task, cell.origin, cell.seed)
    base = next((one for one in cells if (one.task, one.algo, one.seed) == wanted), Cell(*wanted))
    if base not in runs:
        runs[base] = _run(home, base, "")
    return runs[base]


def _run(home: Path, cell: Cell, origin: str) -> str:
    """The run of this cell: one that is there already, going on if it was broken off, or a new one."""
    spec = cell.spec(origin)
    with Store(home) as store:
        known = [run for run in store.runs() if run.spec == spec]
    for run in known:
        if run.status == "done" or run.under_way:
            return run.id
    if known:
        return Launcher(home).resume(known[0].id).id
    return Launcher(home).launch([spec])[-1].id


def result(store: Store, cell: Cell, run: Run) -> dict[str, Any]:
    """What the table keeps of a run."""
    assert run.evaluation is not None
    latest = store.latest(run.id)
    curve = store.curve(run.id, "eval/return")
    kept = max(store.checkpoints(run.id), key=lambda one: (one.kind == "best", one.step))
    return {
        "task": cell.task, "algo": cell.algo, "seed": cell.seed, "run": run.id,
        "spec": spec_to_json(run.spec), "steps": run.steps, "seconds": run.took(0.0), "best_step": kept.step,
        "eval": run.evaluation._asdict(), "curve": [[point.step, point.value] for point in curve],
        "played": latest.get("play/return"), "epochs": latest.get("data/epoch"),
        "health": health(run, {"eval/return": curve}).text,
        "memory_mb": max((point.value for point in store.curve(run.id, "memory/rss_mb")), default=None),
        "data": run.data_hash, "commit": _commit(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
    }  # fmt: skip


def _commit() -> str:
    """The checkout's commit, or nothing where this is none."""
    asked = subprocess.run(
        ["git", "-C", str(HERE.parent), "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    )
    return asked.stdout.strip()
