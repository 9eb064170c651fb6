"""The eight pictures of a game of chess without pawns: a board that is turned or mirrored has the same moves and the same ends."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from tasks.fen import board_of
from tasks.protocol import Episode, Turn
from tasks.records import NO_SEED

SYMMETRIES = 8
"""Four turns of the board, each plain or mirrored."""


def pictured(episode: Episode, which: int, fen_of: Callable[[str], str], text_of: Callable[[str], str]) -> Episode:
    """A game by the symmetry `which`, below `SYMMETRIES`; 0 leaves it as it is.

    `fen_of` reads the position in a game's text, and `text_of` writes it. Another than the plain game has no seed: the
    opponent's choice depends on the order of its moves, so nobody can play it on. Raises ValueError for a game with pawns,
    with rights to castle, or with an illegal text.
    """
    if which == 0:
        return episode
    turns: list[Turn] = []
    for turn in episode.turns:
        if turn.role != "agent":
            turns.append(replace(turn, text=text_of(_position(fen_of(turn.text), which))))
        else:
            before = fen_of(episode.turns[len(turns) - 1].text)
            turns.append(replace(turn, text=_move(before, turn.text, which)))
    return replace(episode, turns=tuple(turns), seed=NO_SEED)


def _position(fen: str, which: int) -> str:
    import chess

    board = chess.Board(fen)
    if board.pawns or board.castling_rights:
        raise ValueError(f"a position with pawns or rights to castle has no pictures: {fen}")
    squares = _squares(which)
    placed = {squares[square]: piece for square, piece in board.piece_map().items()}
    board.set_piece_map(placed)
    return board.fen()


def _move(fen: str, text: str, which: int) -> str:
    import chess

    move, squares = board_of(fen).parse_san(text.replace(" ", "").rstrip("\n")), _squares(which)
    pictured = chess.Move(squares[move.from_square], squares[move.to_square])
    return " ".join(board_of(_position(fen, which)).san(pictured)) + "\n"


@cache
def _squares(which: int) -> tuple[int, ...]:
    """Where each square goes: files and ranks are each turned round or not, and then exchanged or not."""
    pairs = [divmod(square, 8) for square in range(64)]
    turned = [(rank ^ (7 if which & 1 else 0), file ^ (7 if which & 2 else 0)) for rank, file in pairs]
    return tuple(8 * file + rank if which & 4 else 8 * rank + file for rank, file in turned)
