"""Any stored episode, turn by turn, and what the best known player would have said."""

from __future__ import annotations

import math
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from lab.film import Film, listed, load_film, ordered, worths
from lab.format import number
from lab.games import Order
from lab.keymap import named
from lab.manners import manner
from lab.problem import Problem
from lab.records import EpisodeHead
from lab.screens.branches import Branches
from lab.screens.lens import Lens, ranked
from lab.store import Store
from lab.theme import Ink
from lab.tree import Tree
from lab.widgets.boards import board
from lab.widgets.chrome import ink_of
from lab.widgets.film import facts, listing
from lab.widgets.lens import best_token
from lab.widgets.plain import brief
from lab.widgets.transcript import transcript
from lab.widgets.tree import asides, excerpt
from tasks.protocol import Unavailable

if TYPE_CHECKING:
    from lab.feeds import TreeFeed

_SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Turns a second."""
_WIDE = 120
_LISTED = 44
"""Cells of a line in the list beside the story."""
_PATIENCE = 60.0
"""Seconds for which regrets are looked for, at most."""
_NOTHING = 1e-9
"""A regret that is none, but for rounding."""
_TELLING = 0.25
"""Seconds between two tellings of what was found."""


class ReplayScreen(Branches):
    """One episode, and the list it is from."""

    HELP = """An episode, turn by turn. Left and right go from turn to turn, home and end to its ends, space plays it.

The story shows the exact texts, a line feed as ⏎; what the agent no longer remembered at this turn is dim. Beneath it: what
the turn earned, the return so far, and what the best known player would have said in the agent's place.

Why did it fail? w lists the worst games first, g goes to the turn that cost most; what was said there and what the best known
player would have said stand side by side, and t shows what the agent thought of every token.

n, b and w order the run's episodes newest, best or worst first; [ and ] go through them.

f takes over at this turn: play on yourself, or let a scripted player or any run's agent do it. The branch is kept, and can be
forked again: r shows the tree, where branches are also noted and deleted. Lines in the story, and figures under the course of
the return, tell where branches leave: j goes to the next such turn, enter into the branch, p back to what it was forked from,
comma and full stop to the branches beside it. c sets a branch beside its parent. Clicks do all that, too.

