"""What counts on the leaderboard, where everybody stands, and the command that prints it."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.table import HERE
from lab import board, measured, published
from lab.board import Row
from lab.catalog import TASKS
from lab.catalog import task as find_task
from lab.cli import main
from lab.measured import keep
from lab.settings import Settings, save
from lab.store import Store
from tasks.play import episode, play, say, start
from tasks.protocol import AnyTask, Episode
from tasks.score import interval, score
from tests.lab.screens.driving import filled

MAZE = find_task("maze-fo")
WORDLE = find_task("wordle")


def game(task: AnyTask, player: str, seed: int) -> Episode:
    return play(task, task.players["best"].build(0), [seed], player=player)[0]


def broken_off(task: AnyTask, player: str, seed: int, *texts: str) -> Episode:
    """A game that a person gave up after these texts."""
    going = start(task, seed)
    for text in texts:
        going = say(going, text)
    return episode(going, player)


def people(home: Path, task: AnyTask = MAZE) -> dict[str, Row]:
    with Store(home) as store:
        return {row.name: row for row in board.rows(board.read(store, task)) if row.kind == "people"}


def test_only_what_a_person_did_alone_counts(tmp_path: Path) -> None:
    simulated = json.dumps({"simulator": {"kind": "openai", "model": "x", "base_url": "http://x"}})
    with Store(tmp_path) as store:
        store.add_episode(game(MAZE, "Ada", 1), phase="human", player="Ada")
        store.add_episode(game(MAZE, "Ada", 2), phase="human", player="Ada", assisted=True)
        store.add_episode(replace(game(MAZE, "Ada", 3), about=simulated), phase="human", player="Ada")
        store.add_episode(replace(game(MAZE, "Ada", 4), about="no { json"), phase="human", player="Ada")
        store.add_episode(game(MAZE, "Ada", 5), phase="fork", player="Ada")
        store.add_episode(game(MAZE, "Ada", 6), phase="other", player="Ada")
        store.add_episode(game(MAZE, "Ada", 1), phase="human", player="Ada")
        store.add_episode(game(MAZE, "Ada", 2), phase="human", player="Ada")
        store.add_episode(game(MAZE, "Eve", 7), phase="human", player="Eve", assisted=True)
        facts = board.read(store, MAZE)
    good, left_out = board.counted(facts.games)
    assert [one.seed for one in good] == [1, 4]
    assert left_out == {"assisted": 2, "against a chat model": 1, "of a seed played before": 2}
    assert set(people(tmp_path)) == {"Ada"}
    assert people(tmp_path)["Ada"].games == 2
    assert not people(tmp_path, WORDLE)


def test_a_game_given_up_is_a_game_lost(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add_episode(broken_off(MAZE, "Ada", 1, "move up\n"), phase="human")
        store.add_episode(broken_off(WORDLE, "Ada", 1, *["a b o u t\n"] * 2), phase="human")
        lost = broken_off(WORDLE, "Grace", 1, *["a b o u t\n"] * 6)
        store.add_episode(lost, phase="human")
    assert people(tmp_path)["Ada"].return_mean == -101
    assert "1 given up" in people(tmp_path)["Ada"].note
    assert people(tmp_path, WORDLE)["Ada"].return_mean == -6
    assert people(tmp_path, WORDLE)["Grace"].return_mean == -6
    assert "given up" not in people(tmp_path, WORDLE)["Grace"].note
    assert "−101" in board.rule(MAZE)
    assert "resigning" in board.rule(find_task("chess"))


def test_resigning_costs_what_being_mated_costs(tmp_path: Path) -> None:
    from lab.records import PersonGame

    one = PersonGame(1, "Ada", 1, -2.0, 30, False, terminated=False, assisted=False, simulated=False)
    assert board.worth(find_task("chess"), one) == -3
    assert board.worth(find_task("chess"), replace(one, terminated=True)) == -2
    assert board.worth(MAZE, replace(one, turns=MAZE.max_turns)) == -2


def test_figures_are_those_of_the_games(tmp_path: Path) -> None:
    games = [game(MAZE, "Ada", seed) for seed in range(5)]
    with Store(tmp_path) as store:
        kept = [store.add_episode(one, phase="human") for one in games]
    row, totals = people(tmp_path)["Ada"], [one.total for one in games]
    assert row.return_mean == pytest.approx(sum(totals) / 5)
    assert (row.low, row.high) == interval(totals)
    assert row.score == score(row.return_mean, MAZE.constants)
    assert row.best == kept[totals.index(max(totals))]
    alone = people(tmp_path)["Ada"]._replace(games=1)
    assert alone.success == 1


def test_seeds_of_one_setting_share_a_row(tmp_path: Path) -> None:
    names = filled(tmp_path)
    with Store(tmp_path) as store:
        facts = board.read(store, MAZE)
    together = [row for row in board.rows(facts) if row.kind == "agents"]
    assert [(row.run in names[1:], row.seeds) for row in together] == [(True, 2), (False, 1)]
    assert "best of 2 seeds" in together[0].note
    apart = [row for row in board.rows(facts, every_run=True) if row.kind == "agents"]
    assert {row.run for row in apart} == set(names)
    run = next(run for run in facts.runs if run.id == names[0])
    row = next(row for row in apart if row.run == run.id)
    assert run.evaluation is not None
    assert (row.score_low, row.score_high) == pytest.approx((run.evaluation.score_low, run.evaluation.score_high))
    assert row.low < row.return_mean < row.high


def test_ranks_are_shared_and_the_best_comes_first(tmp_path: Path) -> None:
    rows = [Row("people", "a", 1.0), Row("paper", "b", 2.0), Row("agents", "c", 1.0), Row("scripted", "d")]
    assert board.ranks(rows) == {"paper b": 1, "people a": 2, "agents c": 2}
    stands = board.standing(rows, "a")
    assert stands is not None
    assert (stands.rank, stands.of) == (2, 3)
    assert board.standing(rows, "nobody") is None


def test_a_player_is_measured_once_for_one_state_of_the_games(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[int, int]] = []
    found = measured.measure(tmp_path, MAZE, "best", lambda done, of: heard.append((done, of)))
    assert found.evaluation.return_mean == pytest.approx(-6.84)
    assert heard[-1] == (800, 800)
    assert measured.kept(tmp_path, MAZE) == {"best": found}
    assert measured.missing(tmp_path, MAZE) == ["random", "behaviour"]
    with Store(tmp_path) as store:
        assert found.best is not None
        assert store.episode(found.best).head.total == 0
    monkeypatch.setattr(measured, "_sources", lambda module: "other games")
    assert measured.missing(tmp_path, MAZE) == ["random", "behaviour", "best"]


def test_what_is_kept_and_broken_is_measured_again(tmp_path: Path) -> None:
    measured.measure(tmp_path, MAZE, "best", lambda done, of: None)
    (tmp_path / "players" / "maze-fo" / "best.json").write_text('{"sources": ')
    assert not measured.kept(tmp_path, MAZE)


def ready(home: Path) -> None:
    """A store with runs, and with players as if measured, of few games."""
    filled(home)
    for player in MAZE.players:
        games = play(MAZE, MAZE.players[player].build(0), MAZE.evaluation_seeds(25), player=player)
        keep(home, MAZE, player, games)


def run(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> tuple[int, str, str]:
    code = main(["--home", str(home), "leaderboard", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_prints_everybody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    ready(tmp_path)
    with Store(tmp_path) as store:
        store.add_episode(game(MAZE, "Ada", 1), phase="human")
        store.add_episode(game(MAZE, "[red]Eve[/]\x1b[31m\u202e\nx", 2), phase="human")
    code, out, err = run(capsys, tmp_path, "maze-fo")
    assert code == 0, err
    assert "you: rank " in out
    for part in (
        "● ",
        "ilql-000",
        "×2",
        "behaviour",
        "printed",
        "75.0 ≠",
        "99.9 ",
        "games   won",
        " –     –\n",
        "[red]Eve[/]␛[31m⟨202E⟩",
        "lost: −101",
    ):
        assert part in out, part
    assert not {char for char in out if not char.isprintable()} - {"\n"}


def test_long_names_leave_the_figures_their_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(tmp_path)
    with Store(tmp_path) as store:
        store.add_episode(game(MAZE, "Ada" * 20, 1), phase="human")
    monkeypatch.setenv("COLUMNS", "80")
    lines = run(capsys, tmp_path, "maze-fo")[1].splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert sum(line[:2].strip().isdigit() for line in lines) == 14, "a line each"
    assert any("95 % interval" in line for line in lines), "and no figure over two"
    assert any("AdaAdaAda" in line and "…" in line for line in lines)


def test_the_document_holds_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ready(tmp_path)
    with Store(tmp_path) as store:
        store.add_episode(game(MAZE, "Ada", 1), phase="human")
        store.add_episode(game(MAZE, "Ada", 2), phase="human", assisted=True)
    code, out, err = run(capsys, tmp_path, "maze-fo", "--json")
    assert code == 0, err
    told: dict[str, Any] = json.loads(out)
    assert told["you"] == {"player": "Ada", "rank": 1, "of": 14}
    assert told["not_counted"] == {"assisted": 1}
    assert told["unmeasured"] == {}
    rows = {(row["kind"], row["player"]): row for row in told["rows"]}
    assert [row["return_mean"] for row in told["rows"]] == sorted(
        (row["return_mean"] for row in told["rows"]), reverse=True
    )
    mine = rows["people", "Ada"]
    assert (mine["episodes"], mine["return_low"], mine["success"]) == (1, None, 1)
    mc = rows["paper", "MC"]
    assert (mc["return_mean"], mc["score_printed"], mc["contradicts"]) == (-48.1, 75.0, True)
    assert mc["score"] == pytest.approx(72.9, abs=0.05)
    assert not rows["paper", "ILQL"]["contradicts"]
    assert rows["scripted", "best"]["best_episode"]
    code, out, _ = run(capsys, tmp_path, "maze-fo", "--runs", "--json")
    assert len(json.loads(out)["rows"]) == len(told["rows"]) + 1


def test_without_a_task_nothing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, tmp_path, "--json")
    assert code == 0, err
    told = json.loads(out)
    assert [one["task"] for one in told] == list(TASKS)
    assert all(one["you"] is None and set(one["unmeasured"]) == set(TASKS[one["task"]].players) for one in told)
    code, out, err = run(capsys, tmp_path, "wordle", "--no-measure")
    assert code == 0, err
    assert "`lmrl-lab play wordle` plays one" in out
    assert "printed" in out
    assert not any(word in out for word in ("games  ", "won", "interval")), "nobody has any"
    assert "not measured: random, behaviour, consistent, best" in out


def test_the_missing_are_measured_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ready(tmp_path)
    (tmp_path / "players" / "maze-fo" / "best.json").unlink()
    code, out, err = run(capsys, tmp_path, "maze-fo", "--json")
    assert code == 0, err
    best = next(row for row in json.loads(out)["rows"] if row["kind"] == "scripted" and row["player"] == "best")
    assert (best["episodes"], best["score"]) == (800, pytest.approx(100))


def test_what_cannot_be_measured_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks.protocol import Unavailable

    def gone(*_: object) -> None:
        raise Unavailable("no engine here")

    monkeypatch.setattr(measured, "measure", gone)
    code, out, _ = run(capsys, tmp_path, "wordle")
    assert code == 0
    assert "not measured: random, behaviour, consistent, best (no engine here)" in out
    assert "ILQL" in out


def test_a_home_for_reading_only_is_measured_by_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measured, "writable", lambda home: False)
    code, out, _ = run(capsys, tmp_path, "wordle", "--json")
    assert code == 0
    assert "cannot be written" in json.loads(out)["unmeasured"]["best"]
    assert not (tmp_path / "players").exists()


def test_a_wrong_task_is_answered_with_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, tmp_path, "wordel")
    assert code == 2
    assert not out
    assert "did you mean wordle" in err


def test_agents_of_other_simulators_stay_off(tmp_path: Path) -> None:
    names = filled(tmp_path)
    save(tmp_path, Settings(player="Ada"))
    with Store(tmp_path) as store:
        spec = json.loads(next(store._query("select spec from runs where id = ?", names[0]))["spec"])
        spec["simulator"] = {"kind": "openai", "model": "x", "base_url": "http://x"}
        with store._writing() as db:
            db.execute("update runs set spec = ? where id = ?", (json.dumps(spec), names[0]))
        assert names[0] not in {run.id for run in board.read(store, MAZE).runs}


def test_bars_and_scale() -> None:
    from lab.theme import INK
    from lab.widgets.board_rows import scale, score_bar, top_of

    row = Row("people", "a", 1.0, score=50.0, score_low=40.0, score_high=70.0)
    assert score_bar(row, 10, 100, INK).plain == "━━━━━──   "
    assert score_bar(row._replace(score=25.0, score_high=math.nan), 10, 100, INK).plain == "━━╸  ┊    "
    assert score_bar(row._replace(score=-690.0, score_high=math.nan), 10, 100, INK).plain == "◂    ┊    "
    assert score_bar(row._replace(score=200.0, score_high=math.nan), 10, 200, INK).plain == "━" * 10
    assert score_bar(row._replace(score=20.0, score_high=math.nan), 10, 200, INK).plain == "━ ┊  ┊    "
    assert scale(10, 100) == "0      100"
    assert scale(20, 100) == "0         50     100"
    assert scale(54, 100) == "0                          50 data      100 best known"
    assert top_of([row]) == 100
    assert top_of([row._replace(score=170.2)]) == 170.2


def test_the_labs_own_agents_stand_by_the_mean_of_their_seeds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that come with the lab, each task's best at least."""
    monkeypatch.setattr("lab.published.FOLDER", HERE)
    for told in json.loads(run(capsys, tmp_path, "--json")[1]):
        own = [row for row in told["rows"] if row["kind"] == "lab"]
        if TASKS[told["task"]].paper:
            assert max(row["seeds"] for row in own) >= 3, told["task"]
        for row in own:
            found = [
                one for path in HERE.glob(f"{told['task']}_{row['player']}_s*.json")
                if (one := json.loads(path.read_text())["eval"])
            ]  # fmt: skip
            if len(found) == row["seeds"]:
                mean = sum(one["return_mean"] for one in found) / len(found)
                assert row["return_mean"] == pytest.approx(mean)
                assert row["return_low"] <= mean <= row["return_high"]
                assert row["episodes"] == sum(one["episodes"] for one in found)
    seeds = json.loads(run(capsys, tmp_path, "maze-po", "--no-measure", "--runs", "--json")[1])["rows"]
    assert {"ppo s0", "ppo s1", "ppo s2"} <= {row["player"] for row in seeds if row["kind"] == "lab"}
    assert any(row["illegal_rate"] for row in seeds)


def test_a_damaged_result_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (published.FOLDER / "wordle_bc_s0.json").write_text('{"spec": ')
    code, out, err = run(capsys, tmp_path, "wordle", "--no-measure")
    assert (code, out) == (1, "")
    assert "wordle_bc_s0.json holds no result" in err
