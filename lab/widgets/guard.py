"""The app's last guard: no control code, format or half of a surrogate pair goes to the terminal inside a text.

Screens show outside text through `plain`, where all of it stays visible. What got past them, or was pasted into a field, is taken
out here; what has no width leaves no gap.
"""

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter


class Guard(LineFilter):
    """Every line of the app without what a terminal would obey."""

    def __init__(self) -> None:
        super().__init__()
        self.caught: set[str] = set()
        """The texts that it had to mend: each is one that a screen should have made visible."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            piece if piece.control or piece.text.isprintable() else Segment(self._mended(piece.text), piece.style)
            for piece in segments
        ]

    def _mended(self, text: str) -> str:
        self.caught.add(text)
        return "".join(char if char.isprintable() else " " * cell_len(char) for char in text)
