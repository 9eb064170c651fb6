"""Players of the guessing games: what may still be the answer, and which question tells most about it."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tasks.protocol import Turn
from tasks.scripted import History

Mask = NDArray[np.bool_]


class Knowledge(Protocol):
    """What an asker knows of the game. Answers are codes: two answers of one code mean the same."""

    @property
    def table(self) -> NDArray[np.int16]:
        """The code of the answer to each question of the bank [question, candidate]."""
        ...

    @property
    def questions(self) -> Sequence[str]:
        """The bank: what may be asked, each with its newline."""
        ...

    def guess(self, candidate: int) -> str:
        """The text that names a candidate."""
        ...

    def agrees(self, question: str, answer: str) -> Mask:
        """The candidates [candidate] of which this answer to this question is true."""
        ...


class Asker:
    """Asks by what is left. `attention` is how many questions of the bank it weighs, 0 for all of them.

    `guessing` is the probability of guessing early, and `wandering` that of asking anything at all.
    """

    def __init__(
        self, knowledge: Knowledge, *, attention: int = 0, guessing: float = 0.0, wandering: float = 0.0, sure: int = 1
    ) -> None:
        self._knowledge = knowledge
        self._attention, self._guessing, self._wandering, self._sure = attention, guessing, wandering, sure
        self._agrees = lru_cache(maxsize=1 << 16)(lambda question, answer: knowledge.agrees(question, answer))
        self._best: dict[bytes, int] = {}

    def __call__(self, history: History, chance: Random) -> str:
        left = self.left(history)
        if not len(left):
            left = np.arange(self._knowledge.table.shape[1])
        luck = chance.random()
        if luck < self._wandering:
            return self._knowledge.questions[chance.randrange(len(self._knowledge.questions))]
        if len(left) <= self._sure or luck < self._wandering + self._guessing:
            return self._knowledge.guess(int(left[chance.randrange(len(left))]))
        asked = self._most_telling(left, chance)
        return (
            self._knowledge.guess(int(left[chance.randrange(len(left))]))
            if asked < 0
            else self._knowledge.questions[asked]
        )

    def left(self, history: Sequence[Turn]) -> NDArray[np.intp]:
        """The candidates that all answers fit."""
        fits = np.ones(self._knowledge.table.shape[1], dtype=bool)
        for said, answer in zip(history[1::2], history[2::2], strict=True):
            if said.legal:
                fits &= self._agrees(said.text, answer.text)
        return np.flatnonzero(fits)

    def _most_telling(self, left: NDArray[np.intp], chance: Random) -> int:
        """The question whose answers leave the fewest bits unknown; -1 when none tells the rest apart."""
        if self._attention:
            weighed = np.array([chance.randrange(len(self._knowledge.questions)) for _ in range(self._attention)])
            return int(weighed[self._bits(weighed, left).argmin()])
        key = left.tobytes()
        if key not in self._best:
            bits = self._bits(np.arange(len(self._knowledge.questions)), left)
            best = int(bits.argmin())
            self._best[key] = best if bits[best] < np.log2(len(left)) - 1e-9 else -1
        return self._best[key]

    def _bits(self, weighed: NDArray[np.intp], left: NDArray[np.intp]) -> NDArray[np.float64]:
        codes = self._knowledge.table[np.ix_(weighed, left)].astype(np.intp)
        wide = int(codes.max(initial=0)) + 1
        counts = np.zeros((len(weighed), wide))
        np.add.at(counts, (np.arange(len(weighed))[:, None], codes), 1)
        bits: NDArray[np.float64] = (counts * np.log2(np.maximum(counts, 1))).sum(axis=1) / len(left)
        return np.round(bits, 9)


Choose = Callable[[History, Random], str]
