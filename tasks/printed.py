"""The scores that LMRL-Gym's paper prints beside its raw returns, for showing the two together.

They do not all follow the paper's own rule: Twenty Questions and Guess My City were mostly scaled linearly, and some cells
contradict their raw values. So raw returns are what a task keeps and compares by; nothing is measured against a number here.
"""

from collections.abc import Mapping

from tasks.protocol import AnyTask
from tasks.score import score

_AGENTS = ("BC", "%BC", "MC", "ILQL", "online PPO", "online %BC", "GPT-4")

_SCORES: Mapping[str, tuple[float, ...]] = {
    "maze-fo": (58.2, 68.9, 75.0, 99.9, 79.7, 57.4, 78.2),
    "maze-po": (53.1, 50.1, 52.4, 76.3, 42.4, 53.1, 60.4),
    "textnav-fo": (53.7, 65.1, 71.9, 91.8, 87.1, 74.5, 67.5),
    "textnav-po": (49.7, 60.5, 71.6, 83.7, 85.5, 68.4, 40.2),
    "wordle": (79.9, 79.1, 94.9, 97.7, 84.2, 95.2, 15.4),
    "chess": (47.2, 42.9, 46.5, 47.3, 48.0, 47.2, 0.0),
    "endgames": (35.1, 17.7, 50.2, 45.8, 77.5, 36.2, 0.0),
    "twenty-questions": (57.1, 77.1, 87.1, 82.9, 72.9, 55.2, 95.7),
    "guess-city": (30.0, 48.0, 88.0, 75.0, 49.9, 31.6, 92.3),
}
"""Tables 2 and 4; Car Dealer's returns are printed without scores."""


def printed(task: AnyTask, agent: str) -> float | None:
    """The score printed for an agent of the paper; None where none was printed."""
    return dict(zip(_AGENTS, _SCORES[task.name], strict=True)).get(agent) if task.name in _SCORES else None


def contradicts(shown: float, task: AnyTask, agent: str) -> bool:
    """Whether a printed score is not the score of the return printed beside it, however that was rounded."""
    unit = 10.0 ** -max(len(repr(float(ret)).partition(".")[2]) for ret in task.paper.values())
    ends = [score(task.paper[agent] + by * unit / 2, task.constants) for by in (-1, 1)]
    return not min(ends) - 0.05 - 1e-9 <= shown <= max(ends) + 0.05 + 1e-9
