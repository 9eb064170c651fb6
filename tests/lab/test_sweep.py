"""Sweeps of real runs: halving, killed and gone on with, stopped by ctrl+c, asked for again."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bench.kills import facts, over
from lab.catalog import spec_from
from lab.cli import main
from lab.launcher import Launcher
from lab.problem import Problem
from lab.records import DataSpec, Run
from lab.store import Store
from lab.sweep import Plan, alone, based, enrol, plan_from_json, plan_to_json, trials_of
from tests.lab.processes import home_in

PATIENCE = 120.0
TINY = ["--data", "submazes:40", "--eval-episodes", "4", "--set", "batch=16"]
SPEC = spec_from("maze-fo", "bc", data=DataSpec(recipe="submazes", episodes=40), eval_episodes=4)
PLAN = Plan(spec=SPEC, vary=("lr=0.0001..0.001:log",), trials=3)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose processes end with the test, also when it fails."""
    with home_in(tmp_path) as folder:
        yield folder


def runs(home: Path) -> list[Run]:
    """Oldest first."""
    with Store(home) as store:
        return store.runs()[::-1]


def until(home: Path, good: Callable[[list[Run]], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ((home / "lab.db").exists() and good(runs(home))):
        assert time.monotonic() < end, [(run.id, run.status, run.step) for run in runs(home)]
        time.sleep(0.1)


def asked(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> dict[str, Any]:
    code = main(["--home", str(home), "sweep", *words, "--json"])
    said = capsys.readouterr()
    assert code == 0, said.err
    document: dict[str, Any] = json.loads(said.out)
    return document


def test_halving_goes_on_with_the_best_as_if_they_had_never_paused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["maze-fo", "bc", "--vary", "lr=1e-6,4e-3,1e30", "--trials", "9", "--method", "halving", "--steps", "90",
             "--set", "warmup=0", "--name", "mazes", "--seed", "2", *TINY]  # fmt: skip
    found = asked(capsys, home, *words)
    assert found["rungs"] == [10, 30, 90]
    assert [row["knobs"]["lr"] for row in found["trials"]] == [4e-3, 1e-6, 1e30]
    assert [row["rung"] for row in found["trials"]] == [3, 1, 0]
    assert [row["status"] for row in found["trials"]] == ["done", "stopped", "failed"]
    assert found["trials"][1]["step"] == 10
    assert found["trials"][1]["return_mean"] < found["trials"][0]["return_mean"]
    assert found["trials"][0]["trial"] > 1, "the first would go on by itself"
    assert [(run.sweep, run.trial) for run in runs(home)] == [("mazes", 1), ("mazes", 2), ("mazes", 3)]

    again = asked(capsys, home, *words)
    assert again == found
    assert len(runs(home)) == 3

    assert main(["--home", str(home), *shlex.split(found["command"])[1:]]) == 0
    alone_run = runs(home)[-1]
    assert alone_run.sweep == ""
    assert facts(home, alone_run.id) == facts(home, found["best"])


def test_killed_or_stopped_it_goes_on_where_it_was(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["maze-fo", "ilql", "--vary", "beta=1,4", "--trials", "2", "--jobs", "2", "--steps", "600", *TINY]
    with Store(home) as store:
        base = store.create(replace(SPEC, config=replace(SPEC.config, steps=5)))
    end = time.monotonic() + PATIENCE
    while not over(runs(home)[0]) and time.monotonic() < end:
        Launcher(home).tend()
        time.sleep(0.1)
    words += ["--from", base.id]
    command = [sys.executable, "-m", "lab", "--home", str(home), "sweep", *words]

    killed = subprocess.Popen(command)
    until(home, lambda found: len(found) == 3 and all(run.step > 3 for run in found[1:]))
    killed.kill()
    killed.wait(10)
    for run in runs(home)[1:]:
        assert run.pid is not None
        os.kill(run.pid, signal.SIGKILL)
    before = [run.id for run in runs(home)]

    # A background job of a shell, as CI may be, passes on that it hears no Ctrl+C.
    hears = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    stopped = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hears)
    reached = [run.step for run in runs(home)]
    until(home, lambda found: all(one.status == "running" and one.step > old + 3 for one, old in zip(found[1:], reached[1:], strict=True)))  # fmt: skip
    stopped.send_signal(signal.SIGINT)
    out, err = stopped.communicate(timeout=PATIENCE)
    assert stopped.returncode == 130
    assert out.count("goes on from step") == 2
    assert "0 of 2 trials are done; the same command goes on" in err
    assert [run.status for run in runs(home)[1:]] == ["stopped", "stopped"]
    with Store(home) as store:
        for run in runs(home)[1:]:
            assert store.checkpoints(run.id)[0].step == run.step
            assert run.evaluation is None

    found = asked(capsys, home, *words)
    assert [row["status"] for row in found["trials"]] == ["done", "done"]
    assert sorted(row["run"] for row in found["trials"]) == sorted(before[1:])
    assert [run.id for run in runs(home)] == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--vary lr="),
        (["--vary", "lrr=1,2"], "did you mean lr"),
        (["--vary", "lr=1e-3,1e-4", "--set", "lr=1"], "lr is set and varies"),
        (["--vary", "view=foo,bar"], "maze-fo is read as it is"),
        (["--vary", "steps=10,20", "--steps", "5"], "steps is set and varies"),
        (["--vary", "steps=10,20", "--method", "halving"], "leave out --vary steps"),
        (["--vary", "lr=1e-3,1e-4", "--method", "halfing"], "did you mean halving"),
        (["--vary", "lr=1e-3,1e-4", "--method", "halving", "--steps", "8"], "9 steps or more"),
        (["--vary", "lr=1e-3,1e-4", "--method", "halving", "--eta", "1"], "--eta is 2 or more"),
        (["--vary", "lr=1e-3,1e-4", "--trials", "0"], "--trials: '0' is not a whole number of 1 or more"),
        (["--vary", "lr=1e-3,1e-4", "--name", "No/Name"], "no name for a sweep"),
        (["--vary", "lr=1e-3,1e-4", "--from", "nobody"], "no run 'nobody'"),
    ],
)
def test_what_is_asked_wrongly_starts_nothing(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(tmp_path), "sweep", "maze-fo", "bc", *words]) == 2
    assert said in capsys.readouterr().err
    assert runs(tmp_path) == []


