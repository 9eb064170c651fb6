"""A person plays a task against its simulator, with the texts, limits and rewards an agent has."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import asdict, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Literal

from rich.text import Text
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from lab.agents import ModelTalker
from lab.catalog import TALKING
from lab.catalog import task as find_task
from lab.forking import told_by
from lab.format import fixed, number
from lab.keymap import named
from lab.manners import Manner, manner
from lab.messages import OpenLaunch, OpenLeaderboard, OpenOtherSide, OpenReplay
from lab.problem import Problem
from lab.records import Phase, Run, SimulatorSpec
from lab.rival import Rival, best_run, keep_beside
from lab.screens.ask import Ask
from lab.screens.person import ask_name
from lab.screens.place import Place
from lab.screens.say import Say
from lab.screens.simulator import ChooseSimulator
from lab.widgets.boards import board
from lab.widgets.chrome import ink_of
from lab.widgets.plain import brief, one_line
from lab.widgets.rival import rival_text
from lab.widgets.transcript import chat, transcript
from tasks.play import Game, episode, rewind, say, start
from tasks.protocol import AnyTask, Episode, Turn, Unavailable
from tasks.score import score
from tasks.simulators.talker import Server
from tasks.talked import Talked

_WIDE = 110
_LONG = 2.0
"""Seconds after which one is told how long an answer takes."""


class PlayScreen(Place):
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
    PlayScreen #picture { width: auto; min-width: 28; padding: 1 2; background: $surface; }
    PlayScreen #story { width: 1fr; padding: 0 1; }
    PlayScreen #said { height: auto; }
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
        super().__init__()
        self._home, self._played = home, find_task(task)
        self._seed = secrets.randbelow(1 << 32) if game_seed is None else game_seed
        self._from = from_episode
        self._person = ""
        self._simulator = simulator or SimulatorSpec()
        self._talker: ModelTalker | Server | None = None
        self._manner = _met(self._played, self._simulator)
        self._kept: int | None = None
        self._rival = Rival(home, beside) if beside else None
        self._rivals: Episode | None = None
        """The agent's game of the same seed, when it is over."""
        self._rival_trouble = ""
        self._beside_kept = False
        self._best: Run | None = None
        """The run beside which one plays, or else the task's best one, when it was evaluated."""
        self._waiting, self._since = "", 0.0
        self._unheard, self._trouble = "", ""
        self._game: Game[Any] | None = None
        self._states: list[Any] = []
        self._picked = ""
        if not self._manner.slow:
            self._begin(start(self._played, self._seed))
        else:
            self._reset()

    @property
    def game_task(self) -> AnyTask:
        return self._played

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
    def assisted(self) -> bool:
        return self._assisted

    def _begin(self, game: Game[Any]) -> None:
        self._reset()
        self._game, self._states = game, [game.state]

    def _reset(self) -> None:
        self._states = []
        self._picked = ""
        self._assisted, self._given_up, self._kept, self._warned = False, False, None, ""
        self._note = Text("")
        self._unheard, self._trouble = "", ""
        self._rivals, self._beside_kept = None, False

    def body(self) -> ComposeResult:
        with Horizontal(id="table"):
            if self._manner.picture:
                yield Static(id="picture")
            with VerticalScroll(id="story"):
                yield Static(id="said")
        with Vertical(id="state"):
            yield Static(id="note")
        yield Say(self._actions(), id="line", placeholder=self._played.form, select_on_focus=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        playing = self._game is not None and bool(self._game.spoken) and not self._game.over
        if action == "give_up":
            return playing
        if action == "leaderboard":
            return not playing
        if action == "hint":
            return self._game is None or not self._game.over
        if action == "replay":
            return self._kept is not None
        if action == "train":
            return self._game is not None and self._game.over
        if action == "other_side":
            return self._played.name in TALKING
        return action != "simulator" or (self._played.name in TALKING and not playing and not self._from)

    def on_mount(self) -> None:
        self.query_one("#line", Input).focus()
        story = self.query_one("#story", VerticalScroll)
        # What was said last stays in sight: it is as high as it is only once it has been laid out.
        self.watch(story, "virtual_size", lambda: story.scroll_end(animate=False), init=False)
        self.set_interval(1.0, self._tick)
        if self._from:
            self._load_fork(*self._from)
        elif self._game is None:
            self._start("setting up the game …")
        if not self._from:
            self._look_up_agents()
        self._play_beside()
        self._show()
        ask_name(self, self._home, self._named)

    def on_unmount(self) -> None:
        self._dismiss_talker()
        if self._rival:
            self._rival.close()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._show()

    def _named(self, name: str) -> None:
        self._person = name

    def _actions(self) -> tuple[str, ...]:
        """The legal texts, as a person would type them."""
        if self._game is None or self._game.over:
            return ()
        return tuple(self._manner.shown(action) for action in self._played.actions(self._game.state))

    def _start(self, why: str) -> None:
        self._wait(why)
        self._starting()

    @work(thread=True, exclusive=True, group="game")
    def _starting(self) -> None:
        try:
            game = start(self._answered_task(), self._seed)
        except Unavailable as error:
            self.from_thread(self._failed, str(error))
        else:
            self.from_thread(self._started, game)

    def _answered_task(self) -> AnyTask:
        """The task with whoever is to answer in it; loading a model may take minutes. Raises Unavailable."""
        chosen = self._simulator
        if chosen.kind == "embedded":
            return self._played
        if chosen.kind == "openai":
            self._talker = Server(chosen.base_url, chosen.model)
        elif self._talker is None:
            self._talker = ModelTalker(self._home, chosen.model)
            try:
                self._talker.wait(lambda note: self.from_thread(self._wait, f"{note} …"))
            except Unavailable:
                self._dismiss_talker()
                raise
        return Talked(self._played, self._talker)

    def _dismiss_talker(self) -> None:
        if isinstance(self._talker, ModelTalker):
            self._talker.close()
        self._talker = None

    def _wait(self, why: str) -> None:
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting = why
        if self.is_mounted:
            self.call_later(self._show)

    def _tick(self) -> None:
        """How long one has been waiting is told anew."""
        if self._waiting and time.monotonic() - self._since > _LONG:
            self._show()

    def _started(self, game: Game[Any]) -> None:
        self._waiting = ""
        self._begin(game)
        self._show()

    def _failed(self, why: str) -> None:
        self._waiting = self._unheard = ""
        if self._manner.chat:
            after = "Nothing is lost: enter says it again" if self._game else "Enter tries again"
            self._trouble = f"{brief(why)}\n{after}, ctrl+s chooses who answers in a new game."
            if isinstance(self._talker, ModelTalker) and self._talker.ended:
                self._dismiss_talker()
        else:
            self._note = Text(brief(why), style=ink_of(self.app).bad)
        self._show()

    # The agent beside

    @work(thread=True, group="agents")
    def _look_up_agents(self) -> None:
        from lab.store import Store

        try:
            if self._rival:
                with Store(self._home, readonly=True) as store:
                    found: Run | None = store.run(self._rival.run)
            else:
                found = best_run(self._home, self._played.name)
        except Problem as problem:
            self.from_thread(self._beaten_by_trouble, str(problem))
        else:
            self.from_thread(self._looked_up, found)

    def _looked_up(self, run: Run | None) -> None:
        self._best = run if run and run.evaluation else None
        self._show()

    def _play_beside(self) -> None:
        """The agent begins the game that is on the screen, in the background."""
        if self._rival and self._simulator.kind == "embedded":
            self._rival_plays(self._rival, self._seed)

    @work(thread=True, group="rival")
    def _rival_plays(self, rival: Rival, seed: int) -> None:
        try:
            played = rival.plays(self._played, seed)
        except Unavailable as error:
            self.from_thread(self._beaten_by_trouble, str(error))
        else:
            self.from_thread(self._rival_played, played)

    def _rival_played(self, played: Episode) -> None:
        if played.seed == self._seed and self._simulator.kind == "embedded":
            self._rivals, self._rival_trouble = played, ""
            self._keep_both()
            self._show()

    def _beaten_by_trouble(self, why: str) -> None:
        self._rival_trouble = why
        self._show()

    def _keep_both(self) -> None:
        """When both games are over, the agent's is kept as a branch of the person's."""
        if self._kept is not None and self._rivals and not self._beside_kept:
            self._beside_kept = True
            self.outlasting(self._keep_beside, self._rivals, self._kept)

    def _keep_beside(self, played: Episode, parent: int) -> None:
        try:
            keep_beside(self._home, played, parent)
        except Problem as problem:
            self.from_thread(self._beaten_by_trouble, f"its game could not be kept: {problem}")

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
        if not self._legal(text) and self._warned != event.value:
            self._warned = event.value
            near = get_close_matches(event.value.strip().lower()[:60], self._actions(), 3, 0.5)
            meant = f"Did you mean {', '.join(near)}?" if near else self._played.form
            self._note = Text(
                f"The game does not know {one_line(event.value, 60)!r}. Enter again says it all the same. {meant}"
            )
            self._show()
            return
        self._say(text)

    def _legal(self, text: str) -> bool:
        actions = self._played.actions(self.game.state)
        if not actions or text in actions:
            return True
        return self._played.step(self.game.state, text).legal if not self._manner.slow else self._known(text)

    def _known(self, text: str) -> bool:
        """Whether a text is a legal one in another spelling; a slow game is not asked."""
        return self._manner.shown(text) in self._actions() or self._played.name in ("chess", "endgames")

    def _say(self, text: str) -> None:
        if not self.ready or self.game.over:
            return
        if self._manner.slow:
            self._trouble, self._unheard = "", text
            self._wait(f"{self._manner.sides[0]} is typing …" if self._manner.chat else "…")
            self._step(self.game, text)
            self._show()
        else:
            self._said(self.game, say(self.game, text))

    @work(thread=True, exclusive=True, group="game")
    def _step(self, game: Game[Any], text: str) -> None:
        try:
            # A local model whose process died is loaded again.
            lost = self._simulator.kind == "local" and self._talker is None
            after = say(replace(game, task=self._answered_task()) if lost else game, text)
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
        self._waiting, self._picked, self._unheard = "", "", ""
        self._note, self._warned = Text(""), ""
        self.query_one("#line", Input).value = ""
        if game.over:
            self._end()
        self._show()

    def on_click(self, event: events.Click) -> None:
        """Two squares of a chess board are a move."""
        if (
            self._played.name not in ("chess", "endgames")
            or not self.ready
            or event.widget is not self.query("#picture").first()
        ):
            return
        from lab.widgets.chessboard import square_at

        offset = event.get_content_offset(event.widget)
        square = square_at(offset.x, offset.y, self._board_size()) if offset else None
        if square is None:
            return
        if self._picked and self._picked != square:
            self._say(self._picked + square + "\n")
        else:
            self._picked = "" if self._picked == square else square
            self._draw_board()

    def _end(self) -> None:
        answered = "" if self._simulator.kind == "embedded" else json.dumps({"simulator": asdict(self._simulator)})
        about = told_by("person") if self._from else answered
        self.outlasting(self._keep, replace(episode(self.game, self._person), about=about))

    def _keep(self, played: Any) -> None:
        from lab.store import Store

        parent, turn = self._from or (None, None)
        phase: Phase = "fork" if self._from else "human"
        try:
            with Store(self._home) as store:
                kept = store.add_episode(
                    played, phase=phase, player=played.player, assisted=self._assisted, parent=parent, fork_turn=turn,
                )  # fmt: skip
            self.from_thread(self._was_kept, kept)
        except Problem as problem:
            said = f"the game could not be kept: {problem}"
            self.app.call_from_thread(self.app.notify, said, severity="error", timeout=10, markup=False)

    def _was_kept(self, kept: int) -> None:
        self._kept = kept
        self._keep_both()
        self._show()

    @work(thread=True)
    def _load_fork(self, number_of: int, turn: int) -> None:
        from lab.store import Store

        try:
            with Store(self._home, readonly=True) as store:
                stored = store.episode(number_of).episode
            game = rewind(self._played, stored, turn)
            states = [rewind(self._played, stored, k).state for k in range(turn + 1)]
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
            agents = self._rival.says(game.turns).text if self._rival else ""
        except Unavailable as error:
            self.from_thread(self._failed, str(error))
            return
        self.from_thread(self._hinted, turn.text.strip(), agents.strip())

    def _hinted(self, text: str, agents: str = "") -> None:
        self._note = Text("The best known player says: ").append(one_line(text, 200), "bold")
        if self._rival:
            self._note.append(f"   {one_line(self._rival.run, 40)}: ").append(one_line(agents, 200), "bold")
        self._note.append("   (this game is now assisted)")
        field = self.query_one(Input)
        if not field.value:
            field.value = self._manner.shown(text)
            field.cursor_position = len(field.value)
        self._show()

    def action_again(self) -> None:
        if self._game is None or self._game.over or not self._game.spoken:
            self._from = None
            self._another()
        else:
            self.notify("this game is not over: ctrl+x gives it up")

    def _another(self) -> None:
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
        self.app.push_screen(ChooseSimulator(self._played.name, self._simulator), self._answered_by)

    def _answered_by(self, chosen: SimulatorSpec | None) -> None:
        """Another one answers from now on, in a new game."""
        if chosen is None:
            return
        self._dismiss_talker()
        self._simulator, self._manner = chosen, _met(self._played, chosen)
        self._another()

    def action_give_up(self) -> None:
        if self.ready and not self.game.over and not self._given_up:
            self.app.push_screen(Ask(f"Give this game up? {self._parting()}"), self._gave_up)

    def _gave_up(self, sure: bool | None) -> None:
        if sure:
            self._given_up = True
            self._end()
            self._from = None
            self._another()
            self._note = Text("Given up. Here is another one.")
            self._show()

    def _parting(self) -> str:
        """What becomes of a game that is broken off."""
        counts = not self._from and not self._assisted and self._simulator.kind == "embedded"
        return "It is kept, and counts as lost." if counts else "It is kept as it stands."

    def action_leave(self) -> None:
        if self._game is None or self._game.over or not self._game.spoken:
            self.app.pop_screen()
        else:
            self.app.push_screen(Ask(f"Leave this game? {self._parting()}"), self._left)

    def _left(self, sure: bool | None) -> None:
        if sure:
            self._end()
            self.app.pop_screen()

    # What is shown

    def _show(self) -> None:
        colors = ink_of(self.app)
        story = self.query_one("#story", VerticalScroll)
        turns = self._game.turns if self._game else ()
        if self._manner.chat:
            room = max(30, story.size.width - 4) if story.size.width else 76
            typing = self._patience() if self._unheard else ""
            turns = (*turns, Turn("agent", self._unheard)) if self._unheard else turns
            said = chat(turns, room, sides=self._manner.sides, typing=typing, trouble=self._trouble, ink=colors)
        else:
            said = transcript(turns, ink=colors)
        self.query_one("#said", Static).update(said)
        story.scroll_end(animate=False)
        self.query_one(Say).offer(self._actions())
        self._draw_board()
        self.query_one("#note", Static).update(self._summary())
        self.refresh_bindings()

    def _patience(self) -> str:
        """Who is waited for, and how long by now."""
        waited = time.monotonic() - self._since
        return brief(self._waiting) + (f" {waited:.0f} s" if waited > _LONG else "")

    def _board_size(self) -> Literal["small", "large"]:
        return "large" if self.size.width >= _WIDE and self.size.height >= 34 else "small"

    def _draw_board(self) -> None:
        if not self._manner.picture or self._game is None:
            return
        typed = self.query_one("#line", Input).value if self._played.name.startswith("wordle") else ""
        drawn = board(
            self._played, self._states, size=self._board_size(), fog=self._manner.fog, marked=frozenset(filter(None, [self._picked])),
            typed="" if self._game.over else typed, ink=ink_of(self.app),
        )  # fmt: skip
        self.query_one("#picture", Static).update(drawn)

    def _summary(self) -> Text:
        colors, game = ink_of(self.app), self._game
        if game is None:
            return self._note if self._note.plain else Text(self._patience() if self._waiting else "", colors.muted)
        constants = self._played.constants
        line = Text(no_wrap=False)
        line.append(f"turn {game.spoken} of {self._played.max_turns}   return {number(game.total)}", colors.muted)
        if self._assisted:
            line.append("   assisted", colors.accent)
        if self._waiting and not self._unheard:
            line.append(f"   {self._patience()}", colors.accent)
        if game.over:
            word, color = ("Won.", colors.good) if game.success else ("Lost.", colors.bad)
            line = Text(f"{word} ", style=f"bold {color}")
            line.append(f"return {number(game.total)}, score {fixed(score(game.total, constants), 1)}", colors.text)
            line.append(f"   best known {number(constants.high)}", colors.muted)
            trained = max(
                (value for name, value in self._played.paper.items() if name != "best known player"), default=None
            )
            if trained is not None:
                line.append(f"   paper's best agent {number(trained)}", colors.muted)
            if self._best and self._best.evaluation and not self._rival:
                mean = number(self._best.evaluation.return_mean)
                line.append(f"   {one_line(self._best.id, 30)} {mean}", colors.text)
            line.append(f"   data {number(constants.mean)}", colors.muted)
            if not game.success and self._manner.hidden(game.state):
                line.append(f"   {self._manner.hidden(game.state)}", colors.accent)
            line.append("\nenter plays another one", colors.muted)
            if not self._best and not self._rival and not self._from:
                line.append("   no agent of yours plays this yet: ctrl+n trains one", colors.accent)
            if self._kept is not None:
                line.append(
                    f"   kept as episode {self._kept}" + (" (assisted)" if self._assisted else ""), colors.muted
                )
        if self._rival and not self._from:
            line.append("\n").append_text(self._beside(game))
        if self._note.plain:
            line.append("\n").append_text(self._note)
        return line

    def _beside(self, game: Game[Any]) -> Text:
        """The agent that plays beside, and how it did."""
        assert self._rival is not None
        found, theirs = self._best.evaluation if self._best else None, self._rivals
        said = ", ".join(self._manner.shown(turn.text) for turn in theirs.spoken) if theirs else ""
        total = game.total if game.over and self._simulator.kind == "embedded" else None
        mean = found.return_mean if found else None
        return rival_text(
            self._rival.run, mean, total, theirs, self._rival_trouble, said, self.size.width - 4, ink_of(self.app)
        )


def _met(task: AnyTask, simulator: SimulatorSpec) -> Manner:
    """How the task is played when this one answers."""
    usual = manner(task)
    if simulator.kind == "embedded":
        return usual
    return usual._replace(slow=True, sides=(f"{usual.sides[0]}, {simulator.model}", usual.sides[1]))
