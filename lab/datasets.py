"""Where datasets are kept, and how two that want the same one make it once. Free of torch."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.cores import cores
from lab.problem import Failed, Problem
from lab.records import DataSpec
from tasks import dataset
from tasks.dataset import Dataset, DatasetError
from tasks.protocol import AnyTask

Note = Callable[[str], None]
"""Hears what is going on, and may raise Stopped."""

_LONGEST = 200
"""Bytes of a dataset's name; file systems take 255 with what is put behind it."""

Progress = Callable[[int, int], None]


def dataset_path(home: Path, task: str, data: DataSpec) -> Path:
    """Where a dataset is kept."""
    if data.path:
        return home / "datasets" / f"{_fit(data.path)}.jsonl.gz"
    return home / "datasets" / f"{task}-{data.recipe}-{data.episodes}-s{data.seed}.jsonl.gz"


def _fit(name: str) -> str:
    """A dataset's name. Raises Problem for what cannot be the name of a file."""
    if "/" in name or "\0" in name or len(name.encode("utf-8", "replace")) > _LONGEST or not _encodable(name):
        raise Problem(f"a dataset cannot be named {name[:_LONGEST]!r}: choose another name")
    return name


def _encodable(name: str) -> bool:
    return name.encode("utf-8", "ignore").decode("utf-8") == name


def load_data(
    home: Path,
    task: AnyTask,
    data: DataSpec,
    note: Note,
    processes: int = 1,
    watch: Progress | None = None,
    tell: Note | None = None,
) -> Dataset:
    """The dataset, made first when there is none. Two that want the same make it once. Raises Problem.

    A make that was killed goes on from the pieces it had finished, and `tell` hears how many episodes these hold; `note`
    hears everything, but may say it only now and then.
    """
    path = dataset_path(home, task.name, data)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"{path.parent} cannot be made: {error.strerror}; name another home with --home") from error
    with _held(path.with_suffix(".lock"), note):
        try:
            if path.exists():
                dataset.drop_pieces(path)
                return _of(task, dataset.load(path))
            if data.path:
                raise Problem(
                    f"there is no dataset {data.path!r}: `lmrl-lab data import FILE --task {task.name}` makes one"
                )

            def progress(made: int, wanted: int) -> None:
                note(f"making data: {made} of {wanted} episodes")
                if watch is not None:
                    watch(made, wanted)

            def going_on(kept: int, wanted: int) -> None:
                (tell or note)(f"making data: going on from {kept} of {wanted} episodes")
                if watch is not None:
                    watch(kept, wanted)

            return dataset.make_at(
                path, task, data.recipe, data.episodes, data.seed, progress, processes, going_on=going_on
            )
        except DatasetError as error:
            raise Failed(str(error)) from error
        except OSError as error:
            raise Failed(f"{path} cannot be written: {error.strerror}; make room or name another home") from error


def _of(task: AnyTask, data: Dataset) -> Dataset:
    if data.task != task.name and data.task.split("-")[0] != task.name.split("-")[0]:
        raise Problem(f"this dataset is one of {data.task}, not of {task.name}")
    return data


@contextmanager
def _held(lock: Path, note: Note) -> Iterator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note("waiting for another run to make the same data")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def processes() -> int:
    """Processes that make data."""
    return cores()
