"""A person plays a task against its simulator, with the texts, limits and rewards an agent has."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from lab.answerer import Answerer
from lab.catalog import TALKING
from lab.forking import taken_up, told_by
from lab.keymap import named
from lab.manners import Manner, answered, legal, manner, meant, offered
from lab.messages import OpenLaunch, OpenLeaderboard, OpenOtherSide, OpenReplay
from lab.problem import Problem
from lab.records import Phase, SimulatorSpec
from lab.screens.beside import Beside
from lab.screens.in_person import InPerson
from lab.screens.say import Say
from lab.screens.simulator import ChooseSimulator
from lab.widgets.chrome import ink_of
from lab.widgets.picture import Picture
from lab.widgets.plain import brief, one_line
from lab.widgets.standing import ending_text, standing_text
from lab.widgets.story import Story
from lab.widgets.transcript import chat, transcript
from tasks.play import Game, episode, say, start
from tasks.protocol import AnyTask, Turn, Unavailable


class PlayScreen(InPerson):
    """One game after another."""

    HELP = """You play the game that agents play: the same texts, limits and rewards.

Type what you want to say and press enter. Where the legal texts are known, the line completes them (right arrow takes the
completion). In a maze the arrow keys move as long as the line is empty. In Wordle plain letters are enough: slate. In chess
Nf3, g1f3 or a click on two squares all do. Where somebody answers you, ask and talk as you would with a person; ctrl+s
chooses who that is, the lab's own or a chat model, and ctrl+o lets you be the one who answers.

