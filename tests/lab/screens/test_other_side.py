"""The other side of the talking games by real keys, and chat models as simulators in the app."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static

from lab.app import LabApp
from lab.catalog import spec_from
from lab.messages import OpenOtherSide
from lab.records import RunSpec, SimulatorSpec
from lab.screens.launch import LaunchScreen
from lab.screens.other_side import OtherSideScreen
from lab.screens.play import PlayScreen
from lab.screens.replay import ReplayScreen
from lab.screens.simulator import ChooseSimulator
from lab.store import Store
from tasks.other_side import usual
from tasks.score import Evaluation
from tests.lab.screens.driving import LARGE, SIZES, SMALL, golden, named_run, playing, reached, sees, settled, shown
from tests.models.shapes import save_tiny

pytestmark = pytest.mark.usefixtures("ada")

CAR_WORDS = ("An SUV.", "Toyota please", "leather", "about 30 grand", "Too much.")


def run_of(home: Path, name: str, spec: RunSpec, value: float) -> None:
    """A finished run of this name that has no checkpoint."""
    with Store(home) as store:
        named_run(store, name, spec)
        store.set_evaluation(name, Evaluation(10, value, 0.1, 50.0, 49.0, 51.0, 0.5, 0.0, 0.0, 9.0))
        store.finish(name, "done")


async def opened(pilot: Pilot[None]) -> OtherSideScreen:
    return await reached(pilot, OtherSideScreen, lambda screen: screen.ready)


async def says(pilot: Pilot[None], screen: OtherSideScreen, *keys: str) -> None:
    """Answers, and waits for the next question or the end."""
    spoken = screen.seat.game.spoken
    await pilot.press(*keys)
    await settled(pilot, lambda: screen.seat.game.spoken > spoken and (screen.ready or screen.seat.over))


def falsely(screen: OtherSideScreen) -> str:
    """The key of an answer the lab's own other side would not give: such a game cannot be forked from its seed."""
    return "n" if usual(screen.seat).startswith("Yes") else "y"


@SIZES
async def test_an_object_is_guessed(home: Path, size: tuple[int, int]) -> None:
    app = LabApp(home, lambda: OtherSideScreen(home, "twenty-questions", "best", seed=3, hidden="lamp"))
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        await says(pilot, screen, "y")
        await pilot.press(*"perhaps", "enter")
        await sees(pilot, "Only yes or no")
        assert screen.query_one("#line", Input).value == "perhaps", "nothing is lost"
        await golden(pilot, "other-twenty-questions")
        await pilot.press("ctrl+u", *"no", "enter")
        await settled(pilot, lambda: screen.seat.game.spoken == 2 and screen.ready)
        while not screen.seat.over:
            await pilot.press("ctrl+t")
            await sees(pilot, "The lab's own would say")
            await says(pilot, screen, "y" if "would say: Yes" in shown(app) else "n")
        await sees(pilot, "kept as episode 1")
        await golden(pilot, "other-twenty-questions-end")
    with Store(home) as store:
        (kept,) = store.episodes()
        assert (kept.phase, kept.player, kept.run, kept.assisted) == ("other", "best", "", True)
        assert json.loads(store.episode(kept.id).episode.about) == {"other": "Ada", "side": "answerer"}


@SIZES
async def test_a_city_is_told_of(home: Path, size: tuple[int, int]) -> None:
    app = LabApp(home, lambda: OtherSideScreen(home, "guess-city", "random", seed=3, hidden="paris"))
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        await says(pilot, screen, *"People speak French.", "enter")
        await pilot.press(*"it is in france", "enter")
        await sees(pilot, "must not be said")
        await golden(pilot, "other-guess-city")
        await pilot.press("ctrl+u")
        while not screen.seat.over:
            await says(pilot, screen, *"I like it", "enter")
        await sees(pilot, "kept as episode 1")
        await golden(pilot, "other-guess-city-end")


@SIZES
@pytest.mark.parametrize("end", ["accepted", "rejected"])
async def test_a_car_is_bought_or_not(home: Path, end: str, size: tuple[int, int]) -> None:
    app = LabApp(home, lambda: OtherSideScreen(home, "car-dealer", "best", seed=3))
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        await pilot.press("ctrl+y")
        await sees(pilot, "named no price yet")
        for words in CAR_WORDS:
            await says(pilot, screen, *words, "enter")
        if end == "accepted":
            await sees(pilot, "My offer is $30,300 now.")
            story = screen.query_one("#story")
            await pilot.pause()
            await settled(
                pilot, lambda: story.scroll_y == story.max_scroll_y == story.virtual_size.height - story.size.height
            )
            await pilot.pause()
            await golden(pilot, "other-car-dealer")
        price = screen.seat.price
        assert 25_000 < price < 31_000
        await pilot.press(*(["ctrl+y"] if end == "accepted" else [*"no deal", "enter"]))
        await sees(pilot, "kept as episode 1")
        assert screen.seat.game.total == (price / 1000 if end == "accepted" else 0)
        await golden(pilot, f"other-car-dealer-{end}")


