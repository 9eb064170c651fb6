import math
import multiprocessing
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab import curves
from lab.catalog import spec_from
from lab.problem import Failed, Problem
from lab.records import Checkpoint, Phase, Point
from lab.store import Store
from tasks.protocol import Episode, Turn
from tasks.score import Evaluation

SPEC = spec_from("maze-fo", "bc")
EVALUATION = Evaluation(4, -1.5, 0.25, 60.0, 55.0, 65.0, 0.75, 0.0, 0.5, 3.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        yield opened


def _game(reward: float, text: str = "move up\n") -> Episode:
    turns = (
        Turn("game", "where?\n"),
        Turn("agent", text, reward, False, True, (1, 2), (-0.5, -0.25)),
        Turn("game", "\n"),
    )
    return Episode("maze-fo", 7, turns, terminated=True, truncated=False, success=True, player="random")


def test_a_run_comes_back_as_it_was_made(store: Store) -> None:
    made = store.create(SPEC)
    assert made.id.startswith("bc-maze-fo-")
    assert (made.spec, made.status, made.wanted, made.step, made.steps) == (SPEC, "queued", "run", 0, SPEC.config.steps)
    assert (made.started, made.finished, made.pid, made.evaluation, made.pinned) == (None, None, None, None, False)
    assert store.run(made.id) == made


def test_runs_come_newest_first_and_answer_to_the_beginning_of_their_names(store: Store) -> None:
    first, second = store.create(SPEC), store.create(spec_from("wordle", "bc"))
    assert [run.id for run in store.runs()] == [second.id, first.id]
    assert store.run("bc-w").id == second.id
    assert store.run("bc-").id == second.id


def test_no_two_runs_get_one_name(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.store._LETTERS", "ab")
    assert len({store.create(SPEC).id for _ in range(16)}) == 16


def test_an_unknown_run_suggests_the_nearest(store: Store) -> None:
    made = store.create(SPEC)
    with pytest.raises(Problem, match=f"did you mean {made.id}") as caught:
        store.run(made.id.replace("maze", "mase"))
    assert caught.value.code == 2
    with pytest.raises(Problem, match="lists them all"):
        store.run("")


def test_a_name_is_never_a_pattern(store: Store) -> None:
    store.create(SPEC)
    for pattern in ("%", "_", "bc%", "*"):
        with pytest.raises(Problem):
            store.run(pattern)


def test_a_run_waits_for_the_one_it_starts_from(store: Store) -> None:
    base = store.create(SPEC)
    later = spec_from("maze-fo", "ilql", from_run=base.id)
    assert store.create(later).status == "waiting"
    store.finish(base.id, "done")
    assert store.create(later).status == "queued"


def test_a_worker_claims_reports_and_finishes(store: Store) -> None:
    run = store.create(SPEC).id
    assert store.claim(run, 42, 5.0)
    assert not store.claim(run, 43, 6.0)
    assert store.process(run) == (42, 5.0)
    assert store.heartbeat(run, 3, "playing") == "run"
    store.want(run, "stop")
    assert store.heartbeat(run, 4) == "stop"
    store.set_evaluation(run, EVALUATION)
    store.set_data_hash(run, "abc")
    store.pin(run, True)
    store.finish(run, "failed", "no room")
    ended = store.run(run)
    assert (ended.status, ended.step, ended.error, ended.pid, ended.note) == ("failed", 4, "no room", None, "")
    assert (ended.evaluation, ended.data_hash, ended.pinned) == (EVALUATION, "abc", True)
    assert ended.created <= (ended.started or 0) <= (ended.heartbeat or 0) <= (ended.finished or 0) <= time.time()


def test_metrics_come_back_by_step(store: Store) -> None:
    run, other = store.create(SPEC).id, store.create(SPEC).id
    store.record(run, [(2, {"loss": 0.5, "eval/return": math.nan}, 20.0), (1, {"loss": math.inf}, 10.0)])
    store.record(other, [(9, {"loss": 9.0}, 9.0)])
    assert store.metric_names(run) == ["eval/return", "loss"]
    assert [(p.step, p.value, p.time) for p in store.points(run, "loss")] == [(1, math.inf, 10.0), (2, 0.5, 20.0)]
    assert [p.step for p in store.points(run, "loss", after=1)] == [2]
    assert [p.step for p in store.points(run, "loss", limit=1)] == [1]
    latest = store.latest(run)
    assert latest["loss"] == 0.5
    assert math.isnan(latest["eval/return"])


def test_a_transaction_happens_whole_or_not_at_all(store: Store) -> None:
    run = store.create(SPEC).id
    store.record(run, [(1, {"loss": 1.0}, 0.0)])
    with pytest.raises(Failed):
        store.record(run, [(2, {"loss": 2.0}, 0.0), (1, {"loss": 3.0}, 0.0)], [(2, "train", _game(0))])
    assert [point.value for point in store.points(run, "loss")] == [1.0]
    store.record(run, [(2, {"loss": 2.0}, 0.0)], [(2, "train", _game(0))])
    assert len(store.episodes(run=run)) == 1


def test_a_transaction_holds_the_pen_from_its_beginning(store: Store) -> None:
    other = sqlite3.connect(store.path, timeout=0, isolation_level=None)
    with store._writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("begin immediate")
    other.execute("begin immediate")
    other.close()


def test_a_long_curve_keeps_its_extremes(store: Store) -> None:
    run = store.create(SPEC).id
    values = {step: math.sin(step / 50) for step in range(5000)} | {1234: 9.0, 4321: -9.0}
    store.record(run, [(step, {"loss": value}, step) for step, value in values.items()])
    curve = store.curve(run, "loss", 200)
    assert 100 < len(curve) <= 200
    assert [point.step for point in curve] == sorted(point.step for point in curve)
    assert all(values[point.step] == point.value and point.time == point.step for point in curve)
    assert {9.0, -9.0} <= {point.value for point in curve}
    assert len(store.curve(run, "loss", 5000)) == 5000
    assert len(store.sparks([run], ["loss"], 40)[run]) <= 40


def test_a_curve_of_far_apart_steps_keeps_every_stretch(store: Store) -> None:
    run = store.create(SPEC).id
    store.record(run, [(step * 1000, {"eval/return": float(step)}, 0.0) for step in range(100)])
    assert 16 <= len(store.curve(run, "eval/return", 20)) <= 20
    assert store.curve(run, "nothing") == []


def test_a_run_that_goes_on_forgets_what_came_after_its_checkpoint(store: Store) -> None:
    run, other = store.create(SPEC).id, store.create(SPEC).id
    for name in (run, other):
        store.record(
            name, [(step, {"loss": 0.0}, 0.0) for step in (1, 2, 3)], [(step, "eval", _game(0)) for step in (2, 3)]
        )
    fork = store.add_episode(_game(0), run=run, phase="fork", step=3)
    store.forget_after(run, 2)
    assert [point.step for point in store.points(run, "loss")] == [1, 2]
    assert [(head.step, head.phase) for head in store.episodes(run=run)] == [(3, "fork"), (2, "eval")]
    assert store.episode(fork).head.run == run
    assert len(store.points(other, "loss")) == 3
    assert len(store.episodes(run=other)) == 2


def test_an_episode_comes_back_whole(store: Store) -> None:
    episode = _game(-2.0)
    parent = store.add_episode(episode, phase="human")
    key = store.add_episode(
        episode, run="r", phase="fork", step=5, player="ada", assisted=True, parent=parent, fork_turn=2
    )
    kept = store.episode(key)
    assert kept.episode == replace(episode, player="ada")
    head = kept.head
    assert (head.run, head.phase, head.step, head.player, head.assisted) == ("r", "fork", 5, "ada", True)
    assert (head.parent, head.fork_turn, head.total, head.turns, head.illegal) == (parent, 2, -2.0, 1, 1)
    with pytest.raises(Problem, match="no episode 99"):
        store.episode(99)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_survives(store: Store, text: str) -> None:
    kept = store.episode(store.add_episode(_game(0, text + "\ud800\x00"), phase="human")).episode
    assert kept.turns[1].text == text + "\ud800\x00"


def test_episodes_are_chosen_and_ordered(store: Store) -> None:
    phases: list[tuple[str, Phase, float]] = [("a", "train", 1), ("a", "eval", 3), ("b", "eval", 2), ("", "human", 0)]
    for run, phase, reward in phases:
        store.add_episode(_game(reward), run=run, phase=phase)
    assert [head.total for head in store.episodes()] == [0, 2, 3, 1]
    assert [head.total for head in store.episodes(order="best")] == [3, 2, 1, 0]
    assert [head.total for head in store.episodes(order="worst", limit=2)] == [0, 1]
    assert [head.total for head in store.episodes(run="a", phase="eval")] == [3]
    assert [head.total for head in store.episodes(run="")] == [0]
    assert store.episodes(task="wordle") == []


def test_logs_are_read_on_from_a_line(store: Store) -> None:
    for text in ("one", "two", "three"):
        store.log("r", "info", text)
    store.log("other", "error", "elsewhere")
    assert [line.text for line in store.logs("r", limit=2)] == ["two", "three"]
    first = store.logs("r")[0]
    assert [line.text for line in store.logs("r", after=first.id)] == ["two", "three"]


def test_checkpoints_come_newest_first(store: Store) -> None:
    kept = [Checkpoint(10, "runs/r/10", "last", 1.0, None), Checkpoint(20, "runs/r/20", "best", 2.0, 60.0)]
    for checkpoint in kept:
        store.add_checkpoint("r", checkpoint)
    assert store.checkpoints("r") == kept[::-1]
    store.drop_checkpoint("r", "runs/r/20")
    assert store.checkpoints("r") == kept[:1]


def test_a_deleted_run_takes_its_traces_along_but_not_the_games_of_people(store: Store) -> None:
    run = store.create(SPEC).id
    store.record(run, [(1, {"loss": 1.0}, 0.0)], [(1, "train", _game(1)), (1, "eval", _game(1))])
    store.add_episode(_game(1), run=run, phase="fork")
    store.log(run, "info", "hello")
    store.add_checkpoint(run, Checkpoint(1, "x", "last", 0.0, None))
    store.run_folder(run).mkdir(parents=True)
    store.delete(run)
    assert store.runs() == []
    assert (store.metric_names(run), store.logs(run), store.checkpoints(run)) == ([], [], [])
    assert [head.phase for head in store.episodes()] == ["fork"]
    assert not store.run_folder(run).exists()


def test_the_version_changes_with_writes_of_anybody_and_only_then(store: Store, tmp_path: Path) -> None:
    before = store.version()
    store.runs()
    assert store.version() == before
    store.log("r", "info", "own")
    own = store.version()
    assert own != before
    with Store(tmp_path) as other:
        assert store.version() == own
        other.log("r", "info", "foreign")
    assert store.version() != own


def test_a_reader_sees_writes_and_may_not_write(store: Store, tmp_path: Path) -> None:
    with Store(tmp_path, readonly=True) as reader:
        before = reader.version()
        run = store.create(SPEC).id
        assert reader.version() != before
        assert [one.id for one in reader.runs()] == [run]
        with pytest.raises(Failed, match="reading only") as caught:
            reader.pin(run, True)
        assert caught.value.code == 1
    with pytest.raises(Failed, match="no lab in"):
        Store(tmp_path / "nowhere", readonly=True)
    assert not (tmp_path / "nowhere").exists()


def test_a_full_disk_is_said_and_what_was_kept_stays(store: Store, tmp_path: Path) -> None:
    run = store.create(SPEC).id
    connection: sqlite3.Connection = store._db.conn
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(Failed, match="make room"):
        store.log(run, "info", "x" * 5_000_000)
    assert store.run(run).id == run
    connection.execute("pragma max_page_count = 100000")
    store.log(run, "info", "on it goes")
    assert store.logs(run)[-1].text == "on it goes"
    assert store.integrity() == "ok"


def test_what_is_no_database_or_no_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "lab.db").write_bytes(b"not a database" * 500)
    for readonly in (False, True):
        with pytest.raises(Failed, match="not a database"):
            Store(tmp_path, readonly=readonly)
    (tmp_path / "file").write_text("")
    with pytest.raises(Failed, match="--home"):
        Store(tmp_path / "file")


def _write(home: Path, name: str, times: int) -> None:
    with Store(home) as store:
        for step in range(times):
            store.record(name, [(step, {"loss": 0.0}, 0.0)])


def test_several_processes_open_a_new_home_and_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write, args=(tmp_path, f"r{k}", 100)) for k in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    with Store(tmp_path) as store:
        assert [len(store.points(f"r{k}", "loss")) for k in range(3)] == [100, 100, 100]


