"""Layers that are computed again for their gradients give the same gradients, and nothing else sees it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils import checkpoint

from algos.batch import Batch, Corpus, spoken_states
from algos.bc import cloning
from algos.configs import BCConfig
from algos.learner import Learner, Loss
from algos.offline import renderer_of
from models import again, memory
from models.generate import Speaker, generate
from models.lm import LM
from models.spec import PRESETS, ModelSpec, Quant
from tests.models.shapes import Kind, save_tiny
from tests.toy import Toy, ToyExperience

CONFIG = BCConfig(steps=10, lr=1e-3)
ROWS = np.arange(20)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(1)


def _start(spec: ModelSpec, recomputes: bool) -> tuple[Learner, Corpus]:
    lm = LM.create(spec, seed=0)
    lm.recomputes = recomputes
    lm.add_role("bc")
    lm.train_role("bc")
    experience = ToyExperience(Toy())
    return Learner.create(lm, CONFIG, 0), Corpus(experience.dataset, renderer_of(lm, experience, CONFIG))


def _gradients(learner: Learner, corpus: Corpus, loss: Loss) -> list[Tensor]:
    learner.descend(corpus, ROWS, loss, CONFIG)
    return [weight.grad for weight in learner.lm.trainable() if weight.grad is not None]


@pytest.mark.parametrize(
    ("kind", "quant", "rank"),
    [
        ("scratch", "none", 0), ("scratch", "none", 4), ("llama", "none", 0), ("llama", "nf4", 4), ("llama", "int8", 4),
        ("gpt2", "none", 0), ("gpt2", "none", 4), ("gpt2", "nf4", 4), ("qwen2", "none", 0), ("qwen2", "nf4", 4),
        ("opt", "none", 0),
    ],
)  # fmt: skip
def test_gradients_are_those_of_layers_that_keep_all(
    kind: Kind | str, quant: Quant, rank: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "scratch-xs" if kind == "scratch" else str(save_tiny(tmp_path, kind))  # type: ignore[arg-type]
    spec = ModelSpec(name=name, quant=quant, lora_rank=rank)
    computed = 0

    def counted(*args: object, **kwargs: object) -> object:
        nonlocal computed
        computed += 1
        return checkpoint.checkpoint(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("models.lm.checkpoint", counted)
    found, said = [], []
    for recomputes in (False, True):
        learner, corpus = _start(spec, recomputes)
        found.append(_gradients(learner, corpus, cloning(learner.lm, "bc")))
        seen = computed
        said.append(generate(learner.lm, [[5, 6, 7], [8, 9]], speaker=Speaker("bc"), max_tokens=6, seed=0))
        assert computed == seen
        assert not any("forward" in vars(module) for module in learner.lm.modules())
        assert (computed > 0) == recomputes
    assert len(found[0]) == len(found[1]) > 0
    assert all(torch.equal(a, b) for a, b in zip(*found, strict=True))
    assert said[0] == said[1]


def test_two_threads_compute_layers_again_as_one_does() -> None:
    found = []
    for threads, recomputes in ((1, False), (2, True), (2, True)):
        learner, corpus = _start(ModelSpec(), recomputes)
        learner.part = 40
        torch.set_num_threads(threads)
        found.append(_gradients(learner, corpus, cloning(learner.lm, "bc")))
    one, two, again = found
    # What the gradient's length is summed from is split among the threads, and gradients are cut to a length.
    assert all(torch.allclose(a, b, rtol=1e-4, atol=1e-7) for a, b in zip(one, two, strict=True))
    assert all(torch.equal(a, b) for a, b in zip(two, again, strict=True))


def test_a_layer_is_computed_again_in_the_role_it_had() -> None:
    """Between a state and its gradient another role may speak, as π_BC does beside Q."""
    found = []
    for recomputes in (False, True):
        learner, corpus = _start(ModelSpec(lora_rank=4), recomputes)
        lm = learner.lm
        lm.add_role("value", copy_of="bc")
        lm.train_role("value")
        for weight in lm.trainable():
            weight.data.add_(torch.ones_like(weight), alpha=0.05)

        def loss(batch: Batch, lm: LM = lm) -> tuple[Tensor, dict[str, Tensor]]:
            states = spoken_states(lm, "value", batch)
            with torch.no_grad():
                spoken_states(lm, "bc", batch)
            return states.pow(2).mean(), {}

        found.append(_gradients(learner, corpus, loss))
    assert all(torch.equal(a, b) for a, b in zip(*found, strict=True))


def test_what_a_layer_had_for_a_forward_is_there_again() -> None:
    lm = LM.create(ModelSpec(), seed=0)
    layer = lm._pristine.model.layers[0]
    vars(layer)["forward"] = own = layer.forward
    with pytest.raises(KeyError), again.replaced(lm, lambda forward: forward):
        raise KeyError
    assert vars(layer)["forward"] is own
    assert "forward" not in vars(lm._pristine.model.layers[1])


def test_only_large_models_compute_layers_again() -> None:
    gpt2 = {"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024, "vocab_size": 50257}
    medium = gpt2 | {"n_embd": 1024, "n_layer": 24, "n_head": 16}
    qwen = {
        "model_type": "qwen2", "hidden_size": 896, "intermediate_size": 4864, "num_hidden_layers": 24, "vocab_size": 151936,
        "num_attention_heads": 14, "num_key_value_heads": 2, "max_position_embeddings": 32768, "tie_word_embeddings": True,
    }  # fmt: skip
    shapes = [memory.shape_of(one) for one in (gpt2, medium, qwen)]
    shapes += [memory.shape(ModelSpec(name=name)) for name in PRESETS]
    assert all(shape is not None for shape in shapes)
    large = [memory.recomputes(shape) for shape in shapes if shape is not None]
    assert large == [False, True, True, *[False] * len(PRESETS)]
    assert all(memory.part_tokens(shape) >= 512 for shape in shapes if shape is not None)
    assert not any(memory.recomputes(shape, 80e9) for shape in shapes if shape is not None)
