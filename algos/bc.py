"""Behaviour cloning: −log π(a) on every spoken token of the dataset (arXiv 2311.18232, section 5).

Left out of the reference: dropout, and weight decay by default.
"""

from collections.abc import Iterator, Sequence

import torch

from algos import maths
from algos.batch import Corpus, spoken_states
from algos.configs import TrainConfig
from algos.contract import Experience, Update
from algos.learner import Learner
from algos.offline import batches, renderer_of
from models.generate import Speaker
from models.lm import LM
from models.policy import ModelPolicy
from tasks.protocol import Episode


def prepare(lm: LM, experience: Experience, config: TrainConfig, seed: int) -> Learner:
    """Trains the role `bc`: the one the model brought from another run, or a new one."""
    if "bc" not in lm.roles:
        lm.add_role("bc")
    lm.train_role("bc")
    return Learner.create(lm, config, seed)


def train(learner: Learner, experience: Experience, config: TrainConfig) -> Iterator[Update]:
    yield from clone(learner, experience, experience.dataset, config)


def clone(
    learner: Learner, experience: Experience, episodes: Sequence[Episode], config: TrainConfig
) -> Iterator[Update]:
    """BC on these episodes."""
    lm = learner.lm
    corpus = Corpus(episodes, renderer_of(lm, experience, config))
    for batch in batches(learner, corpus, config.steps, config.batch, follow="nothing"):
        logits = lm.logits("bc", spoken_states(lm, "bc", batch))
        logprobs = maths.chosen_logprobs(logits, batch.tokens)
        loss = maths.bc_loss(logprobs)
        metrics = learner.descend(loss, config)
        with torch.no_grad():
            metrics |= {
                "loss/bc": loss.item(),
                "policy/entropy": maths.entropy(logits).mean().item(),
                "policy/accuracy": (logits.argmax(-1) == batch.tokens).float().mean().item(),
                "tokens/trained": float(batch.size),
            }
        learner.step += 1
        yield Update(learner.step, metrics)


def player(lm: LM, experience: Experience, config: TrainConfig, seed: int) -> ModelPolicy:
    """Samples from π_BC."""
    return ModelPolicy(
        lm,
        renderer_of(lm, experience, config),
        Speaker("bc"),
        max_tokens=experience.max_tokens,
        temperature=config.temperature,
        seed=seed,
    )
