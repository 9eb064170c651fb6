"""Game steps a second in one process, each beside a named alternative in the same run.

    python -m bench.steps            # a table
    python -m bench.steps --json

Texts come from scripted players and are the same for both sides; the medians of several rounds are taken in turn, so that a
noisy machine is noisy to both. What a step costs besides the game (choosing a text) is not counted.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from lab.catalog import TASKS
from tasks import chess, stockfish
from tasks.play import play
from tasks.protocol import AnyTask
from tasks.words import FEEDBACK

Script = tuple[int, tuple[str, ...]]
"""A seed and the agent's texts."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tasks", nargs="+", default=list(TASKS), choices=list(TASKS))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = [measure(TASKS[name], asked.rounds) for name in asked.tasks]
    if asked.json:
        print(json.dumps(rows, indent=1))
        return 0
    print(f"{'task':18} {'steps/s':>10}  {'alternative':44} {'steps/s':>10} {'ratio':>8}")
    for row in rows:
        told = (
            f"{row['alternative']:44} {row['alternative_steps']:10.0f} {row['ratio']:8.2f}"
            if row["alternative"]
            else ""
        )
        print(f"{row['task']:18} {row['steps']:10.0f}  {told}{row.get('note', '')}")
    return 0


def measure(task: AnyTask, rounds: int) -> dict[str, Any]:
    """Medians of steps a second for the task and its alternative."""
    if isinstance(task, chess.Chess):
        return _chess(task, rounds)
    games = 300
    player = task.players["behaviour"].build(0)
    scripts = [(one.seed, tuple(turn.text for turn in one.spoken)) for one in play(task, player, range(games))]
    name, other = _ALTERNATIVES.get(task.name, ("", None))
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        mine.append(_rate(lambda: _replayed(task, scripts)))
        if other is not None:
            theirs.append(_rate(lambda: other(scripts)))
    return {
        "task": task.name, "steps": statistics.median(mine), "spread": [min(mine), max(mine)], "alternative": name,
        "alternative_steps": statistics.median(theirs) if theirs else None,
        "ratio": statistics.median(mine) / statistics.median(theirs) if theirs else None,
    }  # fmt: skip


def _rate(run: Callable[[], int]) -> float:
    began = time.perf_counter()
    steps = run()
    return steps / (time.perf_counter() - began)


def _side_by_side(task: chess.Chess, scripts: Sequence[Script]) -> None:
    """The games again, as many at once as there are."""
    states = [task.reset(seed)[0] for seed, _ in scripts]
    for turn in range(max(len(texts) for _, texts in scripts)):
        going = [i for i, (_, texts) in enumerate(scripts) if turn < len(texts)]
        steps = task.steps([states[i] for i in going], [scripts[i][1][turn] for i in going])
        for i, step in zip(going, steps, strict=True):
            states[i] = step.state


def _replayed(task: AnyTask, scripts: Sequence[Script]) -> int:
    """The games again by `reset` and `step` alone."""
    steps = 0
    for seed, texts in scripts:
        state, _ = task.reset(seed)
        for text in texts:
            state = task.step(state, text).state
            steps += 1
    return steps


def _plain_wordle(scripts: Sequence[Script]) -> int:
    """Each answer worked out letter by letter, as a page of code would."""
    task: Any = TASKS["wordle"]
    steps = 0
    for seed, texts in scripts:
        hidden = task.reset(seed)[0].word
        for text in texts:
            guess = text.replace(" ", "").strip()
            marks = ["g" if a == b else "y" if a in hidden else "b" for a, b in zip(guess, hidden, strict=False)]
            steps += "".join(marks) in FEEDBACK or guess not in task.vocabulary
    return steps


@cache
def _worlds() -> dict[str, Any]:
    """TextWorld's own environments, one a start room, compiled for this comparison."""
    import textworld

    from tasks.house import ROOMS, compile_house

    folder = Path(tempfile.mkdtemp(prefix="lmrl-steps-"))
    found = {}
    for room in ROOMS:
        compile_house(room, folder / f"{room.replace(' ', '-')}.z8")
        found[room] = textworld.start(str(folder / f"{room.replace(' ', '-')}.z8"))
    return found


def _textworld(scripts: Sequence[Script]) -> int:
    """The same commands to TextWorld itself."""
    steps = 0
    for seed, texts in scripts[:12]:
        world = _worlds()[TASKS["textnav-fo"].reset(seed)[0].start]
        world.reset()
        for text in texts:
            world.step(text.strip())
            steps += 1
    return steps


_ALTERNATIVES: dict[str, tuple[str, Callable[[Sequence[Script]], int]]] = {
    "wordle": ("answers letter by letter, without a table", _plain_wordle),
    "textnav-fo": ("TextWorld itself", _textworld),
    "textnav-po": ("TextWorld itself", _textworld),
}


def _chess(task: chess.Chess, rounds: int) -> dict[str, Any]:
    """Whole games that the engine has not answered for yet, beside Stockfish alone, which never waits for a question.

    What Stockfish alone says is read as a step reads it. Both begin with nothing kept, and in turn with the other.
    """
    player = task.players["random"].build(0)
    scripts = [(one.seed, tuple(turn.text for turn in one.spoken)) for one in play(task, player, range(40))]
    questions: list[tuple[str, stockfish.Budget]] = []
    ask = stockfish.asked

    def noted(fen: str, budget: stockfish.Budget) -> Any:
        questions.append((fen, budget))
        return ask(fen, budget)

    with mock.patch.object(chess, "asked", noted):
        _side_by_side(task, scripts)
    mine: list[float] = []
    theirs: list[float] = []
    ratios: list[float] = []
    for _ in range(rounds):
        stockfish.asked.cache_clear()
        began = time.perf_counter()
        _side_by_side(task, scripts)
        mine.append(len(questions) / (time.perf_counter() - began))
        stockfish.asked.cache_clear()
        began = time.perf_counter()
        for search in [stockfish.asked(*question) for question in questions]:
            search.answer()
        theirs.append(len(questions) / (time.perf_counter() - began))
        ratios.append(mine[-1] / theirs[-1])
    share = 1 - statistics.median(ratios)
    return {
        "task": task.name, "steps": statistics.median(mine), "spread": [min(mine), max(mine)],
        "alternative": "Stockfish alone, asked the same without a pause", "alternative_steps": statistics.median(theirs),
        "ratio": statistics.median(ratios), "note": f"  {share:.1%} of the time is ours",
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
