"""Proximal policy optimisation (arXiv 1707.06347) on spoken tokens, with a KL penalty to π_BC in the reward.

A round: play games, score every spoken token under π, π_BC and V, estimate advantages along each game's chain of windows
(GAE, arXiv 1506.02438), then a few passes in small batches. V reads the policy's trunk. The adaptive KL coefficient is
that of arXiv 1909.08593, section 2.2. Left out of the reference: advantages are whitened over the round, not the batch.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from algos import maths
from algos.batch import Batch, Corpus, Ints, spoken_states, values_after
from algos.bc import cloning
from algos.configs import PPOConfig
from algos.contract import Experience, Update
from algos.learner import Learner
from algos.offline import renderer_of
from algos.rounds import figures, play_round, player
from models.lm import LM
from models.side import side_by_side

__all__ = ["player", "prepare", "train"]

_SCORED = 1 << 11
"""Tokens of a part that is scored before a round's updates."""


def prepare(lm: LM, experience: Experience, config: PPOConfig, seed: int) -> Learner:
    """`bc` stays as the reference; `policy` starts as its copy, with a V head at the data's mean reward-to-go."""
    lm.add_role("policy", copy_of="bc")
    lm.add_head(
        "v", "v", Corpus(experience.dataset, renderer_of(lm, experience, config), gamma=config.gamma).mean_to_go
    )
    lm.train_role("policy")
    learner = Learner.create(lm, config, seed)
    learner.scalars["kl"] = config.kl
    return learner


def train(learner: Learner, experience: Experience, config: PPOConfig) -> Iterator[Update]:
    lm = learner.lm
    renderer = renderer_of(lm, experience, config)
    offline = Corpus(experience.dataset, renderer) if config.bc_weight else None
    while learner.step < config.steps:
        episodes = play_round(learner, experience, config, config.episodes)
        corpus = Corpus(episodes, renderer)
        games = score(lm, corpus, config, learner.scalars["kl"])
        rng = learner.rng("order")
        seen: list[dict[str, float]] = []

        def loss(batch: Batch, games: Scored = games) -> tuple[Tensor, dict[str, Tensor]]:
            at = games.flat(batch.rows)
            states = spoken_states(lm, "policy", batch)
            said = maths.taken(lm.logits("policy", states), batch.state, batch.tokens)
            parts = maths.ppo_loss(
                said.logprobs, lm.v(states)[batch.state], games.logprobs[at], games.values[at],
                games.advantages[at], games.returns[at],
                clip=config.clip, clip_value=config.clip_value, value_weight=config.value_weight,
            )  # fmt: skip
            cloned = _offline_loss(learner, offline, batch) if offline else said.logprobs.new_zeros(())
            with torch.no_grad():
                metrics = {
                    "loss/policy": parts.policy, "loss/value": parts.value, "loss/bc": cloned, "policy/clip": parts.clipped,
                    "policy/moved": parts.kl, "policy/entropy": maths.entropy(said.log_softmax)[batch.state].mean(),
                }  # fmt: skip
            return parts.total + config.bc_weight * cloned, metrics

        for _ in range(config.epochs):
            for rows in corpus.order(rng, config.batch):
                seen.append(learner.descend(corpus, rows, loss, config))
        means = {name: float(np.mean([one[name] for one in seen])) for name in seen[0]}
        means["tokens/trained"] *= len(seen)
        adapt(learner, games.kl, config)
        learner.step += 1
        yield Update(learner.step, means | games.figures(learner.scalars["kl"]) | figures(episodes), episodes)


class Scored(NamedTuple):
    """A round's games, one entry a spoken token [n], in the corpus's order."""

    logprobs: Tensor
    values: Tensor
    advantages: Tensor
    returns: Tensor
    kl: float
    """k3 estimate of KL(π ‖ π_BC), per token."""
    explained: float
    begins: Ints
    """[rows + 1] where each row's tokens begin."""

    def flat(self, rows: Ints) -> Tensor:
        """Indices of these rows' tokens."""
        spans = [np.arange(self.begins[row], self.begins[row + 1]) for row in rows]
        return torch.from_numpy(np.concatenate(spans)).to(self.logprobs.device)

    def figures(self, coefficient: float) -> dict[str, float]:
        return {
            "policy/kl": self.kl,
            "policy/kl_coefficient": coefficient,
            "value/v": self.values.mean().item(),
            "value/explained": self.explained,
            "value/advantage_std": (self.returns - self.values).std(correction=0).item(),
        }


