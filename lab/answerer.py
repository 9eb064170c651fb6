"""Who answers a person in a talking game: the lab's own simulator, a chat model of its own process, or a server.

`task` blocks and belongs in a thread; closing from another thread ends it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from lab.agents import ModelTalker, Note
from lab.records import SimulatorSpec
from tasks.protocol import AnyTask, Unavailable
from tasks.simulators.talker import Server
from tasks.talked import Talked


class Answerer:
    """A local model is loaded when it is first asked, and again when its process has died."""

    def __init__(self, home: Path, task: AnyTask, spec: SimulatorSpec) -> None:
        self.spec = spec
        self._home, self._task = home, task
        self._model: ModelTalker | None = None

    @property
    def own(self) -> bool:
        """It is the lab's own simulator, whose games count and are the same for everybody."""
        return self.spec.kind == "embedded"

    @property
    def lost(self) -> bool:
        """A local model has to be loaded before it answers."""
        return self.spec.kind == "local" and self._model is None

    @property
    def about(self) -> str:
        """What is kept about a game that it answered in."""
        return "" if self.own else json.dumps({"simulator": asdict(self.spec)})

    def task(self, note: Note) -> AnyTask:
        """The task with this one answering in it; `note` hears what is being loaded. Raises Unavailable."""
        if self.own:
            return self._task
        if self.spec.kind == "openai":
            return Talked(self._task, Server(self.spec.base_url, self.spec.model))
        if self._model is None:
            self._model = ModelTalker(self._home, self.spec.model)
            try:
                self._model.wait(note)
            except Unavailable:
                self.close()
                raise
        return Talked(self._task, self._model)

    def let_go(self) -> None:
        """A process that has ended is forgotten."""
        if self._model and self._model.ended:
            self.close()

    def close(self) -> None:
        """Ends the process, if there is one."""
        if self._model:
            self._model.close()
        self._model = None
