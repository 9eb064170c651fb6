"""Behaviour cloning: −log π(a) on every spoken token of the dataset (arXiv 2311.18232, section 5).

Left out of the reference: dropout, and weight decay by default.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from algos import maths
from algos.batch import Batch, Corpus, spoken_states
from algos.configs import TrainConfig
from algos.contract import Experience, Update
from algos.learner import Learner, Loss
from algos.offline import renderer_of, updates
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
    corpus = Corpus(episodes, renderer_of(learner.lm, experience, config))
    yield from updates(learner, corpus, config, cloning(learner.lm, "bc"))


def cloning(lm: LM, role: str) -> Loss:
    """The loss of BC on a role, and what is worth seeing of it."""

    def loss(batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        said = maths.taken(lm.logits(role, spoken_states(lm, role, batch)), batch.state, batch.tokens)
        value = maths.bc_loss(said.logprobs)
        with torch.no_grad():
            likeliest = said.log_softmax.amax(-1)[batch.state]
            metrics = {
                "loss/bc": value,
                "policy/entropy": maths.entropy(said.log_softmax)[batch.state].mean(),
                "policy/accuracy": (said.logprobs == likeliest).float().mean(),
            }
        return value, metrics

    return loss


def player(lm: LM, experience: Experience, config: TrainConfig, seed: int) -> ModelPolicy:
    """Samples from π_BC."""
    return ModelPolicy(
        lm,
        renderer_of(lm, experience, config),
        Speaker("bc"),
        max_tokens=experience.max_tokens,
        window=experience.window,
        temperature=config.temperature,
        redraws=config.redraws,
        seed=seed,
    )
