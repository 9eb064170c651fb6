"""The best player of a maze that it cannot see: it tracks where it may be, and plans over such beliefs.

A belief is the set of cells that fit all that was read, each as likely as the others: they share their walls, so a move
that leads on from one leads on from all, and no two of them ever meet. Only a few beliefs can ever come up (44 in the
double T), so the plan is exact: value iteration over all of them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tasks.grid import MOVES, Cell, Grid
from tasks.protocol import Turn

Belief = tuple[Cell, ...]
"""Cells in order."""

MOST = 20_000
"""Beliefs that are planned over at most."""


class Plan(NamedTuple):
    """What to do in each belief that can come up; beliefs are numbered."""

    beliefs: tuple[Belief, ...]
    first: Mapping[str, int]
    """By the game's first text."""
    after: Mapping[tuple[int, str, str], int]
    """By belief, move and the game's answer."""
    best: tuple[str, ...]
    """The best move, by belief."""

    def choose(self, history: Sequence[Turn]) -> str | None:
        """The best move after this history; None when this maze could not have given it."""
        now = self.first.get(history[0].text)
        for said, answer in zip(history[1::2], history[2::2], strict=True):
            if now is None:
                return None
            if said.text in MOVES:
                now = self.after.get((now, said.text, answer.text))
        return None if now is None else self.best[now]


class Outcome(NamedTuple):
    """What a move may lead to from a belief."""

    cost: float
    """Probability that the move does not reach the goal, and so costs 1."""
    nexts: dict[str, tuple[float, Belief]]
    """By the game's answer: its probability and the belief that follows."""

    def worth(self, values: Mapping[Belief, float]) -> float:
        """Expected return of the move when `values` are the returns that follow."""
        return sum(chance * values[there] for chance, there in self.nexts.values()) - self.cost


def plan(maze: Grid, starts: Sequence[Cell], texts: Mapping[Cell, str], horizon: int) -> Plan:
    """The plan with the best expected return over `horizon` moves, each of which costs 1 but the one into the goal.

    `texts` says what is read in each cell but the goal, walls at least. Raises ValueError when more than `MOST` beliefs
    can come up.
    """
    opening = _by_text(starts, texts)
    outcomes = _explore(maze, list(opening.values()), texts)
    values = dict.fromkeys(outcomes, 0.0)
    for _ in range(horizon):
        values = {now: max(outcome.worth(values) for outcome in moves.values()) for now, moves in outcomes.items()}
    number = {now: i for i, now in enumerate(outcomes)}
    after = {
        (number[now], move, text): number[there]
        for now, moves in outcomes.items()
        for move, outcome in moves.items()
        for text, (_, there) in outcome.nexts.items()
    }
    best = tuple(max(moves, key=lambda move: moves[move].worth(values)) for moves in outcomes.values())
    return Plan(tuple(outcomes), {text: number[now] for text, now in opening.items()}, after, best)


def _explore(maze: Grid, queue: list[Belief], texts: Mapping[Cell, str]) -> dict[Belief, dict[str, Outcome]]:
    """Every belief that can come up from those in the queue, with the outcomes of each move."""
    found: dict[Belief, dict[str, Outcome]] = {}
    while queue:
        now = queue.pop()
        if now in found:
            continue
        found[now] = {move: outcome(maze, now, move, texts) for move in MOVES}
        queue += [there for outcome in found[now].values() for _, there in outcome.nexts.values()]
        if len(found) > MOST:
            raise ValueError(f"this maze is too ambiguous to plan in: more than {MOST} beliefs can come up")
    return found


def outcome(maze: Grid, now: Belief, move: str, texts: Mapping[Cell, str]) -> Outcome:
    """What a move may lead to from a belief."""
    reached = [there for cell in now if (there := maze.moved(cell, move)) != maze.goal]
    nexts = {text: (len(cells) / len(now), cells) for text, cells in _by_text(reached, texts).items()}
    return Outcome(len(reached) / len(now), nexts)


def _by_text(cells: Sequence[Cell], texts: Mapping[Cell, str]) -> dict[str, Belief]:
    """The cells in which each text is read."""
    groups: dict[str, list[Cell]] = {}
    for cell in sorted(cells):
        groups.setdefault(texts[cell], []).append(cell)
    return {text: tuple(group) for text, group in groups.items()}
