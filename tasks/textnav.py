"""Text-Nav of LMRL-Gym: put the stale food into the fridge, in a house of eight rooms that TextWorld plays.

Newcomers get three things wrong. The fridge must be closed again, or nothing is won; and eating the stale food ends
the game. Only the commands on offer act: what TextWorld would understand besides changes nothing here. And partial
observation leaves out a room's first line, which names it, and the inventory; things and exits are still told.

LMRL-Gym's published data wins .26 of its games in 12.2 turns. Its released recipe, which follows the plan one time in
ten in the rooms an agent knows, cannot have made that: it wins about one game in a thousand. An agent that always
follows the plan in those rooms wins .25 in 12.6 turns. So this is the default recipe, `behaviour`, and the score's
constants fit it; the released one is kept as `released`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

from tasks.chance import below, evenly, mixed
from tasks.house import CONTAINERS, FURNITURE, OBJECTIVE, ROOMS, STALE, Answer, House, World, beginning, exits, route
from tasks.play import play
from tasks.protocol import EVALUATION_SEEDS, Constants, Episode, Player, Policy, Recipe, Step
from tasks.recipes import with_expert
from tasks.scripted import History, Scripted

Observation = Literal["full", "partial"]

TURNS = 15
"""As in the published data; the reference's game itself sets no limit."""

EVALUATION = 256
GAMES = 2_500
"""Games in a dataset."""

PAPER = Constants(0, 0.26, 1)

KNOWN = (
    frozenset({"office", "bathroom", "garden", "backyard"}),
    frozenset({"kitchen", "dining room", "living room", "bedroom"}),
)
"""The rooms that one kind of agent in the dataset knows the way in, and the other kind."""

SHARES = (0.75, 0.25)
"""How many agents are of each kind."""

ALWAYS, RELEASED = 1.0, 0.1
"""With which probability an agent follows the plan in a room it knows: as published, and in LMRL-Gym's released code."""

_COLUMNS = ("BC", "%BC", "MC", "ILQL", "online PPO", "online %BC", "GPT-4", "best known player")
_FULL = dict(zip(_COLUMNS, (0.39, 0.54, 0.63, 0.88, 0.81, 0.62, 0.52, 1.0), strict=True))
_PARTIAL = dict(zip(_COLUMNS, (0.25, 0.49, 0.58, 0.76, 0.80, 0.53, 0.21, 1.0), strict=True))

_RULES = (
    "You are in a house of eight rooms. Take the stale food from the table in the living room, put it into the fridge "
    "in the kitchen, and close the fridge: that pays 1 and ends the game. Eating the stale food ends it without pay. "
    f"Everything else pays 0. You have {TURNS} turns. Each text ends with the commands that act now; anything else "
    "uses the turn up and changes nothing."
)
_SIGHT = {
    "full": "On entering a room you read which one it is, and after each turn what you carry.",
    "partial": "You read neither which room you are in nor what you carry; things and exits tell.",
}
_OFFERED = "Admissible commands: "
_MOST_STEPS = 1 << 17


class TextNavState(NamedTuple):
    """The world, and how it came about."""

    start: str
    """The room where the game began."""
    world: World
    obeyed: tuple[str, ...]
    """Every command that acted, in order: TextWorld is asked anew from these."""
    seen: tuple[str, ...]
    """The rooms one was in, in the order of the first visits."""


class _Told(NamedTuple):
    """A step as it is remembered."""

    world: World
    text: str
    legal: bool


