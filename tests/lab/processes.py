"""Ends what a test has started: workers outlive the app and the command that began them, and would outlive a test that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


def end_all(folder: Path) -> None:
    """Kills every process that has this folder among its words."""
    for process in psutil.process_iter(["cmdline"]):
        if str(folder) in " ".join(process.info["cmdline"] or []):
            process.kill()
            process.wait(10)


@contextmanager
def home_in(folder: Path) -> Iterator[Path]:
    """A home in this folder, whose processes end with the test, also when it fails."""
    try:
        yield folder / "home"
    finally:
        end_all(folder)
