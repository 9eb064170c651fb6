"""What a sentence means, as a vector: two sentences that mean nearly the same lie near each other.

The weights are those of all-MiniLM-L6-v2 at four bits (`data/make_sense.py` makes them), run by numpy alone, for the
games know no torch. A question costs some ten milliseconds, once.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LAYERS = 6
HEADS = 12
LONGEST = 64
"""Pieces of a sentence that are read."""


class _Layer(NamedTuple):
    query: Floats
    """The weights for queries, keys and values, side by side."""
    query_bias: Floats
    mix: Floats
    mix_bias: Floats
    middle: tuple[Floats, Floats]
    up: Floats
    up_bias: Floats
    down: Floats
    down_bias: Floats
    end: tuple[Floats, Floats]


class _Reader(NamedTuple):
    number: Mapping[str, int]
    word: Floats
    place: Floats
    start: tuple[Floats, Floats]
    layers: tuple[_Layer, ...]


def senses(texts: Sequence[str]) -> Floats:
    """The vectors of sentences, of length one, [sentences, 384]."""
    return np.stack([_sense(text) for text in texts])


def _sense(text: str) -> Floats:
    one = reader()
    ids = [one.number[piece] for word in words(text) for piece in split(word, one.number)][: LONGEST - 2]
    read = [one.number["[CLS]"], *ids, one.number["[SEP]"]]
    x = _normed(one.word[read] + one.place[: len(read)], *one.start)
    for layer in one.layers:
        x = _normed(x + _attended(x, layer) @ layer.mix + layer.mix_bias, *layer.middle)
        x = _normed(x + _gelu(x @ layer.up + layer.up_bias) @ layer.down + layer.down_bias, *layer.end)
    mean = x.mean(0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _attended(x: Floats, layer: _Layer) -> Floats:
    length, width = x.shape
    heads = (x @ layer.query + layer.query_bias).reshape(length, 3, HEADS, width // HEADS)
    query, key, value = heads.transpose(1, 2, 0, 3)
    scores = query @ key.transpose(0, 2, 1) / math.sqrt(width // HEADS)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    return np.asarray((weights @ value).transpose(1, 0, 2).reshape(length, width))


def _normed(x: Floats, weight: Floats, bias: Floats) -> Floats:
    off = x - x.mean(-1, keepdims=True)
    return np.asarray(off / np.sqrt((off**2).mean(-1, keepdims=True) + 1e-12) * weight + bias)


def _gelu(x: Floats) -> Floats:
    """By tanh, which differs from the exact one by less than the four bits do."""
    return np.asarray(0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))))


def words(text: str) -> list[str]:
    """Words and marks, small and without accents."""
    bare = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"[^\W_]+|[^\w\s]|_", "".join(c for c in bare if unicodedata.category(c) != "Mn"))


def split(word: str, number: Mapping[str, int]) -> list[str]:
    """The pieces of a word, the longest first; a word that cannot be spelled with them is unknown."""
    found: list[str] = []
    begin = 0
    while begin < len(word):
        mark = "##" if begin else ""
        end = next((end for end in range(len(word), begin, -1) if mark + word[begin:end] in number), None)
        if end is None:
            return ["[UNK]"]
        found.append(mark + word[begin:end])
        begin = end
    return found


@cache
def reader() -> _Reader:
    with files("tasks").joinpath("data", "sense.npz").open("rb") as file:
        saved: dict[str, Any] = dict(np.load(file))
    return _Reader(
        {piece: k for k, piece in enumerate(saved["pieces"].tobytes().decode().split("\n"))},
        _whole(saved, "word"),
        saved["place"].astype(np.float32),
        _norm(saved, "start"),
        tuple(_layer(saved, k) for k in range(LAYERS)),
    )


def _layer(saved: dict[str, Any], k: int) -> _Layer:
    read = [f"{name}{k}" for name in ("query", "key", "value")]
    bias = {name: saved[f"{name}{k}.bias"].astype(np.float32) for name in ("mix", "up", "down")}
    return _Layer(
        np.hstack([_whole(saved, name).T for name in read]),
        np.concatenate([saved[f"{name}.bias"].astype(np.float32) for name in read]),
        _whole(saved, f"mix{k}").T.copy(),
        bias["mix"],
        _norm(saved, f"middle{k}"),
        _whole(saved, f"up{k}").T.copy(),
        bias["up"],
        _whole(saved, f"down{k}").T.copy(),
        bias["down"],
        _norm(saved, f"end{k}"),
    )


def _norm(saved: dict[str, Any], name: str) -> tuple[Floats, Floats]:
    return saved[f"{name}.weight"].astype(np.float32), saved[f"{name}.bias"].astype(np.float32)


def _whole(saved: dict[str, Any], name: str) -> Floats:
    """A matrix of weights out of its four-bit halves and the scales of their groups."""
    halves, scale = saved[name], saved[f"{name}.scale"].astype(np.float32)
    nibbles = np.stack([halves >> 4, halves & 15], -1).reshape(len(halves), scale.shape[1], -1)
    return np.asarray(((nibbles.astype(np.float32) - 8) * scale[..., None]).reshape(len(halves), -1))
