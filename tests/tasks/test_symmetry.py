"""A game of chess without pawns, seen from another side of the board, is a game of chess."""

from collections.abc import Sequence

import chess
import pytest

from tasks.chess import ENDGAMES, fen_of, observation
from tasks.protocol import Episode, Turn
from tasks.records import NO_SEED
from tasks.symmetry import SYMMETRIES, pictured


def follows(turns: Sequence[Turn]) -> bool:
    """Whether each position comes from the one before by the agent's move and at most one reply."""
    for before, said, after in zip(turns[::2], turns[1::2], turns[2::2], strict=False):
        board = chess.Board(fen_of(before.text))
        board.push_san(said.text.replace(" ", "").strip())
        reached = {board.fen(), *(_after(board, reply) for reply in board.legal_moves)}
        if fen_of(after.text) not in reached:
            return False
    return True


def _after(board: chess.Board, move: chess.Move) -> str:
    one = board.copy()
    one.push(move)
    return one.fen()


@pytest.mark.parametrize("which", range(SYMMETRIES))
def test_a_picture_of_a_game_is_a_game(which: int) -> None:
    plain = ENDGAMES.recipes["expert-mirrored"].make(SYMMETRIES * 7)
    other = ENDGAMES.recipes["expert-mirrored"].make(SYMMETRIES * 7 + which)
    assert plain.success
    assert other.success
    assert follows(other.turns)
    assert [turn.reward for turn in other.turns] == [turn.reward for turn in plain.turns]
    assert (other.seed == NO_SEED) == (which > 0)


def test_all_pictures_differ() -> None:
    made = [ENDGAMES.recipes["expert-mirrored"].make(SYMMETRIES * 7 + which) for which in range(SYMMETRIES)]
    assert len({one.turns for one in made}) == SYMMETRIES
    corners = {one.turns[0].text.count("K") for one in made}
    assert corners == {1}


def test_a_move_that_must_say_which_rook_says_so_in_every_picture() -> None:
    """Both rooks reach d1 in the plain game, from files that differ; turned, from ranks that differ."""
    turns = (Turn("game", observation("8/8/8/8/8/8/2K2k2/R6R w - - 0 1")), Turn("agent", "R a d 1\n"))
    said = {
        pictured(Episode("endgames", 0, turns, True, False), which, fen_of, observation).turns[1].text
        for which in range(8)
    }
    assert said == {
        "R a d 1\n",
        "R h e 1\n",
        "R a d 8\n",
        "R h e 8\n",
        "R 1 a 4\n",
        "R 8 a 5\n",
        "R 1 h 4\n",
        "R 8 h 5\n",
    }


@pytest.mark.parametrize("fen", ["4k3/8/8/8/8/8/4P3/4K3 w - - 0 1", "4k3/8/8/8/8/8/8/4K2R w K - 0 1"])
def test_what_has_no_pictures(fen: str) -> None:
    with pytest.raises(ValueError, match="has no pictures"):
        pictured(Episode("chess", 0, (Turn("game", observation(fen)),), True, False), 1, fen_of, observation)
