"""What a screen that shows an episode can do with its tree: take over at any turn, and go from branch to branch."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.binding import Binding

from lab.agents import agents_of
from lab.forking import Kept, play_on
from lab.format import number
from lab.problem import Problem
from lab.screens.ask import Choose
from lab.screens.place import Abstract, Place
from lab.tree import Tree
from tasks.protocol import Unavailable

if TYPE_CHECKING:
    from lab.film import Film


class Branches(Place, metaclass=Abstract):
    """Its subclass shows the episode, and has these keys among its own."""

    KEYS: ClassVar[list[Binding]] = [
        Binding("f", "fork", "fork", tooltip="Take over at this turn, yourself, with a scripted player or an agent"),
        Binding("r", "tree", "tree", tooltip="The tree: what it was forked from, and every branch"),
        Binding("enter", "follow", "branch", key_display="⏎", tooltip="Into the branch that leaves at this turn"),
        Binding("j", "junction", "junction", tooltip="To the next turn where a branch leaves, or this one left"),
        Binding("p", "parent", "parent", tooltip="To what this one was forked from, where it left"),
        Binding("comma", "sibling(-1)", "sibling before", key_display=",", tooltip="The branch before beside this one"),
        Binding("full_stop", "sibling(1)", "sibling", key_display=".", tooltip="The next branch beside this one"),
        Binding("c", "beside", "compare", tooltip="A branch beside what it was forked from, turn by turn"),
    ]

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home
        self._kin: Tree | None = None
        """The tree of the episode on the screen."""

    @property
    @abstractmethod
    def film(self) -> Film | None:
        """The episode on the screen."""

    @property
    @abstractmethod
    def at(self) -> int:
        """Agent turns shown."""

    @abstractmethod
    def go(self, at: int) -> None:
        """Shows another turn."""

    @abstractmethod
    def open_episode(self, wanted: int, at: int = 0) -> None:
        """Shows another episode, from this turn."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only keys that lead somewhere are offered."""
        film, kin = self.film, self._kin
        if film is None or kin is None:
            return action not in ("follow", "junction", "parent", "sibling", "beside")
        here = film.stored.head.id
        if action == "follow":
            return self.at in kin.leaving(here)
        if action == "junction":
            return bool(self._junctions())
        if action == "beside":
            return kin.parent(here) is not None or bool(kin.branches(here))
        if action == "parent":
            return kin.parent(here) is not None
        return kin.sibling(here, 1) is not None if action == "sibling" else True

    # Going through the tree

    def _to(self, wanted: int) -> None:
        """To another episode of the tree, at the turn where the two part."""
        if self._kin and self.film and wanted in self._kin:
            self.open_episode(wanted, self._kin.entry(wanted, self.film.stored.head.id))

    def action_parent(self) -> None:
        above = self._kin and self.film and self._kin.parent(self.film.stored.head.id)
        if above:
            self._to(above.head.id)

    def action_sibling(self, by: int) -> None:
        beside = self._kin and self.film and self._kin.sibling(self.film.stored.head.id, by)
        if beside:
            self._to(beside.head.id)

    def action_follow(self) -> None:
        """Into the branch that leaves here; the tree asks which one, where there are several."""
        leaving = self._kin.leaving(self.film.stored.head.id).get(self.at, []) if self._kin and self.film else []
        if len(leaving) == 1:
            self._to(leaving[0].head.id)
        elif leaving:
            self._grow(leaving[0].head.id)

    def _junctions(self) -> list[int]:
        """The turns where branches leave, and where this one left its parent."""
        if self._kin is None or self.film is None:
            return []
        head = self.film.stored.head
        own = [] if head.fork_turn is None else [head.fork_turn]
        return sorted({*self._kin.leaving(head.id), *own})

    def action_junction(self) -> None:
        turns = self._junctions()
        if turns:
            self.go(next((turn for turn in turns if turn > self.at), turns[0]))

    def action_tree(self) -> None:
        if self.film:
            self._grow(self.film.stored.head.id)

    def action_beside(self) -> None:
        """A branch and its parent; from the root, its first branch."""
        if self.film and self._kin:
            here = self.film.stored.head.id
            first = self._kin.branches(here)
            self._grow(here if self._kin.parent(here) or not first else first[0].head.id, compare=True)

    def _grow(self, cursor: int, *, compare: bool = False) -> None:
        from lab.screens.tree import TreeScreen

        if self._kin and self.film:
            here = self.film.stored.head.id
            self.app.push_screen(TreeScreen(self._home, self._kin, here, self, cursor=cursor, compare=compare))

    def open_chosen(self, tree: Tree, wanted: int) -> None:
        """The tree's screen was left for this episode."""
        self._kin = tree
        if self.film is None or wanted != self.film.stored.head.id:
            self._to(wanted)

    @abstractmethod
    def open_after_deletion(self, wanted: int | None) -> None:
        """The episode on the screen was deleted: shows this one in its place, or the first there is."""

    def on_click(self, event: events.Click) -> None:
        wanted = event.style.meta.get("branch")
        if wanted is not None:
            self._to(wanted)

    # Taking over

    @work(thread=True, group="choose")
    def choose_agent(
        self, task: str, question: str, others: list[tuple[str, str]], chosen: Callable[[str | None], None]
    ) -> None:
        """One of the task's agents, or of the others."""
        try:
            options = [*others, *agents_of(self._home, task)]
        except Problem as problem:
            self.from_thread(partial(self.notify, str(problem), severity="error", markup=False))
            return
        if options:
            self.from_thread(self.app.push_screen, Choose(question, options), chosen)
        else:
            why = f"no run of {task} is done yet, so there is no agent to read it"
            self.from_thread(partial(self.notify, why, severity="warning", markup=False))

    def action_fork(self) -> None:
        film = self.film
        if film is None or not film.games:
            imported = film is None or film.stored.episode.seed < 0
            why = "was imported without its seed" if imported else "had somebody else to answer in it"
            self.notify(f"this episode {why}: it cannot be played on from", severity="warning")
        elif film.games[self.at].over:
            self.notify("the game is over here: go back a turn first", severity="warning")
        else:
            options = [
                ("me", "take over yourself"),
                *((name, player.help) for name, player in film.task.players.items()),
            ]
            self.choose_agent(film.task.name, f"Who plays on from turn {self.at}?", options, self._forked)

    def _forked(self, who: str | None) -> None:
        film = self.film
        if who is None or film is None:
            return
        if who == "me":
            from lab.screens.play import PlayScreen

            self.app.push_screen(PlayScreen(self._home, film.task.name, from_episode=(film.stored.head.id, self.at)))
        else:
            self._play_on(film, self.at, who)

    @work(thread=True)
    def _play_on(self, film: Film, at: int, who: str) -> None:
        """Lets somebody else finish the game, and keeps the branch."""

        def note(said: str) -> None:
            self.from_thread(partial(self.notify, f"{who}: {said}…", timeout=2, markup=False))

        try:
            kept = play_on(self._home, film, at, who, note)
        except (Problem, Unavailable) as problem:
            self.app.call_from_thread(self.app.notify, str(problem), severity="error", markup=False)
            return
        said = f"{who} played on: return {number(kept.total)}; kept as episode {kept.episode}"
        self.app.call_from_thread(self.app.notify, said, markup=False)
        self.from_thread(self._arrived, film, at, kept)

    def _arrived(self, film: Film, at: int, kept: Kept) -> None:
        """Who still looks at the place where it was forked sees the branch; who went on is left alone, the tree shows it."""
        if self.is_current and self.film is film and self.at == at:
            self.open_episode(kept.episode, at)
