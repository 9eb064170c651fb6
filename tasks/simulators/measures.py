"""Comparisons and figures in questions about objects: bigger than a car, under 5 kg, fits in a shoebox.

Each reader strikes out the words that it understood, so that nothing else reads them again.
"""

import operator
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from tasks.simulators.things import Objects, things, those
from tasks.simulators.words import Patterns, stem


class Part(NamedTuple):
    """A piece of a question, from its first word to its last, and the objects of which it is true."""

    first: int
    last: int
    objects: Objects


MARK = "·"
"""Stands where words were understood, so that nothing else reads them again."""


_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "half": 0.5,
    "thousand": 1000, "million": 1_000_000, "couple": 2, "few": 3, "dozen": 12, "billion": 1_000_000_000,
}  # fmt: skip


def number_of(word: str) -> float | None:
    if word in _NUMBERS:
        return _NUMBERS[word]
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None


_MORE = {"big": "size", "bigger": "size", "larg": "size", "larger": "size", "tall": "size", "taller": "size",
         "long": "size", "longer": "size", "wider": "size", "huge": "size", "heavi": "weight", "heavier": "weight",
         "expens": "price", "pricier": "price", "costlier": "price", "valuabl": "price"}  # fmt: skip


_LESS = {"small": "size", "smaller": "size", "short": "size", "shorter": "size", "tini": "size", "tinier": "size",
         "thinner": "size", "littl": "size", "light": "weight", "lighter": "weight", "cheap": "price", "cheaper": "price"}  # fmt: skip


_REFERENCES: dict[str, tuple[float, float, float]] = {
    "breadbox": (42, 3, 30), "bread box": (42, 3, 30), "shoebox": (33, 0.2, 5), "shoe box": (33, 0.2, 5),
    "hand": (18, 0.5, 0), "palm": (9, 0.4, 0), "fist": (9, 0.5, 0), "finger": (8, 0.05, 0), "thumb": (6, 0.05, 0),
    "arm": (60, 4, 0), "forearm": (28, 1.5, 0), "toddler": (85, 12, 0), "teenager": (160, 50, 0), "foot": (26, 1, 0), "head": (23, 5, 0), "person": (172, 75, 0), "human": (172, 75, 0), "man": (177, 80, 0),
    "woman": (165, 65, 0), "adult": (172, 75, 0), "me": (172, 75, 0), "you": (172, 75, 0), "human being": (172, 75, 0),
    "child": (115, 22, 0), "kid": (115, 22, 0), "baby": (55, 5, 0), "house": (1200, 150000, 300000), "i": (172, 75, 0),
    "building": (3000, 1000000, 5000000), "skyscraper": (20000, 1e8, 1e8), "room": (450, 5000, 0), "door": (205, 30, 200),
    "football field": (10000, 1e6, 1e6), "soccer field": (10000, 1e6, 1e6), "mouse": (9, 0.02, 5), "rat": (20, 0.3, 10),
    "backpack": (45, 1, 50), "suitcase": (70, 4, 80), "bag": (40, 1, 30), "coin": (2.2, 0.005, 0.25), "book": (24, 0.5, 15),
    "golf ball": (4.3, 0.046, 2), "tennis ball": (6.7, 0.058, 3), "pizza": (30, 0.6, 10), "bottle": (25, 1, 2),
    "brick": (20, 3, 1), "pillow": (60, 0.8, 15), "egg": (6, 0.06, 0.3), "grapefruit": (11, 0.3, 1), "box": (45, 1, 2),
    "laptop": (35, 2, 900), "loaf of bread": (28, 0.6, 3), "sheep": (130, 70, 200), "pig": (150, 120, 200),
    "whale": (1500, 40000, 0), "dinosaur": (1000, 8000, 0), "ant": (0.5, 0.00001, 0), "fly": (0.8, 0.0001, 0),
    "bee": (1.5, 0.0001, 0), "bird": (20, 0.1, 20), "chicken": (40, 2.5, 10), "van": (520, 2200, 35000),
    "wallet": (11, 0.1, 30), "credit card": (8.5, 0.005, 0), "dice": (1.6, 0.004, 0.5), "needle": (4, 0.0005, 0.1),
    "ball": (22, 0.4, 15), "tv": (120, 15, 500), "sandwich": (14, 0.2, 5), "cup of coffee": (10, 0.3, 4),
    "soccer ball": (22, 0.43, 25), "baseball": (7.4, 0.145, 5), "ping pong ball": (4, 0.003, 1), "bowling ball": (22, 6, 80),
    "average person": (172, 75, 0), "average human": (172, 75, 0), "human hand": (18, 0.5, 0), "human head": (23, 5, 0),
    "garage": (600, 20000, 20000), "bathtub": (165, 80, 400), "toothbrush": (18, 0.02, 3), "remote control": (18, 0.1, 15),
    "meal": (25, 0.5, 15), "city": (2000000, 1e12, 1e12), "moon": (3.5e8, 7e22, 0), "earth": (1.3e9, 6e24, 0),
    "planet": (1e9, 1e24, 0), "bread": (28, 0.6, 3), "newspaper": (40, 0.3, 2), "pea": (0.8, 0.0003, 0.01), "bean": (1, 0.0005, 0.02),
}  # fmt: skip
"""What people measure things by: longest side in cm, weight in kg, price in dollars."""