def test_whoever_opens_a_new_home_first_nobody_stumbles(tmp_path: Path) -> None:
    gate, stumbled = threading.Barrier(4), []

    def opens(home: Path) -> None:
        gate.wait()
        try:
            Store(home).close()
        except Failed as error:
            stumbled.append(str(error))

    for trial in range(40):
        openers = [threading.Thread(target=opens, args=(tmp_path / str(trial),)) for _ in range(4)]
        for opener in openers:
            opener.start()
        for opener in openers:
            opener.join()
    assert stumbled == []


def _older(home: Path) -> int:
    """Makes a store what the first version would have written; answers the id of its one game."""
    told = Episode("maze-fo", 3, (Turn("game", "a"),), True, False, about='{"other": "Ada"}')
    with Store(home) as store:
        episode = store.add_episode(told, phase="human")
        with store._writing() as db:
            db.execute("create table metrics (run text, name text, step integer, value real, time real, primary key (run, name, step)) without rowid")  # fmt: skip
            db.execute("insert into metrics select run, name, step, value, time from points join series on id = series")
            for table in ("points", "series", "stretches"):
                db.execute(f"drop table {table}")
            for index in ("episodes_of_run", "episodes_of_phase", "episodes_forked"):
                db.execute(f"drop index {index}")
            for column in ("worked", "sweep", "trial", "until", "remark"):
                db.execute(f"alter table runs drop column {column}")
            for table in ("sweeps", "mirrors"):
                db.execute(f"drop table {table}")
            for column in ("about", "note"):
                db.execute(f"alter table episodes drop column {column}")
            db.execute("delete from _sqlite_migrations where name > 'm002'")
    return episode


