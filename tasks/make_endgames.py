"""Makes data/endgames.txt, the positions that `endgames` is evaluated on: `python -m tasks.make_endgames`.

The result is committed: no one needs this program to play. It is run with -m, because beside tasks/chess.py a script
would take that for python-chess.
"""

from tasks.chance import generator
from tasks.chess import EVALUATED, KINDS, POSITIONS, endgame

SEED = 2311_18232
"""The number of LMRL-Gym's paper."""

HEADER = """\
# The {count} positions that the task `endgames` is evaluated on, in FEN, one a line, in the order of evaluation.
# White has {kinds} in turn against a bare king, and moves; nobody is in check. Drawn at random by
# tasks/make_endgames.py with the seed {seed}; no game of a dataset begins with one of them.
"""


def drawn() -> list[str]:
    """The positions in order: kinds in turn, none twice."""
    chance = generator(SEED)
    found: dict[str, None] = {}
    while len(found) < EVALUATED:
        kind = KINDS[len(found) % len(KINDS)]
        found.setdefault(endgame(kind, chance))
    return list(found)


def main() -> None:
    kinds = ", ".join("+".join(kind) for kind in KINDS[:-1]) + " and " + "+".join(KINDS[-1])
    header = HEADER.format(count=EVALUATED, kinds=kinds, seed=SEED)
    POSITIONS.write_text(header + "\n".join(drawn()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