def test_two_cannot_carry_one_sweep_out_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with alone(tmp_path, "maze-fo-bc-0"):
        assert main(["--home", str(tmp_path), "sweep", "maze-fo", "bc", "--vary", "lr=1e-3,1e-4"]) == 2
    assert "another process is carrying the sweep maze-fo-bc-0 out" in capsys.readouterr().err
    assert runs(tmp_path) == []


def test_the_same_plan_has_the_same_name_and_another_one_another(tmp_path: Path) -> None:
    other = replace(PLAN, vary=("lr=0.0001..0.002:log",))
    with Store(tmp_path) as store:
        assert enrol(store, PLAN, "") == "maze-fo-bc-0"
        assert enrol(store, other, "") == "maze-fo-bc-0-2"
        assert enrol(store, replace(PLAN, trials=9), "") == "maze-fo-bc-0"
        assert enrol(store, PLAN, "mine") == "mine"
        with pytest.raises(Problem, match="mine already, with another vary: give another --name"):
            enrol(store, other, "mine")
        kept = store.plan("maze-fo-bc-0")
    assert kept is not None
    assert plan_from_json(kept) == replace(PLAN, trials=9)
    assert plan_from_json(json.loads(json.dumps(plan_to_json(other)))) == other


def test_the_run_that_trials_start_from_is_chosen_once(tmp_path: Path) -> None:
    plan = Plan(spec=spec_from("maze-fo", "mc"), vary=("beta=1,4",), trials=2)
    with Store(tmp_path) as store:
        name = enrol(store, plan, "")
        first = based(store, name, plan)
        base = store.run(first.base)
        assert (base.spec.algo, base.sweep) == ("bc", name)
        newer = store.create(base.spec)
        store.set_status(newer.id, "done")
        assert enrol(store, plan, "") == name
        assert based(store, name, plan) == first
        assert {trial.spec.from_run for trial in trials_of(first)} == {base.id}


def test_trials_are_the_plan_s_alone(tmp_path: Path) -> None:
    trials = trials_of(PLAN)
    assert trials_of(replace(PLAN, trials=8))[:3] == trials
    assert [trial.number for trial in trials] == [1, 2, 3]
    for trial in trials:
        assert replace(trial.spec, config=SPEC.config) == SPEC
        assert replace(trial.spec.config, lr=SPEC.config.lr) == SPEC.config
        assert trial.spec.config.lr == trial.setting["lr"]
    short = trials_of(replace(PLAN, vary=("steps=4,8",), trials=2))
    assert sorted((one.spec.config.steps, one.spec.eval_every) for one in short) == [(4, 2), (8, 4)]
