"""What screens want read from the store: each feed is asked by the watcher's thread and answers tidings."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from lab.records import EpisodeHead, LogLine, Point, Run
from lab.store import Store

_SPARK = 48
_CURVE = 1500

Tidings = Any
"""What a feed read; its own screen knows the type."""


class Feed(Protocol):
    """Something to read again whenever the store has changed."""

    def read(self, store: Store) -> Tidings | None: ...


class RunsTidings(NamedTuple):
    """All runs, newest first."""

    runs: Sequence[Run]
    latest: Mapping[str, Mapping[str, float]]
    returns: Mapping[str, Sequence[float]]
    now: float
    games: int
    """Games that people have played."""


@dataclass(eq=False)
class RunsFeed:
    """Every run with its latest figures; what cannot have changed is not read again."""

    _kept: dict[str, tuple[tuple[str, int], Mapping[str, float], Sequence[float]]] = field(default_factory=dict)

    def read(self, store: Store) -> RunsTidings:
        runs = store.runs()
        for run in runs:
            state = (run.status, run.step)
            if run.id not in self._kept or self._kept[run.id][0] != state or run.status == "running":
                curve = store.curve(run.id, "eval/return", _SPARK) or store.curve(run.id, "play/return", _SPARK)
                self._kept[run.id] = (state, store.latest(run.id), [point.value for point in curve])
        latest = {run.id: self._kept[run.id][1] for run in runs}
        returns = {run.id: self._kept[run.id][2] for run in runs}
        return RunsTidings(runs, latest, returns, time.time(), len(store.episodes(phase="human", limit=1)))


class RunTidings(NamedTuple):
    """One run, whole."""

    run: Run
    curves: Mapping[str, Sequence[Point]]
    latest: Mapping[str, float]
    episodes: Sequence[EpisodeHead]
    logs: Sequence[LogLine]
    now: float


@dataclass(eq=False)
class RunFeed:
    """Everything about one run."""

    name: str

    def read(self, store: Store) -> RunTidings:
        run = store.run(self.name)
        return RunTidings(
            run,
            {name: store.curve(run.id, name, _CURVE) for name in store.metric_names(run.id)},
            store.latest(run.id),
            store.episodes(run.id, limit=60),
            store.logs(run.id, limit=60),
            time.time(),
        )


class CompareTidings(NamedTuple):
    """Some runs and all their curves."""

    runs: Sequence[Run]
    curves: Mapping[str, Mapping[str, Sequence[Point]]]
    """By run, then by metric."""


@dataclass(eq=False)
class CompareFeed:
    """The runs that were marked."""

    names: Sequence[str]

    def read(self, store: Store) -> CompareTidings:
        runs = [store.run(name) for name in self.names]
        curves = {
            run.id: {name: store.curve(run.id, name, _CURVE) for name in store.metric_names(run.id)} for run in runs
        }
        return CompareTidings(runs, curves)


class PaceTidings(NamedTuple):
    """What was measured here before."""

    runs: Sequence[Run]
    paces: Mapping[tuple[str, str, str], float]
    """Seconds a step by task, algorithm and model; the newest measured."""


@dataclass(eq=False)
class PaceFeed:
    """Runs to start from, and how long their steps took."""

    def read(self, store: Store) -> PaceTidings:
        runs = store.runs()
        paces: dict[tuple[str, str, str], float] = {}
        for run in runs:
            key = (run.spec.task, run.spec.algo, run.spec.model.name)
            pace = store.latest(run.id).get("time/step_s", math.nan) if key not in paces else math.nan
            if math.isfinite(pace):
                paces[key] = pace
        return PaceTidings(runs, paces)
