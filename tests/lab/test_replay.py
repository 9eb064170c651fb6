"""`replay` and what goes with it: trees as text and as JSON, branches line by line, what deleting a run leaves."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from lab.catalog import spec_from
from lab.cli import main
from lab.film import listed, load_film
from lab.forking import play_on
from lab.store import Store
from tasks.maze import MAZE_FO
from tasks.play import play
from tasks.protocol import Episode, Turn


@pytest.fixture
def lab(tmp_path: Path) -> tuple[Path, str]:
    """A run with two games, the first forked by a scripted player, and that branch again; a person's game; 1 to 6."""
    with Store(tmp_path) as store:
        run = store.create(spec_from("maze-fo", "bc")).id
        games = play(MAZE_FO, MAZE_FO.players["behaviour"].build(5), [5, 6], player=run)
        store.record(run, [], [(1, "eval", game) for game in games])
        store.finish(run, "done")
        (game,) = play(MAZE_FO, MAZE_FO.players["best"].build(5), [5], player="Ada")
        store.add_episode(game, phase="human", player="Ada")
    for number, at, who in ((1, 1, "best"), (4, 2, "random"), (3, 1, "best")):
        with Store(tmp_path) as store:
            film = load_film(store, number)
        play_on(tmp_path, film, at, who, lambda note: None)
    with Store(tmp_path) as store:
        store.annotate(5, "\x1b[31mred")
    return tmp_path, run


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str, code: int = 0) -> str:
    assert main(["--home", str(home), *words]) == code
    told = capsys.readouterr()
    return told.out if code == 0 else told.err


def document(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> Any:
    return json.loads(said(capsys, home, *words, "--json"))


def test_a_tree_is_printed(lab: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    home, run = lab
    for words in ([run, "4"], ["4"]):
        lines = said(capsys, home, "replay", *words, "--tree").splitlines()
        assert re.fullmatch(r"  played by +turn +return ± parent +ended", lines[0])
        assert lines[1].startswith(f"  ◆ 1 {run} ")
        assert re.match(r"▸ └─ ▲ 4 best +1 +\S+ +\+\S+ +won in \d+$", lines[2])
        assert re.match(r"     └─ ▲ 5 random “␛\[31mred” +2 ", lines[3])
    both = document(capsys, home, "replay", run, "--tree")
    assert (both["run"], both["episode"]) == (run, None)
    assert [[node["episode"] for node in tree["nodes"]] for tree in both["trees"]] == [[1, 4, 5]]
    mine = document(capsys, home, "replay", "3", "--tree")
    assert (mine["run"], mine["episode"]) == (None, 3)
    assert [(node["episode"], node["by"], node["gain"]) for node in mine["trees"][0]["nodes"]] == [
        (3, "person", None),
        (6, "scripted", 0.0),
    ]


def test_where_branches_leave_is_told_line_by_line(lab: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    home, run = lab
    lines = said(capsys, home, "replay", run, "1", "--plain").splitlines()
    assert re.match(r"\* here branch 4 \(best, scripted\) leaves: \+\S+ than its parent", lines[3])
    assert lines[-1] == "its tree has 2 branches: `lmrl-lab replay 1 --tree`"
    lines = said(capsys, home, "replay", "5", "--plain").splitlines()
    taken = [line for line in lines if line.startswith("* from here")]
    assert re.match(r"\* from here branch 4 \(best, scripted\) plays on, from 1: \+", taken[0])
    assert re.match(r"\* from here branch 5 \(random, scripted\) plays on, from 4: −", taken[1])
    assert "than its parent" not in said(capsys, home, "replay", run, "2", "--plain")
    told = document(capsys, home, "replay", "4")
    assert (told["parent"], told["from_turn"], told["branches"], told["player"]) == (1, 1, [5], "best")
    assert told["gain"] > 0


def test_the_best_of_a_run_is_a_game_of_its_own(lab: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    home, run = lab
    with Store(home) as store:
        games = {head.id: head.total for head in store.episodes(run)}
    assert max(games, key=lambda number: games[number]) == 4
    assert document(capsys, home, "replay", run)["episode"] == max((1, 2), key=lambda number: games[number])


def test_what_is_asked_wrongly_is_told(lab: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    home, run = lab
    assert f"not one of {run}" in said(capsys, home, "replay", run, "6", "--plain", code=2)
    assert "an episode alone" in said(capsys, home, "replay", "1", "2", code=2)
    assert "no episode 99" in said(capsys, home, "replay", "99", "--tree", code=2)
    with Store(home) as store:
        empty = store.create(spec_from("maze-fo", "bc")).id
    assert "nothing was forked" in said(capsys, home, "replay", empty, "--tree")
    assert "no episodes yet" in said(capsys, home, "replay", empty, "--plain", code=2)


def test_what_a_deleted_run_leaves_is_told_and_is_there(
    lab: tuple[Path, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, run = lab
    assert document(capsys, home, "show", run)["branches"] == 2
    assert f"2 branches of its games: `lmrl-lab replay {run} --tree`" in said(capsys, home, "show", run)
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin", _Terminal())

    def answer(question: str) -> str:
        asked.append(question)
        return "n"

    monkeypatch.setattr("builtins.input", answer)
    assert "nothing was deleted" in said(capsys, home, "delete", run, code=1)
    stays = "(2 branches of its games stay, with the game they were forked from)"
    assert asked == [f"delete {run}, its checkpoints, metrics and 1 episodes? {stays} [y/N] "]
    assert said(capsys, home, "delete", run, "--yes") == f"{run} is deleted {stays}\n"
    assert "no run" in said(capsys, home, "replay", run, "4", code=2)
    lines = said(capsys, home, "replay", "5", "--tree").splitlines()
    assert f"1 {run}, deleted run" in lines[1]
    assert len(lines) == 4
    assert said(capsys, home, "replay", "4", "--plain").count("\n* ") == 2
    assert "no episode 2" in said(capsys, home, "replay", "2", "--plain", code=2)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_worst_games_are_those_of_the_latest_evaluation(tmp_path: Path) -> None:
    """Those of all time are of an agent that had learned nothing yet."""
    with Store(tmp_path) as store:
        run = store.create(spec_from("maze-fo", "bc")).id
        for step, total in ((0, -400.0), (500, -5.0), (500, -9.0)):
            turns = (Turn("game", "a maze\n"), Turn("agent", "move up\n", total))
            store.add_episode(Episode("maze-fo", 1, turns, True, False), run=run, phase="eval", step=step)
        assert [head.total for head in listed(store, run, "worst")] == [-9, -5, -400]
        assert [head.total for head in listed(store, run, "best")] == [-5, -9, -400]
