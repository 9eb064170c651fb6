"""What keeps a home small and safe: room is made while nobody writes, and the store is copied while everybody does.

Room is made only of what nothing in the store knows any more, and of games beyond the setting `keep_episodes`. Whoever runs
this sees first what goes; people's games, trees of forks, games with a note, and the best and worst evaluated games of a run are
never among it.
"""

import fcntl
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lab import checkpoints, settings
from lab.clock import alive
from lab.problem import Failed, Problem
from lab.store import Store

Progress = Callable[[int, int], None]

_RUN = re.compile(r"[a-z0-9-]+-[a-z0-9]{4}")
"""A run's name: what else lies among the runs' folders is somebody's and stays."""

_PIECES = ".pieces"
_OLD = 7 * 86400.0
"""Seconds after which the finished pieces of a dataset that nobody goes on making are given up."""

_PAGES = 4096
"""Pages copied between two reports: 16 MB."""


@dataclass(frozen=True)
class Room:
    """What there is to drop."""

    games: dict[str, int]
    """By run, those beyond the setting."""
    rows: int
    """What deleted runs left in the store: curves, lines of logs, checkpoints, games."""
    folders: list[Path]
    """Of deleted runs, of writes that were killed, of datasets whose making was given up."""


def room(home: Path) -> Room:
    """What `vacuum` would drop."""
    # Folders first: a run is in the store before it has one, so none that is just beginning looks orphaned.
    found = [*_folders(home / "runs"), *_folders(home / "datasets")]
    with Store(home) as store:
        folders = list(_left(store, found))
        return Room(store.surplus_games(settings.load(home).keep_episodes), store.orphans(), folders)


def vacuum(home: Path) -> Room:
    """Drops it and gives the room back. Raises Problem while a run is being trained: it would be held up, or lose its files."""
    trained = busy(home)
    if trained:
        said = f"{trained[0]} is" if len(trained) == 1 else f"{', '.join(trained)} are"
        raise Problem(f"{said} being trained: wait until that is over (--wait does), or stop it first")
    dropped = room(home)
    with Store(home) as store:
        for run in dropped.games:
            store.drop_games(run, settings.load(home).keep_episodes)
        store.drop_orphans()
        for folder in dropped.folders:
            shutil.rmtree(folder)
        store.compact()
    return dropped


def busy(home: Path) -> list[str]:
    """The runs that are being trained."""
    with Store(home) as store:
        return [run for run in store.names("running") if _works(store, run)]


def size(home: Path) -> int:
    """Bytes of all that the lab keeps there."""
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file() and not path.is_symlink())


def backup(home: Path, path: Path, progress: Progress, *, force: bool = False) -> int:
    """Copies the store as it is at one moment, while runs write on, and answers how many bytes the copy has.

    The copy is checked before it gets its name. In it, runs that are being trained are lost ones: their workers are not its.
    Raises Problem where there is a file already and `force` is not given.
    """
    if path.exists() and not force:
        raise Problem(f"{path} is there already: name another file, or say --force")
    if path.exists() and path.samefile(home / "lab.db"):
        raise Problem(f"{path} is the store itself: name another file")
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        with Store(home, readonly=True) as store:
            store.copy_to(beside, progress, _PAGES)
        _settle(beside)
        length = beside.stat().st_size
        checkpoints.flush(beside)
        beside.replace(path)
        checkpoints.flush(path.parent)
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error
    except sqlite3.Error as error:
        raise Failed(f"{path} cannot be written: {error}") from error
    finally:
        beside.unlink(missing_ok=True)
    return length


def _settle(copy: Path) -> None:
    """Makes a copy fit to be opened alone, and checks it. Raises Failed."""
    connection = sqlite3.connect(copy, isolation_level=None)
    try:
        connection.execute("pragma journal_mode = delete")
        connection.execute(
            "update runs set status = 'lost', pid = null, pid_started = null, note = '', error = 'it was being trained when this "
            "copy was made; `lmrl-lab resume ' || id || '` goes on from its last checkpoint, or begins again where there is none' "
            "where status = 'running'"
        )
        if connection.execute("select 1 from sqlite_master where name = 'mirrors'").fetchone():
            # Elsewhere than in a home they stay the original's.
            connection.execute("delete from mirrors where folder <> ''")
        (said,) = connection.execute("pragma integrity_check").fetchone()
    finally:
        connection.close()
    if said != "ok":
        raise Failed(f"the copy is damaged ({said}), so it was not kept; `lmrl-lab doctor` checks the store itself")


def _works(store: Store, run: str) -> bool:
    pid, born = store.process(run)
    return pid is not None and alive(pid, born)


def _folders(parent: Path) -> list[Path]:
    return [path for path in sorted(parent.iterdir()) if path.is_dir()] if parent.is_dir() else []


def _left(store: Store, found: list[Path]) -> Iterator[Path]:
    known = set(store.names())
    for folder in found:
        if folder.name.endswith(_PIECES):
            if _given_up(folder):
                yield folder
        elif folder.parent.name != "runs":
            continue
        elif folder.name in known:
            kept = {store.home / one.path for one in store.checkpoints(folder.name)}
            yield from (path for path in _folders(folder) if path not in kept and _is_checkpoint(path))
        elif _RUN.fullmatch(folder.name):
            yield folder


def _is_checkpoint(folder: Path) -> bool:
    """Of a write that was finished but never told to the store, or of one that was killed: its name begins with a dot."""
    return re.fullmatch(r"\.?(last|best)-\d+(\.\d+)?", folder.name) is not None


def _given_up(pieces: Path) -> bool:
    """The dataset is whole, or nobody has worked at it for long; and nobody does now."""
    dataset = pieces.with_name(pieces.name.removesuffix(_PIECES))
    lock = dataset.with_suffix(".lock")
    if lock.exists():
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
    return dataset.exists() or time.time() - pieces.stat().st_mtime > _OLD
