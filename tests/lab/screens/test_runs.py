"""The home screen by keys: sort, group, pin, copy, stop, resume, evaluate and delete, each as its line of the spec says."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from lab.app import LabApp
from lab.catalog import spec_from
from lab.screens.play import PlayScreen
from lab.screens.runs import RunsScreen
from lab.store import Store
from lab.widgets.rows import Rows
from tests.lab.screens.driving import AGO, SIZES, SMALL, filled, golden, named_run, replaying, sees, settled, shown


def mixed(home: Path) -> None:
    """The filled store, with a stopped run of another task whose start can be waited for by nobody."""
    filled(home)
    with Store(home) as store:
        named_run(store, "bc-wordle-0000", spec_from("wordle", "bc"), created=AGO)
        store.set_status("bc-wordle-0000", "stopped")


def order(app: LabApp) -> list[str]:
    return [key for key in app.screen.query_one(Rows).keys if key]


async def at(pilot: Pilot[None], name: str) -> None:
    """Puts the cursor on a run, by keys."""
    app = pilot.app
    assert isinstance(app, LabApp)
    await pilot.press("home")
    for _ in range(len(order(app))):
        if app.screen.query_one(Rows).key != name:
            await pilot.press("down")
    assert app.screen.query_one(Rows).key == name


@SIZES
async def test_sorted_grouped_and_pinned(tmp_path: Path, size: tuple[int, int]) -> None:
    mixed(tmp_path)
    app = LabApp(tmp_path)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "bc-wordle-0000")
        assert order(app)[0] == "bc-wordle-0000", "the youngest first"
        await pilot.press("o")
        await settled(pilot, lambda: order(app)[0] == "ilql-maze-fo-0001" and order(app)[-1] == "bc-wordle-0000")
        await pilot.press("o", "g")
        await settled(pilot, lambda: None in app.screen.query_one(Rows).keys)
        assert order(app)[-1] == "bc-wordle-0000"
        await pilot.press("g")
        await settled(pilot, lambda: order(app)[0].startswith("bc-"))
        await at(pilot, "ilql-maze-fo-0000")
        await pilot.press("P")
        await sees(pilot, "⚑")
        await settled(pilot, lambda: order(app).index("ilql-maze-fo-0000") < order(app).index("ilql-maze-fo-0001"))
        await golden(pilot, "runs-grouped")
    with Store(tmp_path) as store:
        assert store.run("ilql-maze-fo-0000").pinned
    async with LabApp(tmp_path).run_test(size=size) as pilot:
        await sees(pilot, "⚑")


@SIZES
async def test_copied_as_a_command_and_deleted_when_sure(tmp_path: Path, size: tuple[int, int]) -> None:
    mixed(tmp_path)
    app = LabApp(tmp_path)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "bc-wordle-0000")
        await pilot.press("y")
        assert app.clipboard == "lmrl-lab run wordle bc"
        await pilot.press("d")
        await sees(pilot, "cannot be undone")
        assert "with checkpoints, metrics and games?" in " ".join(shown(app).replace("│", " ").split())
        await golden(pilot, "runs-delete")
        await pilot.press("n")
        await settled(pilot, lambda: isinstance(app.screen, RunsScreen))
        await pilot.press("d", "y")
        await settled(pilot, lambda: "bc-wordle-0000" not in order(app))
    with Store(tmp_path) as store:
        assert "bc-wordle-0000" not in store.names()


async def test_stopped_resumed_and_evaluated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker is started: the one core that there is said to be is taken by a run that says it runs, in this process."""
    import os

    from lab.clock import started_at

    monkeypatch.setattr("lab.launcher.cores", lambda: 1)
    mixed(tmp_path)
    with Store(tmp_path) as store:
        busy = store.create(spec_from("maze-po", "bc"))
        store.claim(busy.id, os.getpid(), started_at(os.getpid()))
        store.heartbeat(busy.id, 3)
    app = LabApp(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await sees(pilot, busy.id)
        await at(pilot, "bc-wordle-0000")
        await pilot.press("u")
        await sees(pilot, "bc-wordle-0000 goes on")
        await settled(pilot, lambda: state(tmp_path, "bc-wordle-0000") == "queued")
        await pilot.press("s")
        await sees(pilot, "keeps a checkpoint")
        await pilot.press("y")
        await settled(pilot, lambda: state(tmp_path, "bc-wordle-0000") == "stopped")
        await at(pilot, busy.id)
        await pilot.press("s", "y")
        await settled(pilot, lambda: wanted(tmp_path, busy.id) == "stop")
        await at(pilot, "bc-wordle-0000")
        await pilot.press("e")
        await settled(pilot, lambda: any("has no checkpoint yet" in note.message for note in app._notifications), 90)


def state(home: Path, run: str) -> str | None:
    with Store(home, readonly=True) as store:
        return store.status(run)


def wanted(home: Path, run: str) -> str:
    with Store(home, readonly=True) as store:
        return store.run(run).wanted


async def test_its_games_are_replayed_and_its_task_is_played(tmp_path: Path) -> None:
    mixed(tmp_path)
    app = LabApp(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "bc-wordle-0000")
        await pilot.press("p")
        await settled(pilot, lambda: isinstance(app.screen, PlayScreen) and app.screen.game_task.name == "wordle")
        await pilot.press("escape")
        await at(pilot, "ilql-maze-fo-0001")
        await pilot.press("r")
        await replaying(pilot)


async def test_marks_choose_for_all_keys_and_escape_clears_them(tmp_path: Path) -> None:
    mixed(tmp_path)
    app = LabApp(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await sees(pilot, "bc-wordle-0000")
        await pilot.press("space", "c")
        await sees(pilot, "mark two runs or more")
        await pilot.press("space", "d")
        await sees(pilot, "bc-wordle-0000, ilql-maze-fo-0001")
        await pilot.press("escape", "escape")
        await settled(pilot, lambda: "▌" not in "".join(line[:3] for line in shown(app).splitlines()))
