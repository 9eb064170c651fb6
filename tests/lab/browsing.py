"""A real browser on a served lab: the keys that a person presses, and the text that is then in the terminal of the page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

PATIENCE = 90.0
"""Seconds; a worker takes about six to import torch, and these machines are shared."""

# xterm.js draws on a canvas, and its terminal is a local of the page's script, which keeps it as `this.terminal`.
_CATCH = """
Object.defineProperty(Object.prototype, "terminal", {
  configurable: true,
  set(value) {
    window.caught = value;
    Object.defineProperty(this, "terminal", { value, writable: true, configurable: true });
  },
});
window.line = (row) => window.caught.buffer.active.getLine(row)?.translateToString(true) ?? "";
window.lines = () => (window.caught ? Array.from({ length: window.caught.rows }, (_, row) => line(row)).join("\\n") : "");
window.cursorLine = () => (window.caught ? line(window.caught.buffer.active.cursorY) : "");
"""


def chromium() -> str:
    """Where the system's Chromium is; skips the test where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        pytest.skip("no Chromium here: apt install chromium")
    return found


class Browsed(NamedTuple):
    """A page with a terminal."""

    page: Page
    asked: list[str]
    """The hosts that the page wanted something from."""
    errors: list[str]
    """What its scripts threw."""

    def text(self) -> str:
        """What is in the terminal, line by line."""
        return str(self.page.evaluate("lines()"))

    def sees(self, *texts: str) -> None:
        """Waits until all of these are on the screen."""
        self._comes("texts => texts.every((text) => lines().includes(text))", list(texts))

    def writes_at(self, text: str) -> None:
        """Waits until the cursor is in a line with this: keys go to the field that has the focus when they come."""
        self._comes("text => cursorLine().includes(text)", text)

    def _comes(self, script: str, what: object) -> None:
        try:
            self.page.wait_for_function(script, arg=what, polling=50, timeout=PATIENCE * 1000)
        except TookTooLong:
            raise AssertionError(f"{what} never came; on the screen:\n{self.text()}") from None

    def press(self, *keys: str) -> None:
        """Keys by their names in a browser."""
        for key in keys:
            self.page.keyboard.press(key)

    def fills(self, field: str, value: str, tabs: int) -> None:
        """Writes into the field of a form that is so many after this one."""
        self.press(*["Tab"] * tabs)
        self.writes_at(field)
        self.page.keyboard.type(value)
        self.writes_at(value)

    def picture(self, name: str) -> None:
        """Kept for people where LMRL_PICTURES names a folder."""
        folder = os.environ.get("LMRL_PICTURES")
        if folder:
            self.page.wait_for_timeout(500)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@contextmanager
def browsed(url: str, width: int = 1280, height: int = 800) -> Iterator[Browsed]:
    """Opens a page in a headless Chromium, which ends with the block."""
    program = chromium()
    with sync_playwright() as driver:
        # Chromium refuses to sandbox itself as root, as whom tests run in containers.
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        try:
            page = browser.new_page(viewport={"width": width, "height": height})
            opened = Browsed(page, [], [])
            page.on("request", lambda request: opened.asked.append(urlsplit(request.url).netloc))
            page.on("websocket", lambda websocket: opened.asked.append(urlsplit(websocket.url).netloc))
            page.on("pageerror", lambda error: opened.errors.append(str(error)))
            page.add_init_script(_CATCH)
            page.goto(url)
            yield opened
        finally:
            browser.close()