@dataclass(frozen=True)
class TextNav:
    """The game under one observation; make it by `textnav`."""

    name: str
    summary: str
    observation: Observation
    house: House
    paper: Mapping[str, float]
    constants: Constants = PAPER
    form: str = "one of the admissible commands: go west, take stale food from table, open fridge"
    max_turns: int = TURNS
    max_tokens: int = 24
    memory: int | None = None

    @property
    def rules(self) -> str:
        return f"{_RULES} {_SIGHT[self.observation]}"

    @property
    def players(self) -> Mapping[str, Player]:
        return {
            "random": Player("any admissible command", partial(self._player, _any)),
            "behaviour": Player(
                "the dataset's: the plan in the four rooms it knows, else anything", partial(self._player, self._behave)
            ),
            "best": Player("a shortest plan, from what the texts tell", partial(self._player, self._plan)),
        }

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        own = {
            "behaviour": Recipe(
                "agents that know four rooms, follow the plan there and do anything elsewhere; "
                "wins as many games as LMRL-Gym's published data",
                GAMES,
                partial(self._game, ALWAYS),
            ),
            "released": Recipe(
                "the same agents follow the plan one time in ten, as in LMRL-Gym's released code; hardly ever wins",
                GAMES,
                partial(self._game, RELEASED),
            ),
        }
        return with_expert(self, own, "behaviour")

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        wanted = EVALUATION if episodes is None else episodes
        return evenly(self._start, len(ROOMS), EVALUATION_SEEDS, wanted)

    def reset(self, seed: int) -> tuple[TextNavState, str]:
        state = self.began(ROOMS[self._start(seed)])
        world, trail = state.world, (state.start,)
        looks = self._shown(Answer(self.house.looks(world, trail), world, True, True))
        return state, self._text((OBJECTIVE, *looks), world, trail)

    def step(self, state: TextNavState, action: str) -> Step[TextNavState]:
        command = action.strip().lower()
        told = self._steps.get((state.world, command)) or self._asked(state, command)
        if not told.legal:
            ended = state.world.ending
            return Step(state, told.text, 0.0, bool(ended), False, ended == "won")
        start, _, obeyed, seen = state
        world = told.world
        seen = seen if world.room in seen else (*seen, world.room)
        ending = world.ending
        after = TextNavState(start, world, (*obeyed, command), seen)
        return Step(after, told.text, float(ending == "won"), bool(ending), True, ending == "won")

    def actions(self, state: TextNavState) -> tuple[str, ...]:
        return tuple(command + "\n" for command in self._offers(state))

    def began(self, start: str) -> TextNavState:
        """The state at the beginning of a game in this room."""
        return TextNavState(start, beginning(start), (), (start,))

    def follow(self, history: History) -> list[TextNavState]:
        """The states of a game before each of its turns, from what was said; empty when it began in no such house.

        No two rooms have the same exits, so the first text tells where a game began, with either observation.
        """
        ways = {command[3:] for command in _offered(history[0].text) if command.startswith("go ")}
        states = [self.began(room) for room in ROOMS if set(exits(room)) == ways]
        for turn in history[1::2] if states else ():
            states.append(self.step(states[-1], turn.text).state)
        return states

    def _asked(self, state: TextNavState, command: str) -> _Told:
        """What the house answers; remembered, when it was a command that acts."""
        trail = (state.start, *state.obeyed)
        if state.world.ending:
            return _Told(state.world, self._text((), state.world, trail), False)
        answer = self.house.answer(state.world, trail, command)
        then = (*trail, command) if answer.legal else trail
        told = _Told(answer.world, self._text(self._shown(answer), answer.world, then), answer.legal)
        if answer.legal:
            if len(self._steps) >= _MOST_STEPS:
                self._steps.clear()
            self._steps[state.world, command] = told
        return told

    def _shown(self, answer: Answer) -> tuple[str, ...]:
        return answer.text[1:] if answer.arrived and self.observation == "partial" else answer.text

    def _text(self, lines: tuple[str, ...], world: World, trail: tuple[str, ...]) -> str:
        told = self.observation == "full" and not world.ending
        carried = (self.house.inventory(world, trail),) if told else ()
        commands = _OFFERED + ", ".join(self.house.offers(world, trail))
        return "\n".join((*lines, *carried, commands)) + "\n"

    def _offers(self, state: TextNavState) -> tuple[str, ...]:
        return self.house.offers(state.world, (state.start, *state.obeyed))

    @cached_property
    def _steps(self) -> dict[tuple[World, str], _Told]:
        return {}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_steps"}

    def _start(self, seed: int) -> int:
        return below(len(ROOMS), seed)

    def _player(self, choose: Callable[[History, Random], str], seed: int) -> Policy:
        return Scripted(lambda history, chance: choose(history, chance) + "\n", seed)

    def _game(self, share: float, seed: int) -> Episode:
        policy = self._player(partial(self._behave, share=share), mixed(seed, 1))
        return play(self, policy, [seed], player="behaviour" if share == ALWAYS else "released")[0]

    def _plan(self, history: History, chance: Random) -> str:
        states = self.follow(history)
        return plan(states[-1].world) if states and not states[-1].world.ending else _any(history, chance)

    def _behave(self, history: History, chance: Random, share: float = ALWAYS) -> str:
        """One turn of an agent of either kind.

        A player sees many games and keeps nothing of them, so which kind of agent a game has is drawn at each turn
        from what its turns so far say about it. The games are distributed as if it were drawn once for each.
        """
        states = self.follow(history)
        if not states or states[-1].world.ending:
            return _any(history, chance)
        weights = list(SHARES)
        for state, turn in zip(states, history[1::2], strict=False):
            odds = self._odds(state, turn.text.strip().lower(), share)
            weights = [weight * odd for weight, odd in zip(weights, odds, strict=True)]
        kind = chance.choices(KNOWN, weights if any(weights) else SHARES)[0]
        world = states[-1].world
        follows = world.room in kind and chance.random() < share
        return plan(world) if follows else _any(history, chance)

    def _odds(self, state: TextNavState, command: str, share: float) -> tuple[float, ...]:
        """How probable a command is for an agent of each kind, but for a factor; what is not on offer tells nothing."""
        offers = self._offers(state)
        if command not in offers:
            return (1.0,) * len(KNOWN)
        by_chance = 1 / len(offers)
        by_plan = share * (command == plan(state.world)) + (1 - share) * by_chance
        return tuple(by_plan if state.world.room in rooms else by_chance for rooms in KNOWN)


