"""What the lab's makers trained: the results of `lmrl-lab bench` that come with the lab, a file for each run.

`bench/results.md` tells of the same runs at length.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lab.catalog import spec_from_json
from lab.problem import Failed
from lab.records import RunSpec
from tasks.protocol import AnyTask
from tasks.score import Evaluation

FOLDER = Path(__file__).parent.parent / "bench" / "results"


class Published(NamedTuple):
    """A run of the lab's makers."""

    spec: RunSpec
    evaluation: Evaluation
    seconds: float


def published(task: AnyTask) -> Sequence[Published]:
    """All there are of a task, each algorithm's seeds in order. Raises Failed where a file is damaged."""
    return [_read(path) for path in sorted(FOLDER.glob(f"{task.name}_*.json"))]


def _read(path: Path) -> Published:
    try:
        one = json.loads(path.read_text(encoding="utf-8"))
        return Published(spec_from_json(one["spec"]), Evaluation(**one["eval"]), one["seconds"])
    except (ValueError, KeyError, TypeError) as error:
        raise Failed(f"{path} holds no result ({error}): fetch it anew, or delete it") from error
