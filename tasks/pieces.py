"""Finished pieces of a dataset that is being made, kept in a folder, so that a make that was killed goes on from there.

A piece is a file of gzipped JSON lines: a head, then an episode a line. The head says which task, recipe and seeds the
episodes are of and what they hash to; a piece that says something else, or is damaged, counts as not there.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tasks.packed import Json, Packed, json_line

FORMAT = "lmrl-lab piece 1"
"""To be raised when a line of an episode means something else."""


class Pieces(NamedTuple):
    """The pieces of one task and recipe in a folder; with no folder nothing is kept."""

    folder: Path | None
    task: str
    recipe: str

    def found(self, seeds: range) -> Packed | None:
        """The episodes of these seeds, when they were finished and are whole."""
        if self.folder is None:
            return None
        try:
            head, *lines = gzip.decompress(self._path(self.folder, seeds).read_bytes()).splitlines(keepends=True)
            whole = json.loads(head) == self._head(seeds, lines)
        except (OSError, EOFError, ValueError, zlib.error):
            return None
        return Packed(self.task, lines) if whole and len(lines) == len(seeds) else None

    def piece(self, seeds: range, lines: Iterable[bytes]) -> bytes:
        """The content of a piece's file."""
        kept = list(lines)
        return gzip.compress(json_line(self._head(seeds, kept)) + b"".join(kept), compresslevel=1, mtime=0)

    def keep(self, seeds: range, piece: bytes) -> Packed:
        """The episodes of a piece that was just made, kept for another time where there is a folder."""
        if self.folder is not None:
            replace_file(self._path(self.folder, seeds), piece)
        return Packed(self.task, gzip.decompress(piece).splitlines(keepends=True)[1:])

    def _path(self, folder: Path, seeds: range) -> Path:
        return folder / f"{seeds.start}-{len(seeds)}.jsonl.gz"

    def _head(self, seeds: range, lines: Iterable[bytes]) -> Json:
        content = hashlib.sha256(b"".join(lines)).hexdigest()
        about = {"format": FORMAT, "task": self.task, "recipe": self.recipe}
        return about | {"seeds": [seeds.start, seeds.stop], "hash": content}


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file so that others see the old one or the whole new one, even if the machine stops in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            yield file
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


def replace_file(path: Path, content: bytes) -> None:
    """Write a file as `replacing` does."""
    with replacing(path) as file:
        file.write(content)
