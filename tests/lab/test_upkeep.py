"""Room made while nobody writes, copies made while everybody does, and games that go or stay as the setting says."""

import fcntl
import json
import multiprocessing
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab import settings, upkeep
from lab.catalog import spec_from
from lab.cli import main
from lab.clock import started_at
from lab.problem import Failed, Problem
from lab.records import Checkpoint, Phase
from lab.settings import Settings
from lab.store import Store
from tasks.protocol import Episode, Turn

SPEC = spec_from("maze-fo", "bc")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        yield opened


def game(reward: float = 0.0) -> Episode:
    return Episode("maze-fo", 7, (Turn("game", "where?\n"), Turn("agent", "up\n", reward)), True, False)


def document(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> Any:
    code = main(["--home", str(home), *words, "--json"])
    said = capsys.readouterr()
    assert code == 0, said.err
    return json.loads(said.out)


def test_the_newest_games_stay_and_those_that_nobody_may_drop(store: Store) -> None:
    run, other = store.create(SPEC).id, store.create(SPEC).id
    rewards = [float((k * 37) % 1000) for k in range(200)]
    evaluated = [store.add_episode(game(reward), run=run, phase="eval", step=1) for reward in rewards]
    trained = [store.add_episode(game(), run=run, phase="train", step=2) for _ in range(100)]
    kept: list[int] = [trained[3], trained[4]]
    store.annotate(trained[4], "look here")
    phases: list[Phase] = ["human", "fork", "other"]
    kept += [store.add_episode(game(), run=run, phase=phase, parent=trained[3]) for phase in phases]
    foreign = [store.add_episode(game(), run=other, phase="train") for _ in range(20)]
    ranked = [number for _, number in sorted(zip(rewards, evaluated, strict=True))]
    wanted = {*trained[-50:], *kept, *ranked[:20], *ranked[-20:], *foreign}

    assert store.surplus_games(0) == {}
    assert store.drop_games(run, 0) == 0
    assert store.surplus_games(50) == {run: 300 + 3 + 20 - len(wanted)}
    assert store.drop_games(run, 50) == 300 + 3 + 20 - len(wanted)
    assert {head.id for head in store.episodes(limit=1000)} == wanted
    assert store.drop_games(run, 50) == 0


def test_vacuum_drops_what_nobody_knows_and_nothing_else(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, gone = store.create(SPEC).id, store.create(SPEC).id
    for name in (run, gone):
        store.record(name, [(step, {"loss": 1.0}, 0.0) for step in range(20_000)], [(1, "train", game())] * 300)
    store.add_checkpoint(run, Checkpoint(5, f"runs/{run}/last-0000005", "last", 0.0, None))
    mine = store.add_episode(game(), phase="human")
    stays = [f"runs/{run}/last-0000005", f"runs/{run}/notes", "runs/My Own", "datasets/b.jsonl.gz.pieces", "datasets/c.jsonl.gz.pieces"]  # fmt: skip
    goes = [f"runs/{gone}", f"runs/{run}/last-0000004", f"runs/{run}/.best-0000009.4711", "datasets/a.jsonl.gz.pieces", "datasets/d.jsonl.gz.pieces"]  # fmt: skip
    for folder in stays + goes:
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "file").write_bytes(b"x" * 10_000)
    (tmp_path / "datasets/a.jsonl.gz").write_bytes(b"whole")
    os.utime(tmp_path / "datasets/d.jsonl.gz.pieces", (0, 0))
    with (tmp_path / "datasets/c.jsonl.lock").open("w") as making:
        os.utime(tmp_path / "datasets/c.jsonl.gz.pieces", (0, 0))
        fcntl.flock(making, fcntl.LOCK_EX)
        store.delete(gone)
        store.record(gone, [(1, {"loss": 0.0}, 0.0)], [(1, "train", game())])  # its worker had not heard yet
        (tmp_path / f"runs/{gone}").mkdir(exist_ok=True)

        told = document(capsys, tmp_path, "vacuum", "--dry-run")
        assert {Path(path).relative_to(tmp_path).as_posix() for path in told["folders"]} == set(goes)
        assert (told["rows"], told["games"], told["bytes_after"]) == (2, {}, None)
        assert (tmp_path / goes[0]).exists()
        settings.save(tmp_path, Settings(keep_episodes=100))
        done = document(capsys, tmp_path, "vacuum")
    assert done["games"] == {run: 200}
    assert done["bytes_after"] < done["bytes_before"] / 1.5
    assert all((tmp_path / folder / "file").exists() for folder in stays)
    assert not any((tmp_path / folder).exists() for folder in goes)
    assert len(store.points(run, "loss")) == 20_000
    assert store.episode(mine).head.phase == "human"
    assert len(store.episodes(run, limit=1000)) == 100
    assert (store.metric_names(gone), store.orphans(), store.integrity()) == ([], 0, "ok")


def test_vacuum_refuses_while_a_run_is_trained_and_waits_if_asked(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = store.create(SPEC).id
    store.claim(run, os.getpid(), started_at(os.getpid()))
    assert main(["--home", str(tmp_path), "vacuum"]) == 2
    assert f"{run} is being trained" in capsys.readouterr().err
    context = multiprocessing.get_context("fork")
    waiting = context.Process(target=main, args=(["--home", str(tmp_path), "vacuum", "--wait"],))
    waiting.start()
    time.sleep(1)
    assert waiting.is_alive()
    store.finish(run, "done")
    waiting.join(30)
    assert waiting.exitcode == 0


def _write(home: Path, run: str) -> None:
    """Two metrics and a game at each step, in one transaction."""
    with Store(home) as store:
        step = 0
        while True:
            step += 1
            store.record(run, [(step, {"a": step, "b": step}, 0.0)], [(step, "train", game())])


def test_a_backup_made_while_runs_write_is_whole(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = store.create(SPEC).id
    store.claim(run, os.getpid(), started_at(os.getpid()))
    names = [store.create(SPEC).id for _ in range(2)]
    big = store.create(SPEC).id
    store.record(big, [(step, dict.fromkeys("abcd", 0.5), 0.0) for step in range(100_000)])
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write, args=(tmp_path, name)) for name in names]
    for writer in writers:
        writer.start()
    try:
        while not all(store.points(name, "a") for name in names):
            time.sleep(0.01)
        seen: list[tuple[int, int]] = []
        copied = upkeep.backup(tmp_path, tmp_path / "copies" / "one.db", lambda done, of: seen.append((done, of)))
        after = sum(len(store.points(name, "a")) for name in names)
        while sum(len(store.points(name, "a")) for name in names) == after:
            time.sleep(0.01)
        with pytest.raises(Problem, match="--force"):
            upkeep.backup(tmp_path, tmp_path / "copies" / "one.db", lambda *_: None)
        assert document(capsys, tmp_path, "backup", str(tmp_path / "copies" / "one.db"), "--force")["integrity"] == "ok"
    finally:
        for writer in writers:
            writer.terminate()
            writer.join()
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["one.db"]
    assert copied > 1_000_000
    assert seen[-1][0] == seen[-1][1]
    assert seen == sorted(seen)
    restored = tmp_path / "restored"
    restored.mkdir()
    (tmp_path / "copies" / "one.db").rename(restored / "lab.db")
    with Store(restored) as copy:
        for name in names:
            steps = [point.step for point in copy.points(name, "a")]
            assert steps == [point.step for point in copy.points(name, "b")] == list(range(1, len(steps) + 1))
            assert len(copy.episodes(name, limit=1_000_000)) == len(steps) > 0
        assert (copy.run(run).status, copy.run(run).pid) == ("lost", None)
        assert "resume" in copy.run(run).error
        assert len(copy.points(big, "d")) == 100_000
    assert store.run(run).status == "running"


def test_a_backup_that_fails_leaves_what_was_there(store: Store, tmp_path: Path) -> None:
    store.create(SPEC)
    before = tmp_path / "old.db"
    before.write_text("old")
    with pytest.raises(Problem, match="the store itself"):
        upkeep.backup(tmp_path, tmp_path / "lab.db", lambda *_: None, force=True)

    def full(done: int, of: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Failed, match="No space left"):
        upkeep.backup(tmp_path, before, full, force=True)
    assert before.read_text() == "old"
    assert not list(tmp_path.glob(".*.part"))
    with pytest.raises(sqlite3.OperationalError):
        store.copy_to(tmp_path, lambda *_: None, 10)


def test_settings_are_shown_changed_and_refused(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = store.create(SPEC).id
    store.record(run, [], [(1, "train", game())] * 30)
    assert document(capsys, tmp_path, "settings")["keep_episodes"] == Settings().keep_episodes
    assert main(["--home", str(tmp_path), "settings", "keep_episodes", "10"]) == 0
    assert "20 games of 1 run go" in " ".join(capsys.readouterr().out.split())
    assert document(capsys, tmp_path, "settings", "player", "Ada") | {"smoothing": 0.0} == {
        "theme": "lab-dark", "player": "Ada", "smoothing": 0.0, "log_to": "", "keep_episodes": 10,
        "plots": "auto", "games_width": 43, "log_height": 9,
    }  # fmt: skip
    assert settings.load(tmp_path).keep_episodes == 10
    wrong = [
        ("keep_episode", "3"),
        ("keep_episodes", "-3"),
        ("keep_episodes", "many"),
        ("smoothing", "1"),
        ("plots", "3 by 2"),
        ("log_height", "1"),
        ("theme", "x"),
    ]
    for words in wrong:
        assert main(["--home", str(tmp_path), "settings", *words]) == 2
    assert "did you mean keep_episodes" in capsys.readouterr().err
    assert settings.load(tmp_path).keep_episodes == 10
