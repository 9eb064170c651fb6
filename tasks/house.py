"""The house of Text-Nav: built and compiled by TextWorld, and a table of what TextWorld answered in it.

TextWorld's own text and state are the truth, but it answers only a few hundred steps a second. So what it answered is
kept, split by what it depends on: how a room looks (the things in it, newest first, and whether its container is
open), what an inventory reads like, which commands are offered, and what a command does. How that is kept true:
whatever the table lacks is asked of a real TextWorld game, which first plays the whole game so far again and must then
report the very facts the table led to; and a test walks both side by side, text for text.

Newcomers get two things wrong. TextWorld names what came last first, so a state knows the order of things. And what
it says of turns and of restarting is left out, because that depends on how one came to a state.
"""

import atexit
import hashlib
import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tasks.protocol import Unavailable

OBJECTIVE = "Your objective is to put the stale food on the table in the living room into the fridge in the kitchen."
STALE = "stale food"

ROOMS = ("backyard", "garden", "kitchen", "dining room", "living room", "office", "bedroom", "bathroom")
HALLS = (
    ("backyard", "east", "kitchen"),
    ("kitchen", "north", "garden"),
    ("kitchen", "east", "dining room"),
    ("dining room", "east", "living room"),
    ("living room", "south", "office"),
    ("living room", "east", "bedroom"),
    ("office", "east", "bathroom"),
    ("bedroom", "south", "bathroom"),
)
FURNITURE = {"kitchen": "fridge", "dining room": "table", "living room": "table", "office": "chest", "bedroom": "table"}
CONTAINERS = ("fridge", "chest")
CONTENTS = {
    "kitchen": ("fruit",),
    "dining room": ("coffee cup", "plate"),
    "living room": (STALE, "fresh food"),
    "office": ("utensils",),
    "bedroom": ("bowl",),
}
FOOD = (STALE, "fresh food", "fruit")
THINGS = tuple(thing for things in CONTENTS.values() for thing in things)

SEED = 119
"""TextWorld words the rooms by chance; with this seed plainly, and each room is named in its first line only."""

EDITION = 1
"""To be raised with any change to how the house is built or its table is kept: what was kept before is then ignored."""

_OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}
_WHERE = {room: i for i, room in enumerate(ROOMS)}
_THING = "|".join(THINGS)
_HOLDER = "|".join(sorted(set(FURNITURE.values())))
_KNOWN = re.compile(
    f"look|inventory|go (north|south|east|west)|(open|close|examine) ({_HOLDER})|(take|drop|eat|examine) ({_THING})"
    f"|take ({_THING}) from ({_HOLDER})|put ({_THING}) on ({_HOLDER})|insert ({_THING}) into ({_HOLDER})"
)
_VERBS = ("take", "drop", "eat", "examine", "open", "close", "put", "insert", "go")
_GAME = "house.z8"
_MISSING = "TextWorld is not installed, and Text-Nav is played in it: pip install textworld"
_NOT_LISTED = "Invalid command."
"""TextWorld's own words for what it does not offer."""

_STATUS = re.compile(r"\n>[^\n]*-= .*\Z", re.DOTALL)
_LEFT_OUT = re.compile(r"-= .* =-|You scored .*|Would you like to RESTART.*|>")

Ending = Literal["", "won", "lost"]
Trail = tuple[str, ...]
"""Where a game began, then every command that was obeyed in it: what TextWorld needs to come to the same state."""


class HouseError(Unavailable):
    """TextWorld is missing, cannot compile the house, or contradicts the table."""


class Place(NamedTuple):
    """A room and what is in it, newest first."""

    room: str
    floor: tuple[str, ...]
    inside: tuple[str, ...]
    """What is on its table, or in its container."""
    open: bool
    """Whether its container is open."""


