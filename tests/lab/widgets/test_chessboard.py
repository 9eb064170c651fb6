import pytest

from lab.theme import LIGHT, ink
from lab.widgets.chessboard import Size, chessboard, square_at
from tasks.chess import START, ChessState
from tests.lab.golden import assert_golden

AFTER = ChessState(
    0, "rnbqkbnr/ppp2ppp/4p3/8/3Pp3/2N5/PPP2PPP/R1BQKBNR w KQkq - 0 4",
    ("e2e4", "e7e6", "d2d4", "d7d5", "b1c3", "d5e4"), "PnpQ",
)  # fmt: skip


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("ascii", [False, True], ids=["glyphs", "ascii"])
def test_the_picture(size: Size, ascii: bool) -> None:
    drawn = chessboard(AFTER, size=size, marked=frozenset({"c3", "b5"}), ascii=ascii)
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
    plain = chessboard(AFTER, size="small", marked=frozenset({"c3"})).plain
    assert "♙" in plain
    assert "♟" in plain
    assert "[♟]" in plain
    assert "<♘>" in plain


def test_pieces_stand_out_on_every_square() -> None:
    """White on the squares, and black on them, in both themes alike."""
    dark = chessboard(AFTER, size="small")
    light = chessboard(AFTER, size="small", ink=ink(LIGHT))
    assert [span.style for span in dark.split("\n")[0].spans][1:] == [
        span.style for span in light.split("\n")[0].spans
    ][1:]
