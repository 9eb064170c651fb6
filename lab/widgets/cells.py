"""A sheet of characters with their colours, drawn on in layers; what comes out are pieces of one style. Pure."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lab.widgets.braille import Bits

Mask = NDArray[np.bool_]

_DOTTED = 0x2800
"""The braille character without dots; the next 255 have some."""


class Piece(NamedTuple):
    """Neighbouring characters of one style."""

    text: str
    color: str = ""
    """`#rrggbb`; empty where nothing was drawn."""
    ground: str = ""
    """The colour behind; empty for that of the widget."""

    @property
    def style(self) -> str:
        """As rich writes it."""
        return f"{self.color} on {self.ground}" if self.color and self.ground else self.color


class Cells:
    """`rows` by `width` characters, at first blank."""

    def __init__(self, width: int, rows: int) -> None:
        self.width, self.rows = width, rows
        self._chars = np.full((rows, width), ord(" "), np.uint32)
        self._inks = np.zeros((rows, width), np.int64)
        self._grounds = np.zeros((rows, width), np.int64)
        self._bits = np.zeros((rows, width), np.uint8)
        self._palette = [""]

    def put(self, x: int, y: int, char: str, color: str) -> None:
        """One character; those outside are dropped."""
        if 0 <= x < self.width and 0 <= y < self.rows:
            self._chars[y, x], self._inks[y, x] = ord(char), self._index(color)

    def row(self, y: int, char: str, color: str) -> None:
        """One character all along a row."""
        if 0 <= y < self.rows:
            self._chars[y], self._inks[y] = ord(char), self._index(color)

    def column(self, x: int, char: str, color: str) -> None:
        """One character all along a column."""
        if 0 <= x < self.width:
            self._chars[:, x], self._inks[:, x] = ord(char), self._index(color)

    def fill(self, where: Mask, chars: str | NDArray[np.uint32], color: str, ground: str | None = None) -> None:
        """Characters (one, or as many as the mask has places), and the colour behind them unless it is None."""
        self._chars[where] = ord(chars) if isinstance(chars, str) else chars
        self._inks[where] = self._index(color)
        if ground is not None:
            self._grounds[where] = self._index(ground)

    def dots(self, bits: Bits, color: str) -> None:
        """Braille dots, beside those that are there; a character has the colour of its last ones."""
        where = bits > 0
        self._bits |= bits
        self.fill(where, self._bits[where] + np.uint32(_DOTTED), color)

    def lift(self) -> None:
        """Dots from now on are not joined to those before: they cover them."""
        self._bits[:] = 0

    def drawn(self, x: int, y: int, width: int) -> int:
        """How many of these characters have dots or marks."""
        part = self._chars[y, max(x, 0) : x + width]
        return int(np.count_nonzero(((part > _DOTTED) & (part <= _DOTTED + 255)) | (part == ord("●"))))

    def lines(self) -> list[tuple[Piece, ...]]:
        """The rows from the top, neighbours of one style joined."""
        text = self._chars.astype("<u4").tobytes().decode("utf-32-le")
        styles = self._inks * len(self._palette) + self._grounds
        changes = np.ones((self.rows, self.width), np.bool_)
        changes[:, 1:] = styles[:, 1:] != styles[:, :-1]
        begins, palette = np.flatnonzero(changes), self._palette
        ends = [*begins[1:].tolist(), len(text)]
        inks, grounds = self._inks.flat[begins].tolist(), self._grounds.flat[begins].tolist()
        pieces = [
            Piece(text[begin:end], palette[ink], palette[ground])
            for begin, end, ink, ground in zip(begins.tolist(), ends, inks, grounds, strict=True)
        ]
        edges = [0, *np.cumsum(changes.sum(axis=1)).tolist()]
        return [tuple(pieces[begin:end]) for begin, end in pairwise(edges)]

    def _index(self, color: str) -> int:
        if color not in self._palette:
            self._palette.append(color)
        return self._palette.index(color)
