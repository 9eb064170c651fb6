"""Curves by keys and by mouse: axes, one cursor through all plots, dragging, the best person, export as SVG."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from textual import events
from textual.pilot import Pilot

from lab import clock, settings
from lab.app import LabApp
from lab.store import Store
from lab.widgets.log import LogRows, line_of
from lab.widgets.panel import CurvePanel
from lab.widgets.rows import Rows
from tasks.protocol import Episode, Turn
from tests.lab.screens.driving import LARGE, SIZES, SMALL, filled, golden, sees, settled, shown

NS = "{http://www.w3.org/2000/svg}"


def played(home: Path) -> list[str]:
    """The store of `filled`, where the two ILQL runs also played games and all counted their tokens."""
    names = filled(home)
    with Store(home) as store:
        for k, name in enumerate(names):
            steps = range(store.run(name).steps // 10, store.run(name).steps + 1, store.run(name).steps // 10)
            for step in steps:
                counted = {"tokens/trained": 1000.0} | ({"play/episodes": 8.0 * k} if k else {})
                store.record(name, [(step, counted, store.run(name).created + step / 100)])
    return names


def person(home: Path, total: float, *, assisted: bool = False, seed: int = 1, player: str = "Ada") -> None:
    turns = (Turn("game", "a maze\n"), Turn("agent", "move up\n", reward=total))
    with Store(home) as store:
        store.add_episode(Episode("maze-fo", seed, turns, True, True, False, player), phase="human", player=player, assisted=assisted)  # fmt: skip


@asynccontextmanager
async def newest_run(home: Path, size: tuple[int, int]) -> AsyncIterator[tuple[LabApp, Pilot[None]]]:
    """The newest run of the filled store, opened by keys."""
    names = filled(home)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, names[2])
        await pilot.press("enter")
        await sees(pilot, "loss/q")
        yield app, pilot


@SIZES
async def test_compare_over_tokens_and_episodes_and_as_svg(
    home: Path, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    played(home)
    person(home, -9.0)
    person(home, 0.0, assisted=True, seed=2, player="Eve")
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("home", "space", "space", "space", "c")
        await sees(pilot, "best person")
        await pilot.press("x")
        await sees(pilot, "over tokens")
        await sees(pilot, "10k")
        await pilot.press("x")
        await sees(pilot, "over episodes")
        await sees(pilot, "1 of 3 runs without episodes")
        await golden(pilot, "compare-episodes")
        await pilot.press("x")
        await sees(pilot, "over time")
        await pilot.press("x", "x", "x", "ctrl+e")
        await settled(pilot, lambda: any("</svg>" in path.read_text() for path in tmp_path.glob("*.svg")))
    root = ET.fromstring(next(tmp_path.glob("*.svg")).read_text(encoding="utf-8"))
    said = " ".join(text.text or "" for text in root.iter(f"{NS}text"))
    assert "episodes played" in said
    assert "best person −9.00" in said
    assert "bc-maze-fo" not in said
    assert len(list(root.iter(f"{NS}polygon"))) == 1


@SIZES
async def test_a_run_over_episodes_with_one_cursor_through_all_plots(home: Path, size: tuple[int, int]) -> None:
    names = played(home)
    person(home, -4.0)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, names[2])
        await pilot.press("home", "enter")
        await sees(pilot, "loss/q")
        await sees(pilot, "best person")
        await pilot.press("x")
        await sees(pilot, "over episodes")
        panels = list(app.screen.query(CurvePanel))
        await settled(pilot, lambda: {panel.axis for panel in panels} == {"episodes"})
        await settled(pilot, lambda: "nothing over" not in shown(app))
        await pilot.press(*["left"] * 9)
        await settled(pilot, lambda: len({panel.cursor for panel in panels}) == 1 and panels[0].cursor is not None)
        await settled(pilot, lambda: shown(app).count(" at ") >= 4)
        await golden(pilot, "run-cursor")
        await pilot.press("0")
        await settled(pilot, lambda: {panel.cursor for panel in panels} == {None})
        await pilot.press("x", "x")
        await settled(pilot, lambda: {panel.axis for panel in panels} == {"steps"})


async def test_a_run_that_never_played_has_no_axis_of_episodes(home: Path) -> None:
    names = played(home)
    app = LabApp(home)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, names[0])
        await pilot.press("end", "enter")
        await sees(pilot, "loss/q")
        await pilot.press("x")
        await sees(pilot, "over time")
        assert "over episodes" not in shown(app)


async def test_a_plot_is_dragged_and_a_click_still_reads(home: Path) -> None:
    async with newest_run(home, SMALL) as (app, pilot):
        await pilot.press("enter")
        panel = app.screen.query_one("#panel0", CurvePanel)
        await settled(pilot, lambda: app.screen.maximized is panel and panel.region.width == 80)
        await pilot.press("plus", "plus", "plus")
        before = panel._view
        assert before is not None
        await pilot.mouse_down(panel, offset=(40, 10))
        await pilot.hover(panel, offset=(30, 10))
        await pilot.hover(panel, offset=(20, 10))
        dragged = panel._view
        await pilot.mouse_up(panel, offset=(20, 10))
        # A terminal's driver makes a click of that, the pilot does not.
        panel.post_message(events.Click(panel, 20, 10, 0, 0, 1, False, False, False, 20, 10))
        await pilot.pause()
        assert dragged is not None
        assert panel._plot is not None
        share = 20 / panel._plot.columns
        assert dragged.x0 - before.x0 == pytest.approx(share * (before.x1 - before.x0))
        assert panel.cursor is None
        await pilot.hover(panel, offset=(50, 10))
        assert panel._view == dragged
        await pilot.click(panel, offset=(30, 10))
        assert panel.cursor is not None
        assert panel._view == dragged


async def test_columns_rows_and_pages_of_the_grid(home: Path) -> None:
    async with newest_run(home, SMALL) as (app, pilot):

        def there() -> list[str]:
            return [str(panel.border_title) for panel in app.screen.query(CurvePanel) if panel.display]

        assert len(there()) == 4
        await pilot.press("right_square_bracket")
        await settled(pilot, lambda: len(there()) == 6)
        await golden(pilot, "run-grid")
        await pilot.press("pagedown")
        await settled(pilot, lambda: there() == ["memory in MB"])
        await pilot.press("pageup", *["left_square_bracket"] * 4, *["left_curly_bracket"] * 4)
        await settled(pilot, lambda: there() == ["1 return"])
        await pilot.press("pagedown", "right_curly_bracket")
        await settled(pilot, lambda: len(there()) == 2)


async def test_borders_are_dragged_and_moved_by_keys(home: Path) -> None:
    async with newest_run(home, LARGE) as (app, pilot):
        screen = app.screen
        log, side = screen.query_one("#log"), screen.query_one("#side")
        height, width = log.outer_size.height, side.outer_size.width
        await pilot.mouse_down("#log-edge", offset=(50, 0))
        await pilot.hover("#grid", offset=(50, screen.query_one("#grid").size.height - 5))
        await pilot.mouse_up("#grid", offset=(50, screen.query_one("#grid").size.height - 1))
        await settled(pilot, lambda: log.outer_size.height > height + 3)
        await pilot.press("ctrl+left", "ctrl+left", "ctrl+down")
        await settled(pilot, lambda: side.outer_size.width == width + 4)
        await pilot.press(*["ctrl+right"] * 60, *["ctrl+down"] * 40)
        await settled(pilot, lambda: side.outer_size.width == 16 and log.outer_size.height == 2)
        await pilot.press(*["ctrl+up"] * 80)
        await settled(pilot, lambda: screen.query_one("#grid").size.height >= 10)
        await pilot.press("right_square_bracket", "escape", "enter")
        await settled(
            pilot, lambda: app.screen is not screen and app.screen.query("#side").first().outer_size.width == 16
        )
        assert settings.load(home).plots == "4x2"
        await pilot.press("escape", "home", "space", "space", "c")
        await sees(pilot, "what differs")
        table = app.screen.query_one("#table")
        height = table.outer_size.height
        await pilot.mouse_down("#table-edge", offset=(50, 0))
        await pilot.hover("#plot", offset=(50, 10))
        await pilot.mouse_up("#plot", offset=(50, 10))
        await settled(pilot, lambda: table.outer_size.height > height + 5)


@SIZES
async def test_the_log_and_the_curves_point_at_each_other(home: Path, size: tuple[int, int]) -> None:
    names = filled(home)
    with Store(home) as store:
        created = store.points(names[2], "eval/return")[0].time
        with store._writing() as db:
            db.execute("delete from logs where run = ?", (names[2],))
            db.execute("update runs set started = ? where id = ?", (created, names[2]))
            for k in range(7):
                said = f"line {k}\nand more of it" if k == 3 else f"line {k}"
                sql = "insert into logs (run, time, level, text) values (?, ?, ?, ?)"
                db.execute(sql, (names[2], created + 5.0 * k, "error" if k == 3 else "info", said))
        first = store.logs(names[2])[0].id
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, names[2])
        await pilot.press("home", "enter")
        await sees(pilot, "loss/q")
        if size == SMALL:
            await pilot.press("i")
        await sees(pilot, "line 6")
        log, panel = app.screen.query_one("#lines", LogRows), app.screen.query_one("#panel0", CurvePanel)
        log.focus()
        await pilot.press("home", "down", "down", "down", "down", "enter")
        await settled(pilot, lambda: all(one.cursor == pytest.approx(1500) for one in app.screen.query(CurvePanel)))
        await golden(pilot, "run-log")
        panel.focus()
        await pilot.press(*["left"] * 4)
        await settled(pilot, lambda: log.key is not None and line_of(log.key) == first + 2)
        row = log.keys.index(log.key)
        await pilot.click(log, offset=(12, row - 1 - log.scroll_offset.y))
        await settled(pilot, lambda: panel.cursor == pytest.approx(1500))
        await pilot.press("slash", *"level:error")
        await settled(pilot, lambda: "line 3" in shown(app) and "line 4" not in shown(app))
        await pilot.press("enter", "slash", *(["backspace"] * 11), *"-line")
        await settled(pilot, lambda: not any(log.keys))
        await sees(pilot, "0 of 7")
        await pilot.press("escape")
        await sees(pilot, "line 4")
        assert app.screen.query_one("#panel0", CurvePanel).cursor == pytest.approx(1500)


async def test_the_filter_of_runs_and_notes_by_keys(home: Path) -> None:
    names = filled(home)
    app = LabApp(home)
    async with app.run_test(size=LARGE) as pilot:
        await sees(pilot, names[2])
        await pilot.press("home", "t", *"beat it #good", "enter")
        await sees(pilot, "done beat it")
        await pilot.press("slash", *"tag:good or algo:bc")
        await settled(pilot, lambda: names[1] not in shown(app))
        assert names[0] in shown(app)
        await sees(pilot, "2 of 3")
        await golden(pilot, "runs-filter")
        await pilot.press(*["backspace"] * 19, *"lrr>3")
        await sees(pilot, "did you mean lr?")
        await pilot.press("escape", "slash", *"lr>0.0015 -seed=1", "enter")
        await settled(pilot, lambda: names[2] not in shown(app) and names[0] not in shown(app))
        assert names[1] in shown(app)
        await pilot.press("A", "escape", "t")
        await sees(pilot, "A note on")


@SIZES
async def test_the_machine_is_watched(home: Path, size: tuple[int, int]) -> None:
    names = filled(home)
    with Store(home) as store:
        store.move(names[1], ["done"], "running", pid=os.getpid(), pid_started=clock.started_at(os.getpid()), heartbeat=time.time())  # fmt: skip
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, names[2])
        await pilot.press("M")
        await sees(pilot, "processor in %")
        await sees(pilot, "free on disk" if size == LARGE else "memory")
        await settled(pilot, lambda: "all cores" in shown(app))
        rows, own = app.screen.query_one("#processes", Rows), str(os.getpid())
        await settled(pilot, lambda: own in rows.keys)
        # On a busy machine others come first: the cursor brings it into sight.
        rows.move_to(own)
        await sees(pilot, names[1])
        await pilot.press("t")
        await sees(pilot, "memory ▾")
        rows.move_to(own)
        await pilot.press("enter")
        await sees(pilot, "eval/return")
