"""The store's tables, as numbered steps that are only ever added to."""

import sqlite3

from sqlite_utils import Database, Migrations

from lab import curves

MIGRATIONS = Migrations("lmrl-lab")


@MIGRATIONS()
def m001_first_tables(db: Database) -> None:
    db.executescript("""
        create table runs (
            id text primary key,               -- short and readable: ilql-maze-fo-k3f9
            spec text not null,                -- RunSpec as JSON
            status text not null,              -- lab.records.Status
            wanted text not null,              -- what the person wants of it: run or stop
            step integer not null default 0,   -- updates done
            steps integer not null,            -- updates to do
            created real not null,             -- seconds since the epoch, like every time here
            started real,
            finished real,
            heartbeat real,                    -- when the worker last said where it is
            pid integer,                       -- the worker's process, null when there is none
            pid_started real,                  -- when that process started: a pid alone may be somebody else's by now
            error text not null default '',    -- what went wrong, for people
            data_hash text not null default '',
            evaluation text,                   -- the final Evaluation as JSON
            pinned integer not null default 0,
            note text not null default ''      -- what is happening right now
        );
        create table metrics (
            run text not null,
            name text not null,                -- slash-grouped: loss/q
            step integer not null,
            value real,                        -- null stands for not-a-number
            time real not null,
            primary key (run, name, step)
        ) without rowid;
        create table episodes (
            id integer primary key,
            run text not null,                 -- empty for games of people and of scripted players
            phase text not null,               -- lab.records.Phase
            step integer not null,             -- update after which it was played
            task text not null,
            player text not null,
            seed integer not null,
            total real not null,               -- undiscounted return
            turns integer not null,            -- agent turns
            success integer not null,
            illegal integer not null,          -- agent texts the game did not know
            assisted integer not null,         -- a person asked for hints
            parent integer,                    -- the episode it was forked from
            fork_turn integer,                 -- agent turns shared with it
            created real not null,
            terminated integer not null,       -- the game ended itself
            turns_json blob not null           -- compressed JSON: game texts [text], agent texts [text, reward, ...]
        );
        create index episodes_by_run on episodes (run, phase, total);
        create index episodes_by_task on episodes (task, phase, total);
        create table logs (
            id integer primary key,
            run text not null,
            time real not null,
            level text not null,
            text text not null
        );
        create index logs_by_run on logs (run, id);
        create table checkpoints (
            run text not null,
            step integer not null,
            path text not null,                -- below the home
            kind text not null,                -- last or best
            created real not null,
            score real,
            primary key (run, kind, step)
        );
    """)


@MIGRATIONS()
def m002_about_episodes(db: Database) -> None:
    # What is to be known beside the texts, as JSON: who was the other side, which model answered.
    db.executescript("alter table episodes add column about text not null default ''")


@MIGRATIONS()
def m003_curves_of_any_length(db: Database) -> None:
    # Numbers instead of names in every point's key, and beside the points what lab.curves says of stretches.
    db.executescript("""
        create table series (
            id integer primary key,
            run text not null,
            name text not null,                -- slash-grouped: loss/q
            unique (run, name)
        );
        create table points (
            series integer not null,
            step integer not null,
            value real,                        -- null stands for not-a-number
            time real not null,
            primary key (series, step)
        ) without rowid;
        create table stretches (
            series integer not null,
            level integer not null,            -- a stretch is 2^level steps long
            part integer not null,             -- step >> level
            low real,                          -- the lowest point in it; null when none is a number
            low_step integer not null,
            low_time real not null,
            high real,                         -- and the highest
            high_step integer not null,
            high_time real not null,
            primary key (series, level, part)
        ) without rowid;
        insert into series (run, name) select distinct run, name from metrics;
        insert into points select s.id, m.step, m.value, m.time from series s
            cross join metrics m on m.run = s.run and m.name = s.name;
        drop table metrics;
    """)
    connection: sqlite3.Connection = db.conn
    for curve in curves.find(connection):
        curves.condense(connection, curve.series, curve.first, curve.last)


@MIGRATIONS()
def m004_newest_games_and_work(db: Database) -> None:
    db.executescript("""
        create index episodes_of_run on episodes (run);     -- the newest games of a run
        create index episodes_of_phase on episodes (phase); -- and those of people
        create index episodes_forked on episodes (parent) where parent is not null;
        alter table runs add column worked real not null default 0; -- seconds of work, by a clock that nobody sets
    """)


@MIGRATIONS()
def m005_sweeps(db: Database) -> None:
    db.executescript("""
        create table sweeps (
            name text primary key,
            plan text not null,                -- what was asked, as JSON: lab.sweep.Plan
            created real not null
        );
        alter table runs add column sweep text not null default '';   -- the sweep that it is a trial of
        alter table runs add column trial integer not null default 0; -- its number there, from 1
        alter table runs add column until integer not null default 0; -- updates after which it pauses; 0: it does not
    """)


@MIGRATIONS()
def m006_notes_on_episodes(db: Database) -> None:
    # What somebody noted about an episode.
    db.executescript("alter table episodes add column note text not null default ''")


@MIGRATIONS()
def m007_mirrors(db: Database) -> None:
    db.executescript("""
        create table mirrors (
            run text not null,
            tool text not null,                -- wandb, trackio, tensorboard: lab.tools
            folder text not null,              -- empty for the usual one in the home
            mode text not null,                -- of wandb: offline or online
            state text not null,               -- lab.records.MirrorState
            said text not null default '',     -- where it is, or what went wrong, for people
            pid integer,                       -- the process that keeps it up
            pid_started real,
            tries integer not null default 0,
            primary key (run, tool)
        ) without rowid;
        create index mirrors_by_state on mirrors (state);
    """)


@MIGRATIONS()
def m008_remarks_on_runs(db: Database) -> None:
    # What somebody noted about a run; its words with a # are tags.
    db.executescript("alter table runs add column remark text not null default ''")


def look_through(connection: sqlite3.Connection) -> None:
    """Lets an older file that may not be written be read as an up-to-date one, if more slowly: by temporary views."""
    connection.execute("pragma temp_store = memory")
    known = {row[1] for row in connection.execute("pragma main.table_info(episodes)")}
    missing = [name for name in ("about", "note") if name not in known]
    if missing:
        empty = ", ".join(f"'' as {name}" for name in missing)
        connection.execute(f"create temp view episodes as select *, {empty} from main.episodes")
    if connection.execute("select 1 from sqlite_master where name = 'points'").fetchone():
        return
    levels = " union all ".join(f"select {level} as level" for level in curves.LEVELS)
    connection.executescript(f"""
        create temp table series as
            select row_number() over (order by run, name) as id, run, name from (select distinct run, name from metrics);
        create temp view points as select s.id as series, m.step, m.value, m.time
            from temp.series s cross join main.metrics m on m.run = s.run and m.name = s.name;
        create temp view stretches as select series, level, step >> level as part, value as low, step as low_step,
            time as low_time, value as high, step as high_step, time as high_time from points cross join ({levels});
    """)
