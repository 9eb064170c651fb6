"""Every screen by real keys, at 80x24 and at 200x60, against text goldens."""

import json
import math
import time
from pathlib import Path

import pytest
from textual.widgets import Input

from lab.app import LabApp
from lab.screens.play import PlayScreen
from lab.screens.replay import ReplayScreen
from lab.screens.run import RunScreen
from lab.settings import Settings, save
from lab.store import Store
from tasks.protocol import Episode, Turn
from tests.lab.screens.driving import (
    LARGE,
    REGRET,
    SIZES,
    SMALL,
    filled,
    golden,
    golden_colours,
    playing,
    replaying,
    sees,
    settled,
    shown,
)


@SIZES
async def test_runs_mark_compare_export(
    home: Path, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = filled(home)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await golden(pilot, "runs")
        await pilot.press("slash", *"seed1")
        await settled(pilot, lambda: "bc-maze-fo-0000" not in shown(app) and "1 of 3" in shown(app))
        await golden(pilot, "runs-filtered")
        await pilot.press("enter")
        await sees(pilot, "ilql-maze-fo-0001")
        assert "bc-maze-fo-0000" not in shown(app)
        await pilot.press("escape")
        await sees(pilot, "bc-maze-fo-0000")
        await pilot.press("home", "space", "space")
        await golden(pilot, "runs-marked")
        await pilot.press("space", "c")
        await sees(pilot, "real" if size == SMALL else "what differs")
        await golden(pilot, "compare")
        await pilot.press("b")
        await sees(pilot, "ilql-maze-fo-0000 ")
        await golden(pilot, "compare-each")
        await pilot.press("b", *["ctrl+up"] * 8)
        await sees(pilot, "what differs")
        await golden(pilot, "compare-differences")
        await pilot.press("v")
        await sees(pilot, "eval/score")
        await golden(pilot, "compare-metric")
        await pilot.press("V", "ctrl+e")
        await settled(pilot, lambda: bool(list(tmp_path.glob("lmrl-lab-compare-*.json"))))
        csv = next(tmp_path.glob("lmrl-lab-compare-*.csv")).read_text().splitlines()
        assert csv[0].startswith("run,task,algo,seed,metric")
        assert {line.split(",")[0] for line in csv[1:]} == set(names)
        assert len(json.loads(next(tmp_path.glob("*.json")).read_text())) == 3
        await pilot.press("escape", "g")
        await sees(pilot, "bc-maze-fo-0000")


@SIZES
async def test_a_run_with_its_curves(home: Path, size: tuple[int, int]) -> None:
    filled(home)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("enter")
        await sees(pilot, "learning")
        await sees(pilot, "loss/q")
        await golden(pilot, "run")
        await pilot.press("enter")
        await settled(pilot, lambda: app.screen.maximized is not None)
        await golden(pilot, "run-full")
        await pilot.press("m", "left", "left", "plus")
        await sees(pilot, "smooth 0.6")
        assert " at " in shown(app)
        await pilot.press("enter", "2")
        await settled(pilot, lambda: "2 loss" not in shown(app))
        await pilot.press("2", "question_mark")
        await sees(pilot, "The dashed lines")
        await golden(pilot, "help")


@SIZES
async def test_replay_forwards_backwards_and_fork(home: Path, size: tuple[int, int]) -> None:
    names = filled(home)
    app = LabApp(home, f"replay {names[1]}")
    async with app.run_test(size=size) as pilot:
        screen = await replaying(pilot)
        await pilot.press("w")
        await settled(pilot, lambda: screen.film is not None and screen.film.stored.head.total == -11)
        await pilot.press("right", "right", "right")
        assert screen.at == 3
        await settled(pilot, lambda: all(map(math.isfinite, screen.regrets())))
        await golden(pilot, "replay")
        await pilot.press("left", "end", "right")
        assert screen.film is not None
        assert screen.at == len(screen.film.stored.episode.spoken)
        await sees(pilot, "won")
        await golden(pilot, "replay-end")
        await pilot.press("home", "right", "right", "f")
        await sees(pilot, "Who plays on")
        await golden(pilot, "replay-fork")
        await pilot.press("down", "enter")
        await settled(pilot, lambda: screen.film is not None and screen.film.stored.head.phase == "fork")
        with Store(home) as store:
            branch = store.episodes(phase="fork")[0]
        await sees(pilot, "from turn 2 of")
        await golden(pilot, "replay-forked", REGRET)
        assert branch.fork_turn == 2
        assert branch.player == "random"


@SIZES
async def test_wordle_won_lost_and_assisted(home: Path, size: tuple[int, int]) -> None:
    save(home, Settings(player="Ada"))
    app = LabApp(home, "play wordle 3")
    async with app.run_test(size=size) as pilot:
        screen = await playing(pilot)
        await pilot.press(*"zzzzz", "enter")
        await sees(pilot, "does not know")
        assert screen.game.spoken == 0
        await pilot.press("enter")
        assert screen.game.turns[1].reward == -1
        assert not screen.game.turns[1].legal
        await pilot.press(*"about", "enter", *"hou")
        await sees(pilot, "turn 2 of 6")
        await golden(pilot, "wordle")
        await pilot.press("backspace", "backspace", "backspace", *screen.game.state.word, "enter")
        await sees(pilot, "Won.")
        await sees(pilot, "kept as episode 1")
        await golden(pilot, "wordle-won")
        await pilot.press("enter")
        await pilot.press("ctrl+t")
        await sees(pilot, "The best known player says")
        for _ in range(6):
            await pilot.press(*"zzzzz", "enter", "enter")
        await sees(pilot, "Lost.")
        await sees(pilot, "(assisted)")
    with Store(home) as store:
        lost, won = store.episodes(phase="human")
    assert (won.success, won.assisted, won.player, won.total) == (True, False, "Ada", -2)
    assert (lost.success, lost.assisted, lost.total) == (False, True, -6)


@SIZES
async def test_maze_by_arrows_to_the_goal(home: Path, size: tuple[int, int]) -> None:
    save(home, Settings(player="Ada"))
    app = LabApp(home, "play maze-po 5")
    async with app.run_test(size=size) as pilot:
        screen = await playing(pilot)
        await pilot.press("left")
        await sees(pilot, "turn 1 of 101")
        await golden(pilot, "maze")
        best = screen.game_task.players["best"].build(0)
        for _ in range(20):
            if not screen.game.over:
                await pilot.press(best.act([screen.game.turns])[0].text.split()[1])
        await sees(pilot, "Won.")
        await pilot.press("escape")
        assert not isinstance(app.screen, PlayScreen)


@SIZES
@pytest.mark.usefixtures("steady_memory")
async def test_launch_from_the_form_and_watch_it_grow(home: Path, size: tuple[int, int]) -> None:
    """The whole way with a real worker: first run, form, curves that grow while the app is closed, and on."""
    save(home, Settings(player="Ada"))
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "Watch an agent learn")
        await golden(pilot, "welcome")
        await pilot.press("escape", "n")
        await sees(pilot, "trains a BC run first")
        await golden(pilot, "launch")
        if size == LARGE:
            return
        app.screen.query_one("#algo").value = "bc"  # type: ignore[attr-defined]
        await settled(pilot, lambda: bool(app.screen.query("#knob-steps")) and not app.screen.query("#knob-tau"))
        steps = app.screen.query_one("#knob-steps", Input)
        steps.focus()
        steps.value = "many"
        await sees(pilot, "whole number")
        steps.value = "3000"
        app.screen.query_one("#data", Input).value = "submazes:40"
        await pilot.press("ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, RunScreen))
        await settled(pilot, lambda: "running" in shown(app) and "return" in shown(app), 90)
    with Store(home) as store:
        run = store.runs()[0]
    end = time.monotonic() + 90
    before = run.step
    while True:
        with Store(home) as store:
            run = store.run(run.id)
        if run.step > max(before, 1) or time.monotonic() > end:
            break
        time.sleep(0.1)
    assert run.status == "running"
    assert run.step > 1, "it went on while no app was open"
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, run.id[:20])
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(app.screen, RunScreen))
        await pilot.press("s")
        await sees(pilot, "keeps a checkpoint")
        await pilot.press("y")
        await settled(pilot, lambda: "stopped" in shown(app), 60)


