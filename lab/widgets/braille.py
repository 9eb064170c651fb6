"""Braille dots, two by four in each character: a line of any length becomes the dots of a canvas at once. Pure."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

_BITS = ((0, 3), (1, 4), (2, 5), (6, 7))
"""The bit of each dot in its character, by row from the top and column."""


def joined(xs: Floats, ys: Floats, width: int, height: int) -> Bits:
    """The dots of a line through these on a canvas of `width` by `height` characters: [height, width], as bits of a braille character.

    `xs` and `ys` are whole numbers of dots, (0, 0) being the lowest left; not-a-number in `ys` leaves a gap, and a point
    between gaps is a dot. What lies outside the canvas costs nothing.
    """
    there = np.isfinite(ys)
    before = np.arange(len(ys)) - 1
    before = np.where((before >= 0) & there[before], before, before + 1)[there]
    x0, y0, x1, y1 = xs[before], ys[before], xs[there], ys[there]
    return _packed(_filled(*_columns(x0, y0, x1, y1, width * 2), width * 2, height * 4))


def _columns(x0: Floats, y0: Floats, x1: Floats, y1: Floats, width: int) -> tuple[Floats, Floats, Floats]:
    """What segments cover: a column, and from which dot to which, for each column that each segment passes."""
    steep = x1 <= x0
    first = np.maximum(x0, 0.0)
    last = np.minimum(np.where(steep, x0, x1), width - 1.0)
    counts = np.maximum(last - first + 1, 0.0).astype(np.int64)
    of = np.repeat(np.arange(len(x0)), counts)
    column = first[of] + (np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts))
    slope = (y1 - y0) / np.where(steep, 1.0, x1 - x0)
    left, right, steep = x0[of], x1[of], steep[of]
    ends = [y0[of] + slope[of] * (np.clip(column + half, left, right) - left) for half in (-0.5, 0.5)]
    a, b = np.where(steep, y0[of], np.rint(ends[0])), np.where(steep, y1[of], np.rint(ends[1]))
    return column, np.minimum(a, b), np.maximum(a, b)


def _filled(column: Floats, low: Floats, high: Floats, width: int, height: int) -> NDArray[np.bool_]:
    """Dots by column and row from the bottom: each stretch from `low` to `high` is set."""
    inside = (high >= 0) & (low < height)
    at = column[inside].astype(np.int64) * (height + 1)
    begins = at + np.maximum(low[inside], 0.0).astype(np.int64)
    ends = at + np.minimum(high[inside] + 1, height).astype(np.int64)
    size = width * (height + 1)
    depth = (np.bincount(begins, minlength=size) - np.bincount(ends, minlength=size)).astype(np.int32)
    filled: NDArray[np.bool_] = np.cumsum(depth.reshape(width, height + 1), axis=1, dtype=np.int32)[:, :height] > 0
    return filled


def _packed(dots: NDArray[np.bool_]) -> Bits:
    """Two columns and four rows of dots in each character."""
    from_top = dots.T[::-1].view(np.uint8)
    packed = np.zeros((from_top.shape[0] // 4, from_top.shape[1] // 2), np.uint8)
    for y, row in enumerate(_BITS):
        for x, bit in enumerate(row):
            packed |= from_top[y::4, x::2] << bit
    return packed
