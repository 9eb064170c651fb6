"""The one loop that joins a task and a policy.

A game is a value: `say` gives a new one and leaves the old one alone, so every earlier game can be played on from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

from tasks.protocol import Batched, Episode, Policy, S, Session, Sitting, Step, Task, Turn, Unavailable


@dataclass(frozen=True, slots=True)
class Game(Generic[S]):
    """A game under way (or over): the task's state, and all that was said."""

    task: Task[S]
    seed: int
    state: S
    turns: tuple[Turn, ...]
    terminated: bool = False
    success: bool = False

    @property
    def spoken(self) -> int:
        """How often the agent has spoken; the game opens, and then the two alternate."""
        return len(self.turns) // 2

    @property
    def truncated(self) -> bool:
        """The turn limit is reached and the game has not ended itself."""
        return not self.terminated and self.spoken >= self.task.max_turns

    @property
    def over(self) -> bool:
        return self.terminated or self.truncated

    @property
    def total(self) -> float:
        """The undiscounted return so far."""
        return sum(turn.reward for turn in self.turns)


def start(task: Task[S], seed: int) -> Game[S]:
    """A new game, the game's first text said."""
    state, text = task.reset(seed)
    return Game(task, seed, state, (Turn("game", text),))


def say(game: Game[S], turn: Turn | str) -> Game[S]:
    """The game after an agent text and the game's answer; reward and legality are filled in.

    Raises ValueError when the game is over.
    """
    if game.over:
        raise ValueError(f"this game of {game.task.name} is over after {game.spoken} turns: nothing can be said in it")
    said = Turn("agent", turn) if isinstance(turn, str) else turn
    return _answered(game, said, game.task.step(game.state, said.text))


def _answered(game: Game[S], said: Turn, step: Step[S]) -> Game[S]:
    paid = Turn("agent", said.text, step.reward, step.legal, said.cut, said.tokens, said.logprobs)
    turns = (*game.turns, paid, Turn("game", step.text))
    return Game(game.task, game.seed, step.state, turns, step.terminated, step.success)


def rewind(task: Task[S], episode: Episode, turn: int) -> Game[S]:
    """The game as it stood after the episode's first `turn` agent turns, ready to be played on from.

    Raises ValueError for another task's episode, for a turn it does not have, and for an imported episode, whose
    seed nobody knows (it is negative).
    """
    if episode.task != task.name:
        raise ValueError(f"this is an episode of {episode.task}, not of {task.name}")
    if episode.seed < 0:
        raise ValueError("this episode was imported without its seed: it can be read, but not played on from")
    spoken = episode.spoken
    if not 0 <= turn <= len(spoken):
        raise ValueError(f"this episode has {len(spoken)} agent turns: there is no turn {turn}")
    game = start(task, episode.seed)
    for said in spoken[:turn]:
        game = say(game, said)
    return game


def episode(game: Game[S], player: str = "") -> Episode:
    """The game as an episode; one that did not end itself counts as truncated, whoever stopped it."""
    return Episode(game.task.name, game.seed, game.turns, game.terminated, not game.terminated, game.success, player)


def play(
    task: Task[S],
    policy: Policy,
    seeds: Sequence[int],
    *,
    player: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> list[Episode]:
    """One episode for each seed, in order; many games are under way at once, so that the policy speaks for many.

    The policy gets whole histories. A policy with sessions answers games as their texts are done, and the next game begins
    when one is over; any other one, and a task that answers many games at once, has all games go in step. When the other
    side fails, Unavailable carries what was played. `progress` hears how many games are over, and of how many.
    """
    table = _Table(task, seeds, progress)
    try:
        if isinstance(policy, Sitting):
            _converse(table, policy.session(len(seeds)))
        else:
            while table.going:
                going = list(table.going)
                table.said(going, policy.act([table.games[i].turns for i in going]))
    except Unavailable as error:
        error.played = tuple(episode(game, player) for game in table.games if game.spoken)
        raise
    return [episode(game, player) for game in table.games]


class _Table(Generic[S]):
    """Games under way."""

    def __init__(self, task: Task[S], seeds: Sequence[int], progress: Callable[[int, int], None] | None) -> None:
        self.task = task
        self.games = [start(task, seed) for seed in seeds]
        self.going = dict.fromkeys(range(len(seeds)))
        self._progress = progress

    def said(self, numbers: Sequence[int], turns: Sequence[Turn]) -> None:
        """The games after these turns; those that are over go no further."""
        if isinstance(self.task, Batched):
            steps = self.task.steps([self.games[i].state for i in numbers], [turn.text for turn in turns])
            for i, turn, step in zip(numbers, turns, steps, strict=True):
                self.games[i] = _answered(self.games[i], turn, step)
        else:
            for i, turn in zip(numbers, turns, strict=True):
                self.games[i] = say(self.games[i], turn)
        for i in numbers:
            if self.games[i].over:
                del self.going[i]
        if self._progress is not None:
            self._progress(len(self.games) - len(self.going), len(self.games))


def _converse(table: _Table[S], session: Session) -> None:
    """All games to their ends, as many at once as the session takes."""
    together = isinstance(table.task, Batched)
    waiting = list(table.going)[::-1]
    asked = 0
    while table.going:
        while waiting and not session.full:
            number = waiting.pop()
            session.ask(number, table.games[number].turns)
            asked += 1
        heard = session.hear()
        while together and len(heard) < asked:
            heard += session.hear()
        table.said([number for number, _ in heard], [turn for _, turn in heard])
        for number, _ in heard:
            if table.games[number].over:
                session.leave(number)
                asked -= 1
            else:
                session.ask(number, table.games[number].turns)


def visible(turns: tuple[Turn, ...], memory: int | None) -> tuple[Turn, ...]:
    """The texts an agent with this memory sees: the last `memory` ones, or all of them when it is None."""
    return turns if memory is None else turns[-memory:]
