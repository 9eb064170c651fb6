"""Curves drawn with braille dots: pure functions from points to text, so that a drawing is tested without a terminal.

Positions in a `View` are what `Scale.forward` gives, so a view belongs to one scale.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from lab.theme import INK, Ink, blend
from lab.widgets.axes import Scale, logarithmic, tick_labels, ticks, time_ticks, whole_ticks, x_label
from lab.widgets.braille import Dots, character

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

    text: Text
    view: View
    scale: Scale
    gutter: int
    """Columns left of the plot's first one."""
    columns: int
    rows: int

    def x_at(self, column: int) -> float:
        """The horizontal value under a column of the drawing."""
        share = (column - self.gutter + 0.5) / max(self.columns, 1)
        return self.view.x0 + min(max(share, 0.0), 1.0) * (self.view.x1 - self.view.x0)


def scale_of(series: Sequence[Series], references: Sequence[Reference], log: bool) -> Scale:
    """The vertical scale on which all of these have a place."""
    if not log:
        return Scale()
    values = [y for s in series for ys in (s.ys, s.low, s.high) for y in ys]
    return logarithmic([*values, *(reference.value for reference in references)])


def extent(series: Sequence[Series], references: Sequence[Reference] = (), scale: Scale | None = None) -> View:
    """The view that shows every line, and the references that leave the lines an eighth of the height."""
    scale = scale or Scale()
    lines = [s for s in series if not s.faint] or list(series)
    xs = [x for s in lines if s.xs for x in (s.xs[0], s.xs[-1])]
    ys = _finite(scale.forward(y) for s in lines for y in (*s.ys, *s.low, *s.high))
    levels = _finite(scale.forward(reference.value) for reference in references)
    y0, y1 = _with_levels(ys, levels)
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
    lines = canvas.lines()
    at = {canvas.row(scale.forward(level)): label for level, label in zip(levels, labels, strict=True)}
    for y, line in enumerate(lines):
        line_label = at.get(y, "")[: max(gutter - 1, 0)].rjust(max(gutter - 1, 0)) + " " * min(gutter, 1)
        lines[y] = Text(line_label, style=look.ink.muted, end="") + line
    lines.append(_x_axis(view, width, gutter, look))
    text = Text("\n", no_wrap=True, end="").join(lines[:height])
    return Plot(text, view, scale, gutter, canvas.width, rows)


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
        self._chars: dict[tuple[int, int], tuple[str, str]] = {}
        self._grounds: dict[tuple[int, int], str] = {}

    def column(self, x: float) -> int:
        """The dot column of a horizontal value."""
        return round((x - self.view.x0) / (self.view.x1 - self.view.x0) * (self.width * 2 - 1))

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
        self._cursor_line()
        for faint in (True, False):
            self._lines([one for one in series if one.faint is faint])
        self._cursor_marks(series)
        taken: set[tuple[int, int]] = set()
        for reference in references:
            self._label(reference, taken)

    def _level(self, position: float, char: str, color: str) -> None:
        y = self.row(position) if math.isfinite(position) else -1
        for x in range(self.width):
            self._put(x, y, char, color)

    def _put(self, x: int, y: int, char: str, color: str) -> None:
        if 0 <= x < self.width and 0 <= y < self.rows:
            self._chars[x, y] = (char, color)

    def _lines(self, series: Sequence[Series]) -> None:
        dots: dict[tuple[int, int], int] = {}
        for one in series:
            color = blend(one.color, self.look.ground, 0.62) if one.faint else one.color
            for cell, bits in self._dots(one).cells.items():
                dots[cell] = dots.get(cell, 0) | bits
                self._put(*cell, character(dots[cell]), color)

    def _dots(self, series: Series) -> Dots:
        canvas = Dots(self.width, self.rows)
        last: tuple[int, int] | None = None
        for x, y in zip(series.xs, series.ys, strict=False):
            position = self.scale.forward(y)
            if not math.isfinite(position):
                last = None
                continue
            here = (self.column(x), self.dot(position))
            canvas.line(*(last or here), *here)
            last = here
        return canvas

    def _band(self, series: Series) -> None:
        if not series.low or not series.high:
            return
        color = blend(series.color, self.look.ground, 0.78)
        for x in range(self.width):
            edges = self._band_at(series, x)
            if edges is not None:
                self._band_column(x, *edges, color)

    def _band_at(self, series: Series, column: int) -> tuple[float, float] | None:
        x = self.view.x0 + (column + 0.5) / self.width * (self.view.x1 - self.view.x0)
        if not series.xs or not series.xs[0] <= x <= series.xs[-1]:
            return None
        after = max(min(bisect_left(series.xs, x), len(series.xs) - 1), 1) if len(series.xs) > 1 else 0
        low, high = (self._between(series.xs, edge, after, x) for edge in (series.low, series.high))
        return (low, high) if math.isfinite(low) and math.isfinite(high) else None

    def _between(self, xs: Sequence[float], ys: Sequence[float], after: int, x: float) -> float:
        if after == 0:
            return self.scale.forward(ys[0])
        share = (x - xs[after - 1]) / ((xs[after] - xs[after - 1]) or 1.0)
        a, b = self.scale.forward(ys[after - 1]), self.scale.forward(ys[after])
        return a + (b - a) * share

    def _band_column(self, x: int, low: float, high: float, color: str) -> None:
        """Fills a column in eighths of a character: the edges of a band are smooth."""
        span = self.view.y1 - self.view.y0
        bottom, top = ((edge - self.view.y0) / span * self.rows * 8 for edge in (low, high))
        for y in range(self.rows):
            floor = (self.rows - 1 - y) * 8
            inside_top, inside_bottom = round(top - floor), round(bottom - floor)
            if inside_top <= 0 or inside_bottom >= 8:
                continue
            if inside_bottom > 0:
                self._put(x, y, "▁▂▃▄▅▆▇█"[inside_bottom - 1], self.look.ground)
                self._grounds[x, y] = color
            elif inside_top < 8:
                self._put(x, y, "▁▂▃▄▅▆▇█"[inside_top - 1], color)
            else:
                self._put(x, y, " ", color)
                self._grounds[x, y] = color

    def _cursor_line(self) -> None:
        if self.look.cursor is None:
            return
        x = self.column(self.look.cursor) // 2
        for y in range(self.rows):
            self._put(x, y, "│", self.look.ink.muted)

    def _cursor_marks(self, series: Sequence[Series]) -> None:
        if self.look.cursor is None:
            return
        for one in series:
            point = None if one.faint else read(one, self.look.cursor)
            if point is not None and math.isfinite(self.scale.forward(point[1])):
                self._put(self.column(point[0]) // 2, self.row(self.scale.forward(point[1])), "●", one.color)

    def _label(self, reference: Reference, taken: set[tuple[int, int]]) -> None:
        """Writes a level's name where it hides the fewest dots; beyond the edges an arrow says where it lies."""
        if not math.isfinite(reference.value):
            return
        y = self.row(self.scale.forward(reference.value))
        arrow = "↑ " if y < 0 else "↓ " if y >= self.rows else ""
        y = min(max(y, 0), self.rows - 1)
        text = f" {arrow}{reference.label} "
        starts = [x for x in (self.width - len(text) - 1, 1, (self.width - len(text)) // 2) if x >= 0]
        free = [s for s in starts if not any((x, y) in taken for x in range(s - 1, s + len(text) + 1))]
        if not free or self.width < len(text) + 6:
            return
        start = min(free, key=lambda s: self._dotted(s, len(text), y))
        for x, char in enumerate(text, start):
            taken.add((x, y))
            self._put(x, y, char, reference.color)

    def _dotted(self, start: int, width: int, y: int) -> int:
        chars = (self._chars.get((x, y), (" ", ""))[0] for x in range(start, start + width))
        return sum("\u2800" < char <= "\u28ff" or char == "●" for char in chars)

    def lines(self) -> list[Text]:
        """The rows from the top, neighbours of one style joined."""
        return [self._line(y) for y in range(self.rows)]

    def _line(self, y: int) -> Text:
        text = Text(end="", no_wrap=True)
        run, style = "", ""
        for x in range(self.width):
            char, color = self._chars.get((x, y), (" ", ""))
            ground = self._grounds.get((x, y), "")
            here = f"{color} on {ground}" if color and ground else color
            if here != style:
                text.append(run, style)
                run, style = "", here
            run += char
        text.append(run, style)
        return text


def _x_axis(view: View, width: int, gutter: int, look: Look) -> Text:
    plot_width = width - gutter
    cells = [" "] * width
    most = max(2, plot_width // 12)
    values = (time_ticks if look.x == "time" else whole_ticks)(view.x0, view.x1, most)
    edge = 0
    for value in values:
        label = x_label(value, look.x)
        centre = gutter + round((value - view.x0) / (view.x1 - view.x0) * (plot_width - 1))
        start = min(max(centre - len(label) // 2, max(gutter - 1, 0)), width - len(label))
        if start < edge or start < 0:
            continue
        cells[start : start + len(label)] = label
        edge = start + len(label) + 1
    return Text("".join(cells), style=look.ink.muted, end="")


def _finite(values: Iterable[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]


def _with_levels(ys: list[float], levels: list[float]) -> tuple[float, float]:
    if not ys:
        return (min(levels), max(levels)) if levels else (0.0, 1.0)
    low, high = min(ys), max(ys)
    for level in sorted(levels, key=lambda level: max(low - level, level - high)):
        bottom, top = min(low, level), max(high, level)
        if high - low >= (top - bottom) / 8 or max(ys) == min(ys):
            low, high = bottom, top
    return low, high


def _padded(low: float, high: float) -> tuple[float, float]:
    margin = (high - low) * 0.04 if high > low else abs(low) * 0.05 or 0.5
    return low - margin, high + margin
