"""The app driven by keys against a real store, and what is then on the screen, as text."""

import asyncio
import re
import string
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from lab.app import LabApp
from lab.catalog import spec_from
from lab.catalog import task as find_task
from lab.records import RunSpec
from lab.screens.play import PlayScreen
from lab.screens.replay import ReplayScreen
from lab.settings import Settings, save
from lab.store import Store
from tasks.play import play
from tasks.score import evaluate
from tests.lab.golden import assert_golden, is_golden

SMALL, LARGE = (80, 24), (200, 60)
SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "200x60"])

S = TypeVar("S", bound=Screen[Any])

AGO = 5400
"""Seconds since runs began."""


def filled(home: Path) -> list[str]:
    """A store with a BC run and two seeds of ILQL, all done, with curves, games and a log. The names are fixed."""
    save(home, Settings(player="Ada"))
    names: list[str] = []
    with Store(home) as store:
        for algo, seed in (("bc", 0), ("ilql", 0), ("ilql", 1)):
            spec = spec_from("maze-fo", algo, seed=seed, from_run=names[0] if algo == "ilql" else "")
            name = f"{algo}-maze-fo-{seed:04d}"
            named_run(store, name, spec)
            names.append(name)
            learned(store, name, algo, seed)
            store.finish(name, "done")
        # Ages lie between whole hours, so that they read the same however slow the machine is.
        with store._writing() as db:
            db.execute(
                f"update runs set created = created - {AGO}, started = created - {AGO}, finished = created - {AGO} + 70"
            )
    return names


def named_run(store: Store, name: str, spec: RunSpec, **ago: float) -> None:
    """A queued run of this name; `ago` are the seconds since it was `created`, `started` or `finished`."""
    run = store.create(spec).id
    now = time.time()
    with store._writing() as db:
        db.execute("update runs set id = ? where id = ?", (name, run))
        for moment, seconds in ago.items():
            db.execute(f"update runs set {moment} = ? where id = ?", (now - seconds, name))


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
        updates.append((step, metrics, run.created - AGO + step / 100))
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


async def reached(pilot: Pilot[None], kind: type[S], ready: Callable[[S], bool] = lambda screen: True) -> S:
    """Waits until such a screen is on top and ready, and answers it."""

    def there() -> bool:
        screen = pilot.app.screen
        return isinstance(screen, kind) and ready(screen)

    await settled(pilot, there, 60)
    screen = pilot.app.screen
    assert isinstance(screen, kind)
    return screen


async def playing(pilot: Pilot[None]) -> PlayScreen:
    """Waits until a person can say something in a game."""
    return await reached(pilot, PlayScreen, lambda screen: screen.ready)


async def replaying(pilot: Pilot[None]) -> ReplayScreen:
    """Waits until an episode is on the screen."""
    return await reached(pilot, ReplayScreen, lambda screen: screen.film is not None)


async def to(pilot: Pilot[None], field: str) -> Input:
    """Goes to a field of a form by tab, and takes out what stands in it."""
    for _ in range(40):
        if pilot.app.focused is not None and pilot.app.focused.id == field:
            break
        await pilot.press("tab")
    found = pilot.app.screen.query_one(f"#{field}", Input)
    assert found.has_focus
    await pilot.press("end", "ctrl+u")
    return found


async def golden(pilot: Pilot[None], name: str, masks: Mapping[str, str] | None = None) -> None:
    """Compares the screen with its picture. `masks`: patterns of what differs from time to time, and what stands for each."""

    def drawn() -> str:
        text = shown(pilot.app)  # type: ignore[arg-type]
        for pattern, sign in (masks or {}).items():
            text = re.sub(pattern, sign, text, flags=re.MULTILINE)
        return text

    await becomes(pilot, name, drawn)


async def becomes(pilot: Pilot[None], name: str, drawn: Callable[[], str]) -> None:
    """Compares what is drawn with its picture; what is still being laid out has some seconds to look like it."""
    width, height = pilot.app.size
    file, end = f"screen-{name}-{width}x{height}.txt", time.monotonic() + _LAID_OUT
    while not is_golden(file, drawn()) and time.monotonic() < end:
        await asyncio.sleep(0.05)
        await pilot.pause()
    assert_golden(file, drawn())


_LAID_OUT = 10.0
"""Seconds within which a screen looks as it will."""

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


async def golden_colours(pilot: Pilot[None], name: str) -> None:
    """The same with colours."""
    app: LabApp = pilot.app  # type: ignore[assignment]
    for box in app.screen.query(Input):
        box.cursor_blink = False  # A cursor that blinks is there in every other picture.
    await becomes(pilot, name, lambda: painted(app))


REGRET = {r"   regret [−\d.]+": ""}
"""Of a long game regrets are found one after another, for as long as there is patience."""
