"""Episodes to tensors: rendered once, drawn in seeded batches of windows of like length, padded on the right.

A batch keeps flat arrays with one entry a spoken token beside its padded ids, because logits, Q and V are wanted at spoken
tokens only. Rows with the same inputs are encoded once, and tokens spoken in the same state share its hidden state, its
logits and its Q: a Markov task shows few distinct ones. Where a window's last spoken token is not the end of a game, the
batch also holds the prompt of the state that follows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from models.lm import LM
from models.transcript import Renderer, Window
from tasks.protocol import Episode

Ints = npt.NDArray[np.int64]
Follow = Literal["nothing", "window", "chain"]

_POOL = 16
"""Batches whose windows are sorted by length together."""


class Row(NamedTuple):
    """One window and what follows it."""

    window: Window
    after: npt.NDArray[np.int32] | None
    """The prompt of the state after the last spoken token; None after the end of a game."""
    link: int
    """Index of the chain's next window, or -1 for the last."""
    to_go: npt.NDArray[np.float32]
    """Discounted reward-to-go at each spoken token, over the whole chain; nothing is added for what a limit cut off."""
    left: npt.NDArray[np.int64]
    """Spoken tokens from each one to the end of the chain, itself included."""
    tail: npt.NDArray[np.int32] | None
    """The prompt of what a limit cut off at the end of the chain; None when the game ended itself."""


@dataclass(frozen=True)
class Batch:
    """u distinct inputs of t tokens, s distinct states, r rows, n spoken tokens."""

    ids: Tensor
    """[u, t]"""
    place: Tensor
    """[s] which input a state is in."""
    column: Tensor
    """[s] at which of its positions: that of the token before the spoken one."""
    state: Tensor
    """[n] the state a spoken token was spoken in."""
    tokens: Tensor
    """[n]"""
    rewards: Tensor
    """[n]"""
    to_go: Tensor
    """[n]"""
    left: Tensor
    """[n]"""
    row: Tensor
    """[n] which row of the batch."""
    next: Tensor
    """[n] index of the row's next spoken token, or -1."""
    after: Tensor | None
    """[a, s] distinct prompts of the states after rows (or after their chains), or None where no row has one."""
    after_column: Tensor
    """[a] the last position of each."""
    after_place: Tensor
    """[r] which of them follows a row, or -1."""
    rows: Ints
    """[r] indices into the corpus."""
    size: int
    """Tokens of the rows' windows, without padding and before any are shared."""


