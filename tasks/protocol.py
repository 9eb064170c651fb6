"""The one vocabulary of the lab: turns, episodes, steps, tasks and policies, as every layer speaks of them.

Newcomers get two things wrong. `terminated` (the game ended itself) and `truncated` (the turn limit was hit) are
different facts: a truncated episode bootstraps, a terminated one does not. And a task holds no state: state goes into
`step` and a new state comes out, so any earlier state can be played on from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

S = TypeVar("S")

Role = Literal["game", "agent"]

EVALUATION_SEEDS = 1 << 40
"""Seeds from here on belong to evaluation; training and datasets use smaller ones."""


class Unavailable(RuntimeError):
    """A task's engine or server is missing or has failed; the message says why and what to do."""

    played: "tuple[Episode, ...]" = ()
    """The games that were under way or over when it failed, as far as they had come."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance. `reward` is what the game paid for it, so only agents earn."""

    role: Role
    text: str
    reward: float = 0.0
    legal: bool = True
    """False when the game did not know the agent's text as a move."""
    cut: bool = False
    """True when the agent hit its limit of tokens before it ended the text."""
    tokens: tuple[int, ...] = ()
    """The sampled ids, when a model spoke: training reuses these."""
    logprobs: tuple[float, ...] = ()
    """Log-probability of each of `tokens` under the policy that sampled them."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One finished game."""

    task: str
    seed: int
    turns: tuple[Turn, ...]
    terminated: bool
    """The game ended itself: nothing follows."""
    truncated: bool
    """The turn limit (or the dataset) ended it: something would have followed."""
    success: bool = False
    player: str = ""
    about: str = ""
    """What an imported file told beside the texts, as JSON: the word, the buyer, the deal."""

    @property
    def total(self) -> float:
        """The undiscounted return."""
        return sum(turn.reward for turn in self.turns)

    @property
    def spoken(self) -> tuple[Turn, ...]:
        """The agent's turns."""
        return tuple(turn for turn in self.turns if turn.role == "agent")


class Step(NamedTuple, Generic[S]):
    """What a game answers to one agent text."""

    state: S
    text: str
    reward: float
    terminated: bool
    legal: bool = True
    success: bool = False


class Policy(Protocol):
    """Whoever speaks for the agent: a model, a script, a chat server or a person. Always batched."""

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        """One agent turn for each history (the whole game so far, the game having spoken last)."""
        ...


class Session(Protocol):
    """A policy at work on many games, each known by a number: it answers a game as soon as its text is done."""

    @property
    def full(self) -> bool:
        """No further game can come before another one leaves."""
        ...

    def ask(self, game: int, history: Sequence[Turn]) -> None:
        """Wants an agent turn in this game, of which this is all that was said so far."""
        ...

    def hear(self) -> list[tuple[int, Turn]]:
        """At least one of the turns that were asked for, each with its game."""
        ...

    def leave(self, game: int) -> None:
        """This game is over."""
        ...


@runtime_checkable
class Sitting(Protocol):
    """A policy that speaks for many games at once without one waiting for another."""

    def session(self, games: int) -> Session:
        """A session of so many games with the policy as it is now."""
        ...


class Constants(NamedTuple):
    """Returns that anchor the score: worst 0, dataset mean 50, best known 100."""

    low: float
    mean: float
    high: float


class Player(NamedTuple):
    """A scripted player: `build(seed)` gives a fresh policy whose randomness derives from the seed alone."""

    help: str
    build: Callable[[int], Policy]


class Recipe(NamedTuple):
    """How an offline dataset is made: `make(seed)` gives one episode, and depends on nothing but the seed.

    Seed and texts of the episode give it again when it is played; one that cannot be played on has the seed -1.
    """

    help: str
    episodes: int
    """How many episodes the dataset has when nobody says otherwise."""
    make: Callable[[int], Episode]


class Task(Protocol[S]):
    """A text game: pure functions over an immutable state."""

    @property
    def name(self) -> str: ...

    @property
    def summary(self) -> str:
        """One line for the catalogue."""
        ...

    @property
    def rules(self) -> str:
        """Help for people, in plain text."""
        ...

    @property
    def form(self) -> str:
        """What an agent text looks like, for a person who types one: `move up, move down, move left or move right`."""
        ...

    @property
    def max_turns(self) -> int:
        """Agent turns after which an unfinished episode is truncated."""
        ...

    @property
    def max_tokens(self) -> int:
        """Tokens after which an agent text is cut."""
        ...

    @property
    def memory(self) -> int | None:
        """How many of the latest texts the agent sees; None is all of them, 1 is Markov."""
        ...

    @property
    def constants(self) -> Constants: ...

    @property
    def players(self) -> Mapping[str, Player]:
        """Scripted players by name: at least `random`, `behaviour` and `best`."""
        ...

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        """Offline datasets by name; the first is the default."""
        ...

    @property
    def paper(self) -> Mapping[str, float]:
        """Raw mean returns of LMRL-Gym's Tables 2 and 4 by agent name, for reference lines."""
        ...

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        """The seeds evaluation plays, at least EVALUATION_SEEDS; None gives as many as the task names.

        A smaller number is spread over the starting states as evenly as it can be.
        """
        ...

    def reset(self, seed: int) -> tuple[S, str]:
        """A new game's state and its first text."""
        ...

    def step(self, state: S, action: str) -> Step[S]:
        """The game's answer to any string whatsoever; never changes `state`."""
        ...

    def actions(self, state: S) -> tuple[str, ...]:
        """Every legal agent text in this state, or () when it is free text."""
        ...


@runtime_checkable
class Batched(Protocol[S]):
    """A task that answers many games at once, because a model, a server or an engine stands behind it."""

    def steps(self, states: Sequence[S], actions: Sequence[str]) -> list[Step[S]]:
        """`step` for each game."""
        ...


def _as_said(before: str, said: str) -> str:
    return said


class View(NamedTuple):
    """How an agent reads a game, and speaks in it: the same facts in another form."""

    help: str
    read: Callable[[str], str]
    """A text of the game in that form; takes any string whatsoever, and leaves one that is none as it is."""
    words: tuple[str, ...] = ()
    """What occurs in such texts, or in what the agent says, that a model which learns from nothing has a token for."""
    write: Callable[[str, str], str] = _as_said
    """What an agent of this view would have said where another one, after this text of the game, said that: a text which
    the game understands in the same way, or the same one where there is none. Takes any strings whatsoever."""


@runtime_checkable
class Viewed(Protocol):
    """A task whose texts can be read in other forms than the one they are written in."""

    @property
    def views(self) -> Mapping[str, View]:
        """By name."""
        ...


def views(task: Task[Any]) -> Mapping[str, View]:
    """The forms in which an agent can read this task; none where its texts are read as they are."""
    return task.views if isinstance(task, Viewed) else {}


class Reply(NamedTuple):
    """What a chat model said to one talk, and what it cost."""

    text: str
    prompt_tokens: int | None = None
    """None when a server does not tell."""
    completion_tokens: int | None = None
    cut: bool = False
    """It hit the limit of tokens before it had ended."""
    whole: bool = True
    """False when the talk was longer than the model can see, and its beginning was left out."""


AnyTask = Task[Any]
