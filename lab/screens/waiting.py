"""What a screen waits for, and for how long by now."""

import time

_LONG = 2.0
"""Seconds after which one is told how long it takes."""


class Waiting:
    """False while nothing is waited for."""

    def __init__(self) -> None:
        self._what, self._since = "", 0.0

    def __bool__(self) -> bool:
        return bool(self._what)

    @property
    def long(self) -> bool:
        """It takes long enough to be told anew every second."""
        return bool(self._what) and time.monotonic() - self._since > _LONG

    @property
    def told(self) -> str:
        """What is waited for, and the seconds once they are many."""
        return self._what + (f" {time.monotonic() - self._since:.0f} s" if self.long else "")

    def begin(self, what: str) -> None:
        """Waits for this; where something else was waited for, the time goes on."""
        if not self._what:
            self._since = time.monotonic()
        self._what = what

    def end(self) -> None:
        self._what = ""
