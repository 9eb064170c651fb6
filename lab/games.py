"""Games as rows of the store: how one is kept, found and read.

These functions are the store's: it gives them its connection, the writing ones within its transactions.
"""

import json
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from lab.problem import Problem
from lab.records import EpisodeHead, PersonGame, Phase, StoredEpisode
from tasks.protocol import Episode, Turn

HEAD = "id, run, phase, step, task, player, seed, total, turns, success, illegal, assisted, parent, fork_turn, created"
"""The columns of a head."""

Order = Literal["newest", "best", "worst"]
ORDERS = {"newest": "id desc", "best": "total desc, id", "worst": "total, id"}


def rows(db: sqlite3.Connection, sql: str, *values: Any) -> Iterator[dict[str, Any]]:
    """What a question finds, by the names of its columns."""
    found = db.execute(sql, values)
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def insert(
    db: sqlite3.Connection, episode: Episode, *, run: str, phase: Phase, step: int, player: str = "",
    assisted: bool = False, parent: int | None = None, fork_turn: int | None = None,
) -> int:  # fmt: skip
    """Keeps one episode; answers its number. A parent that is gone by then is nobody's, as its number may be another's."""
    spoken = episode.spoken
    if parent is not None and not _same_game(db, parent, episode):
        parent = None
    done = db.execute(
        "insert into episodes (run, phase, step, task, player, seed, total, turns, success, illegal, assisted, parent, "
        "fork_turn, created, terminated, turns_json, about) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run, phase, step, episode.task, keepable(player or episode.player), episode.seed, episode.total, len(spoken),
            episode.success, sum(not turn.legal for turn in spoken), assisted, parent, fork_turn, time.time(),
            episode.terminated, _packed(episode.turns), keepable(episode.about),
        ),
    )  # fmt: skip
    assert done.lastrowid is not None
    return done.lastrowid


def _same_game(db: sqlite3.Connection, number: int, episode: Episode) -> bool:
    asked = "select 1 from episodes where id = ? and task = ? and seed = ?"
    return db.execute(asked, (number, episode.task, episode.seed)).fetchone() is not None


def find(
    db: sqlite3.Connection, *, run: str | None, task: str | None, phase: Phase | None, order: Order, limit: int
) -> list[EpisodeHead]:
    """Episodes without their texts."""
    wanted = {"run": run, "task": task, "phase": phase}
    given = {name: value for name, value in wanted.items() if value is not None}
    where = " and ".join(f"{name} = ?" for name in given) or "1"
    sql = f"select {HEAD} from episodes where {where} order by {ORDERS[order]} limit ?"
    return [head(row) for row in rows(db, sql, *given.values(), limit)]


def read(db: sqlite3.Connection, episode: int) -> StoredEpisode:
    """One episode, whole. Raises Problem."""
    sql = f"select {HEAD}, terminated, turns_json, about from episodes where id = ?"
    for row in rows(db, sql, episode):
        found, ended = head(row), bool(row["terminated"])
        turns = _unpacked(row["turns_json"])
        whole = Episode(found.task, found.seed, turns, ended, not ended, found.success, found.player, row["about"])
        return StoredEpisode(found, whole)
    raise Problem(f"there is no episode {episode}; `lmrl-lab replay RUN` shows a run's episodes")


def person_games(db: sqlite3.Connection, task: str) -> list[PersonGame]:
    """All games that people played of a task as its agent, oldest first."""
    sql = """
        select id, player, seed, total, turns, success, terminated, assisted,
            case when json_valid(about) then coalesce(json_extract(about, '$.simulator.kind'), 'embedded') <> 'embedded' end
            as simulated
        from episodes where task = ? and phase = 'human' order by id
    """
    truths = ("success", "terminated", "assisted", "simulated")
    return [PersonGame(**row | {name: bool(row[name]) for name in truths}) for row in rows(db, sql, task)]


def head(row: Mapping[str, Any]) -> EpisodeHead:
    """What is known of an episode without its texts."""
    return EpisodeHead(
        id=row["id"], run=row["run"], phase=row["phase"], step=row["step"], task=row["task"], player=row["player"],
        seed=row["seed"], total=row["total"], turns=row["turns"], success=bool(row["success"]), illegal=row["illegal"],
        assisted=bool(row["assisted"]), parent=row["parent"], fork_turn=row["fork_turn"], created=row["created"],
    )  # fmt: skip


def keepable(text: str) -> str:
    """Text that SQLite can hold: half a surrogate pair, as in a file name that is no UTF-8, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _packed(turns: Sequence[Turn]) -> bytes:
    """Compressed JSON in ASCII, so that even half a surrogate pair comes back as it was."""
    packed = [
        [turn.text]
        if turn.role == "game"
        else [turn.text, turn.reward, int(turn.legal), int(turn.cut), turn.tokens, [round(x, 5) for x in turn.logprobs]]
        for turn in turns
    ]
    return zlib.compress(json.dumps(packed, separators=(",", ":")).encode("ascii"), 1)


def _unpacked(packed: bytes) -> tuple[Turn, ...]:
    return tuple(
        Turn("game", row[0])
        if len(row) == 1
        else Turn("agent", row[0], row[1], bool(row[2]), bool(row[3]), tuple(row[4]), tuple(row[5]))
        for row in json.loads(zlib.decompress(packed))
    )
