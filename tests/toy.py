"""A game of two moves, for tests of learning: say `a` or `b`, then again; `b` pays 1 each time, anything else nothing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from algos.contract import Experience
from tasks.play import play
from tasks.protocol import Constants, Episode, Player, Policy, Recipe, Step, Turn, View


class ToyState(NamedTuple):
    seed: int
    moves: int


class Toy:
    """Implements the Task protocol; `remember` is its memory."""

    name = "toy"
    summary = "say b twice"
    rules = "say b twice"
    form = "a or b"
    max_turns = 2
    max_tokens = 3
    constants = Constants(0, 1, 2)
    paper: Mapping[str, float] = {}

    def __init__(self, remember: int | None = None, endless: bool = False) -> None:
        self.memory = remember
        self._endless = endless

    @property
    def players(self) -> Mapping[str, Player]:
        return {"random": Player("either", lambda seed: Coin(seed))}

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        return {"random": Recipe("either", 64, lambda seed: play(self, Coin(seed), [seed])[0])}

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        return tuple(range(1 << 40, (1 << 40) + (episodes or 64)))

    def reset(self, seed: int) -> tuple[ToyState, str]:
        return ToyState(seed, 0), "go 1\n"

    def step(self, state: ToyState, action: str) -> Step[ToyState]:
        done = state.moves == 1 and not self._endless
        good = action == " b\n"
        after = ToyState(state.seed, state.moves + 1)
        return Step(after, "go 2\n", float(good), done, legal=action in self.actions(state), success=good and done)

    def actions(self, state: ToyState) -> tuple[str, ...]:
        return (" a\n", " b\n")


class Coin:
    """Says either."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        return [Turn("agent", (" a\n", " b\n")[self._rng.integers(2)]) for _ in histories]


class ToyExperience(Experience):
    """The toy's data and games."""

    def __init__(self, toy: Toy, episodes: int = 128) -> None:
        self._toy = toy
        self._data = play(toy, Coin(0), range(episodes))

    @property
    def memory(self) -> int | None:
        return self._toy.memory

    @property
    def max_tokens(self) -> int:
        return self._toy.max_tokens

    @property
    def window(self) -> int:
        return 64

    @property
    def dataset(self) -> list[Episode]:
        return self._data

    def view(self, name: str) -> View | None:
        return None

    def collect(self, policy: Policy, episodes: int, seed: int) -> list[Episode]:
        return play(self._toy, policy, range(seed % 1000, seed % 1000 + episodes))
