"""What goes wrong around a run: the app killed, the disk full, a loss that is no number, a clock that jumps, a laptop asleep.

Workers are forked from this process, which has imported torch once, and are else what they always are.
"""

import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil
import pytest

from bench.kills import facts, over
from bench.terminal import Terminal
from lab import worker
from lab.catalog import spec_from
from lab.cli import main
from lab.clock import Clock, alive, started_at
from lab.format import age
from lab.launcher import Launcher
from lab.records import DataSpec, Run
from lab.store import Store

PATIENCE = 60.0
HOURS = 3600.0


@pytest.fixture(scope="module", autouse=True)
def _torch_once() -> None:
    from lab import build

    build.settle(1)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose workers end with the test, also when it fails."""
    yield tmp_path / "home"
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    for other in psutil.process_iter(["cmdline"]):
        if str(tmp_path) in " ".join(other.info["cmdline"] or []):
            other.kill()
            other.wait(10)


def queued(home: Path, steps: int = 40, **knobs: object) -> str:
    spec = spec_from(
        "maze-fo", "bc", data=DataSpec(recipe="submazes", episodes=40), steps=steps, overrides={"batch": 16, **knobs},
        eval_episodes=3,
    )  # fmt: skip
    with Store(home) as store:
        return store.create(spec).id


def train(home: Path, run: str, before: Callable[[], None] = lambda: None) -> BaseProcess:
    """A worker of this run, which does something else first."""

    def work() -> None:
        # What pytest does with standard error is its own affair.
        sys.stderr = (home / "worker.log").open("a", buffering=1)
        before()
        sys.exit(worker.main(["--home", str(home), run]))

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    assert process.pid is not None
    with Store(home) as store:
        assert store.claim(run, process.pid, started_at(process.pid))
    return process


def look(home: Path, run: str) -> Run:
    with Store(home) as store:
        return store.run(run)


def until(good: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not good():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def again(home: Path, run: str) -> BaseProcess:
    """Resumes a run."""
    with Store(home) as store:
        assert store.move(run, ["failed", "lost"], "queued", error="", finished=None)
    return train(home, run)


def test_a_run_goes_on_when_the_app_that_started_it_is_killed(home: Path) -> None:
    run = queued(home, steps=2000)
    with Terminal([sys.executable, "-m", "lab", "--home", str(home)]) as terminal:
        while look(home, run).step == 0:
            terminal.rest(0.1)
        pid = look(home, run).pid
        terminal.kill()
    assert pid is not None
    stopped_at = look(home, run).step
    until(lambda: look(home, run).step > stopped_at + 50)
    Launcher(home).tend()
    assert (look(home, run).status, look(home, run).pid) == ("running", pid)
    Launcher(home).stop(run)
    until(lambda: over(look(home, run)))
    assert look(home, run).status == "stopped"
    with Store(home) as store:
        assert store.integrity() == "ok"
        assert [point.step for point in store.points(run, "loss/bc")] == list(range(1, look(home, run).step + 1))


def fill_the_disk(home: Path, run: str, room: int) -> None:
    """No file of this process can grow beyond so many bytes, once the run has come some way."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def filled() -> None:
        until(lambda: look(home, run).step > 10)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

    threading.Thread(target=filled, daemon=True).start()


