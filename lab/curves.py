"""Curves of any length, read as what a screen can show: beside the points, the extremes of ever longer stretches of them.

A stretch of level k holds the lowest and the highest of the points whose steps share all but their last k bits. Reading a
long curve takes stretches a few times shorter than what one column of the screen shows, so that it costs the same for ten
thousand points and for ten million, and no spike is lost. Only whole stretches are kept: those before the one that holds a
curve's last step; what comes after them is read point by point. So a point costs little more than its own row to write.

These functions are the store's: it gives them its connection, the writing ones within its transactions.
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from lab.records import Point, Row

LEVELS = (3, 6, 9, 12, 15, 18)

_T = TypeVar("_T")

_AT_ONCE = 400
"""Curves in one query: SQLite takes some thousand values at a time."""


class Curve(NamedTuple):
    """A metric of a run, and where it begins and ends."""

    series: int
    run: str
    name: str
    first: int
    last: int
    points: int
    """Its points, counted no further than was asked for."""


class Sums(NamedTuple):
    """What the points of a curve come to, by stretches of equal length."""

    first: int
    """The curve's first step."""
    last: int
    parts: list[tuple[int, float]]
    """(number of the stretch, sum of its values), in order; not-a-number counts nothing."""


def insert(db: sqlite3.Connection, run: str, updates: Iterable[tuple[int, Mapping[str, float], float]]) -> None:
    """Points of one run: step, values by name, time. Raises sqlite3.IntegrityError for a step that is there already."""
    sql = "select name, id, (select max(step) from points where series = id) from series where run = ?"
    known: dict[str, tuple[int, int | None]] = {name: (series, last) for name, series, last in db.execute(sql, (run,))}
    rows: dict[str, list[tuple[int, int, float, float]]] = defaultdict(list)
    for step, metrics, when in updates:
        for name, value in metrics.items():
            if name not in known:
                made = db.execute("insert into series (run, name) values (?, ?)", (run, name)).lastrowid
                assert made is not None
                known[name] = (made, None)
            rows[name].append((known[name][0], step, float(value), when))
    db.executemany("insert into points values (?, ?, ?, ?)", [row for new in rows.values() for row in new])
    for name, new in rows.items():
        steps = [row[1] for row in new]
        series, before = known[name]
        condense(db, series, min(*steps, steps[0] if before is None else before), max(*steps, before or 0))


def condense(db: sqlite3.Connection, series: int, first: int, last: int) -> None:
    """Makes anew the whole stretches that hold steps from `first` to the curve's `last`, each level from the one below."""
    for below, level in zip((0, *LEVELS), LEVELS, strict=False):
        begin, end = first >> level, last >> level
        if begin < end:
            db.execute(_CONDENSED[level], (series, begin << (level - below), end << (level - below)))


def _condensing(below: int, level: int) -> str:
    key = "part" if below else "step"
    low, high = (("low", "low_step", "low_time"), ("high", "high_step", "high_time")) if below else (_POINT, _POINT)
    source = f"stretches where series = ?1 and level = {below}" if below else "points where series = ?1"
    side = "(select {key} >> {bits} as part, {best}({0}) as value, {1} as step, {2} as time from {source} and {key} >= ?2 and {key} < ?3 group by 1)"
    lows = side.format(*low, key=key, bits=level - below, best="min", source=source)
    highs = side.format(*high, key=key, bits=level - below, best="max", source=source)
    return f"""
        insert or replace into stretches
        select ?1, {level}, a.part, a.value, a.step, a.time, b.value, b.step, b.time
        from {lows} a join {highs} b using (part)
    """


_POINT = ("value", "step", "time")
_CONDENSED = {level: _condensing(below, level) for below, level in zip((0, *LEVELS), LEVELS, strict=False)}


