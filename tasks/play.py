"""The one loop that joins a task and a policy.

A game is a value: `say` gives a new one and leaves the old one alone, so every earlier game can be played on from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

from tasks.protocol import Batched, Episode, Policy, S, Step, Task, Turn, Unavailable


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
    """One episode for each seed, in order; all games go in step, so that the policy speaks for many at once.

    The policy gets whole histories. When the other side fails, Unavailable carries what was played. `progress` hears after each round how many games are over, and of how many.
    """
    games = [start(task, seed) for seed in seeds]
    going = list(range(len(games)))
    while going:
        said = policy.act([games[i].turns for i in going])
        try:
            if isinstance(task, Batched):
                steps = task.steps([games[i].state for i in going], [turn.text for turn in said])
                for i, turn, step in zip(going, said, steps, strict=True):
                    games[i] = _answered(games[i], turn, step)
            else:
                for i, turn in zip(going, said, strict=True):
                    games[i] = say(games[i], turn)
        except Unavailable as error:
            error.played = tuple(episode(game, player) for game in games if game.spoken)
            raise
        going = [i for i in going if not games[i].over]
        if progress is not None:
            progress(len(games) - len(going), len(games))
    return [episode(game, player) for game in games]


def visible(turns: tuple[Turn, ...], memory: int | None) -> tuple[Turn, ...]:
    """The texts an agent with this memory sees: the last `memory` ones, or all of them when it is None."""
    return turns if memory is None else turns[-memory:]
