"""Twenty Questions' embedded answerer: which of the objects a free question is true of.

A question is read once, for all objects: the answer is a set of objects, or None where it was not understood. What is
true stands in two files written by hand, `data/objects.txt` and `data/properties.txt`; here is only how a question is
taken apart: guesses, comparisons, figures, letters of the name, and else the properties it speaks of, joined by its
ands, ors and nots.
"""

import operator
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from tasks.simulators.measures import Part, comparisons, figures, fits, number_of
from tasks.simulators.things import OPERATORS, Objects, everything, read_data, things, those
from tasks.simulators.words import Patterns, lines, stem, tokens


class Property(NamedTuple):
    """Something that is true of some objects."""

    name: str
    objects: Objects
    question: str
    """Asks for it; empty where nobody would."""


@cache
def properties() -> dict[str, Property]:
    """All properties by name."""
    return {name: Property(name, _set(name), question) for name, _, _, question in lines(read_data("properties.txt"))}


@lru_cache(maxsize=1 << 16)
def true_of(question: str) -> Objects | None:
    """The objects of which the answer is yes; None when the question was not understood."""
    text = _ON_THE_OUTSIDE.sub("", question[:400])
    row = _without_tag([token for token in tokens(text) if token not in '?!"“”' and token not in _BY_THE_WAY])
    found = named(row)
    if found is not None:
        return everything() - found if "not" in row else found
    row = _without_confirmation(row)
    return _letters(row) or _clauses([stem(token) for token in row])


def guessed(question: str) -> int | None:
    """Which object a question guesses outright, if it is a guess at all."""
    row = _without_tag([token for token in tokens(question[:400]) if token not in '?!"“”'])
    found = named(row)
    return next(iter(found)) if found is not None and "not" not in row else None


def named(row: Sequence[str]) -> Objects | None:
    """The object that a row of tokens names and says no more of: `is it a dog`."""
    if "orange" in row and not {"a", "an", "the"} & set(row):
        return None
    rest = [stem(token) for token in row if token not in _LEAD]
    return _by_name().get(tuple(rest)) if rest else None


@cache
def _by_name() -> dict[tuple[str, ...], Objects]:
    return {
        tuple(stem(token) for token in tokens(name) if token not in _LEAD): frozenset([k])
        for k, thing in enumerate(things())
        for name in thing.names
    }


_MEASURE = re.compile(r"%(size|weight|price)([<>])([\d.]+)$")


@cache
def _members() -> dict[str, str]:
    return {name: members for name, _, members, _ in lines(read_data("properties.txt"))}


@cache
def _set(name: str) -> Objects:
    """The objects of a property: its members added and taken away from left to right."""
    found: set[int] = set()
    for member in filter(None, (part.strip() for part in _members()[name].split(","))):
        if member.startswith("-"):
            found -= _some(name, member[1:])
        else:
            found |= _some(name, member)
    return frozenset(found)


def _some(name: str, member: str) -> Objects:
    measured = _MEASURE.match(member)
    if measured:
        field, sign, limit = measured.groups()
        return those(field, OPERATORS[sign], float(limit))
    if member.startswith("%") and member[1:] in _members():
        return _set(member[1:])
    if member.startswith("@"):
        found = frozenset(k for k, thing in enumerate(things()) if thing.category == member[1:])
    else:
        found = frozenset(k for k, thing in enumerate(things()) if member == thing.names[0])
    if not found:
        raise ValueError(f"properties.txt: {name} speaks of {member!r}, which is no object, category or property")
    return found


@cache
def _patterns() -> Patterns:
    return Patterns(
        (phrase.strip(), name)
        for name, phrases, _, _ in lines(read_data("properties.txt"))
        for phrase in phrases.split(",")
        if phrase.strip()
    )


