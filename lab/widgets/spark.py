"""Drawings one line high: spark lines, progress bars and dots for states. Pure."""

import math
from collections.abc import Sequence

from rich.text import Text

from lab.theme import INK, Ink, blend

_LEVELS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[float], width: int, *, ink: Ink = INK, color: str = "") -> Text:
    """The last part of `values`, resampled to `width` cells, from its own lowest (▁) to its highest (█).

    Gaps stay blank, few values stand at the left, and a flat line is drawn in the middle.
    """
    color = color or ink.primary
    cells = _resampled(values, width)
    finite = [value for value in cells if math.isfinite(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 0.0)
    text = Text(end="", no_wrap=True)
    for value in cells:
        if not math.isfinite(value):
            text.append(" ")
            continue
        share = (value / 2 - low / 2) / (high / 2 - low / 2) if high > low else 0.4
        text.append(_LEVELS[round(share * 7)], blend(color, ink.background, 0.45 * (1 - share)))
    text.append(" " * (width - len(cells)))
    return text


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
