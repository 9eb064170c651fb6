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
    model: str = "scratch-xs"
    """What is trained when nobody says otherwise."""


_MAZE: dict[str, Preset] = {
    "bc": Preset({"steps": 500, "lr": 1e-3}, 100),
    "filtered-bc": Preset({"steps": 500, "lr": 1e-3, "keep": 0.0}, 100),
    "online-bc": Preset({"steps": 20, "episodes": 256}, 2),
    "mc": Preset({"steps": 1500, "lr": 3e-3, "batch": 256, "cql": 0.01, "beta": 16.0, "gamma": 0.9}, 100),
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
    "filtered-bc": Preset({"steps": 4000, "lr": 2e-3, "batch": 32, "keep": 0.5, "temperature": 0.3}, 500),
    "online-bc": Preset({"steps": 12, "episodes": 1024, "batch": 32, "lr": 1e-4}, 2),
    "mc": Preset({"steps": 2000, "batch": 32, "cql": 0.01, "beta": 8.0, "gamma": 1.0, "temperature": 0.3}, 500),
    "ilql": Preset(
        {
            "steps": 2000,
            "batch": 32,
            "cql": 0.01,
            "tau": 0.8,
            "polyak": 0.05,
            "beta": 8.0,
            "gamma": 1.0,
            "temperature": 0.3,
        },
        500,
    ),
    "ppo": Preset(
        {"steps": 14, "episodes": 1024, "batch": 128, "epochs": 2, "lr": 1e-4, "gamma": 1.0, "lam": 0.98, "kl": 0.002},
        2,
    ),
}
_TALK: dict[str, Preset] = {
    "bc": Preset({"steps": 1500, "lr": 2e-3, "batch": 32}, 250),
    "filtered-bc": Preset({"steps": 2000, "lr": 2e-3, "batch": 32, "keep": 0.4, "temperature": 0.5}, 250),
    "online-bc": Preset({"steps": 6, "episodes": 256, "batch": 32}, 2),
    "mc": Preset({"steps": 400, "batch": 32, "cql": 0.01, "gamma": 1.0, "beta": 2.0, "temperature": 0.5}, 100),
    "ilql": Preset(
        {
            "steps": 400,
            "batch": 32,
            "cql": 0.01,
            "tau": 0.8,
            "polyak": 0.05,
            "gamma": 1.0,
            "beta": 2.0,
            "temperature": 0.5,
        },
        100,
    ),
    "ppo": Preset(
        {"steps": 8, "episodes": 256, "batch": 32, "lr": 1e-4, "gamma": 1.0, "lam": 0.98, "value_weight": 0.01}, 2
    ),
}
"""Long windows, so few of them at once."""
_GUESS = _TALK | {
    "bc": Preset({"steps": 800, "lr": 2e-3, "batch": 32}, 200),
    "filtered-bc": Preset({"steps": 800, "lr": 2e-3, "batch": 32, "keep": 0.5, "temperature": 0.5}, 200),
}
_CAR = _TALK | {
    "filtered-bc": Preset({"steps": 2000, "lr": 2e-3, "batch": 32, "keep": 0.0, "temperature": 0.1}, 250),
    "online-bc": Preset({"steps": 16, "episodes": 256, "batch": 32, "temperature": 0.5}, 2),
    "mc": Preset({**_TALK["mc"].knobs, "steps": 800, "beta": 0.1}, 100),
    "ilql": Preset({**_TALK["ilql"].knobs, "steps": 800, "beta": 0.2}, 100),
}
"""What a game earns there is the buyer's purse more than the seller's skill: whether it sold tells more. Returns are tens, and Q
with them, so that it weighs little: at 2, as in the other talks, agents spoke nonsense from the first hundred updates on."""
_HOUSE = _TALK | {
    "bc": Preset({"steps": 500, "lr": 2e-3, "batch": 16}, 100),
    "filtered-bc": Preset({"steps": 300, "lr": 2e-3, "batch": 16, "keep": 0.0, "temperature": 0.5}, 100),
}
_PIECES = {"view": "pieces", "temperature": 0.6, "redraws": 100}
"""Of chess and endgames: who sees the last text alone, and says something illegal with confidence, would say it again and again."""
_PIECES_PPO = {**_PIECES, "lr": 3e-4, "gamma": 0.99, "lam": 0.9, "value_weight": 0.01, "kl": 0.0005}
_ENDGAMES: dict[str, Preset] = {
    "bc": Preset({**_PIECES, "steps": 48_000, "lr": 2e-3, "warmup": 200, "batch": 64}, 8_000),
    "filtered-bc": Preset({**_PIECES, "steps": 4_000, "lr": 2e-3, "warmup": 200, "batch": 64, "keep": 0.5}, 2_000),
    "online-bc": Preset({**_PIECES, "steps": 10, "episodes": 512, "batch": 64}, 5),
    "mc": Preset({**_PIECES, "steps": 1_000, "batch": 64, "cql": 0.01, "beta": 4.0}, 500),
    "ilql": Preset({**_PIECES, "steps": 1_000, "batch": 64, "cql": 0.01, "tau": 0.8, "polyak": 0.05, "beta": 4.0}, 500),
    "ppo": Preset({**_PIECES_PPO, "steps": 60, "episodes": 512, "batch": 512}, 5),
}

