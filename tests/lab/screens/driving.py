"""The app driven by keys against a real store, and what is then on the screen, as text."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from lab.app import LabApp
from lab.catalog import spec_from
from lab.catalog import task as find_task
from lab.settings import Settings, save
from lab.store import Store
from tasks.play import play
from tasks.score import evaluate
from tests.lab.golden import assert_golden

SMALL, LARGE = (80, 24), (200, 60)


def filled(home: Path) -> list[str]:
    """A store with a BC run and two seeds of ILQL, all done, with curves, games and a log. The names are fixed."""
    save(home, Settings(player="Ada"))
    names: list[str] = []
    with Store(home) as store:
        for algo, seed in (("bc", 0), ("ilql", 0), ("ilql", 1)):
            spec = spec_from("maze-fo", algo, seed=seed, from_run=names[0] if algo == "ilql" else "")
            run = store.create(spec).id
            name = f"{algo}-maze-fo-{seed:04d}"
            with store._writing() as db:
                db.execute("update runs set id = ? where id = ?", (name, run))
            names.append(name)
            _learned(store, name, algo, seed)
        # Ages lie between whole hours, so that they read the same however slow the machine is.
        with store._writing() as db:
            db.execute(
                "update runs set created = ? - 5400, started = ? - 5400, finished = ? - 5330", (time.time(),) * 3
            )
    return names


def _learned(store: Store, name: str, algo: str, seed: int) -> None:
    run = store.run(name)
    task = find_task("maze-fo")
    player = task.players["best" if algo == "ilql" else "behaviour"].build(seed)
    games = play(task, player, task.evaluation_seeds(25), player=name)
    updates = []
    for step in range(0, run.steps + 1, run.steps // 10):
        gain = step / run.steps
        value = -80 + (72 - 4 * seed) * gain if algo == "ilql" else -80 + 5 * gain
        metrics = {
            "eval/return": value, "eval/score": 50.0, "eval/success": gain, "eval/illegal": 0.0, "loss/total": 2 - gain,
            "loss/q": 1.5 - gain, "value/q": -10 + gain, "value/v": -9 + gain, "grad/norm": 1 + gain,
            "time/step_s": 0.01, "time/tokens_per_s": 12000.0, "memory/rss_mb": 420.0,
        }  # fmt: skip
        updates.append((step, metrics, run.created + step / 100))
    store.record(name, updates, [(run.steps, "eval", game) for game in games])
    store.heartbeat(name, run.steps)
    store.set_evaluation(name, evaluate(games, task.constants))
    store.log(name, "info", "best checkpoint: step 500")
    store.finish(name, "done")


def shown(app: LabApp) -> str:
    """What is on the screen, line by line."""
    width, height = app.size
    lines = [strip.text for strip in app.screen._compositor.render_strips()]
    return "\n".join(line[:width].rstrip() for line in lines[:height])


async def settled(pilot: Pilot[None], good: Callable[[], bool], patience: float = 30.0) -> None:
    """Waits until something is so; the watcher and the workers of screens are threads."""
    end = time.monotonic() + patience
    while not good():
        if time.monotonic() > end:
            raise AssertionError("it never came about; on the screen:\n" + shown(pilot.app))  # type: ignore[arg-type]
        await asyncio.sleep(0.02)
        await pilot.pause()


async def sees(pilot: Pilot[None], text: str) -> None:
    """Waits until this text is on the screen."""
    await settled(pilot, lambda: text in shown(pilot.app))  # type: ignore[arg-type]


def golden(name: str, app: LabApp) -> None:
    assert_golden(f"screen-{name}-{app.size.width}x{app.size.height}.txt", shown(app))
