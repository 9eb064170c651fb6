"""What screens want read from the store: each feed is asked by the watcher's thread and answers tidings."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from lab import board, catalog
from lab.problem import Problem
from lab.records import EpisodeHead, LogLine, Point, Run
from lab.series import beginning
from lab.store import Store
from lab.tree import Tree

_SPARK = 48
_FIGURES = (
    "eval/score", "play/score", "eval/illegal", "play/illegal", "text/illegal", "time/tokens_per_s", "time/step_s",
)  # fmt: skip
"""What a row of the table of runs shows."""
_CURVE = 1000

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
        states = {run.id: (run.status, run.step) for run in runs}
        stale = [
            run.id
            for run in runs
            if run.status == "running" or run.id not in self._kept or self._kept[run.id][0] != states[run.id]
        ]
        figures = store.latest_of(stale, _FIGURES)
        sparks = store.sparks(stale, ["eval/return", "play/return"], _SPARK)
        self._kept |= {run: (states[run], figures[run], sparks[run]) for run in stale}
        latest = {run.id: self._kept[run.id][1] for run in runs}
        returns = {run.id: self._kept[run.id][2] for run in runs}
        return RunsTidings(runs, latest, returns, time.time(), len(store.episodes(phase="human", limit=1)))


class Drawable(NamedTuple):
    """A curve as plots want it. Made here, in the watcher's thread: for long curves it takes longer than a key may wait."""

    steps: tuple[float, ...]
    seconds: tuple[float, ...]
    """Since the run began."""
    values: tuple[float, ...]


def drawable(run: Run, curves: Mapping[str, Sequence[Point]]) -> dict[str, Drawable]:
    """The curves that have points, by metric."""
    began = beginning(run, curves)
    return {
        name: Drawable(
            tuple([float(point.step) for point in points]),
            tuple([max(0.0, point.time - began) for point in points]),
            tuple([point.value for point in points]),
        )
        for name, points in curves.items()
        if points
    }


class RunTidings(NamedTuple):
    """One run, whole."""

    run: Run
    curves: Mapping[str, Sequence[Point]]
    drawn: Mapping[str, Drawable]
    latest: Mapping[str, float]
    episodes: Sequence[EpisodeHead]
    logs: Sequence[LogLine]
    now: float


@dataclass(eq=False)
class _Curves:
    """Curves of runs; those of a run that nobody writes to are read once, however much goes on beside it."""

    _kept: dict[str, tuple[Run, Mapping[str, Sequence[Point]], Mapping[str, Drawable]]] = field(default_factory=dict)

    def read(self, store: Store, run: Run) -> tuple[Mapping[str, Sequence[Point]], Mapping[str, Drawable]]:
        kept = self._kept.get(run.id)
        if kept is None or kept[0] != run or run.status == "running":
            curves = store.curves(run.id, _CURVE)
            kept = self._kept[run.id] = (run, curves, drawable(run, curves))
        return kept[1:]


@dataclass(eq=False)
class RunFeed:
    """Everything about one run."""

    name: str
    _curves: _Curves = field(default_factory=_Curves)

    def read(self, store: Store) -> RunTidings:
        run = store.run(self.name)
        return RunTidings(
            run,
            *self._curves.read(store, run),
            store.latest(run.id),
            store.episodes(run.id, limit=60),
            store.logs(run.id, limit=60),
            time.time(),
        )


class CompareTidings(NamedTuple):
    """Some runs and all their curves."""

    runs: Sequence[Run]
    drawn: Mapping[str, Mapping[str, Drawable]]
    """By run, then by metric."""


@dataclass(eq=False)
class CompareFeed:
    """The runs that were marked."""

    names: Sequence[str]
    _curves: _Curves = field(default_factory=_Curves)

    def read(self, store: Store) -> CompareTidings:
        runs = [store.run(name) for name in self.names]
        return CompareTidings(runs, {run.id: self._curves.read(store, run)[1] for run in runs})


@dataclass(eq=False)
class BoardFeed:
    """All that the leaderboard of a task is made of."""

    task: str

    def read(self, store: Store) -> board.Facts:
        return board.read(store, catalog.task(self.task))


@dataclass(eq=False)
class TreeFeed:
    """The tree of the episode that is looked at; nothing when there is none, or somebody deleted it."""

    episode: Callable[[], int | None]
    """Asked at each look."""

    def read(self, store: Store) -> Tree | None:
        number = self.episode()
        try:
            return None if number is None else store.tree(number)
        except Problem:
            return None


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
        latest = store.latest_of([run.id for run in runs], ["time/step_s"])
        for run in runs:
            key = (run.spec.task, run.spec.algo, run.spec.model.name)
            pace = latest[run.id].get("time/step_s", math.nan) if key not in paces else math.nan
            if math.isfinite(pace):
                paces[key] = pace
        return PaceTidings(runs, paces)
