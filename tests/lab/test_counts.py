"""Counts along a run, summed in SQL."""

from pathlib import Path

import pytest

from lab.catalog import spec_from
from lab.counts import EPISODES, Count
from lab.feeds import RunFeed
from lab.store import Store


def test_a_short_run_is_counted_exactly_also_between_its_points(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = store.create(spec_from("maze-fo", "bc", steps=500))
        store.record(run.id, [(step, {EPISODES: 8.0}, 0.0) for step in (1, 3, 5)])
        course = Count(EPISODES).read(store, run)
    assert course.at([0, 1, 2, 3, 5]) == (0.0, 8.0, 8.0, 16.0, 24.0)


def test_a_long_run_is_counted_in_stretches_and_goes_on_from_there(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = store.create(spec_from("maze-fo", "bc", steps=40_000))
        store.record(run.id, [(step, {EPISODES: 2.0}, 0.0) for step in range(1, 20_001)])
        count = Count(EPISODES)
        course = count.read(store, run)
        assert len(course.steps) <= 1001
        assert list(course.at([0, 1, 777, 20_000])) == pytest.approx([0, 2, 1554, 40_000])
        store.record(run.id, [(step, {EPISODES: 4.0}, 0.0) for step in range(20_001, 30_001)])
        assert list(count.read(store, run).at([20_000, 30_000])) == pytest.approx([40_000, 80_000], abs=130)
        store.forget_after(run.id, 10_000)
        assert count.read(store, run).at([10_000, 30_000]) == (20_000.0, 20_000.0)


def test_what_a_run_has_none_of_gives_no_axis(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = store.create(spec_from("maze-fo", "bc"))
        store.record(
            run.id, [(1, {"tokens/trained": 100.0, "loss": 1.0}, 0.0), (2, {"tokens/trained": 50.0, "loss": 0.5}, 1.0)]
        )
        feed = RunFeed(run.id)
        assert feed.read(store).drawn["loss"].tokens == ()
        feed.counted = True
        curve = feed.read(store).drawn["loss"]
    assert curve.over("tokens") == (100.0, 150.0)
    assert curve.over("episodes") == ()
