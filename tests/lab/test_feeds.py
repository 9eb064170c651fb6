"""What the watcher brings to the screens."""

from pathlib import Path

from lab.catalog import spec_from
from lab.feeds import RunFeed
from lab.store import Store


def test_curves_come_as_plots_want_them(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = store.create(spec_from("maze-fo", "bc"))
        store.record(run.id, [(k, {"loss": k / 2}, run.created + k) for k in range(1, 4)])
        curve = RunFeed(run.id).read(store).drawn["loss"]
    assert curve[:3] == ((1.0, 2.0, 3.0), (1.0, 2.0, 3.0), (0.5, 1.0, 1.5))


def test_curves_of_a_run_that_is_over_are_read_once_and_those_of_a_live_one_each_time(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = store.create(spec_from("maze-fo", "bc")).id
        store.record(run, [(1, {"loss": 1.0}, 1.0)])
        feed = RunFeed(run)
        store.claim(run, 1, 0.0)
        first = feed.read(store)
        store.record(run, [(2, {"loss": 2.0}, 2.0)])
        assert len(feed.read(store).curves["loss"]) == len(first.curves["loss"]) + 1
        store.finish(run, "done")
        over = feed.read(store)
        assert feed.read(store).drawn is over.drawn
        assert over.drawn["loss"].values == (1.0, 2.0)
