"""Runs as trackio, W&B and TensorBoard have them: read back by these tools' own readers, and equal to the store."""

import base64
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from bench.kills import over
from lab import upkeep
from lab.catalog import spec_from
from lab.cli import main
from lab.compare import flat
from lab.launcher import Launcher
from lab.mirror import Mirror, games
from lab.records import DataSpec, Run, SimulatorSpec
from lab.scribe import sink_of
from lab.sinks.wandb import run_id
from lab.store import Store
from tests.lab.processes import end_all
from tests.lab.wandb_server import server
from tests.test_architecture import ROOT

PATIENCE = 120.0
TOOLS = ("tensorboard", "trackio", "wandb")
TINY = ["--data", "submazes:40", "--eval-episodes", "4", "--set", "batch=16"]
KEY = "0123456789abcdef0123456789abcdef01234567"

Curves = dict[str, list[tuple[int, float, float]]]
"""By metric: step, value, time."""


class Shown(NamedTuple):
    """What a tool has of a run."""

    curves: Curves
    config: dict[str, Any]
    texts: str
    """Whatever is to be read in it: games, the log."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose processes end with the test, also when it fails."""
    yield tmp_path / "home"
    end_all(tmp_path)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with one run that is done."""
    folder = tmp_path_factory.mktemp("trained")
    assert main(["--home", str(folder), "run", "maze-fo", "bc", "--steps", "30", *TINY, "--json"]) == 0
    yield folder
    end_all(folder)


def the_run(home: Path) -> Run:
    with Store(home) as store:
        return store.runs()[0]


def stored(home: Path, run: str) -> Curves:
    """What the store has."""
    with Store(home) as store:
        return {
            name: [(point.step, point.value, point.time) for point in store.points(run, name)]
            for name in store.metric_names(run)
        }


def in_tensorboard(folder: Path, run: Run) -> Shown:
    assert len(list((folder / "tensorboard" / run.id).iterdir())) == 1
    events = EventAccumulator(str(folder / "tensorboard" / run.id), {"scalars": 0, "tensors": 0}).Reload()
    curves = {tag: [(e.step, e.value, e.wall_time) for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}
    texts = {tag: events.Tensors(tag)[0].tensor_proto.string_val[0].decode() for tag in events.Tags()["tensors"] if not tag.startswith("_")}  # fmt: skip
    rows = [line.strip("| ").split(" | ") for line in texts.pop("config").splitlines() if line.count(" | ") == 1]
    return Shown(curves, {row[0]: row[1] for row in rows if len(row) == 2}, "\n".join(texts.values()))


def in_trackio(folder: Path, run: Run) -> Shown:
    curves: Curves = defaultdict(list)
    texts = []
    with sqlite3.connect(folder / "trackio" / "lmrl-lab.db") as db:
        for step, when, metrics in db.execute("select step, timestamp, metrics from metrics where run_id = ? order by id", (run.id,)):  # fmt: skip
            for name, value in json.loads(metrics).items():
                if isinstance(value, dict):
                    texts.append(value["_value"])
                else:
                    curves[name].append((step, float(value), datetime.fromisoformat(when).timestamp()))
        [(config,)] = db.execute("select config from configs where run_id = ?", (run.id,))
        for messages, about in db.execute("select messages, metadata from traces where run_id = ?", (run.id,)):
            texts += [json.loads(about)["game"], *(one["content"] for one in json.loads(messages))]
    return Shown(dict(curves), json.loads(config), "\n".join(texts))


def in_wandb(folder: Path, run: Run) -> Shown:
    [one] = (folder / "wandb").glob(f"*run-*-{run_id(run)}")
    records = inspected(one)
    curves: Curves = defaultdict(list)
    for record in records:
        if record["type"] == "history":
            item = record["history"]["item"]
            for name, value in item.items():
                if not name.startswith(("_", "games.")):
                    curves[name].append((item["_step"], float(value), item["_timestamp"]))
    [config] = [record["run"]["config"]["update"] for record in records if record["type"] == "run"]
    final: dict[str, Any] = {}
    for record in records:
        final |= record.get("summary", {}).get("update", {})
    texts = [record["output_raw"]["line"] for record in records if record["type"] == "output_raw"]
    texts += [path.read_text() for path in one.rglob("games_*.table.json")]
    for name, value in final.items():
        if name.startswith("final/"):
            curves[name].append((max(step for step, *_ in curves["eval/return"]), float(value), 0.0))
    return Shown(dict(curves), config, json.dumps(final) + "\n".join(texts).replace("\\n", "\n"))


def inspected(run_folder: Path) -> list[dict[str, Any]]:
    """What W&B's own reader says of a run."""
    ran = subprocess.run(
        [sys.executable, "-m", "wandb", "leet", "inspect", "--json", str(run_folder)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


READ: dict[str, Callable[[Path, Run], Shown]] = {
    "tensorboard": in_tensorboard,
    "trackio": in_trackio,
    "wandb": in_wandb,
}


def agree(tool: str, shown: Curves, wanted: Curves) -> None:
    """Every point once, with the store's value (TensorBoard's: as 32 bits) and its time."""
    told = {name: points for name, points in shown.items() if not name.startswith("final/")}
    assert told.keys() == wanted.keys()
    times: dict[int, float] = {}
    for points in wanted.values():
        for step, _, when in points:
            times[step] = max(when, times.get(step, 0.0))
    for name, points in wanted.items():
        assert [step for step, *_ in told[name]] == [step for step, *_ in points], name
        exact = np.float32 if tool == "tensorboard" else np.float64
        mine, theirs = (np.array([value for _, value, _ in some], exact) for some in (points, told[name]))
        np.testing.assert_array_equal(mine, theirs, name)
        assert [when for *_, when in told[name]] == pytest.approx([times[step] for step, *_ in points], abs=2e-6)


@pytest.mark.parametrize("tool", TOOLS)
def test_what_the_store_has_is_there_once_however_often_it_is_written(
    tool: str, trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = the_run(trained)
    assert run.evaluation is not None
    for _ in range(2):
        assert main(["--home", str(trained), "log-to", tool, run.id, "--dir", str(tmp_path), "--json"]) == 0
        [told] = json.loads(capsys.readouterr().out)
        assert (told["run"], told["tool"], told["state"], told["steps"]) == (run.id, tool, "done", 31)
        shown = READ[tool](tmp_path, run)
        agree(tool, shown.curves, stored(trained, run.id))
        assert shown.curves["final/return_mean"][0][0] == 30
        assert shown.curves["final/return_mean"][0][1] == pytest.approx(run.evaluation.return_mean)
        assert str(dict(flat(shown.config))["config.batch"]) == "16"
        assert shown.config["task"] == "maze-fo"
        with Store(trained) as store:
            some = games(store, run.id)
            assert {game.title.split()[0] for game in some} >= {"best", "worst"}
        for game in some:
            assert game.title in shown.texts
            assert game.stored.episode.turns[0].text.strip() in shown.texts
        assert "best checkpoint: step" in shown.texts
    assert the_run(trained).status == "done"


@pytest.mark.parametrize("tool", TOOLS)
def test_killed_half_way_it_is_written_whole_the_next_time(tool: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Store(home) as store:
        run = store.create(spec_from("maze-fo", "bc"))
        for start in range(0, 8_000, 2000):
            store.record(run.id, [(step, {"loss/bc": step / 3, "grad/norm": 1.5}, 1e9 + step) for step in range(start, start + 2000)])  # fmt: skip
        store.finish(run.id, "done")
    words = ["--home", str(home), "--folder", str(tmp_path), "--mode", "offline", run.id, tool]
    scribe = subprocess.Popen([sys.executable, "-m", "lab.scribe", *words], stdout=subprocess.PIPE, text=True)
    assert scribe.stdout is not None
    reached = next(step for line in scribe.stdout if (step := json.loads(line).get("done", 0)) > 1000)
    scribe.kill()
    scribe.wait(10)
    assert reached < 7_999
    assert main(["--home", str(home), "log-to", tool, run.id, "--dir", str(tmp_path)]) == 0
    agree(tool, READ[tool](tmp_path, run).curves, stored(home, run.id))


def test_a_run_is_logged_as_it_trains_and_through_kills_of_everybody(home: Path) -> None:
    words = ["run", "maze-fo", "bc", "--steps", "900", *TINY, "--detach", "--json", "--log-to", ",".join(TOOLS)]
    assert main(["--home", str(home), *words]) == 0
    run = the_run(home)
    live = home / "logged" / "tensorboard" / run.id
    tended(home, lambda: the_run(home).step > 300 and live.exists() and "loss/bc" in in_tensorboard(home / "logged", run).curves)  # fmt: skip
    assert the_run(home).status == "running"
    with Store(home) as store:
        doomed = [the_run(home).pid, *(one.pid for one in store.mirrors(run.id))]
    assert len(set(doomed)) == 4
    for pid in doomed:
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    tended(home, lambda: over(the_run(home)))
    assert the_run(home).status == "lost"
    with Store(home) as store:
        tended(home, lambda: all(one.state == "done" for one in store.mirrors(run.id)))
        for tool in TOOLS:
            agree(tool, READ[tool](home / "logged", run).curves, stored(home, run.id))
        Launcher(home).resume(run.id)
        assert [(one.tool, one.state) for one in store.mirrors(run.id)] == [(tool, "due") for tool in TOOLS]
        tended(home, lambda: all(one.state != "due" for one in store.mirrors(run.id)))
        assert [one.state for one in store.mirrors(run.id)] == ["done"] * 3
    assert the_run(home).status == "done"
    for tool in TOOLS:
        agree(tool, READ[tool](home / "logged", run).curves, stored(home, run.id))


def tended(home: Path, good: Callable[[], bool]) -> None:
    """Tends and waits."""
    until = time.monotonic() + PATIENCE
    while not good():
        assert time.monotonic() < until, the_run(home)
        Launcher(home).tend()
        time.sleep(0.1)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_run_that_goes_back_to_a_checkpoint_is_begun_anew(tool: str, tmp_path: Path) -> None:
    """Steps that are done again after a kill replace those that they replace in the store, also when as many are there."""
    with Store(tmp_path) as store:
        run = store.create(spec_from("maze-fo", "bc", data=DataSpec(recipe="submazes", episodes=40)))
        store.move(run.id, ["queued"], "running", started=1.0)
        mirror = Mirror(store, run.id, sink_of(tool, tmp_path, "offline"))
        store.record(run.id, [(step, {"loss/bc": 1.0}, 10.0 + step) for step in range(8)])
        assert not mirror.advance()
        assert mirror.rows == 7, "the newest step may not be complete"
        store.forget_after(run.id, 3)
        store.record(run.id, [(step, {"loss/bc": 2.0}, 20.0 + step) for step in range(4, 9)])
        assert not mirror.advance()
        store.finish(run.id, "stopped")
        assert mirror.advance()
    agree(tool, READ[tool](tmp_path, run).curves, stored(tmp_path, run.id))


def test_a_tool_that_fails_fails_alone_and_no_key_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"WANDB_MODE": "online", "WANDB_API_KEY": "short-secret", "WANDB_BASE_URL": "http://a:short-secret@127.0.0.1:9"}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    assert (
        main(["--home", str(home), "run", "maze-fo", "bc", "--steps", "6", *TINY, "--log-to", "wandb,tensorboard"]) == 0
    )
    said = capsys.readouterr()
    run = the_run(home)
    assert run.status == "done"
    assert f"{run.id} was not logged to wandb" in said.err
    assert f"lmrl-lab log-to wandb {run.id}" in said.err
    assert f"{run.id} is logged to tensorboard" in said.out
    with Store(home) as store:
        assert [(one.tool, one.state) for one in store.mirrors(run.id)] == [
            ("tensorboard", "done"),
            ("wandb", "failed"),
        ]
        assert any("logging to wandb failed, training goes on" in line.text for line in store.logs(run.id))
    agree("tensorboard", in_tensorboard(home / "logged", run).curves, stored(home, run.id))
    assert "short-secret" not in said.out + said.err
    assert not [path for path in home.rglob("*") if path.is_file() and b"short-secret" in path.read_bytes()]
    monkeypatch.delenv("WANDB_MODE")
    assert main(["--home", str(home), "log-to", "wandb", run.id]) == 0
    with Store(home) as store:
        assert [one.state for one in store.mirrors(run.id)] == ["done", "done"]


def test_no_secret_and_nothing_a_terminal_obeys_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sk-nobody-knows")
    simulator = SimulatorSpec(kind="openai", model="m\x1b[31m", base_url="http://me:password@127.0.0.1:9/v1")
    with Store(tmp_path) as store:
        run = store.create(spec_from("twenty-questions", "bc", simulator=simulator))
        store.record(run.id, [(0, {"eval/return": 1.0}, 1.0)])
        store.log(run.id, "error", "the server said \x1b[2J that sk-nobody-knows is no key of http://me:password@host")
        store.finish(run.id, "failed")
    assert main(["--home", str(tmp_path), "log-to", ",".join(TOOLS), run.id]) == 0
    for tool in TOOLS:
        shown = READ[tool](tmp_path / "logged", run)
        assert "the server said ␛[2J that … is no key of http://…@host" in shown.texts
        assert dict(flat(shown.config))["simulator.base_url"] == "http://…@127.0.0.1:9/v1"
        assert dict(flat(shown.config))["simulator.model"] == "m␛[31m"
    written = [path.read_bytes() for path in (tmp_path / "logged").rglob("*") if path.is_file()]
    assert not [found for found in written if b"nobody-knows" in found or b"me:password" in found]
    assert "sk-nobody-knows" not in "".join(capsys.readouterr())


def test_what_a_server_has_is_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    with Store(home) as store, server() as (address, kept):
        for name, value in {"WANDB_MODE": "online", "WANDB_API_KEY": KEY, "WANDB_BASE_URL": address}.items():
            monkeypatch.setenv(name, value)
        run = store.create(spec_from("maze-fo", "bc"))
        store.move(run.id, ["queued"], "running", started=1.0, pid=os.getpid(), pid_started=None)
        written = []

        def sent() -> list[int]:
            assert main(["--home", str(home), "log-to", "wandb", run.id, "--json"]) == 0
            written.append(json.loads(capsys.readouterr().out)[0]["steps"])
            return [row["_step"] for row in kept.history()]

        for steps in (range(8), range(8, 20)):
            store.record(run.id, [(step, {"loss/bc": step / 3}, 10.0 + step) for step in steps])
            assert sent() == list(range(steps[-1])), "the newest may not be complete"
        store.finish(run.id, "done")
        assert sent() == sent() == list(range(20))
        assert written == [7, 12, 1, 0]
        rows = [(row["_step"], row["loss/bc"], row["_timestamp"]) for row in kept.history()]
        assert rows == stored(home, run.id)["loss/bc"]
        assert json.loads(kept.config)["task"]["value"] == "maze-fo"
    assert any(base64.b64decode(one.removeprefix("Basic ")).endswith(KEY.encode()) for one in kept.keys)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]


def test_what_was_synced_is_not_synced_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"

    def synced() -> list[int]:
        assert main(["--home", str(home), "log-to", "wandb", run.id]) == 0
        subprocess.run([sys.executable, "-m", "wandb", "sync", "--yes"], cwd=home / "logged", check=True, timeout=60)
        return [row["_step"] for row in kept.history()]

    with Store(home) as store, server() as (address, kept):
        monkeypatch.setenv("WANDB_API_KEY", KEY)
        monkeypatch.setenv("WANDB_BASE_URL", address)
        run = store.create(spec_from("maze-fo", "bc"))
        for last in (8, 8, 20, 20):
            store.record(run.id, [(step, {"loss/bc": 0.5}, 1.0) for step in range(store.last_step(run.id) + 1, last)])
            store.finish(run.id, "stopped")
            assert synced() == list(range(last))
    assert len(list((home / "logged" / "wandb").glob("offline-run-*"))) == 2


@pytest.mark.parametrize("command", ["run", "log-to", "sweep", "settings"])
def test_a_tool_that_is_not_installed_is_named_before_anything_is_launched(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Store(tmp_path).close()
    monkeypatch.setitem(sys.modules, "wandb", None)
    words = {
        "run": ["run", "maze-fo", "bc", "--log-to", "tensorboard,wandb"],
        "sweep": ["sweep", "maze-fo", "bc", "--vary", "lr=1e-3,1e-4", "--log-to", "wandb"],
        "log-to": ["log-to", "wandb", "anything"],
        "settings": ["settings", "log_to", "wandb"],
    }[command]
    assert main(["--home", str(tmp_path), *words]) == 1
    assert 'wandb is not installed: pip install "lmrl-lab[wandb]"' in capsys.readouterr().err
    with Store(tmp_path) as store:
        assert store.runs() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "maze-fo", "bc", "--log-to", "wanbd"], "did you mean wandb? There are trackio, wandb, tensorboard"),
        (["log-to", "none", "anything"], "name a tool"),
        (["log-to", "tensorboard", "nobody"], "there is no run 'nobody'"),
        (["settings", "log_to", "tensorbord"], "did you mean tensorboard"),
    ],
)
def test_what_is_asked_wrongly_says_what_is_allowed(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Store(tmp_path).close()
    assert main(["--home", str(tmp_path), *words]) == 2
    assert said in capsys.readouterr().err


def test_a_mode_that_wandb_has_and_the_lab_has_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WANDB_MODE", "disabled")
    assert main(["--home", str(tmp_path), "run", "maze-fo", "bc", "--log-to", "wandb"]) == 2
    assert "it is offline (which it is unless you set it) or online" in capsys.readouterr().err


def test_the_setting_is_what_new_runs_are_logged_to_and_a_sweep_logs_its_trials(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(home), "settings", "log_to", "tensorboard"]) == 0
    words = ["sweep", "maze-fo", "bc", "--vary", "lr=1e-4,1e-3", "--trials", "2", "--steps", "4", *TINY, "--json"]
    assert main(["--home", str(home), *words]) == 0
    assert main(["--home", str(home), "run", "maze-fo", "bc", "--steps", "4", *TINY, "--json", "--log-to", "none"]) == 0
    capsys.readouterr()
    with Store(home) as store:
        plain, *trials = store.runs()
        assert store.mirrors(plain.id) == []
        assert len(trials) == 2
        for run in trials:
            assert [(one.tool, one.state) for one in store.mirrors(run.id)] == [("tensorboard", "done")]
            agree("tensorboard", in_tensorboard(home / "logged", run).curves, stored(home, run.id))
        Launcher(home).delete(trials[0].id)
        assert store.mirrors(trials[0].id) == []


