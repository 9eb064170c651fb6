"""A person as the other side of a talking game: an agent or a scripted player asks or sells, the person answers."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from lab.agents import RunAgent, agents_of
from lab.catalog import task as find_task
from lab.format import number
from lab.keymap import named
from lab.messages import OpenOtherSide
from lab.problem import Problem
from lab.screens.ask import AskText
from lab.screens.in_person import InPerson
from lab.screens.say import Say
from lab.widgets.chrome import ink_of
from lab.widgets.plain import plain
from lab.widgets.story import Story
from lab.widgets.transcript import chat
from tasks import listening
from tasks.other_side import FORMS, ROLES, Refused, Seat, answer, ask, brief, ending, kept, names, seed_with, sit, usual
from tasks.protocol import Episode, Policy, Turn, Unavailable

_LONGEST = 1000
"""Characters of what went wrong that are shown."""

_QUICK = {"twenty-questions": {"y": "yes", "n": "no"}}


class OtherSideScreen(InPerson):
    """One game after another, seen from the side that answers."""

    HELP = """You are the other side of the game: you think of the object or the city, or you are the one who buys the car, and an agent
or a scripted player has to find out or to sell. What you are told stands beneath the talk; the other one does not see it.

In Twenty Questions y and n answer at once. In Guess My City answer in your own words, without the names of the city and of
its country. In Car Dealer talk as you like; ctrl+y, /accept or deal takes the seller's last price, ctrl+n, /reject or no deal
ends the talk.