def forget_after(db: sqlite3.Connection, run: str, step: int) -> None:
    """Drops a run's points after a step, and what they were part of."""
    for (series,) in db.execute("select id from series where run = ?", (run,)).fetchall():
        db.execute("delete from points where series = ? and step > ?", (series, step))
        (last,) = db.execute("select max(step) from points where series = ?", (series,)).fetchone()
        if last is None:
            _drop(db, series)
        for level in LEVELS:
            begin = 0 if last is None else last >> level
            db.execute("delete from stretches where series = ? and level = ? and part >= ?", (series, level, begin))


def delete(db: sqlite3.Connection, run: str) -> None:
    """Drops all points of a run."""
    for (series,) in db.execute("select id from series where run = ?", (run,)).fetchall():
        _drop(db, series)


def _drop(db: sqlite3.Connection, series: int) -> None:
    db.execute("delete from points where series = ?", (series,))
    db.execute("delete from stretches where series = ?", (series,))
    db.execute("delete from series where id = ?", (series,))


def find(
    db: sqlite3.Connection, *, runs: Sequence[str] | None = None, names: Sequence[str] | None = None, count: int = 1
) -> list[Curve]:
    """The curves of these runs with these names, by name; none named are all."""
    if runs is not None and len(runs) > _AT_ONCE:
        return [curve for part in _parts(runs) for curve in find(db, runs=part, names=names, count=count)]
    chosen, values = _chosen(runs, names)
    sql = f"""
        select id, run, name, (select min(step) from points where series = id), (select max(step) from points where series = id),
               (select count(*) from (select 1 from points where series = id limit ?))
        from series where {chosen} order by name
    """
    return [Curve(*row) for row in db.execute(sql, (count, *values))]


def latest(
    db: sqlite3.Connection, *, runs: Sequence[str] | None = None, names: Sequence[str] | None = None
) -> dict[str, dict[str, float]]:
    """The last value of each metric by run and name; none named are all."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for part in [None] if runs is None else _parts(runs):
        chosen, values = _chosen(part, names)
        sql = f"""
            select run, name, (select value from points where series = id order by step desc limit 1)
            from series where {chosen} order by name
        """
        for run, name, value in db.execute(sql, values):
            found[run][name] = math.nan if value is None else value
    return dict(found)


def sums(db: sqlite3.Connection, run: str, name: str, level: int, after: int) -> Sums | None:
    """A curve's sums over stretches of 2^level steps, from the stretch number `after` on; None where there is no such curve.

    Each stretch is summed by itself, in the order in which its points lie: grouping a million of them takes five times as long.
    """
    sql = "select id, (select min(step) from points where series = id), (select max(step) from points where series = id) from series where run = ? and name = ?"
    found = db.execute(sql, (run, name)).fetchone()
    if found is None or found[1] is None:
        return None
    series, first, last = found
    sql = """
        with recursive parts (part) as (values (?3) union all select part + 1 from parts where part < ?4)
        select part, (select total(value) from points where series = ?1 and step >= part << ?2 and step < (part + 1) << ?2)
        from parts where part <= ?4
    """
    return Sums(first, last, db.execute(sql, (series, level, max(after, first >> level), last >> level)).fetchall())


def latest_time(db: sqlite3.Connection, run: str) -> float:
    """When a run's last point was recorded; 0 when it has none."""
    sql = "select max((select time from points where series = id order by step desc limit 1)) from series where run = ?"
    (found,) = db.execute(sql, (run,)).fetchone()
    return float(found or 0.0)


def last_step(db: sqlite3.Connection, run: str) -> int:
    """The last step at which anything was recorded of a run; −1 when nothing was."""
    sql = "select max((select max(step) from points where series = id)) from series where run = ?"
    (found,) = db.execute(sql, (run,)).fetchone()
    return -1 if found is None else int(found)


def rows(db: sqlite3.Connection, run: str, after: int, upto: int) -> list[Row]:
    """Every point of a run after one step and up to another, by step."""
    sql = """
        select p.step, s.name, p.value, p.time from series s cross join points p on p.series = s.id
        where s.run = ? and p.step > ? and p.step <= ? order by p.step, s.name
    """
    found: dict[int, Row] = {}
    for step, name, value, when in db.execute(sql, (run, after, upto)):
        row = found.get(step) or Row(step, when, {})
        row.values[name] = math.nan if value is None else value
        found[step] = row._replace(time=max(row.time, when))
    return list(found.values())


