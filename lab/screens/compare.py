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

from lab import overlay
from lab.compare import config_differences, csv_rows, differences, drawing, references
from lab.format import fixed, percent
from lab.keymap import named
from lab.problem import Problem
from lab.screens.place import Place
from lab.series import Axis
from lab.widgets.chrome import ink_of
from lab.widgets.curve import Series
from lab.widgets.divider import Divider
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

v goes through the metrics, x through what they are drawn over: steps, tokens trained on, episodes played, time. ctrl+e writes every
point of every metric of these runs as CSV, what is known of the runs as JSON and the curves as they are shown as SVG, into the
folder the app was started in, and says where. The dashed lines are the best known player, the dataset's mean and the best person on
the leaderboard. The table has each run's final evaluation with the 95 % bootstrap interval; below
it, which differences of returns are real, and what differs between the configs. The border between plot and table is dragged, or
moved by ctrl and the arrows."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "compare",
        [
            Binding("v", "metric(1)", "next metric", tooltip="The next metric"),
            Binding("V", "metric(-1)", "metric before", tooltip="The metric before", show=False),
            Binding("b", "bands", "bands", tooltip="Seeds joined to mean and band, or each alone"),
            Binding("ctrl+up", "heighten(1)", "higher table", show=False, tooltip="The table higher"),
            Binding("ctrl+down", "heighten(-1)", "lower table", show=False, tooltip="The table lower"),
            Binding("ctrl+e", "export", "export", tooltip="Write CSV, JSON and SVG into the current folder"),
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
        self._feed: CompareFeed | None = None
        self._tidings: CompareTidings | None = None
        self._metric = "eval/return"
        self._bands = True
        self._table: Text | None = None
        """The table as it is shown; None before anything is."""

    def body(self) -> ComposeResult:
        yield CurvePanel("eval/return", id="plot")
        yield Divider("horizontal", id="table-edge")
        with VerticalScroll(id="table"):
            yield Static(id="lines")

    def on_mount(self) -> None:
        self.query_one("#plot").focus()

    def feed(self) -> CompareFeed:
        from lab.feeds import CompareFeed

        self._feed = self._feed or CompareFeed(self._names)
        return self._feed

    def tell(self, tidings: CompareTidings) -> None:
        self._tidings = tidings
        self._show()

    def _show(self) -> None:
        tidings = self._tidings
        if tidings is None:
            return
        colors = ink_of(self.app)
        panel = self.query_one("#plot", CurvePanel)
        curves = {axis: self._lines(tidings, axis, colors) for axis in overlay.axes(tidings.drawn)}
        panel.show(curves, references(tidings.runs, self._metric, tidings.best_person, colors))
        panel.border_title = self._title(tidings, panel.axis)
        self._show_table(table_text(tidings.runs, self.size.width - 6, colors))

    def _show_table(self, table: Text) -> None:
        """Laid out anew only when it has more or fewer lines: live runs change their step all the time."""
        before, self._table = self._table, table
        if table != before:
            lines = -1 if before is None else before.plain.count("\n")
            self.query_one("#lines", Static).update(table, layout=table.plain.count("\n") != lines)

    def _lines(self, tidings: CompareTidings, axis: Axis, ink: Ink) -> list[Series]:
        return overlay.lines(tidings.runs, tidings.drawn, self._metric, axis, ink.series, bands=self._bands)

    def _title(self, tidings: CompareTidings, axis: Axis) -> str:
        """The metric, and how many of the runs that have it are not to be seen over this axis."""
        missing = overlay.without(tidings.runs, tidings.drawn, self._metric, axis) if self._counting else ()
        left_out = f" · {len(missing)} of {len(tidings.runs)} runs without {axis}" if missing else ""
        return self._metric + left_out

    @property
    def _counting(self) -> bool:
        return self._feed is not None and self._feed.counted

    def on_curve_panel_turned(self, message: CurvePanel.Turned) -> None:
        """Tokens and episodes are counted when somebody first looks at them."""
        if self._feed is not None and message.axis in ("tokens", "episodes") and not self._feed.counted:
            self._feed.counted = True
            self.follow()
        self._show()

    def action_metric(self, by: int) -> None:
        if self._tidings:
            names = sorted({name for curves in self._tidings.drawn.values() for name in curves})
            here = names.index(self._metric) if self._metric in names else 0
            self._metric = names[(here + by) % len(names)] if names else self._metric
            self._show()

    def on_divider_dragged(self, message: Divider.Dragged) -> None:
        self.action_heighten(-message.by)

    def action_heighten(self, by: int) -> None:
        """The table so many rows higher; the plot keeps a place to stand on."""
        table = self.query_one("#table")
        table.styles.max_height = "100%"
        table.styles.height = min(max(table.outer_size.height + by, 2), max(self.size.height - 9, 2))

    def action_bands(self) -> None:
        self._bands = not self._bands
        self._show()

    def action_export(self) -> None:
        panel = self.query_one("#plot", CurvePanel)
        path = Path.cwd() / time.strftime("lmrl-lab-compare-%Y%m%d-%H%M%S.csv")
        self._export(path, self._metric, panel.axis, self._bands, panel.logarithmic)

    @work(thread=True)
    def _export(self, path: Path, metric: str, axis: Axis, bands: bool, log: bool) -> None:
        from lab.commands.runs import document
        from lab.store import Store

        try:
            with Store(self._home, readonly=True) as store:
                runs = [store.run(name) for name in self._names]
                with path.open("w", newline="", encoding="utf-8") as file:
                    csv.writer(file).writerows(csv_rows(store, runs))
                documents = json.dumps([document(run) for run in runs], indent=1)
                path.with_suffix(".json").write_text(documents, encoding="utf-8")
                picture = drawing(store, runs, metric, axis, bands=bands, log=log)
                path.with_suffix(".svg").write_text(picture, encoding="utf-8")
        except (OSError, Problem) as error:
            said = f"{path} cannot be written: {error}"
            self.app.call_from_thread(self.app.notify, said, severity="error", markup=False)
            return
        self.app.call_from_thread(
            self.app.notify, f"wrote {path.name}, .json and .svg into {path.parent}", timeout=8, markup=False
        )


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
