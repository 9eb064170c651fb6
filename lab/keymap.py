"""Keys of one's own: HOME/keymap.toml gives actions other keys than they come with.

    [replay]
    fork = "F"
    next-turn = "l,right"

A table is a screen or a part of one, a name is an action there, as `lmrl-lab keys` lists them. What the file does not name
keeps its keys. A file with a mistake in it changes nothing: half a keymap leaves keys that nobody expects.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from textual.binding import Binding, BindingType
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _normalize_key_list

from lab.problem import Problem

FILE = "keymap.toml"

EVERYWHERE = "app"
"""The table of the keys that work on every screen."""

_HELD = ("ctrl", "shift", "alt", "super", "hyper", "meta")

_PLACES = {
    "lab.app": "LabApp", "lab.screens.place": "Place", "lab.screens.runs": "RunsScreen", "lab.screens.launch": "LaunchScreen",
    "lab.screens.run": "RunScreen", "lab.screens.compare": "CompareScreen", "lab.screens.replay": "ReplayScreen", "lab.screens.tree": "TreeScreen",
    "lab.screens.play": "PlayScreen", "lab.screens.other_side": "OtherSideScreen", "lab.screens.simulator": "ChooseSimulator",
    "lab.screens.leaderboard": "LeaderboardScreen", "lab.screens.machine": "MachineScreen", "lab.screens.welcome": "Tour",
    "lab.widgets.panel": "CurvePanel", "lab.widgets.rows": "Rows",
}  # fmt: skip
"""Where keys are bound, by module."""


class Action(NamedTuple):
    """What a key does somewhere."""

    place: str
    name: str
    keys: str
    """The keys that it comes with, in textual's names: `up,k`."""
    does: str

    @property
    def id(self) -> str:
        return f"{self.place}.{self.name}"


def named(place: str, bindings: Iterable[BindingType]) -> list[BindingType]:
    """The bindings of a place with ids by which a keymap names them: `replay.next-turn`."""
    made = [one if isinstance(one, Binding) else Binding(*one) for one in bindings]
    return [replace(one, id=f"{place}.{one.description.replace(' ', '-')}") for one in made]


@lru_cache(maxsize=1)
def actions() -> Mapping[str, Action]:
    """Everything that keys do, by id; reads all screens in."""
    found: dict[str, Action] = {}
    for module, name in _PLACES.items():
        for binding in getattr(import_module(module), name).BINDINGS:
            place, action = str(binding.id).split(".")
            found[f"{place}.{action}"] = Action(place, action, _normalize_key_list(binding.key), binding.tooltip)
    return found


def load(home: Path) -> dict[str, str]:
    """Keys by id, from the file in `home`; nothing where there is none. Raises Problem, which says what is wrong where."""
    path = home / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeError) as error:
        raise Problem(f"{path} cannot be read: {error}") from error
    try:
        return _checked(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Problem(f"{path} is not TOML: {error}") from error
    except Problem as problem:
        raise Problem(f"{path}: {problem}") from problem


def template() -> str:
    """A keymap that names every action with the keys it comes with, each commented out."""
    lines = ["# Keys of your own: take the # away and name other keys, several with commas between them.", ""]
    place = ""
    for action in actions().values():
        if action.place != place:
            place = action.place
            lines += [f"[{place}]"]
        lines.append(f'# {action.name} = "{action.keys}"'.ljust(40) + f" # {action.does}")
    return "\n".join(lines) + "\n"


def _checked(tables: Mapping[str, Any]) -> dict[str, str]:
    known = actions()
    places = sorted({action.place for action in known.values()})
    found: dict[str, str] = {}
    for place, table in tables.items():
        if place not in places or not isinstance(table, dict):
            raise Problem(f"there is no table [{place}]{_near(place, places)}; there are {', '.join(places)}")
        names = [action.name for action in known.values() if action.place == place]
        for name, keys in table.items():
            if name not in names:
                raise Problem(f"[{place}] has no action {name}{_near(name, names)}; it has {', '.join(names)}")
            found[f"{place}.{name}"] = _keys(place, name, keys)
    _refuse_twice(found)
    return found


def _near(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, list(names), 1, 0.4)
    return f"; did you mean {near[0]}?" if near else ""


def _keys(place: str, name: str, keys: Any) -> str:
    """The keys in textual's long names."""
    if not isinstance(keys, str) or not keys.strip():
        raise Problem(f'{place}.{name} is a text with keys in it, such as "ctrl+f" or "f,F", not {keys!r}')
    shown = {key.value for key in Keys} | set(KEY_NAME_REPLACEMENTS.values())
    long = _normalize_key_list(keys)
    for key in long.split(","):
        *held, last = key.split("+")
        wrong = next((one for one in held if one not in _HELD), "")
        if wrong or (len(last) > 1 and last not in shown and not _spelled(last)):
            near = _near(wrong, _HELD) if wrong else _near(last, shown)
            raise Problem(f"{place}.{name}: there is no key {key}{near}")
    return long


def _spelled(name: str) -> bool:
    """Whether a key's long name is that of a sign: `question_mark`."""
    try:
        unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return False
    return True


def _refuse_twice(changed: Mapping[str, str]) -> None:
    """Two actions of one place, or one of a place that was changed and one of everywhere, must not share a key."""
    held: dict[tuple[str, str], Action] = {}
    for action in actions().values():
        for key in changed.get(action.id, action.keys).split(","):
            other = held.setdefault((action.place, key), action)
            if other is action and action.place != EVERYWHERE:
                everywhere = held.get((EVERYWHERE, key))
                changes = everywhere is not None and {everywhere.id, action.id} & set(changed)
                other = everywhere if everywhere and changes and everywhere.name != action.name else action
            if other is not action:
                raise Problem(f"{key} would be both {other.id} and {action.id}: give one of them another key")