def textnav(
    observation: Observation, *, name: str = "", house: House | None = None, folder: Path | None = None
) -> TextNav:
    """Text-Nav with full or partial observation; `folder` is where compiled games are kept (see `House`)."""
    full = observation == "full"
    return TextNav(
        name=name or ("textnav-fo" if full else "textnav-po"),
        summary="put the stale food into the fridge; "
        + ("you read where you are and what you carry" if full else "where you are and what you carry is not told"),
        observation=observation,
        house=house or House(folder),
        paper=_FULL if full else _PARTIAL,
    )


def plan(world: World) -> str:
    """The next command of a shortest plan; the game must not be over."""
    if STALE in world.carried:
        if world.room != "kitchen":
            return _towards(world, "kitchen")
        return f"insert {STALE} into fridge" if world.here.open else "open fridge"
    for room, floor, inside, is_open in world.places:
        if STALE in floor:
            return f"take {STALE}" if room == world.room else _towards(world, room)
        if STALE in inside:
            if room != world.room:
                return _towards(world, room)
            if room == "kitchen":
                return "close fridge"
            if FURNITURE[room] in CONTAINERS and not is_open:
                return f"open {FURNITURE[room]}"
            return f"take {STALE} from {FURNITURE[room]}"
    raise ValueError("the stale food is eaten: there is no plan")


def _towards(world: World, room: str) -> str:
    return f"go {route(world.room, room)[0]}"


def _offered(text: str) -> tuple[str, ...]:
    """The commands that a text of the game lists."""
    _, found, listed = text.rpartition(_OFFERED)
    return tuple(listed.strip().split(", ")) if found else ()


def _any(history: History, chance: Random) -> str:
    return chance.choice(_offered(history[-1].text) or ("look",))


_HOUSE = House()
TEXTNAV_FO = textnav("full", house=_HOUSE)
TEXTNAV_PO = textnav("partial", house=_HOUSE)
