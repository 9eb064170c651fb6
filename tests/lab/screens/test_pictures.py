"""What each key leaves on the screen, at both sizes: the pictures that the app's description promises and that no other test of
the screens keeps."""

import os
import re
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from lab.app import LabApp
from lab.catalog import TASKS, spec_from
from lab.clock import started_at
from lab.screens.launch import LaunchScreen
from lab.screens.leaderboard import LeaderboardScreen
from lab.screens.machine import MachineScreen
from lab.screens.play import PlayScreen
from lab.screens.run import RunScreen
from lab.settings import Settings, save
from lab.store import Store
from lab.widgets.panel import CurvePanel
from tests.lab.screens.driving import (
    AGO,
    SIZES,
    SMALL,
    filled,
    golden,
    golden_colours,
    named_run,
    playing,
    replaying,
    sees,
    settled,
    shown,
    to,
)

Wide = tuple[int, int]

SAID = {
    "maze-fo": "move left", "maze-po": "move left", "textnav-fo": "look", "textnav-po": "look", "wordle": "about", "wordle-standard": "about",
    "chess": "e4", "endgames": "Ra7", "twenty-questions": "Is it alive?", "guess-city": "What do people eat there?",
    "car-dealer": "Hello! What kind of car do you want?",
}  # fmt: skip
"""What the player of each task says first."""


pytestmark = pytest.mark.usefixtures("ada", "steady_memory")


# Runs


@SIZES
async def test_sorting_copying_noting_and_asking(home: Path, size: Wide) -> None:
    filled(home)
    app = LabApp(home)
    async with app.run_test(size=size, notifications=True) as pilot:
        await sees(pilot, "bc-maze-fo-0000")
        await pilot.press("o")
        await sees(pilot, "sorted by score")
        await sees(pilot, "score▾")
        await golden(pilot, "runs-sorted")
        app.clear_notifications()
        await pilot.press("g", "g")
        await settled(pilot, lambda: " ilql" in shown(app).splitlines()[2] or " bc" in shown(app).splitlines()[2])
        await golden(pilot, "runs-by-algorithm")
        await pilot.press("g", "g", "o", "o", "o", "home", "P")
        await sees(pilot, "⚑")
        app.clear_notifications()
        await pilot.press("y")
        await sees(pilot, "copied")
        await golden(pilot, "runs-copied")
        app.clear_notifications()
        await pilot.press("s")
        await sees(pilot, "there is nothing to stop")
        app.clear_notifications()
        await pilot.press("t")
        await sees(pilot, "words with a # are tags")
        await pilot.press(*"try again #lr")
        await golden(pilot, "ask-note")


