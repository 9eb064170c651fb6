"""An optimiser with moments in 8 bits, as many weights get it: it learns as the other does, and is saved exactly."""

from pathlib import Path

import numpy as np
import pytest
import torch

from algos.batch import Corpus
from algos.bc import cloning
from algos.configs import BCConfig
from algos.learner import Learner
from algos.offline import renderer_of
from models import memory
from models.lm import LM, DamagedCheckpoint
from models.memory import estimate
from models.spec import ModelSpec
from tests.toy import Toy, ToyExperience

CONFIG = BCConfig(steps=60, lr=1e-3, weight_decay=0.01)
EXPERIENCE = ToyExperience(Toy())


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def _start() -> Learner:
    lm = LM.create(ModelSpec(), seed=0)
    lm.add_role("bc")
    lm.train_role("bc")
    return Learner.create(lm, CONFIG, 0)


def _learn(learner: Learner, updates: int) -> list[float]:
    corpus = Corpus(EXPERIENCE.dataset, renderer_of(learner.lm, EXPERIENCE, CONFIG))
    losses = []
    for _ in range(updates):
        rows = learner.rng("rows").integers(0, len(corpus), 16)
        losses.append(learner.descend(corpus, rows, cloning(learner.lm, "bc"), CONFIG)["loss/bc"])
        learner.step += 1
    return losses


def _moments(learner: Learner) -> list[torch.dtype]:
    return [
        learner.optimizer.state[weight]["state1"].dtype
        for weight in learner.lm.trainable()
        if weight in learner.optimizer.state
    ]


def test_few_weights_learn_with_whole_moments() -> None:
    assert type(_start().optimizer) is torch.optim.AdamW


def test_many_weights_learn_alike_with_moments_in_8_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = _learn(_start(), 30)
    monkeypatch.setattr(memory, "MANY", 1 << 10)
    learner = _start()
    got = _learn(learner, 30)
    assert set(_moments(learner)) == {torch.uint8, torch.float32}
    assert wanted[-1] < 0.6 * wanted[0]
    assert got != wanted
    assert np.abs(np.array(got) - wanted).max() < 0.05 * wanted[0]


@pytest.mark.parametrize("above", [1 << 10, 1 << 30])
def test_what_is_restored_goes_on_bit_for_bit(above: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "MANY", above)
    learner = _start()
    _learn(learner, 3)
    learner.save(tmp_path)
    other = _start()
    _learn(other, 1)
    other.restore(tmp_path)
    for mine, theirs in zip(learner.lm.trainable(), other.lm.trainable(), strict=True):
        one, two = learner.optimizer.state[mine], other.optimizer.state[theirs]
        assert one.keys() == two.keys()
        for key, value in one.items():
            assert type(two[key]) is type(value)
            assert torch.equal(two[key], value) if isinstance(value, torch.Tensor) else two[key] == value
    assert _learn(other, 3) == _learn(learner, 3)
    for mine, theirs in zip(learner.lm.trainable(), other.lm.trainable(), strict=True):
        assert torch.equal(mine, theirs)


def test_the_other_optimisers_state_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _start().save(tmp_path)
    monkeypatch.setattr(memory, "MANY", 1 << 10)
    with pytest.raises(DamagedCheckpoint, match="AdamW"):
        _start().restore(tmp_path)


def test_the_planner_counts_the_moments_as_they_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = ModelSpec(name="scratch-s")
    whole = estimate(spec, algo="bc", batch=8, tokens=64)
    monkeypatch.setattr(memory, "MANY", 1 << 20)
    small = estimate(spec, algo="bc", batch=8, tokens=64)
    assert whole is not None
    assert small is not None
    assert whole.optimiser / small.optimiser == pytest.approx(8 / 2.03, abs=0.01)


def test_many_weights_are_learned_one_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lm = _start().lm
    assert lm.parallel
    monkeypatch.setattr(memory, "MANY", 1 << 10)
    assert not lm.parallel
