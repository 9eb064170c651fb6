"""What a filter means: words, fields, comparisons, negation and alternatives, for runs and for lines of a log. Pure.

    maze ilql               both words, anywhere in the row
    algo:ilql -task:wordle  a field that holds a text, and one that does not
    lr>1e-4 score>=90       figures and knobs: < <= > >= = !=
    tag:good or seed=3      either of the two sides
    "two words"             a text with a blank in it

What is still being typed (`lr>`, a lone `-`) sifts nothing out.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from lab.records import LogLine, Run

T = TypeVar("T")

Value = str | int | float | bool | None
"""None stands for a field that is not known of this one, as the score of a run that was not evaluated: nothing holds of it."""

_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, "<=": operator.le, "!=": operator.ne, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
_PARTS = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_TERM = re.compile(r"([A-Za-z][\w.-]*?)(:|>=|<=|!=|>|<|=)(.*)", re.S)


class Sieve(NamedTuple):
    """A filter, understood."""

    passes: Callable[[Any], bool]
    unknown: str = ""
    """What was meant as a field and is none, in words for people."""


def sieve(text: str, fields: Mapping[str, Callable[[T], Value]], row: Callable[[T], str]) -> Sieve:
    """What `text` lets through; `row` is where bare words are looked for."""
    unknown: list[str] = []
    sides: list[list[Callable[[T], bool]]] = [[]]
    for part in _PARTS.findall(text):
        if part.lower() in ("or", "|"):
            sides.append([])
        else:
            made = _term(part, fields, row, unknown)
            sides[-1] += [made] if made else []
    full = [side for side in sides if side]
    if not full:
        return Sieve(lambda one: True, *unknown[:1])
    return Sieve(lambda one: any(all(term(one) for term in side) for side in full), *unknown[:1])


def _term(
    part: str, fields: Mapping[str, Callable[[T], Value]], row: Callable[[T], str], unknown: list[str]
) -> Callable[[T], bool] | None:
    """One term; None when there is nothing in it yet."""
    denied = part[0] in "-!" and part[1:2] != "="
    bare = part[1:] if denied else part
    found = _TERM.fullmatch(bare)
    holds = _word(bare, row)
    if found:
        name, sign, value = found[1].lower(), found[2], found[3].replace('"', "")
        if name in fields:
            holds = _field(fields[name], sign, value)
        elif sign != ":":
            unknown.append(_unknown(name, fields))
    if holds is None or not denied:
        return holds
    return lambda one: not holds(one)


def _word(text: str, row: Callable[[T], str]) -> Callable[[T], bool] | None:
    sought = text.replace('"', "").lower()
    return (lambda one: sought in row(one).lower()) if sought else None


def _field(of: Callable[[T], Value], sign: str, value: str) -> Callable[[T], bool] | None:
    if not value:
        return None
    if sign == ":":
        return lambda one: value.lower() in _said(of(one))
    compared, wanted = _COMPARED[sign], _number(value)

    def holds(one: T) -> bool:
        here = of(one)
        if here is None:
            return False
        if wanted is not None and isinstance(here, (int, float)):
            return compared(here, wanted)
        return sign in ("=", "!=") and compared(_said(here), value.lower())

    return holds


def _said(value: Value) -> str:
    return "" if value is None else str(value).lower()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _unknown(name: str, fields: Iterable[str]) -> str:
    near = get_close_matches(name, list(fields), 1, 0.4)
    return f"nothing is called {name}{f'; did you mean {near[0]}?' if near else ''}"


# Runs


def tags(remark: str) -> list[str]:
    """The words of a remark that begin with #, without it."""
    return [word[1:] for word in remark.lower().split() if word.startswith("#") and len(word) > 1]


def run_row(run: Run) -> str:
    """All that bare words are looked for in."""
    spec = run.spec
    return f"{run.id} {spec.task} {spec.algo} {spec.model.name} {spec.model.quant} {run.status} seed{spec.seed} {run.sweep} {run.remark}"


def _knob(*where: str, name: str) -> Callable[[Run], Value]:
    """A field of the run's spec, or of one of its parts; not every algorithm has every knob."""

    def of(run: Run) -> Value:
        holder: Any = run.spec
        for part in where:
            holder = vars(holder)[part]
        found: Value = vars(holder).get(name)
        return found

    return of


@cache
def run_fields() -> dict[str, Callable[[Run], Value]]:
    """Every field of a run by the names that a filter may use: figures, the spec and all that it holds, each algorithm's knobs."""
    from algos.configs import knobs
    from lab.catalog import ALGOS, algo

    spec = ("task", "algo", "seed", "eval_every", "eval_episodes", "checkpoint_every", "threads", "device", "from_run")
    found = {name: _knob(name=name) for name in spec}
    for each in ALGOS:
        found |= {one.name: _knob("config", name=one.name) for one in knobs(algo(each))}
    found |= {f"config.{name}": of for name, of in found.items() if name not in spec}
    for name in ("recipe", "episodes", "path"):
        found |= {f"data.{name}": _knob("data", name=name)}
    return found | {
        "run": lambda run: run.id,
        "name": lambda run: run.id,
        "algorithm": lambda run: run.spec.algo,
        "model": lambda run: run.spec.model.name,
        "quant": lambda run: run.spec.model.quant,
        "lora_rank": lambda run: run.spec.model.lora_rank,
        "simulator": lambda run: run.spec.simulator.kind,
        "data": lambda run: run.spec.data.path or run.spec.data.recipe,
        "from": lambda run: run.spec.from_run,
        "state": lambda run: run.status,
        "status": lambda run: run.status,
        "sweep": lambda run: run.sweep,
        "trial": lambda run: run.trial,
        "note": lambda run: run.remark,
        "tag": lambda run: " ".join(tags(run.remark)),
        "step": lambda run: run.step,
        "pinned": lambda run: run.pinned,
        "score": lambda run: run.evaluation.score if run.evaluation else None,
        "return": lambda run: run.evaluation.return_mean if run.evaluation else None,
        "won": lambda run: run.evaluation.success if run.evaluation else None,
        "illegal": lambda run: run.evaluation.illegal_rate if run.evaluation else None,
    }


def run_sieve(text: str) -> Sieve:
    """The runs that a filter lets through."""
    return sieve(text, run_fields(), run_row) if text.strip() else Sieve(lambda run: True)


# Lines of a log


def log_sieve(text: str) -> Sieve:
    """The lines of a log that a filter lets through."""
    fields: dict[str, Callable[[LogLine], Value]] = {"level": lambda line: line.level, "text": lambda line: line.text}
    return sieve(text, fields, lambda line: f"{line.level} {line.text}")
