"""Checkpoints on disk: written beside, flushed, renamed; each with the hashes of its files, so that damage is noticed.

`last` ones hold a whole learner and name the `best` one as it was then; so going back to an older one goes back in every
respect. Two last ones are kept, and the best ones these two name.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from lab.records import Checkpoint, Run
from lab.store import Store

_KEPT = 2


class Best(NamedTuple):
    """The best evaluation so far."""

    step: int
    value: float
    """Mean return."""


def none_yet(run: Run) -> str:
    """What is told of a run that has no checkpoint."""
    return f"{run.id} has no checkpoint yet ({run.status}, step {run.step}): let it run for a while first"


def write(folder: Path, fill: Callable[[Path], None], about: dict[str, Any]) -> None:
    """Fills a folder and puts it in place whole. Raises OSError, leaving whatever was there before."""
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
        fill(beside)
        hashes = {str(path.relative_to(beside)): _hash(path) for path in sorted(beside.rglob("*")) if path.is_file()}
        (beside / "manifest.json").write_text(json.dumps({**about, "files": hashes}), encoding="utf-8")
        for path in [*beside.rglob("*"), beside]:
            flush(path)
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
        flush(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def read_manifest(folder: Path) -> dict[str, Any]:
    """What `write` was told about this folder. Raises ValueError, saying which file is damaged or missing."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        files = manifest["files"]
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{folder}: its manifest cannot be read ({error})") from error
    for name, digest in files.items():
        path = folder / name
        if not path.is_file() or _hash(path) != digest:
            raise ValueError(f"{path} is damaged or missing")
    return manifest


def last_folder(store: Store, run: str, step: int) -> Path:
    return store.run_folder(run) / f"last-{step:07d}"


def best_folder(store: Store, run: str, step: int) -> Path:
    return store.run_folder(run) / f"best-{step:07d}"


def keep(store: Store, run: str, kind: str, step: int, score: float | None) -> None:
    """Tells the store of a checkpoint that was written."""
    folder = last_folder(store, run, step) if kind == "last" else best_folder(store, run, step)
    path = str(folder.relative_to(store.home))
    store.add_checkpoint(run, Checkpoint(step, path, "last" if kind == "last" else "best", time.time(), score))


def prune(store: Store, run: str) -> None:
    """Drops all but the last two checkpoints and the best ones that these name."""
    known = store.checkpoints(run)
    lasts = [checkpoint for checkpoint in known if checkpoint.kind == "last"][:_KEPT]
    wanted = {checkpoint.path for checkpoint in lasts}
    for checkpoint in lasts:
        best = best_of(store.home / checkpoint.path)
        if best is not None:
            wanted.add(str(best_folder(store, run, best.step).relative_to(store.home)))
    for checkpoint in known:
        if checkpoint.path not in wanted:
            store.drop_checkpoint(run, checkpoint.path)
            shutil.rmtree(store.home / checkpoint.path, ignore_errors=True)


def best_of(folder: Path) -> Best | None:
    """The best evaluation that a last checkpoint names."""
    try:
        best = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["best"]
    except (OSError, ValueError, KeyError):
        # A damaged manifest names nothing; `read_manifest` says so to whoever wants to go on from it.
        return None
    return None if best is None else Best(*best)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Has a file or a folder's list of names written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
