"""Small models of common shapes, built from configs and saved to a folder as a user's would be."""

from pathlib import Path
from typing import Literal

import torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

from models.load import TOKENIZER, _tokenizer


def save_tiny(folder: Path, kind: Literal["llama", "gpt2"]) -> Path:
    """A model of two layers with the shipped tokenizer."""
    tokenizer = _tokenizer(TOKENIZER)
    torch.manual_seed(0)
    none = {"bos_token_id": None, "eos_token_id": None}
    if kind == "llama":
        shape = LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
            max_position_embeddings=256, tie_word_embeddings=False, **none,
        )  # fmt: skip
        LlamaForCausalLM(shape).save_pretrained(folder)
    else:
        gpt2 = GPT2Config(vocab_size=len(tokenizer), n_embd=64, n_layer=2, n_head=4, n_positions=256, **none)
        GPT2LMHeadModel(gpt2).save_pretrained(folder)
    tokenizer.save_pretrained(str(folder))
    return folder
