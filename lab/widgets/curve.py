"""Curves drawn with braille dots: pure functions from points to text, so that a drawing is tested without a terminal.

Positions in a `View` are what `Scale.forward` gives, so a view belongs to one scale.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from lab.theme import INK, Ink, blend
from lab.widgets.axes import Scale, logarithmic, tick_labels, ticks, time_ticks, whole_ticks, x_labels
from lab.widgets.braille import Bits, Floats, joined
from lab.widgets.cells import Cells, Piece

XKind = Literal["count", "time"]


@dataclass(frozen=True, slots=True)
class Series:
    """One line: `ys` over `xs` (rising); not-a-number leaves a gap."""

    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    color: str
    low: Sequence[float] = ()
    """With `high`, as long as `ys`: a band around the line."""
    high: Sequence[float] = ()
    faint: bool = False
    """Drawn behind the others and left out of the range, as the raw values behind a smoothed line."""


class Reference(NamedTuple):
    """A level to compare with."""

    label: str
    value: float
    color: str


class View(NamedTuple):
    """The part of the plane that is drawn, in positions."""

    x0: float
    x1: float
    y0: float
    y1: float

    def zoomed(self, factor: float, at: float | None = None, vertical: bool = True) -> "View":
        """`factor` times as much of the plane, the horizontal position `at` staying where it is."""
        x = (self.x0 + self.x1) / 2 if at is None else at
        y = (self.y0 + self.y1) / 2
        up = factor if vertical else 1.0
        return View(*(x + (e - x) * factor for e in self[:2]), *(y + (e - y) * up for e in self[2:]))

    def panned(self, right: float, up: float) -> "View":
        """Moved by these shares of its size."""
        dx, dy = right * (self.x1 - self.x0), up * (self.y1 - self.y0)
        return View(self.x0 + dx, self.x1 + dx, self.y0 + dy, self.y1 + dy)


@dataclass(frozen=True, slots=True)
class Look:
    """How a plot is drawn."""

    log: bool = False
    view: View | None = None
    """What to show; None shows everything."""
    cursor: float | None = None
    """Where on the horizontal axis values are read."""
    x: XKind = "count"
    ink: Ink = INK
    ground: str = INK.surface
    """The colour behind the plot, into which bands are mixed."""


class Plot(NamedTuple):
    """A finished drawing, and what is needed to point at it."""

    lines: tuple[tuple[Piece, ...], ...]
    """From the top, each exactly as wide as was asked for."""
    view: View
    scale: Scale
    gutter: int
    """Columns left of the plot's first one."""
    columns: int
    rows: int
    held: frozenset[tuple[int, int]] = frozenset()
    """The (column, row) of the plot that names of levels stand on: a cursor does not cross them."""

    @property
    def text(self) -> Text:
        """All of it, for a console."""
        text = Text(no_wrap=True, end="")
        for k, line in enumerate(self.lines):
            text.append("\n" * min(k, 1))
            for piece in line:
                text.append(piece.text, piece.style)
        return text

    def x_at(self, column: int) -> float:
        """The horizontal value under a column of the drawing."""
        share = (column - self.gutter + 0.5) / max(self.columns, 1)
        return self.view.x0 + min(max(share, 0.0), 1.0) * (self.view.x1 - self.view.x0)

    def column(self, x: float) -> int:
        """The plot's column of a horizontal value, from its first one."""
        return round((x - self.view.x0) / (self.view.x1 - self.view.x0) * (self.columns * 2 - 1)) // 2

    def row(self, value: float) -> int:
        """The plot's row, from the top, of a value that its scale has a place for."""
        share = (self.scale.forward(value) - self.view.y0) / (self.view.y1 - self.view.y0)
        return self.rows - 1 - round(min(max(share, -50.0), 50.0) * (self.rows * 4 - 1)) // 4

    def crossed(self, series: Sequence[Series], cursor: float, ink: Ink) -> "Plot":
        """The same drawing with a cursor through it, and a mark where each of these series is read. It is laid over what is
        drawn, as a cursor moves through many plots at once."""
        here = self.column(cursor)
        marks = {(here, y): ("│", ink.muted) for y in range(self.rows)}
        for one in series:
            point = None if one.faint else read(one, cursor)
            if point is not None and math.isfinite(self.scale.forward(point[1])):
                marks[self.column(point[0]), self.row(point[1])] = ("●", one.color)
        lines = list(self.lines)
        for (x, y), (char, color) in marks.items():
            if 0 <= x < self.columns and 0 <= y < min(self.rows, len(lines)) and (x, y) not in self.held:
                lines[y] = _laid(lines[y], x + self.gutter, char, color)
        return self._replace(lines=tuple(lines))


