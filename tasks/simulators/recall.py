"""What a question in words never seen asks for: the known questions and the facts that mean nearly the same.

Each known question of `data/city_questions.txt` stands there in many wordings. How near a question is to one is judged
by its nearest wordings, and by weights fitted to all of them, which know what tells one question from the others.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from tasks.simulators import facts as known_facts
from tasks.simulators.sense import Floats, senses
from tasks.simulators.words import lines

SCALE = 300.0
"""One byte a number: hardly any of a vector of length one is beyond 0.42."""

_RIDGE = 0.3
_NEAREST = 2
_WORDS = 0.2
"""What it adds to the nearness of a fact that it has all words of the question."""


class Meant(NamedTuple):
    """A known question, and how sure it is that it was meant."""

    name: str
    score: float


class Recalled(NamedTuple):
    """A fact, and how near it is to a question: from 1 on it is the same."""

    text: str
    nearness: float


def meant(question: str, bare: str = "", most: int = 3) -> list[Meant]:
    """The known questions that a question may mean, the likeliest first; `bare` is it in plainer words."""
    bank = _bank()
    scores = [_scores(sense, bank) for sense in _read(question, bare)]
    best = np.max(scores, axis=0)
    return [Meant(bank.names[k], float(best[k])) for k in np.argsort(-best)[:most]]


def recalled(question: str, city: str, country: str, shares: Mapping[str, float]) -> list[Recalled]:
    """The facts of a city and its country nearest to a question; `shares` says how much of its words a fact has."""
    texts, table = _of(city, country)
    near = np.max(_read(question, "") @ table.T, axis=0)
    found = [Recalled(text, float(one) + _WORDS * shares.get(text, 0.0)) for text, one in zip(texts, near, strict=True)]
    return sorted(found, key=lambda one: -one.nearness)


@lru_cache(maxsize=1 << 13)
def _read(question: str, bare: str) -> Floats:
    """What a question means: as it stands, and in plainer words; of several sentences, those that ask or the last."""
    parts = [part for part in re.split(r"(?<=[.!?;])\s+|\s+-\s+", question.strip()) if len(part.split()) > 2]
    asking = [part for part in parts if part.endswith("?")] or parts[-1:]
    ways = asking if len(parts) > 1 else [question, bare or question]
    return senses(tuple(dict.fromkeys(ways)))


class _Bank(NamedTuple):
    names: tuple[str, ...]
    of: tuple[tuple[int, ...], ...]
    """Rows of each name's wordings."""
    table: Floats
    weights: Floats


def _scores(sense: Floats, bank: _Bank) -> Floats:
    near = bank.table @ sense
    nearest = [float(np.sort(near[list(rows)])[-_NEAREST:].mean()) for rows in bank.of]
    return np.asarray(sense @ bank.weights + np.array(nearest), dtype=np.float32)


@cache
def _bank() -> _Bank:
    rows = _questions()
    names = tuple(name for name, _ in rows)
    table = _saved("sense_questions.npz", wordings())
    row = [k for k, (_, ways) in enumerate(rows) for _ in ways]
    of = tuple(tuple(n for n, of in enumerate(row) if of == k) for k in range(len(rows)))
    target = np.eye(len(rows), dtype=np.float32)[row] - 1 / len(rows)
    solved = np.linalg.solve(table @ table.T + _RIDGE * np.eye(len(table), dtype=np.float32), target)
    return _Bank(names, of, table, np.asarray(table.T @ solved, dtype=np.float32))


@cache
def _questions() -> list[tuple[str, tuple[str, ...]]]:
    read = files("tasks").joinpath("data", "city_questions.txt").read_text(encoding="utf-8")
    return [(name, (name.removeprefix("*"), *ways)) for name, *ways in lines(read)]


def names() -> tuple[str, ...]:
    """The known questions, those with a telling of their own starred."""
    return tuple(name for name, _ in _questions())


def wordings() -> list[str]:
    """All known questions in all their wordings, in the order of their table."""
    return [way for _, ways in _questions() for way in ways]


def facts() -> list[str]:
    """All facts of cities and countries, in the order of their table."""
    return [one.text for ones in known_facts.every().values() for one in ones]


@cache
def _of(city: str, country: str) -> tuple[list[str], Floats]:
    texts: list[str] = []
    rows: list[int] = []
    begin = 0
    for about, ones in known_facts.every().items():
        if about in (city, f"@{country}"):
            texts += [one.text for one in ones]
            rows += range(begin, begin + len(ones))
        begin += len(ones)
    return texts, _fact_table()[rows]


@cache
def _fact_table() -> Floats:
    return _saved("sense_facts.npz", facts())


def fingerprint(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def is_of(name: str, texts: Sequence[str]) -> bool:
    """Whether a file of senses was made of these sentences."""
    path = files("tasks").joinpath("data", name)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return str(np.load(file)["of"]) == fingerprint(texts)


def _saved(name: str, texts: Sequence[str]) -> Floats:
    if not is_of(name, texts):
        raise ValueError(f"{name} is not of the tables as they are now: run tasks/data/make_sense.py FOLDER --tables")
    with files("tasks").joinpath("data", name).open("rb") as file:
        table = np.load(file)["sense"].astype(np.float32)
    return np.asarray(table / np.linalg.norm(table, axis=1, keepdims=True))