_SAFETY = {**_PIECES, "view": "king-safety", "redraws": 1000}
_SAFETY_PPO = {**_PIECES_PPO, **_SAFETY}
_CHESS: dict[str, Preset] = {
    "bc": Preset({**_SAFETY, "steps": 24_000, "lr": 2e-3, "warmup": 200, "batch": 64}, 4_000),
    "filtered-bc": Preset({**_SAFETY, "steps": 24_000, "lr": 2e-3, "warmup": 200, "batch": 64}, 4_000),
    "online-bc": Preset({**_SAFETY, "steps": 10, "episodes": 64, "batch": 64}, 5),
    "mc": Preset({**_SAFETY, "steps": 1_000, "batch": 64, "cql": 0.01, "beta": 4.0}, 500),
    "ilql": Preset({**_SAFETY, "steps": 1_000, "batch": 64, "cql": 0.01, "tau": 0.8, "polyak": 0.05, "beta": 4.0}, 500),
    "ppo": Preset({**_SAFETY_PPO, "steps": 20, "episodes": 64, "batch": 512}, 5),
}

_BY_TASK: dict[str, dict[str, Preset]] = {
    "maze": _MAZE,
    "maze-po": _MAZE_PO,
    "wordle": _WORDLE,
    "twenty": _TALK,
    "car": _CAR,
    "guess": _GUESS,
    "textnav": _HOUSE,
    "endgames": _ENDGAMES,
    "chess": _CHESS,
}

_MIXED = "medium-expert"
"""Data in which better games are to be found than most are."""

_TASKS: dict[str, TaskPreset] = {
    "maze-fo": TaskPreset(eval_episodes=100, tokens=11),
    "maze-po": TaskPreset(eval_episodes=100, tokens=42),
    "wordle": TaskPreset(eval_episodes=256, tokens=74, recipe=_MIXED, episodes=20_000),
}
_TASKS |= {
    "textnav-fo": TaskPreset(eval_episodes=64, tokens=640, recipe=_MIXED, episodes=2_500),
    "textnav-po": TaskPreset(eval_episodes=64, tokens=410, recipe=_MIXED, episodes=2_500),
    "chess": TaskPreset(eval_episodes=48, tokens=42, recipe="behaviour-exchanged", episodes=10_000, model="scratch-w"),
    "endgames": TaskPreset(eval_episodes=128, tokens=12, recipe="expert-mirrored", episodes=96_000, model="scratch-w"),
    "twenty": TaskPreset(eval_episodes=128, tokens=180, recipe=_MIXED, episodes=10_000),
    "guess": TaskPreset(eval_episodes=64, tokens=870, recipe=_MIXED, episodes=3_000),
    "car": TaskPreset(eval_episodes=64, tokens=460, recipe=_MIXED, episodes=10_000),
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
