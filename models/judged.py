"""What an agent made of a token. Free of torch, for whoever shows it.

What goes through a pipe is a list of plain values, as JSON has them: `packed` and `unpacked`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Likely(NamedTuple):
    """A token that could have come, and its probability under π."""

    text: str
    chance: float


class Judged(NamedTuple):
    """One token of an agent's text. Values are in the task's rewards; None where this agent has no such head."""

    text: str
    chance: float
    """Under π, as it plays."""
    cloned: float | None
    """Under π_BC, where that is somebody else."""
    entropy: float
    """Of π here, in nats."""
    q: float | None
    v: float | None
    """Of the state before the token: the V head's; else what Q expects of π."""
    likely: tuple[Likely, ...]
    """The likeliest ones, best first."""

    @property
    def advantage(self) -> float | None:
        return None if self.q is None or self.v is None else self.q - self.v


def packed(turns: Sequence[Sequence[Judged]]) -> list[Any]:
    """As JSON takes it."""
    return [[[*one[:-1], [list(other) for other in one.likely]] for one in turn] for turn in turns]


def unpacked(turns: Sequence[Any]) -> tuple[tuple[Judged, ...], ...]:
    return tuple(
        tuple(Judged._make([*one[:-1], tuple(Likely._make(other) for other in one[-1])]) for one in turn)
        for turn in turns
    )
