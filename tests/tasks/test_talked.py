"""The talking games against language models: a real server on loopback, a local model, and a server that is not there."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from lab.cli import main
from lab.store import Store
from models.spec import ModelSpec
from models.talker import LocalTalker
from tasks.car_dealer import CAR_DEALER
from tasks.guess_city import GUESS_CITY
from tasks.play import play, say, start
from tasks.protocol import AnyTask, Unavailable
from tasks.simulators.gazetteer import cities
from tasks.simulators.talker import Message, Server
from tasks.simulators.things import things
from tasks.talked import Talked
from tasks.twenty_questions import TWENTY_QUESTIONS

TALKS: list[AnyTask] = [TWENTY_QUESTIONS, GUESS_CITY, CAR_DEALER]


@pytest.mark.parametrize("game", TALKS, ids=lambda task: str(task.name))
def test_many_games_against_a_real_server(game: AnyTask, server: str, chatty: Path) -> None:
    task = Talked(game, Server(server, str(chatty), max_tokens=6))
    episodes = play(task, game.players["random"].build(0), range(3))
    assert [one.seed for one in episodes] == [0, 1, 2]
    for one in episodes:
        assert one.task == game.name
        assert one.turns[0].text == game.reset(one.seed)[1]
        assert all(turn.text.endswith("\n") for turn in one.turns)
        assert one.terminated or len(one.spoken) == game.max_turns
    again = play(task, game.players["random"].build(0), range(3))
    assert [one.turns for one in again] == [one.turns for one in episodes]


def test_the_commands_talk_to_a_server(
    server: str, chatty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["eval", "random", "twenty-questions", "--episodes", "2", "--simulator", "openai"]
    assert (
        main(["--home", str(tmp_path), *words, "--base-url", server, "--simulator-model", str(chatty), "--json"]) == 0
    )
    assert json.loads(capsys.readouterr().out)["episodes"] == 2


def test_a_run_whose_server_is_dead_fails_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "run",
        "twenty-questions",
        "bc",
        "--steps",
        "2",
        "--eval-episodes",
        "2",
        "--data",
        "askers:30",
        "--set",
        "batch=4",
        "--simulator",
        "openai",
    ]
    where = ["--base-url", "http://127.0.0.1:9/v1", "--simulator-model", "nobody"]
    assert main(["--home", str(tmp_path), *words, *where]) == 1
    assert "does not answer" in capsys.readouterr().err
    with Store(tmp_path) as store:
        (run,) = store.runs()
        assert run.status == "failed"
        assert "http://127.0.0.1:9/v1" in run.error
        assert "Connection refused" in run.error


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["maze-fo", "--simulator", "openai"], "no simulator to choose"),
        (
            ["twenty-questions", "--simulator", "openai", "--simulator-model", "m", "--base-url", "ftp://x"],
            "no address",
        ),
        (["twenty-questions", "--simulator", "local"], "needs --simulator-model"),
        (["twenty-questions", "--simulator-model", "m"], "needs --simulator"),
        (["twenty-questions", "--simulator", "local", "--simulator-model", "/nowhere/at/all"], "/nowhere/at/all"),
    ],
)
def test_what_is_asked_wrongly(words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--home", str(tmp_path), "eval", "random", *words, "--episodes", "1"])
    assert code in (1, 2)
    assert said in capsys.readouterr().err


def test_a_local_model_answers_many_at_once_as_one_by_one(chatty: Path) -> None:
    talker = LocalTalker(ModelSpec(name=str(chatty)), device=torch.device("cpu"), max_tokens=5)
    talks = [[Message("user", text)] for text in ("Is it alive?", "no", "Does it have four wheels and a motor?")]
    together = talker.reply(talks)
    assert together == [talker.reply([talk])[0] for talk in talks]
    games = play(Talked(GUESS_CITY, talker), GUESS_CITY.players["random"].build(0), range(2))
    assert all(one.spoken for one in games)


class Script:
    """Says what it was told to, in order: the rules around a talker are checked with it, no server of anyone's."""

    name = "a script"

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.heard: list[Sequence[Message]] = []

    def reply(self, talks: Sequence[Sequence[Message]]) -> list[str]:
        self.heard += talks
        if not self._answers:
            raise Unavailable("gone")
        return [self._answers.pop(0) for _ in talks]


def test_the_rules_are_kept_here() -> None:
    script = Script("Yes, I think so.", "maybe", "No.")
    game = start(Talked(TWENTY_QUESTIONS, script), 4)
    thing = things()[TWENTY_QUESTIONS.reset(4)[0].hidden].names[0]
    game = say(say(game, "Is it big?\n"), "Is it odd?\n")
    assert [turn.text for turn in game.turns[2::2]] == ["Yes.\n", "No.\n"]
    assert [turn.legal for turn in game.turns[1::2]] == [True, False]
    won = say(game, f"Is it a {thing}?\n")
    assert won.success
    assert thing in script.heard[0][0].content
    assert [message.role for message in script.heard[1]] == ["system", "user", "assistant", "user"]

    city = cities()[GUESS_CITY.reset(4)[0].hidden]
    told = say(start(Talked(GUESS_CITY, Script(f"It is {city.names[0]} in {city.country.names[0]}!")), 4), "Where?\n")
    assert city.names[0] not in told.turns[-1].text
    assert city.country.names[0] not in told.turns[-1].text

    sold = say(start(Talked(CAR_DEALER, Script("Fine by me. ACCEPT")), 4), "A Kia for $20,000\n")
    assert (sold.success, sold.total, sold.turns[-1].text) == (True, 20.0, "Fine by me.\n")
    left = say(start(Talked(CAR_DEALER, Script("No. REJECT")), 4), "A Kia for $90,000\n")
    assert (left.terminated, left.success, left.total) == (True, False, 0.0)


def test_what_was_played_is_kept_when_the_other_side_dies() -> None:
    task = Talked(TWENTY_QUESTIONS, Script(*["No."] * 4))
    with pytest.raises(Unavailable, match="gone") as caught:
        play(task, TWENTY_QUESTIONS.players["random"].build(0), range(2))
    assert [len(one.spoken) for one in caught.value.played] == [2, 2]
