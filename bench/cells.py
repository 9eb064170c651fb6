"""What the results table holds: its cells, and the smaller ones of a quick look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from algos.configs import FROM_BC
from lab.catalog import ALGOS, TASKS, spec_from
from lab.records import DataSpec, RunSpec

ORDER = ("bc", "filtered-bc", "ppo", "ilql", "mc", "online-bc")
"""Of the algorithms on the page. What others start from comes first."""


_ORIGINS = {("car-dealer", "online-bc"): "filtered-bc"}
"""Where an agent goes on from something better than BC: who plays the best of its own games, plays better ones."""


@dataclass(frozen=True)
class Cell:
    """One run of the table."""

    task: str
    algo: str
    seed: int
    knobs: dict[str, str] = field(default_factory=dict, hash=False)
    """What is otherwise than the task's preset."""
    episodes: int = 0
    """Of the dataset; 0: the task's usual number."""
    games: int = 0
    """Of an evaluation; 0: the task's own."""

    @property
    def name(self) -> str:
        return f"{self.task}_{self.algo}_s{self.seed}"

    def path(self, folder: Path) -> Path:
        """Where its result is kept."""
        return folder / f"{self.name}.json"

    @property
    def origin(self) -> str:
        """The algorithm of the cell of its task and seed that it goes on from; empty: it begins by itself."""
        return _ORIGINS.get((self.task, self.algo), "bc") if self.algo in FROM_BC else ""

    def spec(self, origin: str = "") -> RunSpec:
        """The run, from this BC run if need be. Raises Problem."""
        data = DataSpec(episodes=self.episodes) if self.episodes else None
        return spec_from(
            self.task, self.algo, seed=self.seed, from_run=origin, overrides=self.knobs, data=data, eval_episodes=self.games
        )  # fmt: skip


_QUICK: dict[str, dict[str, dict[str, Any]]] = {
    "maze-fo": {"bc": {}, "ilql": {}, "ppo": {"steps": 20}},
    "wordle": {"bc": {"steps": 1500}, "ilql": {"steps": 500}, "ppo": {"steps": 4, "episodes": 512}},
    "twenty-questions": {"bc": {"steps": 400}, "ilql": {"steps": 200}, "ppo": {"steps": 3, "episodes": 64}},
}

_DATA = {"wordle": 10_000, "twenty-questions": 2_000}


def quick() -> list[Cell]:
    """A whole small table: three tasks and three algorithms, a fraction of the updates."""
    return [
        Cell(task, algo, 0, {name: str(value) for name, value in knobs.items()}, _DATA.get(task, 0), 128)
        for task, cells in _QUICK.items()
        for algo, knobs in cells.items()
    ]


def full(tasks: Sequence[str], algos: Sequence[str], seeds: Sequence[int]) -> list[Cell]:
    """Every algorithm on every task at full length, in the page's order."""
    return [
        Cell(task, algo, seed)
        for task in TASKS
        for algo in ORDER
        for seed in seeds
        if (task in tasks or (not tasks and TASKS[task].paper)) and (not algos or algo in algos)
    ]


assert set(ORDER) == set(ALGOS)
