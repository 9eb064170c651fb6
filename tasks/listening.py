"""Scripted players for somebody who answers in words of their own, and who may err.

The players of the guessing games know the wording of the embedded answers, and take every answer for true. Here an answer
that cannot be read rules nothing out, one that contradicts later ones is let be, and the best player of Guess My City reads
what it can: yes and no, and words that the answers about some cities hold and those about others do not.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from tasks.asker import Asker, Mask
from tasks.guess_city import BANK
from tasks.protocol import AnyTask, Policy, Turn
from tasks.scripted import History, Scripted
from tasks.simulators import cities, gazetteer, objects
from tasks.simulators.cars import read
from tasks.simulators.things import everything
from tasks.twenty_questions import NO, YES

Reads = Callable[[str, str], frozenset[int] | None]
"""The candidates of which an answer to a question is true; None when the answer tells nothing."""


def player(task: AnyTask, name: str, seed: int) -> Policy:
    """A scripted player of a talking game, fit for a person's answers."""
    if task.name == "guess-city" and name == "best":
        return Scripted(_ask, seed)
    played = task.players[name].build(seed)
    if task.name == "car-dealer":
        return _Hearing(played, _by_the_book)
    if task.name == "twenty-questions":
        return _Hearing(played, lambda history: heeded(_denied(history), _by_yes_and_no, _guesses_object))
    return _Hearing(played, lambda history: heeded(history, _by_guess, _guesses_city))


class _Hearing:
    """A policy that hears each history in a way of its own."""

    def __init__(self, policy: Policy, hear: Callable[[History], History]) -> None:
        self._policy, self._hear = policy, hear

    def act(self, histories: Sequence[History]) -> list[Turn]:
        return self._policy.act([self._hear(history) for history in histories])


def heeded(history: History, reads: Reads, guesses: Callable[[str], bool]) -> History:
    """The history with each text marked as not understood whose answer tells nothing or cannot be true with later ones.

    Wrong guesses are always true. What is left over of all answers that count is never nothing, unless all was guessed.
    """
    turns = list(history)
    left: frozenset[int] | None = None
    for k in sorted(range(1, len(history) - 1, 2), key=lambda k: (not guesses(history[k].text), -k)):
        fits = reads(history[k].text, history[k + 1].text)
        both = fits if left is None or fits is None else left & fits
        if both:
            left = both
        turns[k] = replace(history[k], legal=bool(both))
    return tuple(turns)


def _denied(history: History) -> History:
    """A guess that did not end the game was wrong, whatever the person said to it."""
    wrong = [k > 0 and k % 2 == 0 and _guesses_object(history[k - 1].text) for k in range(len(history))]
    return tuple(replace(turn, text=NO) if no else turn for turn, no in zip(history, wrong, strict=True))


def _by_yes_and_no(question: str, answer: str) -> frozenset[int] | None:
    true = objects.true_of(question)
    if true is None:
        return None
    return true if answer == YES else everything() - true


def _guesses_object(question: str) -> bool:
    return objects.guessed(question) is not None


def _by_guess(question: str, answer: str) -> frozenset[int] | None:
    named = gazetteer.named(question)
    return frozenset(range(len(gazetteer.cities()))) - named if named else None


def _guesses_city(question: str) -> bool:
    return bool(gazetteer.named(question))


def _by_the_book(history: History) -> History:
    """A buyer's words with the brands, types and features in them as a seller knows them.

    Figures of more digits than money has are left out: they would be more than a number can be.
    """
    return tuple(replace(turn, text=_in_the_trade(turn.text)) if turn.role == "game" else turn for turn in history)


@lru_cache(maxsize=1 << 12)
def _in_the_trade(text: str) -> str:
    said = re.sub(r"(?:\d[,.' ]?){13,}", "", text).strip()
    heard = read(said)
    known = (heard.brand, heard.type, *heard.features)
    return " ".join([said, *(name for name in known if name and name not in said)]) + "\n"


# The best player of Guess My City


def _ask(history: History, chance: Random) -> str:
    """The most telling question that was not asked yet, or a guess."""
    asked = frozenset(turn.text for turn in history[1::2])
    return _asker(asked)(heeded(history, read_city, _guesses_city), chance)


@lru_cache(maxsize=256)
def _asker(asked: frozenset[str]) -> Asker:
    return Asker(_Reading(asked), sure=2)


class _Reading:
    """The bank without what was asked, and what a person's answers to it say of the cities."""

    def __init__(self, asked: frozenset[str]) -> None:
        rows = [row for row, question in enumerate(BANK) if question + "\n" not in asked]
        self.questions = [BANK[row] + "\n" for row in rows]
        self.table: NDArray[np.int16] = _table()[rows]

    def guess(self, candidate: int) -> str:
        return f"Is it {gazetteer.cities()[candidate].names[0]}?\n"

    def agrees(self, question: str, answer: str) -> Mask:
        fits = read_city(question, answer)
        mask = np.full(len(gazetteer.cities()), fits is None)
        mask[list(fits or ())] = True
        return mask


@cache
def _table() -> NDArray[np.int16]:
    """Codes of what is answered to each question of the bank [question, city]."""
    codes: dict[str, int] = {}
    many = range(len(gazetteer.cities()))
    return np.array(
        [[codes.setdefault(cities.answer(k, q + "\n").meaning, len(codes)) for k in many] for q in BANK],
        dtype=np.int16,
    )


@lru_cache(maxsize=1 << 12)
def read_city(question: str, answer: str) -> frozenset[int] | None:
    """The cities that an answer in anybody's words may speak of; None when it cannot be read."""
    if _guesses_city(question):
        return _by_guess(question, answer)
    told = _told(question)
    polar = _polar(answer)
    sides = {polar: frozenset(k for k, text in enumerate(told) if _polar(text) == polar)}
    if polar and sides[polar]:
        return sides[polar]
    words = _words(answer)
    shared = _telling(question)
    scores = [len(words & shared[k]) for k in range(len(told))]
    most = max(scores)
    return frozenset(k for k, score in enumerate(scores) if score == most) if most else None


@lru_cache(maxsize=256)
def _told(question: str) -> tuple[str, ...]:
    """The embedded answers, by city."""
    return tuple(cities.answer(k, question).text for k in range(len(gazetteer.cities())))


@lru_cache(maxsize=256)
def _telling(question: str) -> tuple[frozenset[str], ...]:
    """The words of each city's answer that not most cities' answers hold."""
    told = [_words(text) for text in _told(question)]
    common = Counter(word for words in told for word in words)
    return tuple(frozenset(word for word in words if common[word] <= len(told) // 2) for words in told)


def _polar(text: str) -> str:
    found = re.match(r"\W*(yes|yeah|yep|y|no|nope|not|n)\b", text.lower())
    return found[1][0] if found else ""


def _words(text: str) -> frozenset[str]:
    """Words and numbers, without accents and the commonest small words."""
    bare = re.findall(r"[a-z]+|\d+(?:\.\d+)?", gazetteer.plain(text))
    return frozenset(word for word in bare if word not in _SMALL)


_SMALL = frozenset([
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "i", "in", "is", "it", "its",
    "like", "most", "near", "not", "of", "on", "or", "people", "some", "that", "the", "their", "there", "they",
    "this", "to", "very", "was", "were", "with", "you",
])  # fmt: skip
