"""The SQLite file that the lab and its workers share, and nothing else between them.

Reads are incremental or reduced in SQL, because screens ask several times a second. One Store per thread.
"""

import json
import math
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from lab import curves, games, lineage, retention
from lab.catalog import spec_from_json, spec_to_json
from lab.curves import Sums
from lab.file import File
from lab.games import Order, keepable
from lab.problem import Failed, Problem
from lab.records import (
    Checkpoint,
    EpisodeHead,
    Json,
    LogLine,
    Mirror,
    MirrorState,
    PersonGame,
    Phase,
    Point,
    Row,
    Run,
    RunSpec,
    Status,
    StoredEpisode,
    Wanted,
)
from lab.tools import folder_of
from lab.tree import Tree, grown
from tasks.protocol import Episode
from tasks.score import Evaluation

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Store(File):
    """The lab's home: its database, and the folders beside it. Use as a context manager, or close it."""

    def __init__(self, home: Path, *, readonly: bool = False) -> None:
        super().__init__(home, readonly=readonly)
        self._specs: dict[str, RunSpec] = {}
        """By their JSON: a thousand of them cost more to read than all the rest of their rows."""

    def run_folder(self, run: str) -> Path:
        return self.home / "runs" / run

    # Runs

    def create(self, spec: RunSpec, *, wanted: Wanted = "run", sweep: str = "", trial: int = 0, until: int = 0) -> Run:
        """A new run, queued; waiting when the run it starts from is not done yet."""
        base = self.run(spec.from_run) if spec.from_run else None
        status: Status = "waiting" if base is not None and base.status != "done" else "queued"
        with self._writing() as db:
            run = _new_name(db, f"{spec.algo}-{spec.task}")
            db.execute(
                "insert into runs (id, spec, status, wanted, steps, created, sweep, trial, until) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run, json.dumps(spec_to_json(spec)), status, wanted, spec.config.steps, time.time(), sweep, trial,
                    until,
                ),
            )  # fmt: skip
        return self.run(run)

    def run(self, name: str) -> Run:
        """The run of this name, or the newest one whose name starts so. Raises Problem with the nearest names."""
        name = keepable(name)
        rows = list(self._query("select * from runs where id = ?", name)) or list(
            self._query("select * from runs where id >= ? and id < ? order by rowid desc", name, name + "\uffff")
        )
        if rows and name:
            return self._run(rows[0])
        known = [row["id"] for row in self._query("select id from runs order by rowid desc")]
        near = get_close_matches(name, known, 3, 0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "`lmrl-lab runs` lists them all"
        raise Problem(f"there is no run {name!r}; {hint}")

    def runs(self, *statuses: Status) -> list[Run]:
        """All runs, or those of these statuses, that this version understands, newest first; those it does not are left out
        here, and `run` says why."""
        found = []
        chosen = f"status in ({', '.join('?' * len(statuses))})" if statuses else "1"
        for row in self._query(f"select * from runs where {chosen} order by rowid desc", *statuses):
            try:
                found.append(self._run(row))
            except Problem:
                continue
        return found

    def delete(self, run: str) -> None:
        """The run, its metrics, log, checkpoints and games. Games of people and branches stay, and the games that these were
        forked from: a tree stays whole."""
        with self._writing() as db:
            curves.delete(db, run)
            for table in ("logs", "checkpoints", "mirrors"):
                db.execute(f"delete from {table} where run = ?", (run,))
            lineage.drop_played(db, run)
            db.execute("delete from runs where id = ?", (run,))
        shutil.rmtree(self.run_folder(run), ignore_errors=True)

    def want(self, run: str, wanted: Wanted) -> None:
        self._update(run, wanted=wanted)

    def pin(self, run: str, pinned: bool) -> None:
        self._update(run, pinned=int(pinned))

    def remark(self, run: str, remark: str) -> None:
        """Keeps a remark on a run, in place of an earlier one; an empty one removes it."""
        self._update(run, remark=keepable(remark))

    def set_status(self, run: str, status: Status, error: str = "") -> None:
        self._update(run, status=status, error=error)

    def move(self, run: str, before: Sequence[Status], after: Status, **also: Any) -> bool:
        """Changes the status if it is still one of `before`; False when somebody else was faster."""
        marks = ",".join("?" * len(before))
        sets = "".join(f", {name} = ?" for name in also)
        with self._writing() as db:
            done = db.execute(
                f"update runs set status = ?{sets} where id = ? and status in ({marks})",
                (after, *also.values(), run, *before),
            )
            return done.rowcount == 1

    # Sweeps

    def plan(self, sweep: str) -> Json | None:
        """What was asked of a sweep; None when there is none of this name."""
        for row in self._query("select plan from sweeps where name = ?", sweep):
            found: Json = json.loads(row["plan"])
            return found
        return None

    def keep_plan(self, sweep: str, plan: Json) -> None:
        with self._writing() as db:
            db.execute(
                "insert into sweeps (name, plan, created) values (?, ?, ?) on conflict (name) do update set plan = excluded.plan",
                (sweep, json.dumps(plan), time.time()),
            )

    def trials(self, sweep: str) -> list[Run]:
        """A sweep's runs, oldest first."""
        return [self._run(row) for row in self._query("select * from runs where sweep = ? order by rowid", sweep)]

    # Mirrors

    def mirror(self, run: str, tool: str, folder: str, mode: str) -> None:
        """Asks for a run to be shown in a tool, from now on."""
        usual = folder == str(folder_of(self.home.absolute()))  # A home may move, and take what is in it along.
        with self._writing() as db:
            db.execute(
                "insert into mirrors (run, tool, folder, mode, state) values (?, ?, ?, ?, 'due') on conflict (run, tool) do "
                "update set folder = excluded.folder, mode = excluded.mode, state = 'due', said = '', tries = 0",
                (run, tool, "" if usual else keepable(folder), mode),
            )

    def mirrors(self, run: str | None = None, state: MirrorState | None = None) -> list[Mirror]:
        """Those of a run, in a state, or all; none in a file for reading only that is older than they are."""
        if self.readonly and not list(self._query("select 1 from sqlite_master where name = 'mirrors'")):
            return []
        given = {name: value for name, value in {"run": run, "state": state}.items() if value is not None}
        where = " and ".join(f"{name} = ?" for name in given) or "1"
        usual = str(folder_of(self.home.absolute()))
        rows = self._query(f"select * from mirrors where {where}", *given.values())
        return [Mirror(**row | {"folder": row["folder"] or usual}) for row in rows]

    def claim_mirror(self, one: Mirror, pid: int, pid_started: float) -> bool:
        """Takes it for a process; False when another one was faster."""
        with self._writing() as db:
            done = db.execute(
                "update mirrors set pid = ?, pid_started = ?, tries = tries + 1 "
                "where run = ? and tool = ? and state = 'due' and pid is ? and tries = ?",
                (pid, pid_started, one.run, one.tool, one.pid, one.tries),
            )
            return done.rowcount == 1

    def hand_mirror(self, run: str, tool: str, pid: int, pid_started: float) -> None:
        """Says which process has it from now on."""
        with self._writing() as db:
            db.execute(
                "update mirrors set pid = ?, pid_started = ? where run = ? and tool = ? and state = 'due'",
                (pid, pid_started, run, tool),
            )

    def say_mirror(self, run: str, tool: str, said: str) -> None:
        """Says where it is to be found."""
        with self._writing() as db:
            db.execute("update mirrors set said = ? where run = ? and tool = ?", (keepable(said), run, tool))

    def settle_mirror(self, run: str, tool: str, state: MirrorState, said: str) -> bool:
        """It is as it shall be, or failed. False when its run has gone on meanwhile, so that there is more to do."""
        over = "(select status from runs where id = run) in ('done', 'failed', 'stopped', 'lost')"
        with self._writing() as db:
            done = db.execute(
                f"update mirrors set state = ?, said = ?, pid = null where run = ? and tool = ? and ({over} or ? = 'failed')",
                (state, keepable(said), run, tool, state),
            )
            return done.rowcount == 1

    def renew_mirrors(self, run: str) -> None:
        """All that were asked for of a run are to be kept up again, as it goes on."""
        with self._writing() as db:
            db.execute("update mirrors set state = 'due', said = '', tries = 0 where run = ?", (run,))

    # What a worker writes

    def claim(self, run: str, pid: int, pid_started: float) -> bool:
        """Takes a queued run for a process; False when another one has it."""
        return self.move(run, ["queued"], "running", pid=pid, pid_started=pid_started, started=time.time(), error="")

    def heartbeat(self, run: str, step: int, note: str = "", worked: float = 0.0) -> Wanted:
        """Says where the run is and how many seconds it has worked since it last said so; hears what is wanted of it."""
        with self._passing(), self._writing() as db:
            db.execute(
                "update runs set step = ?, note = ?, heartbeat = ?, worked = worked + ? where id = ?",
                (step, note, time.time(), worked, run),
            )
        wanted: Wanted = self._row("select wanted from runs where id = ?", run)["wanted"]
        return wanted

    def record(self, run: str, updates: Iterable["tuple[int, Mapping[str, float], float]"], episodes: Iterable[
        tuple[int, Phase, Episode]
    ] = ()) -> None:  # fmt: skip
        """Metrics of some updates (step, values by name, time) and episodes, in one transaction."""
        with self._writing() as db:
            curves.insert(db, run, updates)
            for step, phase, episode in episodes:
                games.insert(db, episode, run=run, phase=phase, step=step)

    def forget_after(self, run: str, step: int) -> None:
        """Drops what was recorded after a step, before a run goes on from there."""
        with self._writing() as db:
            curves.forget_after(db, run, step)
            retention.forget_after(db, run, step)

    def finish(self, run: str, status: Status, error: str = "") -> None:
        self._update(run, status=status, error=keepable(error), finished=time.time(), pid=None, note="")

    def set_evaluation(self, run: str, evaluation: Evaluation) -> None:
        self._update(run, evaluation=json.dumps(evaluation._asdict()))

    def set_data_hash(self, run: str, data_hash: str) -> None:
        self._update(run, data_hash=data_hash)

    def log(self, run: str, level: Literal["info", "warning", "error"], text: str) -> None:
        with self._writing() as db:
            db.execute(
                "insert into logs (run, time, level, text) values (?, ?, ?, ?)",
                (run, time.time(), level, keepable(text)),
            )

    def add_checkpoint(self, run: str, checkpoint: Checkpoint) -> None:
        with self._writing() as db:
            db.execute(
                "insert or replace into checkpoints (run, step, path, kind, created, score) values (?, ?, ?, ?, ?, ?)",
                (run, checkpoint.step, checkpoint.path, checkpoint.kind, checkpoint.created, checkpoint.score),
            )

    def drop_checkpoint(self, run: str, path: str) -> None:
        with self._writing() as db:
            db.execute("delete from checkpoints where run = ? and path = ?", (run, path))

    def add_episode(
        self, episode: Episode, *, run: str = "", phase: Phase, step: int = 0, player: str = "", assisted: bool = False,
        parent: int | None = None, fork_turn: int | None = None,
    ) -> int:  # fmt: skip
        """Keeps one episode; answers its id."""
        with self._writing() as db:
            return games.insert(
                db, episode, run=run, phase=phase, step=step, player=player, assisted=assisted, parent=parent,
                fork_turn=fork_turn,
            )  # fmt: skip

    # What screens read

    def process(self, run: str) -> tuple[int | None, float | None]:
        """The worker's pid and when that process started."""
        row = self._row("select pid, pid_started from runs where id = ?", run)
        return row["pid"], row["pid_started"]

    def status(self, run: str) -> Status | None:
        """A run's status alone; None when somebody deleted it."""
        for row in self._query("select status from runs where id = ?", run):
            found: Status = row["status"]
            return found
        return None

    def metric_names(self, run: str) -> list[str]:
        return [curve.name for curve in self._reading(curves.find, runs=[run])]

    def points(self, run: str, name: str, after: int = -1, limit: int = 1_000_000) -> list[Point]:
        """A metric's points after a step, by step."""
        sql = """
            select step, value, time from points where series = (select id from series where run = ? and name = ?)
            and step > ? order by step limit ?
        """
        return [
            Point(row["step"], _number(row["value"]), row["time"]) for row in self._query(sql, run, name, after, limit)
        ]

    def curves(self, run: str, max_points: int = 2000, names: Sequence[str] | None = None) -> dict[str, list[Point]]:
        """A run's metrics by name, each by step and reduced in SQL to at most `max_points`, extremes kept."""
        found = self._reading(curves.find, runs=[run], names=names, count=max_points + 1)
        points = self._reading(curves.read, found, max_points)
        return {curve.name: points[curve.series] for curve in found}

    def curve(self, run: str, name: str, max_points: int = 2000) -> list[Point]:
        """One metric of a run as `curves` gives it; empty when there is none."""
        return self.curves(run, max_points, [name]).get(name, [])

    def sums(self, run: str, name: str, level: int, after: int = 0) -> Sums | None:
        """What a metric's points come to by stretches of 2^level steps, from the stretch of this number on; None for no such
        metric."""
        return self._reading(curves.sums, run, name, level, after)

    def latest(self, run: str) -> dict[str, float]:
        """The last value of every metric."""
        return self._reading(curves.latest, runs=[run]).get(run, {})

    def latest_time(self, run: str) -> float:
        """When the last point of a run was recorded; 0 when there is none."""
        return self._reading(curves.latest_time, run)

    def last_step(self, run: str) -> int:
        """The last step at which anything was recorded; −1 when nothing was."""
        return self._reading(curves.last_step, run)

    def rows(self, run: str, after: int, upto: int) -> list[Row]:
        """All metrics after one step and up to another, by step."""
        return self._reading(curves.rows, run, after, upto)

    def latest_of(self, runs: Sequence[str], names: Sequence[str] | None = None) -> dict[str, dict[str, float]]:
        """The last values of many runs, by run and name; all names unless some are given."""
        return {run: {} for run in runs} | self._reading(curves.latest, runs=runs, names=names)

    def sparks(self, runs: Sequence[str], names: Sequence[str], points: int = 40) -> dict[str, list[float]]:
        """Each run's curve of the first of these metrics that it has, in at most so many values."""
        first: dict[str, curves.Curve] = {}
        for curve in self._reading(curves.find, runs=runs, names=names, count=points + 1):
            if curve.run not in first or names.index(curve.name) < names.index(first[curve.run].name):
                first[curve.run] = curve
        found = self._reading(curves.values, list(first.values()), points)
        return {run: found[first[run].series] if run in first else [] for run in runs}

    def episodes(
        self, run: str | None = None, task: str | None = None, phase: Phase | None = None, order: Order = "newest",
        limit: int = 200,
    ) -> list[EpisodeHead]:  # fmt: skip
        """Episodes without their texts."""
        return self._reading(games.find, run=run, task=task, phase=phase, order=order, limit=limit)

    def person_games(self, task: str) -> list[PersonGame]:
        """All games that people played of a task as its agent, oldest first."""
        return self._reading(games.person_games, task)

    def episode(self, episode: int) -> StoredEpisode:
        """One episode, whole. Raises Problem."""
        return self._reading(games.read, episode)

    # Branches, and what they were forked from

    def tree(self, episode: int) -> Tree:
        """The whole tree that an episode belongs to. Raises Problem."""
        return grown(self._reading(lineage.kin, episode))

    def branches(self, run: str | None) -> list[EpisodeHead]:
        """All that was forked from a run's games, and from branches of these; without a run, from games that are no run's, with
        the games that deleted runs left for their branches' sake."""
        return self._reading(lineage.branches, run)

    def played(self, run: str) -> lineage.Played:
        """What deleting a run would do to its games."""
        return self._reading(lineage.played, run)

    def annotate(self, episode: int, note: str) -> None:
        """Keeps a note on an episode, in place of an earlier one; an empty one removes it."""
        with self._writing() as db:
            db.execute("update episodes set note = ? where id = ?", (keepable(note), episode))

    def delete_branch(self, episode: int, *, whole: bool) -> int:
        """Deletes a branch with all its branches, or without them: they then hang on what it hung on. Answers how many episodes
        went. Raises Problem for what is no branch."""
        with self._writing() as db:
            return lineage.delete(db, episode, whole=whole)

    def logs(self, run: str, after: int = 0, limit: int = 500) -> list[LogLine]:
        """The last `limit` lines of a run's log after a line's id, oldest first."""
        sql = "select id, time, level, text from logs where run = ? and id > ? order by id desc limit ?"
        rows = [
            LogLine(row["id"], row["time"], row["level"], row["text"]) for row in self._query(sql, run, after, limit)
        ]
        return rows[::-1]

    def checkpoints(self, run: str) -> list[Checkpoint]:
        """Newest first."""
        sql = "select step, path, kind, created, score from checkpoints where run = ? order by step desc, created desc"
        return [Checkpoint(**row) for row in self._query(sql, run)]

    # Upkeep

    def names(self, status: Status | None = None) -> list[str]:
        """The names of all runs, or of those of a status; also of those that this version does not understand."""
        sql, values = ("1", ()) if status is None else ("status = ?", (status,))
        return [row["id"] for row in self._query(f"select id from runs where {sql} order by rowid desc", *values)]

    def surplus_games(self, keep: int) -> dict[str, int]:
        """How many games each run has beyond those that it keeps: see lab.retention."""
        return self._reading(retention.surplus, keep)

    def drop_games(self, run: str, keep: int) -> int:
        """Drops a run's oldest games beyond the newest `keep`; 0 keeps all. Answers how many went."""
        with self._writing() as db:
            return retention.drop_surplus(db, run, keep)

    def orphans(self) -> int:
        """How many rows deleted runs have left."""
        return self._reading(retention.orphans)

    def drop_orphans(self) -> None:
        with self._writing() as db:
            retention.drop_orphans(db)

    def _update(self, run: str, **values: Any) -> None:
        sets = ", ".join(f"{name} = ?" for name in values)
        with self._writing() as db:
            db.execute(f"update runs set {sets} where id = ?", (*values.values(), run))

    def _row(self, sql: str, run: str) -> dict[str, Any]:
        """One run's row. Raises Failed when somebody deleted it."""
        for row in self._query(sql, run):
            return row
        raise Failed(f"{run} was deleted")

    def _run(self, row: Mapping[str, Any]) -> Run:
        spec = self._specs.get(row["spec"]) or spec_from_json(json.loads(row["spec"]))
        self._specs[row["spec"]] = spec
        return Run(
            id=row["id"], spec=spec, status=row["status"], wanted=row["wanted"], step=row["step"], steps=row["steps"],
            created=row["created"], started=row["started"], finished=row["finished"], heartbeat=row["heartbeat"],
            pid=row["pid"], error=row["error"], data_hash=row["data_hash"],
            evaluation=Evaluation(**json.loads(row["evaluation"])) if row["evaluation"] else None,
            pinned=bool(row["pinned"]), note=row["note"], worked=row.get("worked", 0.0),
            sweep=row.get("sweep", ""), trial=row.get("trial", 0), until=row.get("until", 0),
            remark=row.get("remark", ""),
        )  # fmt: skip


def _new_name(db: sqlite3.Connection, kind: str) -> str:
    """A name that no run has, and no game of a deleted one: of a thousand runs of one kind, two would else get the same one more
    often than not."""
    while True:
        name = f"{kind}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"
        taken = "select 1 from runs where id = ?1 union all select 1 from episodes where run = ?1 limit 1"
        if not db.execute(taken, (name,)).fetchone():
            return name


def _number(value: float | None) -> float:
    """SQLite keeps not-a-number as null."""
    return math.nan if value is None else value
