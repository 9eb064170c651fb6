"""Chance that is the same in every process: numbers drawn from integer keys and from nothing else.

Python's own generators are fine once they are made, but to make one costs more than a whole move of a maze. A single
draw therefore hashes its key (SplitMix64); only players, which draw many times, get a generator.
"""

from collections.abc import Callable, Hashable
from itertools import count
from random import Random

_BITS = (1 << 64) - 1


def mixed(*key: int, after: int = 0) -> int:
    """64 bits that look random and depend on nothing but the key; any integers, negative ones too.

    A key's beginning need not be mixed again: `mixed(1, 2, 3)` is `mixed(3, after=mixed(1, 2))`.
    """
    value = after
    for part in key:
        value = (value + part + 0x9E3779B97F4A7C15) & _BITS
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _BITS
        value ^= value >> 31
    return value


def below(limit: int, *key: int, after: int = 0) -> int:
    """A uniform integer in [0, limit) that depends on nothing but the key, and on what was mixed before it."""
    return (mixed(*key, after=after) * limit) >> 64


def generator(*key: int) -> Random:
    """A generator that depends on nothing but the key."""
    return Random(mixed(*key))


def evenly(start: Callable[[int], Hashable], starts: int, first: int, episodes: int) -> tuple[int, ...]:
    """`episodes` seeds from `first` on; each of the `starts` starting states comes equally often, give or take one.

    `start(seed)` names the starting state. A smaller number of episodes gives a prefix of a larger one's seeds.
    """
    rounds = -(-episodes // starts)
    found: dict[Hashable, list[int]] = {}
    full = 0
    for seed in count(first):
        if full == starts or not rounds:
            break
        seeds = found.setdefault(start(seed), [])
        if len(seeds) < rounds:
            seeds.append(seed)
            full += len(seeds) == rounds
    order = sorted(found.values(), key=lambda seeds: seeds[0])
    return tuple(seeds[turn] for turn in range(rounds) for seeds in order)[:episodes]
