"""Marked runs over each other: curves, scores, what differs."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from lab.catalog import task
from lab.compare import config_differences, csv_rows, differences
from lab.format import fixed, percent
from lab.keymap import named
from lab.problem import Problem
from lab.screens.place import Place
from lab.series import Line, joined
from lab.widgets.chrome import ink_of
from lab.widgets.curve import Reference, Series
from lab.widgets.panel import CurvePanel
from lab.widgets.plain import one_line

if TYPE_CHECKING:
    from lab.feeds import CompareFeed, CompareTidings
    from lab.records import Run
    from lab.theme import Ink


class CompareScreen(Place):
    """One plot over a table."""

    WHERE = "runs › compare"
    HELP = """Marked runs on shared axes. Runs that differ in their seed only are joined to their mean, with a band of one standard
deviation; b takes them apart again.

v goes through the metrics. ctrl+e writes every point of every metric of these runs as CSV and what is known of the runs as JSON, into
the folder the app was started in, and says where. The table has each run's final evaluation with the 95 % bootstrap interval; below
it, which differences of returns are real, and what differs between the configs."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "compare",
        [
            Binding("v", "metric(1)", "next metric", tooltip="The next metric"),
            Binding("V", "metric(-1)", "metric before", tooltip="The metric before", show=False),
            Binding("b", "bands", "bands", tooltip="Seeds joined to mean and band, or each alone"),
            Binding("ctrl+e", "export", "export", tooltip="Write CSV and JSON into the current folder"),
        ],
    )
    DEFAULT_CSS = """
    CompareScreen CurvePanel { height: 1fr; }
    CompareScreen #lines { text-wrap: nowrap; }
    CompareScreen #table { height: auto; max-height: 50%; padding: 0 1; background: $surface; }
    """

    def __init__(self, home: Path, runs: Sequence[str]) -> None:
        super().__init__()
        self._home, self._names = home, tuple(runs)
        self._tidings: CompareTidings | None = None
        self._metric = "eval/return"
        self._bands = True
        self._table: Text | None = None
        """The table as it is shown; None before anything is."""

    def body(self) -> ComposeResult:
        yield CurvePanel("eval/return", id="plot")
        with VerticalScroll(id="table"):
            yield Static(id="lines")

    def on_mount(self) -> None:
        self.query_one("#plot").focus()

    def feed(self) -> CompareFeed:
        from lab.feeds import CompareFeed

        return CompareFeed(self._names)

    def tell(self, tidings: CompareTidings) -> None:
        self._tidings = tidings
        self._show()

    def _show(self) -> None:
        tidings = self._tidings
        if tidings is None:
            return
        colors = ink_of(self.app)
        panel = self.query_one("#plot", CurvePanel)
        panel.border_title = self._metric
        panel.show(
            self._series(tidings, colors, False), self._series(tidings, colors, True), self._references(tidings, colors)
        )
        self._show_table(table_text(tidings.runs, self.size.width - 6, colors))

    def _show_table(self, table: Text) -> None:
        """Laid out anew only when it has more or fewer lines: live runs change their step all the time."""
        before, self._table = self._table, table
        if table != before:
            lines = -1 if before is None else before.plain.count("\n")
            self.query_one("#lines", Static).update(table, layout=table.plain.count("\n") != lines)

    def _series(self, tidings: CompareTidings, ink: Ink, over_time: bool) -> list[Series]:
        groups: dict[str, list[Run]] = {}
        for run in tidings.runs:
            groups.setdefault(setting(run) if self._bands else run.id, []).append(run)
        made = []
        for k, (name, runs) in enumerate(groups.items()):
            lines = [line for run in runs if (line := _line(tidings, run, self._metric, over_time)).xs]
            color = ink.series[k % len(ink.series)]
            if len(lines) == 1:
                made.append(Series(runs[0].id, *lines[0], color))
            elif lines:
                band = joined(lines)
                made.append(Series(f"{name} ×{len(lines)}", band.xs, band.mean, color, band.low, band.high))
        return made

    def _references(self, tidings: CompareTidings, ink: Ink) -> list[Reference]:
        tasks = {run.spec.task for run in tidings.runs}
        if self._metric not in ("eval/return", "play/return") or len(tasks) != 1:
            return []
        constants = task(tasks.pop()).constants
        return [Reference("best known", constants.high, ink.good), Reference("data", constants.mean, ink.muted)]

    def action_metric(self, by: int) -> None:
        if self._tidings:
            names = sorted({name for curves in self._tidings.drawn.values() for name in curves})
            here = names.index(self._metric) if self._metric in names else 0
            self._metric = names[(here + by) % len(names)] if names else self._metric
            self._show()

    def action_bands(self) -> None:
        self._bands = not self._bands
        self._show()

    def action_export(self) -> None:
        self._export(Path.cwd() / time.strftime("lmrl-lab-compare-%Y%m%d-%H%M%S.csv"))

    @work(thread=True)
    def _export(self, path: Path) -> None:
        from lab.commands.runs import document
        from lab.store import Store

        try:
            with Store(self._home, readonly=True) as store, path.open("w", newline="", encoding="utf-8") as file:
                runs = [store.run(name) for name in self._names]
                csv.writer(file).writerows(csv_rows(store, runs))
            path.with_suffix(".json").write_text(
                json.dumps([document(run) for run in runs], indent=1), encoding="utf-8"
            )
        except (OSError, Problem) as error:
            said = f"{path} cannot be written: {error}"
            self.app.call_from_thread(self.app.notify, said, severity="error", markup=False)
            return
        self.app.call_from_thread(self.app.notify, f"wrote {path} and {path.stem}.json", timeout=8, markup=False)