_LEAD = frozenset(
    [
        "is",
        "they",
        "these",
        "those",
        "you",
        "it",
        "its",
        "a",
        "an",
        "the",
        "this",
        "that",
        "thing",
        "object",
        "item",
        "answer",
        "your",
        "my",
        "guess",
        "i",
        "think",
        "be",
        "was",
        "are",
        "you",
        "thinking",
        "of",
        "could",
        "would",
        "might",
        "maybe",
        "perhaps",
        "possibly",
        "just",
        "some",
        "kind",
        "type",
        "sort",
        "or",
        "so",
        "then",
        "ok",
        "okay",
        "hmm",
        "well",
        "not",
        "by",
        "any",
        "chance",
        "actually",
        ".",
        ",",
        ":",
        ";",
        "-",
        "called",
        "word",
        "secret",
        "guessing",
        "going",
        "with",
        "say",
        "final",
        "im",
    ]
)
"""Words around a guess that say nothing."""


_TAGS = {
    ("right",), ("correct",), ("yes",), ("no",), ("huh",), ("eh",), ("true",), ("is", "it"), ("does", "it"),
    ("can", "it"), ("is", "not", "it"), ("does", "not", "it"), ("can", "not", "it"), ("can", "you"), ("do", "you"),
    ("would", "it"), ("has", "it"), ("are", "they"), ("is", "that", "right"), ("or", "not"), ("is", "that", "correct"),
    ("does", "one"), ("do", "they"), ("would", "you"), ("is", "that", "true"), ("or", "what"), ("right", "?"),
    ("can", "not", "you"), ("do", "not", "you"), ("will", "it"), ("could", "it"), ("could", "you"), ("please",),
}  # fmt: skip


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
        "should",
        "did",
        "were",
        "may",
        "might",
    ]
)


def _without_tag(row: list[str]) -> list[str]:
    """Without the `, right?` or `, is it?` that follows a statement."""
    for length in (3, 2, 1):
        tail = tuple(row[-length:])
        if (
            len(row) > length + 1
            and tail in _TAGS
            and (row[-length - 1] == "," or tail[0] in ("right", "correct", "or"))
        ):
            rest = row[:-length]
            return rest[:-1] if rest[-1] == "," else rest
    return row


def _without_confirmation(row: list[str]) -> list[str]:
    """`Isn't it an animal?` asks whether it is one; `is it not an animal?` asks whether it is none."""
    if len(row) > 2 and row[0] in _AUXILIARIES and row[1] == "not":
        return [row[0], *row[2:]]
    return row


_LETTER = re.compile(
    r"\b(start|starts|begin|begins|end|ends|contain|contains|have|has) (?:with |in |by )?(?:the )?(?:letter )?([a-z])\b(?! \w)"
)


_COUNT = re.compile(r"\b(more|fewer|less) than (\w+) letters?\b|\b(\w+) letters?\b")


def _letters(row: Sequence[str]) -> Objects | None:
    """Questions about the object's name."""
    text = " ".join(row)
    negated = " not " in f" {text} "
    found = None
    if "letter" in text or re.search(r"\b(start|begin|end)s?\b.* with\b", text):
        found = _spelled(text)
    elif re.search(r"\b(one|two|single) words?\b|\b(compound|multiple) word", text):
        two = bool(re.search(r"two words|multiple|compound", text))
        found = frozenset(k for k, thing in enumerate(things()) if (" " in thing.names[0]) == two)
    return found if found is None or not negated else everything() - found


def _spelled(text: str) -> Objects | None:
    names = [thing.names[0].replace(" ", "").replace("-", "") for thing in things()]
    letter = _LETTER.search(text)
    if letter:
        verb, wanted = letter[1].rstrip("s"), letter[2]
        tests: dict[str, Callable[[str], bool]] = {
            "start": lambda name: name.startswith(wanted),
            "begin": lambda name: name.startswith(wanted),
            "end": lambda name: name.endswith(wanted),
        }
        test = tests.get(verb, lambda name: wanted in name)
        return frozenset(k for k, name in enumerate(names) if test(name))
    if "vowel" in text:
        return frozenset(k for k, name in enumerate(names) if name[0] in "aeiou")
    count = _COUNT.search(text)
    if count:
        number = number_of(count[2] or count[3])
        if number is not None:
            good = {"more": operator.gt, "fewer": operator.lt, "less": operator.lt}.get(count[1] or "", operator.eq)
            return frozenset(k for k, name in enumerate(names) if good(len(name), number))
    return None


