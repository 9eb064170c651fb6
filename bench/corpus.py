"""The texts that the shipped tokenizer was trained on, as JSON strings, a line each: `python -m bench.corpus`.

Games of every task's dataset, as much text of each: what the scratch presets will learn from.
"""

import json
from collections.abc import Iterator

from lab import presets
from lab.catalog import TASKS
from tasks.dataset import make

_GAMES = 400
_CHARACTERS = 150_000
"""Of each task."""


def texts() -> Iterator[str]:
    """Texts of one task after the other."""
    for name, task in TASKS.items():
        said = 0
        for episode in make(task, recipe=presets.task_preset(name).recipe, episodes=_GAMES).episodes:
            if said > _CHARACTERS:
                break
            for turn in episode.turns:
                said += len(turn.text)
                yield turn.text


def main() -> None:
    for text in texts():
        print(json.dumps(text))


if __name__ == "__main__":
    main()