@cache
def _known_measures() -> Patterns:
    names = [(name, name) for name in _REFERENCES]
    return Patterns([*names, *((name, f"={k}") for k, thing in enumerate(things()) for name in thing.names)], gap=0)


def _measure(name: str, field: str) -> float:
    if name.startswith("="):
        return float(getattr(things()[int(name[1:])], field))
    return _REFERENCES[name][("size", "weight", "price").index(field)]


def comparisons(row: list[str]) -> list[Part]:
    """`bigger than a car`, `as heavy as a cat`, `more expensive than a bicycle`; their words are struck out of the row."""
    parts: list[Part] = []
    for k, word in enumerate(row):
        if word == "than":
            part = _than(row, k)
        elif word == "as" and k >= 2 and row[k - 2] == "as":
            part = _as_big_as(row, k)
        elif word == "size" and k + 1 < len(row) and row[k + 1] == "of":
            part = _about(row, k, "size", k + 2)
        else:
            continue
        if part is not None:
            parts.append(part)
    for part in parts:
        row[part.first : part.last + 1] = [MARK] * (part.last + 1 - part.first)
    return parts


def _than(row: Sequence[str], k: int) -> Part | None:
    for back in (1, 2):
        word = row[k - back] if k >= back else ""
        more = word in _MORE
        field = _MORE.get(word) or _LESS.get(word)
        if field is None:
            continue
        if k - back >= 1 and row[k - back - 1] == "less":
            more = not more
        first = k - back - (1 if k - back >= 1 and row[k - back - 1] in ("more", "less", "much") else 0)
        reference = _reference(row, k + 1, field)
        if reference is None:
            return None
        limit, last = reference
        return Part(first, last, those(field, operator.gt if more else operator.lt, limit))
    return None


def _as_big_as(row: Sequence[str], k: int) -> Part | None:
    field = _MORE.get(row[k - 1]) or _LESS.get(row[k - 1])
    return _about(row, k - 2, field, k + 1) if field else None


_UNITS: dict[str, tuple[str, float]] = {
    "cm": ("size", 1), "centimet": ("size", 1), "m": ("size", 100), "meter": ("size", 100), "inch": ("size", 2.54),
    "foot": ("size", 30.5), "feet": ("size", 30.5), "yard": ("size", 91), "km": ("size", 1e5), "kilomet": ("size", 1e5),
    "mile": ("size", 160900), "kg": ("weight", 1), "kilo": ("weight", 1), "kilogram": ("weight", 1),
    "g": ("weight", 0.001), "gram": ("weight", 0.001), "pound": ("weight", 0.4536), "lb": ("weight", 0.4536),
    "lbs": ("weight", 0.4536), "ounc": ("weight", 0.028), "ton": ("weight", 1000), "tonn": ("weight", 1000),
    "dollar": ("price", 1), "$": ("price", 1), "buck": ("price", 1), "usd": ("price", 1), "euro": ("price", 1.1),
    "€": ("price", 1.1), "£": ("price", 1.3), "cent": ("price", 0.01), stem("centimeter"): ("size", 1),
    stem("ounce"): ("weight", 0.028), stem("inches"): ("size", 2.54),
}  # fmt: skip


def _reference(row: Sequence[str], at: int, field: str) -> tuple[float, int] | None:
    """What is compared with: a figure with its unit, or a thing; and the place of its last word."""
    figure = _figure(row, at)
    if figure is not None and figure[1] in (field, ""):
        return figure[0], figure[2]
    found = [one for one in _known_measures().find(row[at : at + 6]) if one.places[0] <= 3]
    if not found:
        return None
    last = max(place for place in found[0].places)
    return _measure(found[0].name, field), at + last


