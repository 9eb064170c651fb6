"""Making data by real processes that are killed: they leave no process behind, and go on where they stopped."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from bench.kills import over
from lab.catalog import spec_from
from lab.launcher import Launcher
from lab.records import DataSpec
from lab.store import Store
from tasks.dataset import make
from tasks.maze import MAZE_FO

PATIENCE = 90.0
"""Seconds; these machines are shared."""


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def pieces(home: Path, name: str) -> list[Path]:
    return list((home / "datasets" / f"{name}.jsonl.gz.pieces").glob("[0-9]*.jsonl.gz"))


def test_a_make_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    name, wanted = "maze-fo-submazes-6000-s5", 6_000
    command = [sys.executable, "-m", "lab", "data", "make", "maze-fo", "--episodes", str(wanted), "--seed", "5"]
    command += ["--home", str(tmp_path), "--json"]
    maker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: len(pieces(tmp_path, name)) >= 5)
    below = psutil.Process(maker.pid).children(recursive=True)
    maker.send_signal(signal.SIGKILL)
    maker.wait()
    _, alive = psutil.wait_procs(below, timeout=20)
    for one in alive:
        one.kill()
    assert alive == [], "processes are left that nobody waits for"
    path = tmp_path / "datasets" / f"{name}.jsonl.gz"
    assert not path.exists()
    kept = len(pieces(tmp_path, name))

    again = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert again.returncode == 0, again.stderr
    said = re.search(rf"going on from (\d+) of {wanted} episodes", again.stderr)
    assert said is not None, again.stderr
    assert 60 * 5 <= int(said[1]) == 60 * kept < wanted
    make(MAZE_FO, episodes=wanted, seed=5).save(tmp_path / "whole.gz")
    assert path.read_bytes() == (tmp_path / "whole.gz").read_bytes()
    assert not path.with_name(f"{path.name}.pieces").exists()


def test_a_run_that_is_killed_while_it_makes_data_goes_on(tmp_path: Path) -> None:
    home, name = tmp_path / "home", "textnav-fo-behaviour-4000-s0"
    spec = spec_from("textnav-fo", "bc", data=DataSpec(recipe="behaviour", episodes=4_000), steps=1, eval_episodes=1)
    run = Launcher(home).launch([spec])[0].id

    def worker() -> psutil.Process:
        with Store(home) as store:
            pid = store.run(run).pid
        assert pid is not None
        return psutil.Process(pid)

    until(lambda: len(pieces(home, name)) >= 3)
    worker().kill()

    def lost() -> bool:
        Launcher(home).tend()
        with Store(home) as store:
            return over(store.run(run))

    def said() -> list[str]:
        with Store(home) as store:
            return [line.text for line in store.logs(run)]

    until(lost)
    kept = len(pieces(home, name))
    Launcher(home).resume(run)
    try:
        until(lambda: any("going on from" in text for text in said()))
    finally:
        os.kill(worker().pid, signal.SIGKILL)
        until(lost)
    assert f"making data: going on from {40 * kept} of 4000 episodes" in said()