def test_a_full_disk_ends_a_run_that_later_goes_on_to_the_same_numbers(home: Path) -> None:
    """Once there is no room for weights, and once for nothing at all, not even for saying so."""
    whole, narrow, full = (home / name for name in ("whole", "narrow", "full"))
    runs = {one: queued(one) for one in (whole, narrow, full)}
    workers = [
        train(whole, runs[whole]),
        train(narrow, runs[narrow], lambda: fill_the_disk(narrow, runs[narrow], 800_000)),
        train(full, runs[full], lambda: fill_the_disk(full, runs[full], 20_000)),
    ]
    for process in workers:
        process.join(PATIENCE)
    ends = {narrow: ("failed", "make room or mend it, then resume"), full: ("lost", "ended without a word")}
    for one, (status, said) in ends.items():
        Launcher(one).tend()
        ended = look(one, runs[one])
        assert (ended.status, said in ended.error) == (status, True), ended.error
        assert not [path for path in (one / "runs" / runs[one]).iterdir() if path.name.startswith(".")]
        with Store(one) as store:
            assert store.integrity() == "ok"
    assert "is full or failing" in (full / "worker.log").read_text()
    for process in [again(one, runs[one]) for one in ends]:
        process.join(PATIENCE)
    wanted = facts(whole, runs[whole])
    assert facts(narrow, runs[narrow]) == facts(full, runs[full]) == wanted
    with Store(full) as store:
        assert any(line.text.startswith("going on from step") for line in store.logs(runs[full]))


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_its_best(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = queued(home, steps=400, lr=1e20, warmup=1)
    train(home, run).join(PATIENCE)
    failed = look(home, run)
    assert failed.status == "failed"
    assert "in update 2" in failed.error
    assert "smaller learning rate than 1e+20" in failed.error
    assert "step 0, is kept" in failed.error
    with Store(home) as store:
        assert [point.step for point in store.points(run, "loss/bc")] == [1]
        assert any("Diverged" in line.text for line in store.logs(run))
    assert main(["--home", str(home), "eval", run, "--episodes", "3"]) == 0
    assert "3 games" in capsys.readouterr().out


def test_a_clock_that_jumps_and_a_laptop_asleep_trouble_no_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = queued(home, steps=300)
    honest = time.time

    def jump() -> None:
        """Some hours forward, then back to the day before, every half second."""
        began = time.monotonic()
        time.time = lambda: honest() + (0.0, 5 * HOURS, -24 * HOURS)[int((time.monotonic() - began) * 2) % 3]

    process = train(home, run, jump)
    until(lambda: look(home, run).step > 50)
    for offset in (-30 * HOURS, 30 * HOURS):
        with monkeypatch.context() as patched:
            patched.setattr(time, "time", lambda offset=offset: honest() + offset)
            Launcher(home).tend()
            assert look(home, run).status == "running"
            assert 0 < look(home, run).took(time.time()) < PATIENCE
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    slept = look(home, run).step
    time.sleep(1)
    Launcher(home).tend()
    assert (look(home, run).status, look(home, run).step) == ("running", slept)
    os.kill(process.pid, signal.SIGCONT)
    process.join(PATIENCE)
    done = look(home, run)
    assert done.status == "done"
    assert 0 < done.worked < PATIENCE
    with Store(home) as store:
        times = [point.time for point in store.points(run, "loss/bc")]
        assert times == sorted(times)
        assert times[-1] - times[0] < PATIENCE


def test_alive_is_who_has_the_pid_and_the_start_whatever_the_clock_says(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
    process.start()
    assert process.pid is not None
    born, noted = started_at(process.pid), psutil.Process.create_time
    runs = [queued(home) for _ in range(4)]
    beats = [-40 * HOURS, 40 * HOURS, 0.0, 40 * HOURS]
    with Store(home) as store:
        for run, beat, start in zip(runs, beats, (born, born, born - 50, born + 50), strict=True):
            store.claim(run, process.pid, start)
            with store._writing() as db:
                db.execute(
                    "update runs set heartbeat = ?, started = ? where id = ?", (time.time() + beat,) * 2 + (run,)
                )
    # When the clock is set, so is the time of day at which every process of the machine seems to have started.
    monkeypatch.setattr(psutil.Process, "create_time", lambda self: noted(self) + 5 * HOURS)
    Launcher(home).tend()
    assert [look(home, run).status for run in runs] == ["running", "running", "lost", "lost"]
    assert alive(process.pid, born)
    process.kill()
    process.join()
    assert not alive(process.pid, born)
    Launcher(home).tend()
    assert [look(home, run).status for run in runs] == ["lost"] * 4


def test_times_read_sensibly_when_the_clock_was_set_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = time.time
    first = queued(home)
    with Store(home) as store:
        store.record(first, [(1, {"loss": 1.0}, honest() + 9 * HOURS)])
        after = store.latest_time(first)
    monkeypatch.setattr(time, "time", lambda: honest() - 9 * HOURS)
    second = queued(home)
    with Store(home) as store:
        assert [run.id for run in store.runs()] == [second, first]
        assert store.run("bc-").id == second
        store.claim(first, 1, 0.0)
        assert store.run(first).took(time.time() - HOURS) == 0
    assert age(time.time() - look(home, first).created) == "now"
    clock = Clock(after=after)
    seen = [clock.now() for _ in range(3)]
    assert after <= seen[0] <= seen[1] <= seen[2]