def read(db: sqlite3.Connection, curves: Sequence[Curve], most: int) -> dict[int, list[Point]]:
    """Each curve's points by step, at most `most`; of a longer one (it has to be counted so far) the lowest and the highest of
    equal parts stay."""
    found: dict[int, list[Point]] = {curve.series: [] for curve in curves}
    for series, step, value, when in _rows(db, curves, most):
        found[series].append(Point(step, math.nan if value is None else value, when))
    return found


def values(db: sqlite3.Connection, curves: Sequence[Curve], most: int) -> dict[int, list[float]]:
    """The values alone of what `read` gives."""
    found: dict[int, list[float]] = {curve.series: [] for curve in curves}
    for series, _, value, _ in _rows(db, curves, most):
        found[series].append(math.nan if value is None else value)
    return found


_Rows = Iterator[tuple[int, int, float | None, float]]
"""Series, step, value, time."""


def _rows(db: sqlite3.Connection, curves: Sequence[Curve], most: int) -> _Rows:
    """Curves that are read alike are read at once."""
    levels: dict[int | None, list[Curve]] = defaultdict(list)
    for curve in curves:
        levels[None if curve.points <= most else _level(curve, most)].append(curve)
    for level, alike in levels.items():
        for part in _parts(alike):
            yield from _whole(db, part) if level is None else _reduced(db, part, level, most)


def _level(curve: Curve, most: int) -> int:
    """The longest stretches of which at least two make a part; 0 stands for points."""
    width = (curve.last - curve.first) / max(1, most // 2)
    return max((level for level in LEVELS if 2 << level <= width), default=0)


def _part(curve: Curve, level: int, most: int) -> int:
    """How many stretches make a part, so that there are at most `most` / 2 parts, of two points each."""
    return ((curve.last >> level) - (curve.first >> level)) // max(1, most // 2) + 1


def _whole(db: sqlite3.Connection, curves: Sequence[Curve]) -> _Rows:
    chosen, series = _in("series", [curve.series for curve in curves])
    return db.execute(f"select series, step, value, time from points where {chosen} order by series, step", series)


def _reduced(db: sqlite3.Connection, curves: Sequence[Curve], level: int, most: int) -> _Rows:
    """The lowest and the highest of each part: from stretches, and from the points after the last whole one."""
    marks = ", ".join(["(?, ?, ?, ?)"] * len(curves))
    about = [
        value
        for curve in curves
        for value in (
            curve.series,
            curve.first >> level,
            _part(curve, level, most),
            curve.last >> level if level else 0,
        )
    ]
    sides = " union ".join(
        f"""
        select series, step, {best}(value) as value, time from (
            select c.id as series, {side}_step as step, {side} as value, {side}_time as time, (s.part - c.first) / c.size as place
            from chosen c cross join stretches s on s.series = c.id and s.level = {level} and s.part < c.whole
            union all
            select c.id, p.step, p.value, p.time, ((p.step >> {level}) - c.first) / c.size
            from chosen c cross join points p on p.series = c.id and p.step >= c.whole << {level}
        ) group by series, place
        """
        for best, side in (("min", "low"), ("max", "high"))
    )
    sql = f"with chosen (id, first, size, whole) as (values {marks}) {sides} order by 1, 2"
    return db.execute(sql, about)


def _chosen(runs: Sequence[str] | None, names: Sequence[str] | None) -> tuple[str, list[object]]:
    parts = [_in(column, given) for column, given in (("run", runs), ("name", names)) if given is not None]
    return " and ".join(sql for sql, _ in parts) or "1", [value for _, values in parts for value in values]


def _in(column: str, values: Sequence[object]) -> tuple[str, list[object]]:
    return f"{column} in ({', '.join('?' * len(values))})", list(values)


def _parts(whole: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]
