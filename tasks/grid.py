"""The geometry of a maze: which cells are open, where a move leads, how far the goal is.

Positions are (row, column) from the upper left, so `move down` adds to the first number.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

Cell = tuple[int, int]
"""Row and column, both from 0 at the upper left."""

MOVES: dict[str, Cell] = {
    "move up\n": (-1, 0),
    "move down\n": (1, 0),
    "move left\n": (0, -1),
    "move right\n": (0, 1),
}

SIDES = (("to your right", (0, 1)), ("to your left", (0, -1)), ("above you", (-1, 0)), ("below you", (1, 0)))
"""In the order in which the texts name walls."""


@dataclass(frozen=True)
class Grid:
    """A checked layout and its goal; make it by `grid`."""

    layout: tuple[str, ...]
    """Rows of `#` (wall) and `.` (open); what lies outside is wall."""
    goal: Cell

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every open cell, row by row."""
        return tuple((r, c) for r, row in enumerate(self.layout) for c in range(len(row)) if self.is_open((r, c)))

    @cached_property
    def distances(self) -> dict[Cell, int]:
        """Moves to the goal from each cell that has a way to it."""
        found = {self.goal: 0}
        queue = deque([self.goal])
        while queue:
            cell = queue.popleft()
            for near in (self.moved(cell, move) for move in MOVES):
                if near not in found:
                    found[near] = found[cell] + 1
                    queue.append(near)
        return found

    def is_open(self, cell: Cell) -> bool:
        row, column = cell
        return 0 <= row < len(self.layout) and 0 <= column < len(self.layout[row]) and self.layout[row][column] == "."

    def moved(self, cell: Cell, move: str) -> Cell:
        """Where a move leads: the cell itself if a wall is in the way, or if the text is no move."""
        there = beside(cell, MOVES.get(move, (0, 0)))
        return there if self.is_open(there) else cell

    def shortest(self, cell: Cell) -> str | None:
        """The first move of a shortest way to the goal; None in the goal and where there is no way."""
        here = self.distances.get(cell, 0)
        return next((move for move in MOVES if self.distances.get(self.moved(cell, move), here) < here), None)

    def walls(self, cell: Cell) -> str:
        """The sentence that names the walls beside a cell."""
        sides = [side for side, way in SIDES if not self.is_open(beside(cell, way))]
        if not sides:
            return "There are no walls near you."
        return f"There {'is a wall' if len(sides) == 1 else 'are walls'} {', '.join(sides)}."


def grid(layout: Sequence[str], goal: Cell) -> Grid:
    """A grid from rows of `#` and `.` and an open cell as its goal. Raises ValueError where these do not fit."""
    for number, row in enumerate(layout):
        if strange := set(row) - {"#", "."}:
            raise ValueError(
                f"row {number} of the maze holds {min(strange)!r}: only '#' (wall) and '.' (open) may stand there"
            )
        if len(row) != len(layout[0]):
            raise ValueError(f"row {number} of the maze is {len(row)} wide, but row 0 is {len(layout[0])}")
    made = Grid(tuple(layout), goal)
    if not made.is_open(goal):
        raise ValueError(f"the goal {goal} is not an open cell of the maze")
    if len(made.cells) < 2:
        raise ValueError("the maze needs an open cell beside its goal, to start from")
    return made


def beside(cell: Cell, way: Cell) -> Cell:
    """The cell one step further, open or not."""
    return cell[0] + way[0], cell[1] + way[1]
