"""Numbers worked out by hand."""

import math

import pytest
import torch

from algos import maths


def test_masked_mean() -> None:
    assert maths.masked_mean(torch.tensor([1.0, 2.0, 30.0]), torch.tensor([True, True, False])).item() == 1.5
    assert maths.masked_mean(torch.tensor([1.0]), torch.tensor([False])).item() == 0


def test_rewards_to_go_are_discounted_by_spoken_tokens_only() -> None:
    rewards = torch.tensor([[1.0, 0.0, 0.0, 2.0]])
    spoken = torch.tensor([[True, False, False, True]])
    assert maths.rewards_to_go(rewards, spoken, 0.5, torch.tensor([4.0])).tolist() == [[3.0, 0.0, 0.0, 4.0]]


def test_next_values_skip_what_the_game_said() -> None:
    values = torch.tensor([[1.0, 2.0, 3.0, 4.0]])
    spoken = torch.tensor([[True, False, True, False]])
    assert maths.next_values(values, spoken, torch.tensor([9.0]))[0, [0, 2]].tolist() == [3.0, 9.0]


def test_gae_with_lambda_one_is_return_minus_value_and_with_zero_the_td_error() -> None:
    rewards, values = torch.tensor([[1.0, 5.0, 2.0]]), torch.tensor([[0.5, 0.0, 1.0]])
    spoken, final = torch.tensor([[True, False, True]]), torch.tensor([0.0])
    full = maths.gae(rewards, values, spoken, final, 0.5, 1.0)
    assert full.advantages.tolist() == [[1.5, 0.0, 1.0]]
    assert full.returns.tolist() == [[2.0, 0.0, 2.0]]
    short = maths.gae(rewards, values, spoken, final, 0.5, 0.0)
    assert short.advantages.tolist() == [[1.0, 0.0, 1.0]]


def test_expectile_weighs_what_lies_above() -> None:
    assert maths.expectile_loss(torch.tensor([2.0]), torch.tensor([0.0]), 0.9).item() == pytest.approx(0.5 * 0.9 * 4)
    assert maths.expectile_loss(torch.tensor([-2.0]), torch.tensor([0.0]), 0.9).item() == pytest.approx(0.5 * 0.1 * 4)


def test_ilql_loss_has_no_gradient_through_its_targets() -> None:
    following = torch.tensor([1.0], requires_grad=True)
    target = torch.tensor([1.0], requires_grad=True)
    q = torch.zeros(1, 3, requires_grad=True)
    v = torch.zeros(1, requires_grad=True)
    read = maths.taken(q, torch.tensor([0]), torch.tensor([1]))
    loss = maths.ilql_loss(read, read, v, target, torch.tensor([0.5]), following, gamma=0.5, tau=0.9, cql=0.1)
    torch.autograd.backward(loss.total)
    assert following.grad is None
    assert target.grad is None
    assert loss.q1.item() == pytest.approx(0.5)
    assert loss.v.item() == pytest.approx(0.45)
    assert loss.cql1.item() == pytest.approx(math.log(3))


def test_mc_loss() -> None:
    read = maths.taken(torch.tensor([[0.0, 2.0]]), torch.tensor([0]), torch.tensor([1]))
    loss = maths.mc_loss(read, torch.tensor([5.0]), cql=0.0)
    assert loss.total.item() == 4.5


def test_ppo_cuts_the_gradient_outside_the_trust_region() -> None:
    new = torch.tensor([1.0], requires_grad=True)
    value = torch.zeros(1)
    args = (value, torch.zeros(1), value, torch.tensor([1.0]), torch.zeros(1))
    loss = maths.ppo_loss(new, *args, clip=0.2, clip_value=1.0, value_weight=0.5)
    torch.autograd.backward(loss.total)
    assert loss.policy.item() == pytest.approx(-1.2)
    assert new.grad is not None
    assert new.grad.item() == 0
    assert loss.clipped.item() == 1


def test_k3_is_never_negative_and_zero_where_both_agree() -> None:
    x = torch.tensor([-1.0, -2.0, -0.5])
    assert maths.k3(x, x).tolist() == [0.0, 0.0, 0.0]
    assert (maths.k3(x, x.flip(0)) >= 0).all()
    assert maths.k3(torch.tensor([0.0]), torch.tensor([math.log(2)])).item() == pytest.approx(1 - math.log(2))


def test_whiten_and_explained_variance() -> None:
    assert maths.whiten(torch.tensor([1.0, 3.0])).tolist() == pytest.approx([-1.0, 1.0])
    actual = torch.tensor([1.0, 2.0, 3.0])
    assert maths.explained_variance(actual, actual) == 1
    assert maths.explained_variance(torch.zeros(3), actual) == pytest.approx(0)


def test_scores_are_read_at_tokens_and_shared_by_states() -> None:
    scores = torch.tensor([[0.0, 0.0, 0.0, 0.0], [math.log(3), 0.0, -math.inf, -math.inf]])
    read = maths.taken(scores, torch.tensor([0, 1, 1]), torch.tensor([2, 0, 1]))
    assert read.scores.tolist() == pytest.approx([0.0, math.log(3), 0.0])
    assert read.logprobs.tolist() == pytest.approx([-math.log(4), math.log(3 / 4), -math.log(4)])
    assert maths.entropy(torch.full((2, 4), 0.25).log()).tolist() == pytest.approx([math.log(4)] * 2)
