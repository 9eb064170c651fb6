"""The cities of Guess My City and their countries, as the two tables written by hand have them."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

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
    millions: float
    area: float
    """Thousands of square kilometres."""
    seas: str
    colony: str
    wealth: int
    """1 poor to 3 rich."""
    dishes: str
    drinks: str
    products: str
    animals: str
    feasts: str
    nature: str
    dial: str
    head: str
    peoples: str
    tips: str
    thanks: str
    music: str
    manners: str
    symbols: str
    """Flowers, trees and beasts that stand for it."""
    election: str


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
    cold: int
    """Mean of the coldest month, in degrees."""
    warm: int
    snow: int
    """0 never to 3 much."""
    rain: int
    """Millimetres in a year."""
    founded: int
    """Year; before Christ, minus."""
    hills: int
    prices: int
    """1 low to 5 high."""
    safety: int
    """1 to 5."""
    metro: bool
    tram: bool
    clock: float
    """Hours from UTC in winter."""
    province: str
    airports: str
    museums: str
    parks: str
    towers: str
    clubs: str
    universities: str
    economy: str
    people: str
    nearby: str
    land: str
    table: str
    """What is eaten and drunk."""
    culture: str
    worship: str
    remains: str
    """Graves, walls and ruins."""
    markets: str
    look: str
    """Of its buildings."""
    builders: str
    quarters: str
    dangers: str
    """Of nature."""
    sweets: str
    views: str
    twins: str
    """A dash where none is known."""


@cache
def countries() -> dict[str, Country]:
    more: dict[str, list[Any]] = {code: rest for code, *rest in lines(_read("country_particulars.txt"))}
    daily: dict[str, list[Any]] = {code: rest for code, *rest in lines(_read("country_more.txt"))}
    found = {}
    for code, names, *rest in lines(_read("countries.txt")):
        millions, area, seas, colony, wealth, *others = more[code]
        cells = _any(
            [*rest, float(millions), float(area), seas, colony, int(wealth), *others, *daily.get(code, [""] * 7)]
        )
        found[code] = Country(code, _names(names), *cells)
    return found


@cache
def cities() -> tuple[City, ...]:
    """All cities, in the order of the file."""
    numbers = {name: _numbers(*rest) for name, *rest in lines(_read("city_numbers.txt"))}
    more: dict[str, list[Any]] = {name: rest for name, *rest in lines(_read("city_particulars.txt"))}
    daily: dict[str, list[Any]] = {name: rest for name, *rest in lines(_read("city_more.txt"))}
    found = []
    for names, code, capital, people, north, east, water, river, climate, altitude, *rest in lines(_read("cities.txt")):
        spelled, others = _names(names), _any(rest)
        found.append(
            City(
                spelled,
                countries()[code],
                capital == "capital",
                float(people),
                float(north),
                float(east),
                water,
                river,
                climate,
                int(altitude),
                *others,
                *numbers[spelled[0]],
                *more[spelled[0]],
                *daily[spelled[0]],
            )
        )
    return tuple(found)


def since(city: City) -> str:
    """The year of its beginnings, in words."""
    year = city.founded
    return f"{-year} BC" if year < 0 else f"{year} AD" if year < 1000 else f"the year {year}"


def _numbers(*cells: str) -> tuple[Any, ...]:
    *whole, metro, tram, clock, province, airports = cells
    return *map(int, whole), metro == "metro", tram == "tram", float(clock), province, airports


def _read(name: str) -> str:
    return files("tasks").joinpath("data", name).read_text(encoding="utf-8")


def _any(cells: list[Any]) -> list[Any]:
    """For a tuple whose fields a table fills by their order."""
    return list(cells)


def group(names: str) -> frozenset[str]:
    """Cities by their first names, as one string with commas."""
    return frozenset(names.split(","))


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(","))


@lru_cache(maxsize=1 << 14)
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
