"""How a run is doing, in plain words. Pure."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import mean, median_low
from typing import Literal, NamedTuple

from lab.format import number, percent
from lab.records import Point, Run
from tasks.protocol import Constants
from tasks.score import score

_MANY = 0.1
"""Share of illegal or cut texts that is worth a word."""
_STEP = 5.0
"""Points of the score that are worth a word: a tenth of the way from the data's mean to the best known player."""
_COLLAPSE = 0.5
"""Share of what a run had above the worst that a collapse has lost."""
_LUCK = 4
"""Standard errors by which no single evaluation is too good."""


class Health(NamedTuple):
    text: str
    tone: Literal["good", "plain", "bad"]
    fallen: bool = False
    """Better was reached, and is kept in a checkpoint."""


def health(run: Run, curves: Mapping[str, Sequence[Point]]) -> Health:
    """Learning, flat, fallen or collapsed, by the evaluation's return; then what is odd about the texts."""
    odd = [
        f"{percent(points[-1].value)} {what}"
        for name, what in (("eval/illegal", "illegal texts"), ("eval/cut", "texts cut at the limit"))
        if (points := curves.get(name, ())) and points[-1].value > _MANY
    ]
    verdict = _verdict(run, curves.get("eval/return", ()))
    if odd and verdict.tone == "good":
        verdict = verdict._replace(tone="plain")
    kept = ["the best is kept"] if verdict.fallen else []
    return verdict._replace(text="; ".join([verdict.text, *odd, *kept]))


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
    return _course(run, points)


def _course(run: Run, points: Sequence[Point]) -> Health:
    """What a person would say who looks at three evaluations or more."""
    from lab.catalog import task

    constants = task(run.spec.task).constants
    values = [point.value for point in points]
    first, best, last = values[0], max(values), mean(values[-2:])
    step = points[values.index(best)].step
    error = _error(values, constants, run.spec.eval_episodes)
    noise = min(_noise(values), error)

    def above(high: float, low: float) -> bool:
        return high - low > 2 * noise and score(high, constants) - score(low, constants) > _STEP

    # One unlucky evaluation is no fall: two in a row are.
    left = max(values[-2:])
    # Nor is one lucky evaluation anything to lose: two in a row are, or one beyond all luck.
    lone = best - max(first, left) > _LUCK * error
    held = best if lone else max(min(pair) for pair in pairwise(values))
    if above(held, first) and above(held, left):
        said = f"since step {step}: {number(best)} then, {number(last)} now"
        if above(first, left):
            said = f"below its start: {number(best)} at step {step}, {number(last)} now"
        return _fallen(held, values, constants, said)
    if above(first, left):
        since = next(point.step for point in points if above(first, point.value))
        said = f"from its start by step {since}: {number(first)} then, {number(last)} now"
        return _fallen(first, values, constants, said)
    if above(last, first):
        return Health(f"learning: {number(first)} → {number(last)}, best {number(best)} at step {step}", "good")
    reached = f", best {number(best)} at step {step}" if above(best, first) else ""
    lowest = min(values)
    if above(first, lowest) and first - lowest > _LUCK * error:
        reached += f", but {number(lowest)} at step {points[values.index(lowest)].step}"
    return Health(f"flat: {number(first)} at the start, {number(last)} now{reached}", "plain")


def _fallen(had: float, values: Sequence[float], constants: Constants, said: str) -> Health:
    """Collapsed where most is lost of what a run had above the worst, which is the task's or this curve's own."""
    worst = min(constants.low, *values)
    collapsed = had - mean(values[-2:]) > _COLLAPSE * (had - worst)
    return Health(f"collapsed {said}", "bad", True) if collapsed else Health(f"fell {said}", "plain", True)


def _error(values: Sequence[float], constants: Constants, games: int) -> float:
    """The greatest standard error that an evaluation of so many games can have, by the range of returns."""
    reach = max(constants.high, *values) - min(constants.low, *values)
    return reach / 2 / math.sqrt(max(games, 1))


def _noise(values: Sequence[float]) -> float:
    """A robust measure of how much neighbouring evaluations differ: the lower median of their distances, so that of two
    steps the great one is what was learned."""
    return median_low([abs(b - a) for a, b in pairwise(values)])
