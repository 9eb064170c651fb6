"""One run: its curves as they grow, its state, its latest games, its log."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.widgets import Input, Static

from lab import settings
from lab.counts import EPISODES
from lab.format import count, duration, fixed, number, percent
from lab.health import health
from lab.keymap import named
from lab.messages import OpenLaunch, OpenReplay, Order
from lab.screens.ask import Ask
from lab.screens.place import Place
from lab.sieve import log_sieve
from lab.widgets.chrome import ink_of
from lab.widgets.curve import Reference, Series
from lab.widgets.divider import Divider
from lab.widgets.log import LogRows, line_of, log_rows
from lab.widgets.panel import CurvePanel
from lab.widgets.plain import one_line
from lab.widgets.rows import Rows
from lab.widgets.run_rows import state_text
from lab.widgets.spark import bar

if TYPE_CHECKING:
    from lab.feeds import Drawable, RunFeed, RunTidings
    from lab.records import LogLine
    from lab.series import Axis
    from lab.theme import Ink

PANELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("return", ("eval/return", "play/return", "play/kept_return")),
    ("loss", ("loss/total", "loss/bc", "loss/q", "loss/v", "loss/cql", "loss/policy", "loss/value")),
    ("success and texts", ("eval/success", "play/success", "eval/illegal", "text/illegal", "eval/cut", "text/cut")),
    ("value", ("value/q", "value/v", "value/best_q", "value/gap")),
    ("policy", ("policy/entropy", "policy/kl", "policy/clip", "policy/accuracy")),
    ("spread", ("value/advantage_std", "value/explained")),
    ("length in turns", ("eval/turns", "play/turns")),
    ("gradient norm", ("grad/norm",)),
    ("tokens per second", ("time/tokens_per_s",)),
    ("memory in MB", ("memory/rss_mb",)),
)
_GAMES_HEAD = "    game phase   step  return turns"
_KEYED = 9
"""Panels with a number key: the first ones."""
_ROOM = ((150, 45, 9), (110, 34, 6), (0, 0, 4))
"""From this width and height on, so many panels."""
_TALL = 36
"""Rows of a screen that has room for two rows of plots above the log."""
_LEAST = (18, 5)
"""Columns and rows of the screen that a plot needs to be one."""
_MOMENT = 1e-3
"""Seconds by which what was said at a step may be written later than its points."""
_PAUSE = 0.03
"""Seconds between two plots that are drawn with new curves: two frames of the screen."""
_AT_ONCE = 3
"""Plots that get another cursor or axis before the next key is looked for."""
_TYPING, _PATIENCE = 0.15, 1.0
"""Seconds after a key for which plots wait, since another may follow; and how long they wait at most."""


class RunScreen(Place):
    """A grid of curves over a line of facts."""

    HELP = """A run while it trains, or after. The dashed lines in the first plot are the dataset's mean, the best known player, the
best person on the leaderboard and the paper's number for this algorithm.