ctrl+t asks the best known player what it would do; the game is then marked as assisted and stays off the leaderboard. Opened
by p from a run, its agent plays the same game beside you: what it made of it is told when yours is over, ctrl+t asks it, too,
and ctrl+g sets the two games beside each other, turn by turn. There is no undo. Every finished game is kept with your name and can be replayed. It counts on the leaderboard (ctrl+l) if it
was not assisted and no chat model answered; a game that you give up or leave counts as lost."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "play",
        [
            Binding(
                "ctrl+t", "hint", "hint", tooltip="What the best known player would do; marks the game as assisted"
            ),
            Binding("ctrl+r", "again", "new game", tooltip="Start another game"),
            Binding("ctrl+x", "give_up", "give up", tooltip="End this game as it stands", priority=True),
            Binding("ctrl+o", "other_side", "other side", tooltip="Be the one who answers, and an agent asks"),
            Binding("ctrl+s", "simulator", "simulator", tooltip="Who answers: the lab's own, a local model, a server"),
            Binding(
                "ctrl+l", "leaderboard", "ranks", tooltip="The leaderboard: where you stand in this task, between games"
            ),
            Binding(
                "ctrl+g", "replay", "replay", tooltip="The game that is over, turn by turn, and the agent's beside it"
            ),
            Binding("ctrl+n", "train", "train", tooltip="Train an agent on this task: the launch form, between games"),
            Binding("escape", "leave", "back", tooltip="Back to where you came from"),
        ],
    )
    DEFAULT_CSS = """
    PlayScreen #table { height: 1fr; }
    PlayScreen #story { width: 1fr; }
    PlayScreen #state { height: auto; padding: 0 2; background: $panel; }
    PlayScreen #line { height: 3; margin: 0; }
    """

    def __init__(
        self, home: Path, task: str, *, game_seed: int | None = None, from_episode: tuple[int, int] | None = None,
        simulator: SimulatorSpec | None = None, beside: str = "",
    ) -> None:  # fmt: skip
        """`from_episode` is an episode's id and the agent turns to keep of it: the game is then a fork. `beside` is a run whose
        agent plays the same games."""
        self.WHERE = f"play › {task}"  # type: ignore[misc]
        super().__init__(home, task)
        self._seed = secrets.randbelow(1 << 32) if game_seed is None else game_seed
        self._from = from_episode
        self._answerer = Answerer(home, self._played, simulator or SimulatorSpec())
        self._manner = _met(self._played, self._answerer)
        self._kept: int | None = None
        self._beside = Beside(self, home, self._played, beside, self._show)
        self._unheard, self._trouble = "", ""
        self._game: Game[Any] | None = None
        self._states: list[Any] = []
        self._picked = ""
        if not self._manner.slow:
            self._begin(start(self._played, self._seed))
        else:
            self._reset()

    @property
    def game(self) -> Game[Any]:
        """The game as it stands. Raises RuntimeError while it is being set up."""
        if self._game is None:
            raise RuntimeError("the game is still being set up")
        return self._game

    @property
    def ready(self) -> bool:
        """A text can be said now."""
        return self._game is not None and not self._waiting

    @property
    def playing(self) -> bool:
        return self._game is not None and bool(self._game.spoken) and not self._game.over

    @property
    def assisted(self) -> bool:
        return self._assisted

    def _begin(self, game: Game[Any]) -> None:
        self._reset()
        self._game, self._states = game, [game.state]

    def _reset(self) -> None:
        self._states = []
        self._picked = ""
        self._assisted, self._kept, self._warned = False, None, ""
        self._note = Text("")
        self._unheard, self._trouble = "", ""

    def body(self) -> ComposeResult:
        with Horizontal(id="table"):
            if self._manner.picture:
                yield Picture(self._played, fog=self._manner.fog, id="picture")
            yield Story(id="story")
        with Vertical(id="state"):
            yield Static(id="note")
        yield Say(self._actions(), id="line", placeholder=self._played.form, select_on_focus=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "give_up":
            return self.playing
        if action == "leaderboard":
            return not self.playing
        if action == "hint":
            return self._game is None or not self._game.over
        if action == "replay":
            return self._kept is not None
        if action == "train":
            return self._game is not None and self._game.over
        if action == "other_side":
            return self._played.name in TALKING
        return action != "simulator" or (self._played.name in TALKING and not self.playing and not self._from)

    def on_mount(self) -> None:
        if self._from:
            self._load_fork(*self._from)
        elif self._game is None:
            self._start("setting up the game …")
        if not self._from:
            self._beside.look_up()
        self._play_beside()
        self._show()

    def on_unmount(self) -> None:
        self._answerer.close()
        self._beside.close()

    def _actions(self) -> tuple[str, ...]:
        """The legal texts, as a person would type them."""
        if self._game is None or self._game.over:
            return ()
        return offered(self._played, self._manner, self._game.state)

    def _start(self, why: str) -> None:
        self._wait(why)
        self._starting()

    @work(thread=True, exclusive=True, group="game")
    def _starting(self) -> None:
        try:
            game = start(self._answerer.task(self._loads), self._seed)
        except Unavailable as error:
            self.from_thread(self._failed, str(error))
        else:
            self.from_thread(self._started, game)

    def _loads(self, note: str) -> None:
        """A chat model is being loaded."""
        self.from_thread(self._wait, brief(f"{note} …"))

    def _started(self, game: Game[Any]) -> None:
        self._waiting.end()
        self._begin(game)
        self._show()

    def _failed(self, why: str) -> None:
        self._waiting.end()
        self._unheard = ""
        if self._manner.chat:
            after = "Nothing is lost: enter says it again" if self._game else "Enter tries again"
            self._trouble = f"{brief(why)}\n{after}, ctrl+s chooses who answers in a new game."
            self._answerer.let_go()
        else:
            self._note = Text(brief(why), style=ink_of(self.app).bad)
        self._show()

    def _play_beside(self) -> None:
        """The agent plays the game that is on the screen, unless a chat model answers in it."""
        self._beside.begin(self._seed if self._answerer.own else None)

    def action_replay(self) -> None:
        if self._kept is not None:
            self.post_message(OpenReplay("", self._kept))

    def action_train(self) -> None:
        self.post_message(OpenLaunch(task=self._played.name))

    # What happens

    def on_say_quick(self, event: Say.Quick) -> None:
        self._say(event.text + "\n")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._warned = ""
        self._draw_board()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._game is None and not self._waiting:
            self._trouble = ""
            self._start("setting up the game …")
        if not self.ready:
            return
        if self.game.over:
            self.action_again()
            return
        text = self._manner.typed(event.value) + "\n"
        if not event.value.strip():
            return
        game = (self._played, self._manner, self.game.state)
        if not legal(*game, text) and self._warned != event.value:
            self._warned = event.value
            unknown = f"The game does not know {one_line(event.value, 60)!r}. Enter again says it all the same."
            self._note = Text(f"{unknown} {meant(*game, event.value)}")
            self._show()
            return
        self._say(text)

    def _say(self, text: str) -> None:
        if not self.ready or self.game.over:
            return
        if self._manner.slow:
            self._trouble, self._unheard = "", text
            self._wait(brief(f"{self._manner.sides[0]} is typing …") if self._manner.chat else "…")
            self._step(self.game, text)
            self._show()
        else:
            self._said(self.game, say(self.game, text))

    @work(thread=True, exclusive=True, group="game")
    def _step(self, game: Game[Any], text: str) -> None:
        try:
            # A local model whose process died is loaded again.
            heard = replace(game, task=self._answerer.task(self._loads)) if self._answerer.lost else game
            after = say(heard, text)
        except Unavailable as error:
            self.from_thread(self._failed, str(error))
        else:
            self.from_thread(self._said, game, after)

    def _said(self, before: Game[Any] | None, game: Game[Any]) -> None:
        """An answer has come; one to a game that is no longer played says nothing."""
        if self._game is not before:
            return
        self._game = game
        self._states.append(game.state)
        self._waiting.end()
        self._picked = self._unheard = ""
        self._note, self._warned = Text(""), ""
        self.query_one("#line", Input).value = ""
        if game.over:
            self._end()
        self._show()

    def on_picture_square(self, event: Picture.Square) -> None:
        """Two squares of a chess board are a move."""
        if not self.ready:
            return
        if self._picked and self._picked != event.name:
            self._say(self._picked + event.name + "\n")
        else:
            self._picked = "" if self._picked == event.name else event.name
            self._draw_board()

    def _end(self) -> None:
        about = told_by("person") if self._from else self._answerer.about
        played = replace(episode(self.game, self._person), about=about)
        phase: Phase = "fork" if self._from else "human"
        self._keep(played, phase, assisted=self._assisted, then=partial(self._was_kept, self.game), fork=self._from)

    def _was_kept(self, game: Game[Any], kept: int) -> None:
        if self._game is game:
            self._kept = kept
            self._beside.was_kept(kept)
            self._show()

    @work(thread=True)
    def _load_fork(self, number_of: int, turn: int) -> None:
        try:
            game, states = taken_up(self._home, self._played, number_of, turn)
        except (Problem, ValueError, Unavailable) as problem:
            self.app.call_from_thread(self.app.notify, str(problem), severity="error", markup=False)
            return
        self.from_thread(self._forked, game, states)

    def _forked(self, game: Game[Any], states: list[Any]) -> None:
        self._begin(game)
        self._states = states
        self._note = Text("You go on from here; what you play is kept as a branch.")
        self._show()

    def action_hint(self) -> None:
        if self.ready and not self.game.over:
            self._assisted = True
            self._note = Text("asking the best known player …")
            self._show()
            self._hint(self.game)

    @work(thread=True, exclusive=True)
    def _hint(self, game: Game[Any]) -> None:
        try:
            turn = self._played.players["best"].build(0).act([game.turns])[0]
            agents = self._beside.says(game.turns)
        except Unavailable as error:
            self.from_thread(self._failed, str(error))
            return
        self.from_thread(self._hinted, turn.text.strip(), agents)

    def _hinted(self, text: str, agents: str) -> None:
        self._note = Text("The best known player says: ").append(one_line(text, 200), "bold")
        if self._beside:
            self._note.append(f"   {one_line(self._beside.run, 40)}: ").append(one_line(agents, 200), "bold")
        self._note.append("   (this game is now assisted)")
        field = self.query_one(Input)
        if not field.value:
            field.value = self._manner.shown(text)
            field.cursor_position = len(field.value)
        self._show()

    def action_again(self) -> None:
        if self.playing:
            self.notify("this game is not over: ctrl+x gives it up")
        else:
            self._begin_another()

    def _begin_another(self) -> None:
        self._from = None
        self._seed = secrets.randbelow(1 << 32)
        if self._manner.slow:
            self._game = None
            self._reset()
            self._start("setting up the game …")
        else:
            self._begin(start(self._played, self._seed))
        self._play_beside()
        self._show()

    def action_leaderboard(self) -> None:
        self.post_message(OpenLeaderboard(self._played.name))

    def action_other_side(self) -> None:
        self.post_message(OpenOtherSide(self._played.name))

    def action_simulator(self) -> None:
        self.app.push_screen(ChooseSimulator(self._played.name, self._answerer.spec), self._answered_by)

    def _answered_by(self, chosen: SimulatorSpec | None) -> None:
        """Another one answers from now on, in a new game."""
        if chosen is None:
            return
        self._answerer.close()
        self._answerer = Answerer(self._home, self._played, chosen)
        self._manner = _met(self._played, self._answerer)
        self._begin_another()

    def action_give_up(self) -> None:
        if self.ready:
            super().action_give_up()

    def _parting(self) -> str:
        counts = not self._from and not self._assisted and self._answerer.own
        return "It is kept, and counts as lost." if counts else super()._parting()

    # What is shown

    def _show(self) -> None:
        colors = ink_of(self.app)
        story = self.query_one(Story)
        turns = self._game.turns if self._game else ()
        if self._manner.chat:
            typing = self._waiting.told if self._unheard else ""
            turns = (*turns, Turn("agent", self._unheard)) if self._unheard else turns
            said = chat(turns, story.room, sides=self._manner.sides, typing=typing, trouble=self._trouble, ink=colors)
        else:
            said = transcript(turns, ink=colors)
        story.tell(said)
        self.query_one(Say).offer(self._actions())
        self._draw_board()
        self.query_one("#note", Static).update(self._summary())
        self.refresh_bindings()

    def _draw_board(self) -> None:
        if self._manner.picture and self._game is not None:
            typed = "" if self._game.over else self.query_one("#line", Input).value
            self.query_one(Picture).draw(self._states, self._picked, typed)

    def _summary(self) -> Text:
        colors, game = ink_of(self.app), self._game
        if game is None:
            return self._note if self._note.plain else Text(self._waiting.told, colors.muted)
        if game.over:
            best = None if self._beside else self._beside.best
            hidden = "" if game.success else self._manner.hidden(game.state)
            nobody = not self._beside and not self._beside.best and not self._from
            line = ending_text(self._played, game, self._assisted, self._kept, hidden, best, nobody, colors)
        else:
            waiting = "" if self._unheard else self._waiting.told
            line = standing_text(self._played, game, self._assisted, waiting, colors)
        if self._beside and not self._from:
            total = game.total if game.over and self._answerer.own else None
            line.append("\n").append_text(self._beside.text(total, self._manner.shown, self.size.width - 4))
        if self._note.plain:
            line.append("\n").append_text(self._note)
        return line


def _met(task: AnyTask, answerer: Answerer) -> Manner:
    """How the task is played when this one answers."""
    return manner(task) if answerer.own else answered(manner(task), answerer.spec.model)
