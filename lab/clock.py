"""Time that holds when the clock is set, and when the machine sleeps: nothing here or in the lab decides by the time of day.

The time of day is kept for people to read. What is measured is measured by a clock that nobody sets; whether a process is
alive is told by its pid and when the machine's own count of time says that it started.
"""

import os
import sys
import time
from pathlib import Path

import psutil

_EPOCH = 1e9
"""Starts beyond this are times of day, as older versions kept them: no machine has been up for thirty years."""

_SAME_START = 2.0
"""Seconds by which a start that is a time of day may be misjudged."""


class Clock:
    """The time of day when this was made, never before `after`, and from then on a clock that nobody sets."""

    def __init__(self, after: float = 0.0) -> None:
        self._zero = max(time.time(), after) - time.monotonic()

    def now(self) -> float:
        """Seconds since the epoch; never less than before."""
        return self._zero + time.monotonic()


def started_at(pid: int) -> float:
    """When a process started: with its pid, this tells it from any other. Raises psutil.NoSuchProcess.

    On Linux seconds since the machine started, as the time of day there moves with the clock; elsewhere the time of day,
    which the system notes once.
    """
    if not sys.platform.startswith("linux"):
        return psutil.Process(pid).create_time()
    try:
        # After the name, which may hold anything, closing brackets too, come the fields from the third on.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        raise psutil.NoSuchProcess(pid) from None
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def alive(pid: int, born: float | None) -> bool:
    """Whether this process is that process, and not dead."""
    try:
        process = psutil.Process(pid)
        if born is None:
            same = True
        elif born > _EPOCH:
            same = abs(process.create_time() - born) < _SAME_START
        else:
            same = started_at(pid) == born
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
