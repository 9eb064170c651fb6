"""Who stands where in a task: people, agents, scripted and prompted players and the paper's numbers on one scale."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static

from lab.catalog import TASKS
from lab.catalog import task as find_task
from lab.format import fixed, percent
from lab.keymap import named
from lab.measuring import Measuring, Told
from lab.messages import OpenPlay, OpenReplay, OpenRun
from lab.screens.ask import Choose
from lab.screens.place import Place
from lab.widgets.board_rows import GLYPHS, Line, columns, figure, header, kind_color, line, top_of
from lab.widgets.chrome import Top, ink_of
from lab.widgets.plain import one_line
from lab.widgets.rows import Rows

if TYPE_CHECKING:
    from lab.board import Facts, Kind, Row
    from lab.feeds import BoardFeed
    from lab.theme import Ink

_REST = 0.6
"""Seconds that a task is looked at before its players are measured: whoever leafs through starts nothing."""


_WHAT: dict[Kind, str] = {
    "people": "a person",
    "agents": "an agent",
    "scripted": "scripted",
    "prompted": "prompted",
    "paper": "from the paper",
    "lab": "the lab's",
}

_WIDE = 100
"""Columns from which on it stands beside the kinds how many there are."""


class LeaderboardScreen(Place):
    """A table of players, best first."""

    WHERE = "leaderboard"
    HELP = """Everybody on one scale: the mean return with its 95 % bootstrap interval, and the score: 0 is the worst, 50 the mean of
the dataset, 100 the best known player. Bars draw the score from 0, their thin ends the interval.

People count with the games they played themselves: without hints, against the lab's own simulator, a seed the first time only.
A game given up counts as lost. Agents are runs that are done, with their final evaluation; of runs that differ in their seed
only, the best stands for all (×3), and s shows each. Scripted players play the same evaluation games, once. Prompted chat models
are here when `lmrl-lab eval prompted TASK --model M` has played some of them. The paper's returns are placed by its own rule;
where the score that it prints (≠) does not follow from that, both are told.

The lab's own are the results that come with it, agents its makers trained on two cores: the mean of their seeds.