Tab goes from plot to plot; enter makes one fill the screen. l log scale, m smoothing, x steps, episodes (of a run that plays) or
time, arrows read values in all plots at once, + and − or the wheel zoom, shift+arrows or dragging pan, 0 shows everything again. Number keys show and hide plots, ] [ and } { set the columns and rows of their grid, page up and down turn to
those that had no room. g shows the games, i the log; borders are dragged, or moved by ctrl and the arrows.

The log follows the curves' cursor; enter or a click on a line of it puts the cursor there, / filters it (words, level:error, a
minus before what shall not be). enter on a game replays it."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "run",
        [
            *(
                Binding(str(k + 1), f"panel({k})", PANELS[k][0], show=False, tooltip=f"Show or hide: {PANELS[k][0]}")
                for k in range(_KEYED)
            ),
            Binding("right_square_bracket", "grid(1, 0)", "more columns", show=False, tooltip="A column of plots more"),
            Binding(
                "left_square_bracket", "grid(-1, 0)", "fewer columns", show=False, tooltip="A column of plots less"
            ),
            Binding("right_curly_bracket", "grid(0, 1)", "more rows", show=False, tooltip="A row of plots more"),
            Binding("left_curly_bracket", "grid(0, -1)", "fewer rows", show=False, tooltip="A row of plots less"),
            Binding("pagedown", "page(1)", "next plots", show=False, tooltip="The plots that had no room"),
            Binding("pageup", "page(-1)", "plots before", show=False, tooltip="The plots before these"),
            Binding("ctrl+left", "widen(2, 0)", "wider games", show=False, tooltip="The games wider"),
            Binding("ctrl+right", "widen(-2, 0)", "narrower games", show=False, tooltip="The games narrower"),
            Binding("ctrl+up", "widen(0, 1)", "higher log", show=False, tooltip="The log higher"),
            Binding("ctrl+down", "widen(0, -1)", "lower log", show=False, tooltip="The log lower"),
            Binding(
                "slash",
                "filter",
                "filter log",
                key_display="/",
                show=False,
                tooltip="Show only lines of the log with these words; a minus before what shall not be",
            ),
            Binding("r", "replay", "replay", tooltip="Its games, turn by turn"),
            Binding("g", "games", "games", tooltip="Show or hide the latest games"),
            Binding("i", "log", "log", tooltip="Show or hide log and config"),
            Binding("s", "stop", "stop", tooltip="Stop the run; it can go on later"),
            Binding("u", "resume", "resume", tooltip="Go on with a stopped, failed or lost run"),
            Binding("e", "evaluate", "evaluate", tooltip="Play the task's evaluation games with its agent"),
            Binding("n", "like", "new like it", tooltip="The launch form, filled from this run"),
            Binding("y", "copy", "copy", tooltip="Copy the run's command"),
        ],
    )
    DEFAULT_CSS = """
    RunScreen #facts Static, RunScreen #facts { text-wrap: nowrap; text-overflow: ellipsis; height: 3; padding: 0 2; background: $surface; }
    RunScreen #middle { height: 1fr; }
    RunScreen #grid { grid-gutter: 0; width: 1fr; height: 1fr; }
    RunScreen #side { width: 43; display: none; background: $surface; padding: 0 1 0 0; }
    RunScreen #log { height: 9; display: none; background: $surface; padding: 0 2; }
    RunScreen #side-edge, RunScreen #log-edge { display: none; }
    RunScreen #side.-open, RunScreen #side-edge.-open, RunScreen #log.-open, RunScreen #log-edge.-open { display: block; }
    RunScreen #filter { display: none; height: 3; }
    RunScreen #lines { height: 1fr; }
    """

    def __init__(self, home: Path, name: str) -> None:
        self.WHERE = f"runs › {name}"  # type: ignore[misc]
        super().__init__()
        self._home, self._run_name = home, name
        self._feed: RunFeed | None = None
        self._tidings: RunTidings | None = None
        self._hidden: set[int] = set()
        self._sides: tuple[bool, bool] | None = None
        self._told: tuple[Sequence[LogLine], int] | None = None
        """The log as it is shown, and how wide; None before anything is."""
        self._sieve = log_sieve("")
        """Which lines of it are shown."""
        self._settings = self._arranged = settings.load(home)
        """As they were when the screen opened, and as the person has arranged it."""
        self._grid = self._settings.grid
        """Columns and rows of plots; None for what suits the screen."""
        self._page = 0
        self._axis: Axis = "steps"
        self._cursor: float | None = None
        """What all plots are drawn over, and where they are read."""
        self._aslant: list[CurvePanel] = []
        """Those that do not know of it yet."""
        self._aligning = False
        self._due: list[int] = []
        """The plots that have not been given the latest curves yet."""
        self._drew = 0.0
        """When a plot was last drawn with new curves."""

    def body(self) -> ComposeResult:
        yield Static(id="facts")
        with Horizontal(id="middle"):
            with Grid(id="grid"):
                for k, (title, _) in enumerate(PANELS):
                    name = f"{k + 1} {title}" if k < _KEYED else title
                    yield CurvePanel(name, smoothing=self._settings.smoothing, id=f"panel{k}")
            yield Divider("vertical", id="side-edge")
            with Vertical(id="side"):
                yield Static(Text(f"latest games   enter replays one\n{_GAMES_HEAD}"), id="games-title")
                yield Rows(id="games")
        yield Divider("horizontal", id="log-edge")
        with Vertical(id="log"):
            yield LogRows(id="lines")
            yield Input(placeholder="words to look for in the log, or level:error -checkpoint", id="filter")

    def on_mount(self) -> None:
        self.query_one("#side").styles.width = self._settings.games_width
        self.query_one("#log").styles.height = self._settings.log_height
        self._arrange()
        self.query_one("#panel0").focus()
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        """The time goes on between two news."""
        if self._tidings is not None and self._tidings.run.under_way:
            self._tidings = self._tidings._replace(now=time.time())
            self._facts()

    def on_unmount(self) -> None:
        """What the person arranged is so the next time, for any run."""
        if self._arranged == self._settings:
            return
        names = ("plots", "games_width", "log_height")
        try:
            kept = replace(settings.load(self._home), **{name: getattr(self._arranged, name) for name in names})
            settings.save(self._home, kept)
        except OSError as error:
            self.app.notify(f"the screen's parts cannot be kept so: {error}", severity="warning", markup=False)

    def on_resize(self) -> None:
        self._arrange()
        self.call_after_refresh(self._show_log)

    def feed(self) -> RunFeed:
        from lab.feeds import RunFeed

        self._feed = self._feed or RunFeed(self._run_name)
        return self._feed

    def tell(self, tidings: RunTidings) -> None:
        first, idle = self._tidings is None, not self._due
        self._tidings, self._due = tidings, list(range(len(PANELS)))
        colors = ink_of(self.app)
        if first:
            while self._due:
                self._show_panel(self._due.pop(0))
            self._arrange()
        elif idle:
            self._show_due()
        self._facts()
        self._games(colors)
        self._show_log()

    def _show_due(self) -> None:
        """The plots that have news, one after the other: a key that comes meanwhile waits for one of them at most."""
        now = time.monotonic()
        if now - getattr(self.app, "last_key", 0.0) < _TYPING and now - self._drew < _PATIENCE:
            self.set_timer(_TYPING, self._show_due)
            return
        self._drew = now
        while self._due:
            if self._show_panel(self._due.pop(0)) and self._due:
                self.set_timer(_PAUSE, self._show_due)
                return
        self._arrange()

    def _show_panel(self, k: int) -> bool:
        """Gives a plot its curves; whether they are others than before, and on the screen."""
        assert self._tidings is not None
        colors, panel = ink_of(self.app), self.query_one(f"#panel{k}", CurvePanel)
        levels = references(self._tidings, colors) if k == 0 else ()
        return panel.show(series(self._tidings.drawn, PANELS[k][1], colors), levels) and panel.display

    # One axis and one cursor for all plots, and for the log

    def on_curve_panel_turned(self, message: CurvePanel.Turned) -> None:
        """Episodes are counted when somebody first looks at them."""
        if self._feed is not None and message.axis == "episodes" and not self._feed.counted:
            self._feed.counted = True
            self.follow()
        self._axis, self._cursor = message.axis, None
        self._align_others(message.panel)

    def _align_others(self, first: CurvePanel | None = None) -> None:
        """All plots take the one axis and the one cursor that `first` has already: a few at a time, so that a key that comes
        meanwhile does not wait for all of them."""
        self._aslant = [panel for panel in self.query(CurvePanel) if panel is not first]
        if not self._aligning:
            self._aligning = True
            self.set_timer(_PAUSE, self._align)

    def _align(self) -> None:
        now, self._aslant = self._aslant[:_AT_ONCE], self._aslant[_AT_ONCE:]
        for panel in now:
            panel.turn(self._axis)
            panel.point(self._cursor)
        self._aligning = bool(self._aslant)
        if self._aslant:
            self.set_timer(_PAUSE, self._align)

    def on_curve_panel_pointed(self, message: CurvePanel.Pointed) -> None:
        self._axis, self._cursor = message.panel.axis, message.cursor
        self._align_others(message.panel)
        if message.cursor is not None and self._tidings is not None:
            moment = clock_at(self._tidings, message.panel.axis, message.cursor)
            said = [line for line in self._log_lines() if line.time <= moment]
            if said:
                self.query_one("#lines", LogRows).move_to(str(said[-1].id))

    def _point_at(self, line: int) -> None:
        """The curves' cursor goes to when a line of the log was said."""
        tidings = self._tidings
        found = next((one for one in tidings.logs if one.id == line), None) if tidings else None
        place = None if tidings is None or found is None else place_at(tidings, self._axis, found.time)
        if place is None:
            self.notify("there is no curve to point at yet")
            return
        self._cursor = place
        self._align_others()

    # The log

    def _log_lines(self) -> list[LogLine]:
        return [line for line in self._tidings.logs if self._sieve.passes(line)] if self._tidings else []

    def _show_log(self, *, anew: bool = False) -> None:
        """The log, where it is not shown already."""
        from lab.catalog import command

        tidings, rows = self._tidings, self.query_one("#lines", LogRows)
        width = rows.scrollable_content_region.width
        if tidings is None or not width or (not anew and self._told == (tidings.logs, width)):
            return
        self._told = (tidings.logs, width)
        found = self._log_lines()
        keys, texts = log_rows(found, tidings.began, width, ink_of(self.app), command(tidings.run.spec))
        rows.show(keys, lambda index, width: texts[index])
        self.query_one("#filter", Input).border_subtitle = f"{len(found)} of {len(tidings.logs)}"

    def action_filter(self) -> None:
        self._open("#log")
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._sieve = log_sieve(event.value)
        self._show_log(anew=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.query_one("#filter", Input).display = bool(event.value)
        self.query_one("#lines").focus()

    def action_back(self) -> None:
        """Out of the filter first."""
        box = self.query_one("#filter", Input)
        if not box.display:
            super().action_back()
            return
        box.value, box.display = "", False
        self.query_one("#lines").focus()

    # Layout

    def _arrange(self) -> None:
        """As many of the panels that have something to show as the terminal, or the person, gives room."""
        width, height = self.size
        self._open_sides(width, height)
        panels = [self.query_one(f"#panel{k}", CurvePanel) for k in range(len(PANELS))]
        wanted = [k for k, panel in enumerate(panels) if k not in self._hidden and (not panel.empty or k == 0)]
        room = self._room(sum(k < _KEYED for k in wanted))
        self._page = min(self._page, max(len(wanted) - 1, 0) // room)
        wanted = wanted[self._page * room : (self._page + 1) * room]
        for k, panel in enumerate(panels):
            panel.display = k in wanted
        across = 1 if len(wanted) <= 1 else 2 if len(wanted) <= 4 else 3
        rows = -(-max(len(wanted), 1) // across)
        if self._grid:
            across, rows = self._grid
        grid = self.query_one("#grid", Grid)
        grid.styles.grid_size_columns, grid.styles.grid_size_rows = across, rows

    def _room(self, keyed: int) -> int:
        """How many plots are shown at once: unless the person said so, those with keys only, on the first page."""
        width, height = self.size
        if self._grid:
            return self._grid[0] * self._grid[1]
        most = next(most for wide, high, most in _ROOM if width >= wide and height >= high)
        if height < _TALL and self.query_one("#log").has_class("-open"):
            most = min(most, 2)
        return max(1, min(most, keyed))

    def _open_sides(self, width: int, height: int) -> None:
        games, log = self._sides if self._sides else (width >= 150, height >= 45)
        for name, there in (("#side", games), ("#side-edge", games), ("#log", log), ("#log-edge", log)):
            self.query_one(name).set_class(there, "-open")

    def _open(self, name: str) -> None:
        """Opens the games or the log, where they are not."""
        games, log = (self.query_one(one).has_class("-open") for one in ("#side", "#log"))
        self._sides = (games or name == "#side", log or name == "#log")
        self._arrange()

    def action_grid(self, columns: int, rows: int) -> None:
        grid = self.query_one("#grid", Grid)
        across, down = self._grid or (grid.styles.grid_size_columns, grid.styles.grid_size_rows)
        most = (max(1, grid.size.width // _LEAST[0]), max(1, grid.size.height // _LEAST[1]))
        self._grid = (min(max(across + columns, 1), most[0]), min(max(down + rows, 1), most[1]))
        self._arranged = replace(self._arranged, plots=f"{self._grid[0]}x{self._grid[1]}")
        self.notify(f"{self._grid[0]} × {self._grid[1]} plots", timeout=1.5)
        self._arrange()

    def action_page(self, by: int) -> None:
        self._page = max(self._page + by, 0)
        self._arrange()

    def on_divider_dragged(self, message: Divider.Dragged) -> None:
        if message.divider.id == "side-edge":
            self.action_widen(-message.by, 0)
        else:
            self.action_widen(0, -message.by)

    def action_widen(self, games: int, log: int) -> None:
        """The games so many columns wider, the log so many rows higher; the plots keep a place to stand on."""
        width, height = self.size
        side, lines = self.query_one("#side"), self.query_one("#log")
        if games and side.display:
            columns = min(max(side.outer_size.width + games, 16), max(width - 2 * _LEAST[0], 16))
            side.styles.width = columns
            self._arranged = replace(self._arranged, games_width=columns)
        if log and lines.display:
            rows = min(max(lines.outer_size.height + log, 2), max(height - 6 - 2 * _LEAST[1], 2))
            lines.styles.height = rows
            self._arranged = replace(self._arranged, log_height=rows)
        self.call_after_refresh(self._show_log)

    def _facts(self) -> None:
        tidings = self._tidings
        assert tidings is not None
        self.query_one("#facts", Static).update(
            facts_text(tidings, self.size.width - 4, ink_of(self.app)), layout=False
        )

    def _games(self, colors: Ink) -> None:
        assert self._tidings is not None
        heads = self._tidings.episodes

        def draw(index: int, width: int) -> Text:
            head = heads[index]
            style = colors.good if head.success else colors.text
            text = Text(f"{head.id:>7} {head.phase:<5}{head.step:>7}{number(head.total):>8}", style=style, end="")
            return text.append(f"{head.turns:>6}" + (" !" if head.illegal else ""), colors.muted)

        self.query_one("#games", Rows).show([str(head.id) for head in heads], draw)

    # Keys

    def action_panel(self, k: int) -> None:
        self._hidden ^= {k}
        self._arrange()

    def action_games(self) -> None:
        side, log = self.query_one("#side"), self.query_one("#log")
        self._sides = (not side.has_class("-open"), log.has_class("-open"))
        self._arrange()
        if self._sides[0]:
            self.query_one("#games").focus()

    def action_log(self) -> None:
        side, log = self.query_one("#side"), self.query_one("#log")
        self._sides = (side.has_class("-open"), not log.has_class("-open"))
        self._arrange()
        if self._sides[1]:
            self.query_one("#lines").focus()
            self.call_after_refresh(self._show_log)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        if event.rows.id == "lines":
            self._point_at(line_of(event.key))
        else:
            self.post_message(OpenReplay(self._run_name, int(event.key)))

    def action_replay(self) -> None:
        self.post_message(OpenReplay(self._run_name))

    def action_stop(self) -> None:
        if self._tidings and not self._tidings.run.under_way:
            self.notify(f"{self._run_name} is {self._tidings.run.status}: there is nothing to stop")
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self.post_message(Order("stop", [self._run_name]))

        self.app.push_screen(Ask(f"Stop {self._run_name}? It keeps a checkpoint and can go on later."), answered)

    def action_resume(self) -> None:
        self.post_message(Order("resume", [self._run_name]))

    def action_evaluate(self) -> None:
        self.post_message(Order("evaluate", [self._run_name]))

    def action_like(self) -> None:
        self.post_message(OpenLaunch(like=self._run_name))

    def action_copy(self) -> None:
        from lab.catalog import command

        if self._tidings:
            said = command(self._tidings.run.spec)
            self.app.copy_to_clipboard(said)
            self.notify(said, title="copied", markup=False)


def series(curves: Mapping[str, Drawable], names: Sequence[str], ink: Ink) -> dict[Axis, list[Series]]:
    """The curves that there are, over each axis that the run has."""
    found = [
        (name, curves[name], ink.series[k % len(ink.series)]) for k, name in enumerate(n for n in names if n in curves)
    ]
    axes: list[Axis] = ["steps", "episodes", "time"] if EPISODES in curves else ["steps", "time"]
    return {
        axis: [Series(name, curve.over(axis), curve.values, color) for name, curve, color in found] for axis in axes
    }


_FIGURES = (("time/tokens_per_s", "tokens/s"), ("memory/rss_mb", "MB"))
_PAPER = {"bc": "BC", "filtered-bc": "%BC", "online-bc": "online %BC", "mc": "MC", "ilql": "ILQL", "ppo": "online PPO"}


def references(tidings: RunTidings, ink: Ink) -> list[Reference]:
    """What the return is held against."""
    from lab.catalog import task

    one, algo = task(tidings.run.spec.task), tidings.run.spec.algo
    found = [Reference("best known", one.constants.high, ink.good), Reference("data", one.constants.mean, ink.muted)]
    paper = one.paper.get(_PAPER.get(algo, ""))
    if paper is not None:
        found.append(Reference(f"paper's {_PAPER[algo]}", paper, ink.accent))
    person = tidings.best_person
    return found if math.isnan(person) else [*found, Reference("best person", person, ink.primary)]


def facts_text(tidings: RunTidings, width: int, ink: Ink) -> Text:
    """State and progress; what it amounts to; its health in words."""
    run, latest = tidings.run, tidings.latest
    pace = latest.get("time/step_s", 0.0)
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append_text(state_text(run, ink)).append("  ")
    text.append_text(bar(run.step / max(run.steps, 1), max(10, min(40, width - 62)), ink=ink))
    text.append(f" {run.step}/{run.steps}", ink.text)
    if run.status == "running" and pace:
        text.append(f"  {duration((run.steps - run.step) * pace)} left", ink.muted)
    if run.started:
        spent = duration(run.took(tidings.now))
        text.append(f"  took {spent}" if run.finished else f"  {spent} so far", ink.muted)
    if run.note:
        text.append(f"  {one_line(run.note, 40)}", ink.muted)
    if run.remark:
        text.append(f"  {one_line(run.remark, 60)}", ink.accent)
    text.append("\n")
    found = run.evaluation
    if found:
        text.append(
            f"return {fixed(found.return_mean, 2)} ± {fixed(found.return_stderr, 2)}  score {fixed(found.score, 1)}",
            f"bold {ink.text}",
        )
        text.append(
            f" [{fixed(found.score_low, 1)} … {fixed(found.score_high, 1)}]  won {percent(found.success)}  illegal {percent(found.illegal_rate)}  in {found.episodes} games",
            ink.muted,
        )
    elif "eval/return" in latest:
        text.append(
            f"return {fixed(latest['eval/return'], 2)}  score {fixed(latest['eval/score'], 1)}", f"bold {ink.text}"
        )
        text.append(
            f"  illegal {percent(latest['eval/illegal'])}"
            + "".join(f"  {count(latest[name])} {unit}" for name, unit in _FIGURES if name in latest),
            ink.muted,
        )
    said = health(run, tidings.curves)
    color = {"good": ink.good, "plain": ink.muted, "bad": ink.bad}[said.tone]
    return text.append("\n").append(one_line(said.text, max(width, 20)), color)


def clock_at(tidings: RunTidings, axis: Axis, place: float) -> float:
    """Seconds since the epoch at a place on an axis."""
    course = _course(tidings, axis)
    seconds = place if course is None else float(np.interp(place, course.over(axis), course.seconds))
    return float(tidings.began + seconds + _MOMENT)


def place_at(tidings: RunTidings, axis: Axis, clock: float) -> float | None:
    """Where on an axis the run was at a time; None when it has no curve to tell."""
    course = _course(tidings, axis)
    return None if course is None else float(np.interp(clock - tidings.began, course.seconds, course.over(axis)))


def _course(tidings: RunTidings, axis: Axis) -> Drawable | None:
    """The curve with the most points, which tells best when the run was where."""
    there = [curve for curve in tidings.drawn.values() if curve.over(axis)]
    return max(there, key=lambda curve: len(curve.steps), default=None)
