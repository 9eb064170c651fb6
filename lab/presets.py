"""What a task wants otherwise than the defaults in `algos.configs`, found by trying; `bench/results.md` shows what it reaches.

Each entry is for the scratch presets. The knobs of an entry replace defaults; what a person sets replaces both.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Preset(NamedTuple):
    """What is otherwise for one task and algorithm."""

    knobs: Mapping[str, Any]
    eval_every: int
    """Updates between two evaluations."""


class TaskPreset(NamedTuple):
    """What is otherwise for one task, whatever the algorithm."""

    eval_episodes: int
    """Games in an evaluation while training."""
    tokens: int = 512
    """Tokens of a context window that is longer than nineteen in twenty, for the memory estimate."""
    recipe: str = ""
    """The data that a scratch model learns from."""
    episodes: int = 0


_MAZE: dict[str, Preset] = {
    "bc": Preset({"steps": 500, "lr": 1e-3}, 100),
    "filtered-bc": Preset({"steps": 500, "lr": 1e-3, "keep": 0.0}, 100),
    "online-bc": Preset({"steps": 20, "episodes": 256}, 2),
    "mc": Preset({"steps": 600, "lr": 5e-4, "batch": 256, "cql": 0.01, "beta": 1.0}, 100),
    "ilql": Preset({"steps": 3000, "lr": 2e-3, "cql": 0.01, "tau": 0.95, "polyak": 0.1, "beta": 64.0}, 300),
    "ppo": Preset({"steps": 40, "episodes": 128, "value_weight": 0.01}, 2),
}
_MAZE_PO: dict[str, Preset] = {
    "bc": Preset({"steps": 600, "lr": 1e-3, "batch": 32}, 100),
    "filtered-bc": Preset({"steps": 300, "lr": 1e-3, "batch": 32, "keep": 0.0}, 50),
    "online-bc": Preset({"steps": 20, "episodes": 256}, 5),
    "mc": Preset({"steps": 800, "lr": 5e-4, "batch": 256, "cql": 0.01, "beta": 2.0, "memory": 6}, 200),
    "ilql": Preset({"steps": 2000, "lr": 1e-3, "batch": 256, "cql": 0.01, "tau": 0.95, "memory": 6}, 500),
    "ppo": Preset({"steps": 40, "episodes": 128, "value_weight": 0.01}, 5),
}
_WORDLE: dict[str, Preset] = {
    "bc": Preset({"steps": 6000, "lr": 2e-3, "batch": 32}, 500),
    "filtered-bc": Preset({"steps": 3000, "lr": 1e-3, "batch": 32}, 300),
    "online-bc": Preset({"steps": 12, "episodes": 1024, "batch": 32, "lr": 1e-4}, 2),
    "mc": Preset({"steps": 2000, "lr": 1e-3, "batch": 32, "cql": 0.01, "beta": 8.0}, 250),
    "ilql": Preset({"steps": 2000, "lr": 1e-3, "batch": 32, "cql": 0.01, "beta": 8.0, "tau": 0.7}, 250),
    "ppo": Preset(
        {"steps": 14, "episodes": 1024, "batch": 128, "epochs": 2, "lr": 1e-4, "gamma": 1.0, "lam": 0.98, "kl": 0.002},
        2,
    ),
}
_TALK: dict[str, Preset] = {
    "bc": Preset({"batch": 16}, 200),
    "filtered-bc": Preset({"batch": 16}, 200),
    "online-bc": Preset({"steps": 10, "episodes": 64, "batch": 16}, 2),
    "mc": Preset({"batch": 16, "cql": 0.01}, 200),
    "ilql": Preset({"batch": 16, "cql": 0.01, "tau": 0.7}, 200),
    "ppo": Preset({"steps": 10, "episodes": 64, "batch": 16, "gamma": 1.0, "kl": 0.01}, 2),
}
"""Talks and houses: long windows, so few of them at once. Nothing was searched for here yet."""

_BY_TASK: dict[str, dict[str, Preset]] = {
    "maze": _MAZE,
    "maze-po": _MAZE_PO,
    "wordle": _WORDLE,
    **dict.fromkeys(("twenty", "guess", "car", "textnav"), _TALK),
}

_TASKS: dict[str, TaskPreset] = {
    "maze-fo": TaskPreset(eval_episodes=100, tokens=11),
    "maze-po": TaskPreset(eval_episodes=100, tokens=42),
    "wordle": TaskPreset(eval_episodes=256, tokens=74, recipe="skilled", episodes=50_000),
}
_TASKS |= {
    "textnav-fo": TaskPreset(eval_episodes=64, tokens=640),
    "textnav-po": TaskPreset(eval_episodes=64, tokens=410),
    "chess": TaskPreset(eval_episodes=4, tokens=80),
    "endgames": TaskPreset(eval_episodes=64, tokens=40),
    "twenty": TaskPreset(eval_episodes=32, tokens=180),
    "guess": TaskPreset(eval_episodes=32, tokens=870),
    "car": TaskPreset(eval_episodes=32, tokens=460),
}
_OTHER_TASK = TaskPreset(eval_episodes=100)


def _family(task: str) -> str:
    return task.split("-")[0]


def preset(task: str, algo: str) -> Preset:
    """The most special entry there is: that of the task, else of its family, else none."""
    for name in (task, _family(task)):
        if algo in _BY_TASK.get(name, {}):
            return _BY_TASK[name][algo]
    return Preset({}, 2 if algo in ("ppo", "online-bc") else 100)


def task_preset(task: str) -> TaskPreset:
    """The most special entry there is."""
    return _TASKS.get(task, _TASKS.get(_family(task), _OTHER_TASK))
