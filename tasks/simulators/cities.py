"""Guess My City's embedded answerer: truthful sentences about a city that never name it or its country.

A question is read for what it is about (its facet); each facet answers an open question with a sentence, and a question
of yes or no with yes or no and the fact behind it. What is true stands in `data/cities.txt` and `data/countries.txt`.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from tasks.simulators.asked import Asked, Said, polar
from tasks.simulators.customs import flag, food, government, language, mentions, money, neighbours, religion, traffic
from tasks.simulators.facts import Match, nearest
from tasks.simulators.fame import known, olympics, past, sights, sport
from tasks.simulators.gazetteer import City, cities, plain
from tasks.simulators.land import climate, clock, height, river, sea, season, which_river
from tasks.simulators.places import capital, direction, people, spelling, where


class Answer(NamedTuple):
    """What is said, and what it amounts to: two cities that give one question the same meaning are not told apart."""

    text: str
    meaning: str
    understood: bool = True


@lru_cache(maxsize=1 << 17)
def answer(city: int, question: str, variant: int = 0) -> Answer:
    """The answer about city number `city`; `variant` chooses among ways to say it."""
    asked = Asked(plain(question[:300]))
    one = cities()[city]
    fact = nearest(one.names[0], one.country.code, asked.text, _own_facts(city))
    found = _first(_SHARP, one, asked)
    if found is None and not asked.polar and (fact.share > 0.45 and (fact.words > 1 or fact.rare)):
        found = _told(fact)
    if found is None:
        found = _first(_SOFT, one, asked)
        if found is not None and not asked.polar and fact.share > 0.2:
            found = Said(tuple(f"{way} {fact.text}" for way in found.ways), found.meaning)
    return _kept(one, found or _by_fact(one, asked, fact), variant)


@cache
def _own_facts(city: int) -> tuple[str, ...]:
    """The table's cells as sentences."""
    one = cities()[city]
    said = (
        f"There is {one.landmarks}.", f"It is known for {one.famous}.", f"In sport it stands for {one.sport}.",
        f"The river there is {one.river}." if not one.river.startswith("no ") else "",
        f"{one.past}.", f"It lies {one.water}.", f"People there like {one.country.food}.",
    )  # fmt: skip
    return tuple(text[0].upper() + text[1:] for text in said if text)


def _first(facets: "tuple[_Facet, ...]", city: City, asked: "Asked") -> "Said | None":
    return next((found for facet in facets if (found := facet(city, asked)) is not None), None)


def _kept(city: City, found: "Said", variant: int) -> Answer:
    """The text with the names of city and country taken out, should a fact hold one."""
    text = found.ways[variant % len(found.ways)]
    for name in (*city.names, city.country.names[0]):
        text = re.sub(rf"\b{re.escape(name)}\b", "this place", text)
    return Answer(text[0].upper() + text[1:], found.meaning, found.understood)


def _told(fact: Match) -> Said:
    return Said((fact.text,), f"fact:{fact.text}")


def _by_fact(city: City, asked: Asked, fact: Match) -> Said:
    """What no facet knows: the nearest fact, if it is near enough."""
    if not asked.polar:
        return _told(fact) if fact.share > 0.25 else _by_words(city, asked)
    if fact.share > 0.4 or (fact.rare and fact.share > 0.22):
        text = fact.text[0].lower() + fact.text[1:].rstrip(".")
        return polar(True, asked, text, text, f"fact:{fact.text}")
    return _by_words(city, asked)


def _by_words(city: City, asked: Asked) -> Said:
    if asked.polar:
        found = mentions(city, asked)
        if found is not None:
            return found
    return Said(
        (
            "I did not understand that. Ask me about its continent, climate, language, coast, food, landmarks or past.",
            "Sorry, I do not follow. You could ask where it lies, what people speak or what it is famous for.",
        ),
        "?",
        False,
    )


_Facet = Callable[[City, Asked], Said | None]


_SHARP: tuple[_Facet, ...] = (
    spelling, flag, traffic, clock, direction, season, which_river,  language, where, capital, money, neighbours, olympics, people,
)  # fmt: skip
"""Facets whose words leave no doubt, in the order in which a question is tried on them."""


_SOFT: tuple[_Facet, ...] = (
    sport, river, sea, climate, height, food, religion, government, past, sights, known,
)  # fmt: skip
"""Facets that come after a fact which shares much with the question."""
