"""How many tokens or games a run had behind it at each of its steps: the store keeps what each update took, not the sum.

The sums are made in SQL over stretches of equal length, about as many as a screen has columns; between their ends a count is
drawn as a straight line. For runs shorter than that it is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.records import Run
    from lab.store import Store

TOKENS, EPISODES = "tokens/trained", "play/episodes"
"""The metrics that are counted."""

_STRETCHES = 1000


class Course(NamedTuple):
    """A count along a run: `totals` at the ends of `steps`."""

    steps: Sequence[float]
    totals: Sequence[float]

    def at(self, steps: Sequence[float]) -> tuple[float, ...]:
        """The count after each of these steps; nothing where nothing was counted at all."""
        if not len(self.steps):
            return ()
        return tuple(np.interp(steps, self.steps, self.totals).tolist())


@dataclass(eq=False)
class Count:
    """A run's count of one metric; what was summed before is not summed again."""

    metric: str
    _last: int = -1
    _sums: dict[int, float] = field(default_factory=dict)

    def read(self, store: Store, run: Run) -> Course:
        level = (max(run.steps, 1) // _STRETCHES).bit_length()
        found = store.sums(run.id, self.metric, level, max(self._sums, default=0))
        if found is not None and found.last < self._last:
            # The run went on from a checkpoint before its last step: what came after that is gone.
            self._sums = {}
            found = store.sums(run.id, self.metric, level)
        if found is None:
            return Course((), ())
        self._last = found.last
        self._sums.update(found.parts)
        ends = [min(((part + 1) << level) - 1, found.last) for part in self._sums]
        return Course([found.first - 1, *ends], [0.0, *np.cumsum(list(self._sums.values())).tolist()])