@SIZES
async def test_who_plays_is_chosen_and_games_are_given_up_and_replayed(home: Path, size: tuple[int, int]) -> None:
    for name, value in (("bc-twenty-questions-0000", -18.0), ("ilql-twenty-questions-0001", -14.5)):
        run_of(home, name, spec_from("twenty-questions", "bc"), value)
    run_of(home, "bc-maze-fo-0000", spec_from("maze-fo", "bc"), -60)
    app = LabApp(home, "play twenty-questions 7")
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "turn 0 of 20")
        await pilot.press("ctrl+o")
        await sees(pilot, "Who shall play")
        await golden(pilot, "other-chooser")
        await pilot.press("down", "enter")
        screen = await opened(pilot)
        assert "behaviour" in shown(app)
        await says(pilot, screen, falsely(screen))
        await pilot.press("ctrl+x")
        await sees(pilot, "Give this game up?")
        await pilot.press("y")
        await settled(pilot, lambda: screen.ready and not screen.seat.game.spoken)
        await pilot.press("ctrl+g")
        await sees(pilot, "What is meant?")
        await pilot.press(*"Gitar", "enter")
        await sees(pilot, "did you mean guitar")
        await pilot.press("ctrl+g", *"guitar", "enter")
        await sees(pilot, "You think of: guitar")
        await opened(pilot)
        await says(pilot, screen, falsely(screen))
        await pilot.press("escape")
        await sees(pilot, "Leave this game?")
        await pilot.press("y")
        await playing(pilot)
        await settled(pilot, lambda: _kept(home) == 2)
        app.post_message(OpenOtherSide("twenty-questions"))
        await sees(pilot, "Who shall play")
        await pilot.press("end", "enter")
        # The run has no checkpoint: the agent says so, and nothing else is the worse for it.
        await settled(pilot, lambda: "has no checkpoint yet" in shown(app), 90)
        await pilot.press("escape", "escape")
    app = LabApp(home, lambda: ReplayScreen(home, None))
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        await sees(pilot, "other, by behaviour, against Ada")
        await settled(pilot, lambda: app.screen._film is not None)  # type: ignore[attr-defined]
        await pilot.press("f")
        await sees(pilot, "had somebody else to answer")


def tight(app: LabApp) -> str:
    """What is on the screen without its blanks, wherever its lines break."""
    return "".join(shown(app).split())


def _kept(home: Path) -> int:
    with Store(home) as store:
        return len(store.episodes(phase="other"))


async def test_the_palette_offers_the_other_side(home: Path) -> None:
    app = LabApp(home, "play wordle 1")
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "turn 0")
        assert "other side" not in shown(app)
        await pilot.press("ctrl+p", *"other side of car")
        await sees(pilot, "Be the other side of car-dealer")
        await pilot.press("enter")
        await sees(pilot, "asks for every wish")
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(app.screen, OtherSideScreen))


# Simulators in the app


