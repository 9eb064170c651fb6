"""The maze of LMRL-Gym: find the goal by `move up`, `move down`, `move left` and `move right`.

Newcomers get two things wrong. With partial observation the texts name walls only, so one text may stand for many
cells. And 100 moves are allowed, but an agent may speak 101 times: the last call is answered `Failure`, whatever it
says, and the game is truncated, not terminated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import count
from random import Random
from typing import Literal, NamedTuple

from tasks import belief
from tasks.chance import below, evenly, mixed
from tasks.explorer import explore
from tasks.grid import MOVES, Cell, Grid, grid
from tasks.play import episode, say, start
from tasks.protocol import EVALUATION_SEEDS, Constants, Episode, Player, Recipe, Step
from tasks.scripted import History, Scripted

Observation = Literal["full", "partial"]

DOUBLE_T = (
    "#############",
    "#.....#.....#",
    "###.#####.###",
    "###.#####.###",
    "###.#####.###",
    "###.......###",
    "######.######",
    "######.######",
    "######.######",
    "#############",
)
DOUBLE_T_GOAL = (8, 6)

UMAZE = (
    "#####",
    "#...#",
    "#.#.#",
    "#.#.#",
    "#####",
)
UMAZE_GOAL = (3, 3)

Part = frozenset[Cell]

_ARMS = tuple(
    frozenset({(1, column) for column in columns} | {(row, foot) for row in range(1, 6)})
    for columns, foot in ((range(1, 6), 3), (range(7, 12), 9))
)
_STEM = frozenset({(5, column) for column in range(3, 10)} | {(row, 6) for row in range(5, 9)})

DOUBLE_T_PARTS: tuple[tuple[Part, int], ...] = ((_ARMS[0], 40), (_ARMS[1], 40), (_STEM, 20))
"""The submazes of the dataset, with the percentage of trajectories that stay in each.

An arm shares its foot with the corridor, or no trajectory would show how an arm is left and nothing could be stitched.
LMRL-Gym does not say how often each is used; of these shares, 11 % of trajectories end in the goal, as in its data.
"""

SKILL = 0.15
"""Probability with which the dataset's player makes the move of a shortest path."""

RECIPE_TURNS = 21
"""Agent turns of a trajectory that does not find the goal: 20 moves, and the call that would say so."""


class MazeState(NamedTuple):
    """Where the agent stands, and how many moves it has made (illegal texts count)."""

    position: Cell
    moves: int


class _Answer(NamedTuple):
    position: Cell
    text: str
    reward: float
    terminated: bool
    legal: bool


