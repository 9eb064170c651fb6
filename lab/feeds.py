"""What screens want read from the store: each feed is asked by the watcher's thread and answers tidings."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from lab import board, catalog
from lab.counts import EPISODES, TOKENS, Count, Course
from lab.problem import Problem
from lab.records import EpisodeHead, LogLine, Point, Run
from lab.series import Axis, beginning
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
    tokens: tuple[float, ...] = ()
    """Trained on by then; empty where nobody counted them, as where there are none."""
    episodes: tuple[float, ...] = ()
    """Played by then; empty likewise."""

    def over(self, axis: Axis) -> tuple[float, ...]:
        """Where the values lie on an axis; empty when they have no place there."""
        return {"steps": self.steps, "tokens": self.tokens, "episodes": self.episodes, "time": self.seconds}[axis]


_UNCOUNTED = Course((), ())


def drawable(
    run: Run, curves: Mapping[str, Sequence[Point]], tokens: Course = _UNCOUNTED, episodes: Course = _UNCOUNTED
) -> dict[str, Drawable]:
    """The curves that have points, by metric."""
    began = beginning(run, curves)
    made = {}
    for name, points in curves.items():
        if points:
            steps = tuple([float(point.step) for point in points])
            made[name] = Drawable(
                steps,
                tuple([max(0.0, point.time - began) for point in points]),
                tuple([point.value for point in points]),
                tokens.at(steps),
                episodes.at(steps),
            )
    return made


@dataclass(eq=False)
class _People:
    """How well people play a task, reckoned anew when somebody has played."""

    _kept: dict[str, tuple[int, float]] = field(default_factory=dict)

    def best(self, store: Store, tasks: Sequence[str]) -> float:
        """The mean return of the best person at the one task, as the leaderboard counts; not-a-number for nobody, and for
        several tasks, which share no scale."""
        if len(set(tasks)) != 1:
            return math.nan
        newest = next((head.id for head in store.episodes(phase="human", limit=1)), 0)
        kept = self._kept.get(tasks[0])
        if kept is None or kept[0] != newest:
            found = board.best_person(catalog.task(tasks[0]), store.person_games(tasks[0]))
            kept = self._kept[tasks[0]] = (newest, math.nan if found is None else found.return_mean)
        return kept[1]


class RunTidings(NamedTuple):
    """One run, whole."""

    run: Run
    curves: Mapping[str, Sequence[Point]]
    drawn: Mapping[str, Drawable]
    latest: Mapping[str, float]
    episodes: Sequence[EpisodeHead]
    logs: Sequence[LogLine]
    best_person: float
    """The mean return of the best person at its task; not-a-number for nobody."""
    now: float

    @property
    def began(self) -> float:
        """When the run began, in the time of its points and of its log."""
        return beginning(self.run, self.curves)


class _Kept(NamedTuple):
    """A run's curves as they were read, and what of."""

    run: Run
    counted: bool
    curves: Mapping[str, Sequence[Point]]
    drawn: Mapping[str, Drawable]


@dataclass(eq=False)
class _Curves:
    """Curves of runs; those of a run that nobody writes to are read once, however much goes on beside it."""

    _kept: dict[str, _Kept] = field(default_factory=dict)
    _counts: dict[str, tuple[Count, Count]] = field(default_factory=dict)

    def read(
        self, store: Store, run: Run, counted: bool
    ) -> tuple[Mapping[str, Sequence[Point]], Mapping[str, Drawable]]:
        """The curves, and as plots want them: with what they are over counted only when somebody looks at that."""
        kept = self._kept.get(run.id)
        if kept is None or kept[:2] != (run, counted) or run.status == "running":
            curves = store.curves(run.id, _CURVE)
            counts = self._counts.setdefault(run.id, (Count(TOKENS), Count(EPISODES)))
            courses = [count.read(store, run) for count in counts] if counted else []
            kept = self._kept[run.id] = _Kept(run, counted, curves, drawable(run, curves, *courses))
        return kept.curves, kept.drawn


@dataclass(eq=False)
class RunFeed:
    """Everything about one run."""

    name: str
    counted: bool = False
    """Somebody looks at curves over tokens or episodes."""
    _curves: _Curves = field(default_factory=_Curves)
    _people: _People = field(default_factory=_People)

    def read(self, store: Store) -> RunTidings:
        run = store.run(self.name)
        return RunTidings(
            run,
            *self._curves.read(store, run, self.counted),
            store.latest(run.id),
            store.episodes(run.id, limit=60),
            store.logs(run.id),
            self._people.best(store, [run.spec.task]),
            time.time(),
        )


class CompareTidings(NamedTuple):
    """Some runs and all their curves."""

    runs: Sequence[Run]
    drawn: Mapping[str, Mapping[str, Drawable]]
    """By run, then by metric."""
    best_person: float = math.nan
    """The mean return of the best person at their task; not-a-number for nobody."""


@dataclass(eq=False)
class CompareFeed:
    """The runs that were marked."""

    names: Sequence[str]
    counted: bool = False
    """Somebody looks at curves over tokens or episodes."""
    _curves: _Curves = field(default_factory=_Curves)
    _people: _People = field(default_factory=_People)

    def read(self, store: Store) -> CompareTidings:
        runs = [store.run(name) for name in self.names]
        drawn = {run.id: self._curves.read(store, run, self.counted)[1] for run in runs}
        return CompareTidings(runs, drawn, self._people.best(store, [run.spec.task for run in runs]))


@dataclass(eq=False)
class WorkersFeed:
    """Which run each process trains, by its pid."""

    def read(self, store: Store) -> Mapping[int, str]:
        return {run.pid: run.id for run in store.runs("running") if run.pid is not None}


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
