"""Drawings one line high: spark lines, progress bars and dots for states. Pure."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from lab.theme import INK, Ink, blend

_LEVELS = "▁▂▃▄▅▆▇"
"""Never a full cell: sparks in rows below each other stay apart."""


def spark(
    values: Sequence[float],
    width: int,
    *,
    ink: Ink = INK,
    color: str = "",
    low: float = math.inf,
    high: float = -math.inf,
) -> Text:
    """`values` averaged into `width` cells, from its own lowest (▁) to its highest (▇), or from `low` to `high` if these are
    beyond them, so that sparks can share a scale.

    Gaps stay blank, few values stand at the left, and a flat line is drawn in the middle.
    """
    color = color or ink.primary
    cells = _resampled(values, width)
    finite = [value for value in cells if math.isfinite(value)]
    low, high = (min(low, *finite), max(high, *finite)) if finite else (0.0, 0.0)
    text = Text(end="", no_wrap=True)
    for (char, dimmed), alike in groupby(_bars(cells, low, high), key=lambda bar: bar):
        text.append(char * len(list(alike)), blend(color, ink.background, dimmed) if char != " " else "")
    return text.append(" " * (width - len(cells)))


def _bars(cells: Sequence[float], low: float, high: float) -> Iterator[tuple[str, float]]:
    """Each cell's character, and how far its colour is blended into the ground: the newest stands out."""
    for place, value in enumerate(cells, 1):
        if not math.isfinite(value):
            yield " ", 0.0
            continue
        level = round(((value / 2 - low / 2) / (high / 2 - low / 2) if high / 2 > low / 2 else 0.5) * 6)
        yield _LEVELS[level], 0.0 if place == len(cells) else 0.55 - 0.2 * level / 6


def cell_of(index: int, count: int, width: int) -> int:
    """In which cell of a spark of `width` cells the value of this index, of `count` ones, is drawn."""
    return index if count <= width else ((index + 1) * width - 1) // count


def stretched(values: Sequence[float], count: int) -> list[float]:
    """`values` drawn out to at least `count` of them, straight lines between."""
    if len(values) >= count or len(values) < 2:
        return list(values)
    out = []
    for k in range(count):
        place = k * (len(values) - 1) / (count - 1)
        before = min(int(place), len(values) - 2)
        share = place - before
        out.append(values[before] * (1 - share) + values[before + 1] * share)
    return out


def bar(share: float, width: int, *, ink: Ink = INK, color: str = "") -> Text:
    """A thin progress bar; `share` is cut to 0…1."""
    color = color or ink.primary
    share = min(max(share, 0.0), 1.0) if math.isfinite(share) else 0.0
    halves = round(share * width * 2)
    full, half = divmod(halves, 2)
    text = Text("━" * full, style=color, end="", no_wrap=True)
    if half:
        text.append("╸", color)
    rest = width - full - half
    if rest > 0:
        text.append("━" * rest, ink.faint)
    return text


def _resampled(values: Sequence[float], width: int) -> list[float]:
    if len(values) <= width:
        return list(values)
    cells = []
    for k in range(width):
        part = values[k * len(values) // width : (k + 1) * len(values) // width]
        finite = [value for value in part if math.isfinite(value)]
        cells.append(sum(finite) / len(finite) if finite else math.nan)
    return cells
