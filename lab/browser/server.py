"""The app in a browser: textual-serve's server, with a page that needs no network and a door that other sites cannot open.

A page is one process of the app, which ends with the page. What it launched goes on, as when a terminal is closed.
"""

import asyncio
import ipaddress
import logging
import os
import re
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
from aiohttp import web
from textual_serve.server import Server

from lab.ascii import CHOICE

_ROOT = Path(__file__).resolve().parent.parent.parent
_PAGE = Path(__file__).parent / "page"
_PATIENCE = 5.0
"""Seconds that the apps have to end by themselves when the server does."""
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
"""Nothing is fetched from elsewhere, and no other page may show this one in a frame and have it clicked."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LabServer(Server):
    """Serves the lab of one home; `exposed` lets any host name in, not only this machine's own."""

    def __init__(self, home: Path, host: str, *, exposed: bool) -> None:
        super().__init__(command(home), host=host, title="lmrl-lab")
        self._exposed = exposed
        self._visits: set[asyncio.Task[object]] = set()

    def run(self, listening: socket.socket) -> None:
        """Serves until a signal ends it."""
        logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
        web.run_app(self._make_app(), sock=listening, print=None, access_log=None)

    async def _make_app(self) -> web.Application:
        made = await super()._make_app()
        made.router.add_static("/page", _PAGE)
        made.middlewares.append(self._door)
        return made

    @web.middleware
    async def _door(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Lets nobody in but this server's own page.

        A browser lets pages of any site open a websocket to any other; the origin that it sends along tells. It is no help
        where a site's own name was made to lead here: then the name that is asked for is not this machine's.
        """
        if not self._exposed and not self._own(request.host):
            raise web.HTTPForbidden(text=f"{request.host!r} is not this server: use the address that it printed\n")
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden(text=f"a page of {origin!r} may not use this server\n")
        return await handler(request)

    def _own(self, host: str) -> bool:
        """Whether a Host header names this machine, by any port: a tunnel's other end has one of its own."""
        name = re.sub(r":\d*$", "", host).strip("[]")
        return name in ("localhost", self.host) or loopback(name)

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(
            _PAGE / "index.html", headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
        )

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        visit = asyncio.current_task()
        assert visit is not None
        self._visits.add(visit)
        try:
            return await super().handle_websocket(request)
        finally:
            self._visits.discard(visit)

    async def on_startup(self, app: web.Application) -> None:
        """Says nothing: the command has said where it is."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Ends every app: by asking, and then without asking. Its runs are other processes, and go on."""
        for visit in self._visits:
            visit.cancel()
        if self._visits:
            await asyncio.wait(self._visits, timeout=_PATIENCE)
        for left in psutil.Process().children():
            left.kill()


def command(home: Path) -> str:
    """The app, as a shell starts it: this very lab, in the folder where the server was started."""
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    environment = {
        "TEXTUAL_DRIVER": "lab.browser.driver:BrowserDriver",
        "PYTHONPATH": path,
        # What the server's own terminal and locale can show says nothing of the page.
        "TERM": "xterm-256color",
        CHOICE: os.environ.get(CHOICE, "0"),
    }
    settings = [f"{name}={value}" for name, value in environment.items()]
    return shlex.join(["exec", "env", *settings, sys.executable, "-P", "-m", "lab", "--home", str(home)])


def loopback(address: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
