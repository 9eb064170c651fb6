"""One won and one lost game of each task, as text."""

import pytest

from tasks.maze import MAZE_FO, MAZE_PO
from tasks.play import Game, episode, play, say, start
from tasks.protocol import AnyTask
from tasks.wordle import WORDLE, WORDLE_STANDARD
from tests.lab.golden import assert_golden
from tests.tasks.transcripts import transcript

TASKS = [MAZE_FO, MAZE_PO, WORDLE, WORDLE_STANDARD]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task.name))
def test_won(task: AnyTask) -> None:
    won = play(task, task.players["best"].build(0), [3], player="best")[0]
    assert won.success
    assert_golden(f"play-{task.name}-won.txt", transcript(won))


@pytest.mark.parametrize("task", [MAZE_FO, MAZE_PO], ids=lambda task: str(task.name))
def test_maze_lost(task: AnyTask) -> None:
    texts = ["go north\n", "", "move up", "Move Up\n", "move left\n", "move right\n", "move right\n"]
    assert_golden(f"play-{task.name}-lost.txt", transcript(episode(_said(task, texts, "move up\n"), "stubborn")))


@pytest.mark.parametrize("task", [WORDLE, WORDLE_STANDARD], ids=lambda task: str(task.name))
def test_wordle_lost(task: AnyTask) -> None:
    texts = ["a p p l e\n", "z z z z z\n", "HELLO\n", "speed\n", "\n"]
    assert_golden(
        f"play-{task.name}-lost.txt", transcript(episode(_said(task, texts, "t e e t h\n", seed=2), "stubborn"))
    )


def _said(task: AnyTask, texts: list[str], then: str, seed: int = 3) -> Game[object]:
    game = start(task, seed)
    for text in texts:
        game = say(game, text)
    while not game.over:
        game = say(game, then)
    return game
