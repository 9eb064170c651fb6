"""A sweep: several runs of one spec that differ in some knobs, brought to their ends or, by halving, only the best of them.

Every trial is an ordinary run, marked with the sweep's name. What is to be done next is read off the store each time, so a
sweep that was killed goes on by being asked for again. A rung is not a run of its own: a trial pauses where the rung ends
and goes on from its checkpoint, on the schedule of all its steps, so what is left at the end is what it would have been alone.
"""

import fcntl
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from algos.configs import FROM_BC
from lab import search
from lab.catalog import check, spec_from_json, spec_to_json
from lab.compare import flat
from lab.format import fixed
from lab.launcher import Launcher, base_run, base_spec, show_in
from lab.planner import refuse
from lab.problem import Failed, Problem
from lab.records import Json, Run, RunSpec
from lab.search import Setting
from lab.store import Store
from lab.tools import Asked

Method = Literal["random", "halving"]

Tell = Callable[[str], None]
"""Hears of each event."""

Watch = Callable[[str, Sequence[Run]], None]
"""Sees, several times a second, how far it is and the runs that are on their way."""

_PERIOD = 0.4
_PATIENCE = 60.0
"""Seconds that runs have to stop in."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was asked of a sweep."""

    spec: RunSpec
    """What the trials share."""
    vary: tuple[str, ...]
    method: Method = "random"
    eta: int = 3
    trials: int = 8
    base: str = ""
    """The BC run that was chosen for trials that start from one and name none."""


class Trial(NamedTuple):
    """One setting of the knobs."""

    number: int
    setting: Setting
    spec: RunSpec


class Standing(NamedTuple):
    """How far a trial came."""

    trial: Trial
    run: Run | None
    rung: int
    """Rungs that it is through; of a random sweep there is one, the whole run."""


def plan_to_json(plan: Plan) -> Json:
    """A plan as plain JSON."""
    return {**vars(plan), "spec": spec_to_json(plan.spec), "vary": list(plan.vary)}


def plan_from_json(document: Mapping[str, Any]) -> Plan:
    """The plan that `plan_to_json` wrote. Raises Problem when this version does not understand it."""
    return Plan(**{**document, "spec": spec_from_json(document["spec"]), "vary": tuple(document["vary"])})


def trials_of(plan: Plan) -> list[Trial]:
    """The trials of a plan: always the same. Raises Problem for knobs or values that are not allowed."""
    spec = replace(plan.spec, from_run=plan.spec.from_run or plan.base)
    along = search.axes(plan.vary, spec.task, spec.algo)
    drawn = search.sample(along, spec.seed, plan.trials)
    trials = [Trial(number, one, _with(spec, one)) for number, one in enumerate(drawn, 1)]
    wrong = [said for trial in trials for said in check(trial.spec)]
    if wrong:
        raise Problem("; ".join(dict.fromkeys(wrong)))
    return trials


