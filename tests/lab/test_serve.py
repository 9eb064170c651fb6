"""The app in a browser: a real server, real websockets, and a person's way through a real Chromium."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from lab.settings import Settings, save
from lab.store import Store
from tests.lab.processes import home_in

aiohttp = pytest.importorskip("aiohttp", reason="the extra is absent: pip install 'lmrl-lab[serve]'")
pytest.importorskip("textual_serve", reason="the extra is absent: pip install 'lmrl-lab[serve]'")

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 90.0


class Served(NamedTuple):
    process: subprocess.Popen[str]
    url: str

    @property
    def host(self) -> str:
        """The address and port, as browsers say them."""
        return self.url.removeprefix("http://").rstrip("/")

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "ws?width=80&height=24"

    def apps(self) -> list[psutil.Process]:
        """The apps of its pages."""
        return psutil.Process(self.process.pid).children()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose processes end with the test, also when it fails."""
    save(tmp_path / "home", Settings(player="Ada"))
    with home_in(tmp_path) as folder:
        yield folder


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "lab", "--home", str(home), "serve", *words]


@contextmanager
def serving(home: Path, *words: str) -> Iterator[Served]:
    """A server on a free port, in a process group of its own, as a shell starts one, and on a terminal that has ASCII only."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "linux", "LC_ALL": "C"}
    process = subprocess.Popen(
        command(home, "--port", "0", "--json", *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=home.parent, env=environment, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        assert said, process.communicate()[1]
        yield Served(process, json.loads(said)["url"])
    finally:
        process.kill()
        process.communicate()


def failed(home: Path, *words: str) -> tuple[int, str]:
    ran = subprocess.run(command(home, *words), capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)
    assert not ran.stdout
    return ran.returncode, ran.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1"])
def test_an_address_that_others_reach_is_refused(home: Path, host: str) -> None:
    code, said = failed(home, "--host", host, "--port", "0")
    assert code == 2
    assert "127.0.0.1" in said
    assert "--expose" in said


@pytest.mark.parametrize("host", ["", "nobody.invalid", "a" * 300])
def test_a_name_without_an_address_is_refused(home: Path, host: str) -> None:
    code, said = failed(home, "--host", host)
    assert code == 2
    assert "no address of that name" in said


def test_a_taken_port_is_told_of(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = failed(home, "--port", str(port))
    assert code == 1
    assert f"port {port} is taken" in said
    assert "--port" in said
    assert failed(home, "--port", "70000")[0] == 2


def test_without_the_extra_it_says_what_to_install(home: Path) -> None:
    code = f"""
import sys
sys.modules["textual_serve"] = None
from tests.lab.processes import home_in
from lab.cli import main
sys.exit(main(["--home", {str(home)!r}, "serve"]))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)
    assert ran.returncode == 1
    assert 'pip install "lmrl-lab[serve]"' in ran.stderr
    assert "Traceback" not in ran.stderr


async def status(served: Served, **headers: str) -> int:
    """How the page is answered."""
    async with aiohttp.ClientSession() as session, session.get(served.url, headers=headers) as answer:
        return int(answer.status)


async def handshake(served: Served, **headers: str) -> int:
    """How a websocket is answered: 101 lets it in."""
    async with aiohttp.ClientSession() as session:
        try:
            async with session.ws_connect(served.socket_url, headers=headers):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return int(error.status)


async def test_pages_of_others_cannot_use_the_server(home: Path) -> None:
    with serving(home) as served:
        port = served.host.split(":")[1]
        assert await handshake(served, Origin="http://example.com") == 403
        assert await handshake(served, Origin="https://example.com:" + port) == 403
        assert await handshake(served, Origin="http://127.0.0.1:1") == 403
        assert await handshake(served, Origin="null") == 403
        # A name that somebody else made to lead here: for the browser, page and websocket are then of one origin.
        assert await handshake(served, Host=f"example.com:{port}", Origin=f"http://example.com:{port}") == 403
        assert await status(served, Host="example.com") == 403
        assert await status(served, Host="[") == 403
        assert not served.apps()
        # By an ssh tunnel the same server has another port.
        assert await status(served, Host="localhost:9000") == 200
        assert await status(served, Host="[::1]:9000") == 200
        assert await handshake(served, Host="localhost:9000", Origin="http://localhost:9000") == 101
        assert await handshake(served, Origin=f"http://{served.host}") == 101


async def test_exposed_it_warns_and_still_refuses_other_sites(home: Path) -> None:
    with serving(home, "--host", "0.0.0.0", "--expose") as served:
        _, _, port = served.host.rpartition(":")
        here = served._replace(url=f"http://127.0.0.1:{port}/")
        assert await status(here, Host=f"lab.example.com:{port}") == 200
        assert await handshake(here, Host=f"lab.example.com:{port}", Origin="http://example.com") == 403
        served.process.send_signal(signal.SIGINT)
        _, said = served.process.communicate(timeout=PATIENCE)
        assert "no password" in said
        assert served.process.returncode == 0


