"""Home: every run, live."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from lab.keymap import named
from lab.messages import (
    OpenCompare,
    OpenLaunch,
    OpenLeaderboard,
    OpenMachine,
    OpenPlay,
    OpenReplay,
    OpenRun,
    OpenWelcome,
    Order,
    Remark,
)
from lab.screens.ask import Ask, AskText
from lab.screens.place import Place
from lab.sieve import run_sieve
from lab.widgets.chrome import ink_of
from lab.widgets.plain import one_line, plain
from lab.widgets.rows import Rows
from lab.widgets.run_rows import Drawn, Facts, columns, header

if TYPE_CHECKING:
    from lab.feeds import RunsFeed, RunsTidings
    from lab.records import Run

Sort = Literal["age", "score", "task", "state"]
Group = Literal["", "task", "algo", "sweep"]
_SORTS: tuple[Sort, ...] = ("age", "score", "task", "state")
_GROUPS: tuple[Group, ...] = ("", "task", "algo", "sweep")


class RunsScreen(Place):
    """A table of runs."""

    WHERE = "runs"
    HELP = """Every run, live: what it trains, how far it is, the course of its return, its score with the 95 % interval, and how many
of its texts the game did not know. Runs are processes of their own: they go on when this app is closed.

n launches a new one, enter opens the one under the cursor. space marks runs; c compares the marked ones. / filters, o sorts, g
groups. t notes something about a run, where words with a # are tags. l shows who stands where in the run's task, M how busy the
machine is.

p plays the run's task in person while its agent plays the same game: both scores stand beside each other at the end.

