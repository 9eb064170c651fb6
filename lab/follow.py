"""Following runs from the command line: live curves where a terminal watches, a line now and then where none does."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from lab.catalog import task
from lab.format import duration, fixed
from lab.launcher import Launcher
from lab.output import LONGEST
from lab.records import Run
from lab.store import Store
from lab.widgets.curve import Reference, Series, plot
from lab.widgets.plain import one_line
from lab.widgets.spark import bar

_PERIOD = 0.4
_OVER = ("done", "failed", "stopped", "lost")


def follow(home: Path, names: Sequence[str], *, quiet: bool) -> None:
    """Watches until all runs are over, tending the queue meanwhile. Ctrl+c asks whether to leave them running."""
    launcher = Launcher(home)
    with Store(home) as store:
        while True:
            try:
                if not quiet and sys.stdout.isatty():
                    _draw(store, launcher, names)
                else:
                    _lines(store, launcher, names, quiet)
                return
            except KeyboardInterrupt:
                if quiet or _leave(launcher, store, names):
                    raise


def _draw(store: Store, launcher: Launcher, names: Sequence[str]) -> None:
    console = Console()
    with Live(console=console, refresh_per_second=4, transient=False) as live:
        while True:
            runs = [store.run(name) for name in names]
            live.update(picture(store, runs, console.width))
            if all(run.status in _OVER for run in runs):
                return
            launcher.tend()
            time.sleep(_PERIOD)


def picture(store: Store, runs: Sequence[Run], width: int) -> RenderableType:
    """Each run's state, and the curve of the one being trained (or of the last)."""
    current = next((run for run in runs if run.status == "running"), runs[-1])
    curves = [
        Series(one_line(run.id, 40), tuple(float(p.step) for p in points), tuple(p.value for p in points), color=color)
        for run, color in zip(runs, ("#7aa2f7", "#9ece6a", "#e0af68", "#bb9af7") * len(runs), strict=False)
        if run.spec.task == current.spec.task and (points := store.curve(run.id, "eval/return", 200))
    ]
    constants = task(current.spec.task).constants
    levels = [Reference("best known", constants.high, "#e0af68"), Reference("data", constants.mean, "#7f849c")]
    parts: list[RenderableType] = [line(run, width) for run in runs]
    if curves:
        parts += [Text(""), Text(f"evaluation return, {current.spec.task}", style="bold")]
        parts.append(plot(curves, min(width, 100), 14, references=levels).text)
    return Group(*parts)


def line(run: Run, width: int) -> Text:
    """A run's state and how far it is, in one line."""
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{one_line(run.id, 60):<26}", "bold")
    text.append(f"{run.status:<8} ")
    text.append_text(bar(run.step / max(run.steps, 1), max(8, min(30, width - 70))))
    text.append(f" {run.step}/{run.steps}")
    if run.evaluation:
        text.append(f"  return {fixed(run.evaluation.return_mean, 2)}  score {fixed(run.evaluation.score, 1)}")
    elif run.started and run.status == "running":
        text.append(f"  {duration(run.took(time.time()))}  {one_line(run.note, width)}")
    elif run.error:
        text.append("  " + one_line(run.error, width))
    return text


def _lines(store: Store, launcher: Launcher, names: Sequence[str], quiet: bool) -> None:
    """A line when a run's state changes, or it is evaluated."""
    told: dict[str, tuple[str, int]] = {}
    while True:
        runs = [store.run(name) for name in names]
        for run in runs:
            points = store.points(run.id, "eval/return", told.get(run.id, ("", -1))[1])
            seen = points[-1].step if points else told.get(run.id, ("", -1))[1]
            if not quiet and (run.status, seen) != told.get(run.id):
                value = f" return {fixed(points[-1].value, 2)}" if points else ""
                print(
                    one_line(f"{run.id} {run.status} {run.step}/{run.steps}{value} {run.error}", LONGEST).rstrip(),
                    flush=True,
                )
            told[run.id] = (run.status, seen)
        if all(run.status in _OVER for run in runs):
            return
        launcher.tend()
        time.sleep(_PERIOD)


def _leave(launcher: Launcher, store: Store, names: Sequence[str]) -> bool:
    """Asks what to do with the runs; True when they are left alone, or all are stopped."""
    answer = input("\nleave them running (l), stop them (s), or go on watching (w)? [l] ").strip().lower()
    if answer.startswith("w"):
        return False
    if answer.startswith("s"):
        for name in names:
            if store.run(name).status not in _OVER:
                launcher.stop(name)
        print("they stop after the current update; `lmrl-lab resume RUN` goes on")
    else:
        print("they go on; `lmrl-lab` or `lmrl-lab show RUN` shows how far they are")
    return True