def test_following_ends_with_the_run_or_with_ctrl_c_and_one_at_a_time(home: Path) -> None:
    with Store(home) as store:
        run = store.create(spec_from("maze-fo", "bc"))
        store.move(run.id, ["queued"], "running", started=1.0, pid=os.getpid(), pid_started=None)
        store.record(run.id, [(step, {"loss/bc": 1.0}, 10.0 + step) for step in range(8)])
        words = [sys.executable, "-m", "lab", "--home", str(home), "log-to", "tensorboard", run.id]
        hears = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
        follower = subprocess.Popen([*words, "--follow"], stdout=subprocess.PIPE, text=True, preexec_fn=hears, cwd=ROOT)
        there = home / "logged" / "tensorboard" / run.id
        tended(home, lambda: there.exists() and len(in_tensorboard(home / "logged", run).curves.get("loss/bc", [])) == 7)  # fmt: skip
        second = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd=ROOT)
        assert second.returncode == 1
        assert "is being logged to tensorboard already, by another process" in second.stderr
        follower.send_signal(signal.SIGINT)
        follower.communicate(timeout=PATIENCE)
        assert follower.returncode == 130
        agree("tensorboard", in_tensorboard(home / "logged", run).curves, stored(home, run.id))
        again = subprocess.Popen([*words, "--follow"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        store.record(run.id, [(8, {"loss/bc": 3.0}, 30.0)])
        store.finish(run.id, "stopped")
        out, _ = again.communicate(timeout=PATIENCE)
        assert again.returncode == 0
        assert f"{run.id} to tensorboard: 9 steps" in out
        agree("tensorboard", in_tensorboard(home / "logged", run).curves, stored(home, run.id))


def test_a_copy_of_the_store_logs_in_its_own_home_and_nowhere_else(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    with Store(home) as store:
        run = store.create(spec_from("maze-fo", "bc"))
        store.mirror(run.id, "tensorboard", str(home / "logged"), "")
        store.mirror(run.id, "trackio", str(tmp_path / "named"), "")
        assert [one.folder for one in store.mirrors(run.id)] == [str(home / "logged"), str(tmp_path / "named")]
    other.mkdir()
    upkeep.backup(home, other / "lab.db", lambda *_: None)
    with Store(other) as copy:
        assert [(one.tool, one.folder) for one in copy.mirrors()] == [("tensorboard", str(other / "logged"))]


def test_neither_the_scribe_nor_its_tools_bring_torch() -> None:
    code = "import sys, lab.scribe, lab.sinks.tensorboard, lab.sinks.wandb; print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert ran.stdout.split() == ["False"], ran.stderr
