"""Trains the tokenizer that the scratch presets share, from texts given as JSON strings, a line each:

    python -m bench.corpus | python -m models.train_tokenizer

Byte-level BPE without a vocabulary of words: merges run across spaces, so a phrase that a game always says is one token,
and so is `move up\\n`. One rule is hard: a letter, digit or slash that stands alone (Wordle, FEN, co-ordinates) is a token
of its own with the space before it, so that models see the letters of a spelled word at fixed places.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from models.spec import VOCABULARY

FOLDER = Path(__file__).parent / "tokenizer"

_LONE = r" [A-Za-z/\-](?![A-Za-z0-9])|(?<![A-Za-z0-9 ])[A-Za-z/](?![A-Za-z0-9])| ?[0-9]|(?<= [A-Za-z0-9/\-])\n"


def train(texts: Iterable[str], vocabulary: int = VOCABULARY) -> Tokenizer:
    """A tokenizer that gives back every text exactly: all 256 bytes are in it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_LONE), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<pad>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    train(json.loads(line) for line in sys.stdin).save(str(FOLDER / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": "<pad>",
        "clean_up_tokenization_spaces": False,
    }
    (FOLDER / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
