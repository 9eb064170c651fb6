"""A model as a player: histories in, turns with their sampled ids out."""

from collections.abc import Sequence

import numpy as np

from models.generate import Speaker, Spoken, generate
from models.lm import LM
from models.transcript import Renderer
from tasks.protocol import Turn


class ModelPolicy:
    """Speaks as `speaker` says. All chance comes from `seed`: the same calls in the same order say the same."""

    def __init__(
        self, lm: LM, renderer: Renderer, speaker: Speaker, *, max_tokens: int, temperature: float, seed: int
    ) -> None:
        self._lm, self._renderer, self._speaker = lm, renderer, speaker
        self._max_tokens, self._temperature = max_tokens, temperature
        self._rng = np.random.default_rng(seed)

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        spoken = generate(
            self._lm,
            [self._renderer.prompt(history) for history in histories],
            speaker=self._speaker,
            max_tokens=self._max_tokens,
            rng=self._rng,
            temperature=self._temperature,
        )
        return [self._turn(said) for said in spoken]

    def _turn(self, said: Spoken) -> Turn:
        """The text ends at its first newline, whatever else its last token holds; one that was cut gets a newline."""
        text = self._lm.tokenizer.decode(said.tokens, skip_special_tokens=True).split("\n")[0] + "\n"
        return Turn("agent", text, cut=said.cut, tokens=said.tokens, logprobs=said.logprobs)