def _figure(row: Sequence[str], at: int) -> tuple[float, str, int] | None:
    """A number and its unit: value in cm, kg or dollars, the field, and the place of its last word."""
    dollars = at < len(row) and row[at] in ("$", "€", "£")
    k = at + dollars
    value: float | None = None
    while k < len(row) and (number := number_of(row[k])) is not None:
        value = number if value is None else value * number if number >= 100 or value < 1 else value + number
        k += 1
    if value is None:
        return None
    if dollars:
        return value * _UNITS[row[at]][1], "price", k - 1
    while k < len(row) and row[k] in ("of", "a", "us"):
        k += 1
    if k < len(row) and row[k] in _UNITS:
        field, scale = _UNITS[row[k]]
        return value * scale, field, k
    return None


def _about(row: Sequence[str], first: int, field: str, at: int) -> Part | None:
    reference = _reference(row, at, field)
    if reference is None:
        return None
    limit, last = reference
    near = frozenset(k for k, thing in enumerate(things()) if 0.6 < getattr(thing, field) / max(limit, 1e-9) < 1.7)
    return Part(first, last, near)


_AT_LEAST = {"more": operator.gt, "over": operator.gt, "abov": operator.gt, "least": operator.ge, "exceed": operator.gt}


_AT_MOST = {"less": operator.lt, "under": operator.lt, "below": operator.lt, "most": operator.le, "fewer": operator.lt}


def figures(row: list[str]) -> list[Part]:
    """`cost more than 100 dollars`, `weigh under 5 kg`, `at least a meter long`."""
    parts = []
    for k, word in enumerate(row):
        good = _AT_LEAST.get(word) or _AT_MOST.get(word)
        if good is None:
            continue
        at = k + 2 if k + 1 < len(row) and row[k + 1] == "than" else k + 1
        figure = _figure(row, at)
        if figure is None and {"weigh", "heavi", "cost"} & set(row[:k]):
            named_one = _reference(row, at, "price" if "cost" in row[:k] else "weight")
            figure = (
                None if named_one is None else (named_one[0], "price" if "cost" in row[:k] else "weight", named_one[1])
            )
        if figure is not None:
            first = k - 1 if k and row[k - 1] in ("cost", "weigh", "at", "worth", "be") else k
            parts.append(Part(first, figure[2], those(figure[1], good, figure[0])))
    for part in parts:
        row[part.first : part.last + 1] = [MARK] * (part.last + 1 - part.first)
        for k in range(part.first):
            if row[k] in ("cost", "weigh", "price"):
                row[k] = MARK
    return parts


_CONTAINERS: dict[str, float] = {
    "pocket": 16, "hand": 20, "palm": 10, "fist": 9, "backpack": 42, "bag": 40, "purse": 22, "handbag": 25, "shoebox": 32,
    "shoe box": 32, "box": 45, "suitcase": 70, "drawer": 45, "car": 200, "room": 420, "house": 900, "garage": 550,
    "elevator": 220, "door": 210, "cup": 9, "matchbox": 4, "breadbox": 40, "bread box": 40, "microwave": 35, "truck": 500,
    "trunk": 120, "wallet": 8, "bathtub": 150, "oven": 45, "closet": 180, "mailbox": 35, "mouth": 4, "fridge": 60,
    "refrigerator": 60, "school bag": 40, "envelope": 20, "lunchbox": 25, "basket": 50, "shopping bag": 45, "desk": 120,
    "living room": 420, "bedroom": 380, "apartment": 600, "van": 350, "glass": 9, "mug": 9, "carry on": 50, "bottle": 6,
}  # fmt: skip


@cache
def _containers() -> Patterns:
    return Patterns(((name, name) for name in _CONTAINERS), gap=0)


def fits(row: list[str]) -> list[Part]:
    """`fit in a shoebox`, `fit through a door`: by the longest side."""
    for k, word in enumerate(row):
        if word != "fit":
            continue
        found = _containers().find(row[k + 1 : k + 8])
        if found:
            last = k + 1 + found[0].places[-1]
            part = Part(k, last, those("size", operator.lt, _CONTAINERS[found[0].name]))
            row[k : last + 1] = [MARK] * (last + 1 - k)
            return [part]
    return []
