"""Whatever has a definition in a paper, once, as pure functions of tensors.

Index i of an array speaks of the token that is produced at i: its reward, its log-probability, and V and Q of the state
before it. Losses take flat arrays, one entry a spoken token; what runs along time takes [rows, time] with a mask.
"""

from typing import Any, NamedTuple

import torch
from torch import Tensor


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """The mean of x where the mask is true, both of one shape; 0 where it is true nowhere."""
    return (x * mask).sum() / mask.sum().clamp(min=1)


def bc_loss(logprobs: Tensor) -> Tensor:
    """−log π(a), averaged over spoken tokens [n]."""
    return -logprobs.mean()


class Taken(NamedTuple):
    """What scores say of the tokens that were spoken, all [n] but `log_softmax`."""

    scores: Tensor
    logprobs: Tensor
    """log softmax(scores) at the token."""
    log_softmax: Tensor
    """[states, vocabulary]"""


def taken(scores: Tensor, state: Tensor, tokens: Tensor) -> Taken:
    """Scores [states, vocabulary] read at tokens [n], each in the state whose index is `state` [n]: a state that many
    tokens share is scored once."""
    return Taken(*_Reading.apply(scores, state, tokens))


class _Reading(torch.autograd.Function):
    """`taken` with one pass over [states, vocabulary] in the gradient, where indexing would make three."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, state: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        log_softmax = scores.log_softmax(-1)
        ctx.save_for_backward(log_softmax, state, tokens)
        ctx.mark_non_differentiable(log_softmax)
        return scores[state, tokens], log_softmax[state, tokens], log_softmax

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        by_score, by_logprob, _ = gradients
        log_softmax, state, tokens = ctx.saved_tensors
        shares = by_logprob.new_zeros(len(log_softmax)).index_add_(0, state, by_logprob)
        gradient = log_softmax.exp().mul_(-shares[:, None])
        gradient.index_put_((state, tokens), by_logprob + by_score, accumulate=True)
        return gradient, None, None


def entropy(log_softmax: Tensor) -> Tensor:
    """Entropy [n], in nats, of distributions given by their logarithms [n, vocabulary]."""
    return -(log_softmax.exp() * log_softmax).sum(-1)


def rewards_to_go(rewards: Tensor, spoken: Tensor, gamma: float, final: Tensor) -> Tensor:
    """Discounted sum of what is still to come [rows, time], discounted once a spoken token; 0 where nobody spoke.

    `final` [rows] is the value of what follows the last spoken token.
    """
    returns = torch.zeros_like(rewards)
    ahead = final.clone()
    for t in reversed(range(rewards.shape[1])):
        now = spoken[:, t]
        ahead = torch.where(now, rewards[:, t] + gamma * ahead, ahead)
        returns[:, t] = torch.where(now, ahead, returns[:, t])
    return returns


def next_values(values: Tensor, spoken: Tensor, final: Tensor) -> Tensor:
    """V of the next spoken position of the row [rows, time]; of the last one, `final` [rows]."""
    following = torch.zeros_like(values)
    ahead = final.clone()
    for t in reversed(range(values.shape[1])):
        following[:, t] = ahead
        ahead = torch.where(spoken[:, t], values[:, t], ahead)
    return following


class Advantages(NamedTuple):
    advantages: Tensor
    returns: Tensor


def gae(rewards: Tensor, values: Tensor, spoken: Tensor, final: Tensor, gamma: float, lam: float) -> Advantages:
    """Generalised advantage estimation over spoken tokens (arXiv 1506.02438, eq. 16), all [rows, time].

    `final` [rows] is V of what follows the last spoken token: 0 after the end of a game. Returns are A + V.
    """
    errors = rewards + gamma * next_values(values, spoken, final) - values
    advantages = torch.zeros_like(values)
    ahead = torch.zeros_like(final)
    for t in reversed(range(values.shape[1])):
        now = spoken[:, t]
        ahead = torch.where(now, errors[:, t] + gamma * lam * ahead, ahead)
        advantages[:, t] = torch.where(now, ahead, advantages[:, t])
    return Advantages(advantages, torch.where(spoken, advantages + values, torch.zeros_like(values)))


def expectile_loss(target: Tensor, v: Tensor, tau: float) -> Tensor:
    """½·|τ − 1[target < V]|·(V − target)², averaged over [n] (arXiv 2206.11871, section 4)."""
    weight = torch.where(target >= v, tau, 1 - tau)
    return 0.5 * (weight * (v - target) ** 2).mean()


class ILQLLoss(NamedTuple):
    total: Tensor
    q1: Tensor
    q2: Tensor
    v: Tensor
    cql1: Tensor
    cql2: Tensor


def ilql_loss(
    q1: Taken, q2: Taken, v: Tensor, target_q: Tensor, rewards: Tensor, following: Tensor,
    *, gamma: float, tau: float, cql: float,
) -> ILQLLoss:  # fmt: skip
    """Implicit language Q-learning (arXiv 2206.11871, section 4).

    Everything is [n]: v, target_q (the smaller target head, at the token), rewards and `following` (V of the next state).
    No gradient passes through target_q or following.
    """
    y = rewards + gamma * following.detach()
    part1 = 0.5 * ((q1.scores - y) ** 2).mean()
    part2 = 0.5 * ((q2.scores - y) ** 2).mean()
    value = expectile_loss(target_q.detach(), v, tau)
    cql1, cql2 = (-q.logprobs.mean() if cql else v.new_zeros(()) for q in (q1, q2))
    return ILQLLoss(part1 + part2 + value + cql * (cql1 + cql2), part1, part2, value, cql1, cql2)


class MCLoss(NamedTuple):
    total: Tensor
    q: Tensor
    cql: Tensor


def mc_loss(q: Taken, returns: Tensor, *, cql: float) -> MCLoss:
    """½(Q − R)² + w·CE(Q, a): returns (reward-to-go) [n] (arXiv 2311.18232, appendix)."""
    part = 0.5 * ((q.scores - returns) ** 2).mean()
    near = -q.logprobs.mean() if cql else part.new_zeros(())
    return MCLoss(part + cql * near, part, near)


class PPOLoss(NamedTuple):
    total: Tensor
    policy: Tensor
    value: Tensor
    clipped: Tensor
    """Fraction of tokens at which the clipped term is the smaller one, so that the gradient is cut."""
    kl: Tensor
    """k3 estimate of KL(old ‖ new) (approximation as of the reference: mean of ratio − 1 − log ratio)."""


def ppo_loss(
    logprobs: Tensor, values: Tensor, old_logprobs: Tensor, old_values: Tensor, advantages: Tensor, returns: Tensor,
    *, clip: float, clip_value: float, value_weight: float,
) -> PPOLoss:  # fmt: skip
    """Clipped surrogate and clipped value loss (arXiv 1707.06347, eq. 7 and 9), all [n]."""
    log_ratio = logprobs - old_logprobs
    ratio = log_ratio.exp()
    free, held = ratio * advantages, ratio.clamp(1 - clip, 1 + clip) * advantages
    policy = -torch.minimum(free, held).mean()
    near = torch.maximum(torch.minimum(values, old_values + clip_value), old_values - clip_value)
    value = 0.5 * torch.maximum((values - returns) ** 2, (near - returns) ** 2).mean()
    clipped = (held < free).float().mean()
    return PPOLoss(policy + value_weight * value, policy, value, clipped, k3(old_logprobs, logprobs).mean())


def k3(logprobs: Tensor, other: Tensor) -> Tensor:
    """The k3 estimate [n] of KL(π ‖ other) from tokens drawn from π: r − 1 − log r with r = other/π; never negative."""
    log_ratio = other - logprobs
    return log_ratio.exp() - 1 - log_ratio


def whiten(x: Tensor) -> Tensor:
    """Shifted to mean 0 and scaled to variance 1, over everything in it."""
    return (x - x.mean()) * torch.rsqrt(x.var(correction=0) + 1e-8)


def explained_variance(predicted: Tensor, actual: Tensor) -> Tensor:
    """1 − Var(actual − predicted) / Var(actual), both [n]; 0 when nothing varies."""
    spread = actual.var(correction=0)
    left = 1 - (actual - predicted).var(correction=0) / spread
    return torch.where(spread > 0, left, torch.zeros_like(left))
