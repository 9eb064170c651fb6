"""The objects of Twenty Questions, as the table written by hand has them."""

import operator
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tasks.simulators.words import lines

Objects = frozenset[int]


class Thing(NamedTuple):
    """One object, and what can be counted about it."""

    names: tuple[str, ...]
    """The first is the one it is known by."""
    category: str
    size: float
    """Longest side, cm."""
    weight: float
    """kg"""
    price: float
    """US dollars; 0 for what nobody sells."""


@cache
def things() -> tuple[Thing, ...]:
    """All objects, in the order of the file."""
    return tuple(
        Thing(tuple(name.strip() for name in names.split(",")), category, float(size), float(weight), float(price))
        for names, category, size, weight, price in lines(read_data("objects.txt"))
    )


def read_data(name: str) -> str:
    return files("tasks").joinpath("data", name).read_text(encoding="utf-8")


@cache
def everything() -> Objects:
    return frozenset(range(len(things())))


OPERATORS: dict[str, Callable[[float, float], bool]] = {"<": operator.lt, ">": operator.gt}


def those(field: str, good: Callable[[float, float], bool], limit: float) -> Objects:
    unpriced = field == "price"
    return frozenset(
        k
        for k, thing in enumerate(things())
        if good(getattr(thing, field), limit) and not (unpriced and thing.price == 0)
    )
