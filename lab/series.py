"""What is done to numbers before they are drawn: smoothing, thinning, and seeds joined to a mean and a band. Pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from lab.records import Point, Run

Axis = Literal["steps", "tokens", "episodes", "time"]
"""What curves are drawn over: updates, tokens trained on so far, games played so far, seconds of the run."""


class Line(NamedTuple):
    """Values over a rising axis, as long as each other; not-a-number is a gap."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]


class Band(NamedTuple):
    """The mean of several lines and their spread, on one axis."""

    xs: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def beginning(run: Run, curves: Mapping[str, Sequence[Point]]) -> float:
    """When a run began, in the time of its points: before its first one, whatever the clock said when it went on."""
    return min([run.started or run.created, *(points[0].time for points in curves.values() if points)])


def smoothed(ys: Sequence[float], weight: float) -> tuple[float, ...]:
    """The exponential moving average without bias to the start; `weight` in [0, 1) is the share of the past."""
    if weight <= 0:
        return tuple(ys)
    total = norm = 0.0
    out = []
    for y in ys:
        if math.isfinite(y):
            total, norm = weight * total + (1 - weight) * y, weight * norm + (1 - weight)
        out.append(total / norm if norm and math.isfinite(y) else math.nan)
    return tuple(out)


def joined(lines: Sequence[Line], points: int = 200) -> Band:
    """Lines of several seeds as mean and one standard deviation either way, where at least one of them has values.

    Lines that stop early count as far as they go. One line gives a band of no width.
    """
    lines = [line for line in lines if line.xs]
    if not lines:
        return Band((), (), (), ())
    xs = _axis(lines, points)
    rows = [[_at(line, x) for line in lines] for x in xs]
    means, spreads = zip(*(_mean_and_spread(row) for row in rows), strict=True)
    pairs = list(zip(means, spreads, strict=True))
    return Band(xs, tuple(means), tuple(m - s for m, s in pairs), tuple(m + s for m, s in pairs))


def thinned(line: Line, most: int) -> Line:
    """At most about `most` points: of each stretch the lowest and the highest stay, so that no spike is lost."""
    count = len(line.xs)
    if count <= most:
        return line
    kept: list[int] = []
    stretch = max(2, math.ceil(2 * count / most))
    for start in range(0, count, stretch):
        part = [k for k in range(start, min(start + stretch, count)) if math.isfinite(line.ys[k])]
        if not part:
            kept.append(start)
            continue
        lowest, highest = min(part, key=line.ys.__getitem__), max(part, key=line.ys.__getitem__)
        kept.extend(sorted({lowest, highest}))
    kept = sorted({0, *kept, count - 1})
    return Line(tuple(line.xs[k] for k in kept), tuple(line.ys[k] for k in kept))


def _axis(lines: Sequence[Line], points: int) -> tuple[float, ...]:
    shared = {line.xs for line in lines}
    if len(shared) == 1 and len(lines[0].xs) <= points:
        return lines[0].xs
    low, high = min(line.xs[0] for line in lines), max(line.xs[-1] for line in lines)
    if high <= low:
        return (low,)
    return tuple(low + (high - low) * k / (points - 1) for k in range(points))


def _at(line: Line, x: float) -> float:
    """The line's value at `x` by interpolation; not-a-number outside of it."""
    if not line.xs[0] <= x <= line.xs[-1]:
        return math.nan
    after = bisect_right(line.xs, x)
    if after == len(line.xs):
        return line.ys[-1]
    x0, x1 = line.xs[after - 1], line.xs[after]
    y0, y1 = line.ys[after - 1], line.ys[after]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def _mean_and_spread(values: Sequence[float]) -> tuple[float, float]:
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return math.nan, math.nan
    mean = sum(finite) / len(finite)
    if len(finite) == 1:
        return mean, 0.0
    return mean, math.sqrt(sum((value - mean) ** 2 for value in finite) / (len(finite) - 1))
