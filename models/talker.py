"""A local Hugging Face chat model as the other side of a talking game: many talks answered at once, greedily."""

from collections.abc import Sequence
from typing import Any

import torch
import transformers

from models.load import load_base
from models.spec import ModelSpec

_MOST_AT_ONCE = 64
"""Talks in one batch."""


class LocalTalker:
    """Satisfies `tasks.simulators.talker.Talker`. Raises LoadError when the model cannot be loaded."""

    def __init__(self, spec: ModelSpec, *, device: torch.device, max_tokens: int = 96) -> None:
        base = load_base(spec, seed=0, device=device)
        self.name = spec.name
        self._model: Any = base.model.eval()
        self._tokenizer: Any = base.tokenizer
        self._device, self._max_tokens = device, max_tokens

    def reply(self, talks: Sequence[Sequence[Any]]) -> list[str]:
        """One answer to each talk of messages with `role` and `content`."""
        answers: list[str] = []
        for begin in range(0, len(talks), _MOST_AT_ONCE):
            answers += self._some(talks[begin : begin + _MOST_AT_ONCE])
        return answers

    @torch.inference_mode()
    def _some(self, talks: Sequence[Sequence[Any]]) -> list[str]:
        prompts = [self._prompt(talk) for talk in talks]
        longest = max(len(prompt) for prompt in prompts)
        pad = self._tokenizer.pad_token_id or 0
        ids = torch.tensor([[pad] * (longest - len(p)) + p for p in prompts], device=self._device)
        mask = torch.tensor([[0] * (longest - len(p)) + [1] * len(p) for p in prompts], device=self._device)
        settings = transformers.GenerationConfig(max_new_tokens=self._max_tokens, do_sample=False, pad_token_id=pad)
        spoken = self._model.generate(input_ids=ids, attention_mask=mask, generation_config=settings)[:, longest:]
        return [str(text).strip() for text in self._tokenizer.batch_decode(spoken, skip_special_tokens=True)]

    def _prompt(self, talk: Sequence[Any]) -> list[int]:
        """By the model's own chat template; a model without one sees a plain dialogue."""
        messages = [{"role": message.role, "content": message.content} for message in talk]
        if self._tokenizer.chat_template:
            text = self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        else:
            text = "".join(f"{m['role']}: {m['content']}\n" for m in messages) + "assistant:"
        room = getattr(self._model.config, "max_position_embeddings", 1024) - self._max_tokens
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False)
        return ids[-room:]
