"""What else is known of the cities: some thousand sentences, found by the words they share with a question."""

import math
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tasks.simulators.words import stem, tokens

_ALIKE = {
    stem(word): stem(like)
    for word, like in (
        ("movie", "film"), ("movies", "film"), ("cinema", "film"), ("soccer", "football"), ("skyscrapers", "skyscraper"),
        ("tallest", "tall"), ("taller", "tall"), ("highest", "high"), ("called", "name"), ("named", "name"), ("nicknamed", "nickname"),
        ("bike", "bicycle"), ("bikes", "bicycle"), ("cycling", "bicycle"), ("cycle", "bicycle"), ("subway", "metro"), ("underground", "metro"),
        ("streetcar", "tram"), ("transport", "metro"), ("transportation", "metro"), ("hills", "hill"), ("hilly", "hill"), ("mountainous", "mountain"),
        ("wealthy", "rich"), ("wealth", "rich"), ("author", "writer"), ("novelist", "writer"), ("poet", "writer"),
        ("painter", "artist"), ("dish", "food"), ("cuisine", "food"), ("eat", "food"), ("tourist", "visitor"), ("tourists", "visitor"),
        ("visit", "visitor"), ("festival", "festival"), ("celebration", "festival"), ("colonized", "rule"), ("colonised", "rule"),
        ("ruled", "rule"), ("colony", "rule"), ("colonial", "rule"), ("founder", "found"), ("founded", "found"), ("established", "found"),
        ("animal", "wildlife"), ("animals", "wildlife"), ("company", "company"), ("firms", "company"), ("industry", "industry"),
        ("factory", "industry"), ("factories", "industry"), ("stadium", "stadium"), ("team", "club"), ("teams", "club"),
        ("quake", "earthquake"), ("cold", "cold"), ("street", "street"), ("avenue", "street"), ("church", "cathedral"),
        ("harbour", "port"), ("harbor", "port"), ("biggest", "large"), ("largest", "large"), ("big", "large"), ("huge", "large"),
    )
}  # fmt: skip
_PHRASES = (
    (
        re.compile(r"\b(?:get|gets|getting|move|moves|travel|travels|go|goes) (?:around|about)\b", re.I),
        "metro traffic transport",
    ),
    (re.compile(r"\b(?:what do people|do people|people) call it\b|\bwhat is it called\b", re.I), "nickname"),
    (re.compile(r"\b(?:old|former|previous|other|another|different) names?\b", re.I), "former name"),
    (re.compile(r"\bsoft drink\b", re.I), "drink Coca-Cola company"),
    (re.compile(r"\blinked (?:with|to)\b|\bassociated with\b", re.I), ""),
)
_EMPTY = frozenset(
    stem(word)
    for word in [
        "is",
        "are",
        "it",
        "the",
        "a",
        "an",
        "in",
        "of",
        "for",
        "to",
        "do",
        "does",
        "did",
        "there",
        "have",
        "has",
        "had",
        "city",
        "town",
        "place",
        "this",
        "that",
        "they",
        "people",
        "can",
        "you",
        "one",
        "with",
        "on",
        "at",
        "any",
        "be",
        "been",
        "because",
        "which",
        "what",
        "would",
        "many",
        "much",
        "lot",
        "lots",
        "very",
        "really",
        "some",
        "most",
        "its",
        "your",
        "and",
        "or",
        "from",
        "by",
        "as",
        "was",
        "were",
        "well",
        "i",
        "me",
        "see",
        "find",
        "get",
        "go",
        "country",
        "world",
        "about",
        "like",
        "also",
        "still",
        "ever",
        "home",
        "who",
        "whom",
        "whose",
        "where",
        "when",
        "why",
        "how",
        "not",
        "no",
        "yes",
        "isn't",
        "doesn't",
        "s",
        "t",
        "don",
        "his",
        "her",
        "them",
        "their",
        "than",
        "then",
        "so",
        "if",
        "into",
        "out",
        "up",
        "down",
        "over",
        "just",
        "tell",
        "known",
        "famous",
        "located",
    ]
)


_RARE = 4.2
"""Weight from which on a word is telling: it stands in fewer than one sentence in seventy."""

_SIDE = re.compile(
    r"\b(?:lies|is|stands) in the (?:far |extreme )?((?:north|south)?-?(?:east|west)?(?:ern part)?|middle|centre|center|north|south|east|west)\b"
)


class Fact(NamedTuple):
    """A sentence, and its content words."""

    text: str
    words: frozenset[str]


class Match(NamedTuple):
    """The sentence nearest to a question."""

    text: str
    share: float
    """How much of the question's content it covers, by weight: 0 to 1."""
    words: int
    """Content words they share."""
    rare: bool
    """One of these stands in few sentences."""


def content(text: str) -> frozenset[str]:
    """The stems of a text that carry meaning; words that mean the same are one."""
    for pattern, said in _PHRASES:
        text = pattern.sub(said, text)
    found = (stem(token) for token in tokens(text) if token[0].isalnum())
    return frozenset(_ALIKE.get(word, word) for word in found if word not in _EMPTY)


def nearest(city: str, country: str, question: str) -> Match:
    """The fact about a city, or about its country, that shares most with a question."""
    asked = content(question)
    weights = _weights()
    total = sum(weights.get(word, _rarest()) for word in asked)
    best = Match("", 0.0, 0, False)
    own = _facts().get(city, ())
    for fact in (*own, *_facts().get(f"@{country}", ())):
        shared = asked & fact.words
        share = sum(weights.get(word, 0.0) for word in shared) / total if total else 0.0
        share *= 1.0 if fact in own else 0.85
        if share > best.share or (
            share == best.share and best.text and len(fact.words) < len(content(best.text)) and share
        ):
            best = Match(fact.text, share, len(shared), any(weights.get(word, 0.0) > _RARE for word in shared))
    return best


@cache
def direction(city: str) -> str:
    """On which side of its country a city lies, as its facts say; empty where they do not."""
    sides = (_SIDE.search(fact.text) for fact in _facts().get(city, ()))
    return next((side[1] for side in sides if side and side[1]), "")


@cache
def _facts() -> dict[str, tuple[Fact, ...]]:
    found: dict[str, list[Fact]] = {}
    for line in files("tasks").joinpath("data", "city_facts.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            about, _, text = line.partition("|")
            found.setdefault(about.strip(), []).append(Fact(text.strip(), content(text)))
    return {name: tuple(facts) for name, facts in found.items()}


@cache
def _weights() -> dict[str, float]:
    """Rarer words weigh more."""
    every = [fact for facts in _facts().values() for fact in facts]
    counts = Counter(word for fact in every for word in fact.words)
    return {word: math.log(len(every) / count) for word, count in counts.items()}


@cache
def _rarest() -> float:
    return max(_weights().values())
