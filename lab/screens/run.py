"""One run: its curves as they grow, its state, its latest games, its log."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from lab.format import count, duration, fixed, number, percent
from lab.health import health
from lab.keymap import named
from lab.messages import OpenLaunch, OpenReplay, Order
from lab.screens.ask import Ask
from lab.screens.place import Place
from lab.widgets.chrome import ink_of
from lab.widgets.curve import Reference, Series
from lab.widgets.panel import CurvePanel
from lab.widgets.plain import one_line, plain
from lab.widgets.rows import Rows
from lab.widgets.run_rows import state_text
from lab.widgets.spark import bar

if TYPE_CHECKING:
    from lab.feeds import Drawable, RunFeed, RunTidings
    from lab.records import LogLine
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
)
_ROOM = ((150, 45, 9), (110, 34, 6), (0, 0, 4))
"""From this width and height on, so many panels."""
_PAUSE = 0.03
"""Seconds between two plots that are drawn with new curves: two frames of the screen."""
_TYPING, _PATIENCE = 0.15, 1.0
"""Seconds after a key for which plots wait, since another may follow; and how long they wait at most."""


class RunScreen(Place):
    """A grid of curves over a line of facts."""

    HELP = """A run while it trains, or after. The dashed lines in the first plot are the dataset's mean, the best known player and
the paper's number for this algorithm.

Tab goes from plot to plot; enter makes one fill the screen, and there: l log scale, m smoothing, x steps or time, arrows read
values, + and − zoom, shift+arrows pan, 0 shows everything again. Number keys show and hide plots; g the games and i the log and
the config beside them. enter on a game replays it."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "run",
        [
            *(
                Binding(str(k + 1), f"panel({k})", PANELS[k][0], show=False, tooltip=f"Show or hide: {PANELS[k][0]}")
                for k in range(9)
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
    RunScreen #side { width: 44; display: none; background: $surface; padding: 0 1; }
    RunScreen #side.-open { display: block; }
    RunScreen #log { height: 10; display: none; background: $surface; padding: 0 2; border-top: solid $border; }
    RunScreen #log.-open { display: block; }
    """

    def __init__(self, home: Path, name: str) -> None:
        self.WHERE = f"runs › {name}"  # type: ignore[misc]
        super().__init__()
        self._home, self._run_name = home, name
        self._tidings: RunTidings | None = None
        self._hidden: set[int] = set()
        self._sides: tuple[bool, bool] | None = None
        self._told: Sequence[LogLine] | None = None
        """The log as it is shown; None before anything is."""
        self._due: list[int] = []
        """The plots that have not been given the latest curves yet."""
        self._drew = 0.0
        """When a plot was last drawn with new curves."""

    def body(self) -> ComposeResult:
        yield Static(id="facts")
        with Horizontal(id="middle"):
            with Grid(id="grid"):
                for k, (title, _) in enumerate(PANELS):
                    yield CurvePanel(f"{k + 1} {title}", id=f"panel{k}")
            with Vertical(id="side"):
                yield Static(Text("latest games   enter replays one"), id="games-title")
                yield Rows(id="games")
        with VerticalScroll(id="log"):
            yield Static(id="lines")

    def on_mount(self) -> None:
        self._arrange()
        self.query_one("#panel0").focus()

    def on_resize(self) -> None:
        self._arrange()

    def feed(self) -> RunFeed:
        from lab.feeds import RunFeed

        return RunFeed(self._run_name)

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
        if tidings.logs != self._told:
            self._told = tidings.logs
            self.query_one("#lines", Static).update(log_text(tidings, colors))

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
        return panel.show(*series(self._tidings.drawn, PANELS[k][1], colors), levels) and panel.display

    # Layout

    def _arrange(self) -> None:
        """As many of the panels that have something to show as the terminal has room for."""
        width, height = self.size
        room = next(most for wide, high, most in _ROOM if width >= wide and height >= high)
        self._open_sides(width, height)
        panels = [self.query_one(f"#panel{k}", CurvePanel) for k in range(len(PANELS))]
        wanted = [k for k, panel in enumerate(panels) if k not in self._hidden and (not panel.empty or k == 0)][:room]
        for k, panel in enumerate(panels):
            panel.display = k in wanted
        across = 1 if len(wanted) == 1 else 2 if len(wanted) <= 4 else 3
        grid = self.query_one("#grid", Grid)
        grid.styles.grid_size_columns = across
        grid.styles.grid_size_rows = -(-max(len(wanted), 1) // across)

    def _open_sides(self, width: int, height: int) -> None:
        games, log = self._sides if self._sides else (width >= 150, height >= 45)
        self.query_one("#side").set_class(games, "-open")
        self.query_one("#log").set_class(log, "-open")

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
            text = Text(f"{head.id:>6} {head.phase:<5} step {head.step:<6}{number(head.total):>7}", style=style, end="")
            return text.append(f"{head.turns:>4} turns" + ("  !" if head.illegal else ""), colors.muted)

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

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.post_message(OpenReplay(self._run_name, int(event.key)))

    def action_replay(self) -> None:
        self.post_message(OpenReplay(self._run_name))

    def action_stop(self) -> None:
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


def series(curves: Mapping[str, Drawable], names: Sequence[str], ink: Ink) -> tuple[list[Series], list[Series]]:
    """The curves that there are, over steps and over seconds since the run began."""
    found = [
        (name, curves[name], ink.series[k % len(ink.series)]) for k, name in enumerate(n for n in names if n in curves)
    ]
    steps = [Series(name, curve.steps, curve.values, color) for name, curve, color in found]
    return steps, [Series(name, curve.seconds, curve.values, color) for name, curve, color in found]


_PAPER = {"bc": "BC", "filtered-bc": "%BC", "online-bc": "online %BC", "mc": "MC", "ilql": "ILQL", "ppo": "online PPO"}


def references(tidings: RunTidings, ink: Ink) -> list[Reference]:
    """What the return is held against."""
    from lab.catalog import task

    one, algo = task(tidings.run.spec.task), tidings.run.spec.algo
    found = [Reference("best known", one.constants.high, ink.good), Reference("data", one.constants.mean, ink.muted)]
    paper = one.paper.get(_PAPER.get(algo, ""))
    return found if paper is None else [*found, Reference(f"paper's {_PAPER[algo]}", paper, ink.accent)]


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
            f"  illegal {percent(latest['eval/illegal'])}  {count(latest.get('time/tokens_per_s', 0))} tokens/s  {count(latest.get('memory/rss_mb', 0))} MB",
            ink.muted,
        )
    said = health(run, tidings.curves)
    color = {"good": ink.good, "plain": ink.muted, "bad": ink.bad}[said.tone]
    return text.append("\n").append(one_line(said.text, max(width, 20)), color)


def log_text(tidings: RunTidings, ink: Ink) -> Text:
    """The run's config, then the tail of its log, newest first."""
    from lab.catalog import command

    text = Text(command(tidings.run.spec), style=ink.accent, end="")
    for line in reversed(tidings.logs):
        color = {"info": ink.muted, "warning": ink.accent, "error": ink.bad}[line.level]
        text.append(f"\n{plain(line.text.strip())}", color)
    return text