t puts the texts under a microscope: the run's agent reads every token of the game. Up and down go from token to token, v
colours them by another figure: its probability under π and π_BC, Q, V, advantage, the entropy of π. a goes to the turn with
the largest advantage, then to the next one; g to the turn with the largest regret, which is what the best known player
would have earned more, had it played on from before the turn instead of after it."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "replay",
        [
            Binding("right", "turn(1)", "next turn", key_display="→", tooltip="The turn after", priority=True),
            Binding(
                "left", "turn(-1)", "back a turn", key_display="←", tooltip="The turn before", show=False, priority=True
            ),
            Binding("space", "play", "play", tooltip="Play on its own, or pause"),
            Binding(
                "w",
                "order('worst')",
                "worst",
                tooltip="List the worst episodes first, those of the latest evaluation before all",
            ),
            Binding("g", "jump('regret')", "regret", tooltip="To the turn with the largest regret, then the next"),
            Binding("t", "lens", "tokens", tooltip="What the agent makes of every token: probability, Q, V, advantage"),
            *Branches.KEYS,
            Binding(
                "left_square_bracket", "episode(-1)", "prev", key_display="[", tooltip="The episode before in the list"
            ),
            Binding(
                "right_square_bracket",
                "episode(1)",
                "next episode",
                key_display="]",
                tooltip="The next episode in the list",
            ),
            Binding(
                "a", "jump('advantage')", "advantage", tooltip="To the turn with the largest advantage, then the next"
            ),
            Binding("v", "color", "colour by", tooltip="Colour the tokens by another figure"),
            Binding(
                "up",
                "token(-1)",
                "token before",
                key_display="↑",
                tooltip="The token before",
                show=False,
                priority=True,
            ),
            Binding(
                "down", "token(1)", "token after", key_display="↓", tooltip="The token after", show=False, priority=True
            ),
            Binding("b", "order('best')", "best", tooltip="List the best episodes first"),
            Binding("n", "order('newest')", "newest", tooltip="List the newest episodes first"),
            Binding("home", "ends(0)", "start", tooltip="The beginning", show=False, priority=True),
            Binding("end", "ends(-1)", "end", tooltip="The end", show=False, priority=True),
            Binding("plus,equals_sign", "speed(1)", "faster", tooltip="Play faster", show=False),
            Binding("minus", "speed(-1)", "slower", tooltip="Play slower", show=False),
        ],
    )
    DEFAULT_CSS = """
    ReplayScreen #film { height: 1fr; }
    ReplayScreen #picture { width: auto; min-width: 28; padding: 1 2; background: $surface; }
    ReplayScreen #story { width: 1fr; padding: 0 1; }
    ReplayScreen #said { height: auto; }
    ReplayScreen #list { width: 46; background: $surface; padding: 0 1; display: none; }
    ReplayScreen.-wide #list { display: block; }
    ReplayScreen #fact { text-wrap: nowrap; text-overflow: ellipsis; }
    ReplayScreen #facts { height: 5; padding: 0 2; background: $panel; }
    """

    def __init__(self, home: Path, run_id: str | None, episode_id: int | None = None) -> None:
        self.WHERE = f"replay › {run_id or 'games'}"  # type: ignore[misc]
        super().__init__(home)
        self._run, self._wanted = run_id, episode_id
        self._order: Order = "newest"
        self._heads: list[EpisodeHead] = []
        self._film: Film | None = None
        self._at = 0
        self._speed = 1
        self._timer: Timer | None = None
        self._worth: dict[int, float] = {}
        """By the agent turns that are over, what the best known player would still earn."""
        self._jumped: list[tuple[str, int]] = []
        """The turns that jumps have been to, each with what was looked for; forgotten when one goes elsewhere."""

    @property
    def film(self) -> Film | None:
        return self._film

    @property
    def at(self) -> int:
        """Agent turns shown."""
        return self._at

    def body(self) -> ComposeResult:
        with Horizontal(id="film"):
            yield Static(id="picture")
            with VerticalScroll(id="story", can_focus=False):
                yield Static(Text("reading…"), id="said")
            with VerticalScroll(id="list", can_focus=False):
                yield Static(id="kin")
                yield Static(id="heads")
        yield Lens(self._home)
        with Vertical(id="facts"):
            yield Static(id="fact")

    def on_mount(self) -> None:
        self._list(self._wanted)

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _WIDE, "-wide")
        if self.is_mounted:
            self._show()

    # Reading, off the event loop

    @work(thread=True, exclusive=True, group="list")
    def _list(self, wanted: int | None) -> None:
        try:
            with Store(self._home, readonly=True) as store:
                heads = listed(store, self._run, self._order)
                chosen = wanted if wanted is not None else heads[0].id if heads else None
                film = None if chosen is None else load_film(store, chosen)
        except (Problem, Unavailable) as problem:
            self.from_thread(self._failed, str(problem))
            return
        self.from_thread(self._listed, heads, film)

    @work(thread=True, exclusive=True, group="film")
    def _open(self, wanted: int, at: int) -> None:
        try:
            with Store(self._home, readonly=True) as store:
                film = load_film(store, wanted)
        except (Problem, Unavailable) as problem:
            self.from_thread(self._failed, str(problem))
            return
        self.from_thread(self._opened, film, at)

    def _failed(self, why: str) -> None:
        self.query_one("#said", Static).update(Text(brief(why)))

    def _listed(self, heads: list[EpisodeHead], film: Film | None) -> None:
        self._heads = heads
        if film is None:
            self._failed("No episodes yet: a run keeps its first ones when it is first evaluated.")
        else:
            self._opened(film)

    def _opened(self, film: Film, at: int = 0) -> None:
        self._film, self._at = film, min(at, film.spoken)
        self._worth, self._jumped = {}, []
        self._root(film.tree)
        self.query_one(Lens).follow(film)
        self._show()
        self._measure(film)

    def open_episode(self, wanted: int, at: int = 0) -> None:
        self._pause()
        self._open(wanted, at)

    def open_after_deletion(self, wanted: int | None) -> None:
        self._pause()
        self._list(wanted)

    def feed(self) -> TreeFeed:
        from lab.feeds import TreeFeed

        return TreeFeed(lambda: self._film.stored.head.id if self._film else None)

    def tell(self, tidings: Tree) -> None:
        """Somebody may have forked, noted or deleted, here or in another process."""
        film = self._film
        if film and film.stored.head.id in tidings and (self._kin is None or tidings.nodes != self._kin.nodes):
            self._root(tidings)
            self._show(moved=False)

    def _root(self, tree: Tree) -> None:
        """The tree of the episode on the screen is this one by now; its branches are in the list, and none that are gone."""
        gone = {node.head.id for node in self._kin.nodes if node.head.id not in tree} if self._kin else set()
        stays = [head for head in self._heads if head.id not in gone or head.phase != "fork"]
        self._heads = ordered([*stays, *(node.head for node in tree.nodes)], self._order, self._run)
        self._kin = tree

    @work(thread=True, exclusive=True, group="worth")
    def _measure(self, film: Film) -> None:
        """What the best known player would still earn, from the game's end to its start, for as long as it may take."""
        worker, began = get_current_worker(), time.monotonic()
        told, found = began, dict[int, float]()
        try:
            for turns, worth in worths(film):
                now = time.monotonic()
                if worker.is_cancelled or now - began > _PATIENCE:
                    return
                found[turns] = worth
                if now - told > _TELLING or turns == 0:
                    self.from_thread(self._measured, film, found)
                    told, found = now, {}
        except Unavailable as error:
            self.from_thread(partial(self.notify, str(error), severity="warning", markup=False))

    def _measured(self, film: Film, found: dict[int, float]) -> None:
        if film is self._film:
            self._worth |= found
            self._show(moved=False)

    def regrets(self) -> list[float]:
        """Of each of the agent's turns; not a number where it is not known."""
        if self._film is None:
            return []
        worth = self._worth
        spoken = self._film.stored.episode.spoken
        unknown = math.nan
        return [worth.get(k, unknown) - turn.reward - worth.get(k + 1, unknown) for k, turn in enumerate(spoken)]

    # Keys

    def action_turn(self, by: int) -> None:
        self._jumped = []
        self.go(self._at + by)

    def action_ends(self, which: int) -> None:
        if self._film:
            self._jumped = []
            self.go(0 if which == 0 else self._film.spoken)

    def action_jump(self, what: str) -> None:
        """To the turn where it is largest; pressed again, to the next largest."""
        lens = self.query_one(Lens)
        values = self.regrets() if what == "regret" else lens.advantages()
        order = ranked(values)
        if not order:
            why = (
                "this game cannot be played again, so nobody knows the regret"
                if what == "regret" and self._film and not self._film.games
                else "regrets are still being found"
                if what == "regret"
                else "t first: the agent has to read the game"
                if not lens.read
                else "this agent has no values"
            )
            self.notify(why, severity="warning", timeout=3)
            return
        if what == "regret" and values[order[0]] < _NOTHING:
            self.notify("no turn cost anything: the best known player would have earned no more", timeout=4)
            return
        left = [turn for turn in order if (what, turn) not in self._jumped]
        if not left or not any(before == what for before, _ in self._jumped):
            left, self._jumped = order, []
        self._jumped.append((what, left[0]))
        self.go(left[0] + 1)
        if what == "advantage":
            lens.point(best_token(lens.read[left[0]])[1])
        place = order.index(left[0]) + 1
        said = f"turn {left[0] + 1}: {what} {number(values[left[0]])}"
        self.notify(f"{said}, the largest" if place == 1 else f"{said}, number {place}", timeout=2)

    def action_lens(self) -> None:
        lens = self.query_one(Lens)
        if self._film is None:
            return
        if lens.run:
            lens.put_away()
            self.refresh_bindings()
            self.call_after_refresh(self._show)
        elif self._film.run:
            self._put_on(self._film.run)
        else:
            self.choose_agent(self._film.task.name, "Which agent shall read this game?", [], self._put_on)

    def _put_on(self, run: str | None) -> None:
        if run and self._film:
            self.query_one(Lens).put_on(run, self._film)
            self.refresh_bindings()
            self.call_after_refresh(self._show)

    def action_token(self, by: int) -> None:
        if self.query_one(Lens).run:
            self.query_one(Lens).move(by)
        else:
            self.query_one("#story", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_color(self) -> None:
        self.query_one(Lens).color()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "color" and self.is_mounted:
            return bool(self.query_one(Lens).run)
        return super().check_action(action, parameters)

    def go(self, at: int) -> None:
        if self._film:
            self._at = max(0, min(at, self._film.spoken))
            self._show()

    def action_play(self) -> None:
        if self._timer:
            self._pause()
        elif self._film:
            if self._at >= self._film.spoken:
                self._at = 0
            self._timer = self.set_interval(1 / _SPEEDS[self._speed], self._tick)
        self._show()

    def _tick(self) -> None:
        if self._film and self._at < self._film.spoken:
            self.go(self._at + 1)
        else:
            self._pause()
            self._show(moved=False)

    def _pause(self) -> None:
        if self._timer:
            self._timer.stop()
            self._timer = None

    def action_speed(self, by: int) -> None:
        self._speed = max(0, min(self._speed + by, len(_SPEEDS) - 1))
        if self._timer:
            self._pause()
            self.action_play()
        self.notify(f"{_SPEEDS[self._speed]:g} turns a second", timeout=1.5)

    def action_episode(self, by: int) -> None:
        if self._film and self._heads:
            ids = [head.id for head in self._heads]
            here = ids.index(self._film.stored.head.id) if self._film.stored.head.id in ids else 0
            self.open_episode(ids[(here + by) % len(ids)])

    def action_order(self, order: Order) -> None:
        self._order = order
        self._pause()
        self._list(None)
        self.notify(f"{order} first", timeout=1.5)

    # Drawing

    def _show(self, moved: bool = True) -> None:
        """Draws the turn; `moved`: another one than before, so its text comes into view."""
        film, kin = self._film, self._kin
        if film is None or kin is None:
            return
        colors, here = ink_of(self.app), film.stored.head.id
        shown = film.stored.episode.turns[: 1 + 2 * self._at]
        current = len(shown) - 2 if self._at else None
        between = asides(kin, here, self._at, colors)
        said = transcript(shown, remembered=film.memory, current=current, after=between, ink=colors)
        self.query_one("#said", Static).update(said)
        if moved:
            story = self.query_one("#story", VerticalScroll)
            story.scroll_end(animate=False)
            # Longer texts are laid out first.
            self.call_after_refresh(story.scroll_end, animate=False)
        self._show_picture(film, colors)
        self.query_one("#fact", Static).update(
            facts(film, kin, self._at, self.size.width - 4, self._timer is not None, colors, self.regrets())
        )
        self.query_one(Lens).look(self._at - 1, self.regrets())
        self.query_one("#heads", Static).update(listing(self._heads, here, self._order, colors))
        beside = self.query_one("#kin", Static)
        beside.display = len(kin.nodes) > 1
        if beside.display:
            beside.update(excerpt(kin, here, _LISTED, colors))
        self.refresh_bindings()

    def _show_picture(self, film: Film, ink: Ink) -> None:
        picture = self.query_one("#picture", Static)
        picture.display = bool(film.games) and manner(film.task).picture
        if picture.display:
            large = self.size.width >= 150 and self.size.height >= 34
            states = [game.state for game in film.games[: self._at + 1]]
            picture.update(board(film.task, states, size="large" if large else "small", ink=ink))
