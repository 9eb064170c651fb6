"""Which episodes were forked from which, as the store has it. A game that was forked from stays as long as its branches do.

These functions are the store's: it gives them its connection, the writing ones within its transactions.
"""

import re
import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from lab.catalog import TASKS
from lab.games import HEAD, head, rows
from lab.problem import Problem
from lab.records import By, Ending, EpisodeHead, Node

_COLUMNS = f"""
    {HEAD}, terminated, note, case when json_valid(about) then json_extract(about, '$.by') end as by,
    exists (select 1 from runs where runs.id = player) as trained
"""

_KIN = """
    with recursive
        above (id, parent) as (
            select id, parent from episodes where id = ?1
            union select e.id, e.parent from above join episodes e on e.id = above.parent
        ),
        kin (id) as (select id from above union select e.id from kin join episodes e on e.parent = kin.id)
"""
"""Goes up to the root and down to all leaves. That each is found once ends it, whatever the file says."""

_BELOW = """
    with recursive below (id) as (select ?1 union select e.id from below join episodes e on e.parent = below.id)
    select id from below
"""

_OF_RUN = """
    with recursive branch (id) as (
        select e.id from episodes e join episodes p on p.id = e.parent where e.parent is not null and p.run = ?1
        union select e.id from branch join episodes e on e.parent = branch.id
    )
    select id from branch
"""

_OF_NOBODY = """
    with recursive climbing (branch, id) as (
        select id, id from episodes where phase = 'fork'
        union select c.branch, e.parent from climbing c join episodes e on e.id = c.id where e.parent is not null
    ),
    rooted (branch, root) as (
        select c.branch, e.id from climbing c join episodes e on e.id = c.id
        where e.parent is null and e.run not in (select id from runs)
    )
    select branch from rooted union select root from rooted
"""

_PLAYED = "run = ?1 and phase in ('train', 'eval')"
_FORKED = "id in (select parent from episodes where parent is not null)"

_RUN = re.compile(r"[a-z0-9-]+-[a-z0-9]{4}")


class Played(NamedTuple):
    """What deleting a run does to its games."""

    goes: int
    stays: int
    """Those that branches were forked from."""
    branches: int
    """All that was forked from these, and from branches of them."""


def kin(db: sqlite3.Connection, episode: int) -> list[Node]:
    """The tree that an episode belongs to, in no order. Raises Problem."""
    sql = f"{_KIN} select {_COLUMNS} from episodes where id in (select id from kin)"
    found = [_node(row) for row in rows(db, sql, episode)]
    if not found:
        raise Problem(f"there is no episode {episode}; `lmrl-lab replay RUN` shows a run's episodes")
    return found


def branches(db: sqlite3.Connection, run: str | None) -> list[EpisodeHead]:
    """All that hangs on a run's games; without a run, the trees whose root is no run's, but for the games of people."""
    if run is not None:
        return [head(row) for row in rows(db, f"select {HEAD} from episodes where id in ({_OF_RUN})", run)]
    return [head(row) for row in rows(db, f"select {HEAD} from episodes where id in ({_OF_NOBODY})")]


def played(db: sqlite3.Connection, run: str) -> Played:
    sql = f"select count(*) as games, coalesce(sum({_FORKED}), 0) as forked from episodes where {_PLAYED}"
    (counted,) = rows(db, sql, run)
    return Played(counted["games"] - counted["forked"], counted["forked"], len(branches(db, run)))


def drop_played(db: sqlite3.Connection, run: str) -> None:
    """Drops a run's games, but for those that branches were forked from."""
    db.execute(f"delete from episodes where {_PLAYED} and not {_FORKED}", (run,))


def delete(db: sqlite3.Connection, episode: int, *, whole: bool) -> int:
    """Deletes a branch, and all its branches or none of them. Answers how many episodes went.

    A branch that stays then hangs on what the deleted one hung on, from the turn up to which it shares its texts with that.
    Raises Problem for what is no branch.
    """
    found = list(rows(db, "select phase, parent, fork_turn from episodes where id = ?", episode))
    if not found or found[0]["phase"] != "fork":
        raise Problem(f"episode {episode} is no branch: a run's games go with their run, and games of people stay")
    if whole:
        return db.execute(f"delete from episodes where id in ({_BELOW})", (episode,)).rowcount
    db.execute(
        "update episodes set parent = ?, fork_turn = min(fork_turn, ?) where parent = ?",
        (found[0]["parent"], found[0]["fork_turn"], episode),
    )
    return db.execute("delete from episodes where id = ?", (episode,)).rowcount


def _node(row: Mapping[str, Any]) -> Node:
    by = _by(row)
    gone = by == "agent" and not row["trained"] and _RUN.fullmatch(row["player"]) is not None
    return Node(head(row), by, gone, _ending(row), row["note"])


def _by(row: Mapping[str, Any]) -> By:
    """What kind of player it was: told with branches, and else to be seen from where the game is from."""
    if row["by"] in ("person", "agent", "scripted"):
        told: By = row["by"]
        return told
    if row["phase"] == "human":
        return "person"
    if row["task"] in TASKS and row["player"] in TASKS[row["task"]].players:
        return "scripted"
    return "person" if row["phase"] == "fork" and not row["run"] and not row["trained"] else "agent"


def _ending(row: Mapping[str, Any]) -> Ending:
    if row["success"]:
        return "won"
    if row["terminated"]:
        return "over"
    cut = row["task"] not in TASKS or row["turns"] >= TASKS[row["task"]].max_turns
    return "limit" if cut else "left"
