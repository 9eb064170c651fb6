"""How a run is doing, in plain words. Pure."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import mean, median_low
from typing import Literal, NamedTuple

from lab.format import number, percent
from lab.records import Point, Run

_MANY = 0.1
"""Share of illegal or cut texts that is worth a word."""
_FALL = 0.35
"""Share of what was gained that a collapse has lost."""


class Health(NamedTuple):
    text: str
    tone: Literal["good", "plain", "bad"]


def health(run: Run, curves: Mapping[str, Sequence[Point]]) -> Health:
    """Learning, flat, or collapsed, by the evaluation's return; then what is odd about the texts."""
    odd = [
        f"{percent(points[-1].value)} {what}"
        for name, what in (("eval/illegal", "illegal texts"), ("eval/cut", "texts cut at the limit"))
        if (points := curves.get(name, ())) and points[-1].value > _MANY
    ]
    verdict = _verdict(run, curves.get("eval/return", ()))
    if odd and verdict.tone == "good":
        verdict = verdict._replace(tone="plain")
    return verdict._replace(text="; ".join([verdict.text, *odd]))


def _verdict(run: Run, points: Sequence[Point]) -> Health:
    if run.status == "failed":
        return Health(f"failed: {run.error}", "bad")
    if run.status == "lost":
        return Health(run.error, "bad")
    if run.status in ("queued", "waiting"):
        why = f"waits for {run.spec.from_run}" if run.status == "waiting" else "in the queue"
        return Health(why, "plain")
    if not points and not run.step and not run.note and run.status == "running":
        return Health("starting: its process reads in torch, the model and the data", "plain")
    if len(points) < 3:
        return Health(run.note or "too early to say", "plain")
    values = [point.value for point in points]
    first, best = values[0], max(values)
    place = values.index(best)
    spread = _noise(values)
    # One lucky evaluation is nothing that can be lost: two in a row are.
    held = max(mean(pair) for pair in pairwise(values))
    gained = held - first
    last = mean(values[-2:])
    if gained > 2 * spread and held - last > max(_FALL * gained, 2 * spread) and place < len(values) - 2:
        return Health(
            f"collapsed since step {points[place].step}: {number(best)} then, {number(last)} now; the best is kept",
            "bad",
        )
    if last - first > max(2 * spread, 0.05 * abs(first)):
        return Health(
            f"learning: {number(first)} → {number(last)}, best {number(best)} at step {points[place].step}", "good"
        )
    return Health(f"flat: {number(first)} at the start, {number(last)} now", "plain")


def _noise(values: Sequence[float]) -> float:
    """A robust measure of how much neighbouring evaluations differ: the lower median of their distances, so that of two
    steps the great one is what was learned."""
    return median_low([abs(b - a) for a, b in pairwise(values)])
