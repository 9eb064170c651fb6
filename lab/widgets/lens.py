"""The replay's microscope: the tokens of one text, coloured by a figure, and all figures of the one under the cursor. Pure."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from lab.format import number, percent
from lab.theme import INK, Ink, blend
from lab.widgets.plain import plain
from lab.widgets.spark import bar, spark
from models.judged import Judged


class Figure(NamedTuple):
    """Something a token is coloured by."""

    name: str
    of: str
    """The attribute."""
    share: bool
    """From 0 to 1; otherwise it is coloured between the lowest and the highest of the game, or about 0."""
    about_zero: bool = False


FIGURES = (
    Figure("π", "chance", True),
    Figure("π_BC", "cloned", True),
    Figure("advantage", "advantage", False, about_zero=True),
    Figure("Q", "q", False),
    Figure("V", "v", False),
    Figure("entropy", "entropy", False),
)

_LEVELS = "▁▂▃▄▅▆▇"
_NEAR = 0.05
"""Of the largest of the game: an advantage that is no more is about none."""

Readings = Sequence[Sequence[Judged]]


def figures_of(read: Readings) -> tuple[Figure, ...]:
    """The figures that this agent has."""
    return tuple(one for one in FIGURES if any(getattr(token, one.of) is not None for turn in read for token in turn))


def tokens_text(read: Readings, turn: int, cursor: int, figure: Figure, width: int, ink: Ink = INK) -> Text:
    """The tokens of a turn on one line of `width` cells, the one under the cursor in view and reversed; under each, as wide, a
    sign that tells without colours what its ground does."""
    tints = _Tints(read, figure, ink)
    cells: list[Text] = []
    signs: list[Text] = []
    for k, token in enumerate(read[turn]):
        shown = plain(token.text, newline="⏎").replace(" ", "␣") or "∅"
        style = f"{ink.text} on {tints.ground(token)}" + (" reverse bold" if k == cursor else "")
        cells.append(Text(f"{shown}", style=style, end=""))
        signs.append(Text(tints.sign(token) * cells[-1].cell_len, ink.muted, end=""))
    first = cursor
    room = width - cells[cursor].cell_len - 3
    while first > 0 and room - cells[first - 1].cell_len - 1 > (width // 3 if cursor < len(cells) - 1 else 0):
        first -= 1
        room -= cells[first].cell_len + 1
    lines = Text("…" if first else " ", style=ink.muted, end="", no_wrap=True), Text(" ", end="", no_wrap=True)
    for line, row in zip(lines, (cells, signs), strict=True):
        for cell in row[first:]:
            line.append_text(cell).append(" ")
        line.truncate(width, overflow="ellipsis")
    return Text("\n", end="", no_wrap=True).join(lines)


def token_text(token: Judged, ink: Ink = INK) -> Text:
    """All figures of one token, and what could have come in its place."""
    text = Text(end="", no_wrap=True, overflow="ellipsis")
    parts = [
        ("π", percent(token.chance)), ("π_BC", None if token.cloned is None else percent(token.cloned)),
        ("entropy", number(token.entropy)), ("Q", _value(token.q)), ("V", _value(token.v)),
        ("advantage", _value(token.advantage)),
    ]  # fmt: skip
    for name, said in parts:
        if said is not None:
            style = ink.text
            if name == "advantage" and token.advantage:
                style = ink.good if token.advantage > 0 else ink.bad
            text.append(f"{name} ", ink.muted).append(said, f"bold {style}").append("   ")
    text.append("\nlikeliest ", ink.muted)
    for other in token.likely:
        shown = plain(other.text, newline="⏎").replace(" ", "␣") or "∅"
        same = other.text == token.text
        text.append(f"{shown} ", f"bold {ink.primary}" if same else ink.text)
        text.append_text(bar(other.chance, 6, ink=ink, color=ink.primary if same else ink.secondary))
        text.append(f" {percent(other.chance)}   ", ink.muted)
    return text


def course_text(advantages: Sequence[float], regrets: Sequence[float], width: int, ink: Ink = INK) -> Text:
    """The largest advantage and the regret of every turn, one line; gaps where they are not known."""
    text = Text(end="", no_wrap=True, overflow="ellipsis")
    room = max(8, (width - 34) // 2)
    for name, values in (("advantage", advantages), ("regret", regrets)):
        if any(math.isfinite(value) for value in values):
            text.append(f"{name} ", ink.muted).append_text(spark(values, min(room, len(values)), ink=ink))
            text.append("   ")
    return text


def best_token(turn: Sequence[Judged]) -> tuple[float, int]:
    """The largest advantage of a turn's tokens, and which one has it; not a number where none is known."""
    known = [(token.advantage, k) for k, token in enumerate(turn) if token.advantage is not None]
    return max(known, key=lambda one: (one[0], -one[1])) if known else (math.nan, 0)


class _Tints:
    """Grounds for tokens: the brighter the higher; about zero, green above and red below. And signs that tell the same."""

    def __init__(self, read: Readings, figure: Figure, ink: Ink) -> None:
        self._figure, self._ink = figure, ink
        found = [getattr(token, figure.of) for turn in read for token in turn]
        known = [value for value in found if value is not None]
        self._low, self._high = (0.0, 1.0) if figure.share else (min(known, default=0.0), max(known, default=1.0))
        self._most = max((abs(value) for value in known), default=0.0) or 1.0

    def ground(self, token: Judged) -> str:
        value = getattr(token, self._figure.of)
        ink = self._ink
        if value is None:
            return ink.panel
        if self._figure.about_zero:
            return blend(
                ink.good if value > 0 else ink.bad, ink.background, 1 - 0.75 * min(1.0, abs(value) / self._most)
            )
        share = (value - self._low) / (self._high - self._low) if self._high > self._low else 0.5
        if self._figure.share:
            color = ink.good if share > 0.5 else ink.accent if share > 0.1 else ink.bad
            return blend(color, ink.background, 0.45 if share > 0.5 else 0.6)
        return blend(ink.primary, ink.background, 0.92 - 0.6 * share)

    def sign(self, token: Judged) -> str:
        """A bar of its height; about zero + or −, a point where it is near zero or not known."""
        value = getattr(token, self._figure.of)
        if value is None:
            return "·"
        if self._figure.about_zero:
            return "·" if abs(value) < _NEAR * self._most else "+" if value > 0 else "−"
        share = (value - self._low) / (self._high - self._low) if self._high > self._low else 0.5
        return _LEVELS[round(share * (len(_LEVELS) - 1))]


def _value(value: float | None) -> str | None:
    return None if value is None else number(value)