def setting(run: Run) -> str:
    """What a run's setting is called: the same for runs that differ in their seed (and the BC run of that seed) only."""
    from dataclasses import replace

    from lab.catalog import command

    return command(replace(run.spec, seed=0, from_run="")).removeprefix("lmrl-lab run ")


def _line(tidings: CompareTidings, run: Run, metric: str, over_time: bool) -> Line:
    found = tidings.drawn[run.id].get(metric)
    return Line((), ()) if found is None else Line(found.seconds if over_time else found.steps, found.values)


def table_text(runs: Sequence[Run], width: int, ink: Ink) -> Text:
    """Scores, real differences, differing configs."""
    text = Text(
        f"{'run':<26}{'return':>15}{'score':>7}  {'95 % interval':<13}{'won':>5}{'illegal':>8}\n",
        style=f"bold {ink.muted}",
        end="",
        no_wrap=True,
    )
    for run in runs:
        text.append(f"{one_line(run.id, 25):<26}", f"bold {ink.text}")
        found = run.evaluation
        if found is None:
            text.append(f"{run.status}, step {run.step} of {run.steps}\n", ink.muted)
            continue
        text.append(f"{fixed(found.return_mean, 2)} ± {fixed(found.return_stderr, 2)}".rjust(15), ink.text)
        text.append(f"{fixed(found.score, 1):>7}", f"bold {ink.good}")
        interval = f"{fixed(found.score_low, 1)} … {fixed(found.score_high, 1)}"
        text.append(f"  {interval:<13}{percent(found.success):>5}{percent(found.illegal_rate):>8}\n", ink.muted)
    for line in differences(runs):
        text.append(line + "\n", ink.muted if "not real" in line else ink.text)
    configs = config_differences(runs)
    if configs:
        text.append("what differs\n", f"bold {ink.muted}")
    room = max(8, (width - 30) // max(len(runs), 1) - 1)
    for name, values in configs.items():
        text.append(f"{one_line(name, 25):<26}", ink.muted).append(
            " ".join(f"{one_line(value, room):<{room}}" for value in values) + "\n", ink.text
        )
    return text
