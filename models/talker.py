"""A local Hugging Face chat model, who answers in the talking games or plays any game: many talks at once, greedily."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import torch
import transformers
from jinja2 import TemplateError

from models.load import load_base
from models.spec import ModelSpec
from tasks.protocol import Reply, Unavailable

_MOST_AT_ONCE = 64
"""Talks in one batch."""

_MOST_TOKENS = 1 << 15
"""Tokens in one batch: what they take while they are read must fit."""

_WORTH = 64
"""Tokens that all talks of a batch begin with, from which on reading them once is worth its trouble."""

Ids = list[int]


class LocalTalker:
    """Satisfies `tasks.simulators.talker.Talker` and `Chat`. Raises LoadError when the model cannot be loaded."""

    at_once = _MOST_AT_ONCE

    def __init__(self, spec: ModelSpec, *, device: torch.device, max_tokens: int = 96, share: bool = False) -> None:
        """With `share` what all talks begin with, such as a long prompt, is read once and kept for later batches.

        An answer may then differ in a rounding by what was asked before, which a simulator must not.
        """
        base = load_base(spec, seed=0, device=device)
        self.name = spec.name
        self._model: Any = base.model.eval()
        self._tokenizer: Any = base.tokenizer
        self._device = device
        positions = getattr(self._model.config, "max_position_embeddings", 1024)
        self._max_tokens = min(max_tokens, positions // 2)
        self._room = positions - self._max_tokens
        self._share = share and _plain_attention(self._model)
        self._begin: Ids = []
        self._begun: Any = None
        self._last: Ids = []

    def reply(self, talks: Sequence[Sequence[Any]]) -> list[str]:
        """One answer to each talk of messages with `role` and `content`."""
        return [reply.text for reply in self.replies(talks)]

    def replies(self, talks: Sequence[Sequence[Any]]) -> list[Reply]:
        """The same with what each one cost. Raises Unavailable for talks that the model cannot take."""
        prompts = [self._prompt(talk) for talk in talks]
        seen = [prompt[-self._room :] for prompt in prompts]
        said: list[tuple[Ids, bool]] = []
        try:
            for some in _batches(seen):
                said += self._some(some)
        except torch.OutOfMemoryError as error:
            raise Unavailable(f"{len(talks)} talks with {self.name} do not fit on {self._device}: {error}") from error
        texts = self._tokenizer.batch_decode([ids for ids, _ in said], skip_special_tokens=True)
        return [
            Reply(str(text).strip(), len(ids), len(spoken), cut, len(ids) == len(prompt))
            for text, ids, prompt, (spoken, cut) in zip(texts, seen, prompts, said, strict=True)
        ]

    @torch.inference_mode()
    def _some(self, prompts: Sequence[Ids]) -> list[tuple[Ids, bool]]:
        """What is said to each prompt, and whether it was cut."""
        begin, begun = self._beginning(prompts) if self._share else ([], None)
        rests = [prompt[len(begin) :] for prompt in prompts]
        longest = max(len(rest) for rest in rests)
        pad = self._tokenizer.pad_token_id or 0
        ids = torch.tensor([begin + [pad] * (longest - len(r)) + r for r in rests], device=self._device)
        seen = [[1] * len(begin) + [0] * (longest - len(r)) + [1] * len(r) for r in rests]
        ends = self._ends()
        settings = transformers.GenerationConfig(
            max_new_tokens=self._max_tokens, do_sample=False, pad_token_id=pad, eos_token_id=sorted(ends) or None
        )
        more = {} if begun is None else {"past_key_values": begun}
        mask = torch.tensor(seen, device=self._device)
        spoken = self._model.generate(input_ids=ids, attention_mask=mask, generation_config=settings, **more)
        return [_until(row, ends) for row in spoken[:, ids.shape[1] :].tolist()]

    def _ends(self) -> set[int]:
        """The tokens that end an answer."""
        told = getattr(self._model.generation_config, "eos_token_id", None)
        ends = {told} if isinstance(told, int) else set(told or ())
        return ends | ({self._tokenizer.eos_token_id} - {None})

    def _beginning(self, prompts: Sequence[Ids]) -> tuple[Ids, Any]:
        """What all prompts begin with and the cache of it, one row for each; nothing where that is not worth it."""
        shared = _common([*prompts, self._last] if self._last and len(prompts) == 1 else prompts)
        self._last = prompts[0]
        kept = len(self._begin)
        if not kept or shared[:kept] != self._begin or min(len(prompt) for prompt in prompts) <= kept:
            self._begin = shared[: min(len(prompt) for prompt in prompts) - 1]
            self._begun = None
            if len(self._begin) < _WORTH:
                self._begin = []
                return [], None
            ids = torch.tensor([self._begin], device=self._device)
            self._begun = self._model(input_ids=ids, use_cache=True, logits_to_keep=1).past_key_values
        cache = deepcopy(self._begun)
        cache.batch_repeat_interleave(len(prompts))
        return self._begin, cache

    def _prompt(self, talk: Sequence[Any]) -> Ids:
        """By the model's own chat template; a model without one sees a plain dialogue."""
        messages = [{"role": message.role, "content": message.content} for message in talk]
        if self._tokenizer.chat_template:
            text = self._templated(messages)
        else:
            text = "".join(f"{m['role']}: {m['content']}\n" for m in messages) + "assistant:"
        ids: Ids = self._tokenizer.encode(text, add_special_tokens=False)
        return ids

    def _templated(self, messages: list[dict[str, str]]) -> str:
        """Where the template knows no system prompt, that stands before what is said first."""
        try:
            return self._rendered(messages)
        except TemplateError as error:
            system, *rest = messages
            if system["role"] != "system" or not rest:
                raise Unavailable(f"the chat template of {self.name} cannot take this talk: {error}") from error
            first = {"role": rest[0]["role"], "content": f"{system['content']}\n\n{rest[0]['content']}"}
            return self._templated([first, *rest[1:]])

    def _rendered(self, messages: list[dict[str, str]]) -> str:
        return str(self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))


def _plain_attention(model: Any) -> bool:
    """Whether the model's memory is keys and values alone, all of them: such a cache can be begun and copied."""
    config = model.config.get_text_config()
    kinds = set(getattr(config, "layer_types", None) or ["full_attention"])
    windowed = getattr(config, "sliding_window", None) or getattr(config, "attention_chunk_size", None)
    return kinds == {"full_attention"} and not windowed and not getattr(model, "_is_stateful", False)


def _common(prompts: Sequence[Ids]) -> Ids:
    """What all of them begin with: what the first and the last in order do."""
    low, high = min(prompts), max(prompts)
    for k, token in enumerate(low):
        if token != high[k]:
            return low[:k]
    return low


def _batches(prompts: Sequence[Ids]) -> Iterator[Sequence[Ids]]:
    """As many prompts at a time as one batch takes, in order."""
    begin = 0
    while begin < len(prompts):
        end, longest = begin, 0
        while end < len(prompts) and end - begin < _MOST_AT_ONCE:
            longest = max(longest, len(prompts[end]))
            if end > begin and longest * (end - begin + 1) > _MOST_TOKENS:
                break
            end += 1
        yield prompts[begin:end]
        begin = end


def _until(ids: Ids, ends: set[int]) -> tuple[Ids, bool]:
    """What was spoken, its last token among it, and whether that is not an end: it was cut."""
    for k, token in enumerate(ids):
        if token in ends:
            return ids[: k + 1], False
    return ids, True
