"""Offline datasets: made by a recipe, kept in one file, known by their content.

Episode i of a dataset depends on the dataset's seed and on i alone, so that the number of processes changes nothing, a
longer dataset begins like a shorter one, and a make that was killed goes on with what it had finished. A dataset is known
by the hash of its episodes, not by how it was made.
"""

import gzip
import hashlib
import json
import multiprocessing
import os
import shutil
import threading
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tasks import published
from tasks.chance import mixed
from tasks.packed import Json, Packed, json_line, line
from tasks.packed import from_json as from_json
from tasks.packed import to_json as to_json
from tasks.pieces import Pieces, replacing
from tasks.protocol import AnyTask, Episode
from tasks.records import NO_SEED

Progress = Callable[[int, int], None]
"""Hears how many episodes there are, and of how many."""

FORMAT = "lmrl-lab dataset 1"

_PIECES = 100
_PIECE = range(10, 251)
"""Pieces that a dataset is made in, as near as the sizes that a piece may have allow: each is a report of progress, and
what a kill can cost."""


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
    episodes: Sequence[Episode]
    """Packed: each look at one unpacks it."""
    hash: str
    """sha256 of the task's name and the episodes, in hexadecimal."""

    def save(self, path: Path) -> None:
        """Write the dataset to a file, all of it or nothing; `load` reads it."""
        head = {"format": FORMAT, "task": self.task, "recipe": self.recipe, "seed": self.seed}
        head |= {"episodes": len(self.episodes), "hash": self.hash}
        with (
            replacing(path) as file,
            gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=5, mtime=0) as packed,
        ):
            packed.write(json_line(head))
            packed.writelines(_lines(self.episodes))


def collected(task: str, recipe: str, seed: int, episodes: Iterable[Episode]) -> Dataset:
    """A dataset of these episodes."""
    kept = episodes if isinstance(episodes, Packed) and episodes.task == task else Packed.of(task, episodes)
    return Dataset(task, recipe, seed, kept, content_hash(task, kept))


def make(
    task: AnyTask,
    recipe: str = "",
    episodes: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
    processes: int = 1,
    *,
    folder: Path | None = None,
    going_on: Progress | None = None,
) -> Dataset:
    """A dataset by one of the task's recipes; no recipe and no number stand for the default ones.

    With several processes the task is pickled. With a folder, every piece that is finished is kept in it, and the pieces
    that are there already are not made again: `going_on` hears how many episodes these hold. Raises ValueError for a
    recipe the task does not have, and DatasetError when a process is killed.
    """
    name = recipe or next(iter(task.recipes))
    if name not in task.recipes:
        raise ValueError(f"{task.name} has no recipe {name!r}; it has {', '.join(task.recipes)}")
    wanted = episodes or task.recipes[name].episodes
    parts, pieces = _parts(episode_seeds(seed, wanted)), Pieces(folder, task.name, name)
    made = {part: kept for part in parts if (kept := pieces.found(part)) is not None}
    done = sum(map(len, made))
    if made and going_on is not None:
        going_on(done, wanted)
    with closing(_made(task, pieces, [part for part in parts if part not in made], processes)) as finished:
        for part, piece in finished:
            made[part] = pieces.keep(part, piece)
            done += len(part)
            if progress is not None:
                progress(done, wanted)
    return collected(task.name, name, seed, Packed.joined(task.name, (made[part] for part in parts)))


def make_at(
    path: Path,
    task: AnyTask,
    recipe: str = "",
    episodes: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
    processes: int = 1,
    *,
    going_on: Progress | None = None,
) -> Dataset:
    """A dataset that was made and saved. Its pieces wait in a folder beside the file until it is there."""
    folder = _folder(path)
    made = make(task, recipe, episodes, seed, progress, processes, folder=folder, going_on=going_on)
    made.save(path)
    drop_pieces(path)
    return made


def drop_pieces(path: Path) -> None:
    """Remove the pieces that wait beside a dataset's file: it is whole."""
    folder = _folder(path)
    if folder.exists():
        shutil.rmtree(folder)


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.pieces")


def episode_seeds(seed: int, episodes: int) -> range:
    """The seeds that the episodes of a dataset are made from; all below those of evaluation."""
    first = mixed(seed) >> 25
    return range(first, first + episodes)


