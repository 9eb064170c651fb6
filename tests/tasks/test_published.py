import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tasks.car_dealer import CAR_DEALER
from tasks.chess import CHESS, ENDGAMES
from tasks.dataset import DatasetError, export_file, import_file, load, make, stats
from tasks.guess_city import GUESS_CITY
from tasks.maze import MAZE_FO, MAZE_PO, UMAZE, UMAZE_GOAL, maze
from tasks.play import episode, say, start
from tasks.protocol import AnyTask, Turn
from tasks.textnav import TEXTNAV_FO, TEXTNAV_PO
from tasks.twenty_questions import TWENTY_QUESTIONS
from tasks.wordle import WORDLE, WORDLE_STANDARD

# As the reference writes them: one trajectory a line.
WORDLE_RECORD = {
    "sequence": [
        ["Wordle:\n", 0.0],
        ["s l a t e\n", 1.0],
        ["b b g b b\n", 0.0],
        ["z z z z z\n", 1.0],
        ["\n", 0.0],
        ["b r a n d\n", 1.0],
        ["g g g g g\n", 0.0],
    ],
    "reward": [-1.0, 0.0, -1.0, 0.0, 0.0, 0.0],
    "done": True,
}
MAZE_RECORD: list[dict[str, Any]] = [
    {"state": MAZE_FO.texts[(5, 6)], "action": "go north\n", "reward": -4.0, "done": False},
    {"state": MAZE_FO.texts[(5, 6)], "action": "move down\n", "reward": -1.0, "done": False},
    {"state": MAZE_FO.texts[(6, 6)], "action": "move down\n", "reward": -1.0, "done": False},
    {"state": MAZE_FO.texts[(7, 6)], "action": "move down\n", "reward": 0.0, "done": True},
]
HISTORY_RECORD = {
    "text_history": [
        "There is a wall above you.\n",
        "move down\n",
        "There are walls to your right, to your left.\n",
        "move down\n",
    ],
    "rewards": [0.0, -1.0, 0.0, -1.0],
    "dones": [False, False, False, False],
}
ALL: list[tuple[AnyTask, Any]] = [(WORDLE, WORDLE_RECORD), (MAZE_FO, MAZE_RECORD), (MAZE_PO, HISTORY_RECORD)]


def written(path: Path, *records: Any) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_a_game_of_wordle(tmp_path: Path) -> None:
    (one,) = import_file(written(tmp_path / "w.jsonl", WORDLE_RECORD), WORDLE).episodes
    assert one.turns == (
        Turn("game", "Wordle:\n"),
        Turn("agent", "s l a t e\n", -1.0),
        Turn("game", "b b g b b\n"),
        Turn("agent", "z z z z z\n", -1.0, legal=False),
        Turn("game", "\n"),
        Turn("agent", "b r a n d\n", 0.0),
        Turn("game", "g g g g g\n"),
    )
    assert (one.terminated, one.truncated, one.success, one.total, one.seed) == (True, False, True, -2, -1)


@pytest.mark.parametrize("reward", [[0.0, -1.0, 0.0, -1.0, 0.0, 0.0, 0.0], [-1.0, -1.0, 0.0], [-1, 0, -1, 0, 0, 0]])
def test_rewards_of_wordle_may_be_counted_in_three_ways(tmp_path: Path, reward: list[float]) -> None:
    usual = import_file(written(tmp_path / "w.jsonl", WORDLE_RECORD), WORDLE)
    other = import_file(written(tmp_path / "o.jsonl", WORDLE_RECORD | {"reward": reward}), WORDLE)
    assert other.episodes == usual.episodes


def test_a_walk_that_is_seen(tmp_path: Path) -> None:
    (one,) = import_file(written(tmp_path / "m.jsonl", MAZE_RECORD), MAZE_FO).episodes
    assert [turn.reward for turn in one.spoken] == [-4, -1, -1, 0]
    assert [turn.legal for turn in one.spoken] == [False, True, True, True]
    assert one.turns[-1] == Turn("game", "Success\n")
    assert (one.terminated, one.success) == (True, True)


