"""The agent beside whom a person plays, as the screen of the game has it; without one, the task's best run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.text import Text

from lab.problem import Problem
from lab.records import Run
from lab.rival import Rival, best_run, keep_beside
from lab.screens.place import Place
from lab.widgets.chrome import ink_of
from lab.widgets.rival import rival_text
from tasks.protocol import AnyTask, Episode, Turn, Unavailable


class Beside:
    """It plays the game that is on the screen in a thread of its own; `changed` hears when there is something to show."""

    def __init__(self, screen: Place, home: Path, task: AnyTask, run: str, changed: Callable[[], None]) -> None:
        """`run` is the agent's, or empty when nobody plays beside."""
        self._screen, self._home, self._task, self._changed = screen, home, task, changed
        self._rival = Rival(home, run) if run else None
        self.run = run
        self.best: Run | None = None
        """The agent's run, or else the task's best one, when it was evaluated."""
        self.game: Episode | None = None
        """The agent's game of the same seed, when it is over."""
        self._seed: int | None = None
        self._trouble = ""
        self._mine: int | None = None
        """The person's game, as which episode it was kept."""

    def __bool__(self) -> bool:
        """An agent plays beside."""
        return self._rival is not None

    def close(self) -> None:
        if self._rival:
            self._rival.close()

    def says(self, turns: tuple[Turn, ...]) -> str:
        """What the agent would say now; nothing when there is none. Blocks. Raises Unavailable."""
        return self._rival.says(turns).text.strip() if self._rival else ""

    # Runs

    def look_up(self) -> None:
        """Reads how well the agent plays, in the background."""
        self._screen.run_worker(self._looking_up, thread=True, group="agents")

    def _looking_up(self) -> None:
        from lab.store import Store

        try:
            if self._rival:
                with Store(self._home, readonly=True) as store:
                    found: Run | None = store.run(self.run)
            else:
                found = best_run(self._home, self._task.name)
        except Problem as problem:
            self._screen.from_thread(self._failed, str(problem))
        else:
            self._screen.from_thread(self._looked_up, found)

    def _looked_up(self, run: Run | None) -> None:
        self.best = run if run and run.evaluation else None
        self._changed()

    def _failed(self, why: str) -> None:
        self._trouble = why
        self._changed()

    # Games

    def begin(self, seed: int | None) -> None:
        """The agent begins the game of this seed, in the background; none is a game that it cannot play."""
        self.game, self._mine, self._seed = None, None, seed
        if self._rival and seed is not None:
            self._screen.run_worker(partial(self._playing, self._rival, seed), thread=True, group="rival")

    def _playing(self, rival: Rival, seed: int) -> None:
        try:
            played = rival.plays(self._task, seed)
        except Unavailable as error:
            self._screen.from_thread(self._failed, str(error))
        else:
            self._screen.from_thread(self._played, played)

    def _played(self, played: Episode) -> None:
        if played.seed == self._seed and self.game is None:
            self.game, self._trouble = played, ""
            self._keep()
            self._changed()

    def was_kept(self, mine: int) -> None:
        """The person's game is over and was kept; when both are, the agent's is kept as a branch of it."""
        self._mine = mine
        self._keep()

    def _keep(self) -> None:
        if self._mine is not None and self.game:
            self._screen.outlasting(self._keeping, self.game, self._mine)

    def _keeping(self, played: Episode, parent: int) -> None:
        try:
            keep_beside(self._home, played, parent)
        except Problem as problem:
            self._screen.from_thread(self._failed, f"its game could not be kept: {problem}")

    # What is shown

    def text(self, total: float | None, shown: Callable[[str], str], width: int) -> Text:
        """The agent and how it did; `total` is the person's return in the same game when that is over, `shown` how the task's
        texts are shown."""
        found = self.best.evaluation if self.best else None
        said = ", ".join(shown(turn.text) for turn in self.game.spoken) if self.game else ""
        return rival_text(
            self.run, found.return_mean if found else None, total, self.game, self._trouble, said, width,
            ink_of(self._screen.app),
        )  # fmt: skip
