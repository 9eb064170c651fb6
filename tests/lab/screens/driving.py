"""The app driven by keys against a real store, and what is then on the screen, as text."""

import asyncio
import re
import string
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from lab.app import LabApp
from lab.catalog import spec_from
from lab.catalog import task as find_task
from lab.settings import Settings, save
from lab.store import Store
from tasks.play import play
from tasks.score import evaluate
from tests.lab.golden import assert_golden

SMALL, LARGE = (80, 24), (200, 60)


_AGO = 5400
"""Seconds since runs began."""


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
            learned(store, name, algo, seed)
            store.finish(name, "done")
        # Ages lie between whole hours, so that they read the same however slow the machine is.
        with store._writing() as db:
            db.execute(
                f"update runs set created = created - {_AGO}, started = created - {_AGO}, finished = created - {_AGO} + 70"
            )
    return names


def learned(store: Store, name: str, algo: str, seed: int, task_name: str = "maze-fo") -> None:
    """Curves, games, an evaluation and a log, as a run has them at its end."""
    run = store.run(name)
    task = find_task(task_name)
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
        updates.append((step, metrics, run.created - _AGO + step / 100))
    store.record(name, updates, [(run.steps, "eval", game) for game in games])
    store.heartbeat(name, run.steps)
    store.set_evaluation(name, evaluate(games, task.constants))
    store.log(name, "info", "best checkpoint: step 500")


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


def golden(name: str, app: LabApp, masks: Mapping[str, str] | None = None) -> None:
    """`masks`: patterns of what differs from time to time, and what stands for each."""
    text = shown(app)
    for pattern, sign in (masks or {}).items():
        text = re.sub(pattern, sign, text, flags=re.MULTILINE)
    assert_golden(f"screen-{name}-{app.size.width}x{app.size.height}.txt", text)


_LETTERS = string.ascii_letters + string.digits + "!?+*=%&@$"


def painted(app: LabApp) -> str:
    """What is on the screen with its colours: under the text a letter for each of its cells, and what each letter stands for."""
    known: dict[str, str] = {}
    rows = []
    for strip in app.screen._compositor.render_strips():
        row = ""
        for piece in strip:
            style = piece.style
            colors = (
                [color.get_truecolor().hex if color else "-" for color in (style.color, style.bgcolor)]
                if style
                else ["-", "-"]
            )
            letter = known.setdefault(" on ".join(colors), _LETTERS[len(known) % len(_LETTERS)])
            row += letter * piece.cell_length
        rows.append(row[: app.size.width])
    legend = [f"{letter}  {colors}" for colors, letter in known.items()]
    return "\n".join([shown(app), "", *rows[: app.size.height], "", *legend])


def golden_colours(name: str, app: LabApp) -> None:
    for box in app.screen.query(Input):
        box.cursor_blink = False  # A cursor that blinks is there in every other picture.
    assert_golden(f"screen-{name}-{app.size.width}x{app.size.height}.txt", painted(app))


REGRET = {r"   regret [−\d.]+": ""}
"""Of a long game regrets are found one after another, for as long as there is patience."""