@pytest.mark.parametrize("way", ["ctrl+c", "asked to end", "killed", "the app hangs"])
async def test_no_app_outlives_its_server(home: Path, way: str) -> None:
    with serving(home) as served:
        async with aiohttp.ClientSession() as session, session.ws_connect(served.socket_url) as page:
            while b"\x1b[?1049h" not in (await page.receive(PATIENCE)).data:
                pass
            (app,) = served.apps()
            assert app.cmdline()[-2:] == ["--home", str(home)]
            if way == "ctrl+c":
                os.killpg(served.process.pid, signal.SIGINT)
            elif way == "the app hangs":
                app.suspend()
                served.process.terminate()
            else:
                served.process.send_signal(signal.SIGKILL if way == "killed" else signal.SIGTERM)
            while not page.closed:
                await page.receive(PATIENCE)
            code = await asyncio.to_thread(served.process.wait, PATIENCE)
            await asyncio.to_thread(psutil.wait_procs, [app], PATIENCE)
        assert not app.is_running()
        assert code == (-signal.SIGKILL if way == "killed" else 0)


def test_a_page_that_is_closed_closes_its_app(home: Path) -> None:
    async def visit(served: Served) -> psutil.Process:
        async with aiohttp.ClientSession() as session, session.ws_connect(served.socket_url) as page:
            await page.receive(PATIENCE)
            return served.apps()[0]

    with serving(home) as served:
        app = asyncio.run(visit(served))
        psutil.wait_procs([app], PATIENCE)
        assert not app.is_running()
        assert served.process.poll() is None


def test_files_stay_with_the_server_and_copies_go_to_the_browser(home: Path) -> None:
    pytest.importorskip("playwright", reason="no Playwright here: pip install playwright")
    from tests.lab.browsing import browsed
    from tests.lab.screens.driving import filled

    filled(home)
    with serving(home) as served, browsed(served.url) as page:
        page.sees("bc-maze-fo-0000", "ilql-maze-fo-0001")
        page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.press("y")
        page.sees("copied")
        assert page.page.evaluate("navigator.clipboard.readText()").startswith("lmrl-lab run maze-fo ")
        page.press("Control+z", "Space", "Space", "c")
        page.sees("runs › compare", "95 % interval")
        page.press("Control+e")
        page.sees("wrote")
        assert list(home.parent.glob("lmrl-lab-compare-*.csv"))


def test_launch_watch_replay_and_play_in_a_browser(home: Path) -> None:
    pytest.importorskip("playwright", reason="no Playwright here: pip install playwright")
    from tests.lab.browsing import Browsed, browsed

    def launches(page: Browsed) -> None:
        page.sees("Launch a run of your own")
        page.press("ArrowDown", "ArrowDown", "ArrowDown", "Enter")
        page.sees("runs › launch", "run maze-fo ilql")
        page.press("Tab", "Enter")
        page.sees("filtered-bc")
        page.press("Home", "Enter")
        page.sees("run maze-fo bc")
        page.fills("data", "submazes:200", tabs=3)
        page.fills("steps", "120", tabs=5)
        page.fills("lr", "0.002", tabs=1)
        page.fills("batch", "32", tabs=2)
        page.sees("submazes:200:0 --steps 120", "--set batch=32")
        page.picture("launch")
        page.press("Control+s")

    def watches(page: Browsed) -> None:
        page.sees("runs › bc-maze-fo", "✓ done", "120/120", "1 return", "eval/return")
        page.picture("watch")

    def replays(page: Browsed) -> None:
        page.press("r")
        page.sees("replay › bc-maze-fo", "newest first", "turn 0 of")
        page.press("ArrowRight", "ArrowRight", "ArrowRight")
        page.sees("The goal is at position", "   regret ")
        page.picture("replay")
        page.press("Escape")

    def plays(page: Browsed) -> None:
        page.press("Control+p")
        page.sees("Search for commands")
        page.page.keyboard.type("play wordle")
        page.sees("guess a word of five letters")
        page.press("Enter")
        page.sees("play › wordle", "turn 0 of 6")
        for word in ("about", "other", "which"):
            page.page.keyboard.type(word)
            page.writes_at(word)
            page.press("Enter")
            page.sees("› " + " ".join(word))
            if "Won." in page.text():
                return
        page.sees("turn 3 of 6")
        page.picture("play")

    with serving(home) as served:
        with browsed(served.url) as page:
            launches(page)
            watches(page)
            replays(page)
            plays(page)
            page.press("Control+q")
            page.page.get_by_text("The app was closed").wait_for()
            page.page.get_by_role("button").click()
            page.sees("bc-maze-fo", "120")
            assert page.page.evaluate("[...document.fonts].every((font) => font.status === 'loaded')")
            assert set(page.asked) == {served.host}, "the page needs a network"
            assert not page.errors
        (run,) = Store(home).runs()
        assert run.status == "done"
        psutil.wait_procs(served.apps(), PATIENCE)
        assert not served.apps()
