"""What an algorithm is to the rest of the lab: three functions and a stream of updates. Free of torch.

An algorithm is a module with `prepare`, `train` and `player`. `train` is a generator: whoever holds it may pause, stop,
evaluate, checkpoint or plot between two updates, and everything that a checkpoint must hold is in the Learner then.
No random state lives between updates: every draw derives from (seed, step), so a resumed run is the same run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from models.judged import Judged
from tasks.protocol import Episode, Policy, View

if TYPE_CHECKING:
    from algos.learner import Learner
    from models.lm import LM


@dataclass(frozen=True, slots=True)
class Update:
    """One step of learning, as the rest of the world sees it."""

    step: int
    """Updates done so far, this one included."""
    metrics: Mapping[str, float]
    """By slash-grouped name: `loss/q`, `policy/kl`, `play/return`, `text/cut`."""
    episodes: Sequence[Episode] = field(default=())
    """Games played for this update, if any."""


class Experience(Protocol):
    """Where episodes come from: a dataset, and a way to play."""

    @property
    def memory(self) -> int | None:
        """The task's memory, in texts."""
        ...

    @property
    def max_tokens(self) -> int:
        """The task's limit of tokens for an agent text."""
        ...

    @property
    def window(self) -> int:
        """Tokens that an agent sees at the end of a game, about."""
        ...

    @property
    def dataset(self) -> Sequence[Episode]:
        """The offline episodes."""
        ...

    def view(self, name: str) -> View | None:
        """The form of this name in which an agent reads the game's texts; None for the empty one, as they are."""
        ...

    def collect(self, policy: Policy, episodes: int, seed: int) -> list[Episode]:
        """Plays that many games with the policy; `seed` picks the games, the same seed the same games."""
        ...


class Stopped(Exception):
    """Raised out of `Experience.collect` when the run was asked to stop in the middle of a long collection."""


class Agent(Policy, Protocol):
    """A trained policy, which can also say what it makes of a game."""

    def read(self, episode: Episode) -> list[list[Judged]]:
        """Of each of the agent's texts, what this agent makes of each token, whoever said it."""
        ...


class Algorithm(Protocol):
    """A module of this package."""

    prepare: Callable[["LM", Experience, Any, int], "Learner"]
    """`prepare(lm, experience, config, seed)`: adds roles and heads to the model, builds its optimiser, at step 0."""
    train: Callable[["Learner", Experience, Any], Iterator[Update]]
    """`train(learner, experience, config)`: from `learner.step` to `config.steps`, an update at a time."""
    player: Callable[["LM", Experience, Any, int], Agent]
    """`player(lm, experience, config, seed)`: the trained agent, as it is evaluated."""


class Diverged(Exception):
    """A loss stopped being a number; the model is as it was before that update."""


class TooLarge(Exception):
    """The device cannot hold even the smallest part of an update; the message says what to take instead."""
