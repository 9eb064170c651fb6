"""What scripted players reach: measured once on a task's own evaluation games, and kept in HOME/players/TASK/PLAYER.json.

Chess takes minutes, so a screen reads what is kept and has the rest measured by `lab.measuring`. What is kept holds for one
state of the games' sources: when these change, the player is measured anew.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import tasks
from lab.store import Store
from tasks.play import play
from tasks.protocol import AnyTask, Episode
from tasks.score import Evaluation, evaluate

_SEED = 0
"""Of a player's chance: `lmrl-lab eval` plays the same games with it."""

_SOURCES = (".py", ".txt")


class Measured(NamedTuple):
    """A scripted player's evaluation."""

    player: str
    evaluation: Evaluation
    best: int | None
    """The best of its games, an episode of the store; None when the store could not be written."""


def kept(home: Path, task: AnyTask) -> dict[str, Measured]:
    """What was measured of the task's players as they are now, in the task's order."""
    found = {player: _read(home, task, player) for player in task.players}
    return {player: one for player, one in found.items() if one is not None}


def missing(home: Path, task: AnyTask) -> list[str]:
    """Players that are still to be measured."""
    known = kept(home, task)
    return [player for player in task.players if player not in known]


def measure(home: Path, task: AnyTask, player: str, progress: Callable[[int, int], None]) -> Measured:
    """Plays the evaluation games and keeps what came out, where the home can be written. Raises Unavailable."""
    policy = task.players[player].build(_SEED)
    games = play(task, policy, task.evaluation_seeds(), player=player, progress=progress)
    return keep(home, task, player, games)


def keep(home: Path, task: AnyTask, player: str, games: Sequence[Episode]) -> Measured:
    """Sums the games up, and keeps that with the best of them."""
    found = evaluate(games, task.constants)
    if not writable(home):
        return Measured(player, found, None)
    best = max(games, key=lambda game: game.total)
    with Store(home) as store:
        episode = store.add_episode(best, phase="eval", player=player)
    write(_path(home, task, player), {"sources": sources(task), "best": episode, "evaluation": found._asdict()})
    return Measured(player, found, episode)


def write(path: Path, document: Any) -> None:
    """Writes a document in place of what was there, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def sources(task: AnyTask) -> str:
    """Which version of the games this is."""
    return _sources(type(task).__module__)


def writable(home: Path) -> bool:
    """Whether anything can be kept in this home."""
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    return os.access(there, os.W_OK)


def _path(home: Path, task: AnyTask, player: str) -> Path:
    return home / "players" / task.name / f"{player}.json"


def _read(home: Path, task: AnyTask, player: str) -> Measured | None:
    """What is kept of a player; None when that is nothing, or of other sources, or was written by another version."""
    try:
        document = json.loads(_path(home, task, player).read_text(encoding="utf-8"))
        if document["sources"] != sources(task):
            return None
        return Measured(player, Evaluation(**document["evaluation"]), document["best"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


@cache
def _sources(module: str) -> str:
    """A hash of what the games are made of: the lab's own, and the module of a task from another package."""
    folder = Path(tasks.__path__[0])
    files = sorted(path for path in folder.rglob("*") if path.suffix in _SOURCES)
    file = sys.modules[module].__file__
    if file and not module.startswith("tasks."):
        files.append(Path(file))
    made = hashlib.sha256()
    for path in files:
        made.update(path.name.encode() + path.read_bytes())
    return made.hexdigest()[:16]
