"""How much memory a run will need, before anything is loaded, and how much is computed at once so that it does. No torch.

What a run computes at once, and how many games it plays at once, follow from the model's shape and the device alone, never
from what happens to be free: on one machine the same run gives the same numbers. The estimate counts what there will be by
its shape; its few constants were fitted to the peaks that `python -m bench.memory` measures.
"""

import ctypes
import importlib.util
import json
from pathlib import Path
from typing import NamedTuple

from models.spec import CONTEXT, PRESETS, VOCABULARY, ModelSpec

_LIBRARIES = 450e6
"""Bytes that a worker takes before it has a model: Python, torch, transformers."""
_ADAPTERS_LIBRARY = 20e6
_QUANTISED_LIBRARY = 30e6
_BYTES = {"none": 4.0, "int8": 1.06, "nf4": 0.56}
"""Bytes a weight of a frozen base's layers takes, constants of its blocks included."""
_SAVED = 10.0
"""Floats of a model's width that a layer keeps of a token for its gradient, besides those of its feed-forward part."""
_SAVED_INNER = 4.0
"""Floats of the inner width that a layer keeps of a token."""
_FROZEN = 0.7
"""Share of that where the base is frozen: a matrix that does not learn needs no inputs kept."""
_SAVED_SCORES = 4.0
"""Floats of the vocabulary's size that a spoken state takes: scores, their logarithms, and the gradients of both."""
_SPOKEN = 0.5
"""Share of tokens that are spoken, about, where a window is a whole game."""

_FEW = 16
_DISTINCT = 0.4
"""Share of a batch's windows that differ from each other, where a window is a few texts of a game: so many tokens. Each of
these is computed once."""

_TURNS = 20
"""Windows of an episode where each turn has one of its own."""
_WINDOW = 200
_TOKEN = 15
"""Bytes that a window of the dataset takes, and each of its tokens, with the texts it was made from."""

_CPU_AT_ONCE = 1.0e9
"""Bytes of activations, and of caches, that a run on the CPU has at once."""
_GPU_SHARE = 0.3
"""Share of a GPU's memory for activations, and for caches."""
_MOST_TOKENS = 1 << 14
_LONG_WINDOW = 512
"""Where fewer tokens than a long window's would be computed at once, layers are computed again for their gradients."""

MANY = 1 << 24
"""More weights than these learn with moments in 8 bits, and one part of a batch at a time."""
_MOMENTS = 8.0
_MOMENTS_8_BIT = 2.0 + 8.0 / 256
"""Bytes of a weight's two moments; in 8 bits with the scales of their blocks."""
_STEP = 5
"""Floats of the largest matrix's size that a step of moments in 8 bits takes on the CPU."""
WORTH_TWO = 1 << 10
"""Tokens of a batch that are computed in two parts at once on the CPU."""
_APART = 1.25
"""What two threads take for activations beside what one does: each keeps some of what it has freed."""

_M_MMAP_THRESHOLD = -3
"""glibc's name for the size from which a block is the system's own, in mallopt(3)."""
_OF_ITS_OWN = 1 << 18

_MOST_SEATS = 128
_MOST_SEATS_REPEATING = 512
_FEWEST_SEATS = 8


class Shape(NamedTuple):
    """What of a model's configuration memory depends on."""

    layers: int
    width: int
    inner: int
    vocabulary: int
    context: int
    kept: int
    """Floats of a key, or of a value, of one token in one layer."""
    gated: bool
    """The feed-forward part has three matrices, as Llama's, not two, as GPT-2's."""
    tied: bool
    """Input and output embeddings are one."""


class MemoryEstimate(NamedTuple):
    """Bytes."""

    libraries: float
    weights: float
    adapters: float
    gradients: float
    optimiser: float
    activations: float
    """What an update has at once besides: activations, then the gradients of the parts that are computed at once, then
    what the optimiser's step takes."""
    cache: float
    data: float

    @property
    def total(self) -> float:
        """The peak."""
        return sum(self)


