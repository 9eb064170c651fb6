"""Facts from runs of the public reference implementation: every file in the folder that LMRL_CONFORMANCE names."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tasks.maze import MazeState, maze
from tasks.wordle import WordleState, wordle

BESIDE = Path(__file__).parents[3] / "shared" / "conformance"
FOLDER = Path(os.environ.get("LMRL_CONFORMANCE", BESIDE))


def files(pattern: str) -> list[Any]:
    """Every file of that name; without any, one parameter that skips and says so."""
    found = sorted(FOLDER.glob(pattern))
    why = f"no {pattern} in {FOLDER}; LMRL_CONFORMANCE may name another folder"
    return [pytest.param(path, id=path.name) for path in found] or [pytest.param(None, marks=pytest.mark.skip(why))]


@pytest.mark.parametrize("path", files("maze*.json"))
def test_every_transition_of_the_maze(path: Path) -> None:
    facts = json.loads(path.read_text())
    checked = 0
    for fact in facts["transitions"]:
        task = maze(facts["layout"], tuple(fact["goal"]), fact["observation"], moves=facts["max_steps"])
        position = tuple(fact["position"])
        assert task.texts[position] == fact["before"]
        step = task.step(MazeState(position, 0), fact["action"])
        assert (step.text, step.reward, step.terminated) == (fact["after"], fact["reward"], fact["done"])
        assert step.state == MazeState(tuple(fact["position_after"]), 1)
        checked += 1
    assert checked == len(facts["transitions"]) > 0


@pytest.mark.parametrize("path", files("wordle*.json"))
def test_every_game_of_wordle(path: Path) -> None:
    facts = json.loads(path.read_text())
    task = wordle(facts["vocabulary"])
    for game in facts["games"]:
        state = WordleState(game["target"], (), ())
        for guess, letters, reward, done in zip(
            game["guesses"], game["feedback"], game["rewards"], game["done"], strict=True
        ):
            step = task.step(state, " ".join(guess) + "\n")
            assert (step.text, step.reward, step.terminated) == (" ".join(letters) + "\n", reward, done)
            assert step.legal == (letters != "")
            state = step.state
        assert state.answers == tuple(game["feedback"])
    assert facts["games"]
