"""One won and one lost game of each task, as text."""

import pytest

from tasks.car_dealer import CAR_DEALER
from tasks.chess import CHESS, ENDGAMES
from tasks.guess_city import GUESS_CITY
from tasks.maze import MAZE_FO, MAZE_PO
from tasks.play import Game, episode, play, say, start
from tasks.protocol import AnyTask
from tasks.textnav import TEXTNAV_FO, TEXTNAV_PO
from tasks.twenty_questions import TWENTY_QUESTIONS
from tasks.wordle import WORDLE, WORDLE_STANDARD
from tests.lab.golden import assert_golden
from tests.tasks.transcripts import transcript

TASKS: list[AnyTask] = [
    MAZE_FO, MAZE_PO, WORDLE, WORDLE_STANDARD, TEXTNAV_FO, TEXTNAV_PO, ENDGAMES, TWENTY_QUESTIONS, GUESS_CITY, CAR_DEALER,
]  # fmt: skip


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


@pytest.mark.parametrize("task", [TWENTY_QUESTIONS, GUESS_CITY, CAR_DEALER], ids=lambda task: str(task.name))
def test_talk_lost(task: AnyTask) -> None:
    texts = ["Hello!\n", "Is it in Asia?\n", "glorp\n", "What is your budget? Which car?\n", "A Toyota SUV for 99k\n"]
    assert_golden(f"play-{task.name}-lost.txt", transcript(episode(_said(task, texts, "glorp again\n"), "stubborn")))


@pytest.mark.parametrize("task", [TEXTNAV_FO, TEXTNAV_PO], ids=lambda task: str(task.name))
def test_textnav_lost(task: AnyTask) -> None:
    texts = ["dance\n", "go nowhere\n", "take stale food from table\n"]
    assert_golden(f"play-{task.name}-lost.txt", transcript(episode(_said(task, texts, "look\n"), "stubborn")))


def test_chess_lost() -> None:
    texts = ["e 4\n", "f 3\n", "zzz\n", "g4\n"]
    game = start(CHESS, 3)
    for text in texts:
        game = say(game, text)
    assert_golden("play-chess-begun.txt", transcript(episode(game, "careless")))