def shape(spec: ModelSpec) -> Shape | None:
    """The model's shape; None for one that is not here yet."""
    if spec.name in PRESETS:
        preset = PRESETS[spec.name]
        inner = preset.width * 8 // 3 // 8 * 8
        return Shape(preset.layers, preset.width, inner, VOCABULARY, CONTEXT, preset.width, True, True)
    path = Path(spec.name) / "config.json"
    try:
        text = path.expanduser().read_text(encoding="utf-8")
    except (OSError, ValueError, RuntimeError):
        # No such folder, or what cannot be the name of one: with a zero in it, too long, of a user that there is not.
        return None
    return shape_of(json.loads(text))


def shape_of(config: "dict[str, object]") -> Shape | None:
    """The shape that a transformers configuration tells; None when it does not."""

    def told(*names: str) -> int:
        return next((value for name in names if isinstance(value := config.get(name), int) and value), 0)

    width, layers = told("hidden_size", "n_embd"), told("num_hidden_layers", "n_layer")
    if not width or not layers:
        return None
    heads = told("num_attention_heads", "n_head") or 1
    size = told("head_dim") or width // heads
    gated = config.get("model_type") not in ("gpt2", "opt", "gpt_neox", "gptj", "bloom")
    return Shape(
        layers, width, told("intermediate_size", "n_inner") or 4 * width, told("vocab_size"),
        told("max_position_embeddings", "n_positions") or CONTEXT, size * (told("num_key_value_heads") or heads), gated,
        bool(config.get("tie_word_embeddings", not gated)),
    )  # fmt: skip


def _layer_weights(found: Shape) -> int:
    attention = 2 * found.width**2 + 2 * found.width * found.kept
    return attention + (3 if found.gated else 2) * found.width * found.inner


def parameters(spec: ModelSpec) -> int | None:
    """How many weights the base has, counting tied ones once (those of norms among them, biases not)."""
    found = shape(spec)
    if found is None:
        return None
    embeddings = found.vocabulary * found.width * (1 if found.tied else 2)
    return found.layers * (_layer_weights(found) + 2 * found.width) + embeddings + found.width


def _activation(found: Shape, again: bool) -> float:
    """Bytes a token takes for its gradient; `again`: layers keep what goes into them, and one at a time all the rest."""
    layer = (_SAVED * found.width + _SAVED_INNER * found.inner) * 4
    return found.layers * found.width * 4 + layer if again else found.layers * layer


def recomputes(found: Shape, device_bytes: float | None = None) -> bool:
    """Whether layers are computed again for their gradients. `device_bytes` is a GPU's memory, None the CPU."""
    return _at_once(found, device_bytes, again=False) < _LONG_WINDOW


def part_tokens(found: Shape, device_bytes: float | None = None) -> int:
    """Tokens that are computed at once in training: a power of two."""
    return _at_once(found, device_bytes, again=recomputes(found, device_bytes))


def _at_once(found: Shape, device_bytes: float | None, *, again: bool) -> int:
    room = _CPU_AT_ONCE if device_bytes is None else _GPU_SHARE * device_bytes
    most = room / (_activation(found, again) + _SPOKEN * _SAVED_SCORES * found.vocabulary * 4)
    return min(_MOST_TOKENS, _power_below(most))


def many(learning: int) -> bool:
    """Whether so many weights are too many to hold gradients of for each thread, and moments in 32 bits."""
    return learning > MANY


def eight_bit(learning: int) -> bool:
    """Whether the optimiser of so many weights keeps its moments in 8 bits."""
    return many(learning) and importlib.util.find_spec("bitsandbytes") is not None


def return_freed() -> None:
    """Makes the C library give large blocks back to the system as soon as they are freed; where it cannot be told, nothing.

    By itself glibc keeps them for the next time and cannot join what is left of them: the layers of half a billion weights,
    computed again one by one, then take twice as much as is in use. For small models it is right: there, to get a block
    anew takes as long as to compute what goes into it.
    """
    allocator = ctypes.CDLL(None)
    if hasattr(allocator, "mallopt"):
        allocator.mallopt(_M_MMAP_THRESHOLD, _OF_ITS_OWN)