class World(NamedTuple):
    """All that the commands can change."""

    room: str
    """Where the player is."""
    places: tuple[Place, ...]
    """In the order of ROOMS."""
    carried: tuple[str, ...]
    """Newest first."""

    @property
    def here(self) -> Place:
        return self.places[_WHERE[self.room]]

    @property
    def ending(self) -> Ending:
        """Whether the stale food is in the closed fridge (won), or eaten (lost)."""
        kitchen = self.places[_WHERE["kitchen"]]
        if STALE in kitchen.inside and not kitchen.open:
            return "won"
        left = STALE in self.carried or any(STALE in (*place.floor, *place.inside) for place in self.places)
        return "" if left else "lost"


EffectKey = tuple[Place, tuple[str, ...] | None, str]
"""What the answer to a command depends on; on the inventory only when the command is not on offer."""


class Effect(NamedTuple):
    """What a command does besides walking."""

    text: tuple[str, ...]
    thing: str = ""
    """What moves, if anything does."""
    to: str = ""
    """Where to: `carried`, `floor`, `inside`, or nowhere when it is eaten."""
    open: bool | None = None
    """What becomes of the container here, if anything does."""


class Answer(NamedTuple):
    """What TextWorld answers to a command."""

    text: tuple[str, ...]
    """Its lines."""
    world: World
    legal: bool
    arrived: bool = False
    """True when the text is a room's, which begins with a line that names it."""


@cache
def exits(room: str) -> dict[str, str]:
    """The directions one can go from a room, and where they lead."""
    ways = {direction: there for here, direction, there in HALLS if here == room}
    return ways | {_OPPOSITE[direction]: here for here, direction, there in HALLS if there == room}


@cache
def route(here: str, there: str) -> tuple[str, ...]:
    """The directions of a shortest way from one room to another."""
    ways: dict[str, tuple[str, ...]] = {here: ()}
    for room in (rooms := [here]):
        for direction, beyond in exits(room).items():
            if beyond not in ways:
                ways[beyond] = (*ways[room], direction)
                rooms.append(beyond)
    return ways[there]


def beginning(start: str) -> World:
    """The world when the game begins."""
    return World(start, tuple(Place(room, (), CONTENTS.get(room, ()), False) for room in ROOMS), ())


@dataclass(frozen=True)
class House:
    """Everything TextWorld says in the house. It costs nothing until it is asked; processes may share a folder."""

    folder: Path | None = None
    """Where compiled games and the table are kept; None is the lab's home, or else the platform's cache folder."""

    def looks(self, world: World, trail: Trail) -> tuple[str, ...]:
        """The room's description in lines; the first one names the room."""
        key = world.here
        if key not in self._table.places:
            self._table.read(trail, world)
        return self._table.places[key]

    def inventory(self, world: World, trail: Trail) -> str:
        """What is carried, in a line; the game must not be over, because TextWorld does not say it then."""
        if world.carried not in self._table.inventories:
            self._table.read(trail, world)
        return self._table.inventories[world.carried]

    def offers(self, world: World, trail: Trail) -> tuple[str, ...]:
        """The admissible commands but examine, look and inventory."""
        key = _offer_key(world)
        if key not in self._table.offers:
            self._table.read(trail, world)
        return self._table.offers[key]

    def answer(self, world: World, trail: Trail, command: str) -> Answer:
        """What TextWorld answers to any text; only the commands on offer change the world."""
        if command not in self.offers(world, trail):
            return self._refusal(world, trail, command)
        if command.startswith("go "):
            after = world._replace(room=exits(world.room)[command[3:]])
            return Answer(self.looks(after, (*trail, command)), after, True, True)
        effect = self._effect((world.here, None, command), world, trail)
        return Answer(effect.text, changed(world, effect), True)

    def _refusal(self, world: World, trail: Trail, command: str) -> Answer:
        """TextWorld is asked what is made of its own words only: an interpreter is no place for any text at all."""
        if command == "look":
            return Answer(self.looks(world, trail), world, False, True)
        if _KNOWN.fullmatch(command):
            return Answer(self._effect((world.here, world.carried, command), world, trail).text, world, False)
        if not command:
            return Answer(("I beg your pardon?",), world, False)
        verb = command.split(maxsplit=1)[0]
        return Answer(
            ("You can't see any such thing.",) if verb in _VERBS else ("That's not a verb I recognise.",), world, False
        )

    def _effect(self, key: EffectKey, world: World, trail: Trail) -> Effect:
        if key not in self._table.effects:
            self._table.try_out(key, world, trail)
        return self._table.effects[key]

    @cached_property
    def _table(self) -> "_Table":
        return _Table(_writable(self.folder or _lab_folder()) / f"house-{_edition()}")

    def __reduce__(self) -> tuple[type["House"], tuple[Path | None]]:
        return House, (self.folder,)


