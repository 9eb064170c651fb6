"""Models that speak in this process's stead: a run's agent as a policy, a chat model as a talker, each in its own process.

The app never imports torch, so `lab.speaker` does; here is the other end of its pipe. Whoever makes one closes it. Calls
block and belong in a thread; closing from another thread ends them.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from lab.format import number
from lab.launcher import THREADS
from lab.records import Run
from lab.store import Store
from models.judged import Judged, unpacked
from tasks.protocol import Turn, Unavailable
from tasks.simulators.talker import Message

Note = Callable[[str], None]

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 3.0
"""Seconds a child has to end by itself."""


class Child:
    """A `lab.speaker`. Raises Unavailable whenever it cannot do what it is asked."""

    def __init__(self, home: Path, what: str, words: Sequence[str]) -> None:
        """`what` is whom it speaks for, as messages call it; it is started, and not yet waited for."""
        self._what = what
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._busy = threading.Lock()
        self._closed = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lab.speaker", "--home", str(home), *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, cwd=_ROOT, text=True, encoding="utf-8",
            start_new_session=True, env={**os.environ, **THREADS},
        )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def wait(self, note: Note) -> None:
        """Comes back when it can speak; `note` hears what it is loading."""
        with self._busy:
            while True:
                told = self._heard()
                if "error" in told:
                    raise Unavailable(f"{self._what} cannot speak: {told['error']}")
                if "ready" in told:
                    return
                note(str(told["note"]))

    def asked(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._busy:
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
            except (OSError, ValueError):
                raise self._dead() from None
            told: dict[str, Any] = {"note": ""}
            while "note" in told:
                told = self._heard()
        if "error" in told:
            raise Unavailable(f"{self._what} could not answer: {told['error']}")
        return told

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        try:
            line = self._process.stdout.readline()
        except (OSError, ValueError):
            line = ""
        if not line:
            raise self._dead()
        told: dict[str, Any] = json.loads(line)
        return told

    def _dead(self) -> Unavailable:
        if self._closed:
            return Unavailable(f"{self._what} was sent away")
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.seek(0)
        last = self._errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        why = f": {last[0]}" if last else ""
        return Unavailable(f"{self._what} ended (exit code {self._process.returncode}){why}")

    def close(self) -> None:
        """Ends the process; whoever waits for it is told so."""
        if self._closed:
            return
        self._closed = True
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):
                # What was still to be written has nobody to read it any more.
                pipe.close()
        self._errors.close()


class RunAgent(Child):
    """A run's best agent; satisfies `tasks.protocol.Policy`."""

    def __init__(self, home: Path, run: str, seed: int) -> None:
        super().__init__(home, f"the agent of {run}", ["--agent", run, "--seed", str(seed % (1 << 31))])

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        return [self._turn(history) for history in histories]

    def read(self, episode: int) -> tuple[tuple[Judged, ...], ...]:
        """What the agent makes of each token of the agent's texts in a stored game of its task."""
        return unpacked(self.asked({"episode": episode})["read"])

    def _turn(self, history: tuple[Turn, ...]) -> Turn:
        told = self.asked({"history": [[turn.role, turn.text] for turn in history]})
        tokens, logprobs = tuple(told["tokens"]), tuple(told["logprobs"])
        return Turn("agent", told["text"], cut=told["cut"], tokens=tokens, logprobs=logprobs)


class ModelTalker(Child):
    """A local chat model; satisfies `tasks.simulators.talker.Talker`."""

    def __init__(self, home: Path, model: str) -> None:
        super().__init__(home, model, ["--talker", model])
        self.name = model

    def reply(self, talks: Sequence[Sequence[Message]]) -> list[str]:
        return [str(text) for text in self.asked({"talks": talks})["texts"]]


def agents_of(home: Path, task: str) -> list[tuple[str, str]]:
    """The task's finished runs, newest first: name, and how well it plays. Raises Problem."""
    with Store(home, readonly=(home / "lab.db").exists()) as store:
        runs = [run for run in store.runs() if run.spec.task == task and run.status == "done"]
    return [(run.id, _as_evaluated(run)) for run in runs]


def _as_evaluated(run: Run) -> str:
    found = run.evaluation
    return f"return {number(found.return_mean)}, score {number(found.score)}" if found else "not evaluated"
