"""On a GPU: the numbers are the processor's within rounding, quantised models learn, and what does not fit is halved.

`pytest -m gpu tests/gpu` runs these; without a CUDA device each says that there is none.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from algos import registry
from algos.batch import Batch, Corpus
from algos.bc import cloning
from algos.configs import CONFIGS, FROM_BC, BCConfig
from algos.learner import Learner, Loss
from algos.offline import renderer_of
from models import memory
from models.generate import Speaker
from models.lm import LM
from models.policy import ModelPolicy
from models.spec import ModelSpec, Quant
from models.transcript import Renderer
from tasks.play import play
from tasks.protocol import Episode
from tasks.wordle import WORDLE
from tests.models.shapes import save_tiny
from tests.toy import Toy, ToyExperience

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")]

DEVICE = "cuda"
CONFIG = BCConfig(steps=40, lr=3e-3, warmup=2)
SCRATCH = ModelSpec()
EXPERIENCE = ToyExperience(Toy())


def _start(spec: ModelSpec, device: str) -> tuple[Learner, Corpus]:
    lm = LM.create(spec, seed=0, device=device)
    lm.add_role("bc")
    lm.train_role("bc")
    return Learner.create(lm, CONFIG, 0), Corpus(EXPERIENCE.dataset, renderer_of(lm, EXPERIENCE, CONFIG))


def _learn(learner: Learner, corpus: Corpus, updates: int, loss: Loss | None = None) -> list[float]:
    losses = []
    for _ in range(updates):
        rows = learner.rng("rows").integers(0, len(corpus), 16)
        found = learner.descend(corpus, rows, loss or cloning(learner.lm, "bc"), CONFIG)
        losses.append(found["loss/bc"])
        learner.step += 1
    return losses


def _weights(learner: Learner) -> list[Tensor]:
    return [weight.detach().cpu() for weight in learner.lm.trainable()]


def _close(some: list[Tensor], others: list[Tensor], atol: float) -> bool:
    return all(torch.allclose(a, b, atol=atol) for a, b in zip(some, others, strict=True))


def _played(lm: LM, games: int) -> list[Episode]:
    renderer = Renderer(lm.tokenizer, None, lm.context, WORDLE.max_tokens)
    policy = ModelPolicy(
        lm, renderer, Speaker("bc"), max_tokens=WORDLE.max_tokens, temperature=0, seed=0, window=64
    )  # fmt: skip
    return play(WORDLE, policy, range(games))


def test_updates_are_those_of_the_processor() -> None:
    there, here = _start(SCRATCH, DEVICE), _start(SCRATCH, "cpu")
    assert all(weight.is_cuda for weight in there[0].lm.trainable())
    assert _learn(*there, 3) == pytest.approx(_learn(*here, 3), abs=1e-4)
    # AdamW's first steps are as long for a gradient that is all rounding as for any other.
    assert _close(_weights(there[0]), _weights(here[0]), 3 * CONFIG.lr)


def test_layers_computed_again_have_the_same_gradients() -> None:
    gradients = []
    for recomputes in (False, True):
        learner, corpus = _start(SCRATCH, DEVICE)
        learner.lm.recomputes = recomputes
        _learn(learner, corpus, 1)
        gradients.append([weight.grad for weight in learner.lm.trainable() if weight.grad is not None])
    assert _close(gradients[0], gradients[1], 1e-5)


def test_greedy_games_are_those_of_the_processor() -> None:
    said = []
    for device in (DEVICE, "cpu"):
        lm = LM.create(SCRATCH, seed=0, device=device)
        lm.add_role("bc")
        said.append([[turn.tokens for turn in episode.spoken] for episode in _played(lm, 5)])
    assert said[0] == said[1]


@pytest.mark.parametrize("name", list(CONFIGS))
def test_every_algorithm_learns_and_plays_there(name: str) -> None:
    settings: dict[str, Any] = {"steps": 2, "batch": 16} | (
        {"episodes": 16} if "episodes" in CONFIGS[name].__dataclass_fields__ else {}
    )
    config = CONFIGS[name](**settings)
    lm = LM.create(SCRATCH, seed=0, device=DEVICE)
    if name in FROM_BC:
        lm.add_role("bc")
    algorithm = registry.load(name)
    learner = algorithm.prepare(lm, EXPERIENCE, config, 0)
    updates = list(algorithm.train(learner, EXPERIENCE, config))
    assert [update.step for update in updates] == [1, 2]
    assert all(np.isfinite(value) for update in updates for value in update.metrics.values())
    assert len(play(Toy(), algorithm.player(lm, EXPERIENCE, config, 1), range(8))) == 8


@pytest.mark.parametrize("quant", ["none", "int8", "nf4"])
def test_adapters_learn_on_a_frozen_base_and_play(quant: Quant, tmp_path: Path) -> None:
    spec = ModelSpec(name=str(save_tiny(tmp_path, "llama")), quant=quant, lora_rank=8)
    learner, corpus = _start(spec, DEVICE)
    bf16 = torch.cuda.is_bf16_supported(including_emulation=False)
    assert learner.lm.dtype == (torch.bfloat16 if bf16 else torch.float32)
    assert {weight.dtype for weight in learner.lm.trainable()} == {torch.float32}
    losses = _learn(learner, corpus, 30)
    assert np.mean(losses[-5:]) < 0.95 * np.mean(losses[:5])
    assert all(episode.spoken for episode in _played(learner.lm, 3))


def test_weights_that_learn_are_float32(tmp_path: Path) -> None:
    learner, corpus = _start(ModelSpec(name=str(save_tiny(tmp_path, "llama")), lora_rank=0), DEVICE)
    assert learner.lm.dtype == torch.float32
    losses = _learn(learner, corpus, 20)
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("above", [memory.MANY, 1 << 10])
def test_what_was_saved_there_goes_on_there(above: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "MANY", above)
    whole, corpus = _start(SCRATCH, DEVICE)
    _learn(whole, corpus, 3)
    whole.save(tmp_path)
    other, _ = _start(SCRATCH, DEVICE)
    other.restore(tmp_path)
    assert _learn(other, corpus, 3) == pytest.approx(_learn(whole, corpus, 3), abs=1e-4)
    assert _close(_weights(other), _weights(whole), 1e-3)


def test_what_does_not_fit_is_halved() -> None:
    """With a gigabyte left, and a loss that takes an eighth of one for every row."""
    plain, corpus = _start(SCRATCH, DEVICE)
    wanted = _learn(plain, corpus, 1)
    learner, _ = _start(SCRATCH, DEVICE)
    easy = cloning(learner.lm, "bc")

    def hungry(batch: Batch) -> tuple[Tensor, Mapping[str, Tensor]]:
        torch.empty(len(batch.rows) << 27, dtype=torch.uint8, device=DEVICE)
        return easy(batch)

    whole = learner.part
    torch.cuda.empty_cache()
    taken = torch.empty(torch.cuda.mem_get_info()[0] - (1 << 30), dtype=torch.uint8, device=DEVICE)
    try:
        got = _learn(learner, corpus, 1, hungry)
    finally:
        del taken
        torch.cuda.empty_cache()
    assert learner.part < whole
    assert got == pytest.approx(wanted, abs=1e-4)
