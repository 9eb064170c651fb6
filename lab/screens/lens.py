"""The microscope of the replay: a run's agent, in its own process, reads the tokens of the game that is on the screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual import work
from textual.widgets import Static

from lab.agents import RunAgent
from lab.film import Film
from lab.widgets.chrome import ink_of
from lab.widgets.lens import FIGURES, best_token, course_text, figures_of, token_text, tokens_text
from lab.widgets.plain import one_line
from models.judged import Judged
from tasks.protocol import Unavailable

if TYPE_CHECKING:
    from lab.screens.place import Place


class Lens(Static):
    """Six lines: whose reading it is, the tokens of a turn with signs below, the one under the cursor, and the course of the game."""

    DEFAULT_CSS = """
    Lens { height: 7; padding: 0 2; background: $surface; border-top: solid $border; display: none;
           text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, home: Path) -> None:
        super().__init__(id="lens")
        self._home = home
        self._agent: RunAgent | None = None
        self._run = ""
        self._film: Film | None = None
        self._read: Sequence[Sequence[Judged]] = ()
        self._note = ""
        self._turn, self._cursor, self._figure = 0, 0, FIGURES[0]
        self._regrets: Sequence[float] = ()
        self._gone = False

    @property
    def run(self) -> str:
        """Whose reading it is; nobody's while the lens is closed."""
        return self._run if self.display else ""

    @property
    def read(self) -> Sequence[Sequence[Judged]]:
        """The reading of the game on the screen, turn by turn; empty until it is there."""
        return self._read

    def on_unmount(self) -> None:
        self._gone = True
        if self._agent:
            self._agent.close()

    def put_on(self, run: str, film: Film) -> None:
        """Reads this game by the agent of this run."""
        self.display = True
        if run != self._run and self._agent:
            self._agent.close()
            self._agent = None
        self._run = run
        self.follow(film)

    def put_away(self) -> None:
        """Nothing is shown any more. The agent stays, for the next game."""
        self.display = False

    def follow(self, film: Film) -> None:
        """Another game is on the screen."""
        self._film, self._read, self._turn, self._cursor = film, (), 0, 0
        if self.display:
            self._note = f"{self._run} reads the game…"
            self._show()
            self._reading(film, self._run)

    def look(self, turn: int, regrets: Sequence[float]) -> None:
        """Another turn is the one that was last shown, counted from 0; -1 before the first."""
        if turn != self._turn:
            self._cursor = 0
        self._turn, self._regrets = turn, regrets
        self._show()

    def move(self, by: int) -> None:
        """The cursor goes to another token of this turn."""
        if 0 <= self._turn < len(self._read):
            self._cursor = max(0, min(self._cursor + by, len(self._read[self._turn]) - 1))
            self._show()

    def point(self, token: int) -> None:
        self._cursor = token
        self._show()

    def color(self) -> None:
        """Colours by the next figure that this agent has."""
        has = figures_of(self._read) or FIGURES[:1]
        self._figure = has[(has.index(self._figure) + 1) % len(has)] if self._figure in has else has[0]
        self._show()

    def advantages(self) -> list[float]:
        """The largest of each turn."""
        return [best_token(turn)[0] for turn in self._read]

    # Reading, off the event loop

    @work(thread=True, exclusive=True, group="lens")
    def _reading(self, film: Film, run: str) -> None:
        screen = cast("Place", self.screen)
        try:
            agent = self._agent
            if agent is None or agent.ended:
                agent = self._agent = RunAgent(self._home, run, 0)
                if self._gone:
                    agent.close()
                agent.wait(lambda note: screen.from_thread(self._noted, film, f"{run}: {note}…"))
            read = agent.read(film.stored.head.id)
        except Unavailable as error:
            screen.from_thread(self._noted, film, str(error))
        else:
            screen.from_thread(self._told, film, run, read)

    def _noted(self, film: Film, note: str) -> None:
        if film is self._film:
            self._note = note
            self._show()

    def _told(self, film: Film, run: str, read: Sequence[Sequence[Judged]]) -> None:
        if film is self._film and run == self._run:
            self._read, self._note = read, ""
            if self._figure not in figures_of(read):
                self._figure = FIGURES[0]
            self._show()

    # Drawing

    def _show(self) -> None:
        if not self.display:
            return
        ink, width = ink_of(self.app), max(20, self.app.size.width - 5)
        text = Text(end="", no_wrap=True, overflow="ellipsis")
        text.append("tokens ", f"bold {ink.text}").append(f"as {one_line(self._run, 40)} reads them", ink.muted)
        text.append("   coloured by ", ink.muted).append(f"{self._figure.name}\n", f"bold {ink.accent}")
        if self._note or not self._read:
            text.append(one_line(self._note or "the agent said nothing in this game", width), ink.muted)
        elif not 0 <= self._turn < len(self._read):
            text.append("→ goes to the first turn; ↑ and ↓ to its tokens\n\n\n\n", ink.muted)
            text.append_text(course_text(self.advantages(), self._regrets, width, ink))
        elif not self._read[self._turn]:
            text.append("the agent saw no token of this text", ink.muted)
        else:
            text.append_text(tokens_text(self._read, self._turn, self._cursor, self._figure, width, ink)).append("\n")
            text.append_text(token_text(self._read[self._turn][self._cursor], ink)).append("\n")
            text.append_text(course_text(self.advantages(), self._regrets, width, ink))
        self.update(text)


def ranked(values: Sequence[float]) -> list[int]:
    """Turns from the largest value to the smallest, those that are known."""
    known = [k for k, value in enumerate(values) if math.isfinite(value)]
    return sorted(known, key=lambda k: (-values[k], k))