def changed(world: World, effect: Effect) -> World:
    """The world after a command; what moves comes first where it comes to."""
    room, places, carried = world
    _, floor, inside, is_open = world.here
    if effect.thing:
        carried, floor, inside = (
            ((effect.thing,) if name == effect.to else ()) + tuple(thing for thing in things if thing != effect.thing)
            for name, things in (("carried", carried), ("floor", floor), ("inside", inside))
        )
    here = Place(room, floor, inside, is_open if effect.open is None else effect.open)
    at = _WHERE[room]
    return World(room, (*places[:at], here, *places[at + 1 :]), carried)


class _Table:
    """What TextWorld has answered, in memory and in a file, and the games that are asked for the rest."""

    def __init__(self, folder: Path) -> None:
        self.places: dict[Place, tuple[str, ...]] = {}
        self.inventories: dict[tuple[str, ...], str] = {}
        self.offers: dict[tuple[Any, ...], tuple[str, ...]] = {}
        self.effects: dict[EffectKey, Effect] = {}
        self._folder = folder
        self._file = folder / "answers.jsonl"
        self._games: dict[str, _Live] = {}
        self._lock = threading.Lock()
        for kind, key, value in _records(self._file):
            self._learn(kind, key, value)

    def read(self, trail: Trail, world: World) -> None:
        """Enters all that TextWorld says at the end of the trail."""
        with self._lock:
            state = self._game(trail[0]).at(trail, world)
            self._enter("offer", _offer_key(world), _offered(state["admissible_commands"]))
            if not world.ending:
                # After the end TextWorld repeats what it said of room and inventory before.
                self._enter("place", world.here, _lines(state["description"]))
                self._enter("inventory", world.carried, " ".join(_lines(state["inventory"])))

    def try_out(self, key: EffectKey, world: World, trail: Trail) -> None:
        """Enters what a command does at the end of the trail."""
        command = key[2]
        with self._lock:
            game = self._game(trail[0])
            offered = command in _offered(game.at(trail, world)["admissible_commands"])
            state = game.say(command)
            text = _lines(state["feedback"])
            if offered:
                effect = _difference(world, game.facts(), text)
            else:
                # TextWorld may understand what it does not offer, as another way to say something that it does.
                effect = Effect(text if game.facts() == _facts_of(world) else (_NOT_LISTED,))
            self._enter("effect", key, effect)

    def _game(self, start: str) -> "_Live":
        if start not in self._games:
            self._games[start] = _Live(_compiled(start, self._folder))
        return self._games[start]

    def _enter(self, kind: str, key: Any, value: Any) -> None:
        """Into the table; and, when it is new, into the file by a single write, so that processes do not mix lines."""
        if not self._learn(kind, key, value):
            return
        # The first newline ends a line that a killed process may have left unfinished.
        line = "\n" + json.dumps([kind, key, value]) + "\n"
        # On a full disk the game goes on: what could not be kept is asked again another time.
        with suppress(OSError), self._file.open("ab", buffering=0) as file:
            file.write(line.encode())

    def _learn(self, kind: str, key: Any, value: Any) -> bool:
        """Whether this was new. TextWorld must not say two things: then what is kept is wrong."""
        tables: dict[str, dict[Any, Any]] = {
            "place": self.places, "inventory": self.inventories, "offer": self.offers, "effect": self.effects
        }  # fmt: skip
        known = tables[kind].setdefault(key, value)
        if known != value:
            raise HouseError(f"TextWorld says {value} where it said {known} before, for {key}: delete {self._file}")
        return known is value


