"""Hostile text in everything that comes from outside: it is shown as it is, nothing obeys it, and a megabyte of it is no stall."""

import asyncio
import csv
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from lab.app import LabApp
from lab.cli import main
from lab.messages import OpenOtherSide, Refused, Trouble
from lab.records import SimulatorSpec
from lab.screens.compare import CompareScreen
from lab.screens.launch import LaunchScreen
from lab.screens.leaderboard import LeaderboardScreen
from lab.screens.play import PlayScreen
from lab.screens.replay import ReplayScreen
from lab.screens.run import RunScreen
from lab.screens.tree import TreeScreen
from lab.settings import Settings, save
from tests.lab.hostile import HOSTILE, harmful, names, poisoned, visible
from tests.lab.processes import home_in
from tests.lab.screens.driving import sees, settled

KINDS = pytest.mark.parametrize("kind", HOSTILE)

WIDE = (160, 45)

STALL = 5.0
"""Seconds that nothing may take, whatever stands in a text."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with home_in(tmp_path) as folder:
        yield folder


def painted(app: LabApp) -> Iterator[Segment]:
    """All that is on the screen, as it goes to the terminal."""
    for strip in app.screen._compositor.render_strips():
        yield from strip


def assert_harmless(app: LabApp, where: str) -> None:
    for piece in painted(app):
        assert not harmful(piece.text) | set(piece.text) & {"\n"}, (where, piece.text)
        if piece.style:
            assert not piece.style.link, (where, piece.text)
            assert "quit" not in str(piece.style.meta.get("@click", "")), (where, piece.text)


class Tour:
    """A way through the app by keys; everything that is seen on it is harmless."""

    def __init__(self, pilot: Pilot[None], kind: str) -> None:
        self._pilot, self._kind = pilot, kind
        app = pilot.app
        assert isinstance(app, LabApp)
        self.app = app

    async def at(self, where: str, *keys: str, until: Callable[[], bool] | None = None, told: bool = True) -> None:
        """Presses these keys, waits until one is there, and looks; `told`: the text is to be read there."""
        began = time.monotonic()
        await self._pilot.press(*keys)
        await settled(self._pilot, until or (lambda: True))
        if told:
            await sees(self._pilot, visible(self._kind))
        await self._pilot.pause()
        took = time.monotonic() - began
        print(f"{where}: {took:.1f} s")
        assert_harmless(self.app, where)

    async def on(self, where: str, screen: type[Screen[None]], *keys: str, told: bool = True) -> None:
        await self.at(where, *keys, until=lambda: isinstance(self.app.screen, screen), told=told)


@KINDS
async def test_every_screen(kind: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    number = poisoned(home, kind)
    app = LabApp(home)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        tour = Tour(pilot, kind)
        await tour.at("runs")
        await tour.at("groups of runs", "g", "g", "g")
        await tour.at("filtered runs", "slash", *"evil", "enter")
        await tour.at("copied command", "y")
        await tour.at("question before deleting", "d")
        await tour.at("question before stopping", "escape", "s")
        await tour.at("palette", "escape", "ctrl+p", told=False)
        await tour.at("palette, searched", *"open ilql")
        await tour.at("toast of a refusal", "escape", told=False)
        app.post_message(Refused(HOSTILE[kind][:5000]))
        app.post_message(Trouble(HOSTILE[kind][:5000]))
        app.notify(HOSTILE[kind][:5000], title=HOSTILE[kind][:5000])
        await asyncio.sleep(0.2)
        await tour.at("toasts")
        await tour.on("comparison", CompareScreen, "home", "space", "space", "c")
        await tour.on("exported comparison", CompareScreen, "b", "ctrl+e")
        await settled(pilot, lambda: bool(list(tmp_path.glob("lmrl-lab-compare-*.json"))))
        await tour.on("run", RunScreen, "escape", "escape", "enter")
        await tour.on("run with its log", RunScreen, "i", "i")
        await tour.on("command of the run", RunScreen, "y")
        await tour.on("full plot", RunScreen, "tab", "enter", told=False)
        await tour.on("help", Screen, "enter", "question_mark", told=False)
        await tour.on("launch like it", LaunchScreen, "escape", "n", told=False)
        app.screen.query_one("#from", Input).value = HOSTILE[kind]
        await tour.on("not launched", LaunchScreen, "ctrl+s")
        await tour.on("leaderboard", LeaderboardScreen, "escape", "escape", "l")
        await tour.on("row of the leaderboard", LeaderboardScreen, "down", "down")
        await tour.on("the other side's choice", Screen, "escape", told=False)
        app.post_message(OpenOtherSide("twenty-questions"))
        await tour.at("opponents", until=lambda: len(app.screen_stack) > 2)
        await tour.on("replay", ReplayScreen, "escape", "r")
        await tour.on("turns", ReplayScreen, "right", "right", "right", "end")
        await tour.on("tree", TreeScreen, "home", "r")
        await tour.on("branch", TreeScreen, "down", "c")
        await tour.at("note", "n", told=False)
    assert number
    _assert_exported(tmp_path, kind)


def _assert_exported(folder: Path, kind: str) -> None:
    """What the comparison wrote can be read again, and holds the names as they are."""
    written = next(folder.glob("lmrl-lab-compare-*.json")).read_text(encoding="utf-8")
    assert not harmful(written)
    assert {one["run"] for one in json.loads(written)} == set(names(kind))
    with next(folder.glob("lmrl-lab-compare-*.csv")).open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert {row[0] for row in rows[1:]} == set(names(kind))


COMMANDS = (
    ("runs",), ("show", "{run}"), ("logs", "{run}"), ("logs", "{other}"), ("compare", "{run}", "{other}"), ("leaderboard", "twenty-questions", "--no-measure"),
    ("replay", "{run}", "--plain"), ("replay", "{episode}", "--plain"), ("replay", "{run}", "--tree"), ("replay", "{episode}", "--tree"),
    ("data",), ("settings",), ("keys",), ("stop", "{run}"), ("resume", "{run}"), ("show", "{text}"),
    ("run", "twenty-questions", "bc", "--model", "{text}", "--from", "{text}"), ("run", "{text}", "{text}"), ("run", "maze-fo", "bc", "--data", "{text}", "--set", "{text}"),
    ("data", "import", "{text}", "--task", "wordle"), ("data", "stats", "twenty-questions", "--data", "{text}"),
    ("eval", "{text}", "twenty-questions"), ("export", "{run}", "{text}"), ("log-to", "{text}", "{run}"), ("{text}",), ("delete", "{other}", "--yes"), ("delete", "{run}", "--yes"),
)  # fmt: skip


@KINDS
def test_every_command(kind: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number = poisoned(home, kind)
    text = HOSTILE[kind][:2000].replace("\0", "")
    run, other = names(kind)
    for asked in COMMANDS:
        words = [word.format(run=run, other=other, episode=number, text=text) for word in asked]
        for json_too in ([], ["--json"]):
            if json_too and asked[0] == "delete":
                continue
            began = time.monotonic()
            try:
                code = main(["--home", str(home), *words, *json_too])
            except SystemExit as ended:
                code = int(ended.code or 0)
            took = time.monotonic() - began
            out, err = capsys.readouterr()
            assert not harmful(out), (asked, out[:2000])
            assert not harmful(err), (asked, err[:2000])
            assert "Traceback" not in err, (asked, err)
            assert code in (0, 1, 2), asked
            if json_too and code == 0:
                json.loads(out)
            assert took < STALL or asked[0] == "export", (asked, took)  # Exporting needs torch, which takes its time.


class Server(BaseHTTPRequestHandler):
    """An OpenAI-compatible server that answers with hostile text, or refuses with it."""

    says = ""
    refuses = False

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        refused = json.dumps({"error": {"message": self.says}})
        body = refused if self.refuses else json.dumps({"choices": [{"message": {"content": self.says}}]})
        self.send_response(400 if self.refuses else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


@KINDS
async def test_a_server_that_answers(kind: str, home: Path, url: str) -> None:
    """In a chat, and when it refuses: the task shortens answers, so that what is told is the chat's own."""
    Server.says, Server.refuses = HOSTILE[kind], False
    save(home, Settings(player="Ada"))
    spec = SimulatorSpec(kind="openai", model=HOSTILE[kind][:300], base_url=url)
    app = LabApp(home, lambda: PlayScreen(home, "car-dealer", game_seed=1, simulator=spec))
    async with app.run_test(size=WIDE) as pilot:
        tour = Tour(pilot, kind)
        await tour.at("buyer", until=lambda: isinstance(app.screen, PlayScreen) and app.screen.ready)
        Server.refuses = True
        await pilot.press(*"Good day", "enter")
        await sees(pilot, "Nothing is lost")
        await tour.at("refusal")
        assert not app.guard.caught