@SIZES
async def test_stopping_going_on_and_evaluating(home: Path, size: Wide, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker is started: the one core that there is said to be is taken by a run that says it runs, in this process."""
    monkeypatch.setattr("lab.launcher.cores", lambda: 1)
    filled(home)
    with Store(home) as store:
        for name, status in (("bc-chess-0000", "running"), ("bc-wordle-0000", "stopped")):
            named_run(store, name, spec_from(name.split("-")[1], "bc"), created=AGO, started=AGO)
            if status == "running":
                store.claim(name, os.getpid(), started_at(os.getpid()))
                store.heartbeat(name, 3)
                with store._writing() as db:
                    db.execute("update runs set started = ? where id = ?", (time.time() - AGO, name))
            else:
                store.set_status(name, "stopped")
    app = LabApp(home)
    async with app.run_test(size=size, notifications=True) as pilot:
        await sees(pilot, "bc-wordle-0000")
        await pilot.press("home", "u")
        await sees(pilot, "bc-wordle-0000 goes on")
        await sees(pilot, "1 running · 1 queued")
        await golden(pilot, "runs-resumed")
        app.clear_notifications()
        await pilot.press("s")
        await sees(pilot, "keeps a checkpoint")
        await golden(pilot, "ask-stop")
        await pilot.press("y")
        await sees(pilot, "was asked to stop")
        await settled(pilot, lambda: "queued" not in shown(app))
        await golden(pilot, "runs-stopped")
        app.clear_notifications()
        await pilot.press("e")
        await sees(pilot, "evaluating bc-wordle-0000")
        await golden(pilot, "runs-evaluating")
        await settled(pilot, lambda: any("has no checkpoint yet" in note.message for note in app._notifications), 120)


# Launch


@SIZES
async def test_a_form_with_errors_seeds_and_help(home: Path, size: Wide) -> None:
    filled(home)
    app = LabApp(home)
    async with app.run_test(size=size, notifications=True) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("home", "n")
        await settled(pilot, lambda: isinstance(app.screen, LaunchScreen))
        await sees(pilot, "--seed 2")
        await golden(pilot, "launch-like")
        await to(pilot, "seeds")
        await pilot.press("3")
        await settled(pilot, lambda: "--seeds 3" in str(app.screen.query_one("#consequences", Static).content))
        await pilot.pause()
        await golden(pilot, "launch-seeds")
        await to(pilot, "from")
        await pilot.press(*"bc-maze-fo-9")
        await settled(pilot, lambda: "did you mean" in " ".join(shown(app).split()))
        await golden(pilot, "launch-wrong-from")
        await to(pilot, "from")
        await to(pilot, "knob-steps")
        await pilot.press(*"many")
        await settled(pilot, lambda: "whole number" in " ".join(shown(app).split()))
        await golden(pilot, "launch-wrong-knob")
        await pilot.press("ctrl+s")
        await sees(pilot, "not launched")
        await golden(pilot, "launch-refused")
        app.clear_notifications()
        assert "f1 help" in shown(app)
        await pilot.press("f1")
        await sees(pilot, "Choose a task and an algorithm")
        await golden(pilot, "help-launch")
        await pilot.press("escape", "ctrl+d")
        await settled(pilot, lambda: app.screen.query_one("#knob-steps", Input).value == "3000")


@SIZES
async def test_nothing_is_launched_that_does_not_fit(home: Path, size: Wide, monkeypatch: pytest.MonkeyPatch) -> None:
    little = psutil.virtual_memory()._replace(available=300_000_000)
    monkeypatch.setattr("psutil.virtual_memory", lambda: little)
    app = LabApp(home, lambda: LaunchScreen(home))
    async with app.run_test(size=size, notifications=True) as pilot:
        await sees(pilot, "of 300 MB free")
        await pilot.press("ctrl+s")
        await sees(pilot, "not launched")
        await golden(pilot, "launch-too-large")
        assert isinstance(app.screen, LaunchScreen)
    with Store(home) as store:
        assert not store.runs()


# A run


@SIZES
async def test_a_curve_from_near(home: Path, size: Wide) -> None:
    filled(home)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("home", "enter")
        await sees(pilot, "loss/q")
        await pilot.press("tab", "enter")
        panel = app.screen.query_one("#panel1", CurvePanel)
        await settled(pilot, lambda: app.screen.maximized is panel)
        await pilot.press("l")
        await sees(pilot, "log")
        await golden(pilot, "curve-log")
        await pilot.press("l", "m")
        await sees(pilot, "smooth")
        await golden(pilot, "curve-smooth")
        await pilot.press(*["m"] * 10)
        for _ in range(9):
            if "smooth" in shown(app).replace("m smooth", ""):
                await pilot.press("m")
                await pilot.pause()
        await pilot.press("left", "left", "left")
        await sees(pilot, " at ")
        await golden(pilot, "curve-read")
        await pilot.press("plus", "plus", "shift+left")
        await settled(pilot, lambda: panel._view is not None)
        await pilot.pause()
        await golden(pilot, "curve-zoomed")
        await pilot.press("0", "x")
        await sees(pilot, "over time")
        await golden(pilot, "curve-time")
        await pilot.press("x", "enter")
        await settled(pilot, lambda: app.screen.maximized is None)
        await pilot.press("1", "2", "4")
        await settled(pilot, lambda: "1 return" not in shown(app) and "4 value" not in shown(app))
        await sees(pilot, "gradient norm")
        await golden(pilot, "run-panels")
        await pilot.press("1", "2", "4", "g", "i")
        await settled(pilot, lambda: ("latest games" in shown(app)) is (size == SMALL))
        await settled(pilot, lambda: ("best checkpoint" in shown(app)) is (size == SMALL))
        await golden(pilot, "run-games-and-log", {r"\d\d:\d\d:\d\d": "12:00:00"})


HEALTH = {
    "flat": ([-80.0, -79, -81, -80, -78, -80], {}, "flat: "),
    "collapsed": ([-80.0, -60, -30, -10, -8, -60, -75, -80], {}, "collapsed since step"),
    "fell": ([-40.0, -20, -28, -50, -52, -51], {"eval/illegal": 0.43}, "fell below its start: "),
    "illegal": ([-80.0, -40, -20, -10], {"eval/illegal": 0.22}, "22% illegal texts"),
    "cut": ([-80.0, -40, -20, -10], {"eval/cut": 0.31}, "31% texts cut at the limit"),
}


@SIZES
async def test_health_in_plain_words(home: Path, size: Wide) -> None:
    with Store(home) as store:
        for name, (returns, odd, _) in HEALTH.items():
            spec = spec_from("maze-fo", "bc")
            named_run(store, f"bc-{name}", spec, created=AGO, started=AGO, finished=AGO - 70)
            now = time.time()
            points = [
                (
                    100 * k,
                    {"eval/return": value, "eval/score": 50.0, "eval/success": 0.5, "eval/illegal": 0.0, **odd},
                    now + k,
                )
                for k, value in enumerate(returns)
            ]
            store.record(f"bc-{name}", points, [])
            store.set_status(f"bc-{name}", "stopped")
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "bc-flat")
        for name, (_, _, told) in HEALTH.items():
            await pilot.press("slash", *name, "enter", "enter")
            await settled(pilot, lambda: isinstance(app.screen, RunScreen))
            await sees(pilot, told)
            await sees(pilot, "eval/return")
            await golden(pilot, f"health-{name}")
            await pilot.press("escape", "escape")
            await sees(pilot, "bc-cut")


# Compare


@SIZES
async def test_what_is_exported_is_told(home: Path, size: Wide, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    filled(home)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        monkeypatch.chdir(folder)
        app = LabApp(home)
        async with app.run_test(size=size, notifications=True) as pilot:
            await sees(pilot, "ilql-maze-fo-0001")
            await pilot.press("home", "A", "c")
            await sees(pilot, "best known")
            await pilot.press("ctrl+e")
            await sees(pilot, ".svg into")
            await golden(
                pilot,
                "compare-exported",
                {r"compare-\d{8}-\d{6}": "compare-20260101-120000", re.escape(folder): "/tmp/tmp00000000"},
            )
        assert {one.suffix for one in Path(folder).iterdir()} == {".csv", ".json", ".svg"}


# Replay


@SIZES
async def test_replay_on_its_own_and_by_regret(home: Path, size: Wide) -> None:
    names = filled(home)
    app = LabApp(home, f"replay {names[0]}")
    async with app.run_test(size=size) as pilot:
        screen = await replaying(pilot)
        await pilot.press("b")
        await settled(
            pilot,
            lambda: (
                screen._order == "best"
                and screen.film is not None
                and screen.film.stored.head.id == screen._heads[0].id
            ),
        )
        await settled(pilot, lambda: len(screen.regrets()) > 0 and all(one == one for one in screen.regrets()))
        await pilot.press("g")
        await golden(pilot, "replay-regret")
        await pilot.press("home", "right_square_bracket")
        await settled(pilot, lambda: screen.film is not None and screen.film.stored.head.id == screen._heads[1].id)
        await settled(pilot, lambda: len(screen.regrets()) > 0 and all(one == one for one in screen.regrets()))
        await pilot.press("plus", "plus", "plus", "space")
        await settled(pilot, lambda: screen.at == len(screen.regrets()) and screen._timer is None, 60)
        await golden(pilot, "replay-played")


# Play


@pytest.mark.parametrize("task", list(SAID))
@SIZES
async def test_every_task_is_played(task: str, home: Path, size: Wide) -> None:
    assert set(SAID) == set(TASKS)
    app = LabApp(home, f"play {task} 5")
    async with app.run_test(size=size) as pilot:
        screen = await playing(pilot)
        await pilot.press(*SAID[task], "enter")
        await pilot.pause()
        if screen.ready and not screen.game.spoken:
            await sees(pilot, "Enter again")
            await pilot.press("enter")
        await settled(pilot, lambda: screen.ready and screen.game.spoken == 1, 60)
        await sees(pilot, "turn 1 of")
        await at_its_end(pilot, screen)
        await golden(pilot, f"play-{task}")
        await pilot.press("f1")
        await sees(pilot, "You play the game that agents play")
        await pilot.press("end")
        await sees(pilot, "escape closes this")
        await golden(pilot, f"rules-{task}")


async def at_its_end(pilot: Pilot[None], screen: PlayScreen) -> None:
    """Waits until the whole story is laid out and scrolled to where it ends."""
    story, said = screen.query_one("#story"), screen.query_one("#said", Static)

    def laid_out() -> bool:
        return said.size.height == said.get_content_height(story.size, pilot.app.size, said.size.width)

    await settled(pilot, lambda: laid_out() and story.scroll_y == story.max_scroll_y)
    await pilot.pause()


@SIZES
async def test_hints_near_misses_and_giving_up(home: Path, size: Wide) -> None:
    app = LabApp(home, "play wordle 3")
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "turn 0 of 6")
        await pilot.press(*"abou")
        await sees(pilot, "about")
        await golden(pilot, "play-completed")
        await pilot.press(*"x", "enter")
        await settled(pilot, lambda: "Did you mean about" in " ".join(shown(app).split()))
        await golden(pilot, "play-near-miss")
        await pilot.press("ctrl+u", "ctrl+t")
        await sees(pilot, "The best known player says")
        await pilot.pause()
        await golden(pilot, "play-hint")
        await pilot.press("enter")
        await sees(pilot, "turn 1 of 6")
        await pilot.press("ctrl+x")
        await sees(pilot, "Give this game up?")
        await golden(pilot, "play-give-up")
        await pilot.press("n", "escape")
        await sees(pilot, "Leave this game?")
        await golden(pilot, "play-leave")


@SIZES
async def test_a_square_is_picked_by_a_click(home: Path, size: Wide) -> None:
    app = LabApp(home, "play chess 1")
    async with app.run_test(size=size) as pilot:
        await playing(pilot)
        wide, high = (3, 1) if size == SMALL else (6, 3)
        await pilot.click("#picture", offset=(2 + 2 + wide * 4 + 1, 1 + 6 * high))
        await sees(pilot, "<♙>")
        await golden(pilot, "play-chess-picked")


@SIZES
async def test_whose_games_these_are_is_asked_once(tmp_path: Path, size: Wide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    app = LabApp(tmp_path, "play maze-fo 5")
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "Your name, for the games you play")
        await settled(pilot, lambda: "grace" in shown(app))
        await golden(pilot, "ask-name")
        await pilot.press("enter")
        await settled(pilot, lambda: "Your name" not in shown(app))


@SIZES
async def test_an_engine_that_is_missing(home: Path, size: Wide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMRL_LAB_STOCKFISH", "/nonexistent/stockfish")
    from tasks import stockfish

    stockfish.close()
    app = LabApp(home, "play chess 123456")
    async with app.run_test(size=size) as pilot:
        await playing(pilot)
        await pilot.press(*"h2h3", "enter")
        await sees(pilot, "apt install stockfish")
        await golden(pilot, "play-no-engine")


# Everywhere


@SIZES
async def test_help_on_every_screen(home: Path, size: Wide) -> None:
    names = filled(home)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, names[2])

        async def helped(name: str) -> None:
            before = app.screen
            await pilot.press("f1")
            await settled(pilot, lambda: app.screen is not before)
            await pilot.pause()
            await golden(pilot, f"help-{name}")
            await pilot.press("escape")
            await settled(pilot, lambda: app.screen is before)

        await helped("runs")
        await pilot.press("home", "space", "space", "c")
        await sees(pilot, "best known")
        await helped("compare")
        await pilot.press("escape", "r")
        await replaying(pilot)
        await helped("replay")
        await pilot.press("escape", "l")
        await settled(pilot, lambda: isinstance(app.screen, LeaderboardScreen))
        await helped("leaderboard")
        await pilot.press("escape", "M")
        await settled(pilot, lambda: isinstance(app.screen, MachineScreen))
        await helped("machine")
        await pilot.press("escape", "h")
        await sees(pilot, "Take the tour")
        await helped("welcome")


@SIZES
async def test_the_tour(home: Path, size: Wide) -> None:
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "Watch an agent learn")
        assert "⏎ choose" in shown(app), "who is new here is told the keys"
        await pilot.press("end", "enter")
        for page in range(1, 5):
            await sees(pilot, f"{page} of 4")
            await golden(pilot, f"tour-{page}")
            await pilot.press("right")
        await settled(pilot, lambda: "of 4" not in shown(app))


@SIZES
@pytest.mark.parametrize("theme", ["lab-light", "lab-16"])
async def test_boards_with_their_colours(home: Path, size: Wide, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if theme == "lab-16":
        monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    else:
        save(home, Settings(player="Ada", theme=theme))
    for task, said in (("wordle", "about"), ("chess", "e4"), ("maze-fo", "move left")):
        app = LabApp(home, f"play {task} 3")
        assert app.theme == theme
        async with app.run_test(size=size) as pilot:
            screen = await playing(pilot)
            await pilot.press(*said, "enter")
            await sees(pilot, "turn 1 of")
            await settled(pilot, lambda screen=screen: screen.ready)  # type: ignore[misc]
            await at_its_end(pilot, screen)
            await golden_colours(pilot, f"{theme}-{task}")


# The machine

SMI = """#!/bin/sh
test "$1 $2" = "--query-gpu=name,utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits" || exit 3
echo "NVIDIA H200, 87, 61234, 143771"
echo "NVIDIA GeForce GT 710, [N/A], 512, 2002"
"""


@SIZES
async def test_the_machine_with_its_graphics_cards(
    home: Path, size: Wide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver's tool is a program of its own that says what nvidia-smi says; what the system says is the same each time."""
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin" / "nvidia-smi"
    tool.write_text(SMI)
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    still(monkeypatch)
    filled(home)
    app = LabApp(home)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "ilql-maze-fo-0001")
        await pilot.press("M")
        await settled(pilot, lambda: isinstance(app.screen, MachineScreen) and len(app.screen._loads) > 3)
        await sees(pilot, "GPU 0 NVIDIA H200  87% busy  memory 64.2 GB of 151 GB")
        await sees(pilot, "GPU 1 NVIDIA GeForce GT 710  – busy")
        await pilot.pause()
        await golden(pilot, "machine")
        await pilot.press("t")
        await sees(pilot, "memory ▾")
        await golden(pilot, "machine-by-memory")
        tool.write_text("#!/bin/sh\necho 'No devices were found'\nexit 6\n")
        await settled(pilot, lambda: "GPU" not in shown(app))


