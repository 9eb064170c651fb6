"""Slips: texts that chess refuses, put before a good player's moves, so that data tell what comes after one."""

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from tasks.fen import board_of
from tasks.protocol import Episode, Turn

if TYPE_CHECKING:
    import chess

SLIPS = 0.25
"""How often a slip comes before the next text: a third of one before each move."""


TEMPTING = 0.75
"""How often a slip is a move that only the other pieces forbid; else it is any that is none."""


def slipped(episode: Episode, chance: Random, most: int) -> Episode:
    """A game of chess in which the agent now and then first says a move that is none: a piece of its own, where it stands,
    and a square where it cannot go, `R e 1 h 5`, mostly as something is in its way. The game has at most so many of the agent's texts; no slip makes it
    longer. It goes as it went without them, since a text that is refused changes nothing."""
    room = most - len(episode.spoken)
    turns: list[Turn] = []
    for turn in episode.turns:
        if turn.role == "agent":
            asked = turns[-1]
            while room > 0 and chance.random() < SLIPS:
                turns += [Turn("agent", _slip(board_of(asked.text[:-1][::2]), chance), -1.0, legal=False), asked]
                room -= 1
        turns.append(turn)
    return replace(episode, turns=tuple(turns))


def _slip(board: "chess.Board", chance: Random) -> str:
    import chess

    able = {(move.from_square, move.to_square) for move in board.legal_moves}
    own = list(chess.scan_forward(board.occupied_co[board.turn]))
    tempting = [(one, to) for one in own for to in _alone(board, one) if (one, to) not in able]
    if tempting and chance.random() < TEMPTING:
        pair = tempting[chance.randrange(len(tempting))]
    else:
        while (pair := (own[chance.randrange(len(own))], chance.randrange(64))) in able:
            continue
    sign = board.piece_at(pair[0])
    assert sign is not None
    letter = "" if sign.piece_type == chess.PAWN else sign.symbol().upper()
    return " ".join(letter + "".join(map(chess.square_name, pair))) + "\n"


def _alone(board: "chess.Board", square: int) -> "chess.SquareSet":
    """Where the piece could go if the board were empty: what is in its way, is easily overlooked."""
    import chess

    bare = chess.Board(None)
    bare.set_piece_at(square, board.piece_at(square))
    return bare.attacks(square)
