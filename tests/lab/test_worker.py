"""Real workers on real files: done, stopped, failed, killed at any moment and resumed, damaged checkpoints."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from bench.kills import facts, over
from lab import checkpoints
from lab.catalog import spec_from
from lab.clock import alive
from lab.launcher import Launcher, base_run
from lab.records import DataSpec, Run, RunSpec
from lab.store import Store
from tests.lab.processes import home_in

PATIENCE = 90.0
"""Seconds; a worker takes about six to import torch, and these machines are shared."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose workers end with the test, also when it fails."""
    with home_in(tmp_path) as folder:
        yield folder


def small(algo: str = "bc", steps: int = 12, **more: object) -> RunSpec:
    return spec_from(
        "maze-fo", algo, data=DataSpec(recipe="submazes", episodes=40), steps=steps,
        overrides={"batch": 16, **more}, eval_episodes=3,
    )  # fmt: skip


def look(home: Path, run: str) -> Run:
    with Store(home) as store:
        return store.run(run)


def until(home: Path, run: str, good: Callable[[Run], bool]) -> Run:
    """Tends and waits."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        Launcher(home).tend()
        found = look(home, run)
        if good(found):
            return found
        if found.status == "failed":
            raise AssertionError(f"{found.error}\n{(home / 'runs' / run / 'worker.log').read_text()}")
        time.sleep(0.05)
    raise AssertionError(f"{run} is {look(home, run).status} after {PATIENCE} s")


def past(step: int, run: Run) -> bool:
    return run.step > step or over(run)


def test_a_run_from_bc_to_its_evaluation(home: Path) -> None:
    created = Launcher(home).launch([small("ilql")])
    assert [run.spec.algo for run in created] == ["bc", "ilql"]
    assert created[1].status == "waiting"
    done = until(home, created[1].id, over)
    assert done.status == "done"
    assert done.evaluation is not None
    assert done.evaluation.episodes == 3
    with Store(home) as store:
        assert store.integrity() == "ok"
        assert {"loss/q", "eval/return", "time/tokens_per_s", "memory/rss_mb"} <= set(store.metric_names(done.id))
        assert [point.step for point in store.points(done.id, "eval/return")] == [0, 6, 12]
        assert [point.step for point in store.points(done.id, "loss/q")] == list(range(1, 13))
        assert store.episodes(done.id, phase="eval")
        kinds = [one.kind for one in store.checkpoints(done.id)]
        assert kinds.count("last") == 2
        assert kinds.count("best") >= 1
        assert store.latest(done.id)["memory/rss_mb"] < 1500


@pytest.mark.parametrize("algo", ["bc", "ppo"])
def test_killed_at_any_moment_and_resumed_is_never_having_been_killed(home: Path, algo: str) -> None:
    more = {"episodes": 4} if algo == "ppo" else {}
    steps = 40 if algo == "bc" else 4
    base = Launcher(home).launch([small()])[0].id
    until(home, base, over)
    spec = small(algo, steps, **more)
    wanted = until(home, Launcher(home).launch([spec])[-1].id, over)
    broken = Launcher(home).launch([spec])[-1].id
    rng = random.Random(0)
    for kill in range(3):
        running = until(home, broken, lambda run: run.pid is not None or over(run))
        if running.status != "done":
            until(home, broken, partial(past, kill))
            time.sleep(rng.random() * 0.5)
            pid = look(home, broken).pid
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
            until(home, broken, over)
        if look(home, broken).status == "done":
            break
        assert look(home, broken).status == "lost"
        if kill == 1:
            damage(home, broken)
        Launcher(home).resume(broken)
    assert until(home, broken, over).status == "done"
    assert facts(home, broken) == facts(home, wanted.id)
    with Store(home) as store:
        assert store.integrity() == "ok"


def damage(home: Path, run: str) -> None:
    """Flips a byte of the newest checkpoint's weights, if there are two."""
    with Store(home) as store:
        lasts = [one for one in store.checkpoints(run) if one.kind == "last"]
    if len(lasts) == 2:
        path = next((home / lasts[0].path).rglob("model.safetensors"))
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(bytes(content))


