"""The app on terminals that show ASCII alone."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from lab.ascii import as_ascii


class AsciiOnly(LineFilter):
    """Every line of the app in ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            piece if piece.control or piece.text.isascii() else Segment(as_ascii(piece.text), piece.style)
            for piece in segments
        ]