def test_nothing_reaches_a_terminal(home: Path) -> None:
    """The real app in a pseudo-terminal: what it writes there holds none of what the texts would have a terminal do."""
    poisoned(home, "escapes")
    said = b""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the child is the app.
        os.environ.update(TERM="xterm-256color", COLUMNS="160", LINES="45", LMRL_LAB_ASCII="0")
        os.execv(sys.executable, [sys.executable, "-m", "lab", "--home", str(home)])
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 160, 0, 0))
        said = _until(terminal, "␛[2J", 60)
        for keys in (b"\r", b"ri", b"\x1b", b"ctt", b"\x1b"):
            os.write(terminal, keys)
            said += _until(terminal, "never to be seen", 2)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    assert "␛[2J" in said.decode("utf-8", "replace")
    assert b"\x1b]0;" not in said
    assert b"\x1b]8;" not in said
    assert b"\x1b]52;" not in said
    assert b"\x07" not in re.sub(rb"\x1b\]22;\w+\x07", b"", said), "but for the shape of the pointer"
    assert b"\xc2\x9b" not in said


def _until(terminal: int, text: str, patience: float) -> bytes:
    """What is written there until this text is, or for so long."""
    said, end = b"", time.monotonic() + patience
    while text.encode() not in said and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            said += os.read(terminal, 1 << 16)
    return said