HOSTILE = "[red]not markup[/]\x1b[31m\x07\u202eevil\ud800"


async def test_hostile_text_shows_harmlessly(home: Path) -> None:
    filled(home)
    turns = (Turn("game", HOSTILE + "x" * 1_000_000), Turn("agent", HOSTILE, -4.0, False), Turn("game", HOSTILE))
    with Store(home) as store:
        kept = store.add_episode(
            Episode("maze-fo", -1, turns, True, False, False, HOSTILE[:40]), run="bc-maze-fo-0000", phase="eval"
        )
        store.log("bc-maze-fo-0000", "error", HOSTILE)
    app = LabApp(home, f"replay bc-maze-fo-0000 {kept}")
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "xxxx")
        await pilot.press("end")
        await sees(pilot, "illegal")
        text = shown(app)
        assert "more characters" in text
        assert "[red]not markup[/]␛[31m␇⟨202E⟩evil⟨D800⟩" in text
        assert not {char for char in text if not char.isprintable()} - {"\n"}


@SIZES
async def test_the_palette_finds_runs_and_tasks(home: Path, size: tuple[int, int]) -> None:
    filled(home)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("ctrl+p", *"0001")
        await sees(pilot, "Replay ilql-maze-fo-0001")
        await golden(pilot, "palette-runs")
        await pilot.press(*["backspace"] * 4, *"play wordle-st")
        await settled(pilot, lambda: "Play wordle-standard" in shown(app) and "Replay" not in shown(app))
        await golden(pilot, "palette")
        await pilot.press("enter")
        await playing(pilot)


