"""What the store gives back: frozen rows that screens, commands and workers read. Free of torch and of SQL."""

import math
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple

from algos.configs import TrainConfig
from models.spec import ModelSpec
from tasks.protocol import Episode
from tasks.score import Evaluation

Status = Literal["queued", "waiting", "running", "done", "failed", "stopped", "lost"]
"""`waiting` stands for a run whose BC run is not done yet; `lost` for one whose worker died without a word."""

Wanted = Literal["run", "stop"]

MirrorState = Literal["due", "done", "failed"]
"""`due` stands for one that is to be kept up, now or as soon as its run begins."""

Phase = Literal["train", "eval", "human", "fork", "other"]
"""Where an episode comes from: played to learn, played to evaluate, played by a person, branched off another one, or played
by an agent against a person as its other side: such a game is neither an agent's result nor a person's."""


@dataclass(frozen=True, kw_only=True)
class DataSpec:
    """Which offline dataset a run learns from."""

    recipe: Annotated[str, "how the data is made; empty: the task's default recipe"] = ""
    episodes: Annotated[int, "how many episodes; 0: the recipe's default"] = 0
    seed: Annotated[int, "seed of the dataset"] = 0
    path: Annotated[str, "an imported dataset by name instead of a recipe"] = ""


@dataclass(frozen=True, kw_only=True)
class SimulatorSpec:
    """Who answers in the talking games."""

    kind: Annotated[
        Literal["embedded", "local", "openai"], "embedded, local (a Hugging Face chat model) or openai (a server)"
    ] = "embedded"
    model: Annotated[str, "the chat model's id, folder or name at the server"] = ""
    base_url: Annotated[str, "the server's address, such as http://127.0.0.1:11434/v1"] = ""


@dataclass(frozen=True, kw_only=True)
class RunSpec:
    """Everything that makes a run: two runs of one spec give the same numbers on the CPU."""

    task: str
    algo: str
    config: TrainConfig
    model: ModelSpec = field(default_factory=ModelSpec)
    data: DataSpec = field(default_factory=DataSpec)
    from_run: str = ""
    """The finished run whose policy this one starts from; empty for none."""
    seed: int = 0
    eval_every: int = 0
    """Updates between two evaluations; 0 evaluates at the end only."""
    eval_episodes: int = 0
    """Games in an evaluation while training; 0 plays as many as the task names."""
    last_eval_episodes: int = 0
    """Games in the last evaluation; 0 plays as many as the task names."""
    checkpoint_every: int = 0
    """Updates between two checkpoints; 0 lets the worker decide by the number of steps."""
    threads: int = 1
    """CPU threads: part of the spec because sums on another number of threads differ in the last bit."""
    device: str = "auto"
    simulator: SimulatorSpec = field(default_factory=SimulatorSpec)


@dataclass(frozen=True, slots=True)
class Run:
    """One run, as it stands."""

    id: str
    """Short, readable and unique: `ilql-maze-fo-k3f9`."""
    spec: RunSpec
    status: Status
    wanted: Wanted
    step: int
    steps: int
    created: float
    started: float | None
    finished: float | None
    heartbeat: float | None
    pid: int | None
    error: str
    """What went wrong, for people; the traceback is in the log."""
    data_hash: str
    evaluation: Evaluation | None
    """The final evaluation, of the best checkpoint; before that, the one with which the run paused last."""
    pinned: bool = False
    note: str = ""
    """What is happening right now: `making data`, `playing 128 games`."""
    worked: float = 0.0
    """Seconds of work so far, stops left out, by a clock that nobody sets and that stands still while the machine sleeps;
    0 for runs of older versions."""
    sweep: str = ""
    """The sweep that it is a trial of; empty for none."""
    trial: int = 0
    """Its number there, from 1."""
    until: int = 0
    """Updates after which it pauses, on the schedule of all its steps: going on is never having paused. 0: it does not."""

    remark: str = ""
    """What somebody noted about it: outside text; its words that begin with # are tags."""

    @property
    def under_way(self) -> bool:
        """It trains or is going to: there is something to wait for, and to stop."""
        return self.status in ("queued", "waiting", "running")

    def took(self, now: float) -> float:
        """Seconds of work so far; for one that has not said so yet, since it began. Not-a-number when it has not begun."""
        if self.worked:
            return self.worked
        return math.nan if self.started is None else max(0.0, (self.finished or now) - self.started)


class Point(NamedTuple):
    """One value of one metric. A tuple, as screens ask for many thousands of them at once."""

    step: int
    value: float
    time: float
    """Seconds since the epoch."""


class Row(NamedTuple):
    """All that was recorded at one step."""

    step: int
    time: float
    """Seconds since the epoch; of what was recorded last at this step."""
    values: dict[str, float]
    """By name of the metric."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A run as another program shows it, kept up by a process of its own while the run trains: see lab.mirror."""

    run: str
    tool: str
    """One of lab.tools.TOOLS."""
    folder: str
    """Below which the tool's files are."""
    mode: str
    """Of wandb: offline or online, as it was when this was asked for."""
    state: MirrorState
    said: str
    """Where it is to be found, or what went wrong."""
    pid: int | None
    """The process that keeps it up."""
    pid_started: float | None
    tries: int
    """Processes started for it since it was asked for."""


@dataclass(frozen=True, slots=True)
class EpisodeHead:
    """A stored episode without its texts."""

    id: int
    run: str
    phase: Phase
    step: int
    task: str
    player: str
    seed: int
    total: float
    turns: int
    """Agent turns."""
    success: bool
    illegal: int
    assisted: bool
    parent: int | None
    """The episode this one was forked from."""
    fork_turn: int | None
    """Agent turns it shares with its parent."""
    created: float


@dataclass(frozen=True, slots=True)
class PersonGame:
    """A game that a person played as the agent, with what decides whether and how it counts on the leaderboard."""

    id: int
    player: str
    seed: int
    total: float
    turns: int
    """The person's turns."""
    success: bool
    terminated: bool
    """The game ended itself; else the limit of turns did, or the person gave up."""
    assisted: bool
    simulated: bool
    """A chat model answered instead of the lab's own simulator."""


@dataclass(frozen=True, slots=True)
class StoredEpisode:
    """A stored episode, whole."""

    head: EpisodeHead
    episode: Episode


By = Literal["person", "agent", "scripted"]
"""What kind of player spoke; a prompted chat model is an agent."""

Ending = Literal["won", "over", "limit", "left"]
"""How a game ended: won, over without that, at the limit of turns, or broken off by who played."""


@dataclass(frozen=True, slots=True)
class Node:
    """An episode in its tree: the root, or a branch of another episode."""

    head: EpisodeHead
    by: By
    """What kind of player played on from where it was forked, and the root from its start."""
    gone: bool
    """That player was the agent of a run that has been deleted."""
    ending: Ending
    note: str
    """What somebody noted about it: outside text, on one line or more."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a run's log."""

    id: int
    time: float
    level: Literal["info", "warning", "error"]
    text: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run can go on from."""

    step: int
    path: str
    kind: Literal["last", "best"]
    created: float
    score: float | None


Json = dict[str, Any]
