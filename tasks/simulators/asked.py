"""A question about a city, read once, and what may be said to it."""

import re
from typing import NamedTuple


class Said(NamedTuple):
    ways: tuple[str, ...]
    meaning: str
    understood: bool = True


class Asked:
    """A question, read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = text.replace(",", " ").replace(".", " ").split()
        first = self.words[0] if self.words else ""
        rest = self.words[1:2]
        self.negative = bool(re.search(r"\b(not|n't|isn't|doesn't|never)\b", text)) and first not in _NEGATIVE_OPENERS
        self.polar = (
            first in _AUXILIARIES or first in _NEGATIVE_OPENERS or (first in ("so", "and", "ok") and bool(rest))
        )
        self.polar = self.polar or bool(re.match(r"(it is|it's|its|i think|you can|they|people)\b", text))
        self.polar = self.polar and not re.search(r"\b(which|what|how many|how big|how much|who|name)\b", text)

    def has(self, pattern: str) -> re.Match[str] | None:
        return re.search(rf"\b(?:{pattern})\b", self.text)


_AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "does",
        "do",
        "can",
        "could",
        "would",
        "has",
        "have",
        "was",
        "will",
        "did",
        "were",
        "may",
        "might",
        "any",
    ]
)


_NEGATIVE_OPENERS = frozenset(
    ["isn't", "aren't", "doesn't", "don't", "can't", "hasn't", "wasn't", "didn't", "isnt", "doesnt"]
)


def polar(true: bool, asked: Asked, yes: str, no: str, meaning: str) -> Said:
    said = true != asked.negative
    if said:
        return Said(
            (f"Yes, {yes}.", f"Yes: {yes}.", f"It does seem so: {yes}.") if yes else ("Yes, it is.", "Yes."), meaning
        )
    return Said((f"No, {no}.", f"No: {no}.", f"Not really: {no}.") if no else ("No, it is not.", "No."), meaning)


def yes_no(true: bool, asked: Asked, meaning: str) -> Said:
    said = true != asked.negative
    return Said(("Yes.", "Yes, that is right.") if said else ("No.", "No, that is not so."), f"{meaning}:{true}")
