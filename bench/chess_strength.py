"""How strong an opponent of the chess tasks is: games between it and Stockfish's own strength limit.

    python -m bench.chess_strength --games 200 [--nodes 1000 --lines 4 --skill 0] [--elo 1350]

Both sides play White in turn; every game begins with two random moves of each, or the same few games would come again.
The score is wins and half the draws of the first, with its standard error over games; the Elo difference goes with it.
Not reproducible: the other side is `UCI_Elo`, whose chance comes from the clock.
"""

import argparse
import math
import time
from statistics import fmean, stdev

import chess

from tasks.chance import generator, mixed
from tasks.chess import Opponent

_OPENING = 4
_PLIES = 400


def game(first: Opponent, other: Opponent, seed: int) -> float:
    """What `first` scores: 1, a half or 0. It has White when the seed is even; openings come in pairs."""
    board, chance = chess.Board(), generator(seed // 2)
    for _ in range(_OPENING):
        board.push(chance.choice(list(board.legal_moves)))
    while not board.is_game_over(claim_draw=True) and board.ply() < _PLIES:
        mover = first if board.turn == (seed % 2 == 0) else other
        board.push_uci(mover.move(board.fen(), mixed(seed), board.ply()))
    outcome = board.outcome(claim_draw=True)
    if outcome is None or outcome.winner is None:
        return 0.5
    return float(outcome.winner == (seed % 2 == 0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--games", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="of the first game")
    parser.add_argument("--seconds", type=float, default=math.inf, help="begin no game after this long")
    parser.add_argument("--nodes", type=int, default=Opponent.nodes)
    parser.add_argument("--lines", type=int, default=Opponent.lines)
    parser.add_argument("--skill", type=float, default=Opponent.skill)
    parser.add_argument("--elo", type=int, default=1350)
    asked = parser.parse_args()
    first = Opponent(nodes=asked.nodes, lines=asked.lines, skill=asked.skill)
    other = Opponent(kind="uci-elo", elo=asked.elo)
    scores: list[float] = []
    began = time.monotonic()
    while len(scores) < asked.games and time.monotonic() - began < asked.seconds:
        scores.append(game(first, other, asked.seed + len(scores)))
    print(f"{first}\nagainst UCI_Elo {asked.elo}: {told(scores)}; {time.monotonic() - began:.0f} s")


def told(scores: list[float]) -> str:
    """The score with its error, and what it is in Elo."""
    mean = fmean(scores)
    error = stdev(scores) / math.sqrt(len(scores)) if len(scores) > 1 else math.nan
    elo = f"{400 * math.log10(mean / (1 - mean)):+.0f} Elo" if 0 < mean < 1 else "beyond any Elo"
    counts = f"{scores.count(1)} won, {scores.count(0.5)} drawn, {scores.count(0)} lost"
    return f"{mean:.3f} ± {error:.3f} ({elo}) in {len(scores)} games: {counts}"


if __name__ == "__main__":
    main()