async def test_the_guard_takes_out_what_got_past_a_screen(home: Path) -> None:
    """Pasted into a field: the last line of defence, and no cell is lost."""
    save(home, Settings(player="Ada"))
    app = LabApp(home, "play twenty-questions 3")
    async with app.run_test(size=WIDE) as pilot:
        await sees(pilot, "turn 0")
        app.screen.query_one("#line", Input).value = "is it\x1b[31m\u202e red\x9b?"
        await sees(pilot, "is it[31m red?")
        assert_harmless(app, "field")
        assert app.guard.caught


@pytest.mark.parametrize("tool", ["tensorboard", "wandb"])
def test_a_run_that_is_logged_elsewhere(tool: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing fails for it, and what is copied holds none of it."""
    pytest.importorskip(tool, reason=f"the extra is absent: pip install 'lmrl-lab[{tool}]'")
    poisoned(home, "escapes", named=False)
    assert main(["--home", str(home), "log-to", tool, names("escapes", named=False)[0]]) == 0
    out, err = capsys.readouterr()
    assert not harmful(out) | harmful(err) - {"\r"}
    copied = b"".join(path.read_bytes() for path in (home / "logged").rglob("*") if path.is_file())
    assert "␛[2J".encode() in copied
    assert b"evil\x1b[2J" not in copied


@KINDS
def test_an_imported_dataset(kind: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of somebody else's: it is imported, or refused in words, and what is exported again is whole."""
    text = HOSTILE[kind]
    rows = [
        {
            "text_history": [{"text": text, "is_action": k % 2 == 1} for k in range(4)],
            "reward": [0, -1, 0, -1],
            "done": True,
        }
    ]
    (tmp_path / "games.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for words in (
        ["data", "import", str(tmp_path / "games.jsonl"), "--task", "wordle", "--name", "evil"],
        ["data", "stats", "wordle", "--data", "evil"],
        ["data", "export", "wordle", str(tmp_path / "again.jsonl"), "--data", "evil"],
    ):
        assert main(["--home", str(home), *words]) in (0, 1, 2)
        out, err = capsys.readouterr()
        assert not harmful(out) | harmful(err), words
        assert "Traceback" not in err
