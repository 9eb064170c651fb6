"""One run's mirror in one tool, in its own process: `python -m lab.scribe --home DIR RUN TOOL`.

A process of its own, because the tools bring threads, helpers, handlers of signals and a second of imports with them, and may
hang on a network: none of that is to be in a worker, in the app or in a command. With `--kept` it was started by the launcher
for a mirror that the store knows, and says there how it ends; else by `lmrl-lab log-to`, which reads what it says on standard
output: a JSON document a line, the last one with `state`. All else that is said goes to standard error.
"""

import argparse
import fcntl
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from lab.launcher import Launcher
from lab.mirror import Mirror, Sink
from lab.problem import Failed, Problem
from lab.store import Store
from lab.tools import TOOLS, discreet, look, require

_PERIOD = 2.0
"""Seconds between two looks at the store."""

_NICE = 10
"""How far behind a worker it stands for the processor."""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lab.scribe", description="Keeps up one run's mirror in one tool.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--mode", default="")
    parser.add_argument("--follow", action="store_true", help="until the run is over")
    parser.add_argument("--kept", action="store_true", help="the store knows of it")
    parser.add_argument("run")
    parser.add_argument("tool", choices=list(TOOLS))
    asked = parser.parse_args(argv)
    tell = _only_ours()
    if asked.kept:
        os.nice(_NICE)
    with Store(asked.home, readonly=not asked.kept) as store:
        scribe = Scribe(store, asked, tell)
        for heard in (signal.SIGTERM, signal.SIGINT):
            signal.signal(heard, scribe.ask_to_end)
        return 0 if scribe.work() else 1


def _only_ours() -> Callable[[dict[str, Any]], None]:
    """What writes to standard output from now on, in Python or not, writes to standard error; the answer still does not."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(document: dict[str, Any]) -> None:
        print(json.dumps(document), file=out, flush=True)

    return tell


def sink_of(tool: str, folder: Path, mode: str) -> Sink:
    """The tool, ready to begin a run. Brings the tool with it."""
    if tool == "wandb":
        from lab.sinks.wandb import WeightsAndBiases

        return WeightsAndBiases(folder, mode)
    if tool == "trackio":
        from lab.sinks.trackio import Trackio

        return Trackio(folder)
    from lab.sinks.tensorboard import TensorBoard

    return TensorBoard(folder)


class Scribe:
    """Keeps up one mirror."""

    def __init__(self, store: Store, asked: argparse.Namespace, tell: Callable[[dict[str, Any]], None]) -> None:
        self._store, self._asked, self._tell = store, asked, tell
        self._run, self._tool = asked.run, asked.tool
        self._ending = False

    def ask_to_end(self, *_: object) -> None:
        self._ending = True

    def work(self) -> bool:
        """Until it is as it shall be; False when it failed, which is told wherever somebody listens."""
        try:
            with self._alone():
                require([self._tool])
                self._keep_up()
        except Exception as error:
            # Whatever it is, it is the tool's trouble: the run goes on, and its log says what happened.
            print(discreet("".join(traceback.format_exception(error))), file=sys.stderr)
            self._fail(_sentence(error))
            return False
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process at a time keeps a mirror up; the lock ends with its process, however that ends.

        Raises Failed where another has it, unless this one was started for the run: then it waits for its turn.
        """
        locks = self._asked.folder / ".locks"
        locks.mkdir(parents=True, exist_ok=True)
        with (locks / f"{self._run}-{self._tool}").open("w") as file:
            while not _taken(file):
                if not self._asked.kept or self._ending:
                    raise Failed(
                        f"{self._run} is being logged to {self._tool} already, by another process: "
                        f"`{look(self._tool, self._asked.folder)}` shows it"
                    )
                self._wait()
            yield

    def _keep_up(self) -> None:
        sink = sink_of(self._tool, self._asked.folder, self._asked.mode)
        while True:
            mirror = Mirror(self._store, self._run, sink, self._progress)
            over = self._follow(mirror, sink)
            if not self._asked.kept or not over or self._store.settle_mirror(self._run, self._tool, "done", sink.place):
                break
        self._tell({"state": "done", "place": sink.place, "steps": mirror.rows, "whole": over})

    def _follow(self, mirror: Mirror, sink: Sink) -> bool:
        """True when the run is over; False when it was not to be followed so far."""
        told = ""
        while not mirror.advance(whole=self._ending or not self._asked.follow):
            if self._asked.kept and told != sink.place:
                told = sink.place
                self._store.say_mirror(self._run, self._tool, told)
            self._wait()
            if mirror.dead():
                Launcher(self._asked.home).tend()
        return not self._store.run(self._run).under_way

    def _wait(self) -> None:
        until = time.monotonic() + _PERIOD
        while time.monotonic() < until and not self._ending:
            time.sleep(0.1)

    def _progress(self, done: int, of: int) -> None:
        if not self._asked.kept:
            self._tell({"done": done, "of": of})

    def _fail(self, said: str) -> None:
        if self._asked.kept and self._store.settle_mirror(self._run, self._tool, "failed", said):
            self._store.log(self._run, "warning", f"logging to {self._tool} failed, training goes on: {said}")
        self._tell({"state": "failed", "said": said})


def _taken(lock: IO[str]) -> bool:
    """Takes a lock, unless another process has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sentence(error: Exception) -> str:
    """What went wrong, for people, without secrets."""
    if isinstance(error, Problem):
        return discreet(str(error))
    said = " ".join(str(error).split())
    return discreet(f"{type(error).__name__}: {said}" if said else type(error).__name__)


if __name__ == "__main__":
    sys.exit(main())
