"""Filtered behaviour cloning (%BC): BC on the best episodes of the dataset (arXiv 2311.18232, section 5)."""

from collections.abc import Iterator, Sequence

from algos.bc import clone, player, prepare
from algos.configs import FilteredBCConfig
from algos.contract import Experience, Update
from algos.learner import Learner
from tasks.protocol import Episode

__all__ = ["best", "player", "prepare", "train"]


def train(learner: Learner, experience: Experience, config: FilteredBCConfig) -> Iterator[Update]:
    yield from clone(learner, experience, best(experience.dataset, config.keep), config)


def best(episodes: Sequence[Episode], keep: float) -> list[Episode]:
    """The fraction `keep` of episodes with the highest return, at least one, earlier ones first among equals.

    With `keep` 0 the successes. Raises ValueError when there is none.
    """
    if keep == 0:
        kept = [episode for episode in episodes if episode.success]
        if not kept:
            raise ValueError(
                "no episode is a success, so nothing is left to learn from: set keep to a fraction above 0"
            )
        return kept
    return sorted(episodes, key=lambda episode: -episode.total)[: max(1, round(keep * len(episodes)))]