_UNDER = frozenset(" ┈╌▁▂▃▄▅▆▇█")
"""What a cursor covers; dots stand before it."""


def _laid(line: tuple[Piece, ...], at: int, char: str, color: str) -> tuple[Piece, ...]:
    """The line with another character at a place; a cursor's line goes behind what is drawn there."""
    made: list[Piece] = []
    for piece in line:
        if not 0 <= at < len(piece.text) or (char == "│" and piece.text[at] not in _UNDER):
            made.append(piece)
        else:
            parts = (
                piece._replace(text=piece.text[:at]),
                Piece(char, color, piece.ground),
                piece._replace(text=piece.text[at + 1 :]),
            )
            made += [part for part in parts if part.text]
        at -= len(piece.text)
    return tuple(made)


def scale_of(series: Sequence[Series], references: Sequence[Reference], log: bool) -> Scale:
    """The vertical scale on which all of these have a place."""
    if not log:
        return Scale()
    values = [np.asarray(ys, float) for s in series for ys in (s.ys, s.low, s.high)]
    return logarithmic(np.concatenate([*values, [reference.value for reference in references]]))


def extent(series: Sequence[Series], references: Sequence[Reference] = (), scale: Scale | None = None) -> View:
    """The view that shows every line, and the references that leave the lines an eighth of the height."""
    scale = scale or Scale()
    lines = [s for s in series if not s.faint] or list(series)
    xs = [x for s in lines if s.xs for x in (s.xs[0], s.xs[-1])]
    values = [np.asarray(ys, float) for s in lines for ys in (s.ys, s.low, s.high)]
    ys = _finite(scale.places(np.concatenate([*values, []])))
    levels = _finite(scale.places([reference.value for reference in references]))
    y0, y1 = _with_levels((float(ys.min()), float(ys.max())) if len(ys) else None, levels.tolist())
    x0, x1 = (min(xs), max(xs)) if xs else (0.0, 1.0)
    return View(x0 if x1 > x0 else x0 - 1, x1 if x1 > x0 else x0 + 1, *_padded(y0, y1))