def _seen(store: Store, run: str) -> tuple[object, ...]:
    """What screens read of a run with a long curve."""
    return (
        store.metric_names(run), store.points(run, "loss"), [store.curves(run, most) for most in (10, 100, 1000, 5000)],
        {name: str(value) for name, value in store.latest(run).items()}, store.sparks([run], ["eval/return", "loss"]),
    )  # fmt: skip


def test_an_older_file_is_read_as_it_is_and_brought_up_to_date(tmp_path: Path) -> None:
    told = Episode("maze-fo", 3, (Turn("game", "a"),), True, False, about='{"other": "Ada"}')
    with Store(tmp_path) as store:
        run, other = store.create(SPEC).id, store.create(SPEC).id
        store.record(run, [(step, {"loss": math.sin(step / 40), "other": float(step)}, step) for step in range(5000)])
        store.record(other, [(1, {"loss": math.nan}, 0.0)])
        wanted = _seen(store, run)
    old = _older(tmp_path)
    for readonly in (True, False, True):
        with Store(tmp_path, readonly=readonly) as store:
            assert store.episode(old).episode.about == ""
            assert store.tree(old).root.note == ""
            assert [game.simulated for game in store.person_games("maze-fo")] == [False]
            assert store.surplus_games(1) == {}
            assert _seen(store, run) == wanted
            assert math.isnan(store.latest(other)["loss"])
            assert store.run(run).worked == 0
            assert (store.run(run).sweep, store.run(run).until) == ("", 0)
            assert store.mirrors() == []
    with Store(tmp_path) as store:
        new = store.add_episode(told, phase="other")
        assert store.episode(new).episode == told
        assert [head.id for head in store.episodes(phase="other")] == [new]
        assert store.integrity() == "ok"