Left and right go from task to task, t chooses one; 1 to 6 hide and show people, agents, scripted players, prompted models, the
paper and the lab's own. enter opens a run, and replays the best game of anybody else; r replays an agent's, too."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "leaderboard",
        [
            Binding(
                "left", "task(-1)", "task before", key_display="←", tooltip="The task before", show=False, priority=True
            ),
            Binding(
                "right",
                "task(1)",
                "task",
                key_display="←→",
                tooltip="The next task; left: the one before",
                priority=True,
            ),
            Binding("t", "choose_task", "choose task", tooltip="Choose the task from a list"),
            Binding("p", "play", "play", tooltip="Play this task; the game counts here"),
            Binding("r", "replay", "replay", tooltip="The best game of the row, turn by turn"),
            Binding("s", "seeds", "seeds", tooltip="The best seed of a setting, or every run"),
            Binding("1", "hide('people')", "people", tooltip="Show or hide people", show=False),
            Binding("2", "hide('agents')", "agents", tooltip="Show or hide agents", show=False),
            Binding("3", "hide('scripted')", "scripted", tooltip="Show or hide scripted players", show=False),
            Binding("4", "hide('prompted')", "prompted", tooltip="Show or hide prompted chat models", show=False),
            Binding("5", "hide('paper')", "paper", tooltip="Show or hide the paper's numbers", show=False),
            Binding("6", "hide('lab')", "lab", tooltip="Show or hide what the lab's makers trained", show=False),
            Binding("y", "mine", "yours", tooltip="Go to your own row", show=False),
        ],
    )
    DEFAULT_CSS = """
    LeaderboardScreen #about { height: 3; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis; }
    LeaderboardScreen #heads { height: 1; padding: 0 1; background: $surface; }
    LeaderboardScreen Rows { height: 1fr; padding: 0 1 0 0; }
    LeaderboardScreen #under { height: 3; padding: 0 2; background: $panel; }
    LeaderboardScreen #detail { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, home: Path, task: str) -> None:
        super().__init__()
        self._home, self._whose = home, find_task(task).name
        self._facts: Facts | None = None
        self._board: list[Row] = []
        self._hidden: set[Kind] = set()
        self._every_run = False
        self._placed = False
        self._measuring: Measuring | None = None
        self._timer: Timer | None = None
        self._going: dict[str, str] = {}
        """How far the measurement of a player of this task is, in few words."""
        self._failed: dict[str, str] = {}
        """Why a player of this task cannot be measured."""

    def body(self) -> ComposeResult:
        yield Static(id="about")
        yield Static(id="heads")
        yield Rows(id="board")
        with Vertical(id="under"):
            yield Static(id="detail")

    def on_mount(self) -> None:
        self._titled()
        self.query_one(Rows).focus()

    def on_unmount(self) -> None:
        self._rest()

    def on_resize(self) -> None:
        if self._facts:
            self._show()

    def feed(self) -> BoardFeed:
        from lab.feeds import BoardFeed

        return BoardFeed(self._whose)

    def tell(self, tidings: Facts) -> None:
        if tidings.task.name != self._whose:
            return
        self._facts = tidings
        self._show()
        if tidings.missing and self._timer is None:
            self._timer = self.set_timer(_REST, self._begin)

    # Scripted players, measured in a process of their own

    def _begin(self) -> None:
        from lab.measured import writable

        if writable(self._home):
            self._measure(self._whose)
        else:
            missing = self._facts.missing if self._facts else ()
            self._failed = dict.fromkeys(missing, "not measured: this home is for reading only")
            self._show()

    @work(thread=True, group="measure")
    def _measure(self, task: str) -> None:
        child = Measuring(self._home, task)
        self.from_thread(self._measured_by, child, task)
        if self._measuring is not child:
            # The screen shows another task by now, or is closed.
            child.stop()
        for told in child:
            self.from_thread(self._told, task, told)
        child.close()

    def _measured_by(self, child: Measuring, task: str) -> None:
        if task == self._whose and self._timer is not None:
            self._measuring = child

    def _told(self, task: str, told: Told) -> None:
        if task != self._whose:
            return
        self._going[told.player] = f"{told.done} of {told.of}" if told.of else "measured"
        if told.error:
            self._failed[told.player] = f"not measured: {told.error}"
        if told.of or told.error:
            self._show()
        else:
            self.on_screen_resume()  # Read again: files beside the store have changed.

    def _rest(self) -> None:
        """Measures no further."""
        if self._timer:
            self._timer.stop()
        if self._measuring:
            self._measuring.stop()
        self._timer, self._measuring, self._going, self._failed = None, None, {}, {}

    def _measured(self, row: Row) -> str:
        """How far a player's measurement is."""
        return "not measured" if row.name in self._failed else self._going.get(row.name, "to be measured")

    # Drawing

    def _titled(self) -> None:
        self.query_one(Top).where = f"leaderboard › {self._whose}"

    def _show(self) -> None:
        from lab.board import ranks, rows

        if self._facts is None:
            return
        self._board = rows(self._facts, every_run=self._every_run)
        colors, places = ink_of(self.app), ranks(self._board)
        chosen = [row for row in self._board if row.kind not in self._hidden]
        top = top_of(chosen)

        def draw(index: int, width: int) -> Text:
            row = chosen[index]
            mine = row.kind == "people" and self._facts is not None and row.name == self._facts.you
            what = Line(row, places.get(row.key, 0), top, mine, self._measured(row))
            return line(what, columns(width), colors)

        table = self.query_one(Rows)
        table.show([row.key for row in chosen], draw)
        if not self._placed:
            self._placed = True
            self.action_mine()
        self.query_one("#heads", Static).update(header(columns(self.size.width - 3), top, colors), layout=False)
        self.query_one("#about", Static).update(self._about(colors), layout=False)
        self._detail()

    def _about(self, ink: Ink) -> Text:
        from lab.board import KINDS

        assert self._facts is not None
        names = list(TASKS)
        text = Text(end="")
        text.append(f"‹ {self._whose} ›", f"bold {ink.accent}")
        text.append(f"  {names.index(self._whose) + 1} of {len(names)}  ", ink.muted)
        text.append(f"{find_task(self._whose).summary}\n", ink.text)
        text.append_text(self._yours(ink)).append("\n")
        wide = self.size.width >= _WIDE
        for number, kind in enumerate(KINDS, 1):
            count = sum(row.kind == kind for row in self._board)
            faint = kind in self._hidden
            text.append(f"{number} ", f"bold {ink.muted if faint else ink.accent}")
            text.append(f"{'–' if faint else GLYPHS[kind]} ", ink.faint if faint else kind_color(kind, ink))
            text.append(f"{kind} ", ink.muted if faint else ink.text)
            text.append(("hidden" if faint else str(count)) + "   " if wide else " ", ink.muted)
        return text

    def _yours(self, ink: Ink) -> Text:
        """Where the person at the keyboard stands, or how to get there."""
        from lab.board import counted, standing

        assert self._facts is not None
        good, left_out = counted([game for game in self._facts.games if game.player == self._facts.you])
        mine = standing(self._board, self._facts.you)
        aside = f"   not counted: {', '.join(f'{count} {why}' for why, count in left_out.items())}" if left_out else ""
        if mine:
            games = "1 game" if len(good) == 1 else f"{len(good)} games"
            text = Text.assemble(("you: ", ink.text), (f"rank {mine.rank} of {mine.of}", f"bold {ink.accent}"), end="")
            text.append(
                f"   {games}, return {figure(mine.row.return_mean)}, score {fixed(mine.row.score, 1)}", ink.text
            )
            return text.append(aside, ink.muted)
        nobody = not any(row.kind == "people" for row in self._board)
        said = "Nobody's games count here yet: " if nobody else "You are not on this board yet: "
        return Text.assemble(
            (said, ink.text),
            ("p", f"bold {ink.accent}"),
            (" plays one, and it counts", ink.text),
            (aside, ink.muted),
            end="",
        )

    def _row(self) -> Row | None:
        """The row under the cursor."""
        key = self.query_one(Rows).key
        return next((row for row in self._board if row.key == key), None)

    def _detail(self) -> None:
        row, colors = self._row(), ink_of(self.app)
        self.query_one("#detail", Static).update(self._told_of(row, colors) if row else Text(""))

    def _told_of(self, row: Row, ink: Ink) -> Text:
        from lab.board import rule

        assert self._facts is not None
        what = _WHAT[row.kind]
        width = max(self.size.width - 5, 20)
        text = Text(no_wrap=True, end="")
        text.append(one_line(row.run or row.name or "(no name)", width // 2), f"bold {kind_color(row.kind, ink)}")
        text.append(f"  {what}", ink.muted)
        if not row.ranked:
            said = (
                self._failed.get(row.name)
                or f"being measured by the task's own evaluation games, {self._measured(row)}"
            )
            text.append(f"   {one_line(said, width - len(row.name) - 14)}", ink.text)
        elif math.isfinite(row.score_high):
            text.append(
                f"   score {fixed(row.score, 1)} [{fixed(row.score_low, 1)} … {fixed(row.score_high, 1)}]", ink.text
            )
        if row.games:
            text.append(f"   won {percent(row.success)} of {row.games}", ink.muted)
        if row.illegal > 0:
            text.append(f"   {percent(row.illegal)} illegal", ink.muted)
        text.append(f"\n{one_line(row.note, width)}\n", ink.text)
        return text.append(
            one_line(rule(self._facts.task) if row.kind == "people" else self._opens(row), width), ink.muted
        )

    def _opens(self, row: Row) -> str:
        """What enter does."""
        if row.kind == "paper":
            return "only its mean return is known: there is no game to replay"
        if row.kind == "lab":
            return f"again: {row.again}"
        if row.kind == "agents":
            return "enter opens the run" + (", r replays its best game" if row.best is not None else "")
        return "enter replays its best game" if row.best is not None else "there is no game to replay yet"

    # Keys

    def on_rows_moved(self, event: Rows.Moved) -> None:
        if self._facts:
            self._detail()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        row = self._row()
        if row and row.run:
            self.post_message(OpenRun(row.run))
        else:
            self.action_replay()

    def action_replay(self) -> None:
        row = self._row()
        if row and row.best is not None:
            self.post_message(OpenReplay(row.run, row.best))
        elif row:
            self.notify(self._opens(row), timeout=3, markup=False)

    def action_play(self) -> None:
        from lab.screens.play import PlayScreen

        under = self.app.screen_stack[-2]
        if isinstance(under, PlayScreen) and under.game_task.name == self._whose:
            self.app.pop_screen()
        else:
            self.post_message(OpenPlay(self._whose))

    def action_task(self, by: int) -> None:
        names = list(TASKS)
        self._go(names[(names.index(self._whose) + by) % len(names)])

    def action_choose_task(self) -> None:
        options = [(task.name, task.summary) for task in TASKS.values()]
        self.app.push_screen(Choose("Whose leaderboard?", options), self._go)

    def _go(self, task: str | None) -> None:
        if task is None or task == self._whose:
            return
        self._rest()
        self._whose, self._facts, self._placed = task, None, False
        self._titled()
        self.on_screen_resume()

    def action_seeds(self) -> None:
        self._every_run = not self._every_run
        self.notify("every run" if self._every_run else "the best seed of each setting", timeout=1.5)
        self._show()

    def action_hide(self, kind: Kind) -> None:
        self._hidden ^= {kind}
        self._show()

    def action_mine(self) -> None:
        if self._facts:
            self.query_one(Rows).move_to(f"people {self._facts.you}")