def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that does the same all the time; the clock stands still after the third look."""
    looks = iter((0.0, 1.0, 2.0))
    memory = psutil.virtual_memory()._replace(total=16_000_000_000, available=10_000_000_000)
    disk = SimpleNamespace(free=48_700_000_000)
    processes = [
        SimpleNamespace(info={"pid": 100 + k, "name": f"python{k}", "cpu_percent": 90.0 - 20 * k, "memory_info": SimpleNamespace(rss=10**9 * (k + 1))})
        for k in range(3)
    ]  # fmt: skip
    monkeypatch.setattr("lab.load.time", SimpleNamespace(time=lambda: next(looks, 3.0)))
    monkeypatch.setattr("lab.load.psutil.cpu_percent", lambda percpu: [25.0, 75.0])
    monkeypatch.setattr("lab.load.psutil.virtual_memory", lambda: memory)
    monkeypatch.setattr("lab.load.psutil.swap_memory", lambda: SimpleNamespace(used=0))
    everybody = psutil.process_iter
    # Who ends this test's processes asks for their words, and is told the truth.
    monkeypatch.setattr(
        "lab.load.psutil.process_iter", lambda attrs: everybody(attrs) if "cmdline" in attrs else iter(processes)
    )
    monkeypatch.setattr("lab.load.shutil.disk_usage", lambda place: disk)
    monkeypatch.setattr("lab.load.os.getloadavg", lambda: (1.0, 0.5, 0.25))
