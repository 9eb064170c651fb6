"""The results table: every cell is a run like any other, trained by the lab's own worker, and one file under bench/results/.

    lmrl-lab bench                                  every task and algorithm once, seed 0 (hours; it goes on where it stopped)
    lmrl-lab bench --tasks wordle --seeds 0 1 2     a part of it
    lmrl-lab bench --budget quick                   a whole small table in less than twenty minutes
    lmrl-lab bench --tasks wordle --algos ilql --seeds 1 --out mine
                                                    a cell that is in the table already, trained here, with what it goes on from
    lmrl-lab bench --page                           writes the page anew from the files, and trains nothing

A cell that has its file is not trained again, unless its preset is another one by now; one whose run was broken off goes on
from its last checkpoint.
"""

import json
import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from algos.configs import TrainConfig
from bench.cells import Cell, full, quick
from bench.page import players_path, write
from lab import board, measured
from lab.catalog import command, spec_from_json, spec_to_json, task
from lab.follow import follow
from lab.health import health
from lab.launcher import Launcher
from lab.problem import Failed
from lab.records import Run
from lab.store import Store
from tasks.play import play
from tasks.score import Evaluation, evaluate

HERE = Path(__file__).parent / "results"
"""What is committed."""

_CODE = ("lab", "tasks", "algos", "models")
"""What a run depends on. The page and README change as results come in."""

_KEPT = ("scripted", "people", "prompted")
"""Who else of the leaderboard stands on the page."""

Say = Callable[[str], None]


def folder(home: Path, budget: str) -> Path:
    """Where results are kept: beside this file in a checkout, else in the lab's home; quick ones always there."""
    whole = budget != "quick" and (HERE.parent.parent / "pyproject.toml").is_file()
    return HERE if whole else home / "bench" / budget


def bench(
    home: Path,
    out: Path,
    *,
    budget: str,
    tasks: Sequence[str],
    algos: Sequence[str],
    seeds: Sequence[int],
    quiet: bool,
    say: Say,
) -> list[dict[str, Any]]:
    """Trains what has no result yet; all results of the cells asked for. Raises Failed when a cell failed."""
    cells = quick() if budget == "quick" else full(tasks, algos, seeds)
    out.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    for name in dict.fromkeys(cell.task for cell in cells):
        missing = [cell for cell in cells if cell.task == name and not _kept(cell, cells, out)]
        if missing:
            say(f"{name}: {len(missing)} of {sum(cell.task == name for cell in cells)} cells to train")
            failed += _train(home, missing, cells, out, quiet)
        _keep_players(home, name, out, say)
    write(out)
    if failed:
        raise Failed("; ".join(failed))
    return [json.loads(cell.path(out).read_text(encoding="utf-8")) for cell in cells]


def _kept(cell: Cell, cells: Sequence[Cell], out: Path) -> bool:
    """Whether there is a result of this cell as it would be trained today, beside these."""
    if not cell.path(out).exists():
        return False
    found = json.loads(cell.path(out).read_text(encoding="utf-8"))
    spec, origin = spec_from_json(found["spec"]), found["origin"]
    base = _base_cell(cell, cells).spec() if cell.origin else None
    return spec == cell.spec(spec.from_run) and base == (spec_from_json(origin) if origin else None)


def _keep_players(home: Path, name: str, out: Path, say: Say) -> None:
    """Who else played this task: scripted players, measured if they were not yet, and this home's people and chat models."""
    found = task(name)
    for player in measured.missing(home, found):
        say(f"{name}: measuring {player}")
        measured.measure(home, found, player, lambda done, of: None)
    with Store(home) as store:
        rows = [row._asdict() for row in board.rows(board.read(store, found)) if row.kind in _KEPT]
    path = players_path(out, name)
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    kept = ("kind", "name", "return_mean", "low", "high", "games", "success")
    known = {(row["kind"], row["name"]): {key: row[key] for key in kept} for row in (*before, *rows)}
    measured.write(path, list(known.values()))


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
                measured.write(cell.path(out), result(store, cell, run))
            else:
                failed.append(f"{cell.name}: {run.id} is {run.status} {run.error}".rstrip())
    return failed


