"""Which model a run trains, in words that need no torch: presets, quantisation, adapters."""

from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

Quant = Literal["none", "int8", "nf4"]


class Preset(NamedTuple):
    """A small transformer with random weights that the lab builds itself, so that it works with no network."""

    layers: int
    width: int
    attention_heads: int
    help: str


PRESETS: dict[str, Preset] = {
    "scratch-xs": Preset(2, 96, 4, "about 0.3 M parameters: seconds to minutes on a laptop"),
    "scratch-s": Preset(4, 256, 8, "about 3 M parameters: minutes to an hour on a laptop"),
    "scratch-w": Preset(1, 192, 6, "about 0.6 M parameters in one wide layer: for games of few words, as endgames"),
    "scratch-m": Preset(6, 384, 8, "about 12 M parameters: hours on a laptop, minutes on a GPU"),
}

CONTEXT = 1024
"""Tokens a scratch preset can see."""

VOCABULARY = 1024
"""Tokens the scratch presets know."""


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """A base model and how it is adapted."""

    name: Annotated[str, "a scratch preset, a Hugging Face id (gpt2, Qwen/Qwen2.5-0.5B), or a folder"] = "scratch-xs"
    quant: Annotated[Quant, "how the frozen base is kept: none, int8 or nf4 (bitsandbytes)"] = "none"
    lora_rank: Annotated[
        int | None, "rank of the LoRA adapters; 0 trains all weights; empty: 0 for scratch presets, 16 for others"
    ] = None

    @property
    def rank(self) -> int:
        """The LoRA rank in force; 0 means that full weights are trained."""
        if self.lora_rank is not None:
            return self.lora_rank
        return 0 if self.name in PRESETS and self.quant == "none" else 16

    def problems(self) -> list[str]:
        """What is wrong with this spec, each as a sentence that says what to do."""
        found = []
        if self.quant not in ("none", "int8", "nf4"):
            found.append(f"quant is {self.quant!r}; it is one of none, int8, nf4")
        if self.rank < 0:
            found.append(f"lora_rank is {self.rank}; it is 0 (train all weights) or a positive rank")
        if self.quant != "none" and self.rank == 0:
            found.append(f"a {self.quant} base is frozen: give it adapters (lora_rank 8 or 16) or use --quant none")
        return found