ctrl+t shows what the lab's own other side would say. ctrl+g picks what is meant, ctrl+o another opponent. The games are kept
with the agent's name and yours and can be replayed; they count for nobody on the leaderboard."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "other-side",
        [
            Binding("ctrl+y", "deal('/accept')", "accept", tooltip="Take the seller's last price"),
            Binding("ctrl+n", "deal('/reject')", "reject", tooltip="End the talk without a deal"),
            Binding("ctrl+t", "hint", "hint", tooltip="What the lab's own other side would say"),
            Binding("ctrl+r", "again", "new game", tooltip="Start another game against the same opponent"),
            Binding("ctrl+x", "give_up", "give up", tooltip="End this game as it stands", priority=True),
            Binding("ctrl+g", "pick", "pick", tooltip="Say yourself what is meant, in a new game"),
            Binding("ctrl+o", "opponent", "against", tooltip="Choose who plays against you, in a new game"),
            Binding("escape", "leave", "back", tooltip="Back to where you came from"),
        ],
    )
    DEFAULT_CSS = """
    OtherSideScreen #story { height: 1fr; }
    OtherSideScreen #state { height: auto; padding: 0 2; background: $panel; }
    OtherSideScreen #line { height: 3; margin: 0; }
    """

    def __init__(self, home: Path, task: str, against: str, *, seed: int | None = None, hidden: str = "") -> None:
        """`against` is a scripted player or a run's name. Raises Problem for a task without another side."""
        self.WHERE = f"play › {task} › other side"  # type: ignore[misc]
        super().__init__(home, task)
        self._against = against
        self._player: Policy | None = None
        try:
            first = _any_seed() if seed is None else seed
            self._begin(sit(self._played, seed_with(self._played, hidden, first) if hidden else first))
        except Refused as refused:
            raise Problem(str(refused)) from refused

    @property
    def seat(self) -> Seat:
        return self._seat

    @property
    def ready(self) -> bool:
        """An answer is waited for."""
        return self._seat.asked is not None and not self._seat.over

    @property
    def playing(self) -> bool:
        return bool(self._seat.game.spoken) and not self._seat.over

    def _begin(self, seat: Seat) -> None:
        self._seat = seat
        self._waiting.end()
        self._trouble = ""
        self._note = Text("")
        self._kept: int | None = None
        self._assisted = False

    def body(self) -> ComposeResult:
        yield Story(id="story")
        with Vertical(id="state"):
            yield Static(id="note")
        quick = _QUICK.get(self._played.name)
        yield Say(id="line", quick=quick, placeholder=FORMS[self._played.name], select_on_focus=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "deal":
            return self._played.name == "car-dealer" and not self._seat.over
        if action == "pick":
            return bool(names(self._played)) and not self.playing
        if action == "hint":
            return not self._seat.over
        return self.playing if action == "give_up" else not self.playing if action in ("again", "opponent") else True

    def on_mount(self) -> None:
        self._listen()

    def on_unmount(self) -> None:
        self._dismiss()

    # The agent

    def play_against(self, who: str) -> None:
        """A new game against this one."""
        self._dismiss()
        self._against = who
        self._another(_any_seed())

    def _dismiss(self) -> None:
        if isinstance(self._player, RunAgent):
            self._player.close()
        self._player = None

    def _listen(self) -> None:
        """It is the agent's turn."""
        self._trouble, self._note = "", Text("")
        self._wait(f"{self._against} is typing …")
        self._asking(self._seat)
        self._show()

    @work(thread=True, group="agent")
    def _asking(self, seat: Seat) -> None:
        try:
            turn = self._speaker(seat.game.seed).act([seat.game.turns])[0]
        except Unavailable as error:
            self.from_thread(self._failed, seat, str(error))
        else:
            self.from_thread(self._asked, seat, turn)

    def _speaker(self, seed: int) -> Policy:
        """Whoever plays; an agent is loaded first, which may take a while. Raises Unavailable."""
        player = self._player
        if player is None and self._against in self._played.players:
            player = self._player = listening.player(self._played, self._against, seed)
        elif player is None:
            player = self._player = RunAgent(self._home, self._against, seed)
            player.wait(lambda note: self.from_thread(self._wait, f"{self._against}: {note} …"))
            self.from_thread(self._wait, f"{self._against} is typing …")
        return player

    def _asked(self, seat: Seat, turn: Turn) -> None:
        """The agent has spoken; in a game that is no longer played it says nothing."""
        if self._seat is not seat:
            return
        self._seat = ask(seat, turn)
        self._waiting.end()
        if self._seat.over:
            self._end()
        self._show()

    def _failed(self, seat: Seat, why: str) -> None:
        if self._seat is not seat:
            return
        self._dismiss()
        self._waiting.end()
        self._trouble = f"{plain(why[:_LONGEST])}\nNothing is lost: enter asks it again."
        self._show()

    # The person

    def on_say_quick(self, event: Say.Quick) -> None:
        self._answer(event.text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._seat.over:
            self.action_again()
        elif self._trouble:
            self._listen()
        elif event.value.strip():
            self._answer(event.value)

    def action_deal(self, text: str) -> None:
        self._answer(text)

    def _answer(self, text: str) -> None:
        if not self.ready:
            return
        try:
            self._seat = answer(self._seat, text)
        except Refused as refused:
            self._refuse(refused)
            return
        self.query_one("#line", Input).value = ""
        self._note = Text("")
        if self._seat.over:
            self._end()
            self._show()
        else:
            self._listen()

    def _refuse(self, refused: Refused) -> None:
        self._note = Text(plain(str(refused)), style=ink_of(self.app).bad)
        self._show()

    def action_hint(self) -> None:
        if self.ready:
            self._assisted = True
            self._note = Text("The lab's own would say: ").append(usual(self._seat), "bold")
            self._show()

    def action_again(self) -> None:
        self._begin_another()

    def _begin_another(self) -> None:
        self._another(_any_seed())

    def action_pick(self) -> None:
        self.app.push_screen(AskText(f"What is meant? One of the {len(names(self._played))}, by name:"), self._picked)

    def _picked(self, name: str | None) -> None:
        if not name:
            return
        try:
            self._another(seed_with(self._played, name, _any_seed()))
        except Refused as refused:
            self._refuse(refused)

    def action_opponent(self) -> None:
        self.post_message(OpenOtherSide(self._played.name))

    def _another(self, seed: int) -> None:
        if not isinstance(self._player, RunAgent):
            self._player = None
        self._begin(sit(self._played, seed))
        self.query_one("#line", Input).value = ""
        self._listen()

    def _end(self) -> None:
        played = told_of(kept(self._seat, self._against), self._person)
        self._keep(played, "other", assisted=self._assisted, then=partial(self._was_kept, self._seat))

    def _was_kept(self, seat: Seat, number_of: int) -> None:
        if self._seat is seat:
            self._kept = number_of
            self._show()

    # What is shown

    def _show(self) -> None:
        colors, story = ink_of(self.app), self.query_one(Story)
        sides = (f"you, the {ROLES[self._played.name]}", self._against)
        # The game's opening is the simulator's, not the person's.
        turns = self._seat.turns[1:]
        typing = self._waiting.told
        said = chat(turns, story.room, sides=sides, me="game", typing=typing, trouble=self._trouble, ink=colors)
        story.tell(said)
        self.query_one("#note", Static).update(self._summary())
        self.refresh_bindings()

    def _summary(self) -> Text:
        colors, seat = ink_of(self.app), self._seat
        line = Text(no_wrap=False)
        if seat.over:
            line.append(f"{ending(seat)} ", f"bold {colors.accent}").append(f"{brief(seat)}\n", colors.text)
            line.append(f"its return {number(seat.game.total)}   enter plays another one", colors.muted)
            line.append(f"   kept as episode {self._kept}" if self._kept is not None else "", colors.muted)
        else:
            line.append(f"{brief(seat)}\n", colors.text)
            turn = seat.game.spoken + (seat.asked is not None)
            line.append(f"turn {turn} of {self._played.max_turns}   its return {number(seat.game.total)}", colors.muted)
            if self._played.name == "car-dealer":
                price = f"{seat.price:,} dollars" if seat.price else "no price yet"
                line.append(f"   on the table: {price}", colors.accent)
            line.append("   assisted" if self._assisted else "", colors.accent)
        if self._note.plain:
            line.append("\n").append_text(self._note)
        return line


def opponents(home: Path, task: str) -> list[tuple[str, str]]:
    """Who may play against a person: the scripted players, then the task's finished runs, newest first. Raises Problem."""
    scripted = [(name, player.help) for name, player in find_task(task).players.items()]
    return [*scripted[::-1], *agents_of(home, task)]


def told_of(played: Episode, person: str) -> Episode:
    """The episode with who the other side was."""
    return replace(played, about=json.dumps({"other": person, "side": ROLES[played.task]}))


def _any_seed() -> int:
    return secrets.randbelow(1 << 32)