@dataclass(frozen=True)
class Maze:
    """One maze under one observation; make it by `maze`, which checks the layout."""

    name: str
    summary: str
    grid: Grid
    observation: Observation
    moves: int
    """Moves an agent has; the call after the last one is answered `Failure`."""
    constants: Constants
    paper: Mapping[str, float]
    parts: tuple[tuple[Part, int], ...]
    """Sets of cells that a dataset's trajectory stays in, with the weight of each."""
    form: str = "move up, move down, move left or move right"
    max_tokens: int = 8

    @property
    def layout(self) -> tuple[str, ...]:
        """Rows of `#` (wall) and `.` (open); the goal is an open cell."""
        return self.grid.layout

    @property
    def goal(self) -> Cell:
        return self.grid.goal

    @property
    def rules(self) -> str:
        seen = "where the goal is, where you are and" if self.observation == "full" else "nothing but"
        return (
            f"Walk to the goal in as few moves as you can. You start anywhere, and each text tells you {seen} the "
            f"walls beside you. Rows count from the top, columns from the left. Say `move up`, `move down`, `move "
            f"left` or `move right`; a move into a wall leaves you where you are. Each move costs 1, the one that "
            f"reaches the goal nothing, and any other text costs 4. After {self.moves} moves you have failed."
        )

    @property
    def max_turns(self) -> int:
        return self.moves + 1

    @property
    def memory(self) -> int | None:
        return 1 if self.observation == "full" else 40

    @property
    def players(self) -> Mapping[str, Player]:
        wanders = "the dataset's: 15 % best moves, never leaves its part of the maze"
        players = {
            "random": Player("one of the four moves at random", partial(Scripted, self._random)),
            "behaviour": Player(wanders, partial(Scripted, self._behave)),
        }
        if self.observation == "full":
            return players | {"best": Player("the shortest way", partial(Scripted, self._best))}
        return players | {
            "explorer": Player("has no map: goes where it has not been yet", partial(Scripted, explore)),
            "best": Player("tracks where it may be: the shortest way on average", partial(Scripted, self._best)),
        }

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        walks = "walks that stay in one part of the maze: 15 % shortest-path moves, else random ones; 20 moves"
        return {"submazes": Recipe(walks, 1240, self._walk)}

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        wanted = 32 * len(self.starts) if episodes is None else episodes
        return evenly(self.start_of, len(self.starts), EVALUATION_SEEDS, wanted)

    def reset(self, seed: int) -> tuple[MazeState, str]:
        position = self.start_of(seed)
        return MazeState(position, 0), self.texts[position]

    def step(self, state: MazeState, action: str) -> Step[MazeState]:
        position, moves = state
        if moves >= self.moves:
            return Step(MazeState(position, moves + 1), "Failure\n", -1.0, False, action in MOVES)
        answers = self._answers[position]
        position, text, reward, won, legal = answers[action] if action in answers else answers[""]
        return Step(MazeState(position, moves + 1), text, reward, won, legal, won)

    def actions(self, state: MazeState) -> tuple[str, ...]:
        return tuple(MOVES)

    def start_of(self, seed: int) -> Cell:
        """Where the game of this seed begins: any open cell but the goal."""
        return self.starts[below(len(self.starts), seed)]

    @cached_property
    def starts(self) -> tuple[Cell, ...]:
        """Every open cell but the goal, row by row."""
        return tuple(cell for cell in self.grid.cells if cell != self.goal)

    @cached_property
    def texts(self) -> dict[Cell, str]:
        """What the agent reads in each cell."""
        return {cell: self._describe(cell) for cell in self.grid.cells}

    @cached_property
    def plan(self) -> belief.Plan:
        """What the best player does; made when it is first asked for, in about 10 ms."""
        return belief.plan(self.grid, self.starts, self.texts, self.moves)

    def places(self, history: History) -> tuple[tuple[Cell, Cell], ...]:
        """Each start that fits what was read, with the cell that one stands in now."""
        begun = self._reading.get(history[0].text, ())
        if len(begun) == 1 and len(now := self._reading.get(history[-1].text, ())) == 1:
            return ((begun[0], now[0]),)
        places = [(cell, cell) for cell in begun]
        for said, answer in zip(history[1::2], history[2::2], strict=True):
            steps = ((begun, self._answers[now].get(said.text, self._answers[now][""])) for begun, now in places)
            places = [(begun, step.position) for begun, step in steps if step.text == answer.text]
        return tuple(places)

    @cached_property
    def _reading(self) -> dict[str, tuple[Cell, ...]]:
        """The cells in which each text is read."""
        return {text: tuple(cell for cell in self.starts if self.texts[cell] == text) for text in self.texts.values()}

    @cached_property
    def _answers(self) -> dict[Cell, dict[str, _Answer]]:
        """By cell and text; the empty text stands for every text that is no move."""
        return {cell: {text: self._answer(cell, text) for text in ("", *MOVES)} for cell in self.grid.cells}

    def _answer(self, cell: Cell, text: str) -> _Answer:
        there = self.grid.moved(cell, text)
        won = there == self.goal
        reward = 0.0 if won else -1.0 if text else -4.0
        return _Answer(there, "Success\n" if won else self.texts[there], reward, won, text in MOVES)

    def _describe(self, cell: Cell) -> str:
        walls = self.grid.walls(cell)
        if self.observation == "partial":
            return f"{walls}\n"
        places = f"The goal is at position {_place(self.goal)}. Your current position is at position {_place(cell)}."
        return f"{places} {walls}\n"

    def _random(self, history: History, chance: Random) -> str:
        return chance.choice(tuple(MOVES))

    def _best(self, history: History, chance: Random) -> str:
        return self.plan.choose(history) or self._random(history, chance)

    def _behave(self, history: History, chance: Random) -> str:
        """The dataset's player; where it cannot know its place, it believes in one that fits all it has read."""
        begun, now = chance.choice(self.places(history) or ((self.goal, self.goal),))
        parts = [frozenset(self.grid.cells), *(part for part, _ in self.parts if begun in part)]
        return self._wander(now, parts[-1], chance)

    def _wander(self, cell: Cell, part: Part, chance: Random) -> str:
        """A move that stays in the part: that of a shortest path with probability `SKILL`, else any."""
        staying = [move for move in MOVES if self.grid.moved(cell, move) in part]
        shortest = self.grid.shortest(cell)
        return shortest if chance.random() < SKILL and shortest in staying else chance.choice(staying or list(MOVES))

    def _walk(self, seed: int) -> Episode:
        """One trajectory of the dataset."""
        chance = Random(mixed(seed, 1))
        part = chance.choices([part for part, _ in self.parts], [weight for _, weight in self.parts])[0]
        begun = chance.choice(sorted(part - {self.goal}))
        game = start(self, next(near for near in _seeds(seed) if self.start_of(near) == begun))
        while not game.over and game.spoken < RECIPE_TURNS:
            game = say(game, self._wander(game.state.position, part, chance))
        return episode(game, "behaviour")


