"""The store and the app under load, each figure beside a named alternative measured in the same run.

    python -m bench.perf_store                 # a table
    python -m bench.perf_store --only writes reads --json

Homes are made below the system's temporary folder and dropped again. `Store` is opened as the app and the workers open it;
the app is the real one in a terminal of its own (a pty), driven by keys, and its paints are read from what it writes there.
"""

import argparse
import json
import multiprocessing
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bench.screens import SCENES
from bench.terminal import Terminal
from lab.catalog import spec_from
from lab.clock import started_at
from lab.feeds import RunFeed, RunsFeed
from lab.series import Line, thinned
from lab.store import Store

METRICS = (
    "loss/total", "loss/q", "loss/v", "loss/cql", "value/q", "value/v", "value/gap", "policy/entropy", "grad/norm",
    "tokens/trained", "text/illegal", "time/step_s", "time/tokens_per_s", "memory/rss_mb", "play/return",
)  # fmt: skip
"""As many as a run of ILQL has."""

_FLUSH = 0.3
"""Seconds between two flushes of a worker."""

Row = tuple[int, dict[str, float], float]


def store_writes(rows: int = 60_000, rounds: int = 3) -> dict[str, Any]:
    """Metric rows a second, committed: in a worker's batches, update by update, and a row at a time in plain sqlite3."""
    figures: dict[str, list[float]] = {"batched": [], "by_update": [], "alternative": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="lmrl-perf-") as folder:
            batch = round(20_000 * _FLUSH / len(METRICS))
            figures["batched"].append(_written(Path(folder) / "a", rows, batch))
            figures["by_update"].append(_written(Path(folder) / "b", rows // 5, 1))
            figures["alternative"].append(_written_row_by_row(Path(folder) / "c.db", rows // 10))
    return {
        "what": "metric rows a second, committed",
        "unit": "rows/s",
        "alternative_name": "plain sqlite3, one INSERT and one commit a row, same journal and synchronous",
        **{name: summed_up(found) for name, found in figures.items()},
        "ratio": statistics.median(figures["batched"]) / statistics.median(figures["alternative"]),
    }


def _written(home: Path, rows: int, batch: int) -> float:
    """Rows a second of a store that is told `batch` updates at once."""
    with Store(home) as store:
        run = store.create(spec_from("maze-fo", "bc")).id
        updates = list(_updates(rows // len(METRICS)))
        began = time.perf_counter()
        for start in range(0, len(updates), batch):
            store.record(run, updates[start : start + batch])
        return len(updates) * len(METRICS) / (time.perf_counter() - began)


def _written_row_by_row(path: Path, rows: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table metrics (run text, name text, step integer, value real, time real)")
    updates = list(_updates(rows // len(METRICS)))
    began = time.perf_counter()
    for step, metrics, when in updates:
        for name, value in metrics.items():
            connection.execute("begin immediate")
            connection.execute("insert into metrics values (?, ?, ?, ?, ?)", ("run", name, step, value, when))
            connection.execute("commit")
    took = time.perf_counter() - began
    connection.close()
    return len(updates) * len(METRICS) / took


def _updates(count: int, first: int = 1) -> Iterator[Row]:
    rng = random.Random(first)
    for step in range(first, first + count):
        yield step, {name: rng.random() for name in METRICS}, 1.75e9 + step * 0.01


def store_reads(runs: int = 1000, points: int = 1_000_000, rounds: int = 5) -> dict[str, Any]:
    """Milliseconds until a large store, and a long run in it, can be shown; and until all its points are thinned in Python.

    `long_run` has its points in fifteen metrics, `long_curve` in a single one.
    """
    with tempfile.TemporaryDirectory(prefix="lmrl-perf-") as folder:
        home = Path(folder)
        many, curve = fill(home, runs, points)
        works: dict[str, Callable[[], object]] = {
            "open": lambda: Store(home, readonly=True).close(),
            "runs": lambda: _with(home, lambda store: store.runs()),
            "runs_screen": lambda: _with(home, RunsFeed().read),
            "long_run": lambda: _with(home, RunFeed(many).read),
            "long_curve": lambda: _with(home, RunFeed(curve).read),
            "alternative": lambda: _with(home, lambda store: _thinned_in_python(store, many)),
            "alternative_curve": lambda: _with(home, lambda store: _thinned_in_python(store, curve)),
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                times[name].append(_fresh(work) * 1000)
        size = (home / "lab.db").stat().st_size
    return {
        "what": f"opening a store of {runs} runs, and a run of {points} points",
        "unit": "ms",
        "alternative_name": "all points read by SQL, thinned in Python",
        "bytes": size,
        **{name: summed_up(found) for name, found in times.items()},
        "ratio": statistics.median(times["alternative_curve"]) / statistics.median(times["long_curve"]),
    }


def _with(home: Path, work: Callable[[Store], object]) -> None:
    """As the watcher does it: a connection of its own, for reading."""
    with Store(home, readonly=True) as store:
        assert work(store) is not None


def _fresh(work: Callable[[], object]) -> float:
    """Seconds in a process of its own, so that nothing is remembered from the round before."""
    context = multiprocessing.get_context("fork")
    near, far = context.Pipe()

    def timed() -> None:
        began = time.perf_counter()
        work()
        far.send(time.perf_counter() - began)

    process = context.Process(target=timed)
    process.start()
    took: float = near.recv()
    process.join()
    return took


def _thinned_in_python(store: Store, run: str) -> object:
    lines = {}
    for name in store.metric_names(run):
        found = store.points(run, name, limit=10_000_000)
        lines[name] = thinned(Line(tuple(p.step for p in found), tuple(p.value for p in found)), 1500)
    return lines


def fill(home: Path, runs: int, points: int) -> tuple[str, str]:
    """A store of so many finished runs, and two more with so many points each: in many metrics, and in one."""
    rng = random.Random(0)
    with Store(home) as store:
        for k in range(runs):
            run = store.create(replace(spec_from("maze-fo", "bc"), seed=k)).id
            store.record(run, [*_evaluations(rng), *_updates(40)])
            store.heartbeat(run, 500)
            store.finish(run, "done")
        many, curve = (store.create(spec_from("maze-fo", algo)).id for algo in ("ilql", "mc"))
        for start in range(1, points // len(METRICS) + 1, 2000):
            store.record(many, _updates(min(2000, points // len(METRICS) + 1 - start), start))
        for start in range(1, points + 1, 20_000):
            steps = range(start, min(start + 20_000, points + 1))
            store.record(curve, [(step, {"loss/total": rng.random()}, 1.75e9 + step) for step in steps])
        for run in (many, curve):
            store.heartbeat(run, points)
            store.finish(run, "done")
    return many, curve


def _evaluations(rng: random.Random) -> Iterator[Row]:
    for step in range(1000, 1030):
        yield (
            step,
            {f"eval/{name}": rng.random() for name in ("return", "score", "success", "illegal", "cut", "turns")},
            1.75e9,
        )


def app_under_load(
    runs: int = 1000, writers: int = 4, rate: int = 100, keys: int = 60, rounds: int = 3, starts: int = 3
) -> dict[str, Any]:
    """The app over a store of many runs while some of them write: first paint, and key to paint, in milliseconds.

    `key` moves the cursor; it is painted when the run's name has come with the cursor's colour under it. `panel` brings a plot
    back on the screen of a run that is being written. The alternative is the same app while nobody writes. `blocked` is how
    late the event loop came to a callback at worst, and how often by more than 100 ms.
    """
    with tempfile.TemporaryDirectory(prefix="lmrl-perf-") as folder:
        home = Path(folder)
        fill(home, runs, 10_000)
        quiet = _sessions(home, keys, rounds, 0)
        with _writing(home, writers, rate) as counts:
            began, before = time.monotonic(), sum(counts())
            loaded = _sessions(home, keys, rounds, starts)
            written = (sum(counts()) - before) / (time.monotonic() - began)
    return {
        "what": f"the app over {runs} runs while {writers} write {rate} rows a second each",
        "unit": "ms",
        "alternative_name": "the same app while nobody writes",
        "rows_per_s": written,
        **loaded,
        "alternative": {name: quiet[name] for name in ("key_p50", "key_p95", "panel_p50", "panel_p95", "blocked")},
    }


def _sessions(home: Path, keys: int, rounds: int, starts: int) -> dict[str, Any]:
    first, rows, keyed, panels, late, often = [], [], [], [], [], []
    for _ in range(starts):
        with Terminal([sys.executable, "-m", "lab", "--home", str(home)]) as terminal:
            first.append(terminal.wait_for(b"lmrl") * 1000)
            rows.append(terminal.wait_for(terminal.rows(home)[0].encode()) * 1000)
    for _ in range(rounds):
        with tempfile.NamedTemporaryFile() as report:
            with Terminal([sys.executable, "-m", "bench.perf_store", "--watched", str(home), report.name]) as terminal:
                keyed.append(sorted(_pressed(terminal, terminal.rows(home), keys)))
                panels.append(sorted(_panels(terminal, keys // 3)))
                terminal.quit()
            lags = [ms for _, ms in json.loads(report.read())]
            late.append(max(lags, default=0.0))
            often.append(sum(ms > BLOCK_LIMIT for ms in lags))
    said = {"blocked": summed_up(late), "blocked_over_100": summed_up([float(one) for one in often])}
    for name, found in (("key", keyed), ("panel", panels)):
        said[f"{name}_p50"] = summed_up([statistics.median(one) for one in found])
        said[f"{name}_p95"] = summed_up([one[int(len(one) * 0.95)] for one in found])
    return said | ({"first_paint": summed_up(first), "first_rows": summed_up(rows)} if starts else {})


def _pressed(terminal: Terminal, names: Sequence[str], keys: int) -> Iterator[float]:
    """Milliseconds from each key to its paint: down the list, and up again."""
    terminal.wait_for(names[0].encode())
    terminal.rest(1.5)
    cursor = terminal.color_under(names[0])
    places = [*range(1, 16), *range(14, -1, -1)]
    for k in range(keys):
        place = places[k % len(places)]
        down = place > (places[(k - 1) % len(places)] if k else 0)
        terminal.rest(random.Random(k).uniform(0.05, 0.15))
        yield terminal.press(b"\x1b[B" if down else b"\x1b[A", names[place], cursor) * 1000


def _panels(terminal: Terminal, keys: int) -> Iterator[float]:
    """Milliseconds from a key to a plot that it brings back, on the screen of the newest run: all others make room."""
    terminal.press_until(b"\x1b[H", b"")
    terminal.press_until(b"\r", b"2 loss")
    terminal.rest(1)
    for k in range(keys):
        terminal.press_until(b"2", b"")
        terminal.rest(random.Random(k).uniform(0.3, 0.5))
        yield terminal.press_until(b"2", b"2 loss") * 1000


@contextmanager
def _writing(home: Path, writers: int, rate: int) -> Iterator[Callable[[], list[int]]]:
    """Processes that write as workers do; calls tell how many rows each has committed."""
    context = multiprocessing.get_context("fork")
    counts = [context.Value("q", 0) for _ in range(writers)]
    processes: list[BaseProcess] = [
        context.Process(target=_write, args=(home, rate, k, counts[k])) for k in range(writers)
    ]
    for process in processes:
        process.start()
    try:
        time.sleep(1)
        yield lambda: [count.value for count in counts]
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _write(home: Path, rate: int, seed: int, count: Any) -> None:
    """A run of this process: rows as they would come, flushed every 0.3 s, each flush with where the run is."""
    with Store(home) as store:
        run = store.create(replace(spec_from("maze-fo", "ilql", overrides={"steps": 1_000_000}), seed=seed)).id
        store.claim(run, os.getpid(), started_at(os.getpid()))
        step, began, told = 0, time.monotonic(), 0
        while True:
            time.sleep(_FLUSH)
            due = int((time.monotonic() - began) * rate) - told
            many = max(1, due // len(METRICS))
            store.record(run, _updates(many, step + 1))
            step += many
            told += many * len(METRICS)
            store.heartbeat(run, step)
            count.value = told


Lateness = tuple[float, float]
"""When a callback came, and how many milliseconds late."""


async def _lateness(found: list[Lateness], going: Callable[[], bool]) -> None:
    """How late this event loop comes to what is due every ten milliseconds."""
    import asyncio

    while going():
        due = time.perf_counter() + 0.01
        await asyncio.sleep(0.01)
        if going():
            now = time.perf_counter()
            found.append((now, (now - due) * 1000))


def _watched(home: Path, report: Path) -> int:
    """The app, noting how late its event loop comes to what was due; written down when it ends."""
    import asyncio

    from lab.app import LabApp, run_app

    found: list[Lateness] = []
    ending: list[int] = []
    begin, leave = LabApp._begin, LabApp.exit

    def begun(app: LabApp) -> None:
        begin(app)
        task = asyncio.get_running_loop().create_task(_lateness(found, lambda: not ending))
        setattr(app, "_watch", task)  # noqa: B010 - kept from being collected

    def left(app: LabApp, *values: Any, **named: Any) -> None:
        ending.append(1)  # Giving the terminal back takes a while, and nobody waits for a key then.
        leave(app, *values, **named)

    setattr(LabApp, "_begin", begun)  # noqa: B010
    setattr(LabApp, "exit", left)  # noqa: B010
    code = run_app(home)
    report.write_text(json.dumps(found))
    return code


@contextmanager
def _idle() -> Iterator[Callable[[], list[Lateness]]]:
    """An event loop in a process that does nothing else: what it comes late is the machine's doing. Calls end it."""
    context = multiprocessing.get_context("fork")
    near, far = context.Pipe()

    def watch() -> None:
        import asyncio

        found: list[Lateness] = []
        asyncio.run(_lateness(found, lambda: not far.poll()))
        far.send(found)

    process = context.Process(target=watch)
    process.start()
    kept: list[Lateness] = []

    def end() -> list[Lateness]:
        if process.is_alive():
            near.send(None)
            kept.extend(near.recv())
            process.join()
        return kept

    try:
        yield end
    finally:
        end()


def screens_under_load(
    runs: int = 1000, points: int = 1_000_000, writers: int = 4, rate: int = 100, keys: int = 60, rounds: int = 3,
    width: int = 120, height: int = 40, only: Sequence[str] = tuple(SCENES),
) -> dict[str, Any]:  # fmt: skip
    """Every screen while runs are being written: key to paint, and the longest time its event loop was blocked, in ms.

    The alternative is an event loop that has nothing to do, at the same time on the same machine. `kept` says whether the
    limits are: keys at the 95th percentile, the event loop at its worst.
    """
    times: dict[str, list[float]] = {name: [] for name in only}
    blocks: dict[str, list[float]] = {name: [] for name in only}
    idle: dict[str, list[float]] = {name: [] for name in only}
    with tempfile.TemporaryDirectory(prefix="lmrl-perf-") as folder:
        home = Path(folder)
        fill(home, runs, points)
        with _writing(home, writers, rate):
            for _ in range(rounds):
                with _idle() as machine, tempfile.NamedTemporaryFile() as report:
                    spans = _scenes(home, Path(report.name), keys, (width, height), times)
                    for found, late in ((json.loads(report.read()), blocks), (machine(), idle)):
                        for name, (begin, end) in spans.items():
                            late[name].append(max((ms for when, ms in found if begin <= when <= end), default=0.0))
    p95 = {name: _share(times[name], 0.95) for name in only}
    return {
        "what": f"every screen, {width} by {height}, over {runs} runs while {writers} write {rate} rows a second each",
        "unit": "ms",
        "alternative_name": "an event loop with nothing to do",
        **{f"{name}_key_p50": _share(times[name], 0.5) for name in only},
        **{f"{name}_key_p95": p95[name] for name in only},
        **{f"{name}_key_worst": max(times[name]) for name in only},
        **{f"{name}_blocked": summed_up(blocks[name]) for name in only},
        "alternative": {f"{name}_blocked": summed_up(idle[name]) for name in only},
        "kept": {
            f"keys within {KEY_LIMIT} ms at the 95th percentile": {n: p95[n] <= KEY_LIMIT for n in only},
            f"event loop never blocked for {BLOCK_LIMIT} ms": {n: max(blocks[n]) < BLOCK_LIMIT for n in only},
        },
    }


KEY_LIMIT, BLOCK_LIMIT = 50, 100
"""Milliseconds: what a person does not notice."""


def _scenes(
    home: Path, report: Path, keys: int, size: tuple[int, int], times: Mapping[str, list[float]]
) -> dict[str, tuple[float, float]]:
    """One session of the app through these scenes; answers from when to when each was, the keys' times go to `times`."""
    spans = {}
    with Terminal([sys.executable, "-m", "bench.perf_store", "--watched", str(home), str(report)], *size) as terminal:
        names = terminal.rows(home)
        terminal.wait_for(names[0].encode())
        terminal.rest(2)
        for name, found in times.items():
            began = time.perf_counter()
            found += [seconds * 1000 for seconds in SCENES[name](terminal, names, METRICS, keys)]
            spans[name] = (began, time.perf_counter())
        terminal.quit()
    return spans


def _share(found: Sequence[float], share: float) -> float:
    return sorted(found)[min(int(len(found) * share), len(found) - 1)]


def summed_up(found: Sequence[float]) -> dict[str, float]:
    """The median, and the ends."""
    return {"median": statistics.median(found), "low": min(found), "high": max(found)}


MEASURES: Mapping[str, Callable[..., dict[str, Any]]] = {
    "writes": store_writes, "reads": store_reads, "app": app_under_load, "screens": screens_under_load,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", nargs="+", default=list(MEASURES), choices=list(MEASURES))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", default="120x40", help="columns and rows of the terminal for `screens`")
    parser.add_argument("--scenes", nargs="+", default=list(SCENES), choices=list(SCENES), help="for `screens`")
    parser.add_argument("--watched", nargs=2, metavar=("HOME", "REPORT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.watched:
        return _watched(Path(asked.watched[0]), Path(asked.watched[1]))
    width, height = map(int, asked.size.split("x"))
    more: dict[str, Any] = {"screens": {"width": width, "height": height, "only": asked.scenes}}
    found = {name: MEASURES[name](rounds=asked.rounds, **more.get(name, {})) for name in asked.only}
    if asked.json:
        print(json.dumps(found, indent=1))
    else:
        for one in found.values():
            _print(one)
    return 0


def _print(found: Mapping[str, Any]) -> None:
    print(f"{found['what']}, {found['unit']} (alternative: {found['alternative_name']})")
    for name, value in found.items():
        if name == "kept":
            continue
        for part, figures in value.items() if name == "alternative" and "median" not in value else [(name, value)]:
            if isinstance(figures, Mapping):
                label = part if part == name else f"{name} {part}"
                print(f"  {label:24} {figures['median']:12.1f}   {figures['low']:.1f} … {figures['high']:.1f}")
            elif isinstance(figures, float | int):
                print(f"  {name:24} {figures:12.1f}")
    for limit, screens in found.get("kept", {}).items():
        missed = ", ".join(name for name, kept in screens.items() if not kept)
        print(f"  {limit}: {f'NOT KEPT by {missed}' if missed else 'kept'}")


if __name__ == "__main__":
    sys.exit(main())
