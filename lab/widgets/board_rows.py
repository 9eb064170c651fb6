"""A row of the leaderboard as one line, with a bar that shows where it stands on the scale. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from rich.text import Text

from lab.format import fixed, percent
from lab.theme import Ink, blend
from lab.widgets.plain import one_line

if TYPE_CHECKING:
    from lab.board import Kind, Row

GLYPHS: dict[Kind, str] = {"people": "●", "agents": "◆", "scripted": "▲", "prompted": "◇", "paper": "□", "lab": "■"}

_PALE = 0.4

_FROM = {"illegal": 96, "note": 130}
"""Cells from which on there is room for a column."""

_ANCHORS = ((0.0, "0"), (50.0, "50 data"), (100.0, "100 best known"))


class Line(NamedTuple):
    """All that a line shows."""

    row: Row
    rank: int
    """0 for none."""
    top: float
    """The score at the right end of the bars."""
    you: bool = False
    going: str = ""
    """In place of figures, how far their measurement is: `20 of 4096`."""


class Column(NamedTuple):
    """A column of the table."""

    key: str
    title: str
    width: int
    align: Literal["left", "right"]
    draw: Callable[[Line, int, Ink], Text]
    grows: int = 0
    """How many cells wider it may get."""


def kind_color(kind: Kind, ink: Ink) -> str:
    """The colour of a kind, in names, bars and legend."""
    colors: dict[Kind, str] = {
        "people": ink.accent,
        "agents": ink.primary,
        "scripted": ink.secondary,
        "prompted": ink.good,
        "paper": ink.muted,
        "lab": ink.series[3],
    }
    return colors[kind]


def columns(width: int) -> Sequence[Column]:
    """The columns in `width` cells: names, bars and notes share what the figures leave."""
    return _columns(max(width, 60))


@cache
def _columns(width: int) -> Sequence[Column]:
    shown = [column for column in COLUMNS if width >= _FROM.get(column.key, 0)]
    spare = width - sum(column.width + 1 for column in shown) + 1
    made = []
    for column in shown:
        more = 0 if column.key == "note" else min(column.grows, spare)
        spare -= more
        made.append(column._replace(width=column.width + more))
    return [column._replace(width=column.width + spare) if column.key == "note" else column for column in made]


def header(shown: Sequence[Column], top: float, ink: Ink) -> Text:
    """The columns' titles; above the bars, the scale."""
    text = Text(end="", no_wrap=True)
    for index, column in enumerate(shown):
        title = scale(column.width, top) if column.key == "bar" else column.title
        text.append_text(_cell(Text(title, f"bold {ink.muted}"), column)).append(" " if index + 1 < len(shown) else "")
    return text


def line(what: Line, shown: Sequence[Column], ink: Ink) -> Text:
    """A row in these columns."""
    text = Text(end="", no_wrap=True)
    for index, column in enumerate(shown):
        text.append_text(_cell(column.draw(what, column.width, ink), column)).append(
            " " if index + 1 < len(shown) else ""
        )
    return text


def scale(width: int, top: float) -> str:
    """The score's anchors, each above its place on a bar; in words where these have room."""
    long = [(place, name) for place, name in _ANCHORS if place <= top]
    short = [(place, name.split()[0]) for place, name in long]
    for names in (long, short, [short[0], short[-1]]):
        drawn, end = "", -1
        for place, name in names:
            start = min(_cells(place, width, top), width - len(name))
            if start <= end:
                break
            drawn, end = drawn.ljust(start) + name, start + len(name)
        else:
            return drawn
    return ""


