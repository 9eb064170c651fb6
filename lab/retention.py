"""Which rows of the store nobody needs any more: games beyond a run's share, and what deleted runs left behind.

Never dropped are people's games, forks and what they were forked from (a tree stays whole), games with a note, and the best
and worst evaluated games of a run. Newest is what was kept last, so a run that went on from a checkpoint ends with the same
games as one that was never broken off.

These functions are the store's: it gives them its connection, the dropping ones within its transactions.
"""

import sqlite3

_EXTREMES = 20
"""The best evaluated games of a run that are never dropped, and as many of the worst."""

_PARENTS = "select parent from episodes where parent is not null"

_PLAIN = f"run = ?1 and phase in ('train', 'eval') and id not in ({_PARENTS}) and note = ''"
"""A run's games that nobody has done anything with."""

_SURPLUS = f"""
    {_PLAIN}
    and id not in (select id from episodes where run = ?1 and phase in ('train', 'eval') order by id desc limit ?2)
    and id not in (select id from episodes where run = ?1 and phase = 'eval' order by total desc, id limit {_EXTREMES})
    and id not in (select id from episodes where run = ?1 and phase = 'eval' order by total, id limit {_EXTREMES})
"""

_GONE = "not in (select id from runs)"
_LEFT = {
    "series": f"run {_GONE}",
    "logs": f"run {_GONE}",
    "checkpoints": f"run {_GONE}",
    "mirrors": f"run {_GONE}",
    "episodes": f"run <> '' and phase in ('train', 'eval') and run {_GONE} and id not in ({_PARENTS})",
}
"""What a worker may still have written after its run was deleted, by table."""


def surplus(db: sqlite3.Connection, keep: int) -> dict[str, int]:
    """How many games each run has beyond the newest `keep`, where it has any; 0 keeps all."""
    found: dict[str, int] = {}
    for (run,) in db.execute("select id from runs").fetchall() if keep else ():
        (games,) = db.execute(f"select count(*) from episodes where {_SURPLUS}", (run, keep)).fetchone()
        if games:
            found[run] = games
    return found


def drop_surplus(db: sqlite3.Connection, run: str, keep: int) -> int:
    """Drops them, and answers how many these were."""
    return db.execute(f"delete from episodes where {_SURPLUS}", (run, keep)).rowcount if keep else 0


def forget_after(db: sqlite3.Connection, run: str, step: int) -> None:
    """Drops a run's games after a step, before it goes on from there and plays them again."""
    db.execute(f"delete from episodes where {_PLAIN} and step > ?2", (run, step))


def orphans(db: sqlite3.Connection) -> int:
    """How many rows are of runs that there are no more."""
    counts = [db.execute(f"select count(*) from {table} where {left}").fetchone()[0] for table, left in _LEFT.items()]
    return sum(counts)


def drop_orphans(db: sqlite3.Connection) -> None:
    """Drops them."""
    for table in ("points", "stretches"):
        db.execute(f"delete from {table} where series in (select id from series where {_LEFT['series']})")
    for table, left in _LEFT.items():
        db.execute(f"delete from {table} where {left}")