def load(path: Path) -> Dataset:
    """A dataset that was saved. Raises DatasetError when the file is damaged or is no dataset."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            records = (_parsed(path, number, text) for number, text in enumerate(file, start=1))
            head = next(records, {})
            if head.get("format") != FORMAT:
                raise DatasetError(f"{path}, line 1: not a file of the format {FORMAT!r}")
            if missing := {"task", "recipe", "seed", "hash"} - head.keys():
                raise DatasetError(f"{path}, line 1: the head lacks {', '.join(sorted(missing))}")
            lines = (_checked(path, number, head["task"], one) for number, one in enumerate(records, start=2))
            found = collected(head["task"], head["recipe"], head["seed"], Packed(head["task"], lines))
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
    count, turns, won, total = len(episodes), 0, 0, 0.0
    for episode in episodes:
        turns += len(episode.spoken)
        won += episode.success
        total += episode.total
    return Stats(episodes=count, turns_mean=turns / count, success=won / count, return_mean=total / count)


def import_file(path: Path, task: AnyTask) -> Dataset:
    """A file in the format that LMRL-Gym publishes for this task (see `tasks.published`), as a dataset.

    Nobody knows the seeds of such episodes, so these are -1. Raises DatasetError, with line and reason, for the first
    malformed record, and ValueError for a task whose format is not known.
    """
    form = published.form(task)
    episodes = Packed.of(task.name, _imported(path, task, form))
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
    with replacing(path) as file:
        file.writelines((json.dumps(record) + "\n").encode() for record in records)


def content_hash(task: str, episodes: Iterable[Episode]) -> str:
    """sha256 of the task's name and of each episode's canonical line."""
    digest = hashlib.sha256(f"{task}\n".encode())
    for one in _lines(episodes):
        digest.update(one)
    return digest.hexdigest()


def _lines(episodes: Iterable[Episode]) -> Iterator[bytes]:
    return episodes.lines if isinstance(episodes, Packed) else map(line, episodes)


def _parts(seeds: range) -> list[range]:
    size = min(max(len(seeds) // _PIECES, _PIECE[0]), _PIECE[-1])
    return [seeds[at : at + size] for at in range(0, len(seeds), size)]


def _made(
    task: AnyTask, pieces: Pieces, parts: list[range], processes: int
) -> Generator[tuple[range, bytes], None, None]:
    """Pieces as they are finished, in any order."""
    make_piece = partial(_make_piece, task, pieces._replace(folder=None))
    if processes <= 1 or len(parts) < 2:
        yield from ((part, make_piece(part)) for part in parts)
        return
    # Never forked: whoever asks may hold threads, and a copy of a locked lock stays locked for ever.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(parts)), mp_context=context, initializer=_end_with_parent) as pool:
        doing = {pool.submit(make_piece, part): part for part in parts}
        try:
            for future in as_completed(doing):
                yield doing.pop(future), future.result()
        except BrokenProcessPool as error:
            raise DatasetError(
                f"a process that was making data for {task.name} was killed: see that there is memory, and ask again"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _make_piece(task: AnyTask, pieces: Pieces, seeds: range) -> bytes:
    make_one = task.recipes[pieces.recipe].make
    return pieces.piece(seeds, (line(make_one(seed)) for seed in seeds))


def _end_with_parent() -> None:
    """In a process of the pool: end when the parent is killed. It would wait for work for ever, as it holds both ends of
    the pipe that work comes through."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _imported(path: Path, task: AnyTask, form: published.Form) -> Iterator[Episode]:
    begun: list[Any] = []
    lines = _numbered(path)
    number, text = next(lines, (0, ""))
    while number:
        following = next(lines, (0, ""))
        try:
            record = json.loads(text)
            begun.append(record)
            if not form.joined:
                yield form.read(task, record)
            elif not following[0] or (isinstance(record, dict) and record.get("done") is True):
                yield form.read(task, begun)
                begun = []
            else:
                form.read(task, [record])
        except ValueError as error:
            raise DatasetError(f"{path}, line {number}: {error}") from error
        number, text = following


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty. Raises DatasetError when there is no reading on."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            yield from ((number, text) for number, text in enumerate(file, start=1) if text.strip())
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DatasetError(f"{path}: cannot be read: {error}") from error


def _checked(path: Path, number: int, task: str, record: Json) -> bytes:
    """The canonical line of a record that is an episode."""
    try:
        return line(from_json(task, record))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(f"{path}, line {number}: not an episode as this version writes it: {error!r}") from error


def _parsed(path: Path, number: int, text: str) -> Json:
    try:
        record = json.loads(text)
    except ValueError as error:
        raise DatasetError(f"{path}, line {number}: not JSON: {error}") from error
    if not isinstance(record, dict):
        raise DatasetError(f"{path}, line {number}: not a JSON object")
    return record
