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
        ([-80, -79, -81, -80, -78, -80], "flat", "plain"),
        ([-75, -78, -60, -84, -74, -79, -76, -77], "flat", "plain"),
        ([-80, -60, -30, -10, -8, -60, -75, -80], "collapsed since step 400: −8", "bad"),
        ([-20, -12, -7, -7, -30, -28], "fell since step 200: −7.00 then, −29.0 now", "plain"),
        ([-20, -12, -7, -8, -7.5, -7.2], "learning", "good"),
        ([-80, -70], "too early to say", "plain"),
    ],
)
def test_returns(run: Run, returns: list[float], told: str, tone: str) -> None:
    found = said(run, returns)
    assert found.text.startswith(told), found.text
    assert found.tone == tone


SEEN = {
    "car-dealer-mc": ("car-dealer", 64, [33.93, 0, 0, 0, 0]),
    "car-dealer-ilql": ("car-dealer", 64, [33.93, 33.14, 18.67, 12.29, 10.98]),
    "car-dealer-ppo": ("car-dealer", 64, [23.64, 24.8, 25.77, 23.77, 23.09]),
    "car-dealer-online-bc": ("car-dealer", 64, [35.6, 39.39, 39.23, 40.08, 36.63, 37.32, 37.48, 36.13, 36.35]),
    "endgames-ppo": ("endgames", 128, [0.26, 0.57, 0.64, 0.59, 0.41, 0.78, 0.78, 0.67, 0.66, 0.79, 0.8, 0.81, 0.84]),
    "guess-city-ilql": ("guess-city", 64, [-1.3, -16.14, -3.67, -16.55, -2.78]),
    "maze-fo-ppo": ("maze-fo", 100, [-75.25, -42.51, -20.69, -7.26, -6.92, -6.94, -33.83]),
    "maze-po-bc": ("maze-po", 100, [-397.58, -70.21, -80.26, -78.8, -77.99, -86.86, -83.28]),
    "maze-po-filtered-bc": ("maze-po", 100, [-399.95, -132.87, -90.74, -92.6, -103.24, -113, -119.69]),
    "maze-po-ilql": ("maze-po", 100, [-69.79, -35.01, -70.63, -80.33, -80.24]),
    "maze-po-mc": ("maze-po", 100, [-69.79, -53.27, -63.17, -65.51, -60.14]),
    "textnav-fo-mc": ("textnav-fo", 64, [0.11, 0.15, 0.3, 0.28, 0.5, 0.61, 0.6]),
    "twenty-questions-ilql": ("twenty-questions", 128, [-7.31, -7.66, -9.26, -8.34, -8.03]),
    "twenty-questions-mc": ("twenty-questions", 128, [-7.31, -14.84, -7.17, -7.14, -7.16]),
    "twenty-questions-mc-begun": ("twenty-questions", 128, [-7.31, -14.84, -7.17]),
    "wordle-mc": ("wordle", 256, [-1.9, -1.91, -1.96, -1.9, -1.92]),
}
"""What runs did, or might have: their task, games in an evaluation, and evaluations."""


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("car-dealer-mc", "collapsed from its start by step 100: 33.9 then, 0 now; the best is kept"),
        ("car-dealer-ilql", "collapsed from its start by step 200: 33.9 then, 11.6 now; the best is kept"),
        ("car-dealer-ppo", "flat: 23.6 at the start, 23.4 now"),
        ("car-dealer-online-bc", "fell since step 300: 40.1 then, 36.2 now; the best is kept"),
        ("endgames-ppo", "learning: 0.260 → 0.825, best 0.840 at step 1200"),
        ("guess-city-ilql", "flat: −1.30 at the start, −9.67 now, but −16.6 at step 300"),
        ("maze-fo-ppo", "learning: −75.2 → −20.4, best −6.92 at step 400"),
        ("maze-po-bc", "learning: −398 → −85.1, best −70.2 at step 100"),
        ("maze-po-filtered-bc", "fell since step 200: −90.7 then, −116 now; the best is kept"),
        ("maze-po-ilql", "collapsed below its start: −35.0 at step 100, −80.3 now; the best is kept"),
        ("maze-po-mc", "flat: −69.8 at the start, −62.8 now, best −53.3 at step 100"),
        ("textnav-fo-mc", "learning: 0.110 → 0.605, best 0.610 at step 500"),
        ("twenty-questions-ilql", "fell from its start by step 200: −7.31 then, −8.18 now; the best is kept"),
        ("twenty-questions-mc", "flat: −7.31 at the start, −7.15 now, but −14.8 at step 100"),
        ("twenty-questions-mc-begun", "flat: −7.31 at the start, −11.0 now, but −14.8 at step 100"),
        ("wordle-mc", "flat: −1.90 at the start, −1.91 now"),
    ],
)
def test_what_runs_did(run: Run, name: str, told: str) -> None:
    task, games, returns = SEEN[name]
    found = said(replace(run, spec=replace(run.spec, task=task, eval_episodes=games)), returns)
    assert found.text == told
    assert found.tone == ("good" if told[0] == "l" else "bad" if told[0] == "c" else "plain")


def test_a_fall_below_the_worst_that_the_task_knows_is_a_collapse(run: Run) -> None:
    """As of an agent whose texts are no moves any more."""
    assert said(run, [-100, -400, -399, -400]).text.startswith("collapsed from its start")


def test_one_evaluation_is_neither_a_fall_nor_anything_to_lose(run: Run) -> None:
    usual = [-76.0, -74, -77, -75, -76]
    for odd in (-101.0, -60.0):
        for place in range(5):
            found = said(run, [-75, *usual[:place], odd, *usual[place + 1 :]])
            assert not found.text.startswith(("fell", "collapsed")), found.text


def test_odd_texts_are_told_and_spoil_the_praise(run: Run) -> None:
    found = said(run, [-80, -40, -20, -10], illegal=[0.9, 0.5, 0.3, 0.22], cut=[0.5, 0.4, 0.2, 0.05])
    assert found.text.startswith("learning")
    assert found.text.endswith("22% illegal texts")
    assert found.tone == "plain"
    assert said(run, [-80, -40, -20, -10], illegal=[0.9, 0.5, 0.3, 0.02]).tone == "good"
    fallen = said(run, [-20, -60, -90, -120], illegal=[0.01, 0.1, 0.3, 0.43])
    assert fallen.text.endswith(" now; 43% illegal texts; the best is kept")


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [("failed", "out of memory", "failed: out of memory"), ("lost", "its process is gone", "its process is gone"), ("queued", "", "in the queue"), ("waiting", "", "waits for bc-maze-fo")],
)  # fmt: skip
def test_a_run_that_does_not_run_says_why(run: Run, status: str, error: str, told: str) -> None:
    assert said(replace(run, status=status, error=error), [-80, -8, -7]).text.startswith(told)  # type: ignore[arg-type]
