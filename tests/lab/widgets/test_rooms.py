"""The map of the house, drawn from states made by hand: no TextWorld is needed."""

import pytest
from rich.text import Text

from lab.theme import DARK, LIGHT, ink
from lab.widgets.rooms import rooms
from tasks.house import ROOMS, STALE, Effect, World, beginning, changed
from tasks.textnav import TextNavState


def state(room: str, seen: tuple[str, ...], *effects: tuple[str, Effect]) -> TextNavState:
    """A state in `room` after effects in rooms named beside them."""
    world = beginning(room)
    for where, effect in effects:
        world = changed(world._replace(room=where), effect)
    return TextNavState(seen[0], world._replace(room=room), (), seen)


TAKEN = ("living room", Effect((), STALE, "carried"))
OPENED = ("kitchen", Effect((), open=True))
PUT = ("kitchen", Effect((), STALE, "inside"))
DROPPED = ("dining room", Effect((), "bowl", "floor"))
SOME = state("kitchen", ("living room", "dining room", "kitchen"), TAKEN, OPENED, DROPPED)


def test_the_map_as_it_is_drawn() -> None:
    assert rooms(SOME, 76).plain.split("\n") == [
        "               ┌╌╌╌╌╌╌╌╌╌╌╌┐",
        "               ┆   garden  ┆",
        "               └╌╌╌╌╌┬╌╌╌╌╌┘",
        "┌╌╌╌╌╌╌╌╌╌╌╌┐  ╔═════╧═════╗  ┌───────────┐  ┌───────────┐  ┌╌╌╌╌╌╌╌╌╌╌╌┐",
        "┆  backyard ├──╢  kitchen  ╟──┤dining room├──┤living room├──┤  bedroom  ┆",
        "└╌╌╌╌╌╌╌╌╌╌╌┘  ╚═══════════╝  └───────────┘  └─────┬─────┘  └╌╌╌╌╌┬╌╌╌╌╌┘",
        "                                             ┌╌╌╌╌╌┴╌╌╌╌╌┐  ┌╌╌╌╌╌┴╌╌╌╌╌┐",
        "                                             ┆   office  ├──┤  bathroom ┆",
        "                                             └╌╌╌╌╌╌╌╌╌╌╌┘  └╌╌╌╌╌╌╌╌╌╌╌┘",
        "═ here   ─ seen   ╌ not seen yet",
        "here, kitchen: fridge (open) with fruit",
        "carried: stale food",
        "seen · dining room: table with coffee cup, plate and floor with bowl; living",
        "  room: table with fresh food",
    ]


def test_fog_hides_names_and_what_is_far() -> None:
    drawn = rooms(SOME, 76, fog=True).plain
    assert not any(room in drawn for room in ROOMS)
    assert drawn.count("?") == 4
    assert drawn.split("\n")[4] == "┆     ?     ├──╢   fridge  ╟──┤   table   ├──┤   table   ├──┤     ?     ┆"
    assert drawn.split("\n")[10] == "here: fridge (open) with fruit"


def test_fog_tells_only_of_ways_from_rooms_that_were_seen() -> None:
    drawn = rooms(state("garden", ("garden",)), 76, fog=True).plain.split("\n")
    assert drawn[:6] == [
        "               ╔═══════════╗",
        "               ║   empty   ║",
        "               ╚═════╤═════╝",
        "               ┌╌╌╌╌╌┴╌╌╌╌╌┐",
        "               ┆     ?     ┆",
        "               └╌╌╌╌╌╌╌╌╌╌╌┘",
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_here_is_marked_without_colour(room: str) -> None:
    drawn = rooms(state(room, (room,)), 76).plain.split("\n")
    line = next(line for line in drawn if "║" in line or "╢" in line or "╟" in line)
    inside = line[min(line.find(mark) for mark in "║╢╟" if mark in line) + 1 :]
    assert inside.strip().startswith(room)
    assert f"here, {room}: " in "\n".join(drawn)


def test_a_closed_container_keeps_its_secret() -> None:
    closed = state("kitchen", ("living room", "kitchen"), TAKEN, OPENED, PUT, ("kitchen", Effect((), open=False)))
    assert "here, kitchen: fridge (closed)\n" in rooms(closed, 76).plain
    assert "fruit" not in rooms(closed, 76).plain
    assert "fridge (open) with stale food, fruit" in rooms(state("kitchen", ("kitchen",), TAKEN, OPENED, PUT), 76).plain


def test_only_what_was_seen_is_told() -> None:
    drawn = rooms(state("garden", ("garden",)), 76).plain
    assert drawn.endswith("not seen yet\nhere, garden: nothing\ncarried: nothing")


def everything_in(room: str) -> TextNavState:
    """As much text as there can be: all seen, all open, all things on one floor."""
    opened = [(where, Effect((), open=True)) for where in ("kitchen", "office")]
    moves = [
        (place.room, Effect((), thing, to))
        for to in ("carried", "floor")
        for place in beginning(room).places
        for thing in place.inside
    ]
    return state(room, ROOMS, *opened, *[(room if effect.to == "floor" else at, effect) for at, effect in moves])


@pytest.mark.parametrize("fog", [False, True])
@pytest.mark.parametrize("width", [1, *range(40, 120, 3)])
def test_it_fits_any_width(width: int, fog: bool) -> None:
    for one in (SOME, everything_in("office"), *(state(room, (room,)) for room in ROOMS)):
        lines = rooms(one, width, fog=fog).plain.split("\n")
        assert max(len(line) for line in lines) <= max(width, 40)
        assert len(lines) >= 12


def test_it_is_pure_and_has_colours() -> None:
    before: World = SOME.world
    for colours in (ink(DARK), ink(LIGHT)):
        drawn = rooms(SOME, 76, ink=colours)
        assert isinstance(drawn, Text)
        assert {f"bold {colours.accent}", colours.faint} <= {str(span.style) for span in drawn.spans}
    assert SOME.world == before
