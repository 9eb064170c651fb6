"""The words of Wordle: reading a list of them, and the table that judges every guess against every hidden word."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Rule = Literal["reference", "standard"]
"""How repeated letters are judged: one by one (LMRL-Gym), or as many as the hidden word has (the newspaper)."""

LETTERS = 5

SHIPPED = Path(__file__).with_name("data") / "words.txt"

FEEDBACK = tuple("".join(letters) for letters in product("byg", repeat=LETTERS))
"""Every answer by its code in `feedback`: the number whose digits in base 3 are b = 0, y = 1, g = 2."""

_SHOWN = 10


class WordListError(ValueError):
    """A list of words that cannot be played with; the message names each bad line and says why."""


def read_words(path: Path) -> tuple[str, ...]:
    """The words of a file, one a line, in its order; blank lines and those that begin with `#` are skipped.

    Raises WordListError, with line numbers, for anything that is not a new word of five letters a to z.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WordListError(f"{path}: cannot be read as a list of words: {error}") from error
    seen: dict[str, int] = {}
    wrong: list[str] = []
    for number, word in enumerate((line.strip() for line in lines), start=1):
        if not word or word.startswith("#"):
            continue
        if reason := _objection(word, seen):
            wrong.append(f"line {number}: {reason}")
        seen.setdefault(word, number)
    if wrong:
        rest = [f"and {len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
        raise WordListError(f"{path}: " + "; ".join(wrong[:_SHOWN] + rest))
    if not seen:
        raise WordListError(f"{path}: holds no words; put one word of five letters on each line")
    return tuple(seen)


def feedback(words: Sequence[str], rule: Rule) -> NDArray[np.uint8]:
    """The answer to each guess [guess, hidden], as an index into `FEEDBACK`."""
    letters = np.array([[ord(letter) for letter in word] for word in words], dtype=np.uint8)
    guess, hidden = letters[:, None, :], letters[None, :, :]
    table = np.zeros((len(words), len(words)), dtype=np.uint8)
    for place in range(LETTERS):
        green = guess[..., place] == hidden[..., place]
        yellow = _elsewhere(guess, hidden, place) if rule == "reference" else _left_over(guess, hidden, place)
        table = table * 3 + np.where(green, 2, yellow).astype(np.uint8)
    return table


def _elsewhere(guess: NDArray[np.uint8], hidden: NDArray[np.uint8], place: int) -> NDArray[np.bool_]:
    """Whether the guess's letter is anywhere in the hidden word."""
    found = np.zeros(np.broadcast_shapes(guess.shape, hidden.shape)[:2], dtype=np.bool_)
    for other in range(LETTERS):
        found |= guess[..., place] == hidden[..., other]
    return found


def _left_over(guess: NDArray[np.uint8], hidden: NDArray[np.uint8], place: int) -> NDArray[np.bool_]:
    """Whether the hidden word has the letter once more than greens and the guess's earlier letters have used up."""
    left = np.zeros(np.broadcast_shapes(guess.shape, hidden.shape)[:2], dtype=np.int8)
    for other in range(LETTERS):
        open_place = guess[..., other] != hidden[..., other]
        left += (guess[..., place] == hidden[..., other]) & open_place
        if other < place:
            left -= (guess[..., place] == guess[..., other]) & open_place
    return left > 0


def _objection(word: str, seen: dict[str, int]) -> str:
    """Why this is no new word; empty when it is one."""
    if len(word) != LETTERS:
        return f"{word[:20]!r} has {len(word)} letters, not {LETTERS}"
    if not (word.isascii() and word.isalpha() and word.islower()):
        return f"{word!r} is not made of the letters a to z"
    return f"{word!r} stands on line {seen[word]} already" if word in seen else ""
