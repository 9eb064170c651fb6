"""What prompted chat models reached, kept in HOME/players/TASK/prompted/, a file for each way of asking a model.

It holds for good, as a run's evaluation does and a scripted player's does not: it may have cost money, so nobody plays again only
because the games' sources changed; the board says of which version it is. Of a server only is kept that it was one: an address
may have a password in it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import NamedTuple

from lab.measured import sources, write
from lab.store import Store
from tasks.protocol import AnyTask, Episode
from tasks.score import Evaluation, evaluate


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A chat model and how it is asked, as far as its games depend on that."""

    model: str
    served: bool = False
    """It is behind a server."""
    quant: str = "none"
    examples: int = 2
    retries: int = 2
    reply_tokens: int = 256

    @property
    def name(self) -> str:
        """The model's, with what else is not as usual: `llama3.2 examples=0`."""
        said = {
            field.name: getattr(self, field.name) for field in fields(self) if field.name not in ("model", "served")
        }
        usual = asdict(Setting(model=""))
        return " ".join([self.model, *(f"{knob}={value}" for knob, value in said.items() if value != usual[knob])])

    @property
    def key(self) -> str:
        """What its file is called: a model's name is no name for a file."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


class Reached(NamedTuple):
    """An evaluation of a prompted chat model."""

    setting: Setting
    evaluation: Evaluation
    best: int | None
    """The best of its games, an episode of the store."""
    current: bool
    """The games' sources are still those that it played."""


def keep(store: Store, task: AnyTask, setting: Setting, games: Sequence[Episode]) -> Evaluation | None:
    """Keeps what these games amount to, with the best of them, in place of an earlier evaluation; answers that one."""
    before = _read(_folder(store.home, task) / f"{setting.key}.json", task)
    best = store.add_episode(best_of(games), phase="eval")
    found = evaluate(games, task.constants)
    document = {"sources": sources(task), "best": best, "setting": asdict(setting), "evaluation": found._asdict()}
    write(_folder(store.home, task) / f"{setting.key}.json", document)
    return before.evaluation if before else None


def best_of(games: Sequence[Episode]) -> Episode:
    """The game that is replayed from the board."""
    return max(games, key=lambda game: game.total)


def kept(home: Path, task: AnyTask) -> list[Reached]:
    """What was evaluated of this task."""
    found = [_read(path, task) for path in sorted(_folder(home, task).glob("*.json"))]
    return [one for one in found if one is not None]


def _folder(home: Path, task: AnyTask) -> Path:
    return home / "players" / task.name / "prompted"


def _read(path: Path, task: AnyTask) -> Reached | None:
    """What a file holds; None when that is nothing, or was written by another version."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        setting, found = Setting(**document["setting"]), Evaluation(**document["evaluation"])
        return Reached(setting, found, document["best"], document["sources"] == sources(task))
    except (OSError, ValueError, KeyError, TypeError):
        return None
