"""`sweep`."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from lab import search
from lab.catalog import command
from lab.commands.log_to import wait_for_mirrors
from lab.commands.runs import asked_spec, document
from lab.cores import cores
from lab.follow import line
from lab.format import fixed
from lab.output import LONGEST, console, echo, evaluation_json, table
from lab.problem import Problem
from lab.records import Run
from lab.store import Store
from lab.sweep import Plan, Standing, Sweep, Tell, Watch, alone, based, enrol, trials_of
from lab.tools import asked_for
from lab.widgets.plain import one_line


def sweep(asked: Namespace) -> dict[str, Any]:
    """Carries a sweep out, or goes on with it; ctrl+c stops its trials."""
    plan = _plan(asked)
    # All that can be asked wrongly is found before anything is kept.
    trials = trials_of(plan)
    log_to = asked_for(asked.home, asked.log_to, asked.log_dir)
    with Store(asked.home) as store:
        name = enrol(store, plan, asked.name)
    jobs = asked.jobs or max(1, cores() // plan.spec.threads)
    with alone(asked.home, name), _telling(asked.json) as (tell, watch):
        tell(f"sweep {name}: {len(trials)} trials, {jobs} at once")
        if len(trials) < plan.trials:
            tell(f"there are no more than {len(trials)} different settings")
        with Store(asked.home) as store:
            plan = based(store, name, plan)
        one = Sweep(asked.home, name, plan, jobs=jobs, tell=tell, watch=watch, log_to=log_to)
        try:
            one.carry_out()
        except KeyboardInterrupt:
            _stop(one)
            raise
    standings = one.standings()
    if not asked.json:
        _print(one, standings)
    wait_for_mirrors(asked.home, [standing.run for standing in standings if standing.run], quiet=asked.json)
    return _document(one, standings)


def _plan(asked: Namespace) -> Plan:
    """What the words ask for. Raises Problem."""
    spec = asked_spec(asked, asked.seed)
    along = search.axes(asked.vary, asked.task, asked.algo)
    fixed_too = {one.partition("=")[0].strip() for one in asked.knobs} | (
        {"steps"} if asked.steps is not None else set()
    )
    for axis in along:
        if axis.knob in fixed_too:
            raise Problem(f"{axis.knob} is set and varies: leave out one of the two")
    if asked.method == "halving":
        if any(axis.knob == "steps" for axis in along):
            raise Problem(
                "with halving the rungs say how many steps: leave out --vary steps, and give --steps for the last"
            )
        first = search.shares(spec.config.steps, asked.eta)[0]
        if not asked.eval_every:
            spec = asked_spec(asked, asked.seed, min(spec.eval_every, first))
        search.rungs(spec.config.steps, asked.eta, spec.eval_every)
    if spec.from_run:
        with Store(asked.home) as store:
            spec = replace(spec, from_run=store.run(spec.from_run).id)
    return Plan(
        spec=spec, vary=tuple(map(str, along)), method=asked.method,
        eta=asked.eta if asked.method == "halving" else 0, trials=asked.trials,
    )  # fmt: skip


def _stop(one: Sweep) -> None:
    print(
        "stopping the trials; each keeps a checkpoint (ctrl+c again does not wait for that)",
        file=sys.stderr,
        flush=True,
    )
    one.stop()
    done = sum(standing.run is not None and standing.run.status == "done" for standing in one.standings())
    said = (
        f"{done} of {len(one.trials)} trials are done; the same command goes on with sweep {one.name} where it stopped"
    )
    echo(said, file=sys.stderr)


@contextmanager
def _telling(quiet: bool) -> Iterator[tuple[Tell, Watch]]:
    """A line an event; on a terminal also, below them, what is on its way."""
    if quiet:
        yield lambda _: None, lambda said, runs: None
    elif not sys.stdout.isatty():
        yield lambda said: print(one_line(said, LONGEST), flush=True), lambda said, runs: None
    else:
        screen = Console(highlight=False)
        with Live(console=screen, refresh_per_second=4, transient=True) as live:

            def watch(said: str, runs: Sequence[Run]) -> None:
                live.update(Group(Text(said, style="bold"), *(line(run, screen.width) for run in runs)))

            yield lambda said: live.console.print(one_line(said, LONGEST), markup=False), watch


def _print(one: Sweep, standings: Sequence[Standing]) -> None:
    knobs = list(one.trials[0].setting)
    headings = ["trial", *knobs, *(["rung"] if one.rungs else []), "return", "score", "minutes", "run"]
    rows = [_cells(standing, bool(one.rungs)) for standing in standings]
    troubles = [_trouble(standing.run) for standing in standings]
    if any(troubles):
        headings.append("state")
        rows = [[*row, trouble] for row, trouble in zip(rows, troubles, strict=True)]
    print()
    console().print(table(headings, rows))
    best = standings[0].run
    if best is not None and best.evaluation is not None:
        echo(f"\nthe best again: {command(best.spec)}")
    echo(f"`lmrl-lab` shows them all: g groups its runs by sweep, / {one.name} finds these")


def _cells(standing: Standing, with_rung: bool) -> list[str]:
    trial, run, rung = standing
    found = run.evaluation if run else None
    return [
        str(trial.number), *map(str, trial.setting.values()), *([str(rung)] if with_rung else []),
        "" if found is None else f"{fixed(found.return_mean, 2)} ± {fixed(found.return_stderr, 2)}",
        "" if found is None else fixed(found.score, 1),
        "" if run is None or run.started is None else fixed(run.worked / 60, 1),
        run.id if run else "",
    ]  # fmt: skip


def _trouble(run: Run | None) -> str:
    """The state of a run that did not get as far as it was sent."""
    if run is None:
        return "deleted"
    return "" if run.status == "done" or (run.status == "stopped" and run.step == run.until) else run.status


def _document(one: Sweep, standings: Sequence[Standing]) -> dict[str, Any]:
    """The sweep as --json shows it, its trials best first."""
    rows = []
    for trial, run, rung in standings:
        row: dict[str, Any] = {
            "trial": trial.number,
            "knobs": trial.setting,
            "rung": rung,
            "command": command(trial.spec),
        }
        if run is not None:
            about = document(run)
            row |= {name: about[name] for name in ("run", "status", "step", "steps", "seconds", "error")}
            row |= evaluation_json(run.evaluation) if run.evaluation else {}
        rows.append(row)
    best = next((row for row in rows if "return_mean" in row), None)
    plan = one.plan
    return {
        "sweep": one.name, "task": plan.spec.task, "algo": plan.spec.algo, "method": plan.method, "seed": plan.spec.seed,
        "vary": list(plan.vary), "rungs": [*one.rungs, plan.spec.config.steps], "best": best and best["run"],
        "command": best and best["command"], "trials": rows,
    }  # fmt: skip
