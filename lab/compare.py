"""What sets runs apart: their configs, their curves, and which differences of their returns are real. Pure but for reads."""

import math
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import combinations
from typing import Any

from lab import overlay, svg
from lab.catalog import spec_to_json, task
from lab.feeds import CompareFeed
from lab.format import fixed
from lab.problem import Problem
from lab.records import Run
from lab.series import Axis
from lab.store import Store
from lab.theme import Ink
from lab.widgets.curve import Reference
from tasks.score import compare


def differences(runs: Sequence[Run]) -> list[str]:
    """A sentence for each pair of evaluated runs of one task."""
    said = []
    for one, other in combinations([run for run in runs if run.evaluation], 2):
        if one.spec.task != other.spec.task or one.evaluation is None or other.evaluation is None:
            continue
        gap = compare(one.evaluation, other.evaluation)
        verdict = "real" if gap.real else "not real"
        said.append(
            f"{one.id} − {other.id}: {fixed(gap.mean, 2)} [{fixed(gap.low, 2)} … {fixed(gap.high, 2)}], {verdict}"
        )
    return said


def config_differences(runs: Sequence[Run]) -> dict[str, list[str]]:
    """Dotted names of the spec's fields that are not the same in all runs, with each run's value."""
    specs = [dict(flat(spec_to_json(run.spec))) for run in runs]
    names = dict.fromkeys(name for one in specs for name in one)
    table = {name: [str(one.get(name, "–")) for one in specs] for name in names}
    return {name: values for name, values in table.items() if len(set(values)) > 1}


def csv_rows(store: Store, runs: Sequence[Run]) -> Iterator[list[Any]]:
    """A heading, then one row a point of every metric of every run: run, metric, step, value, time."""
    yield ["run", "task", "algo", "seed", "metric", "step", "value", "time"]
    for run in runs:
        for name in store.metric_names(run.id):
            for point in store.points(run.id, name):
                yield [run.id, run.spec.task, run.spec.algo, run.spec.seed, name, point.step, point.value, point.time]


def references(runs: Sequence[Run], metric: str, best_person: float, ink: Ink) -> list[Reference]:
    """What returns are held against, where all runs are of one task: its best known player, its data, and the best person of
    whom games count."""
    tasks = {run.spec.task for run in runs}
    if metric not in ("eval/return", "play/return") or len(tasks) != 1:
        return []
    one = task(tasks.pop())
    found = [Reference("best known", one.constants.high, ink.good), Reference("data", one.constants.mean, ink.muted)]
    return found if math.isnan(best_person) else [*found, Reference("best person", best_person, ink.primary)]


def drawing(
    store: Store,
    runs: Sequence[Run],
    metric: str = "eval/return",
    axis: Axis = "steps",
    *,
    bands: bool = True,
    log: bool = False,
) -> str:
    """The runs' curves on shared axes as SVG. Raises Problem for a metric or an axis that none of them has."""
    tidings = CompareFeed([run.id for run in runs], counted=axis in ("tokens", "episodes")).read(store)
    names = sorted({name for curves in tidings.drawn.values() for name in curves})
    if metric not in names:
        near = get_close_matches(metric, names, 1, 0.3) or names[:1]
        hint = f"did you mean {near[0]}?" if near else "they have no curves yet"
        raise Problem(f"none of these runs has the metric {metric}; {hint}")
    if axis not in (there := overlay.axes(tidings.drawn)):
        raise Problem(f"none of these runs counts {axis}: draw them over {' or '.join(there)}")
    series = overlay.lines(runs, tidings.drawn, metric, axis, svg.PAPER.series, bands=bands)
    levels = references(runs, metric, tidings.best_person, svg.PAPER)
    return svg.drawing(metric, series, axis=axis, references=levels, log=log)


def flat(document: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of a nested document by dotted names."""
    for name, value in document.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
