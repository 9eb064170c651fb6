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

from lab.catalog import TASKS
from tasks.chance import generator
from tasks.chess import START
from tasks.play import play
from tasks.protocol import AnyTask
from tasks.words import FEEDBACK

Script = tuple[int, tuple[str, ...]]
"""A seed and the agent's texts."""

_PLAYERS = {"chess": "best", "endgames": "best", "textnav-fo": "behaviour", "textnav-po": "behaviour"}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tasks", nargs="+", default=[name for name in TASKS if name != "chess"], choices=list(TASKS))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = [measure(TASKS[name], asked.rounds) for name in asked.tasks]
    if asked.json:
        print(json.dumps(rows, indent=1))
        return 0
    print(f"{'task':18} {'steps/s':>10}  {'alternative':44} {'steps/s':>10} {'ratio':>8}")
    for row in rows:
        told = (
            f"{row['alternative']:44} {row['alternative_steps']:10.0f} {row['ratio']:8.1f}"
            if row["alternative"]
            else ""
        )
        print(f"{row['task']:18} {row['steps']:10.0f}  {told}{row.get('note', '')}")
    return 0


def measure(task: AnyTask, rounds: int) -> dict[str, Any]:
    """Medians of steps a second for the task and its alternative."""
    games = 60 if task.name in ("endgames", "chess") else 300
    player = task.players[_PLAYERS.get(task.name, "behaviour")].build(0)
    scripts = [(one.seed, tuple(turn.text for turn in one.spoken)) for one in play(task, player, range(games))]
    name, other = _ALTERNATIVES.get(task.name, ("", None))
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        mine.append(_rate(lambda: _replayed(task, scripts)))
        if other is not None:
            theirs.append(_rate(lambda: other(scripts)))
    row: dict[str, Any] = {
        "task": task.name, "steps": statistics.median(mine), "spread": [min(mine), max(mine)], "alternative": name,
        "alternative_steps": statistics.median(theirs) if theirs else None,
        "ratio": statistics.median(mine) / statistics.median(theirs) if theirs else None,
    }  # fmt: skip
    if task.name in ("chess", "endgames"):
        row["note"] = _engine_share(task)
    return row


def _rate(run: Callable[[], int]) -> float:
    began = time.perf_counter()
    steps = run()
    return steps / (time.perf_counter() - began)


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


def _engine_share(task: AnyTask) -> str:
    """How much of a step is the engine's, on positions it has not answered yet: one legal move in each of many games.

    The engine has answered once before, for its start takes as long as hundreds of steps.
    """
    from tasks import stockfish

    asked = 0.0
    ask = stockfish._ask

    def timed(text: str) -> str:
        nonlocal asked
        began = time.perf_counter()
        try:
            return ask(text)
        finally:
            asked += time.perf_counter() - began

    openings = [_unseen(task, seed) for seed in range(2_000_003, 2_000_303)]
    moves = [task.actions(state)[0] for state in openings]
    stockfish.best_lines(START, stockfish.Budget(1_000, 2))
    setattr(stockfish, "_ask", timed)  # noqa: B010
    try:
        began = time.perf_counter()
        for state, move in zip(openings, moves, strict=True):
            task.step(state, move)
        whole = time.perf_counter() - began
    finally:
        setattr(stockfish, "_ask", ask)  # noqa: B010
    return f"  {len(openings) / whole:.0f} a second unseen, {asked / whole:.0%} of it waiting for the engine"


def _unseen(task: AnyTask, seed: int) -> Any:
    """A state that no game before was in: whole games all begin alike, so they get ten random moves first."""
    state = task.reset(seed)[0]
    if task.name != "chess":
        return state
    import chess

    board, chance = chess.Board(), generator(seed)
    while len(board.move_stack) < 10 and not board.is_game_over():
        moves = list(board.legal_moves)
        board.push(moves[chance.randrange(len(moves))])
    return state._replace(fen=board.fen())


if __name__ == "__main__":
    sys.exit(main())
