"""Every knob of every algorithm, in one torch-free place: the launch form, the command line and the docs read it.

A knob is a field with its help in `Annotated`. A knob that nobody turns is a constant in its module instead.
Defaults are for the scratch presets; what a task wants otherwise stands in `lab.presets`.
"""

from dataclasses import dataclass, fields
from typing import Annotated, Any, get_type_hints


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """What every algorithm has."""

    steps: Annotated[int, "updates to do (for PPO and online BC: rounds of play and learning)"] = 1000
    lr: Annotated[float, "peak learning rate of AdamW"] = 1e-3
    warmup: Annotated[int, "updates over which the learning rate rises from 0"] = 20
    batch: Annotated[int, "context windows in an update (one a turn on a Markov task, else about one an episode)"] = 128
    weight_decay: Annotated[float, "AdamW's weight decay"] = 0.0
    clip_grad: Annotated[float, "largest gradient norm; a longer gradient is scaled down"] = 1.0
    memory: Annotated[
        int, "latest texts that the agent sees, where the task shows more; 0: all that the task shows"
    ] = 0
    view: Annotated[
        str, "form in which the agent reads the game's texts, where the task has one; none: as they are"
    ] = ""
    temperature: Annotated[float, "temperature at which the agent speaks when it plays; 0 is greedy"] = 1.0
    redraws: Annotated[int, "how often the agent draws anew when it drew a text that the game has just refused"] = 0

    def sees(self, shown: int | None) -> int | None:
        """How many texts this agent sees of a task that shows so many; None for all."""
        return min(self.memory, shown or self.memory) if self.memory else shown


@dataclass(frozen=True, kw_only=True)
class BCConfig(TrainConfig):
    """Behaviour cloning: −log π(a) on every spoken token."""


@dataclass(frozen=True, kw_only=True)
class FilteredBCConfig(TrainConfig):
    """Filtered behaviour cloning (%BC): BC on the best episodes."""

    keep: Annotated[float, "fraction of episodes kept, best return first; 0 keeps the successes"] = 0.3


@dataclass(frozen=True, kw_only=True)
class OnlineBCConfig(TrainConfig):
    """Online filtered BC: rounds of play, keep the best, BC on them. Starts from a BC run."""

    steps: Annotated[int, "rounds of play and learning"] = 20
    episodes: Annotated[int, "games played in a round"] = 512
    keep: Annotated[float, "fraction of a round's episodes kept, best return first"] = 0.3
    epochs: Annotated[int, "passes over the kept episodes in a round"] = 2
    lr: Annotated[float, "peak learning rate of AdamW"] = 3e-4
    warmup: Annotated[int, "rounds over which the learning rate rises from 0"] = 0


@dataclass(frozen=True, kw_only=True)
class ValueConfig(TrainConfig):
    """What the value-based algorithms share. Both start from a BC run."""

    gamma: Annotated[float, "discount per spoken token"] = 0.99
    cql: Annotated[float, "weight w of the cross-entropy that keeps Q near the data's actions"] = 0.0
    beta: Annotated[float, "the agent speaks from softmax(log π_BC + β·Q): 0 is BC, large is greedy in Q"] = 16.0


@dataclass(frozen=True, kw_only=True)
class MCConfig(ValueConfig):
    """Monte-Carlo returns: ½(Q − R)² + w·CE, R the discounted reward-to-go."""


@dataclass(frozen=True, kw_only=True)
class ILQLConfig(ValueConfig):
    """Implicit language Q-learning (arXiv 2206.11871): twin Q with target heads, V by expectile regression."""

    tau: Annotated[float, "expectile of V: 0.5 is the mean, near 1 the best action in the data"] = 0.9
    polyak: Annotated[float, "how far the target heads follow the Q heads at each update"] = 0.01


@dataclass(frozen=True, kw_only=True)
class PPOConfig(TrainConfig):
    """Proximal policy optimisation (arXiv 1707.06347) with a KL penalty to π_BC. Starts from a BC run."""

    steps: Annotated[int, "rounds of play and learning"] = 40
    episodes: Annotated[int, "games played in a round"] = 128
    epochs: Annotated[int, "passes over a round's games"] = 4
    lr: Annotated[float, "peak learning rate of AdamW"] = 3e-4
    warmup: Annotated[int, "rounds over which the learning rate rises from 0"] = 0
    gamma: Annotated[float, "discount per spoken token"] = 0.99
    lam: Annotated[float, "λ of generalised advantage estimation: 0 trusts V, 1 trusts the returns"] = 0.95
    clip: Annotated[float, "ε: how far the probability ratio may move before its gradient is cut"] = 0.2
    clip_value: Annotated[float, "ε_v: how far V may move from its old value before the larger error counts"] = 10.0
    value_weight: Annotated[float, "c_v: weight of the value loss"] = 0.5
    kl: Annotated[float, "c: coefficient of the KL penalty to π_BC"] = 0.01
    kl_target: Annotated[float, "adapts the KL coefficient so that KL stays near this; 0 keeps it fixed"] = 0.0
    bc_weight: Annotated[float, "w_bc: weight of BC on offline data; 0 turns it off"] = 0.0


class Knob:
    """One field of a config as a form or a help page shows it."""

    __slots__ = ("default", "help", "kind", "name")

    def __init__(self, name: str, kind: type, help: str, default: Any) -> None:
        self.name, self.kind, self.help, self.default = name, kind, help, default


CONFIGS: dict[str, type[TrainConfig]] = {
    "bc": BCConfig,
    "filtered-bc": FilteredBCConfig,
    "online-bc": OnlineBCConfig,
    "mc": MCConfig,
    "ilql": ILQLConfig,
    "ppo": PPOConfig,
}
"""The algorithms by name, in the order in which they are shown."""

FROM_BC = frozenset({"online-bc", "mc", "ilql", "ppo"})
"""Algorithms that start from a BC run."""

ONLINE = frozenset({"online-bc", "ppo"})
"""Algorithms that play games to learn; the others learn from a dataset alone."""

_AT_LEAST_ZERO = {
    "memory", "redraws", "warmup", "weight_decay", "temperature", "keep", "cql", "beta", "kl", "kl_target", "bc_weight", "value_weight",
}  # fmt: skip
_AT_MOST_ONE = {"keep", "gamma", "lam", "tau", "polyak"}


def knobs(config: type[TrainConfig]) -> list[Knob]:
    """The config's fields with their types, help texts and defaults, in the order in which they were written."""
    hints = get_type_hints(config, include_extras=True)
    return [Knob(f.name, hints[f.name].__origin__, hints[f.name].__metadata__[0], f.default) for f in fields(config)]


def problems(config: TrainConfig) -> dict[str, str]:
    """What is wrong with a config's values: field name -> a sentence that says what is allowed."""
    found = {}
    for field in fields(config):
        value = getattr(config, field.name)
        if isinstance(value, str):
            continue
        if value != value or value in (float("inf"), float("-inf")):
            found[field.name] = f"{field.name} is {value}; it is a finite number"
        elif value < 0 or (value == 0 and field.name not in _AT_LEAST_ZERO):
            least = "0 or more" if field.name in _AT_LEAST_ZERO else "greater than 0"
            found[field.name] = f"{field.name} is {value}; it is {least}"
        elif value > 1 and field.name in _AT_MOST_ONE:
            found[field.name] = f"{field.name} is {value}; it is at most 1"
    return found