def _origin(home: Path, cell: Cell, cells: Sequence[Cell], runs: dict[Cell, str]) -> str:
    """The run of the same task and seed that it goes on from: a cell of this table, or the lab's usual one."""
    base = _base_cell(cell, cells)
    if base not in runs:
        runs[base] = _run(home, base, "")
    return runs[base]


def _base_cell(cell: Cell, cells: Sequence[Cell]) -> Cell:
    wanted = (cell.task, cell.origin, cell.seed)
    return next((one for one in cells if (one.task, one.algo, one.seed) == wanted), Cell(*wanted))


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
    launched = Launcher(home).launch([spec])[-1].id
    path = _commit_path(home, launched)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_commit(), encoding="utf-8")
    return launched


def result(store: Store, cell: Cell, run: Run) -> dict[str, Any]:
    """What the table keeps of a run."""
    import torch

    assert run.evaluation is not None
    latest = store.latest(run.id)
    curves = {name: store.curve(run.id, name) for name in ("eval/return", "eval/illegal", "eval/cut")}
    kept = max(store.checkpoints(run.id), key=lambda one: (one.kind == "best", one.step))
    commit = _commit_path(store.home, run.id)
    return {
        "task": cell.task, "algo": cell.algo, "seed": cell.seed, "run": run.id,
        "spec": spec_to_json(run.spec), "origin": spec_to_json(store.run(run.spec.from_run).spec) if run.spec.from_run else None,
        "steps": run.steps, "seconds": run.took(0.0), "best_step": kept.step,
        "eval": run.evaluation._asdict(), "base": _base(store, cell, run),
        "curve": [[point.step, point.value] for point in curves["eval/return"]],
        "played": latest.get("play/return"), "epochs": latest.get("data/epoch"), "health": health(run, curves).text,
        "memory_mb": max((point.value for point in store.curve(run.id, "memory/rss_mb")), default=None),
        "command": command(run.spec), "data": run.data_hash, "commit": commit.read_text(encoding="utf-8") if commit.exists() else "",
        "machine": f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}, {os.cpu_count()} cores, torch {torch.__version__}",
    }  # fmt: skip


def _base(store: Store, cell: Cell, run: Run) -> dict[str, Any] | None:
    """What BC of the same seed earns where it speaks at this agent's temperature; None where that is BC's own, or no BC is there.

    Without it a lower temperature would count as the algorithm's doing.
    """
    if cell.algo == "bc":
        return None
    usual = Cell(cell.task, "bc", cell.seed).spec()
    known = [
        one
        for one in store.runs("done")
        if (one.id == run.spec.from_run and one.spec.algo == "bc") or one.spec == usual
    ]
    if not known:
        return None
    bc = min(known, key=lambda one: one.id != run.spec.from_run)
    config = replace(bc.spec.config, temperature=run.spec.config.temperature, redraws=run.spec.config.redraws)
    return None if config == bc.spec.config else evaluated(store, bc, config)._asdict()


def evaluated(store: Store, run: Run, config: TrainConfig) -> Evaluation:
    """A run's agent on its task's evaluation games, speaking as this says."""
    from lab import build

    build.settle(run.spec.threads)
    agent, played = build.trained_player(store, replace(run, spec=replace(run.spec, config=config)), 0, lambda _: None)
    seeds = played.evaluation_seeds(run.spec.last_eval_episodes or None)
    return evaluate(play(played, agent, seeds), played.constants)


def _commit_path(home: Path, run: str) -> Path:
    """Where a run's commit is kept until its result has it."""
    return home / "runs" / run / "commit"


def _commit() -> str:
    """The checkout's commit, marked where the code is another one; nothing where this is no checkout."""
    root = HERE.parent.parent
    said = [
        subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True).stdout.strip()
        for words in (
            ["rev-parse", "--short", "HEAD"],
            ["status", "--porcelain", "--untracked-files=no", "--", *_CODE],
        )
    ]
    return said[0] + ("-changed" if said[0] and said[1] else "")