class Corpus:
    """Rendered episodes. `gamma` is that of the rewards-to-go."""

    def __init__(self, episodes: Sequence[Episode], renderer: Renderer, *, gamma: float = 1.0) -> None:
        self.rows: list[Row] = []
        for episode in episodes:
            self._add(episode, renderer, gamma)
        if not self.rows:
            raise ValueError("the agent never speaks in these episodes: there is nothing to learn from")
        self._lengths = np.array([len(row.window.ids) for row in self.rows])
        distinct = _Distinct()
        self._input = np.array([distinct.add(_input(row.window)) for row in self.rows])
        self._after: dict[Follow, Ints] = {
            "nothing": np.full(len(self.rows), -1),
            "window": np.array([distinct.add(row.after) for row in self.rows]),
            "chain": np.array([distinct.add(row.tail) for row in self.rows]),
        }
        self._sequences = distinct.kept
        self._lengths_of_inputs = np.array([len(one) for one in distinct.kept])
        # One entry a spoken token of the whole corpus; a row's begin where `_begins` says.
        spoken = [row.window.spoken for row in self.rows]
        self._begins = np.concatenate([[0], np.cumsum([len(row.left) for row in self.rows])])
        self._before = np.concatenate([np.flatnonzero(one) - 1 for one in spoken])
        self._tokens = np.concatenate([row.window.ids[row.window.spoken] for row in self.rows]).astype(np.int64)
        self._rewards = np.concatenate([row.window.rewards[row.window.spoken] for row in self.rows])
        self._to_go = np.concatenate([row.to_go for row in self.rows])
        self._left = np.concatenate([row.left for row in self.rows])

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def mean_to_go(self) -> float:
        """The mean reward-to-go over spoken tokens: where value heads begin."""
        return float(self._to_go.mean())

    def order(self, epoch_rng: np.random.Generator, batch: int) -> list[Ints]:
        """One pass over all windows in batches of like length, in a random order."""
        shuffled = epoch_rng.permutation(len(self.rows))
        batches = []
        for begin in range(0, len(shuffled), batch * _POOL):
            pool = shuffled[begin : begin + batch * _POOL]
            pool = pool[np.argsort(self._lengths[pool], kind="stable")]
            batches += [pool[k : k + batch] for k in range(0, len(pool), batch)]
        return [batches[k] for k in epoch_rng.permutation(len(batches))]

    def parts(self, rows: Ints, tokens: int) -> list[Ints]:
        """These rows in parts whose distinct inputs, padded, are at most so many tokens (or one row)."""
        parts: list[Ints] = []
        begin, longest = 0, 0
        kinds: set[int] = set()
        for k, row in enumerate(rows):
            kind, length = int(self._input[row]), int(self._lengths[row])
            if k > begin and (len(kinds | {kind})) * max(longest, length) > tokens:
                parts.append(rows[begin:k])
                begin, longest, kinds = k, 0, set()
            kinds.add(kind)
            longest = max(longest, length)
        return [*parts, rows[begin:]]

    def tokens(self, rows: Ints) -> int:
        """How many tokens are encoded for these rows, padding not counted."""
        return int(self._lengths_of_inputs[np.unique(self._input[rows])].sum())

    def spoken(self, rows: Ints) -> int:
        """How many tokens were spoken in these rows."""
        return int((self._begins[rows + 1] - self._begins[rows]).sum())

    def batch(self, rows: Ints, device: torch.device, *, follow: Follow) -> Batch:
        """The tensors of these windows, and if wanted the states that follow each, or that follow its whole chain."""
        counts = self._begins[rows + 1] - self._begins[rows]
        ends = np.cumsum(counts)
        at = np.arange(ends[-1]) + np.repeat(self._begins[rows] - (ends - counts), counts)
        inputs, place = np.unique(self._input[rows], return_inverse=True)
        ids, _ = self._padded(inputs)
        where, state = np.unique(np.repeat(place, counts) * ids.shape[1] + self._before[at], return_inverse=True)
        wanted = self._after[follow][rows]
        afters, after_place = np.unique(wanted[wanted >= 0], return_inverse=True)
        follows = np.full(len(rows), -1)
        follows[wanted >= 0] = after_place
        after_ids, after_column = self._padded(afters)
        following = np.arange(1, len(at) + 1)
        following[ends - 1] = -1

        def tensor(x: npt.NDArray[Any]) -> Tensor:
            return torch.from_numpy(x).to(device)

        return Batch(
            ids=tensor(ids),
            place=tensor(where // ids.shape[1]),
            column=tensor(where % ids.shape[1]),
            state=tensor(state),
            tokens=tensor(self._tokens[at]),
            rewards=tensor(self._rewards[at]),
            to_go=tensor(self._to_go[at]),
            left=tensor(self._left[at]),
            row=tensor(np.repeat(np.arange(len(rows)), counts)),
            next=tensor(following),
            after=tensor(after_ids) if len(after_ids) else None,
            after_column=tensor(after_column),
            after_place=tensor(follows),
            rows=rows,
            size=int(self._lengths[rows].sum()),
        )

    def _padded(self, sequences: Ints) -> tuple[Ints, Ints]:
        """These sequences [u, longest], padded with 0 on the right, and their last positions [u]."""
        found = [self._sequences[k] for k in sequences]
        ids = np.zeros((len(found), max(map(len, found), default=0)), dtype=np.int64)
        for place, one in enumerate(found):
            ids[place, : len(one)] = one
        return ids, np.array([len(one) - 1 for one in found], dtype=np.int64)

    def _add(self, episode: Episode, renderer: Renderer, gamma: float) -> None:
        transcript = renderer.render(episode)
        ahead = 0.0
        to_go = []
        for window in reversed(transcript.windows):
            rewards = window.rewards[window.spoken]
            mine = np.empty_like(rewards)
            for k in reversed(range(len(rewards))):
                ahead = float(rewards[k]) + gamma * ahead
                mine[k] = ahead
            to_go.append(mine)
        first = len(self.rows)
        last = len(transcript.windows) - 1
        left = sum(len(mine) for mine in to_go)
        tail = None if transcript.terminated else transcript.following
        for k, (window, mine) in enumerate(zip(transcript.windows, reversed(to_go), strict=True)):
            after = _prompt_of(transcript.windows[k + 1]) if k < last else tail
            link = -1 if k == last else first + k + 1
            self.rows.append(Row(window, after, link, mine, np.arange(left, left - len(mine), -1), tail))
            left -= len(mine)


def _input(window: Window) -> npt.NDArray[np.int32]:
    """What the model has to see of a window: all before its last spoken token."""
    return window.ids[: int(np.flatnonzero(window.spoken)[-1])]


def _prompt_of(window: Window) -> npt.NDArray[np.int32]:
    return window.ids[: int(np.argmax(window.spoken))]


class _Distinct:
    """Sequences of ids, each kept once."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}
        self.kept: list[npt.NDArray[np.int32]] = []

    def add(self, ids: npt.NDArray[np.int32] | None) -> int:
        """The place of this sequence; -1 for none."""
        if ids is None:
            return -1
        key = ids.tobytes()
        if key not in self._places:
            self._places[key] = len(self.kept)
            self.kept.append(ids)
        return self._places[key]


def spoken_states(lm: LM, role: str, batch: Batch) -> Tensor:
    """Hidden states [s, width] of the distinct states in which tokens were spoken."""
    return lm.hidden_at(role, batch.ids, batch.place, batch.column)


def states_after(lm: LM, role: str, batch: Batch) -> Tensor | None:
    """Hidden states [a, width] at the ends of the distinct following prompts; None where there is none."""
    if batch.after is None:
        return None
    return lm.hidden_at(role, batch.after, torch.arange(len(batch.after), device=batch.ids.device), batch.after_column)


def spread(values: Tensor | None, batch: Batch) -> Tensor:
    """Values [a] of following states given to their rows [r]; 0 after the end of a game."""
    if values is None:
        return torch.zeros(len(batch.after_place), device=batch.ids.device)
    mine = values[batch.after_place.clamp(min=0)]
    return torch.where(batch.after_place >= 0, mine, torch.zeros_like(mine))


@torch.no_grad()
def values_after(lm: LM, role: str, batch: Batch) -> Tensor:
    """V [r] of the states after the rows' last spoken tokens; 0 after the end of a game. No gradient."""
    states = states_after(lm, role, batch)
    return spread(None if states is None else lm.v(states), batch)


def following_values(values: Tensor, final: Tensor, batch: Batch) -> Tensor:
    """V [n] of the state after each spoken token, from V at spoken tokens [n] and after rows [r]."""
    return torch.where(batch.next >= 0, values[batch.next.clamp(min=0)], final[batch.row])