class _Live:
    """A real TextWorld game that has played some trail."""

    def __init__(self, path: Path) -> None:
        textworld = _textworld()
        asked = textworld.EnvInfos(description=True, inventory=True, admissible_commands=True)
        self._env = textworld.start(str(path), asked)
        self._played: Trail | None = None
        self._state: Any = None

    def at(self, trail: Trail, world: World) -> Any:
        """TextWorld's state at the end of the trail. Raises HouseError when it is not that of `world`."""
        if self._played is None or trail[: len(self._played)] != self._played:
            self._state = self._env.reset()
            self._played = trail[:1]
        for command in trail[len(self._played) :]:
            self.say(command)
        if self.facts() != _facts_of(world):
            raise HouseError(f"after {', '.join(trail)} TextWorld is in another state than the table")
        return self._state

    def say(self, command: str) -> Any:
        self._state, _, _ = self._env.step(command)
        self._played = (*(self._played or ()), command)
        return self._state

    def facts(self) -> frozenset[tuple[str, ...]]:
        """What TextWorld holds true and commands can change, by the names that texts use."""
        return frozenset(_named(self._state["_facts"], self._state["game"].infos))


def _facts_of(world: World) -> frozenset[tuple[str, ...]]:
    """A world as TextWorld tells it, where order does not count."""
    facts: list[tuple[str, ...]] = [("player", world.room), *((thing, "carried") for thing in world.carried)]
    for room, floor, inside, is_open in world.places:
        facts += [(thing, "floor", room) for thing in floor] + [(thing, "inside", room) for thing in inside]
        facts += [("open", room)] * is_open
    return frozenset(facts)


def _named(facts: Iterable[Any], infos: Any) -> Iterator[tuple[str, ...]]:
    """TextWorld's propositions as in `_facts_of`; those that no command can change are left out."""
    told = [(fact.name, tuple(argument.name for argument in fact.arguments)) for fact in facts]
    rooms = {names[0]: infos[names[1]].name for relation, names in told if relation == "at"}
    for relation, names in told:
        name = infos[names[0]].name
        if relation == "at" and names[0] == "P":
            yield "player", rooms["P"]
        elif relation == "open":
            yield "open", rooms[names[0]]
        elif name in THINGS and relation == "at":
            yield name, "floor", rooms[names[0]]
        elif name in THINGS and relation in ("in", "on"):
            yield (name, "carried") if names[1] == "I" else (name, "inside", rooms[names[1]])


def _difference(world: World, facts: frozenset[tuple[str, ...]], text: tuple[str, ...]) -> Effect:
    """What has happened to the world, from TextWorld's facts after it."""
    before = _facts_of(world)
    gone, new = before - facts, facts - before
    things = {fact[0] for fact in gone if fact[0] in THINGS}
    to = {fact[0]: fact[1] for fact in new if fact[0] in THINGS}
    opened = {fact[0] == "open" and fact in new for fact in gone | new if fact[0] == "open"}
    thing = next(iter(things), "")
    effect = Effect(text, thing, to.get(thing, ""), next(iter(opened), None))
    if _facts_of(changed(world, effect)) != facts:
        raise HouseError(f"TextWorld did more than one thing at once: {sorted(gone)} became {sorted(new)}")
    return effect


def _offer_key(world: World) -> tuple[Any, ...]:
    """What the admissible commands depend on; they are sorted, so order does not count."""
    room, floor, inside, is_open = world.here
    return room, tuple(sorted(floor)), tuple(sorted(inside)), is_open, tuple(sorted(world.carried))


def _offered(admissible: Iterable[str]) -> tuple[str, ...]:
    return tuple(command for command in admissible if command.split()[0] not in ("examine", "look", "inventory"))


