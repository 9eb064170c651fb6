import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.theme import INK
from lab.widgets.axes import Scale, logarithmic, tick_labels, ticks, time_ticks, whole_ticks, x_labels
from lab.widgets.curve import Look, Reference, Series, View, extent, plot, read
from tests.lab.golden import assert_golden

BEST = Reference("best −6.84", -6.84, INK.good)
DATA = Reference("dataset −83", -83.0, INK.muted)


def learning(points: int = 400, noise: float = 3.0, seed: int = 1) -> Series:
    rng = random.Random(seed)
    xs = [5.0 * k for k in range(points)]
    ys = [-83 + 76 * (1 - math.exp(-x / 300)) + rng.gauss(0, noise) for x in xs]
    return Series("return", xs, ys, INK.series[0])


def falling() -> Series:
    xs = [float(k) for k in range(1, 1000)]
    ys = [2.5 * math.exp(-x / 150) + 0.002 for x in xs]
    ys[300:340] = [math.nan] * 40
    return Series("loss", xs, ys, INK.series[3])


def test_a_learning_curve_with_reference_lines() -> None:
    drawn = plot([learning()], 80, 16, references=[BEST, DATA])
    assert_golden("curve-return-80x16.txt", drawn.text.plain)


def test_a_small_curve_with_a_cursor() -> None:
    drawn = plot([learning(noise=0.0)], 38, 8, references=[BEST, DATA], look=Look(cursor=700))
    assert_golden("curve-cursor-38x8.txt", drawn.text.plain)


def test_a_log_scale_with_a_gap() -> None:
    assert_golden("curve-log-60x12.txt", plot([falling()], 60, 12, look=Look(log=True)).text.plain)


def test_a_band_around_a_mean() -> None:
    line = learning(noise=0.0)
    spread = [8 * math.exp(-x / 900) for x in line.xs]
    low = [y - s for y, s in zip(line.ys, spread, strict=True)]
    high = [y + s for y, s in zip(line.ys, spread, strict=True)]
    banded = Series("mean", line.xs, line.ys, INK.series[0], low, high)
    assert_golden("curve-band-70x14.txt", plot([banded], 70, 14).text.plain)


def test_a_view_on_a_part_with_time_below() -> None:
    drawn = plot([falling()], 60, 10, look=Look(view=View(100, 700, 0.0, 1.5), x="time"))
    assert_golden("curve-time-60x10.txt", drawn.text.plain)


def test_an_empty_plot_and_one_point_draw() -> None:
    assert plot([], 40, 6).text.plain.count("\n") == 5
    single = plot([Series("x", [3.0], [1.5], INK.text)], 40, 6)
    assert any("\u2800" < char <= "\u28ff" for char in single.text.plain)


def test_a_faint_series_leaves_the_range_alone() -> None:
    spike = Series("raw", [0.0, 1.0, 2.0], [1.0, 1000.0, 1.0], INK.text, faint=True)
    line = Series("mean", [0.0, 1.0, 2.0], [1.0, 2.0, 1.5], INK.text)
    assert extent([spike, line]).y1 < 3


def test_references_too_far_away_are_pointed_at_instead() -> None:
    flat = Series("return", [0.0, 1.0], [-7.0, -6.9], INK.text)
    drawn = plot([flat], 60, 8, references=[DATA])
    assert drawn.view.y0 > -8
    assert "↓ dataset −83" in drawn.text.plain


def test_the_line_hides_the_grid_and_the_colours_are_the_series() -> None:
    drawn = plot([learning(noise=0.0)], 60, 10)
    styles = {str(span.style) for span in drawn.text.spans}
    assert INK.series[0] in styles
    assert INK.faint in styles


def test_values_are_read_at_the_nearest_point() -> None:
    line = Series("x", [0.0, 10.0, 20.0], [1.0, 2.0, 3.0], INK.text)
    assert [read(line, x) for x in (-5, 4, 6, 99)] == [(0, 1), (0, 1), (10, 2), (20, 3)]
    assert read(Series("x", [], [], INK.text), 3) is None


def test_columns_are_mapped_back_to_steps() -> None:
    drawn = plot([learning(noise=0.0)], 60, 10)
    assert drawn.x_at(drawn.gutter) == pytest.approx(0, abs=40)
    assert drawn.x_at(59) == pytest.approx(1995, abs=40)


def test_zoom_keeps_what_is_under_the_cursor_and_pan_moves() -> None:
    view = View(0, 100, 0, 10).zoomed(0.5, at=20, vertical=False)
    assert view == View(10, 60, 0, 10)
    assert view.panned(0.1, -0.5) == View(15, 65, -5, 5)


def test_ticks_from_near_are_told_apart() -> None:
    assert x_labels([0, 500, 1000], "count") == ["0", "500", "1k"]
    assert x_labels([1_000_000, 1_000_100], "count") == ["1000000", "1000100"]
    assert x_labels([60, 3600], "time") == ["1m", "1h"]
    assert x_labels([5400, 5415], "time") == ["1h30m00", "1h30m15"]
    assert x_labels([125, 125.25], "time") == ["02m05.0", "02m05.2"]


def test_round_ticks() -> None:
    assert ticks(-83, -6, 4) == [-80, -60, -40, -20]
    assert ticks(0, 1, 5) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert whole_ticks(0, 2, 6) == [0, 1, 2]
    assert time_ticks(0, 900, 4) == [0, 300, 600, 900]
    assert ticks(math.log10(0.004), math.log10(3), 4, Scale("log")) == [0.01, 0.1, 1.0]
    assert tick_labels([0, 0.25, 0.5]) == ["0.00", "0.25", "0.50"]
    assert tick_labels([0.01, 0.1, 1.0, 10.0]) == ["0.01", "0.1", "1", "10"]
    assert tick_labels([-20.0, 0.0, 20.0]) == ["−20", "0", "20"]


@pytest.mark.parametrize("value", [-83.0, -0.5, 0.0, 0.02, 40.0])
def test_a_scale_through_zero_goes_there_and_back(value: float) -> None:
    scale = logarithmic([-83.0, 40.0])
    assert scale.kind == "symlog"
    assert scale.backward(scale.forward(value)) == pytest.approx(value)


finite_or_not = st.floats(-1e12, 1e12) | st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1e300, -1e-300])


@given(st.lists(finite_or_not, max_size=40), st.integers(4, 60), st.integers(2, 14), st.booleans())
def test_any_numbers_fill_exactly_their_box(ys: list[float], width: int, height: int, log: bool) -> None:
    series = Series("any", [float(x) for x in range(len(ys))], ys, INK.text, ys, ys)
    drawn = plot([series], width, height, references=[BEST], look=Look(log=log, cursor=3.0))
    lines = drawn.text.plain.split("\n")
    assert len(lines) == height
    assert {len(line) for line in lines} == {width}
