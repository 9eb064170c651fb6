"""A game of chess without pawns, seen from another side of the board, is a game of chess."""

from collections.abc import Sequence

import chess
import pytest

from tasks.chess import CHESS, ENDGAMES, START
from tasks.notation import fen_of, observation
from tasks.protocol import Episode, Turn
from tasks.records import NO_SEED
from tasks.symmetry import SYMMETRIES, exchanged, pictured


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
    said = {pictured(Episode("endgames", 0, turns, True, False), which).turns[1].text for which in range(8)}
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
        pictured(Episode("chess", 0, (Turn("game", observation(fen)),), True, False), 1)


def _game(*moves: str) -> Episode:
    """A game from the start position, White's moves and Black's in turn."""
    board, turns = chess.Board(), [Turn("game", observation(START))]
    for k, move in enumerate(moves):
        if k % 2 == 0:
            turns.append(Turn("agent", " ".join(move) + "\n"))
        board.push_san(move)
        if k % 2 or board.is_game_over():
            turns.append(Turn("game", observation(board.fen())))
    turns[-2] = Turn("agent", turns[-2].text, reward=float(board.is_checkmate()) * (1 if len(moves) % 2 else -1))
    return Episode("chess", 0, tuple(turns), True, False, success=turns[-2].reward > 0)


@pytest.mark.parametrize(
    ("moves", "said", "rewards"),
    [
        (("f3", "e5", "g4", "Qh4#"), ["e 4\n", "Q h 5 #\n"], [0.0, 1.0]),
        (("e4", "e5", "Qh5", "Nc6", "Bc4", "Nf6", "Qxf7#"), ["e 4\n", "N c 3\n", "N f 3\n"], [0.0, 0.0, -1.0]),
        (("e4", "a6", "e5", "d5", "exd6", "cxd6"), ["a 3\n", "d 4\n", "c x d 3\n"], [0.0, 0.0, 0.0]),
        (("d4", "e5", "d5", "e4", "f4", "exf3", "d6", "fxg2", "a3", "gxh1=Q"), ["e 4\n", "e 5\n", "e x f 6\n", "f x g 7\n", "g x h 8 = Q\n"], [0.0] * 5),
    ],
)  # fmt: skip
def test_a_game_from_the_side_of_black(moves: tuple[str, ...], said: list[str], rewards: list[float]) -> None:
    """Mates of either, en passant of either, a pawn that becomes a queen."""
    other = exchanged(_game(*moves))
    assert [turn.text for turn in other.spoken] == said
    assert [turn.reward for turn in other.spoken] == rewards
    assert other.success == (rewards[-1] > 0)
    assert other.seed == NO_SEED
    assert other.turns[-1].role == "game"
    assert follows(other.turns)


def test_whole_games_come_from_both_sides() -> None:
    recipe = CHESS.recipes["behaviour-exchanged"]
    for game in (1, 4):
        plain, other = recipe.make(2 * game), recipe.make(2 * game + 1)
        assert plain == CHESS.recipes["behaviour"].make(game)
        assert len(plain.spoken) - len(other.spoken) in (0, 1)
        assert plain.total == -other.total
        assert follows(other.turns)
