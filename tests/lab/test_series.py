import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.series import Line, joined, smoothed, thinned


def test_smoothing_by_hand() -> None:
    assert smoothed([1.0, 3.0], 0.5) == pytest.approx((1.0, (0.25 * 1 + 0.5 * 3) / 0.75))
    assert smoothed([1.0, 3.0], 0.0) == (1.0, 3.0)


def test_smoothing_steps_over_gaps() -> None:
    assert smoothed([2.0, math.nan, 2.0], 0.9) == pytest.approx((2.0, math.nan, 2.0), nan_ok=True)


def test_seeds_become_mean_and_deviation() -> None:
    band = joined([Line((0.0, 1.0), (1.0, 2.0)), Line((0.0, 1.0), (3.0, 2.0))])
    assert band.xs == (0.0, 1.0)
    assert band.mean == (2.0, 2.0)
    assert band.low == pytest.approx((2 - math.sqrt(2), 2.0))
    assert band.high == pytest.approx((2 + math.sqrt(2), 2.0))


def test_seeds_of_unlike_length_count_as_far_as_they_go() -> None:
    band = joined([Line((0.0, 4.0), (0.0, 4.0)), Line((0.0, 2.0), (2.0, 2.0))], points=5)
    assert band.xs == (0.0, 1.0, 2.0, 3.0, 4.0)
    assert band.mean == pytest.approx((1.0, 1.5, 2.0, 3.0, 4.0))


def test_nothing_joined_is_nothing() -> None:
    assert joined([]).xs == ()
    assert joined([Line((), ())]).xs == ()


@given(st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=300), st.integers(4, 100))
def test_thinning_keeps_the_extremes_and_the_ends(ys: list[float], most: int) -> None:
    line = Line(tuple(float(x) for x in range(len(ys))), tuple(ys))
    thin = thinned(line, most)
    assert len(thin.xs) <= most + 4
    finite = [y for y in ys if math.isfinite(y)]
    kept = [y for y in thin.ys if math.isfinite(y)]
    if finite:
        assert (min(kept), max(kept)) == (min(finite), max(finite))
    assert thin.xs[:1] == line.xs[:1]
    assert thin.xs[-1:] == line.xs[-1:]
