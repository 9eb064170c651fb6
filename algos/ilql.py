"""Implicit language Q-learning (arXiv 2206.11871): twin Q with target heads, V by expectile regression, no policy step.

The agent is π_BC tilted by the smaller Q. Left out of the reference: the separate transformer for the target network —
only the heads have targets, as in the paper's released configurations.
"""

from collections.abc import Iterator

import torch

from algos import maths
from algos.batch import Corpus, following_values, spoken_states, values_after
from algos.configs import ILQLConfig
from algos.contract import Experience, Update
from algos.learner import Learner
from algos.offline import batches, renderer_of, tilted
from models.heads import polyak_
from models.lm import LM
from models.policy import ModelPolicy


def prepare(lm: LM, experience: Experience, config: ILQLConfig, seed: int) -> Learner:
    """The role `bc` stays as it is; `value` starts as its copy, with all heads at the data's mean reward-to-go."""
    lm.add_role("value", copy_of="bc")
    mean = Corpus(experience.dataset, renderer_of(lm, experience, config), gamma=config.gamma).mean_to_go
    lm.add_head("v", "v", mean)
    for name in ("q1", "q2"):
        lm.add_head(name, "q", mean)
        lm.add_head(f"target_{name}", "q", mean)
        polyak_(lm.heads[f"target_{name}"], lm.heads[name], 1.0)
    lm.train_role("value")
    return Learner.create(lm, config, seed)


def train(learner: Learner, experience: Experience, config: ILQLConfig) -> Iterator[Update]:
    lm = learner.lm
    corpus = Corpus(experience.dataset, renderer_of(lm, experience, config), gamma=config.gamma)
    for batch in batches(learner, corpus, config.steps, config.batch, follow="window"):
        states = spoken_states(lm, "value", batch)
        v = lm.v(states)
        with torch.no_grad():
            following = following_values(v, values_after(lm, "value", batch), batch)
            target_q = torch.minimum(*(lm.q(f"target_{name}").at(states, batch.tokens) for name in ("q1", "q2")))
        q1, q2 = lm.q("q1")(states), lm.q("q2")(states)
        loss = maths.ilql_loss(
            q1, q2, v, target_q, batch.rewards, following, batch.tokens,
            gamma=config.gamma, tau=config.tau, cql=config.cql,
        )  # fmt: skip
        metrics = learner.descend(loss.total, config)
        for name in ("q1", "q2"):
            polyak_(lm.heads[f"target_{name}"], lm.heads[name], config.polyak)
        with torch.no_grad():
            advantage = target_q - v
            metrics |= {
                "loss/total": loss.total.item(),
                "loss/q": (loss.q1 + loss.q2).item(),
                "loss/v": loss.v.item(),
                "loss/cql": (loss.cql1 + loss.cql2).item(),
                "value/q": target_q.mean().item(),
                "value/v": v.mean().item(),
                "value/gap": advantage.mean().item(),
                "value/advantage_std": advantage.std(correction=0).item(),
                "tokens/trained": float(batch.size),
            }
        learner.step += 1
        yield Update(learner.step, metrics)


def player(lm: LM, experience: Experience, config: ILQLConfig, seed: int) -> ModelPolicy:
    """Samples from softmax(log π_BC + β·min(Q₁, Q₂))."""
    return tilted(lm, experience, config, seed, ("q1", "q2"))
