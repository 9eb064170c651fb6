"""The cities of Guess My City and their countries, as the two tables written by hand have them."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from tasks.simulators.words import lines


class Country(NamedTuple):
    code: str
    names: tuple[str, ...]
    """The first is its name; the others are other names and adjectives."""
    continent: str
    region: str
    languages: str
    currency: str
    religion: str
    government: str
    flag: str
    food: str
    neighbours: str
    side: str
    """Of the road on which one drives."""


class City(NamedTuple):
    names: tuple[str, ...]
    country: Country
    capital: bool
    millions: float
    latitude: float
    longitude: float
    water: str
    river: str
    climate: str
    altitude: int
    """Metres."""
    landmarks: str
    famous: str
    sport: str
    past: str


@cache
def countries() -> dict[str, Country]:
    found = {}
    for code, names, *rest in lines(_read("countries.txt")):
        found[code] = Country(code, _names(names), *rest)
    return found


@cache
def cities() -> tuple[City, ...]:
    """All cities, in the order of the file."""
    found = []
    for names, code, capital, people, north, east, water, river, climate, altitude, *rest in lines(_read("cities.txt")):
        numbers = float(people), float(north), float(east)
        found.append(
            City(
                _names(names),
                countries()[code],
                capital == "capital",
                *numbers,
                water,
                river,
                climate,
                int(altitude),
                *rest,
            )
        )
    return tuple(found)


def _read(name: str) -> str:
    return files("tasks").joinpath("data", name).read_text(encoding="utf-8")


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(","))


def plain(text: str) -> str:
    """Lower case, without accents and marks."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return " ".join(re.sub(r"[^a-z0-9'.,]+", " ", "".join(c for c in bare if not unicodedata.combining(c))).split())


@lru_cache(maxsize=1 << 16)
def named(text: str) -> frozenset[int]:
    """The numbers of the cities that a text names, in any of their spellings."""
    said = " ".join(re.sub(r"[.,']", " ", plain(text)).split())
    return frozenset(_by_name()[match] for match in _any_name().findall(said))


@cache
def _by_name() -> dict[str, int]:
    return {
        " ".join(re.sub(r"[.,']", " ", plain(name)).split()): k
        for k, city in enumerate(cities())
        for name in city.names
    }


@cache
def _any_name() -> re.Pattern[str]:
    names = sorted(_by_name(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