def test_bringing_a_file_up_to_date_happens_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path) as store:
        run = store.create(SPEC).id
        store.record(run, [(step, {"loss": 1.0}, 0.0) for step in range(100)])
    _older(tmp_path)
    with monkeypatch.context() as broken:
        broken.setitem(curves._CONDENSED, 3, "insert into nowhere values (?, ?, ?)")
        with pytest.raises(Failed):
            Store(tmp_path)
    with Store(tmp_path) as store:
        assert len(store.points(run, "loss")) == 100


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 5000), st.integers(1, 900), st.integers(1, 7), st.integers(0, 6000), st.integers(2, 300))
def test_a_reduced_curve_is_that_of_its_points(
    store: Store, begin: int, count: int, stride: int, cut: int, most: int
) -> None:
    """However its points came: in batches, with a step back, and after a run went on from an older checkpoint."""
    run, rng = store.create(SPEC).id, random.Random(count)
    steps = [begin + k * stride for k in range(count)]
    while steps:
        taken = rng.randint(1, 200)
        batch, steps = steps[:taken], steps[taken:]
        store.record(run, [(step, {"loss": rng.random()}, step) for step in rng.sample(batch, len(batch))])
    for again in (False, True):
        points = store.points(run, "loss")
        assert store.curve(run, "loss", most) == _reduced(points, most)
        if not again:
            store.forget_after(run, cut)
            # Sparser than before: some stretches have no points any more.
            resumed = range(min(cut, begin + count * stride) + 1, begin + count * stride + 2000, rng.choice((2, 30)))
            store.record(run, [(step, {"loss": rng.random()}, step) for step in resumed])


def _reduced(points: list[Point], most: int) -> list[Point]:
    """The lowest and the highest of equal parts, worked out one by one."""
    if len(points) <= most:
        return points
    first, last, half = points[0].step, points[-1].step, max(1, most // 2)
    level = max((level for level in curves.LEVELS if 2 << level <= (last - first) / half), default=0)
    size = ((last >> level) - (first >> level)) // half + 1
    parts: dict[int, list[Point]] = {}
    for point in points:
        parts.setdefault(((point.step >> level) - (first >> level)) // size, []).append(point)
    kept = {chosen for part in parts.values() for chosen in (min(part, key=_value), max(part, key=_value))}
    return sorted(kept, key=lambda point: point.step)


def _value(point: Point) -> float:
    return point.value
