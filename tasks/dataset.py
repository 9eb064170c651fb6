"""Offline datasets: made by a recipe, kept in one file, known by their content.

Episode i of a dataset depends on the dataset's seed and on i alone, so that the number of processes changes nothing and
a longer dataset begins like a shorter one. A dataset is known by the hash of its episodes, not by how it was made.
"""

import gzip
import hashlib
import io
import json
import multiprocessing
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tasks import published
from tasks.chance import mixed
from tasks.protocol import AnyTask, Episode, Turn
from tasks.records import NO_SEED

Progress = Callable[[int, int], None]
"""Hears how many episodes there are, and of how many."""

Json = dict[str, Any]

FORMAT = "lmrl-lab dataset 1"

_CHUNK = 250
"""Episodes that are made between two reports of progress."""


class DatasetError(ValueError):
    """A file that is not what it should be; the message names the file, the line and the reason."""


class Stats(NamedTuple):
    """What a dataset amounts to."""

    episodes: int
    turns_mean: float
    """Agent turns an episode."""
    success: float
    """Fraction of episodes won."""
    return_mean: float | None
    """None where LMRL-Gym does not say."""


_MAZE = Stats(1_240, 19.7, 0.11, -19.7)
_TEXTNAV = Stats(2_500, 12.2, 0.26, 0.258)

PUBLISHED: dict[str, Stats] = {
    "maze-fo": _MAZE,
    "maze-po": _MAZE,
    "textnav-fo": _TEXTNAV,
    "textnav-po": _TEXTNAV,
    "wordle": Stats(1_000_000, 4.82, 0.70, -4.12),
    "chess": Stats(625_000, 46.7, 0.60, 0.21),
    "endgames": Stats(98_000, 11.9, 0.59, 0.586),
    "twenty-questions": Stats(100_000, 14.9, 0.31, -17.3),
    "guess-city": Stats(100_000, 18.8, 0.53, -18.8),
    "car-dealer": Stats(19_000, 16.5, 0.53, None),
}
"""LMRL-Gym's datasets, by task, to hold one's own against."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Episodes of one task, and where they come from; make it by `make`, `load` or `collected`."""

    task: str
    recipe: str
    seed: int
    episodes: tuple[Episode, ...]
    hash: str
    """sha256 of the task's name and the episodes, in hexadecimal."""

    def save(self, path: Path) -> None:
        """Write the dataset to a file, all of it or nothing; `load` reads it."""
        head = {"format": FORMAT, "task": self.task, "recipe": self.recipe, "seed": self.seed}
        head |= {"episodes": len(self.episodes), "hash": self.hash}
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=5, mtime=0) as file:
            for record in (head, *map(to_json, self.episodes)):
                file.write(_line(record).encode())
        replace_file(path, packed.getvalue())


def collected(task: str, recipe: str, seed: int, episodes: Iterable[Episode]) -> Dataset:
    """A dataset of these episodes."""
    kept = tuple(episodes)
    return Dataset(task, recipe, seed, kept, content_hash(task, kept))


def make(
    task: AnyTask,
    recipe: str = "",
    episodes: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
    processes: int = 1,
) -> Dataset:
    """A dataset by one of the task's recipes; no recipe and no number stand for the default ones.

    With several processes the task is pickled. Raises ValueError for a recipe the task does not have.
    """
    name = recipe or next(iter(task.recipes))
    if name not in task.recipes:
        raise ValueError(f"{task.name} has no recipe {name!r}; it has {', '.join(task.recipes)}")
    wanted = episodes or task.recipes[name].episodes
    made: list[Episode] = []
    for some in _chunks(task, name, episode_seeds(seed, wanted), processes):
        made += some
        if progress is not None:
            progress(len(made), wanted)
    return collected(task.name, name, seed, made)


def episode_seeds(seed: int, episodes: int) -> range:
    """The seeds that the episodes of a dataset are made from; all below those of evaluation."""
    first = mixed(seed) >> 25
    return range(first, first + episodes)


