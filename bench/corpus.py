"""The texts that the shipped tokenizer was trained on, as JSON strings, a line each: `python -m bench.corpus`.

Games of every task by its scripted players, and plain English of the kind that the dialogue tasks speak.
"""

import json
from collections.abc import Iterator

from lab.catalog import TASKS
from tasks.play import play

_GAMES = 400

_ENGLISH = [
    "Is it an animal? Is it bigger than a car? Can you find it in a kitchen? Is it made of metal? Can it fly?",
    "Do people wear it? Is it used for work? Is it alive? Does it use electricity? Yes. No. I do not know. Is it a fruit?",
    "Which continent is the city on? Is it near the sea? What language do people speak there? What is the weather like?",
    "The city lies in the northern hemisphere. It is the capital of its country. People there speak Spanish.",
    "How much does this car cost? I can offer you thirty thousand dollars. That is a good price for a car like this.",
    "You are in the kitchen. You see a table. On the table you see an apple. There is a door to the east and to the west.",
    "Admissible commands: go north, go south, go east, go west, take the bowl from the table, open the chest, close the fridge.",
    "",
]


def texts() -> Iterator[str]:
    """Every text of every game, then the English."""
    for task in TASKS.values():
        for player in task.players.values():
            for episode in play(task, player.build(0), range(_GAMES // len(task.players))):
                yield from (turn.text for turn in episode.turns)
    yield from (line + "\n" for line in _ENGLISH if line)


def main() -> None:
    for text in texts():
        print(json.dumps(text))


if __name__ == "__main__":
    main()
