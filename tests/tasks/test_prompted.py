"""A chat model as a player: its prompts as text, what is read in its replies, and games over real servers and models."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import torch

from lab.cli import main
from lab.store import Store
from models.spec import ModelSpec
from models.talker import LocalTalker
from tasks.car_dealer import CAR_DEALER
from tasks.chess import CHESS, ENDGAMES
from tasks.guess_city import GUESS_CITY
from tasks.maze import MAZE_FO, MAZE_PO
from tasks.play import play, start
from tasks.prompted import Prompted
from tasks.prompts import system, talk, worked
from tasks.protocol import EVALUATION_SEEDS, AnyTask, Turn, Unavailable
from tasks.replies import raw, read
from tasks.simulators.talker import Message, Server
from tasks.textnav import TEXTNAV_FO, TEXTNAV_PO
from tasks.twenty_questions import TWENTY_QUESTIONS
from tasks.wordle import WORDLE
from tests.lab.golden import assert_golden
from tests.models.shapes import save_tiny
from tests.tasks.serving import Messages, Served, serving

TASKS: list[AnyTask] = [
    MAZE_FO, MAZE_PO, TEXTNAV_FO, TEXTNAV_PO, WORDLE, CHESS, ENDGAMES, TWENTY_QUESTIONS, GUESS_CITY, CAR_DEALER,
]  # fmt: skip


# What it is told


@pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task.name))
def test_the_prompts(task: AnyTask) -> None:
    opening = start(task, 5).turns
    history = (*opening, Turn("agent", "hello\n"), Turn("game", "\n"))
    messages = talk(task, system(task, worked(task, 1)), history)
    assert [message.role for message in messages[1:]] in (["user"], ["user", "assistant", "user"])
    assert_golden(f"prompt-{task.name}.txt", "\n\n".join(f"[{role}]\n{text}" for role, text in messages))


def test_the_games_shown_are_won_unlike_and_of_no_evaluation() -> None:
    for task in (MAZE_FO, WORDLE, GUESS_CITY):
        games = worked(task, 3)
        assert games == worked(task, 3)
        assert games != worked(task, 3, seed=1)
        assert len({game.turns for game in games}) == 3
        assert all(game.success and game.seed < EVALUATION_SEEDS for game in games)
    assert worked(WORDLE, 0) == ()


def test_what_is_seen_is_what_the_task_lets_an_agent_see() -> None:
    history = [Turn("game", "There is a wall above you.\n")]
    for k in range(30):
        history += [Turn("agent", "move up\n"), Turn("game", f"There are no walls near you {k}.\n")]
    seen = talk(MAZE_PO, "told", history)
    assert [message.role for message in seen[:3]] == ["system", "user", "assistant"]
    assert len(seen) == 1 + 39, "40 texts, of which the agent's first goes: the game speaks first"
    assert talk(MAZE_FO, "told", history)[1:] == [Message("user", "There are no walls near you 29.")]


# What is read


@pytest.mark.parametrize(
    ("task", "reply", "text"),
    [
        (MAZE_FO, "move up", "move up"),
        (MAZE_FO, "  Move Up.\n", "move up"),
        (MAZE_FO, '"move left"', "move left"),
        (MAZE_FO, "“move left”.", "move left"),
        (MAZE_FO, "right", "move right"),
        (MAZE_FO, "My next move is: move down", "move down"),
        (MAZE_FO, "**Answer:** `move down`", "move down"),
        (MAZE_FO, "```text\nmove down\n```", "move down"),
        (MAZE_FO, "```move down```", "move down"),
        (MAZE_FO, "> move down", "move down"),
        (MAZE_FO, "The goal is below me.\nmove down\nmove left", "move down"),
        (MAZE_FO, "<think>move up? no,\nmove left!</think>\n\nmove down", "move down"),
        (MAZE_FO, "move up? no, move left!\n</think>move down", "move down"),
        (MAZE_FO, "<think>a</think>move up<think>move down", "move up"),
        (MAZE_FO, "move down<|im_end|>\nmove up", "move down"),
        (MAZE_FO, "\\boxed{\\text{move up}}", "move up"),
        (TEXTNAV_FO, "Action: Take stale food from table.", "take stale food from table"),
        (TEXTNAV_PO, "1. go  west", "go west"),
        (WORDLE, "s l a t e", "s l a t e"),
        (WORDLE, "SLATE", "s l a t e"),
        (WORDLE, "Guess 3: s-l-a-t-e", "s l a t e"),
        (WORDLE, "I think it is slate.\n\n**S, L, A, T, E**", "s l a t e"),
        (CHESS, "Nf3", "N f 3"),
        (CHESS, "1. e4", "e 4"),
        (CHESS, "1.e4!?", "e 4"),
        (CHESS, "White: O - O", "O - O"),
        (CHESS, "0-0-0", "O - O - O"),
        (CHESS, "Q x e 7 #", "Q x e 7 #"),
        (CHESS, "e 8 = Q +", "e 8 = Q +"),
        (ENDGAMES, "e2e4", "e 2 e 4"),
        (TWENTY_QUESTIONS, "Okay!\nQuestion 4: Is it an animal?\nYes.", "Is it an animal?"),
        (TWENTY_QUESTIONS, "Is it big", "Is it big"),
        (GUESS_CITY, "Here is my question:\nWhat do people eat there?", "What do people eat there?"),
        (GUESS_CITY, "Tell me about its climate.", "Tell me about its climate."),
        (CAR_DEALER, "Seller: How about **$32,500** for the *Kia*?\nBuyer: no", "How about $32,500 for the *Kia*?"),
        (CAR_DEALER, "My offer:\n- $20,000, and it's yours", "$20,000, and it's yours"),
    ],
)  # fmt: skip
def test_a_move_is_found(task: AnyTask, reply: str, text: str) -> None:
    assert read(task, reply) == text + "\n"
    assert read(task, text) == text + "\n", "what is in form stays as it is"


@pytest.mark.parametrize(
    ("task", "reply"),
    [
        (MAZE_FO, ""),
        (MAZE_FO, "move up and then move left"),
        (MAZE_FO, "I would go north"),
        (MAZE_FO, "<think>move up"),
        (TEXTNAV_FO, "look around"),
        (WORDLE, "slated"),
        (WORDLE, "i am ok"),
        (WORDLE, "s l a t"),
        (CHESS, "the knight to f3"),
        (CHESS, "Nf9"),
        (CHESS, "--"),
        (TWENTY_QUESTIONS, "I have no idea."),
        (TWENTY_QUESTIONS, "Here is my question:"),
        (CAR_DEALER, "```\n```"),
        (CAR_DEALER, "..."),
    ],
)
def test_no_move_is_found(task: AnyTask, reply: str) -> None:
    assert read(task, reply) == ""


def test_the_best_players_texts_are_read_as_they_are() -> None:
    for task in TASKS:
        for game in worked(task, 1):
            assert all(read(task, turn.text) == turn.text for turn in game.spoken), task.name


def test_what_cannot_be_read_is_played_whole() -> None:
    assert raw("  no\nidea ") == "no\nidea\n"
    assert raw("") == "\n"
    assert len(raw("x" * 5000)) == 1001


# Over servers


def _ways(messages: Messages) -> str:
    """A player of the maze who knows no better than to walk down, after a false start each time."""
    return "move down" if "not a move" in messages[-1]["content"] else "Hm, hard to say."


def test_retries_are_asked_for_with_a_correction_and_counted() -> None:
    with serving(Served(_ways)) as served:
        player = Prompted(MAZE_FO, Server(served.url, "m"), examples=1, retries=2)
        (turn,) = player.act([start(MAZE_FO, 3).turns])
    assert turn.text == "move down\n"
    assert [len(messages) for messages in served.heard] == [2, 4]
    assert served.heard[1][2] == {"role": "assistant", "content": "Hm, hard to say."}
    assert "move up, move down" in served.heard[1][3]["content"]
    tally = player.tally
    assert (tally.moves, tally.requests, tally.again, tally.unread) == (1, 2, 1, 0)
    assert (tally.prompt_tokens, tally.completion_tokens, tally.uncounted) == (60, 6, 0)
    assert tally.again_rate == 1.0


def test_after_all_retries_the_raw_text_is_played() -> None:
    with serving(Served(lambda _: "I [bold]cannot\x1b[2J", usage=False)) as served:
        player = Prompted(WORDLE, Server(served.url, "m", at_once=2), examples=0, retries=2)
        games = play(WORDLE, player, [1, 2, 3], player="p")
    assert [game.seed for game in games] == [1, 2, 3]
    assert all(not turn.legal and turn.text == "I [bold]cannot\x1b[2J\n" for game in games for turn in game.spoken)
    tally = player.tally
    assert (tally.moves, tally.requests, tally.again, tally.unread) == (18, 54, 18, 18)
    assert (tally.prompt_tokens, tally.uncounted) == (0, 54)
    corrections = [json.dumps(messages).count("not a move") for messages in served.heard]
    assert sorted(corrections) == [0] * 18 + [1] * 18 + [2] * 18, "they are forgotten when the move is made"


def test_no_game_waits_for_another() -> None:
    ahead = Event()

    class Stalls(Served):
        """Holds the first answer back until another game is two moves further."""

        def document(self, text: str, messages: Messages) -> bytes:
            if messages is self.heard[0]:
                assert ahead.wait(20), "the others stood still"
            elif len(messages) > 5:
                ahead.set()
            return super().document(text, messages)

    with serving(Stalls(lambda _: "s l a t e")) as served:
        player = Prompted(WORDLE, Server(served.url, "m", at_once=3, retries=0), examples=0)
        games = play(WORDLE, player, [11, 12, 13, 14])
    assert [game.seed for game in games] == [11, 12, 13, 14]
    assert all(len(game.spoken) == 6 or game.success for game in games)


def _evaluate(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> tuple[int, str, str]:
    code = main(["--home", str(home), "eval", "prompted", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_an_evaluation_is_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Served(_ways)) as served:
        where = ["--base-url", served.url, "--prompted-model", "wise\x1b[2J"]
        code, out, err = _evaluate(capsys, tmp_path, "textnav-fo", *where, "--episodes", "3", "--examples", "1")
        assert code == 0, err
        assert "\x1b" not in out
        assert "asked for again" in out
        words = ["textnav-fo", *where, "--episodes", "2", "--retries", "0", "--json"]
        told: dict[str, Any] = json.loads(_evaluate(capsys, tmp_path, *words)[1])
    assert told["player"] == "prompted:wise\x1b[2J"
    assert (told["episodes"], told["illegal_rate"]) == (2, 1.0)
    took = told["prompted"]
    assert (took["moves"], took["requests"], took["retry_rate"], took["unread_rate"]) == (30, 30, 0.0, 1.0)
    assert took["completion_tokens"] == 90
    with Store(tmp_path) as store:
        kept = store.episodes(task="textnav-fo", phase="eval")
        assert {one.player for one in kept} == {"prompted:wise\x1b[2J"}
        assert len(kept) == 5


def test_a_server_that_dies_leaves_the_games_that_were_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = iter(["s l a t e"] * 15)
    with serving(Served(lambda _: next(left, None))) as served:
        words = ["wordle", "--model", "m", "--base-url", served.url, "--episodes", "6", "--at-once", "1"]
        code, out, err = _evaluate(capsys, tmp_path, *words)
    assert code == 1
    assert not out
    assert f"m at {served.url} does not answer" in err
    with Store(tmp_path) as store:
        kept = store.episodes(task="wordle", phase="eval")
        assert 2 <= len(kept) < 6
        assert f"{len(kept)} of 6 games were over and are kept" in err
        assert all(store.episode(one.id).episode.terminated for one in kept)


def test_nobody_there_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _evaluate(capsys, tmp_path, "maze-fo", "--model", "m", "--base-url", "http://127.0.0.1:9/v1")
    assert code == 1
    assert "Connection refused" in err
    assert "0 of 64 games were over\n" in err


def test_a_refusal_is_shown_and_not_obeyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Served(lambda _: "", status="400 \x1b[2Jno [red]such model")) as served:
        code, _, err = _evaluate(capsys, tmp_path, "wordle", "--model", "m", "--base-url", served.url)
    assert code == 1
    assert "HTTP 400 ␛[2Jno [red]such model" in err
    assert len(served.heard) <= 16, "what will not pass is not tried again"


def test_the_key_goes_to_the_server_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMRL_LAB_API_KEY", "sesame")
    with serving(Served(lambda _: "up")) as elsewhere, serving(Served(lambda _: "", moved=elsewhere.url)) as served:
        player = Prompted(MAZE_FO, Server(served.url, "m", retries=0), examples=0)
        with pytest.raises(Unavailable, match="HTTP 302") as caught:
            player.act([start(MAZE_FO, 3).turns])
    assert "sesame" not in str(caught.value)
    assert served.keys == ["Bearer sesame"]
    assert elsewhere.keys == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["wordle"], "prompted needs --model"),
        (["--model", "m"], "name a task too"),
        (["wordle", "--model", "m", "--base-url", "ftp://x"], "no address of a server"),
        (["wordle", "--model", "m", "--base-url", "http://x/v1", "--quant", "nf4"], "--quant goes with"),
        (
            ["wordle", "--model", "m", "--base-url", "http://x/v1", "--at-once", "0"],
            "--at-once: '0' is not a whole number of 1 or more",
        ),
        (["wordle", "--model", "/nowhere/at/all"], "/nowhere/at/all"),
        (["wordle", "--model", "m", "--simulator", "openai"], "no simulator to choose"),
    ],
)
def test_what_is_asked_wrongly(words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _evaluate(capsys, tmp_path, *words)
    assert (code, out) == (1 if "/nowhere" in said else 2, "")
    assert said in err


def test_a_hub_out_of_reach_is_told_in_one_line(tmp_path: Path) -> None:
    hurried = "import time; time.sleep = lambda seconds: None; from lab.cli import main; raise SystemExit(main())"
    ran = subprocess.run(
        [sys.executable, "-c", hurried, "--home", str(tmp_path), "eval", "prompted", "wordle", "--model", "no/such"],
        env=os.environ | {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "0"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("lmrl-lab: no/such is not in the local cache and the hub cannot be reached")
    assert ran.stderr.count("\n") == 1, ran.stderr


def test_it_asks_a_person_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\nno\n"))
    with serving(Served(lambda _: "Question: Is it alive?")) as served:
        words = ["play", "twenty-questions", "--as", "other", "--against", "prompted", "--model", "m", "--plain"]
        code = main(["--home", str(tmp_path), *words, "--base-url", served.url, "--examples", "0", "--json"])
    said = capsys.readouterr()
    assert code == 0, said.err
    told = json.loads(said.out)
    assert (told["player"], told["turns"]) == ("prompted:m", 2)


# With a model


def test_games_over_a_real_server(
    server: str, chatty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["wordle", "--model", str(chatty), "--base-url", server, "--episodes", "2", "--examples", "0"]
    code, out, err = _evaluate(capsys, tmp_path, *words, "--reply-tokens", "5", "--retries", "1", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert (told["episodes"], told["return_mean"]) == (2, -6.0)
    assert told["prompted"]["moves"] == 12
    assert told["prompted"]["prompt_tokens"] > 12 * 50
    assert 0 < told["prompted"]["completion_tokens"] <= 5 * told["prompted"]["requests"]


def test_a_model_of_ones_own_plays_many_games_at_once(
    chatty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["maze-fo", "--model", str(chatty), "--episodes", "3", "--examples", "1", "--reply-tokens", "4"]
    code, out, err = _evaluate(capsys, tmp_path, *words, "--retries", "0", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert told["player"] == f"prompted:{chatty}"
    took = told["prompted"]
    assert took["moves"] == took["requests"] == 303
    assert took["shortened"] == 303, "256 tokens are too few for the rules and a game"
    assert took["prompt_tokens"] == 303 * 252
    assert took["uncounted"] == 0


def test_what_talks_share_is_read_once_and_changes_nothing(chatty: Path) -> None:
    spec, device = ModelSpec(name=str(chatty)), torch.device("cpu")
    rules = "The rules are these, and they are long: " + "move up or move down, but never both. " * 4
    whole, shared = (LocalTalker(spec, device=device, max_tokens=8, share=share) for share in (False, True))
    waves = [
        [[Message("system", rules), Message("user", text)] for text in texts]
        for texts in (["Go!", "The goal is at 3, 4.", "There is a wall."], ["Is it?"], ["Go!", "Stay."])
    ]
    for talks in [*waves, [[Message("user", "Something else, and short.")]]]:
        assert shared.replies(talks) == whole.replies(talks)
    assert len(shared._begin) == 0, "the last talk shares nothing with the one before it"
    assert shared.replies(waves[0]) == whole.replies(waves[0])
    assert len(shared._begin) > 64


def test_a_model_that_forgets_shares_nothing(tmp_path: Path) -> None:
    from transformers import MistralConfig, MistralForCausalLM

    folder = save_tiny(tmp_path, "llama")
    shape = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    MistralForCausalLM(
        MistralConfig(vocab_size=1024, num_key_value_heads=4, sliding_window=16, **shape)
    ).save_pretrained(folder)
    whole, shared = (
        LocalTalker(ModelSpec(name=str(folder)), device=torch.device("cpu"), max_tokens=8, share=share)
        for share in (False, True)
    )
    talks = [[Message("system", "move up or down. " * 30), Message("user", text)] for text in ("Go!", "Is it so?")]
    assert shared.replies(talks) == whole.replies(talks)
    assert shared._begin == []


def test_a_template_without_a_system_prompt(chatty: Path) -> None:
    talker = LocalTalker(ModelSpec(name=str(chatty)), device=torch.device("cpu"), max_tokens=4)
    talker._tokenizer.chat_template = (
        "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
        "{% for m in messages %}{{ m['role'] }}={{ m['content'] }};{% endfor %}"
    )
    ids = talker._prompt([Message("system", "Rules."), Message("user", "Go!")])
    assert talker._tokenizer.decode(ids).replace(" ", "") == "user=Rules.\n\nGo!;"
    with pytest.raises(Unavailable, match="System role not supported"):
        talker._prompt([Message("system", "Rules.")])