def maze(
    layout: Sequence[str],
    goal: Cell,
    observation: Observation,
    *,
    name: str = "maze",
    moves: int = 100,
    constants: Constants | None = None,
    paper: Mapping[str, float] | None = None,
    parts: tuple[tuple[Part, int], ...] = (),
) -> Maze:
    """A maze from rows of `#` and `.` and an open cell as its goal.

    Without `constants` the score runs from a failure, over halfway, to the mean of shortest paths; without `parts` a
    dataset's trajectories walk all of the maze. Raises ValueError where layout and goal do not fit.
    """
    made = grid(layout, goal)
    seen = "sees its place and the walls beside it" if observation == "full" else "sees the walls beside it only"
    return Maze(
        name=name,
        summary=f"find the way to the goal; the agent {seen}",
        grid=made,
        observation=observation,
        moves=moves,
        constants=constants or _constants(made, moves),
        paper=paper or {},
        parts=parts or ((frozenset(made.cells), 1),),
    )


def _constants(made: Grid, moves: int) -> Constants:
    low = -float(moves + 1)
    ways = [min(way - 1, moves) for cell in made.cells if (way := made.distances.get(cell, moves + 1)) > 0]
    high = -sum(ways) / len(ways)
    return Constants(low, (low + high) / 2, high)


def _place(cell: Cell) -> str:
    """Row and column; a number of two digits is written digit by digit."""
    return ", ".join(" ".join(str(number)) for number in cell)


def _seeds(seed: int) -> Iterator[int]:
    """Seeds of games that depend on this one; none belongs to evaluation."""
    return (mixed(seed, turn) >> 25 for turn in count(2))


MAZE_FO = maze(
    DOUBLE_T,
    DOUBLE_T_GOAL,
    "full",
    name="maze-fo",
    constants=Constants(-101, -83, -6.84),
    paper={
        "BC": -72.1,
        "%BC": -56.4,
        "MC": -48.1,
        "ILQL": -6.97,
        "online PPO": -37.7,
        "online %BC": -71.7,
        "GPT-4": -39.7,
        "best known player": -6.84,
    },
    parts=DOUBLE_T_PARTS,
)

MAZE_PO = maze(
    DOUBLE_T,
    DOUBLE_T_GOAL,
    "partial",
    name="maze-po",
    constants=Constants(-101, -83, -25.75),
    paper={
        "BC": -79.5,
        "%BC": -82.9,
        "MC": -80.3,
        "ILQL": -52.9,
        "online PPO": -91.7,
        "online %BC": -79.5,
        "GPT-4": -88.0,
        "best known player": -7.24,
    },
    parts=DOUBLE_T_PARTS,
)
