"""The picture of a chess position: the board, the last move, what was captured, whose move it is. A state in, text out.

Nothing depends on colour only: White's pieces are outlined and Black's filled (capital and small letters in ASCII), the
two squares of the last move stand in brackets, [ ], and squares that somebody points at between angles, < >.
"""

from typing import Literal

from rich.text import Text

from lab.theme import INK, Ink
from tasks.chess import ChessState

Size = Literal["small", "large"]

_FILES = "abcdefgh"
_GLYPHS = dict(zip("KQRBNPkqrbnp", "♔♕♖♗♘♙♚♛♜♝♞♟", strict=True))
_VALUES = {"p": 1, "n": 3, "b": 3, "r": 5, "q": 9, "k": 0}
_CELL = {"small": (3, 1), "large": (6, 3)}
_MARGIN = 2
"""Columns for the ranks' numbers, left of the board."""


def chessboard(
    state: ChessState, *, size: Size, ink: Ink = INK, marked: frozenset[str] = frozenset(), ascii: bool = False
) -> Text:
    """The position from White's side: 26 columns by 12 lines when small, 50 by 28 when large.

    `marked` are squares (`e4`) that somebody has chosen or may choose; `ascii` is for terminals without chess glyphs.
    """
    pieces = _pieces(state.fen)
    lines: list[Text] = []
    for rank in range(8, 0, -1):
        lines += _rank(rank, pieces, _moved(state), marked, size, ink, ascii)
    lines.append(_files(size, ink))
    lines += [_took("White", state, pieces, ink, ascii), _took("Black", state, pieces, ink, ascii), _turn(state, ink)]
    return Text("\n", end="", no_wrap=True).join(lines)


def square_at(x: int, y: int, size: Size) -> str | None:
    """The square under a column and a line of the picture, both from 0; None beside the board."""
    wide, high = _CELL[size]
    file, row = (x - _MARGIN) // wide, y // high
    return f"{_FILES[file]}{8 - row}" if 0 <= file < 8 and 0 <= row < 8 else None


def _pieces(fen: str) -> dict[str, str]:
    """Square to piece, from the first part of a FEN."""
    found: dict[str, str] = {}
    for rank, row in zip(range(8, 0, -1), fen.split()[0].split("/"), strict=True):
        places = "".join(" " * int(sign) if sign.isdigit() else sign for sign in row)
        found |= {f"{file}{rank}": piece for file, piece in zip(_FILES, places, strict=True) if piece != " "}
    return found


def _moved(state: ChessState) -> frozenset[str]:
    """Where the last move came from and went to."""
    return frozenset((state.moves[-1][:2], state.moves[-1][2:4])) if state.moves else frozenset()


def _rank(
    rank: int, pieces: dict[str, str], moved: frozenset[str], marked: frozenset[str], size: Size, ink: Ink, ascii: bool
) -> list[Text]:
    """The lines of one rank; pieces and marks are on the middle one."""
    high = _CELL[size][1]
    lines = []
    for row in range(high):
        middle = row == high // 2
        line = Text(end="", no_wrap=True)
        line.append(f"{rank} " if middle else " " * _MARGIN, ink.muted)
        for file in _FILES:
            square = f"{file}{rank}"
            ground = _ground(square, moved, marked, ink)
            mark = "<>" if square in marked else "[]" if square in moved else "  "
            piece = pieces.get(square, "")
            line.append_text(
                _cell(piece, mark, ground, size, ink, ascii) if middle else _cell("", "  ", ground, size, ink, ascii)
            )
        lines.append(line)
    return lines


def _files(size: Size, ink: Ink) -> Text:
    """The files' letters, below where the pieces stand."""
    wide = _CELL[size][0]
    left = (wide - 1) // 2
    return Text(
        " " * _MARGIN + "".join(" " * left + file + " " * (wide - 1 - left) for file in _FILES), ink.muted, end=""
    )


def _cell(piece: str, mark: str, ground: str, size: Size, ink: Ink, ascii: bool) -> Text:
    """One line of one square."""
    wide = _CELL[size][0]
    left = (wide - 3) // 2
    color = ink.boards.white if piece.isupper() else ink.boards.black
    cell = Text(" " * left + mark[0], f"bold {ink.boards.white} on {ground}", end="")
    cell.append(_glyph(piece, ascii), f"bold {color} on {ground}")
    return cell.append(mark[1] + " " * (wide - 3 - left), f"bold {ink.boards.white} on {ground}")


def _ground(square: str, moved: frozenset[str], marked: frozenset[str], ink: Ink) -> str:
    if square in marked:
        return ink.boards.marked
    if square in moved:
        return ink.boards.moved
    return ink.boards.light if (_FILES.index(square[0]) + int(square[1])) % 2 == 0 else ink.boards.dark


def _glyph(piece: str, ascii: bool) -> str:
    return (piece if ascii else _GLYPHS.get(piece, "")) or " "


def _took(side: str, state: ChessState, pieces: dict[str, str], ink: Ink, ascii: bool) -> Text:
    """What a side has captured, the dearest first, and by how much it leads."""
    taken = [piece for piece in state.taken if piece.islower() == (side == "White")]
    taken.sort(key=lambda piece: -_VALUES[piece.lower()])
    worth = sum(_VALUES[piece.lower()] * (1 if piece.isupper() else -1) for piece in pieces.values())
    lead = worth if side == "White" else -worth
    line = Text(" " * _MARGIN, end="").append(f"{side} took ", ink.muted)
    line.append("".join(_glyph(piece, ascii) for piece in taken) or "nothing", ink.text if taken else ink.faint)
    return line.append(f" +{lead}" if taken and lead > 0 else "", ink.muted)


def _turn(state: ChessState, ink: Ink) -> Text:
    """The number of the move, who is to make it, and the last one."""
    _, side, *_, number = state.fen.split()
    line = Text(" " * _MARGIN, end="").append(f"{number}. {'White' if side == 'w' else 'Black'} to move", ink.text)
    last = state.moves[-1] if state.moves else ""
    return line.append(f" [{last}]" if last else "", ink.muted)
