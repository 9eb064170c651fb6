"""Axes of a drawing: from values to positions, and where the ticks go. Pure."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lab.format import count, duration, number

Kind = Literal["linear", "log", "symlog"]

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_NICE_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


class Scale(NamedTuple):
    """Maps a value to the line on which it is drawn: itself, its logarithm, or a logarithm that passes through 0."""

    kind: Kind = "linear"
    threshold: float = 1.0
    """For symlog: values smaller than this in size are drawn as on a linear scale."""

    def forward(self, value: float) -> float:
        """Where `value` is drawn; not-a-number where the scale has no place for it."""
        if self.kind == "linear":
            return value
        if self.kind == "log":
            return math.log10(value) if value > 0 else math.nan
        return math.asinh(value / self.threshold)

    def places(self, values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        """`forward` of many."""
        array = np.asarray(values, float)
        if self.kind == "linear":
            return array
        if self.kind == "log":
            places: NDArray[np.float64] = np.log10(array, out=np.full(array.shape, math.nan), where=array > 0)
        else:
            places = np.arcsinh(array / self.threshold)
        return places

    def backward(self, position: float) -> float:
        """The value drawn at `position`."""
        if self.kind == "linear":
            return position
        if self.kind == "log":
            return float(10.0 ** min(position, 300.0))
        return math.sinh(min(max(position, -600.0), 600.0)) * self.threshold


def logarithmic(values: Sequence[float] | NDArray[np.float64]) -> Scale:
    """The logarithmic scale that can show these values: a plain one when all are positive, else one through 0."""
    array = np.asarray(values, float)
    finite = array[np.isfinite(array)]
    if (finite > 0).all():
        return Scale("log")
    largest = float(np.abs(finite).max()) or 1.0
    return Scale("symlog", 10.0 ** (math.floor(math.log10(largest)) - 2))


def ticks(low: float, high: float, most: int, scale: Scale | None = None) -> list[float]:
    """At most `most` round values between the positions `low` and `high`, lowest first."""
    scale = scale or Scale()
    if most < 1 or not high > low:
        return []
    if scale.kind == "linear":
        return _linear_ticks(low, high, most)
    return _log_ticks(low, high, most, scale)


def whole_ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round whole numbers between `low` and `high`."""
    return [value for value in ticks(low, high, most) if value == int(value)]


def time_ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round spans of seconds between `low` and `high`."""
    if most < 1 or not high > low:
        return []
    step = next((s for s in _NICE_SECONDS if (high - low) / s <= most), None)
    return _linear_ticks(low, high, most) if step is None else _multiples(float(step), low, high)


def tick_labels(values: list[float]) -> list[str]:
    """Labels that tell neighbouring ticks apart; evenly spaced ones have as many decimals."""
    if not values:
        return []
    gaps = [b - a for a, b in pairwise(values)] or [abs(values[0]) or 1.0]
    if max(gaps) > 1.5 * min(gaps):
        return [_shortest(value) for value in values]
    if max(abs(value) for value in values) >= 1e4 or min(gaps) < 1e-3:
        return [number(value) if value else "0" for value in values]
    return [_decimals(value, min(gaps)) for value in values]


def x_labels(values: Sequence[float], kind: Literal["count", "time"]) -> list[str]:
    """The ticks of the horizontal axis, short where that tells them apart, and exact where it does not."""
    short = [count(value) if kind == "count" else _span(value) for value in values]
    if len(set(short)) == len(short):
        return short
    gap = min(abs(b - a) for a, b in pairwise(values))
    places = min(max(math.ceil(-math.log10(gap)), 0), 6) if gap > 0 else 0
    return [f"{value:.{places}f}" if kind == "count" else _clock(value, places) for value in values]


def _span(seconds: float) -> str:
    return duration(seconds).replace("m00", "m").replace("h00", "h")


def _clock(seconds: float, places: int) -> str:
    """`1h30m05.2`: all units there are, with so many decimals of a second."""
    whole = round(seconds, places)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(int(minutes), 60)
    size = 2 + (places + 1 if places else 0)
    return (f"{hours}h" if hours else "") + f"{minutes:02d}m{rest:0{size}.{places}f}"


def _decimals(value: float, gap: float) -> str:
    places = 0
    while places < 4 and abs(round(gap, places) - gap) > gap * 1e-6:
        places += 1
    text = f"{abs(value):.{places}f}"
    return f"−{text}" if value < 0 and text.strip("0.") else text


def _shortest(value: float) -> str:
    if abs(value) >= 1e3 or (value and abs(value) < 1e-3):
        return f"{'−' if value < 0 else ''}{abs(value):.0e}".replace("e-0", "e-").replace("e+0", "e")
    return f"{value:g}".replace("-", "−")


def _linear_ticks(low: float, high: float, most: int) -> list[float]:
    return _multiples(_nice_step((high - low) / most), low, high)[: most + 1]


def _nice_step(least: float) -> float:
    magnitude = 10.0 ** math.floor(math.log10(least))
    return next(nice * magnitude for nice in _NICE if nice * magnitude >= least * (1 - 1e-9))


def _multiples(step: float, low: float, high: float) -> list[float]:
    slack = step * 1e-6
    first = math.ceil((low - slack) / step)
    last = math.floor((high + slack) / step)
    return [round(step * k, 12) for k in range(first, last + 1)]


def _log_ticks(low: float, high: float, most: int, scale: Scale) -> list[float]:
    bottom, top = scale.backward(low), scale.backward(high)
    for factors in ((1.0, 2.0, 5.0), (1.0,)):
        found = [value for value in _decades(scale, factors) if bottom <= value <= top]
        if len(found) <= most:
            break
    if len(found) < 2:
        return _linear_ticks(bottom, top, most)
    every = math.ceil(len(found) / most)
    return found[::every]


def _decades(scale: Scale, factors: tuple[float, ...]) -> list[float]:
    if scale.kind == "log":
        return [f * 10.0**e for e in range(-12, 13) for f in factors]
    lowest = round(math.log10(scale.threshold))
    positive = [f * 10.0**e for e in range(lowest, 13) for f in factors]
    return [-value for value in reversed(positive)] + [0.0] + positive
