"""Positions read from FEN and written as FEN: the same as by python-chess, in a quarter of the time.

A step of chess reads one position and writes two. In python-chess that takes more time than all the rest of the step that
is not Stockfish's, for it asks of each of 64 squares what stands there; here only the pieces are gone through. The
boards are python-chess's own, and what is rare is left to it: rights to castle, and text that is no usual FEN.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import chess

_SKIPPED = {str(length): length for length in range(1, 9)}
_RUNS = tuple(("." * length, str(length)) for length in range(8, 0, -1))
_EMPTY_ROWS = bytearray(b"/".join([b"........"] * 8))
_PLACES = tuple((7 - square // 8) * 9 + square % 8 for square in range(64))
"""Where a square, numbered as python-chess does, stands in the rows."""

_SIGNS = (b"Pp", b"Nn", b"Bb", b"Rr", b"Qq", b"Kk")
_NONE = dict.fromkeys("PpNnBbRrQqKk", 0)
_CASTLES = (
    ("K", True, 1 << 7, 1 << 4),
    ("Q", True, 1, 1 << 4),
    ("k", False, 1 << 63, 1 << 60),
    ("q", False, 1 << 56, 1 << 60),
)
"""Each right to castle, whether it is White's, and where its rook and king stand."""

_GAMES = 2_048
"""More than are played side by side."""

_ROOKS = {sign: rook for sign, _, rook, _ in _CASTLES}


def board_of(fen: str) -> "chess.Board":
    """The position that a FEN tells; raises ValueError where it tells none."""
    import chess

    parts = fen.split(" ")
    masks = _masks(parts[0])
    if masks is None or len(parts) != 6 or parts[1] not in ("w", "b") or not (parts[4] + parts[5]).isdigit():
        return chess.Board(fen)
    board = _blank().copy(stack=False)
    board.pawns, board.knights, board.bishops = (
        masks["P"] | masks["p"],
        masks["N"] | masks["n"],
        masks["B"] | masks["b"],
    )
    board.rooks, board.queens, board.kings = masks["R"] | masks["r"], masks["Q"] | masks["q"], masks["K"] | masks["k"]
    white = masks["P"] | masks["N"] | masks["B"] | masks["R"] | masks["Q"] | masks["K"]
    black = masks["p"] | masks["n"] | masks["b"] | masks["r"] | masks["q"] | masks["k"]
    board.occupied_co[chess.WHITE], board.occupied_co[chess.BLACK], board.occupied = white, black, white | black
    board.turn = parts[1] == "w"
    rights = 0 if parts[2] == "-" else sum(_ROOKS.get(sign, 0) for sign in parts[2])
    if parts[2] == _castling(board, rights):
        board.castling_rights = rights
    else:
        board.set_castling_fen(parts[2])
    board.ep_square = None if parts[3] == "-" else chess.parse_square(parts[3])
    board.halfmove_clock, board.fullmove_number = int(parts[4]), max(int(parts[5]), 1)
    return board


def fen(board: "chess.Board") -> str:
    """What `board.fen()` says."""
    castling = _castling(board, board.castling_rights) or board.castling_xfen()
    passing = "-"
    if board.ep_square is not None and board.has_legal_en_passant():
        file, rank = board.ep_square % 8, board.ep_square // 8
        passing = f"{'abcdefgh'[file]}{rank + 1}"
    turn = "w" if board.turn else "b"
    return f"{_placed(board)} {turn} {castling} {passing} {board.halfmove_clock} {board.fullmove_number}"


class Boards:
    """Boards as games left them, so that the next step of such a game need not read its position again."""

    def __init__(self) -> None:
        self._boards: dict[str, chess.Board] = {}

    def left(self, fen: str, board: "chess.Board") -> None:
        """Keeps a board, which is in this position and is nobody else's from now on."""
        if len(self._boards) >= _GAMES:
            self._boards.clear()
        board.clear_stack()
        self._boards[fen] = board

    def taken(self, fen: str) -> "chess.Board":
        """A board in this position, for the caller to change; raises ValueError where it is no position."""
        return self._boards.pop(fen, None) or board_of(fen)


@lru_cache(maxsize=1)
def _blank() -> "chess.Board":
    import chess

    return chess.Board(None)


def _masks(placed: str) -> dict[str, int] | None:
    """The squares of each piece, from the first part of a FEN; None where that is not eight rows of eight squares."""
    masks, place = _NONE.copy(), 0
    for sign in placed:
        if sign in masks:
            masks[sign] |= 1 << (place ^ 56)
            place += 1
        elif sign in _SKIPPED:
            place += _SKIPPED[sign]
        elif sign != "/" or place % 8:
            return None
    return masks if place == 64 and placed.count("/") == 7 else None


def _castling(board: "chess.Board", rights: int) -> str:
    """The rights as in FEN, where the kings and rooks that they are about stand as in a game's beginning; else nothing."""
    if not rights:
        return "-"
    held = ""
    for sign, white, rook, king in _CASTLES:
        if rights & rook:
            own = board.occupied_co[white]
            if not (rook & board.rooks & own and king & board.kings & own):
                return ""
            held, rights = held + sign, rights ^ rook
    return "" if rights else held


def _placed(board: "chess.Board") -> str:
    """What stands where, in FEN's first part."""
    rows = _EMPTY_ROWS.copy()
    white = board.occupied_co[True]
    for signs, mask in zip(
        _SIGNS, (board.pawns, board.knights, board.bishops, board.rooks, board.queens, board.kings), strict=True
    ):
        while mask:
            bit = mask & -mask
            mask ^= bit
            rows[_PLACES[bit.bit_length() - 1]] = signs[0] if white & bit else signs[1]
    placed = rows.decode()
    for run, length in _RUNS:
        placed = placed.replace(run, length)
    return placed
