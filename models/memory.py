"""How much memory a run will need, before anything is loaded. Free of torch.

Counted from the model's shape: weights as they are kept, adapters, gradients, AdamW's two moments, activations of one
batch, and the cache of one generation. The constants for activations were fitted to measured peaks of the presets.
"""

import json
from pathlib import Path
from typing import NamedTuple

from models.spec import CONTEXT, PRESETS, ModelSpec

_VOCABULARY = 512
_LIBRARIES = 330e6
"""Bytes that a worker takes before it has a model."""
_BYTES = {"none": 4.0, "int8": 1.06, "nf4": 0.56}
"""Bytes a weight of the frozen base takes, constants of its blocks included."""
_ACTIVATIONS = 34.0
"""Floats that a layer keeps for its gradient, for each token and unit of width."""


class Shape(NamedTuple):
    """What of a model's configuration memory depends on."""

    layers: int
    width: int
    inner: int
    vocabulary: int
    context: int


class MemoryEstimate(NamedTuple):
    """Bytes."""

    libraries: float
    weights: float
    adapters: float
    gradients: float
    optimiser: float
    activations: float
    cache: float

    @property
    def total(self) -> float:
        return sum(self)


def shape(spec: ModelSpec) -> Shape | None:
    """The model's shape; None for one that is not here yet."""
    if spec.name in PRESETS:
        preset = PRESETS[spec.name]
        return Shape(preset.layers, preset.width, preset.width * 8 // 3 // 8 * 8, _VOCABULARY, CONTEXT)
    path = Path(spec.name).expanduser() / "config.json"
    if not path.is_file():
        return None
    config = json.loads(path.read_text(encoding="utf-8"))
    width = config.get("hidden_size", config.get("n_embd"))
    layers = config.get("num_hidden_layers", config.get("n_layer"))
    if not width or not layers:
        return None
    inner = config.get("intermediate_size") or config.get("n_inner") or 4 * width
    context = config.get("max_position_embeddings", config.get("n_positions", CONTEXT))
    return Shape(layers, width, inner, config["vocab_size"], context)


def parameters(spec: ModelSpec) -> int | None:
    """How many weights the base has, counting tied ones once."""
    found = shape(spec)
    if found is None:
        return None
    layer = 4 * found.width**2 + 3 * found.width * found.inner + 2 * found.width
    return found.layers * layer + found.vocabulary * found.width + found.width


def estimate(spec: ModelSpec, *, algo: str, batch: int, length: int) -> MemoryEstimate | None:
    """What training with batches of `batch` windows of `length` tokens takes; None for a model that is not here yet."""
    found = shape(spec)
    weights = parameters(spec)
    if found is None or weights is None:
        return None
    roles = 1 if algo in ("bc", "filtered-bc") else 2
    heads = {"mc": 1, "ilql": 4, "ppo": 0}.get(algo, 0) * found.width * (found.width + found.vocabulary)
    adapter = 0
    if spec.rank:
        adapter = found.layers * spec.rank * (8 * found.width + 3 * (found.width + found.inner))
    learning = (adapter or weights) + heads
    copies = 1 if spec.rank else roles + 1
    tokens = batch * length
    floats = found.layers * found.width * _ACTIVATIONS + 4 * found.width
    return MemoryEstimate(
        libraries=_LIBRARIES + (300e6 if spec.quant != "none" else 0),
        weights=weights * _BYTES[spec.quant] * copies + heads * 4,
        adapters=adapter * 4 * roles,
        gradients=learning * 4,
        optimiser=learning * 8,
        activations=tokens * floats * 4 + tokens * found.vocabulary * 4,
        cache=2 * found.layers * found.width * tokens * 4,
    )