def test_a_walk_that_was_cut_off_gets_its_last_text_back(tmp_path: Path) -> None:
    (one,) = import_file(written(tmp_path / "m.jsonl", MAZE_RECORD[:3]), MAZE_FO).episodes
    assert one.turns[-1].text == MAZE_FO.texts[(7, 6)]
    assert (one.terminated, one.truncated, one.success) == (False, True, False)
    (hidden,) = import_file(written(tmp_path / "h.jsonl", HISTORY_RECORD), MAZE_PO).episodes
    assert hidden.turns[-1].text == MAZE_PO.texts[(7, 6)]


def test_a_failure_is_truncated_not_terminated(tmp_path: Path) -> None:
    record = [MAZE_RECORD[1] | {"done": True}]
    (one,) = import_file(written(tmp_path / "m.jsonl", record), MAZE_FO).episodes
    assert (one.terminated, one.truncated, one.turns[-1].text) == (False, True, "Failure\n")


def test_a_walk_in_another_maze_is_still_read(tmp_path: Path) -> None:
    record = [{"state": "Elsewhere.\n", "action": "move up\n", "reward": -1, "done": False}]
    (one,) = import_file(written(tmp_path / "m.jsonl", record), MAZE_FO).episodes
    assert [turn.text for turn in one.turns] == ["Elsewhere.\n", "move up\n", "Elsewhere.\n"]


@pytest.mark.parametrize("task", [MAZE_FO, MAZE_PO, WORDLE, WORDLE_STANDARD], ids=lambda task: str(task.name))
def test_out_in_and_out_again_gives_the_same_bytes(tmp_path: Path, task: AnyTask) -> None:
    game = start(task, 0)
    while not game.over:
        game = say(game, "nonsense \ud800\n")
    made = (*make(task, episodes=120).episodes, episode(game))
    export_file(tmp_path / "first", task, made)
    read = import_file(tmp_path / "first", task)
    export_file(tmp_path / "second", task, read.episodes)
    assert (tmp_path / "second").read_bytes() == (tmp_path / "first").read_bytes()
    assert stats(read.episodes) == stats(made)
    assert [one.terminated for one in read.episodes] == [one.terminated for one in made]
    assert [one.spoken for one in read.episodes] == [one.spoken for one in made]


@pytest.mark.parametrize(("task", "record"), ALL, ids=["wordle", "maze-fo", "maze-po"])
def test_what_the_reference_wrote_is_written_again(tmp_path: Path, task: AnyTask, record: Any) -> None:
    path = written(tmp_path / "in.jsonl", record)
    export_file(tmp_path / "out.jsonl", task, import_file(path, task).episodes)
    assert (tmp_path / "out.jsonl").read_bytes() == path.read_bytes()


def test_blank_lines_and_gzip_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl.gz"
    path.write_bytes(gzip.compress(("\n" + json.dumps(WORDLE_RECORD) + "\n\n").encode()))
    assert len(import_file(path, WORDLE).episodes) == 1