@SIZES
async def test_the_theme_is_kept(home: Path, size: tuple[int, int]) -> None:
    filled(home)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await golden_colours(pilot, "theme-dark")
        await pilot.press("f2")
        assert app.theme == "lab-light"
        await pilot.pause()
        await golden_colours(pilot, "theme-light")
    assert LabApp(home).theme == "lab-light"


def test_every_key_and_screen_is_explained() -> None:
    from textual.binding import Binding

    from lab.screens.compare import CompareScreen
    from lab.screens.launch import LaunchScreen
    from lab.screens.runs import RunsScreen
    from lab.screens.welcome import WelcomeScreen
    from lab.widgets.panel import CurvePanel

    places = (RunsScreen, LaunchScreen, RunScreen, CompareScreen, ReplayScreen, PlayScreen, WelcomeScreen)
    for place in places:
        assert len(place.HELP) > 60, place
    for holder in (*places, CurvePanel, LabApp):
        for binding in holder.BINDINGS:
            assert isinstance(binding, Binding)
            assert binding.description, (holder, binding)
            assert binding.tooltip, (holder, binding)


async def test_a_message_that_is_about_to_end_is_not_shown(tmp_path: Path) -> None:
    """Textual would wait for ever for one that ends while it is being shown."""
    from textual.widgets._toast import Toast

    filled(tmp_path)
    app = LabApp(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await settled(pilot, lambda: "ilql-maze-fo-0001" in shown(app))
        made: list[str] = []
        for about, seconds in (("brief", 0.2), ("long", 30.0)):
            app.notify(about, timeout=seconds)
            await pilot.pause()
            made += [toast._notification.message for toast in app.screen.query(Toast)]
        assert made == ["long"]