A filter takes words (maze ilql), fields (algo:ilql model:smol state:done tag:good note:text sweep:first), knobs and figures
(lr>1e-4 seed=3 score>=90 return<0), a minus before what shall not be (-task:wordle), and `or` between alternatives."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "runs",
        [
            Binding("n", "new", "new", tooltip="Launch a run: choose task, algorithm and knobs"),
            Binding("space", "mark", "mark", tooltip="Mark the run, to compare or stop several at once"),
            Binding("c", "compare", "compare", tooltip="The marked runs over each other"),
            Binding("r", "replay", "replay", tooltip="The run's games, turn by turn"),
            Binding(
                "p", "play", "play", tooltip="Play the run's task in person, its agent beside you in the same game"
            ),
            Binding(
                "l",
                "leaderboard",
                "leaderboard",
                tooltip="Who stands where in the run's task: people, agents, the paper",
            ),
            Binding("s", "stop", "stop", tooltip="Stop the run; it can go on later"),
            Binding("u", "resume", "resume", tooltip="Go on with a stopped, failed or lost run"),
            Binding("e", "evaluate", "evaluate", tooltip="Play the task's evaluation games with its agent"),
            Binding(
                "slash",
                "filter",
                "filter",
                key_display="/",
                tooltip="Show only runs with these words, knobs, tags or figures",
            ),
            Binding("o", "sort", "sort", tooltip="Sort by age, score, task or state"),
            Binding("g", "group", "group", tooltip="Group by task, algorithm or sweep"),
            Binding("P", "pin", "pin", tooltip="Keep the run at the top"),
            Binding("A", "mark_all", "mark all", show=False, tooltip="Mark all runs that are shown, or none of them"),
            Binding("t", "remark", "note", tooltip="Note something about the run; words with a # are tags"),
            Binding("M", "machine", "machine", tooltip="How busy the machine is: processor, memory, GPU"),
            Binding("y", "copy", "copy", tooltip="Copy the run's command"),
            Binding("d", "delete", "delete", tooltip="Delete the run with all that was kept of it"),
            Binding("h", "welcome", "welcome", tooltip="The demonstration, a game, a tour", show=False),
            Binding("escape", "clear", "clear", tooltip="Clear filter and marks", show=False),
        ],
    )
    DEFAULT_CSS = """
    RunsScreen #heads { height: 1; padding: 0 1; background: $surface; }
    RunsScreen Rows { height: 1fr; padding: 0 1 0 0; }
    RunsScreen #filter { display: none; height: 3; }
    RunsScreen #empty { height: 1fr; padding: 2 4; display: none; }
    """

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home
        self._feed: RunsFeed | None = None
        self._tidings: RunsTidings | None = None
        self._marked: set[str] = set()
        self._words = ""
        self._sieve = run_sieve("")
        self._sort: Sort = "age"
        self._group: Group = ""
        self._greeted = False
        self._drawn = Drawn()

    def body(self) -> ComposeResult:
        yield Static(id="heads")
        yield Rows(id="runs")
        yield Static(id="empty")
        yield Input(
            placeholder="words to look for, or algo:ilql lr>1e-4 tag:good -task:wordle score>=90 or …", id="filter"
        )

    def on_mount(self) -> None:
        self.query_one(Rows).focus()

    def on_resize(self) -> None:
        if self._tidings:
            self._show()

    def feed(self) -> RunsFeed:
        from lab.feeds import RunsFeed

        self._feed = self._feed or RunsFeed()
        return self._feed

    def tell(self, tidings: RunsTidings) -> None:
        from lab.app import LabApp

        self._tidings = tidings
        if isinstance(self.app, LabApp):
            self.app.known_runs = tidings.runs
        self._show()
        if not tidings.runs and not tidings.games and not self._greeted and self.app.screen is self:
            self._greeted = True
            self.post_message(OpenWelcome())

    # Drawing

    def _show(self) -> None:
        tidings = self._tidings
        if tidings is None:
            return
        rows, colors = self.query_one(Rows), ink_of(self.app)
        chosen = self._ordered([run for run in tidings.runs if self._sieve.passes(run)])
        self.query_one("#filter", Input).border_subtitle = f"{len(chosen)} of {len(tidings.runs)}"
        empty = self.query_one("#empty", Static)
        empty.display = not chosen
        rows.display = bool(chosen)
        if not chosen:
            empty.update(Text(self._nothing(tidings), style=colors.muted))
        keys: list[str | None] = []
        lines: list[Run | str] = []
        for run in chosen:
            title = self._title(run)
            if title and (not lines or title not in lines):
                keys.append(None)
                lines.append(title)
            keys.append(run.id)
            lines.append(run)

        def draw(index: int, width: int) -> Text:
            line = lines[index]
            if isinstance(line, str):
                return Text(f"{one_line(line, width - 1)} ", style=f"bold {colors.accent}", end="")
            latest = tidings.latest[line.id]
            pace = latest.get("time/step_s", math.nan)
            facts = Facts(line, latest, tidings.returns[line.id], pace, tidings.now, line.id in self._marked)
            return self._drawn.row(facts, width, colors)

        rows.show(keys, draw)
        sorted_by = {"age": "age", "score": "score", "task": "task", "state": "state"}[self._sort]
        self.query_one("#heads", Static).update(header(columns(self.size.width - 3), colors, sorted_by), layout=False)

    def _nothing(self, tidings: RunsTidings) -> str:
        """Why there is no row."""
        if not tidings.runs:
            return "No runs yet.  n launches one, h shows what else there is to do."
        return f"No run passes this filter{f': {self._sieve.unknown}' if self._sieve.unknown else ''}."

    def _title(self, run: Run) -> str:
        """The heading of the group that the run is in; empty for none."""
        sweep = run.sweep or "in no sweep"
        return {"": "", "task": run.spec.task, "algo": run.spec.algo, "sweep": sweep}[self._group]

    def _ordered(self, runs: list[Run]) -> list[Run]:
        def key(run: Run) -> tuple[object, ...]:
            score = -run.evaluation.score if run.evaluation else math.inf
            by: dict[Sort, tuple[object, ...]] = {
                "age": (), "score": (score,), "task": (run.spec.task, run.spec.algo, score), "state": (not run.under_way, run.status),
            }  # fmt: skip
            return (self._group == "sweep" and not run.sweep, self._title(run), not run.pinned, *by[self._sort])

        # Runs come newest first and stay so where all else is equal; the clock, which may have been set, is not asked.
        return sorted(runs, key=key)

    # Keys

    @property
    def _here(self) -> str | None:
        return self.query_one(Rows).key

    @property
    def _chosen(self) -> list[str]:
        """The marked runs, or the one under the cursor."""
        return sorted(self._marked) or ([self._here] if self._here else [])

    def _run(self) -> Run | None:
        runs = self._tidings.runs if self._tidings else ()
        return next((run for run in runs if run.id == self._here), None)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.post_message(OpenRun(event.key))

    def action_new(self) -> None:
        self.post_message(OpenLaunch(like=self._here or ""))

    def action_mark(self) -> None:
        if self._here:
            self._marked ^= {self._here}
            self._show()
            self.query_one(Rows).action_move(1)

    def action_compare(self) -> None:
        if len(self._marked) < 2:
            self.notify("mark two runs or more with space first")
        else:
            runs = self._tidings.runs if self._tidings else ()
            self.post_message(OpenCompare([run.id for run in runs if run.id in self._marked]))

    def action_replay(self) -> None:
        self.post_message(OpenReplay(self._here or ""))

    def action_play(self) -> None:
        run = self._run()
        self.post_message(OpenPlay(run.spec.task, run.id) if run else OpenPlay())

    def action_leaderboard(self) -> None:
        run = self._run()
        self.post_message(OpenLeaderboard(run.spec.task if run else ""))

    def action_stop(self) -> None:
        runs = self._tidings.runs if self._tidings else ()
        going = [run.id for run in runs if run.under_way and run.id in self._chosen]
        if going:
            self._ask("stop", "Stop {}? It keeps a checkpoint and can go on later.", going)
        else:
            self.notify("there is nothing to stop: no chosen run is under way")

    def action_delete(self) -> None:
        self._ask(
            "delete",
            "Delete {} with checkpoints, metrics and games? Games that were forked stay, with their branches. This cannot be undone.",
            self._chosen,
        )

    def _ask(self, verb: str, question: str, chosen: list[str]) -> None:
        if chosen:

            def answered(sure: bool | None) -> None:
                if sure:
                    self._marked -= set(chosen)
                    self.post_message(Order(verb, chosen))

            self.app.push_screen(Ask(question.format(", ".join(chosen))), answered)

    def action_resume(self) -> None:
        self.post_message(Order("resume", self._chosen))

    def action_evaluate(self) -> None:
        self.post_message(Order("evaluate", self._chosen))

    def action_pin(self) -> None:
        run = self._run()
        if run:
            self.post_message(Order("unpin" if run.pinned else "pin", [run.id]))

    def action_mark_all(self) -> None:
        here = {key for key in self.query_one(Rows).keys if key is not None}
        self._marked = self._marked - here if here <= self._marked else self._marked | here
        self._show()

    def action_remark(self) -> None:
        chosen, run = self._chosen, self._run()

        def answered(text: str | None) -> None:
            if text is not None:
                self.post_message(Remark(chosen, text))

        if chosen and run:
            about = chosen[0] if len(chosen) == 1 else f"{len(chosen)} runs"
            self.app.push_screen(
                AskText(f"A note on {about}; words with a # are tags:", plain(run.remark, newline=" ")), answered
            )

    def action_machine(self) -> None:
        self.post_message(OpenMachine())

    def action_copy(self) -> None:
        from lab.catalog import command

        run = self._run()
        if run:
            self.app.copy_to_clipboard(command(run.spec))
            self.notify(command(run.spec), title="copied", markup=False)

    def action_filter(self) -> None:
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._words, self._sieve = event.value, run_sieve(event.value)
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.query_one("#filter", Input).display = bool(self._words)
        self.query_one(Rows).focus()

    def action_clear(self) -> None:
        box = self.query_one("#filter", Input)
        box.value, box.display = "", False
        self._words, self._sieve, self._marked = "", run_sieve(""), set()
        self.query_one(Rows).focus()
        self._show()

    def action_sort(self) -> None:
        self._sort = _SORTS[(_SORTS.index(self._sort) + 1) % len(_SORTS)]
        self.notify(f"sorted by {self._sort}", timeout=1.5)
        self._show()

    def action_group(self) -> None:
        self._group = _GROUPS[(_GROUPS.index(self._group) + 1) % len(_GROUPS)]
        self._show()

    def action_welcome(self) -> None:
        self.post_message(OpenWelcome())
