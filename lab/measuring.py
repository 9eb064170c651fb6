"""Measures a task's scripted players in a process of its own: `python -m lab.measuring --home DIR TASK`.

The app looks on from a thread: games take a processor whole, and a screen that is looked at has to have one too. One JSON
document a line on standard output: `{"player": …, "done": …, "of": …}` as games end, `{"player": …, "kept": true}`, or
`{"player": …, "error": …}`. It ends with its standard input, and so with whoever started it.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

_ROOT = Path(__file__).resolve().parent.parent
_NICE = 10
"""Runs in training come first."""
_PERIOD = 0.25
_PATIENCE = 3.0


class Told(NamedTuple):
    """How far it is."""

    player: str
    done: int = 0
    of: int = 0
    """Games; 0 when the player is through."""
    error: str = ""


class Measuring:
    """The other end of the pipe. Iterating blocks and belongs in a thread; stopping from another one ends it."""

    def __init__(self, home: Path, task: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lab.measuring", "--home", str(home), task], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT, text=True, encoding="utf-8",
            start_new_session=True,
        )  # fmt: skip

    def __iter__(self) -> Iterator[Told]:
        """What it tells, until it has measured all or was closed."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):
                told = json.loads(line)
                told.pop("kept", None)
                yield Told(**told)

    def stop(self) -> None:
        """Asks the process to end, and does not wait: who reads from it will see. What it was through with is kept."""
        self._process.terminate()

    def close(self) -> None:
        """Ends the process, and waits for it."""
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lab.measuring", description="Measures a task's scripted players.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("task")
    asked = parser.parse_args(argv)
    threading.Thread(target=_end_with_input, daemon=True).start()
    os.nice(_NICE)
    return _measure(asked.home, asked.task)


def _measure(home: Path, name: str) -> int:
    from lab.catalog import task as find_task
    from lab.measured import measure, missing
    from lab.problem import Problem
    from tasks.protocol import Unavailable

    task, failed = find_task(name), 0
    for player in missing(home, task):
        _tell({"player": player, "done": 0, "of": len(task.evaluation_seeds())})
        try:
            measure(home, task, player, _teller(player))
            _tell({"player": player, "kept": True})
        except (Unavailable, Problem, OSError) as error:
            _tell({"player": player, "error": str(error)})
            failed = 1
    return failed


def _teller(player: str) -> Any:
    """Tells how many games are over, a few times a second."""
    last = 0.0

    def tell(done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last > _PERIOD:
            last = time.monotonic()
            _tell({"player": player, "done": done, "of": of})

    return tell


def _tell(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)


def _end_with_input() -> None:
    """Whoever started it is gone, or wants no more of it."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main())
