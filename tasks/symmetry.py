"""Games of chess seen otherwise: the eight pictures of one without pawns, and any game from the side of Black.

A board without pawns that is turned or mirrored has the same moves and the same ends. A board whose ranks are turned round and
whose colours are exchanged has them too, pawns or not, and then Black's moves are White's.
"""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tasks.fen import board_of
from tasks.notation import fen_of, observation
from tasks.protocol import Episode, Turn
from tasks.records import NO_SEED

if TYPE_CHECKING:
    import chess

SYMMETRIES = 8
"""Four turns of the board, each plain or mirrored."""


def pictured(episode: Episode, which: int) -> Episode:
    """A game by the symmetry `which`, below `SYMMETRIES`; 0 leaves it as it is.

    Another than the plain game has no seed: the opponent's choice depends on the order of its moves, so nobody can play it
    on. Raises ValueError for a game with pawns, with rights to castle, or with an illegal text.
    """
    if which == 0:
        return episode
    turns: list[Turn] = []
    for turn in episode.turns:
        if turn.role != "agent":
            turns.append(replace(turn, text=observation(_position(fen_of(turn.text), which))))
        else:
            before = fen_of(episode.turns[len(turns) - 1].text)
            turns.append(replace(turn, text=_move(before, turn.text, which)))
    return replace(episode, turns=tuple(turns), seed=NO_SEED)


def exchanged(episode: Episode) -> Episode:
    """A game with colours exchanged: what Black did in it is what the agent does, as White.

    It begins with the position that Black met first, and has no seed, as the game's own opponent never plays so. The agent
    earns 1 for a mate by Black in the game, and -1 for one by White. Raises ValueError where a text is illegal.
    """
    import chess

    texts = [turn.text for turn in episode.turns]
    turns: list[Turn] = []
    success = False
    for before, said, after in zip(texts[::2], texts[1::2], texts[2::2], strict=False):
        board = board_of(fen_of(before))
        board.push(board.parse_san(said.replace(" ", "").rstrip("\n")))
        reply = None if board.is_checkmate() else _reply(board, board_of(fen_of(after)))
        if reply is None:
            if turns:
                turns[-1] = replace(turns[-1], reward=-1.0 if board.is_checkmate() else 0.0)
            turns.append(Turn("game", observation(_from_black(board).fen())))
            break
        turns.append(Turn("game", observation(_from_black(board).fen())))
        seen = chess.Move(
            chess.square_mirror(reply.from_square), chess.square_mirror(reply.to_square), promotion=reply.promotion
        )
        turns.append(Turn("agent", " ".join(_from_black(board).san(seen)) + "\n"))
        board.push(reply)
        if after == texts[-1]:
            success = board.is_checkmate()
            turns[-1] = replace(turns[-1], reward=float(success))
            turns.append(Turn("game", observation(_from_black(board).fen())))
    return replace(episode, turns=tuple(turns), seed=NO_SEED, success=success)


def _from_black(board: "chess.Board") -> "chess.Board":
    """The position with colours exchanged; moves are counted from the first of either as White."""
    other = board.mirror()
    other.fullmove_number -= not other.turn
    return other


def _reply(board: "chess.Board", after: "chess.Board") -> "chess.Move | None":
    """The move by which the one position becomes the other; None when they are the same but for whose move it is."""
    for move in board.legal_moves:
        if after.piece_at(move.from_square) is None and after.color_at(move.to_square) == board.turn:
            reached = board.copy(stack=False)
            reached.push(move)
            if reached.board_fen() == after.board_fen():
                return move
    return None


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
