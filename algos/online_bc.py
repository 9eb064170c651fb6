"""Online filtered BC: play a round with the policy as it stands, keep the best games, clone them (arXiv 2311.18232)."""

from collections.abc import Iterator

import numpy as np

from algos.batch import Corpus
from algos.bc import cloning
from algos.configs import OnlineBCConfig
from algos.contract import Experience, Update
from algos.filtered_bc import best
from algos.learner import Learner
from algos.offline import renderer_of
from algos.rounds import figures, play_round, player
from models.lm import LM

__all__ = ["player", "prepare", "train"]


def prepare(lm: LM, experience: Experience, config: OnlineBCConfig, seed: int) -> Learner:
    """The role `policy` starts as a copy of `bc`."""
    lm.add_role("policy", copy_of="bc")
    lm.train_role("policy")
    return Learner.create(lm, config, seed)


def train(learner: Learner, experience: Experience, config: OnlineBCConfig) -> Iterator[Update]:
    lm = learner.lm
    while learner.step < config.steps:
        episodes = play_round(learner, experience, config, config.episodes)
        kept = best(episodes, config.keep)
        corpus = Corpus(kept, renderer_of(lm, experience, config))
        rng = learner.rng("order")
        seen: list[dict[str, float]] = []
        for _ in range(config.epochs):
            for rows in corpus.order(rng, config.batch):
                seen.append(learner.descend(corpus, rows, cloning(lm, "policy"), config))
        metrics = {name: float(np.mean([one[name] for one in seen])) for name in seen[0]}
        metrics["tokens/trained"] *= len(seen)
        metrics["play/kept_return"] = float(np.mean([episode.total for episode in kept]))
        learner.step += 1
        yield Update(learner.step, metrics | figures(episodes), episodes)
