"""What a sweep tries, as pure functions: how knobs vary, settings drawn from that by a seed, the rungs of successive halving.

Successive halving (arXiv 1502.07943): all trials train for a share of the steps, the best η-th of them go on to η times as
many, and so on to the end. Left out: Hyperband's brackets, which begin halving at several places at once.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

import numpy as np

from algos import configs
from algos.configs import Knob
from lab.catalog import algo, knob, parse, spec_from
from lab.problem import Problem

Number = int | float
Value = Number | str
Setting = dict[str, Value]

_RUNGS = 3
_TRIES = 200
"""Draws a trial, before the settings that differ are taken to be exhausted."""


@dataclass(frozen=True)
class Axis:
    """One knob that varies: over a list of values, or, a number, over a range with both ends."""

    knob: str
    kind: type
    values: tuple[Value, ...] = ()
    low: Number = 0
    high: Number = 0
    log: bool = False

    def at(self, chance: float) -> Value:
        """The value at a place in [0, 1): even places give even values, or even logarithms."""
        if self.values:
            return self.values[int(chance * len(self.values))]
        # Each whole number has the stretch around it, so that both ends get as much as the others.
        half = 0.5 if self.kind is int else 0.0
        low, high = self.low - half, self.high + half
        drawn = low * (high / low) ** chance if self.log else low + (high - low) * chance
        return min(max(self._rounded(drawn), self.low), self.high)

    def _rounded(self, drawn: float) -> Number:
        """To what a person would write: three digits, of the number or of the range's length."""
        if self.kind is int:
            return round(drawn)
        return float(f"{drawn:.3g}") if self.log else round(drawn, 3 - math.floor(math.log10(self.high - self.low)))

    def __str__(self) -> str:
        if self.values:
            return f"{self.knob}={','.join(str(value) for value in self.values)}"
        return f"{self.knob}={self.low}..{self.high}{':log' if self.log else ''}"


def axes(given: Sequence[str], task: str, algo_name: str) -> list[Axis]:
    """What all the `--vary` say, by the knobs' names. Raises Problem."""
    if not given:
        examples = " ".join(f"--vary {_example(knob(algo_name, name))}" for name in ("lr", "batch"))
        raise Problem(f"name the knobs that shall vary, such as {examples}")
    found = sorted((axis(one, task, algo_name) for one in given), key=lambda one: one.knob)
    for one, other in pairwise(found):
        if one.knob == other.knob:
            raise Problem(f"{one.knob} varies twice: say it once, as in --vary {one}")
    return found


def axis(given: str, task: str, algo_name: str) -> Axis:
    """What one `--vary` says. Raises Problem that says what to write instead."""
    name, found, said = (part.strip() for part in given.partition("="))
    chosen = _knob(name, algo_name)
    if not found or not said:
        raise Problem(f"--vary {given} does not say over what: write --vary {_example(chosen)}")
    made = _range(chosen, said) if ".." in said else _list(chosen, said)
    # Every value, as few trials need not draw them all. What a text may be, the spec's own check says.
    with nullcontext() if chosen.kind is str else _saying(f"write, say, --vary {_example(chosen)}"):
        for value in made.values or (made.low, made.high):
            spec_from(task, algo_name, overrides={name: value})
    return made


def sample(along: Sequence[Axis], seed: int, trials: int) -> list[Setting]:
    """As many different settings, or all there are; those of fewer trials are the first of those of more."""
    # Nothing but `random` is asked of the generator: its numbers are the same in every version of numpy.
    rng = np.random.default_rng(seed)
    found: list[Setting] = []
    for _ in range(_TRIES * trials):
        drawn = {one.knob: one.at(rng.random()) for one in along}
        if drawn not in found:
            found.append(drawn)
        if len(found) == trials:
            break
    return found


