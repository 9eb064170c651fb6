"""Positions read and written here beside python-chess itself."""

from random import Random

import chess
import pytest

from tasks.chess import positions
from tasks.fen import board_of, fen

ODD = (
    "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1",
    "r3k2r/8/8/8/8/8/8/R3K2R b Kq - 3 9",
    "4k3/8/8/8/8/8/8/R3K3 w KQkq - 0 1",  # rights without rooks or kings
    "1r2k1r1/8/8/8/8/8/8/1R2K1R1 w GBgb - 0 1",  # as in Chess960
    "3k4/8/8/8/8/8/8/R2K3R w KQ - 0 1",
    "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 2",
    "4k3/8/8/3p4/8/8/8/4K3 w - d6 0 2",  # nobody can take in passing
    "8/8/8/8/8/8/8/8 w - - 0 1",
    "QQQQQQQQ/8/8/8/8/8/k6K/nbrqpPNB b - - 149 0",
    "4k3/8/8/8/8/8/8/4K3 w - -",
    "4k3/8/8/8/8/8/8/4K3",
)


@pytest.mark.parametrize("text", [*ODD, *positions()[:40]])
def test_a_position_is_read_and_written_as_by_python_chess(text: str) -> None:
    board = chess.Board(text)
    assert board_of(text) == board
    assert fen(board_of(text)) == fen(board) == board.fen()


def test_whole_games_are_read_and_written_as_by_python_chess() -> None:
    chance = Random(0)
    for _ in range(60):
        board = chess.Board()
        while not board.is_game_over():
            board.push(chance.choice(list(board.legal_moves)))
            text = board.fen()
            assert fen(board) == text
            mine = board_of(text)
            assert mine == chess.Board(text)
            assert mine.is_valid() == board.is_valid()


@pytest.mark.parametrize(
    "text",
    ["", "x", "9/8/8/8/8/8/8/7 w - - 0 1", "8/8/8/8/8/8/8 w - - 0 1", "44/8/8/8/8/8/8/8x w - - 0 1",
     "8/8/8/8/8/8/8/8 x - - 0 1", "8/8/8/8/8/8/8/8 w X - 0 1", "8/8/8/8/8/8/8/8 w - z9 0 1", "8/8/8/8/8/8/8/8 w - - a 1",
     "pppp/pppp8/8/8/8/8/8/8 w - - 0 1"],
)  # fmt: skip
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        chess.Board(text)
    with pytest.raises(ValueError, match=r"\w"):
        board_of(text)
