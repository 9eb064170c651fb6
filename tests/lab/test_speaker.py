"""Models in processes of their own: a real run's agent and a real chat model speak, fail, and end with whoever asked."""

import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from lab.agents import ModelTalker, RunAgent
from lab.cli import main
from lab.store import Store
from tasks.play import start
from tasks.protocol import Turn, Unavailable
from tasks.simulators.talker import Message
from tasks.twenty_questions import TWENTY_QUESTIONS
from tests.models.shapes import save_tiny


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab with one small finished run of twenty-questions."""
    home = tmp_path_factory.mktemp("lab") / "home"
    words = ["run", "twenty-questions", "bc", "--steps", "1", "--data", "askers:20", "--eval-episodes", "1"]
    assert main(["--home", str(home), *words, "--set", "batch=4", "--json"]) == 0
    return home


@pytest.fixture
def run(home: Path) -> str:
    with Store(home) as store:
        return store.runs()[0].id


@pytest.fixture
def agent(home: Path, run: str) -> Iterator[RunAgent]:
    agent = RunAgent(home, run, 1 << 40)
    yield agent
    agent.close()


def test_an_agent_loads_aloud_and_speaks(agent: RunAgent, home: Path, run: str) -> None:
    notes: list[str] = []
    agent.wait(notes.append)
    assert notes == ["starting torch", "loading scratch-xs"]
    history = start(TWENTY_QUESTIONS, 0).turns
    (first,) = agent.act([history])
    assert first.text.endswith("\n")
    assert first.tokens
    assert len(first.tokens) == len(first.logprobs)
    (second,) = agent.act([(*history, first, Turn("game", "No.\n"))])
    assert second.role == "agent"
    again = RunAgent(home, run, 1 << 40)
    try:
        again.wait(lambda note: None)
        assert again.act([history])[0].text == first.text, "one seed, one text"
    finally:
        again.close()


def test_a_killed_agent_is_told_of_and_a_closed_one_is_gone(agent: RunAgent) -> None:
    agent.wait(lambda note: None)
    psutil.Process(agent.pid).kill()
    with pytest.raises(Unavailable, match=r"the agent of bc-twenty-questions-\w+ ended"):
        agent.act([start(TWENTY_QUESTIONS, 0).turns])
    agent.close()
    assert not psutil.pid_exists(agent.pid)


def test_closing_frees_whoever_waits(home: Path, run: str) -> None:
    agent, told = RunAgent(home, run, 0), list[str]()

    def wait() -> None:
        try:
            agent.wait(lambda note: None)
        except Unavailable as error:
            told.append(str(error))

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)
    agent.close()
    waiting.join(10)
    assert told == [f"the agent of {run} was sent away"]


def test_it_ends_with_its_parent(home: Path, run: str) -> None:
    code = f"from lab.agents import RunAgent; from pathlib import Path; a = RunAgent(Path({str(home)!r}), {run!r}, 0); a.wait(print); print(a.pid, flush=True); import os; os._exit(0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=90)
    child = int(done.stdout.split()[-1])
    end = time.monotonic() + 20
    while psutil.pid_exists(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not psutil.pid_exists(child)


def test_what_cannot_speak_says_why(home: Path) -> None:
    agent = RunAgent(home, "nobody", 0)
    talker = ModelTalker(home, "/nowhere/at/all")
    try:
        with pytest.raises(Unavailable, match="there is no run 'nobody'"):
            agent.wait(lambda note: None)
        with pytest.raises(Unavailable, match="/nowhere/at/all"):
            talker.wait(lambda note: None)
    finally:
        agent.close()
        talker.close()


def test_a_chat_model_answers(home: Path, tmp_path: Path) -> None:
    talker = ModelTalker(home, str(save_tiny(tmp_path, "llama")))
    try:
        talker.wait(lambda note: None)
        talks = [[Message("system", "Say yes."), Message("user", text)] for text in ("Is it big?", "Is it?")]
        answers = talker.reply(talks)
        assert len(answers) == 2
        assert answers == talker.reply(talks)
    finally:
        talker.close()


def test_line_by_line_against_a_runs_agent(
    home: Path, run: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("perhaps\ny\nno\n"))
    words = [
        "play",
        "twenty-questions",
        "--as",
        "other",
        "--against",
        run[:20],
        "--plain",
        "--hidden",
        "lamp",
        "--json",
    ]
    assert main(["--home", str(home), *words, "--name", "Ada"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["player"], told["turns"], told["return"], told["success"]) == (run, 2, -2.0, False)
    assert json.loads(told["about"]) == {"other": "Ada", "side": "answerer"}
    assert "You think of: lamp" in said.err
    assert "Only yes or no" in said.err
    with Store(home) as store:
        kept = store.episode(told["episode"])
        assert (kept.head.phase, kept.head.player, kept.head.run) == ("other", run, "")
        assert kept.episode.about == told["about"]
        assert not store.episodes(phase="human")
        assert all(one.phase != "other" for one in store.episodes(run))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["wordle", "--as", "other"], "no other side to play"),
        (["guess-city", "--as", "other", "--hidden", "Pariss"], "did you mean Paris"),
        (["guess-city", "--as", "other", "--against", "nobody"], "no run 'nobody'"),
        (["guess-city", "--as", "other", "--simulator", "openai"], "leave --simulator away"),
        (["guess-city", "--against", "best"], "go with --as other"),
        (
            ["guess-city", "--simulator", "openai", "--simulator-model", "m", "--base-url", "x"],
            "no address of a server",
        ),
        (["maze-fo", "--simulator", "local", "--simulator-model", "m"], "no simulator to choose"),
    ],
)
def test_what_is_asked_wrongly(words: list[str], said: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "play", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_dead_server_ends_a_game_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Is it big?\nIs it old?\n"))
    words = ["play", "twenty-questions", "--plain", "--simulator", "openai", "--simulator-model", "m"]
    assert main(["--home", str(tmp_path), *words, "--base-url", "http://127.0.0.1:9/v1"]) == 1
    assert "does not answer" in capsys.readouterr().err
    with Store(tmp_path) as store:
        assert not store.episodes(), "nothing was played, and nothing is kept"


def test_evaluated_at_another_temperature(home: Path, run: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Greedy, the agent says the same whatever the game; and its run keeps the evaluation that it had."""
    with Store(home) as store:
        before = store.episodes(run)
    words = ["eval", run, "--episodes", "3", "--set", "temperature=0", "--json"]
    assert main(["--home", str(home), *words]) == 0
    assert json.loads(capsys.readouterr().out)["player"] == f"{run} temperature=0"
    with Store(home) as store:
        assert store.episodes(run) == before
        played = [store.episode(head.id) for head in store.episodes(phase="eval") if not head.run]
    assert len({one.episode.turns[1].text for one in played}) == 1
    assert len(played) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["RUN", "--set", "lr=1"], "eval sets temperature, beta, redraws; lr can only be trained with"),
        (["RUN", "--set", "beta=1"], "there is no knob of bc 'beta'"),
        (["RUN", "--set", "temperature=-1"], "temperature is -1.0; it is 0 or more"),
        (["best", "maze-fo", "--set", "temperature=1"], "--set is for a run's agent"),
    ],
)
def test_what_eval_cannot_set(
    words: list[str], said: str, home: Path, run: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(home), "eval", *(run if word == "RUN" else word for word in words)]) == 2
    assert said in capsys.readouterr().err
