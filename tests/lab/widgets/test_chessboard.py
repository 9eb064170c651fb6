import pytest

from lab.theme import INK, LIGHT, SIXTEEN, Boards, ink
from lab.widgets.chessboard import Size, chessboard, square_at
from tasks.chess import START, ChessState
from tests.lab.golden import assert_golden

AFTER = ChessState(
    0, "rnb1kbnr/ppp1pppp/8/4q3/8/2N5/PPPP1PPP/R1BQKBNR w KQkq - 2 4",
    ("e2e4", "d7d5", "e4d5", "d8d5", "b1c3", "d5e5"), "pP",
)  # fmt: skip
"""Black's queen gives check, and White thinks about its bishop."""


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("ascii", [False, True], ids=["glyphs", "ascii"])
def test_the_picture(size: Size, ascii: bool) -> None:
    drawn = chessboard(AFTER, size=size, marked=frozenset({"f1", "e2"}), ascii=ascii)
    assert_golden(f"chessboard-{size}-{'ascii' if ascii else 'glyphs'}.txt", drawn.plain)


@pytest.mark.parametrize(("size", "wide", "high"), [("small", 26, 12), ("large", 50, 28)])
def test_its_size(size: Size, wide: int, high: int) -> None:
    lines = chessboard(ChessState(0, START), size=size).split("\n")
    assert len(lines) == high
    assert {line.cell_len for line in lines[:-4]} == {wide}


@pytest.mark.parametrize("size", ["small", "large"])
def test_a_click_finds_what_is_drawn_there(size: Size) -> None:
    """Where a letter of the start position is drawn, a click gives that piece's square."""
    lines = chessboard(ChessState(0, START), size=size, ascii=True).plain.splitlines()
    found = {
        square_at(x, y, size): sign
        for y, line in enumerate(lines[: 8 if size == "small" else 24])
        for x, sign in enumerate(line)
        if sign.isalpha()
    }
    assert len(found) == 32
    assert (found["a1"], found["e1"], found["d8"], found["h7"], found["g8"]) == ("R", "K", "q", "p", "n")


@pytest.mark.parametrize(("size", "wide", "high"), [("small", 26, 8), ("large", 50, 24)])
def test_a_click_beside_the_board_finds_nothing(size: Size, wide: int, high: int) -> None:
    assert square_at(2, 0, size) == "a8"
    assert square_at(wide - 1, high - 1, size) == "h1"
    for x, y in ((1, 0), (wide, 0), (2, high), (2, -1), (-1, 3)):
        assert square_at(x, y, size) is None


def test_both_sides_and_marks_differ_without_colour() -> None:
    plain = chessboard(AFTER, size="small", marked=frozenset({"f1"})).plain
    assert "♙" in plain
    assert "♟" in plain
    assert "[♛]" in plain
    assert "<♗>" in plain


@pytest.mark.parametrize("boards", [INK.boards, ink(SIXTEEN).boards], ids=["full", "sixteen"])
def test_pieces_stand_out_on_every_square(boards: Boards) -> None:
    """WCAG asks for a contrast of 3 where signs are large or told apart by shape too."""
    for ground in (boards.light, boards.dark, boards.moved, boards.marked):
        for piece in (boards.white, boards.black):
            low, high = sorted((luminance(ground), luminance(piece)))
            assert (high + 0.05) / (low + 0.05) >= 2.8


def luminance(color: str) -> float:
    """By WCAG's formula, 0 for black and 1 for white."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_board_has_its_own_colours_in_both_themes() -> None:
    dark, light = (chessboard(AFTER, size="small", ink=one) for one in (INK, ink(LIGHT)))
    rows = [[span.style for span in drawn.split("\n")[3].spans][1:] for drawn in (dark, light)]
    assert rows[0] == rows[1]
    assert f"bold {INK.boards.black} on {INK.boards.moved}" in rows[0]
