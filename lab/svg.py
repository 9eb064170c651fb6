"""Curves as a vector drawing for papers and pages: SVG in the light theme's colours, whatever the terminal's are. Pure.

Written with the standard library: an element tree escapes whatever names hold, and signs that XML has no place for are made
visible before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal
from xml.etree import ElementTree as ET

from lab.format import number
from lab.series import Axis
from lab.theme import LIGHT, Ink, ink
from lab.widgets.axes import Scale, tick_labels, ticks, time_ticks, whole_ticks, x_labels
from lab.widgets.curve import Reference, Series, View, extent, scale_of
from lab.widgets.plain import one_line

PAPER: Ink = ink(LIGHT)
"""The colours to make the series in."""

AXIS_TITLES: dict[Axis, str] = {
    "steps": "updates", "tokens": "tokens trained on", "episodes": "episodes played", "time": "time since the run began",
}  # fmt: skip

_WIDTH, _HEIGHT = 960, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 24, 44, 56
_LINE = 22
"""Height of a line of the legend."""
_LONGEST = 110
"""Signs of a name: what fits beside its colour."""


def drawing(
    title: str,
    series: Sequence[Series],
    *,
    axis: Axis = "steps",
    references: Sequence[Reference] = (),
    log: bool = False,
) -> str:
    """A whole SVG document: axes with their ticks, reference lines, bands, lines and a legend with each line's last value."""
    sheet = _Sheet(title, series, () if log else references, axis, log)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(sheet.drawn(), encoding="unicode") + "\n"