def plot(
    series: Sequence[Series], width: int, height: int, *, references: Sequence[Reference] = (), look: Look | None = None
) -> Plot:
    """Draws `series` into `width` by `height` characters; every line of the text is exactly `width` cells wide."""
    look = look or Look()
    scale = scale_of(series, references, look.log)
    view = look.view or extent(series, references, scale)
    rows = max(height - 1, 1)
    levels = ticks(view.y0, view.y1, max(2, rows // 3), scale)
    labels = tick_labels(levels)
    gutter = min(max((cell_len(label) for label in labels), default=0) + 1, max(width - 4, 0))
    canvas = _Canvas(max(width - gutter, 1), rows, view, scale, look)
    canvas.draw(series, references, levels)
    at = {canvas.row(scale.forward(level)): label for level, label in zip(levels, labels, strict=True)}
    lines = []
    for y, pieces in enumerate(canvas.cells.lines()):
        label = at.get(y, "")[: max(gutter - 1, 0)].rjust(max(gutter - 1, 0)) + " " * min(gutter, 1)
        lines.append((Piece(label, look.ink.muted), *pieces))
    lines.append((_x_axis(view, width, gutter, look),))
    drawn = Plot(tuple(lines[:height]), view, scale, gutter, canvas.width, rows, frozenset(canvas.held))
    return drawn if look.cursor is None else drawn.crossed(series, look.cursor, look.ink)


def read(series: Series, x: float) -> tuple[float, float] | None:
    """The point of a series nearest to the horizontal value `x`; None for an empty one."""
    if not series.xs:
        return None
    after = min(bisect_left(series.xs, x), len(series.xs) - 1)
    before = max(after - 1, 0)
    nearest = after if abs(series.xs[after] - x) < abs(series.xs[before] - x) else before
    return series.xs[nearest], series.ys[nearest]


class _Canvas:
    """The part of a plot inside its axes, layer by layer."""

    def __init__(self, width: int, rows: int, view: View, scale: Scale, look: Look) -> None:
        self.width, self.rows, self.view, self.scale, self.look = width, rows, view, scale, look
        self.cells = Cells(width, rows)
        self.held: set[tuple[int, int]] = set()
        """Where the levels' names stand."""

    def dot(self, position: float) -> int:
        """The dot row, from the bottom, of a vertical position."""
        share = (position - self.view.y0) / (self.view.y1 - self.view.y0)
        return round(min(max(share, -50.0), 50.0) * (self.rows * 4 - 1))

    def row(self, position: float) -> int:
        """The character row, from the top, of a vertical position."""
        return self.rows - 1 - self.dot(position) // 4

    def draw(self, series: Sequence[Series], references: Sequence[Reference], levels: Sequence[float]) -> None:
        for level in levels:
            self._level(self.scale.forward(level), "┈", self.look.ink.faint)
        for one in series:
            self._band(one)
        for reference in references:
            self._level(self.scale.forward(reference.value), "╌", blend(reference.color, self.look.ground, 0.25))
        for faint in (True, False):
            self._lines([one for one in series if one.faint is faint])
        for reference in references:
            self._label(reference)

    def _level(self, position: float, char: str, color: str) -> None:
        if math.isfinite(position):
            self.cells.row(self.row(position), char, color)

    def _lines(self, series: Sequence[Series]) -> None:
        self.cells.lift()
        for one in series:
            color = blend(one.color, self.look.ground, 0.62) if one.faint else one.color
            self.cells.dots(self._dots(one), color)

    def _dots(self, series: Series) -> Bits:
        view, count = self.view, min(len(series.xs), len(series.ys))
        xs, ys = np.array(series.xs[:count], float), self.scale.places(series.ys[:count])
        columns = np.rint((xs - view.x0) / (view.x1 - view.x0) * (self.width * 2 - 1))
        shares = np.clip((ys - view.y0) / (view.y1 - view.y0), -50.0, 50.0)
        shares[~np.isfinite(ys)] = math.nan
        return joined(columns, np.rint(shares * (self.rows * 4 - 1)), self.width, self.rows)

    def _band(self, series: Series) -> None:
        if not series.low or not series.high or not series.xs:
            return
        bottom, top = (self._edge(series.xs, edge) for edge in (series.low, series.high))
        bottom, top = (np.where(np.isfinite(bottom + top), edge, -1.0) for edge in (bottom, top))
        color, floor = blend(series.color, self.look.ground, 0.78), (np.arange(self.rows)[::-1] * 8.0)[:, None]
        up, down = np.rint(top - floor), np.rint(bottom - floor)
        inside = (up > 0) & (down < 8)
        begins, ends = inside & (down > 0), inside & (down <= 0) & (up < 8)
        self.cells.fill(inside & ~begins & ~ends, " ", color, color)
        # Eighths of a character: the edges of a band are smooth.
        self.cells.fill(begins, _EIGHTHS[down[begins].astype(int)], self.look.ground, color)
        self.cells.fill(ends, _EIGHTHS[up[ends].astype(int)], color)

    def _edge(self, xs: Sequence[float], values: Sequence[float]) -> Floats:
        """How high one edge of a band lies in each column, in eighths of a character; not-a-number where it is not."""
        view = self.view
        at = view.x0 + (np.arange(self.width) + 0.5) / self.width * (view.x1 - view.x0)
        known, ys = np.array(xs, float), self.scale.places(values)
        after = np.clip(np.searchsorted(known, at), 1, len(known) - 1) if len(known) > 1 else np.zeros(self.width, int)
        before = np.maximum(after - 1, 0)
        gaps = known[after] - known[before]
        shares = np.where(gaps > 0, (at - known[before]) / np.where(gaps > 0, gaps, 1.0), 0.0)
        with np.errstate(invalid="ignore", over="ignore"):
            heights = ys[before] + (ys[after] - ys[before]) * shares
            edge = (heights - view.y0) / (view.y1 - view.y0) * self.rows * 8
        return np.where((known[0] <= at) & (at <= known[-1]), np.clip(edge, -1e6, 1e6), math.nan)

    def _label(self, reference: Reference) -> None:
        """Writes a level's name where it hides the fewest dots; beyond the edges an arrow says where it lies."""
        if not math.isfinite(reference.value):
            return
        y = self.row(self.scale.forward(reference.value))
        arrow = "↑ " if y < 0 else "↓ " if y >= self.rows else ""
        y = min(max(y, 0), self.rows - 1)
        text = f" {arrow}{reference.label} "
        if self.width < len(text) + 6:
            return
        # Where the names of other levels fill the row, the one below or above it is near enough to be understood.
        for row in (y, y + 1, y - 1):
            free = self._free(row, len(text))
            if free:
                self._write(
                    text, min(free, key=lambda start: self.cells.drawn(start, row, len(text))), row, reference.color
                )
                return

    def _free(self, y: int, width: int) -> list[int]:
        """Where on a row a name of this width would stand clear of others: at the right, at the left, in the middle."""
        starts = [x for x in (self.width - width - 1, 1, (self.width - width) // 2) if x >= 0 and 0 <= y < self.rows]
        return [s for s in starts if not any((x, y) in self.held for x in range(s - 1, s + width + 1))]

    def _write(self, text: str, x: int, y: int, color: str) -> None:
        for at, char in enumerate(text, x):
            self.held.add((at, y))
            self.cells.put(at, y, char, color)


_EIGHTHS = np.array([ord(char) for char in " ▁▂▃▄▅▆▇█"], np.uint32)


def _x_axis(view: View, width: int, gutter: int, look: Look) -> Piece:
    plot_width = width - gutter
    cells = [" "] * width
    most = max(2, plot_width // 12)
    values = (time_ticks if look.x == "time" else whole_ticks)(view.x0, view.x1, most)
    edge = 0
    for value, label in zip(values, x_labels(values, look.x), strict=True):
        centre = gutter + round((value - view.x0) / (view.x1 - view.x0) * (plot_width - 1))
        start = min(max(centre - len(label) // 2, max(gutter - 1, 0)), width - len(label))
        if start < edge or start < 0:
            continue
        cells[start : start + len(label)] = label
        edge = start + len(label) + 1
    return Piece("".join(cells), look.ink.muted)


def _finite(values: Floats) -> Floats:
    return values[np.isfinite(values)]


def _with_levels(ends: tuple[float, float] | None, levels: list[float]) -> tuple[float, float]:
    """The lowest and the highest position of the lines, and of the levels that leave them room."""
    if ends is None:
        return (min(levels), max(levels)) if levels else (0.0, 1.0)
    low, high = ends
    for level in sorted(levels, key=lambda level: max(low - level, level - high)):
        bottom, top = min(low, level), max(high, level)
        if high - low >= (top - bottom) / 8 or ends[0] == ends[1]:
            low, high = bottom, top
    return low, high


def _padded(low: float, high: float) -> tuple[float, float]:
    margin = (high - low) * 0.04 if high > low else abs(low) * 0.05 or 0.5
    return low - margin, high + margin
