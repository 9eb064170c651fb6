"""What a player of Wordle can know: which words fit all answers, and which guess tells most about them."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.protocol import Turn
from tasks.words import FEEDBACK

Indices = NDArray[np.intp]

_CHUNK = 512
"""Guesses that are weighed at once, so that a long list of words needs little memory."""


class Guesser:
    """Knows a table of answers [guess, hidden], and remembers the best guess for each set of words it has met."""

    def __init__(
        self, table: NDArray[np.uint8], guess: Callable[[str], int | None], answers: Mapping[str, int]
    ) -> None:
        self.size = len(table)
        self._table = table
        self._guess = guess
        self._answers = answers
        self._found: dict[bytes, int] = {}

    def consistent(self, history: Sequence[Turn]) -> Indices:
        """Every hidden word that would have given these answers; texts that are no guess or no answer say nothing."""
        words = np.arange(self.size)
        for said, answer in zip(history[1::2], history[2::2], strict=True):
            guess, code = self._guess(said.text), self._answers.get(answer.text)
            if guess is not None and code is not None:
                words = words[self._table[guess, words] == code]
        return words

    def most_telling(self, words: Indices) -> int:
        """The guess with the greatest information gain about which of `words` it is; at a tie, one that may win."""
        key = words.tobytes()
        if key not in self._found:
            surprise = np.round(self._remaining(words), 9)
            surprise[words] -= 1e-6
            self._found[key] = int(surprise.argmin())
        return self._found[key]

    def _remaining(self, words: Indices) -> NDArray[np.float64]:
        """Bits still unknown after each guess [guess], on average."""
        parts = [self._bits(first, words) for first in range(0, self.size, _CHUNK)]
        return np.concatenate(parts)

    def _bits(self, first: int, words: Indices) -> NDArray[np.float64]:
        codes = self._table[first : first + _CHUNK, words].astype(np.intp)
        rows = len(codes)
        keys = codes + len(FEEDBACK) * np.arange(rows)[:, None]
        counts = np.bincount(keys.ravel(), minlength=rows * len(FEEDBACK)).reshape(rows, len(FEEDBACK))
        bits: NDArray[np.float64] = (counts * np.log2(np.maximum(counts, 1))).sum(axis=1) / len(words)
        return bits
