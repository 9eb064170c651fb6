"""Players that follow a rule instead of a model: one function from a history to a text."""

from collections.abc import Callable, Sequence
from random import Random

from tasks.chance import generator
from tasks.protocol import Turn

History = tuple[Turn, ...]
Choice = Callable[[History, Random], str]
"""What to say after this history; chance comes from the generator only."""


class Scripted:
    """A policy that asks `choose` for each history in turn; all its chance derives from `seed`."""

    def __init__(self, choose: Choice, seed: int) -> None:
        self._choose = choose
        self._chance = generator(seed)

    def act(self, histories: Sequence[History]) -> list[Turn]:
        return [Turn("agent", self._choose(history, self._chance)) for history in histories]
