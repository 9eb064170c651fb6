"""The players of the guessing games, and the data that their games make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from tasks.asker import Choose
from tasks.chance import below, mixed
from tasks.play import play
from tasks.protocol import Episode, Player, Policy, Recipe, Task
from tasks.recipes import with_expert
from tasks.scripted import History, Scripted

GAMES = 10_000
"""Games in a dataset."""


@dataclass(frozen=True)
class Askers:
    """Who asks in a guessing game."""

    choices: Callable[[], Mapping[str, Choose]]
    """The askers `random`, `halving`, `early` and `best`; made when first needed, as what they know takes a while."""
    kinds: Sequence[tuple[float, str]]
    """The cumulative shares of the askers that the dataset has."""

    def players(self) -> Mapping[str, Player]:
        return {
            "random": Player("any question or guess", partial(self._player, "random")),
            "behaviour": Player("the dataset's: askers of three kinds, mixed turn by turn", self._behaviour),
            "best": Player("the question that tells most about what is left", partial(self._player, "best")),
        }

    def recipes(self, task: Task[Any], halving: str) -> Mapping[str, Recipe]:
        """The paper's data, skilled games, and half of these with half of the best; `halving` says what that asker does."""
        three = f"games of three kinds of askers: one {halving}, one asks anything, one guesses early"
        own = {
            "askers": Recipe(three, GAMES, partial(self._any_game, task)),
            "skilled": Recipe(f"games of the asker that {halving}", GAMES, partial(self._game, task, "halving")),
        }
        return with_expert(task, own, "skilled")

    def _player(self, kind: str, seed: int) -> Policy:
        return Scripted(self.choices()[kind], seed)

    def _behaviour(self, seed: int) -> Policy:
        def choose(history: History, chance: Random) -> str:
            return self.choices()[self._kind(chance.random())](history, chance)

        return Scripted(choose, seed)

    def _any_game(self, task: Task[Any], seed: int) -> Episode:
        return self._game(task, self._kind(below(1000, seed, 3) / 1000), seed)

    def _game(self, task: Task[Any], kind: str, seed: int) -> Episode:
        return play(task, self._player(kind, mixed(seed, 1)), [seed], player=kind)[0]

    def _kind(self, luck: float) -> str:
        return next(name for share, name in self.kinds if luck < share)
