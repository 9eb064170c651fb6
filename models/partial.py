"""Hidden states at a few places of a sequence, without computing the rest of the last layer.

What a loss reads are the states before spoken tokens, often less than half of all. The layers below the last one need
every position, for its keys and values; the last one's queries, output projection and feed-forward part do not. In a
model of two layers that is a quarter of the work. Written for transformers' Llama blocks, whose parts are called one by one,
adapters and quantised layers included.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from transformers.models.llama.modeling_llama import LlamaModel, rotate_half


def can_skip(trunk: Any) -> bool:
    """Whether `states_at` knows this kind of model."""
    return type(trunk) is LlamaModel


def states_at(trunk: Any, ids: Tensor, place: Tensor, column: Tensor) -> Tensor:
    """Hidden states [s, width] after the last norm, at the columns [s] of the rows [s] of ids [batch, time].

    Rows are padded on the right. Places are in order of their rows.
    """
    hidden = trunk.embed_tokens(ids)
    positions = torch.arange(ids.shape[1], device=ids.device)[None]
    rotary = trunk.rotary_emb(hidden, position_ids=positions)
    for layer in trunk.layers[:-1]:
        hidden = layer(hidden, attention_mask=None, position_ids=positions, position_embeddings=rotary)
    last = trunk.layers[-1]
    wanted = hidden[place, column]
    wanted = wanted + _attended(last.self_attn, last.input_layernorm(hidden), rotary, place, column)
    found: Tensor = trunk.norm(wanted + last.mlp(last.post_attention_layernorm(wanted)))
    return found


def _attended(attention: Any, states: Tensor, rotary: tuple[Tensor, Tensor], place: Tensor, column: Tensor) -> Tensor:
    """What attention adds [s, width] at the places, from the normed states [batch, time, width] of all positions."""
    rows, time, _ = states.shape
    size = attention.head_dim
    # The places of a row side by side: the queries of a shorter sequence, padded.
    counts = torch.bincount(place, minlength=rows)
    slot = torch.arange(len(place), device=place.device) - (counts.cumsum(0) - counts)[place]
    most = int(counts.max())
    keys = attention.k_proj(states).view(rows, time, -1, size).transpose(1, 2)
    values = attention.v_proj(states).view(rows, time, -1, size).transpose(1, 2)
    spoken = attention.q_proj(states[place, column])
    queries = spoken.new_zeros(rows, most, spoken.shape[-1])
    queries[place, slot] = spoken
    queries = queries.view(rows, most, -1, size).transpose(1, 2)
    at = torch.zeros(rows, most, dtype=torch.long, device=place.device)
    at[place, slot] = column
    cosine, sine = rotary
    keys = keys * cosine + rotate_half(keys) * sine
    queries = queries * cosine[0][at][:, None] + rotate_half(queries) * sine[0][at][:, None]
    unseen = torch.arange(time, device=place.device) > at[:, None, :, None]
    mask = torch.zeros(unseen.shape, dtype=queries.dtype, device=place.device).masked_fill_(unseen, float("-inf"))
    found = functional.scaled_dot_product_attention(
        queries, keys, values, attn_mask=mask, scale=attention.scaling, enable_gqa=keys.shape[1] < queries.shape[1]
    )
    together = found.transpose(1, 2).reshape(rows, most, -1)[place, slot]
    out: Tensor = attention.o_proj(together)
    return out