def _noticed(home: Path, run: str) -> bool:
    with Store(home) as store:
        return any("damaged" in line.text for line in store.logs(run))


def test_a_damaged_checkpoint_is_noticed_and_the_one_before_is_used(home: Path) -> None:
    run = Launcher(home).launch([small(steps=3000)])[0].id
    until(home, run, lambda found: found.step > 1600)
    assert Launcher(home).stop(run).wanted == "stop"
    stopped = until(home, run, over)
    assert stopped.status == "stopped"
    damage(home, run)
    with Store(home) as store:
        newest, before = [one.step for one in store.checkpoints(run) if one.kind == "last"]
    Launcher(home).resume(run)
    # It may have been a step further when it was stopped: that it goes on, its log says first.
    until(home, run, lambda found: _noticed(home, run) and found.step > newest)
    Launcher(home).stop(run)
    until(home, run, over)
    with Store(home) as store:
        said = [(line.level, line.text) for line in store.logs(run)]
    assert any(level == "warning" and "damaged" in text for level, text in said)
    assert any(text == f"going on from step {before}" for _, text in said)


def test_what_failed_says_why_and_keeps_its_traceback(home: Path, tmp_path: Path) -> None:
    spec = spec_from(
        "maze-fo", "bc", model=str(tmp_path / "no-such-model"), data=DataSpec(recipe="submazes", episodes=5)
    )
    run = Launcher(home).launch([spec])[0].id
    end = time.monotonic() + PATIENCE
    while not over(look(home, run)) and time.monotonic() < end:
        Launcher(home).tend()
        time.sleep(0.1)
    failed = look(home, run)
    assert failed.status == "failed"
    assert "no-such-model" in failed.error
    with Store(home) as store:
        assert any("Traceback" in line.text for line in store.logs(run))


def test_a_run_starts_from_the_bc_run_of_its_seed(tmp_path: Path) -> None:
    """Where there is none, from the newest."""
    with Store(tmp_path) as store:
        runs = [store.create(spec_from("maze-fo", "bc", seed=seed)) for seed in (0, 1, 2)]
        for run in runs[:2]:
            store.set_status(run.id, "done")
        for seed, base in ((0, 0), (1, 1), (2, 1), (3, 1)):
            found = base_run(store, spec_from("maze-fo", "ppo", seed=seed))
            assert found is not None
            assert found.id == runs[base].id
        store.set_status(runs[2].id, "done")
        assert base_run(store, spec_from("maze-fo", "ppo", seed=2)) == store.run(runs[2].id)


def test_two_that_tend_start_one(home: Path) -> None:
    with Store(home) as store:
        run = store.create(small(steps=3000)).id
    code = f"from pathlib import Path; from lab.launcher import Launcher; Launcher(Path({str(home)!r})).tend()"
    tenders = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [tender.wait(60) for tender in tenders] == [0, 0, 0]
    workers = [p for p in psutil.process_iter(["cmdline"]) if run in (p.info["cmdline"] or [])]
    assert len(workers) == 1
    found = look(home, run)
    assert found.pid == workers[0].pid
    assert alive(workers[0].pid, workers[0].create_time())
    assert not alive(workers[0].pid, workers[0].create_time() - 100)


def test_a_failed_write_leaves_the_checkpoint_before_it(tmp_path: Path) -> None:
    folder = tmp_path / "last-0000001"

    def well(where: Path) -> None:
        (where / "a").write_text("one")

    checkpoints.write(folder, well, {"step": 1, "best": None})

    def full(where: Path) -> None:
        (where / "a").write_text("two")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        checkpoints.write(folder, full, {"step": 1, "best": None})
    assert checkpoints.read_manifest(folder)["step"] == 1
    assert (folder / "a").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["last-0000001"]
