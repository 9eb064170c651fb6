"""What players of chess read and say."""

import re

import chess
import pytest

from tasks.chess import CHESS, START
from tasks.notation import fen_of, in_full, king_safety, observation, pieces, understood, words
from tasks.play import play

BROKEN = (
    "8 / 8 / 8 / 8 / 8 / 8 / 8 / 8   w   ?   -   0   1\n",
    "8 / 8 / 8 / 8 / 8 / 8 / 8 / 8   w   -   z 9   0   1\n",
)
"""What `pieces` reads and python-chess does not."""


@pytest.mark.parametrize(
    ("fen", "read"),
    [
        ("8/8/3K4/8/8/2k5/8/4Q3 w - - 10 21", "K d 6Q e 1k c 3\n"),
        ("4k3/8/8/1R6/8/8/K6R/8 w - - 0 1", "K a 2R b 5R h 2k e 8\n"),
        ("r3k3/8/8/3pP3/8/8/8/R3K2R w KQq d6 0 3", "K e 1R a 1R h 1P e 5k e 8r a 8p d 5- K- Q- q- d 6\n"),
    ],
)
def test_a_position_is_read_as_pieces(fen: str, read: str) -> None:
    assert pieces(observation(fen)) == read


@pytest.mark.parametrize(
    ("fen", "marked"),
    [
        (START, "\n"),
        ("4k3/8/8/8/1b6/8/3B4/4K2R w - - 0 1", "= d 2\n"),
        ("4k3/8/8/8/1b6/8/8/4K2R w - - 0 1", "+ b 4x d 2\n"),
        ("4r1k1/8/8/8/8/3n4/4N3/r3K2R w - - 0 1", "+ a 1+ d 3= e 2x d 1x f 1x f 2\n"),
        ("4k3/8/8/8/8/8/r3q3/4K3 w - - 0 1", "+ e 2x d 1x f 1x d 2x e 2x f 2\n"),
        ("4k3/8/8/8/8/8/8/4Kq2 w - - 0 1", "+ f 1x d 1x e 2x f 2\n"),
        ("4k3/8/8/8/8/8/8/8 w - - 0 1", "\n"),
    ],
)
def test_what_binds_the_king_is_marked(fen: str, marked: str) -> None:
    assert king_safety(observation(fen)) == pieces(observation(fen)).rstrip("\n") + marked


@pytest.mark.parametrize(
    "text", ["", "\n", "hello\n", "8 / 8\n", "9 / 8 / 8 / 8 / 8 / 8 / 8 / 8   w   -   -   0   1\n", *BROKEN]
)
def test_what_is_no_position_is_read_as_it_is(text: str) -> None:
    assert (pieces(text) == text) != (text in BROKEN)
    assert king_safety(text) == pieces(text)


def test_positions_are_read_in_words_alone() -> None:
    """Nothing in them is left to be spelled, in the course of a whole game."""
    known = re.compile("|".join(map(re.escape, sorted(words(), key=len, reverse=True))))
    played = play(CHESS, CHESS.players["random"].build(3), [3])[0]
    for turn in played.turns:
        if turn.role == "game":
            read = pieces(turn.text)
            standing = sum(sign.isalpha() for sign in turn.text.split("   ")[0])
            assert len(known.findall(read)) == standing + read.count("-")
            assert known.sub("", read) == "\n"


@pytest.mark.parametrize(
    ("fen", "said", "full"),
    [
        (START, "N f 3\n", "N g 1f 3\n"),
        (START, "e 4\n", "e 2e 4\n"),
        ("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "O - O - O\n", "O - O - O\n"),
        ("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "R x h 8 +\n", "R h 1h 8\n"),
        ("8/4P2k/8/8/8/8/8/4K3 w - - 0 1", "e 8 = N\n", "e 7e 8= N\n"),
        ("4k3/8/8/8/8/8/K7/R6R w - - 0 1", "R a d 1\n", "R a 1d 1\n"),
        (START, "N f 6\n", "N f 6\n"),
        ("hello", "N f 3\n", "N f 3\n"),
    ],
)
def test_a_move_in_full(fen: str, said: str, full: str) -> None:
    before = observation(fen)
    assert in_full(before, said) == full
    if fen != "hello":
        board = chess.Board(fen)
        assert understood(board, full) == understood(board, said)


def test_moves_in_full_are_words() -> None:
    """Castling, promotion and all: nothing of a usual move is left to be spelled."""
    known = re.compile("|".join(map(re.escape, sorted(words(), key=len, reverse=True))))
    played = play(CHESS, CHESS.players["random"].build(5), [5])[0]
    for before, said in zip(played.turns[::2], played.turns[1::2], strict=False):
        assert re.fullmatch(r"(= [QRBN])?\n", known.sub("", in_full(before.text, said.text)))
        assert known.sub("", pieces(before.text)) == "\n"


def test_what_binds_the_king_tells_its_legal_moves() -> None:
    """In every position of a whole game: a step of the king is legal where nothing of its own stands and no mark forbids it."""
    for turn in play(CHESS, CHESS.players["behaviour"].build(11), [11])[0].turns[::2]:
        board = chess.Board(fen_of(turn.text))
        if board.turn == chess.WHITE:
            king = board.king(chess.WHITE)
            assert king is not None
            marked = {chess.parse_square(f + r) for f, r in re.findall("x ([a-h]) ([1-8])", king_safety(turn.text))}
            free = board.attacks(king) - board.occupied_co[chess.WHITE]
            moves = {
                one.to_square for one in board.legal_moves if one.from_square == king and not board.is_castling(one)
            }
            assert moves == set(free) - marked
