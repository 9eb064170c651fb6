"""Keys and values of many sequences, each in a seat of its own, written in place.

transformers' own caches either grow by copying everything at each token or attend over their whole length from the start.
Here a seat is a row of one buffer that doubles when it must, a pass writes each token at its own place, and what is read
ends at the longest sequence there is. Nothing is ever erased: what lies behind a sequence's end is masked by the caller.
"""

from typing import Any

import torch
from torch import Tensor
from transformers import Cache
from transformers.cache_utils import DynamicLayer

_FIRST_ROOM = 64
"""Tokens a seat has room for at first."""


class SeatCache(Cache):
    """The cache of one role. `aim` says where the next pass writes; the model then calls `update` in every layer."""

    def __init__(self, seats: int) -> None:
        super().__init__(layer_class_to_replicate=DynamicLayer)
        self._seats = seats
        self._room = _FIRST_ROOM
        self._kept: list[tuple[Tensor, Tensor]] = []
        self._rows: Tensor | None = None
        self._columns = torch.zeros(0, 0, dtype=torch.long)
        self._width = 0

    def aim(self, rows: Tensor | None, columns: Tensor, width: int) -> None:
        """The next pass is of these seats (None: the first ones, as many as `columns` has rows); its token at [i, j] is
        kept at `columns` [rows, tokens] of its seat, where -1 is nowhere; attention reads the first `width` places."""
        while self._room < width:
            self._grow()
        self._rows, self._width = rows, width
        self._columns = torch.where(columns < 0, self._room, columns)

    def update(self, key_states: Tensor, value_states: Tensor, layer_idx: int, *_: Any, **__: Any) -> Any:
        """Writes [rows, heads, tokens, size] and answers what attention reads: [rows, heads, width, size]."""
        while len(self._kept) <= layer_idx:
            shape = (self._seats, key_states.shape[1], self._room + 1)
            self._kept.append((key_states.new_zeros(*shape, key_states.shape[3]),
                               value_states.new_zeros(*shape, value_states.shape[3])))  # fmt: skip
        count = len(key_states)
        rows = torch.arange(count, device=key_states.device) if self._rows is None else self._rows
        found = []
        for kept, new in zip(self._kept[layer_idx], (key_states, value_states), strict=True):
            kept[rows[:, None], :, self._columns] = new.transpose(1, 2)
            read = kept[:, :, : self._width]
            found.append(read[:count] if self._rows is None else read[rows])
        return tuple(found)

    def move(self, source: int, target: int, length: int) -> None:
        """Copies the first `length` places of a seat to another one."""
        for pair in self._kept:
            for kept in pair:
                kept[target, :, :length] = kept[source, :, :length]

    def get_seq_length(self, layer_idx: int = 0) -> int:
        """What models ask when they are not told positions; here they always are."""
        return 0

    @property
    def bytes(self) -> int:
        """What the buffers take."""
        return sum(kept.nbytes for pair in self._kept for kept in pair)

    def _grow(self) -> None:
        old, self._room = self._room, 2 * self._room
        for layer, pair in enumerate(self._kept):
            grown = []
            for kept in pair:
                more = kept.new_zeros(*kept.shape[:2], self._room + 1, kept.shape[3])
                more[:, :, :old] = kept[:, :, :old]
                grown.append(more)
            self._kept[layer] = (grown[0], grown[1])
