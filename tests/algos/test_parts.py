"""An update computed in parts is the update; one that does not fit is computed in smaller ones."""

import numpy as np
import pytest
import torch
from torch import Tensor

from algos.batch import Batch, Corpus
from algos.bc import cloning
from algos.configs import BCConfig
from algos.contract import TooLarge
from algos.learner import Learner, Loss
from algos.offline import renderer_of
from models.lm import LM
from models.spec import ModelSpec
from tests.toy import Toy, ToyExperience

CONFIG = BCConfig(steps=10, lr=1e-3)


def _start(memory: int | None = None) -> tuple[Learner, Corpus, Loss]:
    torch.set_num_threads(1)
    lm = LM.create(ModelSpec(), seed=0)
    lm.add_role("bc")
    lm.train_role("bc")
    experience = ToyExperience(Toy(memory))
    return (
        Learner.create(lm, CONFIG, 0),
        Corpus(experience.dataset, renderer_of(lm, experience, CONFIG)),
        cloning(lm, "bc"),
    )


@pytest.mark.parametrize("memory", [None, 1])
def test_parts_add_up_to_the_whole(memory: int | None) -> None:
    rows = np.arange(20)
    seen = []
    for part in (1 << 14, 1):
        learner, corpus, loss = _start(memory)
        learner.part = part
        metrics = learner.descend(corpus, rows, loss, CONFIG)
        seen.append(
            (
                len(corpus.parts(rows, part)),
                metrics,
                [p.grad.clone() for p in learner.lm.trainable() if p.grad is not None],
            )
        )
    (one, whole, gradients), (many, parted, others) = seen
    assert one == 1
    assert many > 1
    assert parted == pytest.approx(whole, abs=1e-5)
    for a, b in zip(gradients, others, strict=True):
        assert torch.allclose(a, b, atol=1e-6)


def test_parts_hold_every_row_once_and_no_more_than_they_may() -> None:
    _, corpus, _ = _start(1)
    rows = np.random.default_rng(0).permutation(len(corpus))[:30]
    parts = corpus.parts(rows, 60)
    assert np.concatenate(parts).tolist() == rows.tolist()
    for part in parts:
        assert len(part) == 1 or corpus.batch(part, torch.device("cpu"), follow="nothing").ids.numel() <= 60


def test_what_does_not_fit_is_halved_until_it_does_and_changes_nothing_else() -> None:
    rows = np.arange(20)
    learner, corpus, loss = _start()
    wanted = learner.descend(corpus, rows, loss, CONFIG)
    small, corpus, loss = _start()

    def tight(batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        if len(batch.ids) > 1:
            raise torch.OutOfMemoryError("no memory")
        value, metrics = loss(batch)
        return value, dict(metrics)

    small.part = 1 << 10
    got = small.descend(corpus, rows, tight, CONFIG)
    assert small.part < 1 << 10
    assert got == pytest.approx(wanted, abs=1e-5)


def test_what_does_not_fit_at_all_is_said() -> None:
    learner, corpus, _ = _start()
    before = [p.clone() for p in learner.lm.parameters()]

    def never(batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        raise torch.OutOfMemoryError("no memory")

    with pytest.raises(TooLarge, match="nf4"):
        learner.descend(corpus, np.arange(4), never, CONFIG)
    assert all(torch.equal(a, b) for a, b in zip(before, learner.lm.parameters(), strict=True))


def test_the_last_layer_is_computed_where_somebody_speaks_and_is_the_same() -> None:
    for rank in (0, 4):
        lm = LM.create(ModelSpec(lora_rank=rank), seed=0)
        lm.add_role("bc")
        lm.train_role("bc")
        ids = torch.randint(0, 500, (4, 21), generator=torch.Generator().manual_seed(0))
        place, column = torch.tensor([0, 0, 1, 3, 3, 3]), torch.tensor([2, 20, 0, 4, 9, 10])
        whole, partial = lm.hidden("bc", ids)[place, column], lm.hidden_at("bc", ids, place, column)
        assert torch.allclose(whole, partial, atol=1e-5)
        gradients = []
        for states in (whole, partial):
            lm.zero_grad()
            states.pow(2).sum().backward()
            gradients.append([p.grad.clone() for p in lm.trainable() if p.grad is not None])
        for a, b in zip(*gradients, strict=True):
            assert torch.allclose(a, b, atol=1e-3)


def test_two_threads_compute_the_same_every_time_and_what_one_does() -> None:
    rows = np.arange(20)
    found = []
    for threads in (1, 2, 2):
        learner, corpus, loss = _start()
        learner.part = 40
        torch.set_num_threads(threads)
        try:
            metrics = [learner.descend(corpus, rows, loss, CONFIG) for _ in range(3)]
            assert torch.get_num_threads() == threads
        finally:
            torch.set_num_threads(1)
        assert len(corpus.parts(rows, learner.part // 2)) > 2
        found.append((metrics, [p.detach().clone() for p in learner.lm.parameters()]))
    (alone, _), (metrics, weights), (again, same) = found
    assert again == metrics
    assert all(torch.equal(a, b) for a, b in zip(weights, same, strict=True))
    # Sums over all weights, such as the gradient's length, are split among the threads.
    assert alone[0] | {"grad/norm": 0} == metrics[0] | {"grad/norm": 0}
    for one, two in zip(alone, metrics, strict=True):
        assert one == pytest.approx(two, rel=1e-4)