class _Sheet:
    """The drawing, and where values lie on it."""

    def __init__(
        self, title: str, series: Sequence[Series], references: Sequence[Reference], axis: Axis, log: bool
    ) -> None:
        self.title, self.series, self.references, self.axis = title, series, references, axis
        self.scale: Scale = scale_of(series, references, log)
        self.view: View = extent(series, references, self.scale)
        self.height = _HEIGHT + _LINE * len(series)
        self.named: list[tuple[str, float]] = []
        """Where the names of levels stand: at which side, and how high."""
        self.root = ET.Element(
            "svg", {
                "xmlns": "http://www.w3.org/2000/svg", "width": str(_WIDTH), "height": str(self.height),
                "viewBox": f"0 0 {_WIDTH} {self.height}", "role": "img", "font-family": "system-ui, Helvetica, Arial, sans-serif",
                "font-size": "13",
            },
        )  # fmt: skip

    def drawn(self) -> ET.Element:
        ET.SubElement(self.root, "title").text = one_line(self.title, _LONGEST)
        self._put("rect", width=_WIDTH, height=self.height, fill=PAPER.surface)
        self._text(_LEFT, 26, self.title, fill=PAPER.text, font_size=16, font_weight="bold")
        self._x_axis()
        self._y_axis()
        for one in self.series:
            self._band(one)
        for reference in self.references:
            self._reference(reference)
        for one in self.series:
            self._line(one)
        for k, one in enumerate(self.series):
            self._legend(one, _HEIGHT + 8 + k * _LINE)
        return self.root

    def x(self, value: float) -> float:
        share = (value - self.view.x0) / (self.view.x1 - self.view.x0)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """Not-a-number where the scale has no place for it."""
        share = (self.scale.forward(value) - self.view.y0) / (self.view.y1 - self.view.y0)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def _put(self, tag: str, **given: object) -> ET.Element:
        said = {name.replace("_", "-"): f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value) for name, value in given.items()}  # fmt: skip
        return ET.SubElement(self.root, tag, said)

    def _text(self, x: float, y: float, text: str, **given: object) -> None:
        self._put("text", x=x, y=y, **given).text = one_line(text, _LONGEST)

    def _x_axis(self) -> None:
        foot = _HEIGHT - _BOTTOM
        kind: Literal["count", "time"] = "time" if self.axis == "time" else "count"
        values = (time_ticks if kind == "time" else whole_ticks)(self.view.x0, self.view.x1, 9)
        for value, label in zip(values, x_labels(values, kind), strict=True):
            at = self.x(value)
            self._put("line", x1=at, x2=at, y1=foot, y2=foot + 5, stroke=PAPER.muted)
            self._text(at, foot + 20, label, fill=PAPER.muted, text_anchor="middle")
        self._put("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=foot, y2=foot, stroke=PAPER.muted)
        middle = (_LEFT + _WIDTH - _RIGHT) / 2
        self._text(middle, foot + 42, AXIS_TITLES[self.axis], fill=PAPER.muted, text_anchor="middle")

    def _y_axis(self) -> None:
        levels = ticks(self.view.y0, self.view.y1, 8, self.scale)
        for level, label in zip(levels, tick_labels(levels), strict=True):
            at = self.y(level)
            self._put("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=at, y2=at, stroke=PAPER.faint)
            self._text(_LEFT - 8, at + 4, label, fill=PAPER.muted, text_anchor="end")

    def _band(self, one: Series) -> None:
        if not one.low or not one.high:
            return
        edges = [(self.x(x), self.y(low), self.y(high)) for x, low, high in zip(one.xs, one.low, one.high, strict=True)]
        for part in _unbroken(edges):
            there = [f"{x:.2f},{high:.2f}" for x, _, high in part]
            back = [f"{x:.2f},{low:.2f}" for x, low, _ in reversed(part)]
            self._put("polygon", points=" ".join(there + back), fill=one.color, fill_opacity=0.18)

    def _line(self, one: Series) -> None:
        for part in _unbroken([(self.x(x), self.y(y)) for x, y in zip(one.xs, one.ys, strict=True)]):
            if len(part) == 1:
                self._put("circle", cx=part[0][0], cy=part[0][1], r=2.5, fill=one.color)
            else:
                points = " ".join(f"{x:.2f},{y:.2f}" for x, y in part)
                self._put(
                    "polyline", points=points, fill="none", stroke=one.color, stroke_width=1.8, stroke_linejoin="round"
                )

    def _reference(self, reference: Reference) -> None:
        """A dashed level with its name; one beyond the edges is named there with an arrow."""
        at = self.y(reference.value)
        if not math.isfinite(at):
            return
        top, foot = _TOP, _HEIGHT - _BOTTOM
        arrow = "↑ " if at < top else "↓ " if at > foot else ""
        if not arrow:
            self._put(
                "line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=at, y2=at, stroke=reference.color, stroke_dasharray="6 4"
            )
        said = f"{arrow}{reference.label} {number(reference.value)}"
        height = min(max(at - 5, top + 9), foot - 5)
        # A name goes to the right, to the left or into the middle: where no other one stands as high.
        places = ((_WIDTH - _RIGHT - 4, "end"), (_LEFT + 4, "start"), ((_LEFT + _WIDTH - _RIGHT) / 2, "middle"))
        free = [
            place
            for place in places
            if all(where != place[1] or abs(height - other) > 14 for where, other in self.named)
        ]
        x, anchor = (free or places)[0]
        self.named.append((anchor, height))
        self._text(x, height, said, fill=reference.color, text_anchor=anchor, font_size=12)

    def _legend(self, one: Series, at: int) -> None:
        self._put("line", x1=_LEFT, x2=_LEFT + 26, y1=at, y2=at, stroke=one.color, stroke_width=3)
        last = f"  {number(one.ys[-1])}" if one.ys else ""
        self._text(_LEFT + 34, at + 4, one_line(one.name, _LONGEST - len(last)) + last, fill=PAPER.text)


def _unbroken(points: Sequence[tuple[float, ...]]) -> Iterator[list[tuple[float, ...]]]:
    """The stretches of points whose every part is a number."""
    for whole, part in groupby(points, lambda point: all(map(math.isfinite, point))):
        if whole:
            yield list(part)