class Slow(BaseHTTPRequestHandler):
    """An OpenAI-compatible server that answers No., and waits until it may; and says nothing of it."""

    may = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.may.wait(30)
        body = json.dumps({"choices": [{"message": {"content": "No."}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    Slow.may.set()
    server.shutdown()
    server.server_close()


async def test_a_server_answers_and_dies_and_nothing_is_lost(home: Path, server: ThreadingHTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    app = LabApp(home, "play twenty-questions 7")
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "turn 0 of 20")
        await pilot.press("ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, ChooseSimulator))
        app.screen.query_one("#simulator", Select).value = "openai"
        await sees(pilot, "its name at the server")
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, ChooseSimulator), "a model without a name answers nobody"
        app.screen.query_one("#simulator-model", Input).value = "parrot"
        app.screen.query_one("#base-url", Input).value = "ftp://x"
        await sees(pilot, "no server's address")
        await settled(pilot, lambda: "needed" not in shown(app))
        await golden(pilot, "simulator")
        app.screen.query_one("#base-url", Input).value = url
        await pilot.press("ctrl+s")
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        await settled(pilot, lambda: screen.ready)
        Slow.may.clear()
        await pilot.press(*"Is it big?", "enter")
        await sees(pilot, "answerer, parrot is typing …")
        await settled(pilot, lambda: "typing … 3 s" in shown(app))
        Slow.may.set()
        await settled(pilot, lambda: screen.ready and screen.game.spoken == 1)
        server.shutdown()
        server.server_close()
        await pilot.press(*"Is it old?", "enter")
        await settled(pilot, lambda: "Nothing is lost" in shown(app))
        assert "does not answer" in " ".join(shown(app).split())
        assert screen.game.spoken == 1
        assert screen.query_one("#line", Input).value == "Is it old?"
        await pilot.press("escape", "y")
        await settled(pilot, lambda: not isinstance(app.screen, PlayScreen))
        end = time.monotonic() + 10
        while not _games(home) and time.monotonic() < end:
            await pilot.pause(0.05)
    with Store(home) as store:
        (kept,) = store.episodes(phase="human")
        about = json.loads(store.episode(kept.id).episode.about)
        assert (kept.turns, about["simulator"]["model"], about["simulator"]["base_url"]) == (1, "parrot", url)


def _games(home: Path) -> int:
    with Store(home) as store:
        return len(store.episodes(phase="human"))


async def test_a_local_model_that_is_not_there_is_told_of(home: Path) -> None:
    nobody = SimulatorSpec(kind="local", model="/nowhere/at/all")
    app = LabApp(home, lambda: PlayScreen(home, "car-dealer", simulator=nobody))
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "starting torch")
        await settled(pilot, lambda: "Enter tries again" in shown(app), 90)
        assert "/nowhere/at/all" in shown(app)


async def test_a_local_model_answers(home: Path, tmp_path: Path) -> None:
    simulator = SimulatorSpec(kind="local", model=str(save_tiny(tmp_path / "tiny", "llama")))
    app = LabApp(home, lambda: PlayScreen(home, "guess-city", game_seed=4, simulator=simulator))
    async with app.run_test(size=SMALL) as pilot:
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        await settled(pilot, lambda: screen.ready, 90)
        await pilot.press(*"Where is it?", "enter")
        await settled(pilot, lambda: screen.game.spoken == 1, 60)
        child = next(one for one in psutil.Process().children() if "lab.speaker" in one.cmdline())
        child.kill()
        await pilot.press(*"And now?", "enter")
        await sees(pilot, "Nothing is lost")
        await pilot.press("enter")
        await settled(pilot, lambda: screen.ready and screen.game.spoken == 2, 90)
        await pilot.press("escape", "y")
        await settled(pilot, lambda: not isinstance(app.screen, PlayScreen))
        mine = [one for one in psutil.Process().children() if one.is_running()]
        assert not [one for one in mine if "lab.speaker" in one.cmdline()], "it ends with the screen"


async def test_the_launch_form_asks_for_a_simulator_where_there_is_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = psutil.virtual_memory()._replace(available=16_000_000_000)
    monkeypatch.setattr("lab.screens.launch.psutil.virtual_memory", lambda: free)
    app = LabApp(home, lambda: LaunchScreen(home, task="guess-city"))
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "who answers")
        assert not app.screen.query_one("#field-base-url").display
        app.screen.query_one("#simulator", Select).value = "openai"
        await sees(pilot, "its name at the server is needed")
        await sees(pilot, "--simulator openai needs --simulator-model")
        app.screen.query_one("#simulator-model", Input).value = "llama3"
        app.screen.query_one("#base-url", Input).value = "localhost"
        await sees(pilot, "no server's address")
        app.screen.query_one("#base-url", Input).value = "http://127.0.0.1:11434/v1"
        app.screen.query_one("#base-url", Input).focus()
        await settled(pilot, lambda: "--base-urlhttp://127.0.0.1:11434/v1" in tight(app))
        assert "--simulatoropenai--simulator-modelllama3" in tight(app)
        await golden(pilot, "launch-openai")
        app.screen.query_one("#task", Select).value = "maze-fo"
        await settled(pilot, lambda: not app.screen.query_one("#field-simulator").display)
        await sees(pilot, "lmrl-lab run maze-fo ilql")
        assert "--simulator" not in shown(app)


async def test_a_run_from_another_copies_its_simulator(home: Path) -> None:
    simulator = SimulatorSpec(kind="openai", model="llama3", base_url="http://127.0.0.1:11434/v1")
    run_of(home, "bc-guess-city-0000", spec_from("guess-city", "bc", simulator=simulator), -18)
    app = LabApp(home, lambda: LaunchScreen(home, like="bc-guess-city-0000"))
    async with app.run_test(size=LARGE) as pilot:
        await sees(pilot, "http://127.0.0.1:11434/v1")
        assert app.screen.query_one("#simulator", Select).value == "openai"
        said = app.screen.query_one("#consequences", Static)
        await settled(pilot, lambda: f"--simulator-model llama3 --base-url {simulator.base_url}" in str(said.content))


def test_every_key_is_explained() -> None:
    from textual.binding import Binding

    assert len(OtherSideScreen.HELP) > 60
    for holder in (OtherSideScreen, ChooseSimulator):
        for binding in holder.BINDINGS:
            assert isinstance(binding, Binding)
            assert binding.tooltip, binding