def score_bar(row: Row, width: int, top: float, ink: Ink) -> Text:
    """The score from 0 to `top`, paler from the interval's lower end on; from the score to the upper end a thin line; ticks
    where the data's mean and the best known player are."""
    color = kind_color(row.kind, ink)
    halves = round(min(max(row.score / top, 0.0), 1.0) * width * 2)
    high = _cells(row.score_high, width, top) if math.isfinite(row.score_high) else 0
    sure = _cells(row.score_low, width, top) if math.isfinite(row.score_low) else width
    pale = blend(color, ink.background, _PALE)
    ticks = {_cells(place, width, top) for place, _ in _ANCHORS[1:]}
    text = Text(end="", no_wrap=True)
    for cell in range(width):
        if 2 * cell + 1 < halves:
            text.append("━", color if cell < sure else pale)
        elif 2 * cell < halves:
            text.append("╸", color if cell < sure else pale)
        elif cell < high:
            text.append("─", pale)
        else:
            text.append("┊" if cell in ticks else " ", ink.muted)
    if row.score < 0:
        return Text("◂", color, end="").append_text(text[1:])
    return text


def top_of(rows: Sequence[Row]) -> float:
    """Where the bars end: at 100, or at the best score beyond."""
    return max([100.0, *(row.score for row in rows if row.ranked)])


def _cells(points: float, width: int, top: float) -> int:
    return min(max(round(points / top * width), 0), width)


def figure(value: float) -> str:
    """A return: two decimals, one where it has three digits before the point."""
    return fixed(value, 1 if abs(value) >= 99.995 else 2)


def _rank(what: Line, width: int, ink: Ink) -> Text:
    return Text(str(what.rank) if what.rank else "", ink.muted)


def _who(what: Line, width: int, ink: Ink) -> Text:
    color = kind_color(what.row.kind, ink)
    name = one_line(what.row.name or "(no name)", width - 2)
    text = Text.assemble(
        (GLYPHS[what.row.kind], color), " ", (name, f"bold {ink.accent if what.you else ink.text}"), end=""
    )
    return text.append(f" ×{what.row.seeds}", ink.muted) if what.row.seeds > 1 else text


def _return(what: Line, width: int, ink: Ink) -> Text:
    return Text(figure(what.row.return_mean) if what.row.ranked else "", ink.text)


def _interval(what: Line, width: int, ink: Ink) -> Text:
    row = what.row
    if not row.ranked:
        return Text(what.going, ink.accent)
    if math.isfinite(row.printed):
        text = Text(f"printed {fixed(row.printed, 1)}", ink.muted)
        return text.append(" ≠", f"bold {ink.bad}") if row.contradicts else text
    if math.isfinite(row.low):
        return Text(f"{figure(row.low)} … {figure(row.high)}", ink.muted)
    return Text("")


def _score(what: Line, width: int, ink: Ink) -> Text:
    return Text(fixed(what.row.score, 1) if what.row.ranked else "", f"bold {ink.text}")


def _games(what: Line, width: int, ink: Ink) -> Text:
    return Text(str(what.row.games) if what.row.games else "", ink.muted)


def _won(what: Line, width: int, ink: Ink) -> Text:
    return Text("" if math.isnan(what.row.success) else percent(what.row.success), ink.muted)


def _illegal(what: Line, width: int, ink: Ink) -> Text:
    return Text(percent(what.row.illegal) if what.row.illegal > 0 else "", ink.muted)


def _bar(what: Line, width: int, ink: Ink) -> Text:
    return score_bar(what.row, width, what.top, ink) if what.row.ranked else Text("")


def _note(what: Line, width: int, ink: Ink) -> Text:
    return Text(one_line(what.row.note, width), ink.muted)


def _cell(content: Text, column: Column) -> Text:
    content.end = ""
    content.truncate(column.width, overflow="ellipsis")
    space = column.width - content.cell_len
    if space > 0:
        if column.align == "right":
            content.pad_left(space)
        else:
            content.pad_right(space)
    return content


COLUMNS: tuple[Column, ...] = (
    Column("rank", "#", 3, "right", _rank),
    Column("who", "  who", 19, "left", _who, 15),
    Column("return", "return", 7, "right", _return, 1),
    Column("interval", "95 % interval", 15, "left", _interval, 2),
    Column("score", "score", 6, "right", _score),
    Column("games", "games", 5, "right", _games),
    Column("won", "won", 5, "right", _won),
    Column("illegal", "illegal", 7, "right", _illegal),
    Column("bar", "", 10, "left", _bar, 44),
    Column("note", "", 24, "left", _note),
)
"""Left to right."""
