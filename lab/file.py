"""How the lab's SQLite file is opened, read and written by many at once, whatever is kept in it.

Every write begins an immediate transaction: with two writers a deferred one fails at its first write, however long it is
told to wait.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlite_utils import Database

from lab.migrations import MIGRATIONS, look_through
from lab.problem import Failed

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE = 30_000
"""Milliseconds a writer waits for another one."""

_DURABLE = "pragma synchronous = full"
"""What is committed is on the disk: it survives kill -9 of everybody, and the loss of power. Checkpoints need that: older
ones are dropped once the store knows of a newer one, and everything recorded before it has to be there when a run goes on."""

_PASSING = "pragma synchronous = normal"
"""What is committed survives kill -9, as it is in the system's hands. The loss of power may take the last of such commits, up
to the next durable one, and takes nothing from their midst: fit for what a worker says several times a second and would say
again."""


class File:
    """The database in the lab's home. Use as a context manager, or close it."""

    def __init__(self, home: Path, *, readonly: bool = False) -> None:
        self.home = Path(home)
        self.path = self.home / "lab.db"
        # Asked in this order: another process may be making the file right now.
        there = self.path.exists()
        writable = os.access(self.path, os.W_OK) and os.access(self.home, os.W_OK)
        self.readonly = readonly or (there and not writable)
        self._db = self._open()
        self._changes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    # Reading and writing

    @contextmanager
    def _passing(self) -> Iterator[None]:
        """What is written in here may be lost with the power."""
        self._db.execute(_PASSING)
        try:
            yield
        finally:
            self._db.execute(_DURABLE)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction; all of it happens or nothing."""
        if self.readonly:
            raise Failed(f"the lab's home {self.home} is open for reading only: name another with --home")
        connection: sqlite3.Connection = self._db.conn
        try:
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise
        except sqlite3.Error as error:
            raise Failed(_database_trouble(self.path, error)) from error
        self._changes += 1

    def _reading(
        self, read: "Callable[Concatenate[sqlite3.Connection, P], T]", *values: P.args, **named: P.kwargs
    ) -> T:
        """What one of the functions that are the store's finds."""
        try:
            return read(self._db.conn, *values, **named)
        except sqlite3.Error as error:
            raise Failed(_database_trouble(self.path, error)) from error

    def _query(self, sql: str, *values: Any) -> Iterator[dict[str, Any]]:
        try:
            yield from self._db.query(sql, values)
        except sqlite3.Error as error:
            raise Failed(_database_trouble(self.path, error)) from error

    def version(self) -> int:
        """A number that changes whenever anybody has written to the store."""
        seen = next(self._query("pragma data_version"))["data_version"]
        return int(seen) * 1_000_003 + self._changes

    def integrity(self) -> str:
        """What SQLite says of its file: `ok`, or what is wrong."""
        return str(next(self._query("pragma integrity_check"))["integrity_check"])

    def compact(self) -> None:
        """Gives the room of what was dropped back to the disk. Who wants to write meanwhile has to wait."""
        try:
            self._db.execute("vacuum")
            self._db.execute("pragma wal_checkpoint(truncate)")
        except sqlite3.Error as error:
            raise Failed(_database_trouble(self.path, error)) from error

    def copy_to(self, path: Path, progress: Callable[[int, int], None], pages: int) -> None:
        """Copies all as it is now, while others write, and tells after so many pages how many are copied, and of how many.

        Raises sqlite3.Error."""
        connection: sqlite3.Connection = self._db.conn
        with closing(sqlite3.connect(path)) as copy:
            # Reading from one moment on until the copy is done: else each write of another process would begin it anew.
            connection.execute("begin")
            try:
                connection.execute("select count(*) from runs").fetchone()
                connection.backup(
                    copy, pages=pages, progress=lambda _, left, total: progress(total - left, total), sleep=0.001
                )
            finally:
                connection.execute("rollback")

    # Opening

    def _open(self) -> Database:
        try:
            if self.readonly:
                return self._open_readonly()
            self.home.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_PATIENCE / 1000, isolation_level=None)
            db = Database(connection)
            db.execute(f"pragma busy_timeout = {_PATIENCE}")
            _set_up(db, self.path)
            db.execute(_DURABLE)
            return db
        except OSError as error:
            raise Failed(
                f"the lab's home {self.home} cannot be made or written: {error}; name another with --home"
            ) from error
        except sqlite3.Error as error:
            raise Failed(_database_trouble(self.path, error)) from error

    def _open_readonly(self) -> Database:
        if not self.path.exists():
            raise Failed(
                f"there is no lab in {self.home} yet, and it cannot be made read-only: name another with --home"
            )
        uri = f"{self.path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE / 1000, isolation_level=None)
        try:
            connection.execute("select 1 from runs limit 1").fetchall()
        except sqlite3.OperationalError:
            # Without the right to write the log's index beside it, SQLite reads the file only as one nobody changes.
            connection.close()
            connection = sqlite3.connect(uri + "&immutable=1", uri=True, isolation_level=None)
        look_through(connection)
        return Database(connection)


def _set_up(db: Database, path: Path) -> None:
    """Makes a new file one that is read while it is written, and brings an older one up to date; a file that is both is not
    written to. Two labs may try at once, and SQLite does not let the second wait while the first changes how a file is kept."""
    mode = next(db.query("pragma journal_mode"))["journal_mode"]
    if mode == "wal" and db["_sqlite_migrations"].exists() and not MIGRATIONS.pending(db):
        return
    until = time.monotonic() + _PATIENCE / 1000
    while not _brought_up(db, path.with_suffix(".migrating")):
        if time.monotonic() > until:
            raise sqlite3.OperationalError("database is locked")
        time.sleep(0.01)


def _brought_up(db: Database, lock: Path) -> bool:
    """Whether the file is as it should be now. While others look at it or leave it, SQLite may refuse at once to change it,
    however long it is told to wait; each migration happens as a whole or not at all, so one tries again."""
    with _held(lock):
        try:
            kept = next(db.query("pragma journal_mode = wal"))["journal_mode"]
            MIGRATIONS.apply(db)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            return False
    return bool(kept == "wal")


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Only one process at a time is between here and there."""
    import fcntl

    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _database_trouble(path: Path, error: sqlite3.Error) -> str:
    said = str(error)
    if "full" in said or "disk I/O" in said:
        return f"the disk that holds {path} is full or failing ({said}): make room, then go on; what was kept is intact"
    if "readonly" in said or "unable to open" in said:
        return f"{path} cannot be written ({said}): check its permissions, or name another home with --home"
    if "locked" in said:
        return f"{path} stayed locked by another program for {_PATIENCE // 1000} s: close it, then try again"
    if "not a database" in said or "malformed" in said:
        return f"{path} is damaged ({said}): move it away, and `sqlite3 FILE .recover` saves what can be read from it"
    return f"{path}: {said}"
