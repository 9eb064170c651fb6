"""The health line says what a person who looks at the curve would say."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lab.catalog import spec_from
from lab.health import Health, health
from lab.records import Point, Run
from lab.store import Store


@pytest.fixture
def run(tmp_path: Path) -> Run:
    with Store(tmp_path) as store:
        base = store.create(spec_from("maze-fo", "bc")).id
        return replace(store.create(spec_from("maze-fo", "ilql", from_run=base)), status="running")


def curve(values: Sequence[float]) -> list[Point]:
    return [Point(100 * k, value, float(k)) for k, value in enumerate(values)]


def said(run: Run, returns: Sequence[float], **others: Sequence[float]) -> Health:
    return health(run, {"eval/return": curve(returns)} | {f"eval/{name}": curve(them) for name, them in others.items()})


@pytest.mark.parametrize(
    ("returns", "told", "tone"),
    [
        ([-400, -72, -74], "learning: −400 → −73", "good"),
        ([-398, -80, -76, -77, -75.5], "learning: −398", "good"),
        ([-75, -78, -71, -84, -60, -66, -41, -22], "learning: −75", "good"),
        ([0.11, 0.15, 0.3, 0.28, 0.5, 0.61, 0.6], "learning: 0.11", "good"),
        ([-80, -79, -81, -80, -78, -80], "flat", "plain"),
        ([-75, -78, -60, -84, -74, -79, -76, -77], "flat", "plain"),
        ([-80, -60, -30, -10, -8, -60, -75, -80], "collapsed since step 400: −8", "bad"),
        ([-20, -12, -7, -7, -30, -28], "collapsed since step 200: −7", "bad"),
        ([-20, -12, -7, -8, -7.5, -7.2], "learning", "good"),
        ([-80, -70], "too early to say", "plain"),
    ],
)
def test_returns(run: Run, returns: list[float], told: str, tone: str) -> None:
    found = said(run, returns)
    assert found.text.startswith(told), found.text
    assert found.tone == tone


def test_odd_texts_are_told_and_spoil_the_praise(run: Run) -> None:
    found = said(run, [-80, -40, -20, -10], illegal=[0.9, 0.5, 0.3, 0.22], cut=[0.5, 0.4, 0.2, 0.05])
    assert found.text.startswith("learning")
    assert found.text.endswith("22% illegal texts")
    assert found.tone == "plain"
    assert said(run, [-80, -40, -20, -10], illegal=[0.9, 0.5, 0.3, 0.02]).tone == "good"


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [("failed", "out of memory", "failed: out of memory"), ("lost", "its process is gone", "its process is gone"), ("queued", "", "in the queue"), ("waiting", "", "waits for bc-maze-fo")],
)  # fmt: skip
def test_a_run_that_does_not_run_says_why(run: Run, status: str, error: str, told: str) -> None:
    assert said(replace(run, status=status, error=error), [-80, -8, -7]).text.startswith(told)  # type: ignore[arg-type]