def seats(found: Shape, tokens: int, repeating: bool, device_bytes: float | None = None) -> int:
    """Games that are played at once, of about `tokens` tokens each: a power of two."""
    room = _CPU_AT_ONCE if device_bytes is None else _GPU_SHARE * device_bytes
    most = _power_below(room / (cached(found) * _power_above(tokens)))
    return max(_FEWEST_SEATS, min(_MOST_SEATS_REPEATING if repeating else _MOST_SEATS, most))


def cached(found: Shape) -> float:
    """Bytes a token takes in a cache."""
    return 2 * found.layers * found.kept * 4


def _power_below(number: float) -> int:
    return 1 << max(0, int(number).bit_length() - 1)


def _power_above(number: float) -> int:
    return 1 << max(6, (int(number) - 1).bit_length())


def estimate(
    spec: ModelSpec, *, algo: str, batch: int, tokens: int, repeating: bool = False, episodes: int = 0, games: int = 128,
    threads: int = 2, device_bytes: float | None = None,
) -> MemoryEstimate | None:  # fmt: skip
    """What a run takes that learns from batches of `batch` windows of `tokens` tokens out of `episodes`, and plays `games`
    at once if it can, on so many threads of the processor; None for a model that is not here yet. With `device_bytes` what
    it takes of a GPU that has so much."""
    found = shape(spec)
    weights = parameters(spec)
    if found is None or weights is None:
        return None
    roles = 1 if algo in ("bc", "filtered-bc") else 2
    scorers = {"mc": 1, "ilql": 4}.get(algo, 0)
    heads = scorers * found.width * (found.width + found.vocabulary) + (
        found.width**2 if algo in ("ilql", "ppo") else 0
    )
    learned_heads = heads // 2 if algo == "ilql" else heads
    adapter = 0
    if spec.rank:
        matrices = 2 * 2 * found.width + 2 * (found.width + found.kept)
        matrices += (3 if found.gated else 2) * (found.width + found.inner)
        adapter = found.layers * spec.rank * matrices
    learning = (adapter or weights) + learned_heads
    frozen = found.layers * _layer_weights(found)
    base = frozen * _BYTES[spec.quant] + (weights - frozen) * 4
    distinct = _DISTINCT if repeating and tokens <= _FEW else 1.0
    part = min(part_tokens(found, device_bytes), batch * tokens * distinct)
    scored = part * _SPOKEN * found.vocabulary * 4 * (_SAVED_SCORES + 2 * max(0, scorers // 2 - 1))
    places = min(games, seats(found, tokens, repeating, device_bytes)) * _power_above(tokens)
    activations = part * _activation(found, recomputes(found, device_bytes)) * (_FROZEN if spec.rank else 1.0) + scored
    # The optimiser takes its step when activations and the gradients of parts have gone.
    two = device_bytes is None and threads > 1 and not spec.rank and not many(weights) and batch * tokens >= WORTH_TWO
    beside = learning * 4.0 * (2 if two else 1)
    moments = _STEP * found.vocabulary * found.width * 4 if device_bytes is None and eight_bit(learning) else 0.0
    libraries = 0.0 if device_bytes is not None else _LIBRARIES
    if device_bytes is None:
        libraries += _ADAPTERS_LIBRARY if spec.rank else 0
        libraries += _QUANTISED_LIBRARY if spec.quant != "none" or eight_bit(learning) else 0
    return MemoryEstimate(
        libraries=libraries,
        weights=base * (1 if spec.rank else roles + 1) + heads * 4,
        adapters=adapter * 4 * roles,
        gradients=learning * 4,
        optimiser=learning * (_MOMENTS_8_BIT if eight_bit(learning) else _MOMENTS),
        activations=max(activations * (_APART if two else 1) + beside, moments),
        cache=cached(found) * places * (2 if scorers else 1),
        data=0.0 if device_bytes is not None else episodes * (_TURNS if repeating else 1) * (_WINDOW + _TOKEN * tokens),
    )