def load(path: Path) -> Dataset:
    """A dataset that was saved. Raises DatasetError when the file is damaged or is no dataset."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            records = (_parsed(path, number, line) for number, line in enumerate(file, start=1))
            head = next(records, {})
            if head.get("format") != FORMAT:
                raise DatasetError(f"{path}, line 1: not a file of the format {FORMAT!r}")
            if missing := {"task", "recipe", "seed", "hash"} - head.keys():
                raise DatasetError(f"{path}, line 1: the head lacks {', '.join(sorted(missing))}")
            episodes = (_episode(path, number, head["task"], one) for number, one in enumerate(records, start=2))
            found = collected(head["task"], head["recipe"], head["seed"], episodes)
    except DatasetError:
        raise
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DatasetError(f"{path}: cannot be read as a dataset: {error}") from error
    if found.hash != head["hash"]:
        raise DatasetError(f"{path}: damaged: its episodes are not those that were saved; make it again")
    return found


def stats(episodes: Sequence[Episode]) -> Stats:
    """What these episodes amount to. Raises ValueError for none."""
    if not episodes:
        raise ValueError("there is nothing to count: no episodes")
    count = len(episodes)
    return Stats(
        episodes=count,
        turns_mean=sum(len(episode.spoken) for episode in episodes) / count,
        success=sum(episode.success for episode in episodes) / count,
        return_mean=sum(episode.total for episode in episodes) / count,
    )


def import_file(path: Path, task: AnyTask) -> Dataset:
    """A file in the format that LMRL-Gym publishes for this task (see `tasks.published`), as a dataset.

    Nobody knows the seeds of such episodes, so these are -1. Raises DatasetError, with line and reason, for the first
    malformed record, and ValueError for a task whose format is not known.
    """
    form = published.form(task)
    try:
        lines = _text(path).splitlines()
    except (OSError, EOFError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read: {error}") from error
    episodes: list[Episode] = []
    begun: list[Any] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            begun.append(record)
            if not form.joined:
                episodes.append(form.read(task, record))
            elif number == len(lines) or (isinstance(record, dict) and record.get("done") is True):
                episodes.append(form.read(task, begun))
                begun = []
            else:
                form.read(task, [record])
        except ValueError as error:
            raise DatasetError(f"{path}, line {number}: {error}") from error
    if not episodes:
        raise DatasetError(f"{path}: holds no records")
    return collected(task.name, f"import {path.name}", NO_SEED, episodes)


def export_file(path: Path, task: AnyTask, episodes: Iterable[Episode]) -> None:
    """Write episodes in the format that LMRL-Gym publishes for this task, one a line, all or nothing.

    Raises ValueError for a task whose format is not known.
    """
    form = published.form(task)
    written = (form.write(task, episode) for episode in episodes)
    records = (record for one in written for record in (one if form.joined else [one]))
    replace_file(path, "".join(json.dumps(record) + "\n" for record in records).encode())


def content_hash(task: str, episodes: Iterable[Episode]) -> str:
    """sha256 of the task's name and of each episode's canonical line."""
    digest = hashlib.sha256(f"{task}\n".encode())
    for episode in episodes:
        digest.update(_line(to_json(episode)).encode())
    return digest.hexdigest()


def to_json(episode: Episode) -> Json:
    """An episode as JSON: the game's turns are texts, the agent's are [text, reward] and what else is not as usual."""
    return {
        "seed": episode.seed,
        "turns": [turn.text if turn.role == "game" else _agent_json(turn) for turn in episode.turns],
        "terminated": episode.terminated,
        "truncated": episode.truncated,
        "success": episode.success,
        "player": episode.player,
    } | ({"about": episode.about} if episode.about else {})


def from_json(task: str, record: Json) -> Episode:
    """The episode that `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    turns = tuple(
        Turn("game", sys.intern(turn)) if isinstance(turn, str) else _agent_turn(*turn) for turn in record["turns"]
    )
    ends = record["terminated"], record["truncated"], record["success"]
    return Episode(task, record["seed"], turns, *ends, player=record["player"], about=record.get("about", ""))


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that others see the old one or the whole new one, even if the machine stops in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _chunks(task: AnyTask, recipe: str, seeds: range, processes: int) -> Iterator[list[Episode]]:
    pieces = [seeds[at : at + _CHUNK] for at in range(0, len(seeds), _CHUNK)]
    make_piece = partial(_make_piece, task, recipe)
    if processes <= 1 or len(pieces) < 2:
        yield from map(make_piece, pieces)
        return
    # Never forked: whoever asks may hold threads, and a copy of a locked lock stays locked for ever.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(pieces)), mp_context=context) as pool:
        yield from pool.map(make_piece, pieces)


def _make_piece(task: AnyTask, recipe: str, seeds: range) -> list[Episode]:
    make_one = task.recipes[recipe].make
    return [make_one(seed) for seed in seeds]


def _agent_json(turn: Turn) -> list[Any]:
    unusual: Json = {}
    if not turn.legal:
        unusual["legal"] = False
    if turn.cut:
        unusual["cut"] = True
    if turn.tokens:
        unusual |= {"tokens": list(turn.tokens), "logprobs": list(turn.logprobs)}
    return [turn.text, turn.reward, unusual] if unusual else [turn.text, turn.reward]


def _agent_turn(text: str, reward: float, unusual: Json | None = None) -> Turn:
    # Games say the same things again and again: each text is kept once.
    text = sys.intern(text)
    if unusual is None:
        return Turn("agent", text, reward)
    tokens, logprobs = unusual.get("tokens", ()), unusual.get("logprobs", ())
    legal, cut = unusual.get("legal", True), unusual.get("cut", False)
    return Turn("agent", text, reward, legal, cut, tuple(tokens), tuple(logprobs))


def _text(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()


def _line(record: Json) -> str:
    return json.dumps(record, separators=(",", ":"), sort_keys=True) + "\n"


def _episode(path: Path, number: int, task: str, record: Json) -> Episode:
    try:
        return from_json(task, record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(f"{path}, line {number}: not an episode as this version writes it: {error!r}") from error


def _parsed(path: Path, number: int, line: str) -> Json:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise DatasetError(f"{path}, line {number}: not JSON: {error}") from error
    if not isinstance(record, dict):
        raise DatasetError(f"{path}, line {number}: not a JSON object")
    return record