def without(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


def at(step: int, **change: Any) -> list[dict[str, Any]]:
    return [record | change if number == step else record for number, record in enumerate(MAZE_RECORD)]


GAME = WORDLE_RECORD["sequence"]


@pytest.mark.parametrize(
    ("task", "record", "reason"),
    [
        (WORDLE, [], "not a JSON object"),
        (WORDLE, without(WORDLE_RECORD, "sequence"), "no field `sequence`"),
        (WORDLE, without(WORDLE_RECORD, "reward"), "no field `reward`"),
        (WORDLE, without(WORDLE_RECORD, "done"), "no field `done`"),
        (WORDLE, WORDLE_RECORD | {"done": 1}, "`done` is neither true nor false"),
        (WORDLE, WORDLE_RECORD | {"sequence": "slate"}, "`sequence` is not a list"),
        (WORDLE, WORDLE_RECORD | {"sequence": [["Wordle:\n"]]}, "not made of pairs"),
        (WORDLE, WORDLE_RECORD | {"sequence": [[5, 0.0]]}, "not made of pairs"),
        (WORDLE, WORDLE_RECORD | {"sequence": GAME[1:]}, "do not take turns"),  # type: ignore[index]
        (WORDLE, WORDLE_RECORD | {"sequence": GAME[:-1]}, "does not end with the game's answer"),  # type: ignore[index]
        (WORDLE, WORDLE_RECORD | {"reward": [-1.0, 0.0]}, "7 texts, but 2 rewards"),
        (WORDLE, WORDLE_RECORD | {"reward": [-1, 0, -1, 0, 0, "0"]}, "`reward` holds more than numbers"),
        (WORDLE, WORDLE_RECORD | {"reward": [-1, 0, -1, 0, 0, float("nan")]}, "`reward` holds more than numbers"),
        (WORDLE, WORDLE_RECORD | {"reward": [-1, 5, -1, 0, 0, 0]}, "only agents earn"),
        (MAZE_FO, {}, "not a list of steps"),
        (MAZE_FO, [], "not a list of steps"),
        (MAZE_FO, [*MAZE_RECORD, 5], "step 4 is not a JSON object"),
        (MAZE_FO, at(1, state=None), "step 1 has no text `state`"),
        (MAZE_FO, at(2, action=3), "step 2 has no text `action`"),
        (MAZE_FO, at(2, reward=True), "step 2 has no number `reward`"),
        (MAZE_FO, at(2, done="no"), "step 2 has no `done`"),
        (MAZE_FO, at(1, done=True), "step 1 is done, but more steps follow"),
        (MAZE_PO, [], "not a JSON object"),
        (MAZE_PO, without(HISTORY_RECORD, "dones"), "no field `dones`"),
        (MAZE_PO, HISTORY_RECORD | {"rewards": [0, -1]}, "4 texts, 2 rewards and 4 dones"),
        (MAZE_PO, HISTORY_RECORD | {"rewards": [1, -1, 0, -1]}, "only agents earn"),
        (MAZE_PO, HISTORY_RECORD | {"text_history": ["a", "b", 5, "c"]}, "`text_history` holds more than texts"),
        (MAZE_PO, {"text_history": ["a"], "rewards": [0], "dones": [False]}, "holds no text of the agent"),
        (MAZE_PO, HISTORY_RECORD | {"dones": [False, 0, False, True]}, "`dones` holds more than true and false"),
    ],
)
def test_a_malformed_record_is_named_by_file_line_and_reason(
    tmp_path: Path, task: AnyTask, record: Any, reason: str
) -> None:
    good = {"wordle": WORDLE_RECORD, "maze-fo": MAZE_RECORD, "maze-po": HISTORY_RECORD}[task.name]
    path = written(tmp_path / "bad.jsonl", good, good, record, good)
    with pytest.raises(DatasetError, match=reason) as raised:
        import_file(path, task)
    assert str(raised.value).startswith(f"{path}, line 3: ")


def test_files_that_hold_nothing_or_no_json_say_so(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n\n")
    (tmp_path / "text").write_text(json.dumps(WORDLE_RECORD) + "\n{oh\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for name, reason in (
        ("empty", "holds no records"),
        ("text", "line 2: "),
        ("binary", "cannot be read"),
        ("missing", "cannot be read"),
    ):
        with pytest.raises(DatasetError, match=reason):
            import_file(tmp_path / name, WORDLE)


def test_a_task_without_a_published_format_says_so(tmp_path: Path) -> None:
    task = maze(UMAZE, UMAZE_GOAL, "full", name="umaze")
    for call in (lambda: import_file(tmp_path / "x", task), lambda: export_file(tmp_path / "x", task, [])):
        with pytest.raises(ValueError, match="no published format is known for umaze"):
            call()


MOVES = [
    {"from_state": "4 k 3 / 8\n", "action": "Q e 7\n", "reward": 0.0, "done": False},
    {"from_state": "3 k 4 / 8\n", "action": "z z\n", "reward": -1.0, "done": False},
    {"from_state": "3 k 4 / 8\n", "action": "Q d 7 #\n", "reward": 1.0, "done": True},
]
TALK = {"lines": ["Is it an animal? Yes.", "Is it a dog? Yes."], "correct": True, "word": ["Dog"]}
DEAL = {
    "buyer_info": {"budget": "50k", "personality": "calm"},
    "lines": [{"role": "Seller", "text": "Hi,  I offer a car\nfor 30k."}, {"role": "Buyer", "text": "Deal."}],
    "output": {"car_bought": "Kia", "msrp": 31000, "buy_price": 30000},
}
WALK = {"text_history": ["You are in.\n", "go east\n"], "rewards": [0.0, 1.0], "dones": [False, True]}
OTHERS: list[tuple[AnyTask, list[Any]]] = [
    (CHESS, MOVES),
    (ENDGAMES, MOVES[:2]),
    (TWENTY_QUESTIONS, [TALK]),
    (GUESS_CITY, [{**TALK, "correct": False, "word": "Paris"}]),
    (CAR_DEALER, [DEAL, {**DEAL, "output": {"car_bought": None, "msrp": None, "buy_price": None}}]),
    (TEXTNAV_FO, [WALK]),
    (TEXTNAV_PO, [WALK]),
]


@pytest.mark.parametrize(("task", "records"), OTHERS, ids=lambda one: str(getattr(one, "name", "")))
def test_the_other_formats_come_back_as_they_were(task: AnyTask, records: list[Any], tmp_path: Path) -> None:
    path = written(tmp_path / "in.jsonl", *records)
    read = import_file(path, task)
    export_file(tmp_path / "out.jsonl", task, read.episodes)
    assert (tmp_path / "out.jsonl").read_bytes() == path.read_bytes()
    assert all(one.turns[0].role == one.turns[-1].role == "game" for one in read.episodes)
    read.save(tmp_path / "kept")
    assert load(tmp_path / "kept") == read


def test_steps_of_chess_are_joined_to_games(tmp_path: Path) -> None:
    one, two = import_file(written(tmp_path / "c", *MOVES, *MOVES[:1]), CHESS).episodes
    assert [turn.legal for turn in one.spoken] == [True, False, True]
    assert (one.success, one.terminated, one.total) == (True, True, 0.0)
    assert two.truncated


def test_what_a_talk_pays(tmp_path: Path) -> None:
    (talk,) = import_file(written(tmp_path / "q", TALK), TWENTY_QUESTIONS).episodes
    assert [turn.reward for turn in talk.spoken] == [-1.0, 0.0]
    (deal,) = import_file(written(tmp_path / "d", DEAL), CAR_DEALER).episodes
    assert (deal.total, deal.success, deal.spoken[0].text) == (30.0, True, "Hi, I offer a car for 30k.\n")


@pytest.mark.parametrize(
    ("task", "damaged", "reason"),
    [
        (CHESS, {"from_state": 3}, "from_state"),
        (TWENTY_QUESTIONS, {**TALK, "lines": ["no answer"]}, "question"),
        (TWENTY_QUESTIONS, {**TALK, "correct": "yes"}, "correct"),
        (CAR_DEALER, {**DEAL, "lines": [{"role": "Buyer", "text": "x"}]}, "seller"),
        (CAR_DEALER, {**DEAL, "output": {"car_bought": "Kia", "buy_price": None}}, "buy_price"),
        (TEXTNAV_FO, {**WALK, "rewards": [0.0]}, "rewards"),
    ],
)
def test_a_damaged_record_of_the_others(task: AnyTask, damaged: Any, reason: str, tmp_path: Path) -> None:
    good = dict(OTHERS[[one for one, _ in OTHERS].index(task)][1][-1])
    with pytest.raises(DatasetError, match=rf"line 2: .*{reason}"):
        import_file(written(tmp_path / "x", good, damaged), task)


@pytest.mark.parametrize("task", [TWENTY_QUESTIONS, GUESS_CITY, CAR_DEALER, ENDGAMES], ids=lambda task: str(task.name))
def test_our_own_games_are_written_and_read_again(task: AnyTask, tmp_path: Path) -> None:
    made = make(task, episodes=5)
    export_file(tmp_path / "a", task, made.episodes)
    read = import_file(tmp_path / "a", task)
    assert [one.total for one in read.episodes] == [pytest.approx(one.total) for one in made.episodes]
    export_file(tmp_path / "b", task, read.episodes)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
