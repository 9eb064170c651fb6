"""Runs over each other: their curves of one metric as lines on one axis, seeds of one setting joined. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lab.catalog import command
from lab.counts import EPISODES, TOKENS
from lab.series import Axis, Line, joined
from lab.widgets.curve import Series

if TYPE_CHECKING:
    from lab.feeds import Drawable
    from lab.records import Run

Curves = Mapping[str, Mapping[str, "Drawable"]]
"""By run, then by metric."""


def setting(run: Run) -> str:
    """What a run's setting is called: the same for runs that differ in their seed (and the BC run of that seed) only."""
    return command(replace(run.spec, seed=0, from_run="")).removeprefix("lmrl-lab run ")


def axes(drawn: Curves) -> list[Axis]:
    """What these runs can be drawn over: only what some of them has of it."""
    names = {name for curves in drawn.values() for name in curves}
    found: list[tuple[Axis, bool]] = [("steps", True), ("tokens", TOKENS in names), ("episodes", EPISODES in names), ("time", True)]  # fmt: skip
    return [axis for axis, there in found if there]


def lines(
    runs: Sequence[Run], drawn: Curves, metric: str, axis: Axis, colors: Sequence[str], *, bands: bool
) -> list[Series]:
    """A line a run that has the metric and the axis, or with `bands` one a setting: the mean of its seeds within one standard
    deviation. A setting keeps its colour on every axis."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(setting(run) if bands else run.id, []).append(run)
    made = []
    for k, (name, alike) in enumerate(groups.items()):
        found = [line for run in alike if (line := _line(drawn[run.id].get(metric), axis)).xs]
        color = colors[k % len(colors)]
        if len(found) == 1:
            only = next(run for run in alike if _line(drawn[run.id].get(metric), axis).xs)
            made.append(Series(only.id, *found[0], color))
        elif found:
            band = joined(found)
            made.append(Series(f"{name} ×{len(found)}", band.xs, band.mean, color, band.low, band.high))
    return made


def without(runs: Sequence[Run], drawn: Curves, metric: str, axis: Axis) -> list[Run]:
    """The runs that have this metric, and no place on this axis for it."""
    return [run for run in runs if (one := drawn[run.id].get(metric)) is not None and not one.over(axis)]


def _line(curve: Drawable | None, axis: Axis) -> Line:
    return Line((), ()) if curve is None or not curve.over(axis) else Line(curve.over(axis), curve.values)
