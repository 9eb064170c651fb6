"""The house of Text-Nav for people: a map of its rooms, what is known to be in them, and what is carried.

Pure: a state in, text out. Nothing depends on colour only: each kind of room has its own kind of border.
"""

import textwrap
from typing import NamedTuple

from rich.text import Text

from lab.theme import INK, Ink
from tasks.house import CONTAINERS, FURNITURE, Place, exits
from tasks.textnav import TextNavState

_MAP = (
    ("", "garden", "", "", ""),
    ("backyard", "kitchen", "dining room", "living room", "bedroom"),
    ("", "", "", "office", "bathroom"),
)
_SHORT = {"backyard": "yard", "dining room": "dining", "living room": "living", "bedroom": "bed", "bathroom": "bath"}
_WIDEST = max(len(name) for row in _MAP for name in row)
_NARROWEST = 40


class _Border(NamedTuple):
    corners: str
    """Upper left, upper right, lower left, lower right."""
    flat: str
    side: str
    ways: str
    """Where one can leave to the north, south, east and west."""


_HERE = _Border("╔╗╚╝", "═", "║", "╧╤╟╢")
_SEEN = _Border("┌┐└┘", "─", "│", "┴┬├┤")
_UNSEEN = _Border("┌┐└┘", "╌", "┆", "┴┬├┤")


def rooms(state: TextNavState, width: int, *, ink: Ink = INK, fog: bool = False) -> Text:
    """The map and what is known, at most `width` columns wide (at least 40).

    Fog is for players whom nobody tells the names of rooms: they see where they were, and that there is more beyond.
    """
    width = max(width, _NARROWEST)
    gap = 2 if width >= 5 * (_WIDEST + 2) + 8 else 1
    inner = min((width - 4 * gap) // 5 - 2, _WIDEST)
    lines = [line for row in _MAP for line in _row(state, row, inner, gap, ink, fog)]
    lines.append(Text("═ here   ─ seen   ╌ not seen yet", style=ink.muted, end="", no_wrap=True))
    for told, style in _known(state, fog):
        lines += [Text(line, style=_ink(style, ink), end="", no_wrap=True) for line in _wrapped(told, width)]
    return Text("\n", end="", no_wrap=True).join(lines)


def _row(state: TextNavState, row: tuple[str, ...], inner: int, gap: int, ink: Ink, fog: bool) -> list[Text]:
    """The three lines of one row of the map."""
    lines = [Text(end="", no_wrap=True) for _ in range(3)]
    for column, room in enumerate(row):
        drawn = _drawn(state, room, fog)
        style = f"bold {ink.accent}" if room == state.world.room else ink.text if room in state.seen else ink.faint
        for line, part in zip(lines, _box(state, room, inner, fog) if drawn else _nothing(inner), strict=True):
            line.append(part, style)
        if column < len(row) - 1:
            way = drawn and "east" in exits(room) and _drawn(state, row[column + 1], fog)
            for k, line in enumerate(lines):
                line.append(("─" if way and k == 1 else " ") * gap, ink.muted)
    for line in lines:
        line.rstrip()
    return lines


def _drawn(state: TextNavState, room: str, fog: bool) -> bool:
    """In fog only the rooms seen and those beside them."""
    return bool(room) and (
        not fog or room in state.seen or any(beside in state.seen for beside in exits(room).values())
    )


def _nothing(inner: int) -> tuple[str, str, str]:
    return (" " * (inner + 2),) * 3


def _box(state: TextNavState, room: str, inner: int, fog: bool) -> tuple[str, str, str]:
    """A room's three lines, with marks where one can leave it."""
    seen = room in state.seen
    corners, flat, side, marks = _HERE if room == state.world.room else _SEEN if seen else _UNSEEN
    # In fog, of a room that was not seen only the ways to rooms that were are known.
    known = {way for way, beyond in exits(room).items() if seen or not fog or beyond in state.seen}
    north, south, east, west = (
        mark if way in known else plain
        for mark, way, plain in zip(marks, ("north", "south", "east", "west"), (flat, flat, side, side), strict=True)
    )
    return (
        corners[0] + north.center(inner, flat) + corners[1],
        west + _label(room, inner, seen, fog).center(inner) + east,
        corners[2] + south.center(inner, flat) + corners[3],
    )


def _label(room: str, inner: int, seen: bool, fog: bool) -> str:
    """A room's name, shorter where it must be; in fog what stands in it."""
    name = (FURNITURE.get(room, "empty") if seen else "?") if fog else room
    return name if len(name) <= inner else _SHORT.get(name, name)[:inner]


def _known(state: TextNavState, fog: bool) -> list[tuple[str, str]]:
    """What is here, what is carried, what was seen elsewhere; each with the name of a colour."""
    world = state.world
    carried = ", ".join(world.carried) or "nothing"
    here = "here" if fog else f"here, {world.room}"
    told = [(f"{here}: {_contents(world.here) or 'nothing'}", "text"), (f"carried: {carried}", "accent")]
    elsewhere = [place for place in world.places if place.room in state.seen and place.room != world.room]
    seen = [(place.room, _contents(place)) for place in elsewhere]
    listed = "; ".join(contents if fog else f"{room}: {contents}" for room, contents in seen if contents)
    return [*told, (f"seen · {listed}", "muted")] if listed else told


def _contents(place: Place) -> str:
    """What one saw in a room; a closed container keeps what is in it to itself."""
    parts = []
    holder = FURNITURE.get(place.room)
    if holder in CONTAINERS and not place.open:
        parts.append(f"{holder} (closed)")
    elif holder:
        state = " (open)" if holder in CONTAINERS else ""
        parts.append(f"{holder}{state} with {', '.join(place.inside) or 'nothing'}")
    if place.floor:
        parts.append(f"floor with {', '.join(place.floor)}")
    return " and ".join(parts)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent="  ")


def _ink(name: str, ink: Ink) -> str:
    return {"text": ink.text, "accent": ink.accent, "muted": ink.muted}[name]