def _lines(raw: str) -> tuple[str, ...]:
    """What TextWorld prints, without the status line, headings, counts of turns and blank lines."""
    lines = (" ".join(line.split()) for line in _STATUS.sub("", raw).splitlines())
    return tuple(line for line in lines if line and not _LEFT_OUT.fullmatch(line))


def _records(path: Path) -> Iterator[tuple[str, Any, Any]]:
    """What the file holds. A line that a killed process left unfinished is nothing: TextWorld is asked again."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            try:
                kind, key, value = json.loads(line)
            except ValueError:
                continue
            yield kind, _tuples(key), Effect(*_tuples(value)) if kind == "effect" else _tuples(value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _edition() -> str:
    """Names a folder that no other house, and no other TextWorld, ever kept anything in."""
    try:
        engine = version("textworld")
    except ModuleNotFoundError as error:
        raise HouseError(_MISSING) from error
    facts = (EDITION, SEED, OBJECTIVE, ROOMS, HALLS, FURNITURE, CONTAINERS, CONTENTS, FOOD, engine)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def _textworld() -> Any:
    try:
        return import_module("textworld")
    except ImportError as error:
        raise HouseError(_MISSING) from error


def _lab_folder() -> Path:
    home = os.environ.get("LMRL_LAB_HOME")
    if home:
        return Path(home).expanduser().absolute() / "textworld"
    from platformdirs import user_cache_path

    return user_cache_path("lmrl-lab") / "textworld"


def _writable(folder: Path) -> Path:
    """The folder; or, when nothing can be written there, one that lasts as long as this process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        instead = Path(tempfile.mkdtemp(prefix="lmrl-lab-textworld-"))
        atexit.register(shutil.rmtree, instead, ignore_errors=True)
        return instead


def _compiled(start: str, folder: Path) -> Path:
    """The compiled game that begins in this room; made beside and renamed, so that it is whole or not there."""
    target = folder / start.replace(" ", "-")
    game = target / _GAME
    if game.exists():
        return game
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder, prefix="making-"))
    try:
        compile_house(start, made / _GAME)
        made.rename(target)
    except OSError:
        # Another process was first when the game is there by now.
        if not game.exists():
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return game


def compile_house(start: str, path: Path) -> None:
    """Builds the house with the player in `start` and compiles it to `path` (a .z8), with a .json beside it."""
    textworld = _textworld()
    options = textworld.GameOptions()
    options.seeds = SEED
    options.path = str(path)
    options.grammar.include_adj = False
    options.grammar.only_last_action = True
    options.grammar.blend_instructions = True
    options.grammar.blend_descriptions = True
    maker = textworld.GameMaker(options)
    _furnish(maker, start)
    game = maker.build()
    game.objective = OBJECTIVE
    textworld.generator.compile_game(game, options)


def _furnish(maker: Any, start: str) -> None:
    """Rooms, halls, furniture, things, and what wins and what loses."""
    rooms = {room: maker.new_room(room) for room in ROOMS}
    for here, direction, there in HALLS:
        maker.connect(getattr(rooms[here], direction), getattr(rooms[there], _OPPOSITE[direction]))
    things = {}
    for room, name in FURNITURE.items():
        holder = maker.new(type="c" if name in CONTAINERS else "s", name=name)
        rooms[room].add(holder)
        if name in CONTAINERS:
            holder.add_property("closed")
            things[name] = holder
        for thing in CONTENTS[room]:
            things[thing] = maker.new(type="f" if thing in FOOD else "o", name=thing)
            holder.add(things[thing])
    maker.set_player(rooms[start])
    stale, fridge = things[STALE], things["fridge"]
    events = import_module("textworld.generator.game")
    eaten = events.Event(conditions={maker.new_fact("eaten", stale)})
    kept = events.Event(conditions={maker.new_fact("in", stale, fridge), maker.new_fact("closed", fridge)})
    maker.quests = [
        events.Quest(win_events=[], fail_events=[eaten]),
        events.Quest(win_events=[kept], fail_events=[], reward=1),
    ]
