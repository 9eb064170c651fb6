"""A whole task in a page: the game names a number, the agent counts down to zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import NamedTuple

from tasks.chance import below
from tasks.play import play
from tasks.protocol import EVALUATION_SEEDS, Constants, Episode, Player, Policy, Recipe, Step
from tasks.scripted import Choice, History, Scripted

SCALE = Constants(-24, -12, -4)
"""The worst return, the data's mean, and the best player's."""


class Count(NamedTuple):
    """The number that was said last."""

    left: int


@dataclass(frozen=True)
class Countdown:
    """Say the next smaller number, and the next, to 0. Each text costs 1, a wrong one 2."""

    name: str = "countdown"
    summary: str = "count down from a number to zero"
    rules: str = "The game names a number. Say the next smaller one, and so on to 0. Each text costs 1, a wrong one 2."
    form: str = "a number"
    max_turns: int = 12
    max_tokens: int = 8
    memory: int | None = None
    constants: Constants = SCALE

    @property
    def paper(self) -> Mapping[str, float]:
        return {}

    @property
    def players(self) -> Mapping[str, Player]:
        return {
            "random": Player("any digit", partial(self._player, _any)),
            "behaviour": Player("right one time in two", partial(self._player, _half)),
            "best": Player("counts", partial(self._player, _next)),
        }

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        return {"behaviour": Recipe("games of the player `behaviour`", 500, self._game)}

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        return tuple(range(EVALUATION_SEEDS, EVALUATION_SEEDS + (200 if episodes is None else episodes)))

    def reset(self, seed: int) -> tuple[Count, str]:
        first = 3 + below(5, seed)
        return Count(first), f"{first}\n"

    def step(self, state: Count, action: str) -> Step[Count]:
        if action.strip() != str(state.left - 1):
            return Step(state, f"{state.left}\n", -2.0, False, action.strip().isdecimal())
        over = state.left == 1
        return Step(
            Count(state.left - 1), "done\n" if over else f"{state.left - 1}\n", 0.0 if over else -1.0, over, True, over
        )

    def actions(self, state: Count) -> tuple[str, ...]:
        return tuple(f"{number}\n" for number in range(10))

    def _player(self, choose: Choice, seed: int) -> Policy:
        return Scripted(choose, seed)

    def _game(self, seed: int) -> Episode:
        return play(self, self._player(_half, seed), [seed], player="behaviour")[0]


def _next(history: History, chance: Random) -> str:
    return f"{int(history[-1].text) - 1}\n"


def _any(history: History, chance: Random) -> str:
    return f"{chance.randrange(10)}\n"


def _half(history: History, chance: Random) -> str:
    return _next(history, chance) if chance.random() < 0.5 else _any(history, chance)


COUNTDOWN = Countdown()
