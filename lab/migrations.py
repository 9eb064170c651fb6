"""The store's tables, as numbered steps that are only ever added to."""

from sqlite_utils import Database, Migrations

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
