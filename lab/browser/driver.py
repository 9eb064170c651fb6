"""How a served app draws and hears: over pipes to its server, and never without it."""

from os import _exit
from threading import main_thread

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp

_PATIENCE = 5.0
"""Seconds that an app whose server is gone has to end by itself."""


class BrowserDriver(WebDriver):
    """Textual's own, but the end of the input is the end of the app: a server that was killed leaves no process behind."""

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if self.exit_event.is_set():
            return
        self.send_message(ExitApp())
        main_thread().join(_PATIENCE)
        if main_thread().is_alive():
            _exit(1)
