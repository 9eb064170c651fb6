"""Every task of this layer keeps to the protocol, and the check notices tasks that do not."""

import itertools
import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from tasks.conformance import ConformanceError, check
from tasks.maze import MAZE_FO, MAZE_PO, UMAZE, UMAZE_GOAL, Maze, MazeState, maze
from tasks.protocol import EVALUATION_SEEDS, AnyTask, Constants, Step
from tasks.wordle import WORDLE, WORDLE_STANDARD, wordle

SMALL = maze(UMAZE, UMAZE_GOAL, "full", name="umaze", moves=5)
TASKS: list[AnyTask] = [
    MAZE_FO,
    MAZE_PO,
    WORDLE,
    WORDLE_STANDARD,
    SMALL,
    maze(UMAZE, UMAZE_GOAL, "partial", name="umaze-po"),
    wordle(("slate", "plate", "crate"), name="three words"),
]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task.name))
def test_every_task_conforms(task: AnyTask) -> None:
    check(task)


@dataclass(frozen=True)
class Broken(Maze):
    """A small maze that breaks one promise."""

    calls: Any = field(default_factory=itertools.count, compare=False)


def broken(kind: type[Broken]) -> Broken:
    return kind(**{name: getattr(SMALL, name) for name in SMALL.__dataclass_fields__})


class ForgetsItsSeed(Broken):
    def reset(self, seed: int) -> tuple[MazeState, str]:
        return super().reset(seed + next(self.calls))


class DiffersByProcess(Broken):
    def reset(self, seed: int) -> tuple[MazeState, str]:
        return super().reset(seed + hash("in this process"))


class Raises(Broken):
    def step(self, state: MazeState, action: str) -> Step[MazeState]:
        action.encode()
        return super().step(state, action)


class AnswersByChance(Broken):
    def step(self, state: MazeState, action: str) -> Step[MazeState]:
        return super().step(state, action)._replace(text=f"{random.random()}\n")


class NeverLegal(Broken):
    def step(self, state: MazeState, action: str) -> Step[MazeState]:
        return super().step(state, action)._replace(legal=False)


class NoNewline(Broken):
    def step(self, state: MazeState, action: str) -> Step[MazeState]:
        return super().step(state, action)._replace(text="well")


class TrainsOnTest(Broken):
    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        return tuple(seed - EVALUATION_SEEDS for seed in super().evaluation_seeds(episodes))


class SameSeedTwice(Broken):
    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        seeds = super().evaluation_seeds(episodes)
        return (seeds[0],) * len(seeds)


class NoBest(Broken):
    @property
    def players(self) -> Any:
        return {name: player for name, player in super().players.items() if name != "best"}


class EndsTwice(Broken):
    def step(self, state: MazeState, action: str) -> Step[MazeState]:
        return super().step(state, action)._replace(success=True)


class FalseRecipe(Broken):
    @property
    def recipes(self) -> Any:
        name, recipe = next(iter(super().recipes.items()))
        return {name: recipe._replace(make=lambda seed: MAZE_FO.recipes[name].make(seed))}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (ForgetsItsSeed, "plays differently"),
        (DiffersByProcess, "another process"),
        (Raises, "raises UnicodeEncodeError"),
        (AnswersByChance, "plays differently"),
        (NeverLegal, "the player 'random' says .* not legal"),
        (NoNewline, "no newline"),
        (TrainsOnTest, "training may use"),
        (SameSeedTwice, "comes twice"),
        (NoBest, "players are missing: best"),
        (EndsTwice, "nonsense wins"),
        (FalseRecipe, "makes episodes of 'maze-fo'"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_broken_promise_is_named(kind: type[Broken], message: str) -> None:
    with pytest.raises(ConformanceError, match=message):
        check(broken(kind))


def test_a_state_that_changes_is_noticed() -> None:
    with pytest.raises(ConformanceError, match="changed the state"):
        check(Mutable())


def test_constants_out_of_order_are_noticed() -> None:
    with pytest.raises(ConformanceError, match="not in order: -1, -6, 0"):
        check(maze(UMAZE, UMAZE_GOAL, "full", constants=Constants(-1, -6, 0)))


class Mutable:
    """The small maze with its state in a list, which `step` writes into."""

    def __getattr__(self, name: str) -> Any:
        return getattr(SMALL, name)

    def __reduce__(self) -> Any:
        return Mutable, ()

    @property
    def recipes(self) -> Any:
        return SMALL.recipes

    def reset(self, seed: int) -> tuple[list[MazeState], str]:
        state, text = SMALL.reset(seed)
        return [state], text

    def step(self, state: list[MazeState], action: str) -> Step[list[MazeState]]:
        answer = SMALL.step(state[0], action)
        state[0] = answer.state
        return Step([answer.state], *answer[1:])
