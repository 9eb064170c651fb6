"""The picture of a game that somebody plays, with a mouse for those who like one."""

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.message import Message
from textual.widgets import Static

from lab.manners import CHESS
from lab.widgets.boards import Size, board
from lab.widgets.chessboard import square_at
from lab.widgets.chrome import ink_of
from tasks.protocol import AnyTask

_WIDE, _HIGH = 110, 34
"""The columns and lines of a terminal that has room for a large picture."""


class Picture(Static):
    """As large as the terminal allows; a square of a chess board that is clicked is told."""

    DEFAULT_CSS = """
    Picture { width: auto; min-width: 28; padding: 1 2; background: $surface; }
    """

    class Square(Message):
        """A square was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, task: AnyTask, *, fog: bool, id: str) -> None:
        super().__init__(id=id)
        self._played, self._fog = task, fog

    def draw(self, states: Sequence[Any], picked: str, typed: str) -> None:
        """The game after its latest state, a picked square, and a guess that is half typed."""
        self.update(
            board(
                self._played, states, size=self._room(), fog=self._fog, typed=typed, marked=frozenset(filter(None, [picked])),
                ink=ink_of(self.app),
            )
        )  # fmt: skip

    def _room(self) -> Size:
        width, height = self.screen.size
        return "large" if width >= _WIDE and height >= _HIGH else "small"

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        square = square_at(offset.x, offset.y, self._room()) if offset and self._played.name in CHESS else None
        if square:
            self.post_message(self.Square(square))
