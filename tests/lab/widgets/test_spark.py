import math

from hypothesis import given
from hypothesis import strategies as st

from lab.widgets.spark import bar, spark


def test_a_rise_is_a_staircase() -> None:
    assert spark([0, 1, 2, 3, 4, 5, 6], 7).plain == "▁▂▃▄▅▆▇"


def test_few_values_stand_left_and_gaps_stay_blank() -> None:
    assert spark([1, math.nan, 8], 5).plain == "▁ ▇  "
    assert spark([], 4).plain == "    "
    assert spark([5, 5], 2).plain == "▄▄"


def test_many_values_are_averaged_into_the_cells() -> None:
    assert spark([float(k) for k in range(700)], 7).plain == "▁▂▃▄▅▆▇"


def test_a_bar_in_half_cells() -> None:
    assert bar(0.5, 4).plain == "━━━━"
    assert [str(span.style) for span in bar(0.5, 4).spans][-1] != ""
    assert bar(0.375, 4).plain == "━╸━━"
    assert bar(2.0, 3).plain == bar(math.nan, 3).plain == "━━━"


@given(st.lists(st.floats() | st.just(math.nan), max_size=50), st.integers(0, 30))
def test_any_values_fill_exactly_their_width(values: list[float], width: int) -> None:
    assert len(spark(values, width).plain) == width


@given(st.floats(), st.integers(0, 30))
def test_any_share_fills_exactly_its_width(share: float, width: int) -> None:
    assert len(bar(share, width).plain) == width
