"""What the two screens share on which a person plays: the game as an agent has it, and its other side."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path

from rich.text import Text
from textual.widgets import Input

from lab.catalog import task as find_task
from lab.problem import Problem
from lab.records import Phase
from lab.screens.ask import Ask
from lab.screens.person import ask_name
from lab.screens.place import Abstract, Place
from lab.screens.waiting import Waiting
from tasks.protocol import AnyTask, Episode


class InPerson(Place, metaclass=Abstract):
    """One game after another, of a person whose name is asked for once. A subclass holds the game and shows it."""

    def __init__(self, home: Path, task: str) -> None:
        super().__init__()
        self._home, self._played = home, find_task(task)
        self._person = ""
        self._waiting = Waiting()
        self._note = Text("")
        """A word to the person, beneath all else."""

    @property
    def game_task(self) -> AnyTask:
        return self._played

    @property
    @abstractmethod
    def playing(self) -> bool:
        """Something was said in the game, and it is not over."""

    @abstractmethod
    def _show(self) -> None:
        """Draws all anew."""

    @abstractmethod
    def _end(self) -> None:
        """Keeps the game as it stands."""

    @abstractmethod
    def _begin_another(self) -> None: ...

    def on_mount(self) -> None:
        self.query_one("#line", Input).focus()
        self.set_interval(1.0, self._tick)
        ask_name(self, self._home, self._named)

    def on_resize(self) -> None:
        if self.is_mounted:
            self._show()

    def _named(self, name: str) -> None:
        self._person = name

    # Waiting

    def _wait(self, what: str) -> None:
        self._waiting.begin(what)
        if self.is_mounted:
            self.call_later(self._show)

    def _tick(self) -> None:
        """How long one has been waiting is told anew."""
        if self._waiting.long:
            self._show()

    # Games that are broken off

    def _parting(self) -> str:
        """What becomes of a game that is broken off."""
        return "It is kept as it stands."

    def action_give_up(self) -> None:
        self.app.push_screen(Ask(f"Give this game up? {self._parting()}"), self._gave_up)

    def _gave_up(self, sure: bool | None) -> None:
        if sure:
            self._end()
            self._begin_another()
            self._note = Text("Given up. Here is another one.")
            self._show()

    def action_leave(self) -> None:
        if self.playing:
            self.app.push_screen(Ask(f"Leave this game? {self._parting()}"), self._left)
        else:
            self.app.pop_screen()

    def _left(self, sure: bool | None) -> None:
        if sure:
            self._end()
            self.app.pop_screen()

    # Games that are kept

    def _keep(
        self, played: Episode, phase: Phase, *, assisted: bool, then: Callable[[int], None], fork: tuple[int, int] | None = None
    ) -> None:  # fmt: skip
        """Keeps it in the background, also when this screen closes; `then` hears as which episode. `fork` is the episode and the
        turn from which it went on."""
        self.outlasting(self._keeping, played, phase, assisted, then, fork)

    def _keeping(
        self, played: Episode, phase: Phase, assisted: bool, then: Callable[[int], None], fork: tuple[int, int] | None
    ) -> None:
        from lab.store import Store

        parent, turn = fork or (None, None)
        try:
            with Store(self._home) as store:
                kept = store.add_episode(played, phase=phase, assisted=assisted, parent=parent, fork_turn=turn)
            self.from_thread(then, kept)
        except Problem as problem:
            said = f"the game could not be kept: {problem}"
            self.app.call_from_thread(self.app.notify, said, severity="error", timeout=10, markup=False)
