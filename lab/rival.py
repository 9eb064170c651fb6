"""The agent that a person plays beside: it plays the same game, in a process of its own, and says what it would do.

Calls block and belong in a thread; closing from another thread ends them.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from lab.agents import RunAgent
from lab.forking import told_by
from lab.records import Run
from lab.store import Store
from tasks.play import play
from tasks.protocol import AnyTask, Episode, Turn, Unavailable


class Rival:
    """One run's agent; its process starts when it is first asked. Raises Unavailable whenever it cannot do what it is asked."""

    def __init__(self, home: Path, run: str) -> None:
        self._home, self.run = home, run
        self._agent: RunAgent | None = None
        self._starting = threading.Lock()
        self._closed = False

    def plays(self, task: AnyTask, seed: int) -> Episode:
        """The whole game of this seed, as the agent plays it."""
        return play(task, self._awake(), [seed], player=self.run)[0]

    def says(self, turns: tuple[Turn, ...]) -> Turn:
        """What it would say now."""
        return self._awake().act([turns])[0]

    def _awake(self) -> RunAgent:
        with self._starting:
            if self._closed:
                raise Unavailable(f"the agent of {self.run} was sent away")
            if self._agent is None or self._agent.ended:
                self._agent = RunAgent(self._home, self.run, 0)
                if self._closed:
                    self._agent.close()
                self._agent.wait(lambda note: None)
            return self._agent

    def close(self) -> None:
        """Ends the process; whoever waits for it is told so."""
        self._closed = True
        if self._agent:
            self._agent.close()


def keep_beside(home: Path, played: Episode, parent: int) -> int:
    """Keeps an agent's game as a branch of the person's, from its very start: there the two are compared. Raises Problem."""
    with Store(home) as store:
        branch = replace(played, about=told_by("agent"))
        return store.add_episode(branch, phase="fork", player=played.player, parent=parent, fork_turn=0)


def best_run(home: Path, task: str) -> Run | None:
    """The task's run that was evaluated best; None where there is none. Raises Problem."""
    if not (home / "lab.db").exists():
        return None
    with Store(home, readonly=True) as store:
        runs = [run for run in store.runs() if run.spec.task == task and run.evaluation is not None]
    return max(runs, key=lambda run: run.evaluation.return_mean if run.evaluation else 0.0, default=None)