def shares(steps: int, eta: int) -> list[int]:
    """Updates at the end of each rung, before they are fitted to the evaluations. Raises Problem for too few steps."""
    if eta < 2:
        raise Problem(f"--eta is 2 or more, and {eta} is not")
    least = eta ** (_RUNGS - 1)
    if steps < least:
        raise Problem(f"halving with --eta {eta} needs {least} steps or more, and these are {steps}")
    return [steps // eta**k for k in reversed(range(_RUNGS))]


def rungs(steps: int, eta: int, every: int) -> list[int]:
    """Updates at the end of each rung: as shares says, fitted to the evaluations that come `every` so many updates.

    So a trial is evaluated where a rung ends without one evaluation more than a run of its own would have. Raises Problem
    when the evaluations are too far apart.
    """
    wanted = shares(steps, eta)
    ends = [max(1, round(end / every)) * every for end in wanted[:-1]] + [steps]
    if any(one >= other for one, other in pairwise(ends)):
        raise Problem(
            f"--eval-every {every} is too seldom for rungs that end after about {', '.join(map(str, wanted))} steps: "
            f"give --eval-every {wanted[0]} or less, or leave it out"
        )
    return ends


def survivors(results: Mapping[int, float], trials: int, eta: int, rung: int) -> list[int]:
    """The numbers of the trials that go on from a rung (0 is the first), best first; of equal ones the earlier goes on."""
    ranked = sorted(
        results, key=lambda number: (-results[number] if results[number] == results[number] else math.inf, number)
    )
    return ranked[: max(1, trials // eta ** (rung + 1))]


def _knob(name: str, algo_name: str) -> Knob:
    try:
        return knob(algo_name, name)
    except Problem as problem:
        known = [one.name for one in configs.knobs(algo(algo_name))]
        near = (get_close_matches(name, known, 1, 0.4) or ["lr"])[0]
        raise Problem(f"{problem}. Write, say, --vary {_example(knob(algo_name, near))}") from None


def _example(chosen: Knob) -> str:
    """A list that this knob may take, from its default; of a text, what a list looks like."""
    if chosen.kind is str:
        return f"{chosen.name}=ONE,OTHER"
    usual = chosen.default
    other = (
        usual * 2
        if usual == 1 and chosen.kind is int
        else (1 if chosen.kind is int else 0.1)
        if not usual
        else usual / 2
    )
    low, high = sorted((chosen.kind(other), usual))
    return f"{chosen.name}={low:g},{high:g}"


def _parsed(chosen: Knob, said: str) -> Any:
    with _saying(f"write, say, --vary {_example(chosen)}"):
        return parse(said.strip(), chosen.kind, chosen.name)


@contextmanager
def _saying(what: str) -> Iterator[None]:
    """Adds to a Problem what to write instead."""
    try:
        yield
    except Problem as problem:
        raise Problem(f"{problem}: {what}") from None


def _list(chosen: Knob, said: str) -> Axis:
    if ":" in said:
        raise Problem(
            f"{chosen.name}={said}: only a range has a scale; write a list without it, --vary {_example(chosen)}"
        )
    values = tuple(dict.fromkeys(_parsed(chosen, one) for one in said.split(",")))
    if len(values) < 2:
        raise Problem(
            f"{chosen.name}={said} is one value: --set {chosen.name}={said} fixes it, --vary {_example(chosen)} varies it"
        )
    return Axis(chosen.name, chosen.kind, values=values)


def _range(chosen: Knob, said: str) -> Axis:
    if chosen.kind is str:
        raise Problem(f"{chosen.name} is text, which has no range: list what it may be, --vary {_example(chosen)}")
    ends, _, scale = said.partition(":")
    if scale not in ("", "log", "linear"):
        near = (get_close_matches(scale, ["log", "linear"], 1, 0.3) or ["log"])[0]
        raise Problem(
            f"{chosen.name}: {scale!r} is no scale; it is log or linear: write --vary {chosen.name}={ends}:{near}"
        )
    low: Number
    high: Number
    low, high = (_parsed(chosen, end) for end in ends.split("..", 1))
    if not math.isfinite(high - low):
        raise Problem(f"{chosen.name}={said}: both ends of a range are finite numbers")
    if low == high:
        raise Problem(f"{chosen.name} goes from {low} to {low}: --set {chosen.name}={low} fixes it")
    if low > high:
        suffix = f":{scale}" if scale else ""
        raise Problem(f"{chosen.name} goes down from {low} to {high}: write --vary {chosen.name}={high}..{low}{suffix}")
    if scale == "log" and low <= 0:
        least = 1 if chosen.kind is int else high / 1000
        raise Problem(
            f"a range with :log begins above 0, and {low} is not: write --vary {chosen.name}={least}..{high}:log"
        )
    return Axis(chosen.name, chosen.kind, low=low, high=high, log=scale == "log")
