"""How well a player did: the score on the paper's scale, and an evaluation with its intervals.

Raw returns are what is stored; scores are computed when shown. A score may exceed 100: the scale ends at a known
player, which is not always the optimum.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tasks.protocol import Constants, Episode

_RESAMPLES = 2000


class Evaluation(NamedTuple):
    """What a number of episodes by one player amounts to."""

    episodes: int
    return_mean: float
    return_stderr: float
    """Standard error of the mean; 0 for a single episode."""
    score: float
    """The score of the mean return."""
    score_low: float
    """Lower end of the 95 % bootstrap interval of `score`."""
    score_high: float
    success: float
    """Fraction of episodes won."""
    illegal_rate: float
    """Fraction of agent texts that the game did not know as a move."""
    cut_rate: float
    """Fraction of agent texts that hit the limit of tokens."""
    turns_mean: float
    """Agent turns an episode."""


class Difference(NamedTuple):
    """Mean return of one player less that of another."""

    mean: float
    low: float
    """Lower end of the 95 % interval."""
    high: float

    @property
    def real(self) -> bool:
        """The interval leaves out 0."""
        return self.low > 0 or self.high < 0


def score(ret: float, constants: Constants) -> float:
    """A return on the paper's scale: 0 at the worst, 50 at the dataset's mean, 100 at the best known player."""
    low, mean, high = constants
    if ret > mean:
        return 50 + 50 * (ret - mean) / (high - mean)
    return 50 * (ret - low) / (mean - low)


def evaluate(episodes: Sequence[Episode], constants: Constants) -> Evaluation:
    """Sum up episodes of one player. The interval is the same whenever the episodes are. Raises ValueError for none."""
    if not episodes:
        raise ValueError("there is nothing to evaluate: no episodes")
    returns = np.array([episode.total for episode in episodes])
    spoken = [turn for episode in episodes for turn in episode.spoken]
    mean = float(returns.mean())
    low, high = interval(returns)
    return Evaluation(
        episodes=len(episodes),
        return_mean=mean,
        return_stderr=float(returns.std(ddof=1) / len(returns) ** 0.5) if len(returns) > 1 else 0.0,
        score=score(mean, constants),
        score_low=score(low, constants),
        score_high=score(high, constants),
        success=sum(episode.success for episode in episodes) / len(episodes),
        illegal_rate=sum(not turn.legal for turn in spoken) / max(len(spoken), 1),
        cut_rate=sum(turn.cut for turn in spoken) / max(len(spoken), 1),
        turns_mean=len(spoken) / len(episodes),
    )


def compare(one: Evaluation, other: Evaluation) -> Difference:
    """The difference of two mean returns with its 95 % interval, by the normal approximation."""
    mean = one.return_mean - other.return_mean
    reach = 1.96 * (one.return_stderr**2 + other.return_stderr**2) ** 0.5
    return Difference(mean, mean - reach, mean + reach)


def interval(returns: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean return; returns take few values, so counting is cheaper than drawing."""
    values, counts = np.unique(np.asarray(returns, float), return_counts=True)
    drawn = np.random.default_rng(0).multinomial(len(returns), counts / len(returns), size=_RESAMPLES)
    low, high = np.quantile(drawn @ values / len(returns), [0.025, 0.975])
    return float(low), float(high)


def return_of(points: float, constants: Constants) -> float:
    """The return whose score this is: `score` the other way round."""
    low, mean, high = constants
    if points > 50:
        return mean + (points - 50) * (high - mean) / 50
    return low + points * (mean - low) / 50
