import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lab.widgets.braille import joined

WIDTH, HEIGHT = 7, 3


def lines(xs: list[float], ys: list[float], width: int, height: int) -> list[str]:
    bits = joined(np.array(xs, float), np.array(ys, float), width, height)
    return ["".join(chr(0x2800 + bit) for bit in row.tolist()) for row in bits]


def dot_by_dot(xs: list[float], ys: list[float], width: int, height: int) -> list[str]:
    """What a line is, said plainly: in each column it passes, all dots between where it comes in and where it goes out."""
    cells = [[0] * width for _ in range(height)]
    last: tuple[float, float] | None = None
    for x, y in zip(xs, ys, strict=True):
        if math.isnan(y):
            last = None
            continue
        x0, y0 = last or (x, y)
        for column in range(2 * width):
            if x0 == x == column:
                ends = [y0, y]
            elif x0 <= column <= x and x0 < x:
                ends = [round(y0 + (y - y0) / (x - x0) * (min(max(column + half, x0), x) - x0)) for half in (-0.5, 0.5)]
            else:
                continue
            for dot in range(4 * height):
                if min(ends) <= dot <= max(ends):
                    row = 4 * height - 1 - dot
                    bit = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]][row % 4][column % 2]
                    cells[row // 4][column // 2] |= bit
        last = (x, y)
    return ["".join(chr(0x2800 + bit) for bit in row) for row in cells]


def test_a_line_and_a_dot_behind_a_gap() -> None:
    assert lines([0, 3, 5, 5], [0, 3, math.nan, 1], 3, 1) == ["⣰⠚⠠"]


def test_a_steep_line_fills_its_columns_and_what_lies_outside_is_dropped() -> None:
    assert lines([0, 1], [-50, 50], 1, 2) == ["⢸", "⣸"]
    assert lines([-4, -1], [0, 3], 1, 2) == ["⠀", "⠀"]


points = st.tuples(st.integers(-5, 20), st.integers(-9, 20) | st.just(math.nan))


@given(st.lists(points, max_size=30))
def test_lines_are_those_of_drawing_dot_by_dot(found: list[tuple[int, float]]) -> None:
    found = sorted(found, key=lambda point: point[0])
    xs, ys = [float(x) for x, _ in found], [float(y) for _, y in found]
    assert lines(xs, ys, WIDTH, HEIGHT) == dot_by_dot(xs, ys, WIDTH, HEIGHT)
