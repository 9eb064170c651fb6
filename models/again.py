"""Layers that keep only what goes into them and are computed again for their gradients: less memory for more time.

transformers has a switch for this, but it acts in training mode alone, which in some families also turns dropout on. Here
the layers' `forward` is replaced for as long as gradients are computed, and nothing else sees it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn
from transformers.modeling_layers import GradientCheckpointingLayer

Forward = Callable[..., Any]


@contextmanager
def replaced(model: nn.Module, compute: Callable[[Forward], Forward]) -> Iterator[None]:
    """Within it every layer of the model computes `compute(forward)` in place of its `forward`."""
    layers = [module for module in model.modules() if isinstance(module, GradientCheckpointingLayer)]
    own = [vars(layer).get("forward") for layer in layers]
    for layer in layers:
        vars(layer)["forward"] = compute(layer.forward)
    try:
        yield
    finally:
        for layer, before in zip(layers, own, strict=True):
            if before is None:
                del vars(layer)["forward"]
            else:
                vars(layer)["forward"] = before
