"""What sets runs apart: their configs, their curves, and which differences of their returns are real. Pure but for reads."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from lab.catalog import spec_to_json
from lab.format import fixed
from lab.records import Run
from lab.store import Store
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


def flat(document: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of a nested document by dotted names."""
    for name, value in document.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
