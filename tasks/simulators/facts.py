"""What else is known of the cities: some thousand sentences, found by the words they share with a question."""

import math
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tasks.simulators.citywords import content, kinds

_RARE = 4.2
"""Weight from which on a word is telling: it stands in fewer than one sentence in seventy."""

_UNKNOWN = 0.6
"""What a word that no fact has weighs, beside the rarest that one has."""

_COUNTRY = 0.85
"""What a fact about the whole country is worth, beside one about the city."""

_SIDE = re.compile(
    r"\b(?:lies|is|stands) in the (?:far |extreme )?((?:north|south)-?(?:east|west)|(?:north|south|east|west)(?:ern part)?|middle|centre|center)\b"
)


class Fact(NamedTuple):
    """A sentence, and its content words."""

    text: str
    words: frozenset[str]


class Match(NamedTuple):
    """A sentence that shares something with a question."""

    text: str
    share: float
    """How much of the question's content it covers, by weight: 0 to 1."""
    words: int
    """Content words they share."""
    rare: bool
    """One of these stands in few sentences."""
    country: bool
    """It is about the whole country."""


def ranked(city: str, country: str, asked: frozenset[str], more: tuple[str, ...] = ()) -> list[Match]:
    """The facts about a city, about its country, and of `more`, by how much they share with a question's content."""
    weights = _weights()
    total = sum(weights.get(word, _UNKNOWN * _rarest()) for word in asked)
    own = (*every().get(city, ()), *(fact(text) for text in more))
    found = []
    for number, one in enumerate((*own, *every().get(f"@{country}", ()))):
        shared = asked & one.words
        if shared:
            share = (
                sum(weights.get(word, 0.0) for word in shared)
                / total
                * (1.0 if number < len(own) and not _about_country(one.text) else _COUNTRY)
            )
            rare = any(weights.get(word, 0.0) > _RARE for word in shared)
            found.append(
                (
                    -share,
                    len(one.words),
                    number,
                    Match(one.text, share, len(shared), rare, number >= len(own) or _about_country(one.text)),
                )
            )
    return [match for *_, match in sorted(found, key=lambda one: one[:3])]


def _about_country(text: str) -> bool:
    return bool(re.search(r"\b(?:[Tt]he|its) country\b", text))


@cache
def direction(city: str) -> str:
    """On which side of its country a city lies, as its facts say; empty where they do not."""
    sides = (_SIDE.search(fact.text) for fact in every().get(city, ()))
    return next((side[1] for side in sides if side and side[1]), "")


@cache
def own(city: str, country: str) -> tuple[Fact, ...]:
    """The sentences about a city and about its country."""
    return (*every().get(city, ()), *every().get(f"@{country}", ()))


@cache
def fact(text: str) -> Fact:
    words = content(text)
    return Fact(text, words.union(*(kinds().get(word, frozenset()) for word in words)))


@cache
def every() -> dict[str, tuple[Fact, ...]]:
    """The facts, by the city or @country that they are about."""
    found: dict[str, list[Fact]] = {}
    for line in files("tasks").joinpath("data", "city_facts.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            about, _, text = line.partition("|")
            said = _of_country(text.strip()) if about.startswith("@") else text.strip()
            found.setdefault(about.strip(), []).append(fact(said))
    return {name: tuple(facts) for name, facts in found.items()}


_OF_COUNTRY = (
    (re.compile(r"\b([Ff]rom) there\b"), r"\1 the country"),
    (re.compile(r"^It has eleven"), "The country has eleven"),
    (re.compile(r"^It\b"), "The country"),
    (re.compile(r"^Its\b"), "The country's"),
    (re.compile(r"\bgo there\b"), "go to the country"),
    (re.compile(r"\bcame there\b"), "came to the country"),
    (re.compile(r"^There\b"), "In the country there"),
    (re.compile(r"(?<!^In the country )\bthere\b"), "in the country"),
)


def _of_country(text: str) -> str:
    """A country's fact in words that cannot be taken for one about the city."""
    for pattern, said in _OF_COUNTRY:
        text = pattern.sub(said, text, count=1)
    if not re.search(r"\b(?:[Tt]he|its) country\b", text):
        text = f"As for the country: {text[0].lower() + text[1:] if text.startswith(_SMALL) else text}"
    return text


_SMALL = ("The ", "A ", "An ", "Most ", "Many ", "People ", "One ", "In ", "On ", "Big ")


@cache
def _weights() -> dict[str, float]:
    """Rarer words weigh more."""
    known = [fact for facts in every().values() for fact in facts]
    counts = Counter(word for fact in known for word in fact.words)
    return {word: math.log(len(known) / count) for word, count in counts.items()}


@cache
def _rarest() -> float:
    return max(_weights().values())
