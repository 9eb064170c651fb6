"""Implicit language Q-learning (arXiv 2206.11871): twin Q with target heads, V by expectile regression, no policy step.

The agent is π_BC tilted by the smaller Q. Left out of the reference: the separate transformer for the target network —
only the heads have targets, as in the paper's released configurations.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from algos import maths
from algos.batch import Batch, Corpus, following_values, spoken_states, values_after
from algos.configs import ILQLConfig
from algos.contract import Experience, Update
from algos.learner import Learner
from algos.offline import renderer_of, tilted, updates
from models.heads import polyak_
from models.lm import LM
from models.policy import ModelPolicy


def prepare(lm: LM, experience: Experience, config: ILQLConfig, seed: int) -> Learner:
    """The role `bc` stays as it is; `value` starts as its copy, with all heads at the data's mean reward-to-go."""
    lm.add_role("value", copy_of="bc")
    corpus = Corpus(experience.dataset, renderer_of(lm, experience, config), gamma=config.gamma)
    mean = corpus.mean_to_go
    lm.add_head("v", "v", mean)
    for name in ("q1", "q2"):
        lm.add_head(name, "q", mean)
        lm.add_head(f"target_{name}", "q", mean)
        polyak_(lm.heads[f"target_{name}"], lm.heads[name], 1.0)
    lm.train_role("value")
    return Learner.create(lm, config, seed, corpus)


def train(learner: Learner, experience: Experience, config: ILQLConfig) -> Iterator[Update]:
    lm, corpus = learner.lm, learner.corpus
    assert corpus is not None, "prepare makes it"

    def loss(batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        states = spoken_states(lm, "value", batch)
        v = lm.v(states)[batch.state]
        with torch.no_grad():
            following = following_values(v, values_after(lm, "value", batch), batch)
            targets = [lm.q(f"target_{name}").at(states, batch.state, batch.tokens) for name in ("q1", "q2")]
            target_q = torch.minimum(*targets)
        q1, q2 = (maths.taken(lm.q(name)(states), batch.state, batch.tokens) for name in ("q1", "q2"))
        parts = maths.ilql_loss(
            q1, q2, v, target_q, batch.rewards, following, gamma=config.gamma, tau=config.tau, cql=config.cql
        )
        with torch.no_grad():
            advantage = target_q - v
            metrics = {
                "loss/total": parts.total, "loss/q": parts.q1 + parts.q2, "loss/v": parts.v,
                "loss/cql": parts.cql1 + parts.cql2, "value/q": target_q.mean(), "value/v": v.mean(),
                "value/gap": advantage.mean(), "value/advantage_std": advantage.std(correction=0),
            }  # fmt: skip
        return parts.total, metrics

    def follow_heads() -> None:
        for name in ("q1", "q2"):
            polyak_(lm.heads[f"target_{name}"], lm.heads[name], config.polyak)

    yield from updates(learner, corpus, config, loss, follow="window", afterwards=follow_heads)


def player(lm: LM, experience: Experience, config: ILQLConfig, seed: int) -> ModelPolicy:
    """Samples from softmax(log π_BC + β·min(Q₁, Q₂))."""
    return tilted(lm, experience, config, seed, ("q1", "q2"))