def _clauses(row: Sequence[str]) -> Objects | None:
    """What a row of stems asks: comparisons and figures first, then what is left by its properties."""
    rest = list(row)
    parts: list[Part] = []
    for read in (comparisons, figures, fits):
        parts += read(rest)
    parts += _spoken_of(rest)
    return _joined(rest, sorted(parts))


_MATERIALS = frozenset({
    "metal", "wood", "plastic", "fabric", "leather", "glass", "rubber_made", "paper", "stone", "ceramic", "gold", "wax",
    "food", "clothes", "plant", "fruit", "vegetable", "animal", "water_made", "people", "grass", "vehicle", "furniture",
})  # fmt: skip
"""What something may be made of, or be; after a verb of use these are only what it is used on: `cut wood with it`."""


_USES = frozenset({
    "cut", "dig", "build", "repair", "cook_with", "eat_with", "clean", "carry_things", "holds_liquid", "store", "listen",
    "measure", "draw", "paint", "hit", "attach", "hold_paper", "cargo", "protect", "water_plants", "write", "read",
    "throw", "kick", "ball_hit", "heats", "cools", "blend", "grip", "passengers", "hold_pants", "push", "sharpen",
    "food_on", "serve", "uses_water", "for_plants", "clothes_in", "bites", "chop_wood", "predator", "drink", "wash_clothes",
})  # fmt: skip


_GENERIC = frozenset({
    "wear", "carry_things", "portable", "daily", "ride", "indoors", "outdoors", "hand_hold", "manmade", "watch_it",
    "small", "big", "children", "people", "homes", "exercise",
})  # fmt: skip
"""What is often said by the way; beside something more telling it does not count, unless joined by `and` or `or`."""


_BY_THE_WAY = frozenset(
    [
        "commonly",
        "usually",
        "normally",
        "generally",
        "typically",
        "mostly",
        "mainly",
        "primarily",
        "often",
        "sometimes",
        "frequently",
        "always",
        "really",
        "actually",
        "probably",
        "likely",
        "especially",
        "particularly",
        "stereotypically",
        "usual",
    ]
)


_ON_THE_OUTSIDE = re.compile(r"\b(?:on|from) the (?:out|in)side\b|\bfor its size\b", re.I)


def _spoken_of(row: Sequence[str]) -> list[Part]:
    """The properties that are named. One phrase may name several: any of them will do."""
    named_here: dict[tuple[int, ...], list[str]] = {}
    for found in _patterns().find(row):
        named_here.setdefault(found.places, []).append(found.name)
    used = min((places[0] for places, names in named_here.items() if _USES & set(names)), default=len(row))
    telling = any(not set(names) <= _GENERIC for names in named_here.values()) and not {"and", "or"} & set(row)
    parts = []
    for places, names in named_here.items():
        made = {"made", "make"} & set(row[max(0, places[0] - 4) : places[0]])
        kept = [name for name in names if name not in _MATERIALS or made or places[0] <= used]
        if telling and set(names) <= _GENERIC:
            continue
        if kept:
            parts.append(Part(places[0], places[-1], frozenset().union(*(_set(name) for name in kept))))
    return parts


def _joined(row: Sequence[str], parts: Sequence[Part]) -> Objects | None:
    """The parts joined: `or` between two makes either enough, else both are wanted; a `not` turns what follows it."""
    if not parts:
        return None
    result: Objects | None = None
    before = 0
    negated = False
    for part in parts:
        between = row[before : part.first]
        if result is not None and "but" in between:
            negated = False
        negated = negated or any(word in _NOT for word in between)
        objects = everything() - part.objects if negated else part.objects
        if result is None:
            result = objects
        elif "or" in between and not negated:
            result = result | objects
        else:
            result = result & objects
        before = max(before, part.last + 1)
    return result


_NOT = frozenset(stem(word) for word in ["not", "never", "no", "without", "neither", "nor", "non", "nothing"])


def questions() -> list[str]:
    """Questions that a player may ask: one a property that has one."""
    return [one.question for one in properties().values() if one.question]
