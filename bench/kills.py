"""Kills workers at random moments, resumes them, and compares what comes out with runs that nobody killed.

    python -m bench.kills --home /tmp/kills --kills 20

Every algorithm on every given task runs once unbroken and once broken; metrics, episodes, the evaluation and the last
checkpoint's weights must be equal, bit for bit, and the store whole.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file

from lab.catalog import ALGOS, spec_from
from lab.launcher import Launcher
from lab.records import Run, RunSpec
from lab.store import Store

_SMALL: dict[str, dict[str, Any]] = {
    "bc": {"steps": 60, "batch": 16},
    "filtered-bc": {"steps": 60, "batch": 16, "keep": 0.5},
    "online-bc": {"steps": 6, "episodes": 8, "batch": 8},
    "mc": {"steps": 40, "batch": 16},
    "ilql": {"steps": 40, "batch": 16},
    "ppo": {"steps": 6, "episodes": 8, "batch": 8},
}

Facts = tuple[Sequence[object], Sequence[object], dict[str, bytes]]


def facts(home: Path, run: str) -> Facts:
    """All that an unbroken run and a resumed one must agree in: metrics, episodes, weights."""
    with Store(home) as store:
        names = [name for name in store.metric_names(run) if not name.startswith(("time/", "memory/"))]
        metrics = [(name, point.step, point.value) for name in names for point in store.points(run, name)]
        heads = sorted(store.episodes(run, limit=10_000), key=lambda head: head.id)
        games = [(h.phase, h.step, h.seed, h.total, store.episode(h.id).episode.turns) for h in heads]
        evaluation = store.run(run).evaluation
        last = next(one for one in store.checkpoints(run) if one.kind == "last")
        weights = {
            str(path.relative_to(home / last.path)): b"".join(t.tobytes() for t in load_file(path).values())
            for path in sorted((home / last.path).rglob("*.safetensors"))
        }
    return [*metrics, evaluation], games, weights


def over(run: Run) -> bool:
    return run.status in ("done", "failed", "stopped", "lost")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--home", type=Path, required=True, help="an empty folder for the runs")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--tasks", nargs="+", default=["maze-fo", "wordle"])
    parser.add_argument("--algos", nargs="+", default=list(ALGOS), choices=list(ALGOS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    cells = [(task, algo) for task in asked.tasks for algo in asked.algos]
    rows: list[dict[str, Any]] = []
    killed = 0
    while killed < asked.kills:
        task, algo = cells[len(rows) % len(cells)]
        row = trial(asked.home, task, algo, rng, asked.kills - killed)
        killed += len(row["kills"])
        rows.append(row)
        if not asked.json:
            said = "equal" if row["equal"] else "DIFFERENT"
            print(
                f"{killed:4} kills  {task:9} {algo:11} {said}, store {row['store']}, killed at {row['kills']}",
                flush=True,
            )
    good = all(row["equal"] and row["store"] == "ok" for row in rows)
    if asked.json:
        print(json.dumps({"kills": killed, "good": good, "rows": rows}, indent=1))
    return 0 if good else 1


def trial(home: Path, task: str, algo: str, rng: random.Random, at_most: int) -> dict[str, Any]:
    """One run unbroken, and one like it killed again and again."""
    whole = _spec(task, algo, _base(home, task))
    unbroken = _until(home, _launch(home, whole), over)
    if unbroken.status != "done":
        raise SystemExit(f"{unbroken.id} is {unbroken.status}: {unbroken.error}")
    span = unbroken.took(0.0)
    broken = _launch(home, whole)
    kills: list[str] = []
    while True:
        alive = _until(home, broken, partial(_ripe, time.monotonic() + rng.random() * span * 1.1))
        if over(alive) and alive.status != "lost":
            break
        if alive.pid is not None and len(kills) < min(at_most, 5):
            os.kill(alive.pid, signal.SIGKILL)
            kills.append(f"{alive.step}/{alive.steps} {alive.note}".strip())
        lost = _until(home, broken, over)
        if lost.status == "done":
            break
        Launcher(home).resume(broken)
    equal = _look(home, broken).status == "done" and facts(home, broken) == facts(home, unbroken.id)
    with Store(home) as store:
        return {"task": task, "algo": algo, "kills": kills, "equal": equal, "store": store.integrity()}


def _ripe(moment: float, run: Run) -> bool:
    return over(run) or (run.pid is not None and time.monotonic() > moment)


def _spec(task: str, algo: str, base: str = "") -> RunSpec:
    from algos.configs import FROM_BC
    from lab.records import DataSpec

    return spec_from(
        task, algo, overrides=_SMALL[algo], data=DataSpec(episodes=60), eval_episodes=4,
        from_run=base if algo in FROM_BC else "",
    )  # fmt: skip


def _base(home: Path, task: str) -> str:
    spec = _spec(task, "bc")
    with Store(home) as store:
        known = [run for run in store.runs() if run.status == "done" and run.spec == spec]
    return known[0].id if known else _until(home, _launch(home, spec), over).id


def _launch(home: Path, spec: RunSpec) -> str:
    return Launcher(home).launch([spec])[-1].id


def _look(home: Path, run: str) -> Run:
    with Store(home) as store:
        return store.run(run)


def _until(home: Path, run: str, good: Callable[[Run], bool]) -> Run:
    while True:
        Launcher(home).tend()
        found = _look(home, run)
        if good(found):
            return found
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
