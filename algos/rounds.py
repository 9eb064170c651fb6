"""What the algorithms that play share: a round of games with its figures, and how the trained policy speaks."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from algos.configs import TrainConfig
from algos.contract import Experience
from algos.learner import Learner
from algos.offline import renderer_of
from models.generate import Speaker
from models.lm import LM
from models.policy import ModelPolicy
from tasks.protocol import Episode

_SEEDS = 1 << 39
"""Seeds of training games lie below this, so that none is an evaluation's."""


def player(lm: LM, experience: Experience, config: TrainConfig, seed: int) -> ModelPolicy:
    """Samples from the trained policy."""
    return ModelPolicy(
        lm,
        renderer_of(lm, experience, config),
        Speaker("policy"),
        max_tokens=experience.max_tokens,
        window=experience.window,
        temperature=config.temperature,
        redraws=config.redraws,
        seed=seed,
    )


def play_round(learner: Learner, experience: Experience, config: TrainConfig, episodes: int) -> list[Episode]:
    """This step's games, by the policy itself: at temperature 1, and as it was drawn."""
    seeds = learner.rng("games").integers(0, _SEEDS, 2)
    policy = player(learner.lm, experience, replace(config, temperature=1.0, redraws=0), int(seeds[0]))
    return experience.collect(policy, episodes, int(seeds[1]))


def figures(episodes: Sequence[Episode]) -> dict[str, float]:
    """The metrics of a round of games."""
    spoken = [turn for episode in episodes for turn in episode.spoken]
    return {
        "play/return": float(np.mean([episode.total for episode in episodes])),
        "play/success": float(np.mean([episode.success for episode in episodes])),
        "play/turns": len(spoken) / len(episodes),
        "play/tokens": float(sum(len(turn.tokens) for turn in spoken)),
        "play/episodes": float(len(episodes)),
        "text/illegal": float(np.mean([not turn.legal for turn in spoken])),
        "text/cut": float(np.mean([turn.cut for turn in spoken])),
    }
