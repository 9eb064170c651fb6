"""Any stored episode, turn by turn, and what the best known player would have said."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from lab.catalog import task as find_task
from lab.format import number
from lab.manners import manner
from lab.problem import Problem
from lab.records import EpisodeHead, Phase, StoredEpisode
from lab.screens.ask import Choose
from lab.screens.place import Place
from lab.store import Order, Store
from lab.theme import Ink
from lab.widgets.boards import board
from lab.widgets.chrome import ink_of
from lab.widgets.plain import one_line
from lab.widgets.spark import bar, spark
from lab.widgets.transcript import transcript
from tasks.play import Game, episode, say, start
from tasks.protocol import AnyTask, Episode

_SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Turns a second."""
_WIDE = 120
_LISTED = 300


@dataclass(frozen=True)
class Film:
    """An episode with the game's state after each of its agent turns; no states when it cannot be played again."""

    stored: StoredEpisode
    task: AnyTask
    games: tuple[Game[Any], ...]
    memory: int | None
    """Latest texts that the agent saw; None for all."""
    best: tuple[str, ...]
    """What the best known player would have said at each agent turn, were it asked then."""


class ReplayScreen(Place):
    """One episode, and the list it is from."""

    HELP = """An episode, turn by turn. Left and right go from turn to turn, home and end to its ends, space plays it.

The story shows the exact texts, a line feed as ⏎; what the agent no longer remembered at this turn is dim. Beneath it: what
the turn earned, the return so far, and what the best known player would have said in the agent's place.

n, b and w order the run's episodes newest, best or worst first; [ and ] go through them. f takes over at this turn: play on
yourself, or let a scripted player do it. The branch is kept beside the others."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "back a turn", key_display="←", tooltip="The turn before", priority=True),
        Binding("right", "turn(1)", "next turn", key_display="→", tooltip="The turn after", priority=True),
        Binding("space", "play", "play", tooltip="Play on its own, or pause"),
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
        Binding("f", "fork", "fork", tooltip="Take over at this turn, yourself or with a scripted player"),
        Binding("b", "order('best')", "best", tooltip="List the best episodes first"),
        Binding("w", "order('worst')", "worst", tooltip="List the worst episodes first"),
        Binding("n", "order('newest')", "newest", tooltip="List the newest episodes first"),
        Binding("home", "ends(0)", "start", tooltip="The beginning", show=False, priority=True),
        Binding("end", "ends(-1)", "end", tooltip="The end", show=False, priority=True),
        Binding("plus,equals_sign", "speed(1)", "faster", tooltip="Play faster", show=False),
        Binding("minus", "speed(-1)", "slower", tooltip="Play slower", show=False),
    ]
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
        super().__init__()
        self._home, self._run, self._wanted = home, run_id, episode_id
        self._order: Order = "newest"
        self._heads: list[EpisodeHead] = []
        self._film: Film | None = None
        self._at = 0
        self._speed = 1
        self._timer: Timer | None = None

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
                yield Static(id="heads")
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
                heads = (
                    store.episodes(self._run, order=self._order, limit=_LISTED)
                    if self._run
                    else _people(store, self._order)
                )
                forks = [
                    head
                    for head in store.episodes(phase="fork", limit=_LISTED)
                    if head.parent in {one.id for one in heads}
                ]
                heads += [head for head in forks if head.id not in {one.id for one in heads}]
                chosen = wanted if wanted is not None else heads[0].id if heads else None
                film = None if chosen is None else load_film(store, chosen)
        except Problem as problem:
            self.from_thread(self._failed, str(problem))
            return
        self.from_thread(self._listed, heads, film)

    @work(thread=True, exclusive=True, group="film")
    def _open(self, wanted: int) -> None:
        try:
            with Store(self._home, readonly=True) as store:
                film = load_film(store, wanted)
        except Problem as problem:
            self.from_thread(self._failed, str(problem))
            return
        self.from_thread(self._opened, film)

    def _failed(self, why: str) -> None:
        self.query_one("#said", Static).update(Text(why))

    def _listed(self, heads: list[EpisodeHead], film: Film | None) -> None:
        self._heads = heads
        if film is None:
            self._failed("No episodes yet: a run keeps its first ones when it is first evaluated.")
        else:
            self._opened(film)

    def _opened(self, film: Film) -> None:
        self._film, self._at = film, 0
        self._show()

    # Keys

    def action_turn(self, by: int) -> None:
        self._go(self._at + by)

    def action_ends(self, which: int) -> None:
        if self._film:
            self._go(0 if which == 0 else len(self._film.stored.episode.spoken))

    def _go(self, at: int) -> None:
        if self._film:
            self._at = max(0, min(at, len(self._film.stored.episode.spoken)))
            self._show()

    def action_play(self) -> None:
        if self._timer:
            self._pause()
        elif self._film:
            if self._at >= len(self._film.stored.episode.spoken):
                self._at = 0
            self._timer = self.set_interval(1 / _SPEEDS[self._speed], self._tick)
        self._show()

    def _tick(self) -> None:
        if self._film and self._at < len(self._film.stored.episode.spoken):
            self._go(self._at + 1)
        else:
            self._pause()

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
            self._pause()
            self._open(ids[(here + by) % len(ids)])

    def action_order(self, order: Order) -> None:
        self._order = order
        self._pause()
        self._list(None)
        self.notify(f"{order} first", timeout=1.5)

    def action_fork(self) -> None:
        film = self._film
        if film is None or not film.games:
            imported = film is None or film.stored.episode.seed < 0
            why = "was imported without its seed" if imported else "had somebody else to answer in it"
            self.notify(f"this episode {why}: it cannot be played on from", severity="warning")
        elif film.games[self._at].over:
            self.notify("the game is over here: go back a turn first", severity="warning")
        else:
            options = [
                ("me", "take over yourself"),
                *((name, player.help) for name, player in film.task.players.items()),
            ]
            self.app.push_screen(Choose(f"Who plays on from turn {self._at}?", options), self._forked)

    def _forked(self, who: str | None) -> None:
        film = self._film
        if who is None or film is None:
            return
        if who == "me":
            from lab.screens.play import PlayScreen

            self.app.push_screen(PlayScreen(self._home, film.task.name, from_episode=(film.stored.head.id, self._at)))
        else:
            self._branch(film, self._at, who)

    @work(thread=True)
    def _branch(self, film: Film, at: int, who: str) -> None:
        """Lets a scripted player finish the game, and keeps the branch."""
        game = film.games[at]
        player = film.task.players[who].build(0)
        while not game.over:
            game = say(game, player.act([game.turns])[0])
        try:
            with Store(self._home) as store:
                kept = store.add_episode(
                    episode(game, who),
                    run=self._run or "",
                    phase="fork",
                    player=who,
                    parent=film.stored.head.id,
                    fork_turn=at,
                )
        except Problem as problem:
            self.app.call_from_thread(self.app.notify, str(problem), severity="error", markup=False)
            return
        said = f"{who} played on: return {number(game.total)}; kept as episode {kept}"
        self.app.call_from_thread(self.app.notify, said, markup=False)
        self.from_thread(self._list, kept)

    # Drawing

    def _show(self) -> None:
        film = self._film
        if film is None:
            return
        colors = ink_of(self.app)
        turns = film.stored.episode.turns
        shown = turns[: 1 + 2 * self._at]
        said = transcript(shown, remembered=film.memory, current=len(shown) - 2 if self._at else None, ink=colors)
        self.query_one("#said", Static).update(said)
        self.query_one("#story", VerticalScroll).scroll_end(animate=False)
        picture = self.query_one("#picture", Static)
        picture.display = bool(film.games) and manner(film.task).picture
        if picture.display:
            large = self.size.width >= 150 and self.size.height >= 34
            states = [game.state for game in film.games[: self._at + 1]]
            picture.update(board(film.task, states, size="large" if large else "small", ink=colors))
        self.query_one("#fact", Static).update(
            facts(film, self._at, self.size.width - 4, self._timer is not None, colors)
        )
        self.query_one("#heads", Static).update(listing(self._heads, film.stored.head.id, self._order, colors))


def facts(film: Film, at: int, width: int, playing: bool, ink: Ink) -> Text:
    """Where one is, what this turn earned, and what the best known player would say next."""
    whole, head = film.stored.episode, film.stored.head
    spoken = whole.spoken
    so_far = sum(turn.reward for turn in spoken[:at])
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append("▶ " if playing else "❚❚ ", ink.accent)
    text.append_text(bar(at / max(len(spoken), 1), 24, ink=ink))
    text.append(f" turn {at} of {len(spoken)}", ink.text)
    text.append(f"   episode {head.id}, {head.phase}", ink.muted)
    text.append(f", step {head.step}" if head.phase in ("train", "eval") else "", ink.muted)
    text.append(f", by {one_line(head.player or '?', 24)}", ink.muted)
    text.append(f", against {one_line(other, 24)}" if (other := _other(whole)) else "", ink.accent)
    if head.parent is not None:
        text.append(f", branch of {head.parent} at turn {head.fork_turn}", ink.accent)
    text.append("\nreward ", ink.muted).append(number(spoken[at - 1].reward) if at else "–", ink.text)
    text.append("   return so far ", ink.muted).append(number(so_far), f"bold {ink.text}")
    text.append(f" of {number(whole.total)}", ink.muted)
    if at == len(spoken):
        ending = "won" if whole.success else "over" if whole.terminated else "cut off by the limit of turns"
        text.append(f"   {ending}", ink.good if whole.success else ink.bad)
    if film.best and at < len(spoken):
        agent, best = spoken[at].text.strip(), film.best[at].strip()
        text.append("\nnext: the agent says ", ink.muted).append(one_line(agent, 30), f"bold {ink.primary}")
        text.append("   the best known player ", ink.muted)
        text.append("the same" if agent == best else one_line(best, 30), ink.good if agent == best else ink.accent)
    else:
        text.append("\n")
    returns = [sum(turn.reward for turn in spoken[:k]) for k in range(len(spoken) + 1)]
    text.append("\nreturn ", ink.muted).append_text(spark(returns, min(max(width - 12, 8), len(returns)), ink=ink))
    return text


def listing(heads: list[EpisodeHead], current: int, order: str, ink: Ink) -> Text:
    """The episodes around the current one."""
    ids = [head.id for head in heads]
    here = ids.index(current) if current in ids else 0
    text = Text(f"{len(heads)} episodes, {order} first\n\n", style=ink.muted, end="", no_wrap=True)
    for head in heads[max(0, here - 12) : here + 30]:
        mark = "▸ " if head.id == current else "  "
        style = f"bold {ink.text}" if head.id == current else ink.text if head.success else ink.muted
        won = "✓" if head.success else "·"
        text.append(
            f"{mark}{head.id:>6} {head.phase:<5} {head.step:>5} {number(head.total):>8} {head.turns:>4} {won}\n", style
        )
    return text


def load_film(store: Store, wanted: int) -> Film:
    """An episode, its states and the best player's choices. Raises Problem."""
    stored = store.episode(wanted)
    task = find_task(stored.head.task)
    whole = stored.episode
    memory = store.run(stored.head.run).spec.config.sees(task.memory) if stored.head.run else task.memory
    still = Film(stored, task, (), memory, ())
    if whole.seed < 0:
        return still
    game: Game[Any] = start(task, whole.seed)
    games = [game]
    for turn in whole.spoken:
        if game.over:
            break
        game = say(game, turn)
        games.append(game)
    if [turn.text for turn in game.turns] != [turn.text for turn in whole.turns]:
        return still
    best = task.players["best"].build(0)
    return replace(still, games=tuple(games), best=tuple(best.act([one.turns])[0].text for one in games[:-1]))


def _people(store: Store, order: Order) -> list[EpisodeHead]:
    """Games that people played, on either side."""
    sides: tuple[Phase, ...] = ("human", "other")
    both = [head for phase in sides for head in store.episodes(phase=phase, order=order, limit=_LISTED)]
    good = {"newest": lambda head: -head.id, "best": lambda head: (-head.total, head.id), "worst": lambda head: (head.total, head.id)}[order]  # fmt: skip
    return sorted(both, key=good)[:_LISTED]


def _other(episode: Episode) -> str:
    """The person or the model that answered in an episode, where it was not the lab's own."""
    about = json.loads(episode.about) if episode.about.startswith("{") else {}
    return str(about.get("other") or about.get("simulator", {}).get("model", ""))
