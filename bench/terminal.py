"""A program in a terminal of its own (a pty), driven by keys: what it painted, and how soon."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from lab.store import Store

_ROOT = Path(__file__).resolve().parent.parent


class Terminal:
    """A program in a terminal of its own, and what it has painted."""

    def __init__(self, command: Sequence[str], width: int = 120, height: int = 40) -> None:
        self._began = time.perf_counter()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(_ROOT)}
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=_ROOT, start_new_session=True
        )  # fmt: skip
        os.close(slave)
        self._painted = b""

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.quit()
        os.close(self._master)

    def rows(self, home: Path) -> list[str]:
        """The names of the runs as the screen sorts them."""
        with Store(home, readonly=True) as store:
            return [run.id for run in sorted(store.runs(), key=lambda run: (not run.pinned, -run.created))]

    def wait_for(self, text: bytes, patience: float = 60) -> float:
        """Seconds since the start until this was painted."""
        end = time.perf_counter() + patience
        while text not in self._painted:
            self._read(end)
        return time.perf_counter() - self._began

    def rest(self, seconds: float) -> None:
        """Reads on for a while: a terminal that does not read would hold its program up."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if select.select([self._master], [], [], max(0.0, end - time.perf_counter()))[0]:
                self._painted += os.read(self._master, 1 << 16)

    def press(self, key: bytes, name: str, color: bytes) -> float:
        """Seconds from a key to this name on this colour."""
        self._painted = b""
        began = time.perf_counter()
        os.write(self._master, key)
        while color not in self._colors(name):
            self._read(began + 20)
        return time.perf_counter() - began

    def press_until(self, key: bytes, text: bytes) -> float:
        """Seconds from a key to this text."""
        return self.press_for(key, re.escape(text))

    def press_for(self, key: bytes, pattern: bytes) -> float:
        """Seconds from a key to what this expression matches."""
        wanted = re.compile(pattern)
        self._painted = b""
        began = time.perf_counter()
        os.write(self._master, key)
        while not wanted.search(self._painted):
            self._read(began + 20)
        return time.perf_counter() - began

    def color_under(self, name: str) -> bytes:
        return self._colors(name)[-1]

    def kill(self) -> None:
        """SIGKILL: it has no chance to do anything about it."""
        self._process.kill()
        self._process.wait()

    def quit(self) -> None:
        """ctrl+q, and an end if that does not help."""
        try:
            os.write(self._master, b"\x11")
            end = time.perf_counter() + 20
            while self._process.poll() is None and time.perf_counter() < end:
                self.rest(0.05)
        except OSError:
            # The other end of the terminal is gone: so is the program.
            pass
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _colors(self, name: str) -> list[bytes]:
        """The background colours on which this name was painted."""
        styles = re.findall(rb"\x1b\[([0-9;]*)m" + re.escape(name.encode()), self._painted)
        return [found[1] for style in styles if (found := re.search(rb"48;2;(\d+;\d+;\d+)", style))]

    def _read(self, end: float) -> None:
        left = end - time.perf_counter()
        if left <= 0 or not select.select([self._master], [], [], left)[0]:
            raise TimeoutError(f"the app did not paint what was waited for; last: {self._painted[-400:]!r}")
        self._painted += os.read(self._master, 1 << 16)
