"""What prompted chat models reached: kept by their evaluation, on the leaderboard from then on, and without anything secret."""

import json
from pathlib import Path
from typing import Any

import pytest

from lab import board, measured, prompted
from lab.board import Row
from lab.catalog import task as find_task
from lab.cli import main
from lab.prompted import Setting
from lab.store import Store
from tasks.play import play
from tests.tasks.serving import Messages, Served, serving

MAZE = find_task("maze-fo")
HOSTILE = "[red]wise[/]\x1b[2J\u202e\udcff\n"


def evaluate(capsys: pytest.CaptureFixture[str], home: Path, task: str, *words: str) -> str:
    code = main(["--home", str(home), "eval", "prompted", task, *words])
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out


def rows(home: Path) -> list[Row]:
    with Store(home) as store:
        return [row for row in board.rows(board.read(store, MAZE)) if row.kind == "prompted"]


def reach(home: Path, player: str, games: int, **how: Any) -> None:
    """A model's evaluation, by games of a scripted player."""
    played = play(MAZE, MAZE.players[player].build(0), MAZE.evaluation_seeds(games), player=f"prompted:{how['model']}")
    with Store(home) as store:
        prompted.keep(store, MAZE, Setting(**how), played)


def test_an_evaluated_model_stands_on_the_leaderboard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMRL_LAB_API_KEY", "sesame")
    with serving(Served(lambda _: "move up")) as served:
        where = ["--model", HOSTILE, "--base-url", f"{served.url}/hidden"]
        out = evaluate(capsys, tmp_path, "maze-fo", *where, "--episodes", "3")
        assert "on the leaderboard with these 3 games: `lmrl-lab leaderboard maze-fo`" in out
        out = evaluate(capsys, tmp_path, "maze-fo", *where, "--episodes", "2")
        assert "with these 2 games, in place of an earlier evaluation of 3 games" in out
        out = evaluate(capsys, tmp_path, "maze-fo", *where, "--episodes", "2", "--examples", "0", "--json")
    assert json.loads(out)["episodes"] == 2
    assert {(row.name, row.games) for row in rows(tmp_path)} == {(HOSTILE, 2), (f"{HOSTILE} examples=0", 2)}
    with Store(tmp_path) as store:
        assert len(store.episodes(task="maze-fo", phase="eval")) == 7, "each game once"
        assert all(row.best and store.episode(row.best).head.player.startswith("prompted:") for row in rows(tmp_path))
    files = [path for path in (tmp_path / "players").rglob("*") if path.is_file()]
    assert len(files) == 2
    assert not any(word in path.read_text() for path in files for word in ("sesame", "hidden", served.url))
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["--home", str(tmp_path), "leaderboard", "maze-fo", "--no-measure"]) == 0
    out = capsys.readouterr().out
    assert "◇  [red]wise[/]␛[2J⟨202E⟩⟨DCFF⟩" in out
    assert not {char for char in out if not char.isprintable()} - {"\n"}


def test_a_row_says_on_how_many_games_it_stands_and_how_the_model_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(tmp_path, "best", 25, model="m", served=True)
    reach(tmp_path, "best", 20, model="m")
    reach(tmp_path, "random", 5, model="m", quant="nf4", retries=0)
    assert {(row.name, row.note) for row in rows(tmp_path)} == {
        ("m", "25 of 800 evaluation games; at a server, 2 examples, 2 retries, 256 tokens"),
        ("m", "20 of 800 evaluation games; on this machine, 2 examples, 2 retries, 256 tokens"),
        ("m quant=nf4 retries=0", "5 of 800 evaluation games; on this machine, 2 examples, 0 retries, 256 tokens"),
    }
    assert len({row.key for row in rows(tmp_path)}) == 3, "one name, and still apart"
    monkeypatch.setattr(measured, "_sources", lambda module: "other games")
    assert all("evaluation games of an earlier version; " in row.note for row in rows(tmp_path))


def test_what_is_kept_and_broken_is_left_out(tmp_path: Path) -> None:
    reach(tmp_path, "best", 3, model="m")
    (path,) = (tmp_path / "players" / "maze-fo" / "prompted").iterdir()
    for broken in ('{"sources": ', '{"setting": {"model": "m", "mood": 3}}', "[]"):
        path.write_text(broken)
        assert not rows(tmp_path)


def test_games_against_another_simulator_do_not_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def speak(messages: Messages) -> str:
        return "Is it alive?"

    with serving(Served(speak)) as served, serving(Served(lambda _: "Yes.")) as answers:
        words = ["--simulator", "openai", "--simulator-model", "s", "--base-url", answers.url, "--episodes", "1"]
        out = evaluate(
            capsys,
            tmp_path,
            "twenty-questions",
            "--model",
            "m",
            "--prompted-url",
            served.url,
            *words,
            "--examples",
            "0",
        )
    assert "not on the leaderboard: only the lab's own simulator counts there" in out
    assert not (tmp_path / "players").exists()
    with Store(tmp_path) as store:
        assert len(store.episodes(task="twenty-questions", phase="eval")) == 1