@torch.no_grad()
def score(lm: LM, corpus: Corpus, config: PPOConfig, coefficient: float) -> Scored:
    """Log-probabilities, values, advantages and returns of every spoken token, before the round's updates."""

    @torch.no_grad()
    def part(rows: Ints) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        batch = corpus.batch(rows, lm.device, follow="nothing")
        states, before = spoken_states(lm, "policy", batch), spoken_states(lm, "bc", batch)
        said = maths.taken(lm.logits("policy", states), batch.state, batch.tokens).logprobs
        reference = maths.taken(lm.logits("bc", before), batch.state, batch.tokens).logprobs
        return said, reference, lm.v(states)[batch.state], batch.rewards

    parts = corpus.parts(np.arange(len(corpus)), _SCORED)
    done = side_by_side(part, parts) if lm.parallel else map(part, parts)
    pi, base, v, rewards = (torch.cat(found) for found in zip(*done, strict=True))
    counts = [int(row.window.spoken.sum()) for row in corpus.rows]
    begins = np.concatenate([[0], np.cumsum(counts)])
    last = np.array([k for k, row in enumerate(corpus.rows) if row.link < 0])
    paid = rewards - coefficient * (pi - base)
    estimated = _along_chains(paid, v, begins[last + 1], _finals(lm, corpus, last), config)
    return Scored(
        logprobs=pi,
        values=v,
        advantages=maths.whiten(estimated.advantages),
        returns=estimated.returns,
        kl=maths.k3(pi, base).mean().item(),
        explained=maths.explained_variance(v, estimated.returns).item(),
        begins=begins,
    )


def _finals(lm: LM, corpus: Corpus, last: Ints) -> Tensor:
    """V [games] of what follows each game: 0 unless a limit cut it off."""
    parts = [
        values_after(lm, "policy", corpus.batch(rows, lm.device, follow="window"))
        for rows in corpus.parts(last, _SCORED)
    ]
    return torch.cat(parts)


def _along_chains(rewards: Tensor, values: Tensor, ends: Ints, finals: Tensor, config: PPOConfig) -> maths.Advantages:
    """GAE [n] along each game's spoken tokens; game g's are those before ends[g]."""
    begins = np.concatenate([[0], ends[:-1]])
    longest = int((ends - begins).max())
    at = torch.from_numpy(begins[:, None] + np.arange(longest)).to(rewards.device)
    spoken = at < torch.from_numpy(ends[:, None]).to(rewards.device)
    at = at.clamp(max=len(rewards) - 1)
    zero = torch.zeros_like(rewards[at])
    estimated = maths.gae(
        torch.where(spoken, rewards[at], zero), torch.where(spoken, values[at], zero), spoken, finals,
        config.gamma, config.lam,
    )  # fmt: skip
    return maths.Advantages(estimated.advantages[spoken], estimated.returns[spoken])


def _offline_loss(learner: Learner, offline: Corpus, batch: Batch) -> Tensor:
    """BC on as many rows of the dataset, drawn for this batch."""
    rng = learner.rng(f"offline {batch.rows.tolist()}")
    rows = rng.integers(0, len(offline), len(batch.rows))
    return cloning(learner.lm, "policy")(offline.batch(rows, learner.lm.device, follow="nothing"))[0]


def adapt(learner: Learner, kl: float, config: PPOConfig) -> None:
    """Moves the KL coefficient towards where KL is `kl_target` (arXiv 1909.08593, section 2.2); fixed when that is 0."""
    if config.kl_target:
        error = float(np.clip(kl / config.kl_target - 1, -0.2, 0.2))
        learner.scalars["kl"] *= 1 + 0.1 * error