def _with(spec: RunSpec, setting: Setting) -> RunSpec:
    """The spec with these knobs; with other steps it is evaluated and kept as often as those allow."""
    config = replace(spec.config, **setting)  # type: ignore[arg-type]
    every = min(spec.eval_every, max(1, config.steps // 2)) if "steps" in setting else spec.eval_every
    kept = min(spec.checkpoint_every, max(1, config.steps // 4))
    return replace(spec, config=config, eval_every=every, checkpoint_every=kept)


def enrol(store: Store, plan: Plan, name: str) -> str:
    """Keeps a plan, and answers its name: that of before when the same was asked before.

    Without a name it is TASK-ALGO-SEED, numbered when another sweep has that. Raises Problem when the name given is another
    sweep's.
    """
    if name and not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", name):
        raise Problem(f"{name!r} is no name for a sweep: take small letters, digits, dots and dashes, at most 60")
    for tried in [name] if name else _names(plan.spec):
        kept = store.plan(tried)
        before = None if kept is None else plan_from_json(kept)
        if before is not None and _alike(before) != _alike(plan):
            if name:
                raise Problem(
                    f"there is a sweep {name} already, with another {_unlike(before, plan)}: give another --name"
                )
            continue
        store.keep_plan(tried, plan_to_json(replace(plan, base="" if before is None else before.base)))
        return tried
    raise AssertionError("names do not end")


def based(store: Store, name: str, plan: Plan) -> Plan:
    """The plan with the BC run that its trials start from, if they need one: always that which was chosen first."""
    kept = store.plan(name)
    base = "" if kept is None else plan_from_json(kept).base
    if plan.spec.algo in FROM_BC and not plan.spec.from_run and not base:
        base = (base_run(store, plan.spec) or store.create(base_spec(plan.spec), sweep=name)).id
        store.keep_plan(name, plan_to_json(replace(plan, base=base)))
    return replace(plan, base=base)


def _names(spec: RunSpec) -> Iterator[str]:
    first = f"{spec.task}-{spec.algo}-{spec.seed}"
    yield first
    number = 2
    while True:
        yield f"{first}-{number}"
        number += 1


def _alike(plan: Plan) -> Plan:
    """A plan but for what may differ between two that are one sweep: more trials begin with the fewer."""
    return replace(plan, trials=plan.trials if plan.method == "halving" else 0, base="")


def _unlike(one: Plan, other: Plan) -> str:
    """The names of what differs."""
    was, now = (dict(flat(plan_to_json(_alike(plan)))) for plan in (one, other))
    return ", ".join(name.rpartition(".")[2] for name in was | now if was.get(name) != now.get(name))


class Sweep:
    """A plan being carried out."""

    def __init__(
        self, home: Path, name: str, plan: Plan, *, jobs: int, tell: Tell, watch: Watch, log_to: Sequence[Asked] = ()
    ) -> None:
        self.name, self.plan, self.trials = name, plan, trials_of(plan)
        self._home, self._jobs, self._tell, self._watch, self._log_to = home, jobs, tell, watch, log_to
        self._launcher = Launcher(home)
        self._based = False
        """Whether the run that the trials start from is done."""
        self._told: set[tuple[int, int]] = set()
        """Trials and rungs of which the result was told."""

    @property
    def rungs(self) -> list[int]:
        """Updates at the end of each rung but the last, which is the whole run."""
        config = self.plan.spec.config
        return search.rungs(config.steps, self.plan.eta, self.plan.spec.eval_every)[:-1] if self._halving else []

    @property
    def _halving(self) -> bool:
        return self.plan.method == "halving"

    def carry_out(self) -> None:
        """Brings the trials as far as they shall go. Raises Problem for what cannot fit, Failed when none comes to its end."""
        with Store(self._home) as store:
            there = self._runs(store)
            for trial in self.trials:
                if trial.number not in there:
                    refuse(trial.spec)
            chosen = self.trials
            for rung, end in enumerate(self.rungs):
                results = self._bring(store, chosen, rung, end)
                going = search.survivors(results, len(self.trials), self.plan.eta, rung)
                said = ", ".join(map(str, going)) or "none"
                self._tell(f"rung {rung + 1} of {len(self.rungs) + 1}, to step {end}, is over; on go trials: {said}")
                chosen = [trial for trial in self.trials if trial.number in going]
            if not self._bring(store, chosen, len(self.rungs), 0):
                errors = [f"{run.id} is {run.status}: {run.error}" for run in store.trials(self.name) if run.error]
                raise Failed("; ".join(["no trial came to its end", *errors]))

    def stop(self) -> None:
        """Has every trial on its way keep a checkpoint and stop, and waits for that."""
        until = time.monotonic() + _PATIENCE
        with Store(self._home) as store:
            for run in self._active(store):
                # One that ended a moment ago has nothing left to stop.
                with suppress(Problem):
                    self._launcher.stop(run.id)
            while (left := self._active(store)) and time.monotonic() < until:
                self._watch("stopping", left)
                self._launcher.tend()
                time.sleep(_PERIOD)

    def standings(self) -> list[Standing]:
        """All trials, best first: those that came further, then those with the better return."""
        with Store(self._home) as store:
            runs = self._runs(store)
            found = [
                Standing(one, runs.get(one.number), self._through(store, runs.get(one.number))) for one in self.trials
            ]
        return sorted(found, key=lambda one: (-one.rung, -_return(one.run), one.trial.number))

    def _bring(self, store: Store, chosen: Sequence[Trial], rung: int, end: int) -> dict[int, float]:
        """Brings these trials to this step (0: to their ends); the results of those that get there, by number."""
        begun: set[int] = set()
        while True:
            runs = self._runs(store)
            results = self._results(store, chosen, runs, rung, end)
            active = [run for trial in chosen if (run := runs.get(trial.number)) and run.under_way]
            waiting = [
                trial
                for trial in chosen
                if trial.number not in results and trial.number not in begun and _may_begin(runs.get(trial.number))
            ]
            if not waiting and not active:
                self._tell_missing(chosen, runs, results, rung)
                return results
            for trial in waiting[: max(0, self._jobs - len(active))]:
                self._begin(store, trial, runs.get(trial.number), end)
                begun.add(trial.number)
            rungs = f", rung {rung + 1} of {len(self.rungs) + 1}" if self._halving else ""
            self._watch(f"sweep {self.name}{rungs}: {len(results)} of {len(chosen)} trials done", active)
            self._launcher.tend()
            time.sleep(_PERIOD)

    def _results(
        self, store: Store, chosen: Sequence[Trial], runs: Mapping[int, Run], rung: int, end: int
    ) -> dict[int, float]:
        """The returns of the trials that got there; tells of those that just did."""
        found = {}
        for trial in chosen:
            run = runs.get(trial.number)
            if run is None or run.under_way:
                continue
            value = _value(store, run, end)
            if value is None:
                continue
            found[trial.number] = value
            if (trial.number, rung) not in self._told:
                self._told.add((trial.number, rung))
                self._tell(f"trial {trial.number}: return {fixed(value, 2)} at step {end or run.steps} ({run.id})")
        return found

    def _tell_missing(
        self, chosen: Sequence[Trial], runs: Mapping[int, Run], results: Mapping[int, float], rung: int
    ) -> None:
        for trial in chosen:
            run = runs.get(trial.number)
            if trial.number not in results and (trial.number, rung) not in self._told:
                self._told.add((trial.number, rung))
                self._tell(f"trial {trial.number} {_trouble(run)}")

    def _begin(self, store: Store, trial: Trial, run: Run | None, end: int) -> None:
        """Starts a trial, or goes on with it."""
        self._settle_base(store, trial.spec.from_run)
        setting = " ".join(f"{knob}={value}" for knob, value in trial.setting.items())
        if run is None:
            made = store.create(trial.spec, sweep=self.name, trial=trial.number, until=end)
            show_in(store, made, self._log_to)
            self._tell(f"trial {trial.number} begins: {setting} ({made.id})")
        else:
            self._launcher.resume(run.id, until=end, log_to=self._log_to)
            self._tell(f"trial {trial.number} goes on from step {run.step}: {setting} ({run.id})")

    def _settle_base(self, store: Store, name: str) -> None:
        """Waits until the run that the trials start from is done. Raises Problem or Failed when it will not be."""
        if self._based or not name:
            return
        base = store.run(name)
        if base.status != "done" and not base.under_way:
            if not self.plan.base:
                raise Problem(
                    f"the trials start from {base.id}, which is {base.status}: `lmrl-lab resume {base.id}` first"
                )
            base = self._launcher.resume(base.id)
        if base.under_way:
            self._tell(f"first {base.id}, the run that the trials start from")
        while base.under_way:
            self._watch(f"sweep {self.name}: before its trials", [base])
            self._launcher.tend()
            time.sleep(_PERIOD)
            base = store.run(base.id)
        if base.status != "done":
            raise Failed(f"{base.id}, which the trials start from, is {base.status}: {base.error or 'it was stopped'}")
        self._based = True

    def _runs(self, store: Store) -> dict[int, Run]:
        """The trials' runs by number: of two with one spec that which is further."""
        by_spec = {trial.spec: trial.number for trial in self.trials}
        found: dict[int, Run] = {}
        for run in store.trials(self.name):
            number = by_spec.get(run.spec)
            if number is not None and (number not in found or found[number].step < run.step):
                found[number] = run
        return found

    def _active(self, store: Store) -> list[Run]:
        return [run for run in store.trials(self.name) if run.under_way]

    def _through(self, store: Store, run: Run | None) -> int:
        """The rungs that a run is through."""
        if run is None:
            return 0
        return sum(_value(store, run, end) is not None for end in (*self.rungs, 0))


def _value(store: Store, run: Run, end: int) -> float | None:
    """A run's return at a step, or (0) that of its last evaluation; None when it has not come there."""
    if not end:
        return run.evaluation.return_mean if run.status == "done" and run.evaluation else None
    points = store.points(run.id, "eval/return", end - 1, 1)
    return points[0].value if points and points[0].step == end else None


def _may_begin(run: Run | None) -> bool:
    """One that failed is not tried again by itself: a learning rate that is too large stays so."""
    return run is None or run.status in ("stopped", "lost")


def _trouble(run: Run | None) -> str:
    if run is None:
        return "was deleted; the same command trains it again"
    if run.status == "failed":
        return f"failed: {run.error} (`lmrl-lab resume {run.id}` tries it again)"
    return f"was left at step {run.step}, {run.status}; the same command goes on with it ({run.id})"


def _return(run: Run | None) -> float:
    return -math.inf if run is None or run.evaluation is None else run.evaluation.return_mean


@contextmanager
def alone(home: Path, name: str) -> Iterator[None]:
    """Only one process at a time carries a sweep out; the lock ends with its process, however that ends."""
    folder = home / "sweeps"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"another process is carrying the sweep {name} out: wait for it, or give another --name"
            ) from None
        yield
