"""What was forked from what, as a tree: who hangs on whom, where branches leave, what they gained. Pure.

An episode's branch shares the texts before a turn with it, its fork turn; a branch of a branch may leave before the place where
that one left, and then shares only texts of the root.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from lab.format import number
from lab.records import Ending, Node
from tasks.protocol import Episode, Turn

ENDINGS: Mapping[Ending, str] = {"won": "won in", "over": "over after", "limit": "cut off at", "left": "broken off at"}
"""In words that stand before the turns."""


AFTERWARDS: Mapping[Ending, str] = {
    "won": "won",
    "over": "over",
    "limit": "cut off by the limit of turns",
    "left": "broken off",
}
"""In words that stand alone."""


@dataclass(frozen=True)
class Tree:
    """An episode with all that was forked from it, and all that it was forked from."""

    nodes: tuple[Node, ...]
    """Each before its branches; branches of one episode by the turn where they leave, then by their numbers."""

    @cached_property
    def _by_number(self) -> Mapping[int, Node]:
        return {node.head.id: node for node in self.nodes}

    @cached_property
    def _branches(self) -> Mapping[int | None, Sequence[Node]]:
        found: dict[int | None, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.head.parent, []).append(node)
        return found

    def __contains__(self, number: int) -> bool:
        return number in self._by_number

    @property
    def root(self) -> Node:
        return self.nodes[0]

    def node(self, number: int) -> Node:
        """The one of this number, which must be in the tree."""
        return self._by_number[number]

    def parent(self, number: int) -> Node | None:
        """What it was forked from; None for the root."""
        above = self._by_number[number].head.parent
        return None if above is None else self._by_number.get(above)

    def branches(self, number: int) -> Sequence[Node]:
        """What was forked from it, without branches of these."""
        return self._branches.get(number, ())

    def below(self, number: int) -> Sequence[int]:
        """The numbers of its branches, branches of branches included."""
        found = [number]
        for one in found:
            found += [node.head.id for node in self.branches(one)]
        return found[1:]

    def sibling(self, number: int, by: int) -> Node | None:
        """The branch of the same parent so many places further, round and round; None where there is no other one."""
        above = self.parent(number)
        beside = [] if above is None else [node.head.id for node in self.branches(above.head.id)]
        if len(beside) < 2:
            return None
        return self._by_number[beside[(beside.index(number) + by) % len(beside)]]

    def gain(self, number: int) -> float:
        """Its return less its parent's; not-a-number for the root."""
        above = self.parent(number)
        if above is None:
            return math.nan
        gained = self._by_number[number].head.total - above.head.total
        return 0.0 if abs(gained) < 1e-9 else gained

    def leaving(self, number: int) -> dict[int, list[Node]]:
        """Its branches by the turn after which they leave, first to last."""
        found: dict[int, list[Node]] = {}
        for node in self.branches(number):
            found.setdefault(node.head.fork_turn or 0, []).append(node)
        return found

    def entry(self, number: int, seen: int) -> int:
        """The turn at which one comes to an episode from another one of the tree: where it was forked, or, from one of its own
        branches, where the way to that leaves."""
        node: Node | None = self._by_number.get(seen)
        while node is not None:
            above = self.parent(node.head.id)
            if above is not None and above.head.id == number:
                return node.head.fork_turn or 0
            node = above
        return self._by_number[number].head.fork_turn or 0

    def takeovers(self, number: int) -> dict[int, Node]:
        """After which turns somebody else plays on in its story: itself last, before it those whose texts it shares."""
        found: dict[int, Node] = {}
        node: Node | None = self._by_number[number]
        while node is not None and node.head.fork_turn is not None:
            if not found or node.head.fork_turn < min(found):
                found[node.head.fork_turn] = node
            node = self.parent(node.head.id)
        return dict(sorted(found.items()))

    @cached_property
    def rails(self) -> Sequence[str]:
        """What stands before each node and ties it to its parent: `│  └─ `."""
        after: dict[int, str] = {}
        drawn = []
        for node in self.nodes:
            above = self.parent(node.head.id)
            if above is None or above.head.id not in after:
                before = after[node.head.id] = ""
            else:
                last, rail = self.branches(above.head.id)[-1] is node, after[above.head.id]
                before, after[node.head.id] = rail + ("└─ " if last else "├─ "), rail + ("   " if last else "│  ")
            drawn.append(before)
        return drawn


def grown(nodes: Iterable[Node]) -> Tree:
    """The tree that these make, whatever their order."""
    known = {node.head.id: node for node in nodes}
    branches: dict[int | None, list[Node]] = {}
    for node in known.values():
        branches.setdefault(node.head.parent if node.head.parent in known else None, []).append(node)
    ordered: dict[int, Node] = {}
    left = sorted(branches.get(None, []), key=_place, reverse=True)
    while left:
        node = left.pop()
        ordered[node.head.id] = node
        left += sorted(branches.get(node.head.id, []), key=_place, reverse=True)
    # Whatever hangs on itself would be left out.
    return Tree((*ordered.values(), *(node for key, node in known.items() if key not in ordered)))


def _place(node: Node) -> tuple[int, int]:
    return (node.head.fork_turn or 0, node.head.id)


def signed(gain: float) -> str:
    """A difference with its sign: `+3.00`, `−1.00`, `0`; blank where there is none."""
    return "" if math.isnan(gain) else f"+{number(gain)}" if gain > 0 else number(gain)


def against_parent(gain: float) -> str:
    """The same as a sentence's end."""
    return "" if math.isnan(gain) else f"{signed(gain)} than its parent" if gain else "the same return as its parent"


def ended(node: Node) -> str:
    """`won in 12`, the agent's turns."""
    return f"{ENDINGS[node.ending]} {node.head.turns}"


# Two episodes beside each other


class Pair(NamedTuple):
    """One turn of two episodes: what each said, and its return by then."""

    turn: int
    """From 1."""
    first: Turn | None
    """None where that episode is over."""
    second: Turn | None
    first_total: float
    second_total: float


def parting(first: Episode, second: Episode) -> int:
    """After how many turns they part: so many say the same in both."""
    pairs = zip(first.spoken, second.spoken, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a.text != b.text), min(len(first.spoken), len(second.spoken)))


def beside(first: Episode, second: Episode) -> list[Pair]:
    """Both, turn by turn."""
    made, totals = [], [0.0, 0.0]
    for k in range(max(len(first.spoken), len(second.spoken))):
        turns = [one.spoken[k] if k < len(one.spoken) else None for one in (first, second)]
        totals = [total + (turn.reward if turn else 0.0) for total, turn in zip(totals, turns, strict=True)]
        made.append(Pair(k + 1, turns[0], turns[1], totals[0], totals[1]))
    return made


def document(tree: Tree) -> dict[str, Any]:
    """A tree as --json shows it: its nodes in order, each before its branches."""
    return {
        "root": tree.root.head.id,
        "branches": len(tree.nodes) - 1,
        "nodes": [_document(tree, node) for node in tree.nodes],
    }


def _document(tree: Tree, node: Node) -> dict[str, Any]:
    head, gain = node.head, tree.gain(node.head.id)
    return {
        "episode": head.id, "parent": head.parent, "from_turn": head.fork_turn, "player": head.player, "by": node.by,
        "run": head.run, "run_deleted": node.gone, "return": head.total, "gain": None if math.isnan(gain) else gain,
        "turns": head.turns, "ending": node.ending, "success": head.success, "assisted": head.assisted, "note": node.note,
    }  # fmt: skip
