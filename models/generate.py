"""Batched sampling of one agent text for each prompt, with a key-value cache.

Prompts that are the same are encoded once and share their cache entries until they part: a Markov task shows only a few
distinct ones. Every draw takes one uniform number a row from the caller's generator, so a seed decides all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from transformers import DynamicCache

from models.lm import LM

_ROWS = 512
"""Rows that go through the model together."""


@dataclass(frozen=True)
class Speaker:
    """What is sampled from: softmax(log π(role) + β·min of the Q heads on `q_role`), or π alone without heads."""

    role: str
    q_role: str = ""
    q_heads: tuple[str, ...] = ()
    beta: float = 0.0

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.role, self.q_role) if self.q_heads else (self.role,)


class Spoken(NamedTuple):
    """One sampled text."""

    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    """Of each token under the distribution that it was sampled from."""
    cut: bool
    """The limit of tokens came before the text's end."""


@torch.inference_mode()
def generate(
    lm: LM,
    prompts: Sequence[Sequence[int]],
    *,
    speaker: Speaker,
    max_tokens: int,
    rng: np.random.Generator,
    temperature: float = 1.0,
) -> list[Spoken]:
    """A text for each prompt (each at least one id); temperature 0 takes the likeliest token."""
    spoken: list[Spoken] = []
    for begin in range(0, len(prompts), _ROWS):
        uniforms = rng.random((max_tokens, len(prompts[begin : begin + _ROWS])))
        rows = _Rows(lm, prompts[begin : begin + _ROWS], speaker, temperature)
        spoken += rows.finish(torch.from_numpy(uniforms).to(lm.device))
    return spoken


class _Rows:
    """Rows that speak together, one token a step, until all have ended."""

    def __init__(self, lm: LM, prompts: Sequence[Sequence[int]], speaker: Speaker, temperature: float) -> None:
        self._lm, self._speaker, self._temperature = lm, speaker, temperature
        distinct = dict.fromkeys(tuple(prompt) for prompt in prompts)
        places = {prompt: place for place, prompt in enumerate(distinct)}
        self._place = torch.tensor([places[tuple(prompt)] for prompt in prompts], device=lm.device)
        self._ids, self._mask = _left_padded(list(distinct), lm)
        self._padded = bool((self._mask == 0).any())
        self._caches = {role: DynamicCache() for role in speaker.roles}
        self._shared = True
        self._tokens: list[list[int]] = [[] for _ in prompts]
        self._logprobs: list[list[float]] = [[] for _ in prompts]

    def finish(self, uniforms: Tensor) -> list[Spoken]:
        """Speaks until every row has ended or been cut; `uniforms` [tokens, rows] decide the draws."""
        going = torch.arange(len(self._tokens), device=self._lm.device)
        positions = (self._mask.cumsum(1) - 1).clamp(min=0)
        scores = self._scores(self._ids, positions)[self._place]
        for step in range(len(uniforms)):
            token, logprob = _sample(scores, uniforms[step, going], self._temperature)
            for row, one, value in zip(going.tolist(), token.tolist(), logprob.tolist(), strict=True):
                self._tokens[row].append(one)
                self._logprobs[row].append(value)
            stay = (~self._lm.ends[token]).nonzero().squeeze(-1)
            if len(stay) == 0 or step + 1 == len(uniforms):
                break
            going = going[stay]
            self._keep(stay)
            self._mask = torch.cat([self._mask, self._mask.new_ones(len(stay), 1)], 1)
            scores = self._scores(token[stay, None], self._mask.sum(1, keepdim=True) - 1)
        cut = set(going[stay].tolist()) if len(stay) else set()
        return [
            Spoken(tuple(tokens), tuple(logprobs), row in cut)
            for row, (tokens, logprobs) in enumerate(zip(self._tokens, self._logprobs, strict=True))
        ]

    def _keep(self, stay: Tensor) -> None:
        """Drops the rows that have ended; the first time, spreads what was encoded once over its rows."""
        rows = self._place[stay] if self._shared else stay
        if self._shared or len(stay) < len(self._mask):
            self._mask = self._mask[rows]
            for cache in self._caches.values():
                cache.batch_select_indices(rows)
        self._shared = False

    def _scores(self, ids: Tensor, positions: Tensor) -> Tensor:
        """Log-probabilities of the next token, plus β·Q: [rows, vocabulary]."""
        speaker = self._speaker
        scores = self._lm.logits(speaker.role, self._last(speaker.role, ids, positions))
        if not speaker.q_heads:
            return scores
        state = self._last(speaker.q_role, ids, positions)
        values = torch.stack([self._lm.q(name)(state) for name in speaker.q_heads]).amin(0)
        return scores.log_softmax(-1) + speaker.beta * values

    def _last(self, role: str, ids: Tensor, positions: Tensor) -> Tensor:
        mask = self._mask if self._padded else None
        cache: Any = self._caches[role]
        return self._lm.hidden(role, ids, mask, cache=cache, positions=positions)[:, -1]


def _sample(scores: Tensor, uniforms: Tensor, temperature: float) -> tuple[Tensor, Tensor]:
    """Tokens [rows] drawn by inverting the cumulative distribution, and their log-probabilities [rows]."""
    if temperature == 0:
        return scores.argmax(-1), torch.zeros(len(scores))
    logprobs = (scores / temperature).log_softmax(-1)
    steps = logprobs.double().exp().cumsum(-1)
    token = (steps < uniforms[:, None] * steps[:, -1:]).sum(-1)
    return token, logprobs.gather(1, token[:, None]).squeeze(1)


def _left_padded(prompts: Sequence[tuple[int, ...]], lm: LM) -> tuple[Tensor, Tensor]:
    """Ids and mask [prompts, longest]."""
    longest = max(len(prompt) for prompt in prompts)
    ids = np.full((len(prompts), longest), lm.tokenizer.pad_token_id, dtype=np.int64)
    mask = np.zeros((len(prompts), longest), dtype=np.int64)
    for row, prompt in enumerate(prompts):
        ids[row, longest - len(prompt) :] = prompt
        mask[row, longest - len(prompt) :] = 1
    return torch.from_numpy(ids).to(lm.device), torch.from_numpy(mask).to(lm.device)
