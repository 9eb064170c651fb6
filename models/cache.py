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
        self._places = torch.zeros(0, dtype=torch.long)
        self._count = 0
        self._width = 0

    def aim(self, rows: Tensor | None, columns: Tensor, width: int) -> None:
        """The next pass is of these seats (None: the first ones, as many as `columns` has rows); its token at [i, j] is
        kept at `columns` [rows, tokens] of its seat, where -1 is nowhere; attention reads the first `width` places."""
        while self._room < width:
            self._grow()
        self._rows, self._width, self._count = rows, width, len(columns)
        seats = torch.arange(len(columns), device=columns.device) if rows is None else rows
        # Behind every seat's room there is a place that nobody reads.
        places = torch.where(columns < 0, self._room, columns)
        self._places = (seats[:, None] * (self._room + 1) + places).flatten()

    def update(self, key_states: Tensor, value_states: Tensor, layer_idx: int, *_: Any, **__: Any) -> Any:
        """Writes [rows, heads, tokens, size] and answers what attention reads: [rows, heads, width, size]."""
        while len(self._kept) <= layer_idx:
            self._kept.append((self._new(key_states), self._new(value_states)))
        found = []
        for kept, new in zip(self._kept[layer_idx], (key_states, value_states), strict=True):
            written = new.transpose(1, 2)
            kept.view(-1, *kept.shape[2:]).index_copy_(0, self._places, written.reshape(-1, *kept.shape[2:]))
            read = kept[: self._count, : self._width] if self._rows is None else kept[self._rows, : self._width]
            found.append(read.transpose(1, 2))
        return tuple(found)

    def move(self, source: int, target: int, length: int) -> None:
        """Copies the first `length` places of a seat to another one."""
        for pair in self._kept:
            for kept in pair:
                kept[target, :length] = kept[source, :length]

    def get_seq_length(self, layer_idx: int = 0) -> int:
        """What models ask when they are not told positions; here they always are."""
        return 0

    @property
    def bytes(self) -> int:
        """What the buffers take."""
        return sum(kept.nbytes for pair in self._kept for kept in pair)

    def _new(self, states: Tensor) -> Tensor:
        """Room for every seat [seats, room + 1, heads, size]: what a token writes lies together."""
        return states.new_zeros(self._seats, self._room + 1, states.shape[1], states.shape[3])

    def _grow(self) -> None:
        old, self._room = self._room, 2 * self._room
        for layer, pair in enumerate(self._kept):
            grown = []
            for kept in pair:
                more = kept.new_zeros(len(kept), self._room + 1, *kept.shape[2:])
                more[:, :old] = kept[:, :old]
                grown.append(more)
            self._kept[layer] = (grown[0], grown[1])
