"""Small models of common shapes, built from configs and saved to a folder as a user's would be."""

from pathlib import Path
from typing import Literal

import torch
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    OPTConfig,
    OPTForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from models.load import TOKENIZER, _tokenizer

Kind = Literal["llama", "gpt2", "qwen2", "opt"]


def save_tiny(folder: Path, kind: Kind) -> Path:
    """A model of two layers with the shipped tokenizer."""
    tokenizer = _tokenizer(TOKENIZER)
    torch.manual_seed(0)
    none = {"bos_token_id": None, "eos_token_id": None}
    rows = len(tokenizer)
    if kind == "gpt2":
        gpt2 = GPT2Config(vocab_size=rows, n_embd=64, n_layer=2, n_head=4, n_positions=256, **none)
        GPT2LMHeadModel(gpt2).save_pretrained(folder)
    elif kind == "opt":
        opt = OPTConfig(
            vocab_size=rows, hidden_size=64, word_embed_proj_dim=64, ffn_dim=128, num_hidden_layers=2, num_attention_heads=4,
            max_position_embeddings=256, **none,
        )  # fmt: skip
        OPTForCausalLM(opt).save_pretrained(folder)
    else:
        config, model = (LlamaConfig, LlamaForCausalLM) if kind == "llama" else (Qwen2Config, Qwen2ForCausalLM)
        shape = config(
            vocab_size=rows + 8, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=4 if kind == "llama" else 2, max_position_embeddings=256,
            tie_word_embeddings=kind == "qwen2", **none,
        )  # fmt: skip
        model(shape).save_pretrained(folder)
    tokenizer.save_pretrained(str(folder))
    return folder
