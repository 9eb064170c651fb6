"""What players of chess read and say: observations, views of them, and moves.

`chess` means python-chess in this file too, and functions import it when they need it.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from tasks.fen import board_of

if TYPE_CHECKING:
    import chess

_UCI = re.compile("[a-h][1-8][a-h][1-8][qrbn]?")

_LISTED = "KQRBNPkqrbnp"
_SIGNS = {*_LISTED, "."}
_SQUARES = tuple(f"{file} {rank}" for file in "abcdefgh" for rank in range(1, 9))

_LONG = 32
"""No text of a move is longer, spaces aside."""


def observation(fen: str) -> str:
    """A position as an agent sees it; FEN's own spaces become three."""
    return " ".join(fen) + "\n"


def fen_of(text: str) -> str:
    """The position in an observation."""
    return text.rstrip("\n")[::2]


def pieces(text: str) -> str:
    """An observation as a list of pieces and their squares, White's first: `K d 6Q e 1k c 2`.

    In FEN a run of empty squares is a number, so that whoever reads it must add up before it knows where a piece stands.
    Rights to castle and the square of en passant follow where there are any; both clocks and whose move it is are left out.
    """
    parts = fen_of(text).split(" ")
    rows = re.sub("[1-8]", lambda run: "." * int(run[0]), parts[0]).split("/")
    if len(parts) != 6 or len(rows) != 8 or any(len(row) != 8 or set(row) - _SIGNS for row in rows):
        return text
    placed = [(sign, file, 8 - k) for k, row in enumerate(rows) for file, sign in zip("abcdefgh", row, strict=True)]
    listed = sorted((one for one in placed if one[0] != "."), key=lambda one: _LISTED.index(one[0]))
    rights = [f"- {right}" for right in parts[2] if right != "-"]
    passing = [] if parts[3] == "-" else ["- " + " ".join(parts[3])]
    return "".join([*(" ".join(map(str, one)) for one in listed), *rights, *passing]) + "\n"


def king_safety(text: str) -> str:
    """An observation as by `pieces`, and then what binds White's king, each with a square:

    `+` a piece that gives check, `=` a piece that is pinned, `x` a square beside the king that Black attacks. Which moves
    the king forbids follows from these; whoever reads pieces alone must find it from all lines that lead to the king.
    """
    import chess

    read = pieces(text)
    try:
        board = board_of(fen_of(text))
    except ValueError:
        return read
    king = board.king(board.turn)
    if king is None:
        return read
    mine, theirs = board.occupied_co[board.turn], not board.turn
    open_ = board.occupied & ~chess.BB_SQUARES[king]
    marked: dict[str, Iterable[int]] = {
        "+": board.checkers(),
        "=": [square for square in chess.SquareSet(mine) if board.is_pinned(board.turn, square)],
        "x": [square for square in board.attacks(king) - mine if board.attackers_mask(theirs, square, open_)],
    }
    marks = [f"{sign} {_spaced(square)}" for sign, squares in marked.items() for square in squares]
    return "".join([read.rstrip("\n"), *marks]) + "\n"


def _spaced(square: int) -> str:
    file, rank = square % 8, square // 8
    return f"{'abcdefgh'[file]} {rank + 1}"


def marks() -> tuple[str, ...]:
    """What `king_safety` writes beside `words`."""
    return tuple(f"{sign} {square}" for sign in "+=x" for square in _SQUARES)


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """What `pieces` and `in_full` write: who speaks so says first one of the words that it has read, then a square."""
    standing = [f"{sign} {square}" for sign in _LISTED for square in _SQUARES]
    rights = [f"- {right}" for right in "KQkq"] + [f"- {square}" for square in _SQUARES if square[-1] in "36"]
    return (*standing, *_SQUARES, *rights, "O - O - O", "O - O")


def in_full(before: str, said: str) -> str:
    """A legal move, said after this text of the game, with the square that the piece leaves: `N f 3` as `N g 1f 3`.

    A pawn has no letter in such a text, and castling is said as it is; so is whatever is no legal move.
    """
    try:
        board = board_of(fen_of(before))
    except ValueError:
        return said
    move = understood(board, said)
    if move is None or board.is_castling(move):
        return said
    sign = board.piece_at(move.from_square)
    assert sign is not None
    letter = "" if sign.symbol() == "P" else f"{sign.symbol()} "
    name = move.uci()
    promoted = f"= {name[4].upper()}" if len(name) > 4 else ""
    return f"{letter}{name[0]} {name[1]}{name[2]} {name[3]}{promoted}\n"


def spoken(board: "chess.Board", move: "chess.Move") -> str:
    """A legal move as an agent says it."""
    return " ".join(board.san(move)) + "\n"


def understood(board: "chess.Board", text: str) -> "chess.Move | None":
    """The legal move that a text means, if any: SAN, spaced or not, with or without + and #; or UCI, for people."""
    bare = text.strip().replace(" ", "") if len(text) <= 4 * _LONG else ""
    readers = (board.parse_uci, board.parse_san) if _UCI.fullmatch(bare) else (board.parse_san,)
    for read in readers:
        # python-chess takes `--` for passing: a move from nowhere to nowhere, which is false.
        with suppress(ValueError):
            return read(bare) or None
    return None
