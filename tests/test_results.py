"""What the results table keeps of a cell is enough to run it again, also when its preset is another one by now."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.cells import Cell
from bench.page import page, players_path, short, write
from bench.table import HERE, _keep_players, _kept
from lab import presets
from lab.catalog import spec_from_json, spec_to_json
from lab.cli import main
from lab.store import Store
from tasks.maze import MAZE_FO
from tasks.play import play


@pytest.fixture
def results(tmp_path: Path) -> Path:
    shutil.copytree(HERE, tmp_path / "results")
    return tmp_path / "results"


def test_every_result_is_of_a_run_that_this_version_understands() -> None:
    for path in HERE.glob("*.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
        spec = spec_from_json(found["spec"])
        assert (spec.task, spec.algo, spec.seed, spec.config.steps) == tuple(
            found[name] for name in ("task", "algo", "seed", "steps")
        )
        assert path.name == f"{Cell(spec.task, spec.algo, spec.seed).name}.json"


def test_a_cell_of_an_older_preset_says_what_it_was_and_is_trained_again(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = Cell("maze-fo", "bc", 1)
    kept = json.loads(cell.path(results).read_text(encoding="utf-8"))["spec"]["config"]
    assert _kept(cell, [cell], results)
    assert "\nlmrl-lab run maze-fo bc --seed 1   #" in page(results)
    monkeypatch.setitem(presets._MAZE, "bc", presets.Preset({"steps": kept["steps"], "lr": 0.5}, 100))
    assert not _kept(cell, [cell], results)
    assert f"\nlmrl-lab run maze-fo bc --seed 1 --set lr={kept['lr']}   #" in page(results)


def test_a_cell_whose_origin_would_be_another_run_today_is_trained_again(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = Cell("maze-fo", "ilql", 1)
    assert _kept(cell, [cell], results)
    monkeypatch.setitem(presets._MAZE, "bc", presets.Preset({"lr": 0.5}, 100))
    assert not _kept(cell, [cell], results)


def test_the_run_that_a_cell_goes_on_from_has_a_line_before_it(results: Path) -> None:
    """Also where it is no cell of the page."""
    for path in results.glob("*.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
        assert bool(found["origin"]) == bool(found["spec"]["from_run"])
    lines = page(results).splitlines()
    for line in lines:
        if " --from " in line:
            task, seed = line.split()[2], line.split("-RUN-OF-SEED-")[1].split()[0]
            algo = line.split("--from ")[1].split("-RUN-")[0].lower()
            before = lines[: lines.index(line)]
            seeded = "" if seed == "0" else f" --seed {seed}"
            assert any(one.startswith(f"lmrl-lab run {task} {algo}") and seeded in one for one in before), line


def test_every_result_names_a_commit_that_there_is() -> None:
    def git(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", "-C", str(HERE), *words], capture_output=True, text=True)

    if git("rev-parse", "--is-shallow-repository").stdout.strip() != "false":
        pytest.skip("no history is here to look in")
    commits = {json.loads(path.read_text(encoding="utf-8"))["commit"] for path in HERE.glob("*.json")}
    assert [one for one in commits if git("merge-base", "--is-ancestor", one, "HEAD").returncode] == []


def test_agents_stand_beside_bc_at_their_own_temperature(results: Path) -> None:
    """Whoever speaks at another temperature than BC is not compared with BC's own row."""
    path = results / "wordle_ilql_s0.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    bc = json.loads((results / "wordle_bc_s0.json").read_text(encoding="utf-8"))
    row = next(line for line in page(results).splitlines() if line.startswith("| ilql | 0 | T 0.3"))
    assert found["base"]["return_mean"] > bc["eval"]["return_mean"] + 1
    assert f"| {found['eval']['return_mean'] - found['base']['return_mean']:+.2f} [" in row
    found["base"] = None
    path.write_text(json.dumps(found), encoding="utf-8")
    assert (
        "["
        not in next(line for line in page(results).splitlines() if line.startswith("| ilql | 0 | T 0.3")).split("|")[9]
    )


def test_the_summary_prefers_three_seeds_to_a_lucky_one(results: Path) -> None:
    one = json.loads((results / "maze-po_ppo_s0.json").read_text(encoding="utf-8"))
    one["eval"]["return_mean"], one["algo"] = -1.0, "mc"
    (results / "maze-po_mc_s0.json").write_text(json.dumps(one), encoding="utf-8")
    assert "\n| maze-po | ppo | " in page(results)


def test_an_agent_that_keeps_its_start_is_called_bc(results: Path) -> None:
    """However its algorithm is called: its updates brought nothing."""
    assert "\n| maze-fo | ilql | -6.84 ± 0 (" in page(results)
    for seed in range(2):
        path = results / f"maze-fo_ilql_s{seed}.json"
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"best_step": 0}), encoding="utf-8")
    assert "\n| maze-fo | ilql, in 2 of 3 seeds BC at T 1, β 64 | " in page(results)
    assert "| `maze-fo` | ilql, in 2 of 3 seeds BC at T 1, β 64 | " in short(results)


@pytest.mark.parametrize(
    ("task", "returns", "said"),
    [
        ("maze-fo", (-6.84, -6.84, -6.84), "-6.84, the paper's best known player | yes"),
        ("maze-fo", (-6.8, -6.84, -6.9), "-6.84, the paper's best known player | no"),
        ("endgames", (0.9, 0.8, 0.7), "0.814 | no"),
        ("endgames", (0.9, 0.8, 0.75), "0.814 | yes"),
        ("twenty-questions", (-9.0, -9.0, -9.0), "86.2 of best | yes"),
        ("twenty-questions", (-13.0, -13.0, -13.0), "86.2 of best | no"),
        ("car-dealer", (43.0, 43.0, 43.0), "43.08, nine tenths of the best seller's | no"),
        ("car-dealer", (40.0, 43.0, 47.0), "43.08, nine tenths of the best seller's | yes"),
    ],
)
def test_what_an_agent_should_reach(results: Path, task: str, returns: tuple[float, ...], said: str) -> None:
    for path in results.glob(f"{task}_*.json"):
        path.unlink()
    known = json.loads((HERE / f"{task}_bc_s0.json").read_text(encoding="utf-8"))
    for seed, ret in enumerate(returns):
        known |= {"seed": seed, "spec": known["spec"] | {"seed": seed}, "eval": known["eval"] | {"return_mean": ret}}
        (results / f"{task}_bc_s{seed}.json").write_text(json.dumps(known), encoding="utf-8")
    line = next(line for line in page(results).splitlines() if line.startswith(f"| {task} | bc | "))
    assert f"| {said} | " in line


def test_a_cell_is_kept_beside_the_origin_that_it_was_trained_from(tmp_path: Path) -> None:
    """As in a quick table, whose BC is a shorter one."""
    base, cell = Cell("maze-fo", "bc", 0, {"steps": "7"}), Cell("maze-fo", "ppo", 0)
    found = {"spec": spec_to_json(cell.spec("bc-maze-fo-1")), "origin": spec_to_json(base.spec())}
    cell.path(tmp_path).write_text(json.dumps(found), encoding="utf-8")
    assert _kept(cell, [base, cell], tmp_path)
    assert not _kept(cell, [cell], tmp_path)


def test_another_folder_has_results_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What came with the lab counts for nothing there."""
    assert main(["--home", str(tmp_path), "bench", "--page", "--out", str(tmp_path / "mine")]) == 2
    assert "there are no results in" in capsys.readouterr().err


def test_a_page_of_another_folder_leaves_what_stands_beside_it(results: Path, tmp_path: Path) -> None:
    """A README and notes that happen to be there are somebody else's."""
    for name in ("README.md", "notes.md", "bench/notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<!-- results -->\nnot ours\n<!-- /results -->\n", encoding="utf-8")
    other = results.rename(tmp_path / "bench" / "results")
    assert "not ours" not in write(other).read_text(encoding="utf-8")
    assert "not ours" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_what_people_call_themselves_is_text(results: Path) -> None:
    """And somebody called like a scripted player replaces nobody."""
    path = players_path(results, "maze-fo")
    players = json.loads(path.read_text(encoding="utf-8"))
    players.append({**players[0], "kind": "people", "name": "[x](http://e)<img>|*a*"})
    path.write_text(json.dumps(players), encoding="utf-8")
    assert "person \\[x\\]\\(http\\:\\/\\/e\\)\\<img\\>\\|\\*a\\*, " in page(results)


def test_people_and_scripted_players_of_one_name_are_both_kept(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        game = play(MAZE_FO, MAZE_FO.players["best"].build(0), [1], player="best")[0]
        store.add_episode(game, phase="human", player="best")
    _keep_players(tmp_path, "maze-fo", tmp_path / "results", lambda _: None)
    kept = json.loads(players_path(tmp_path / "results", "maze-fo").read_text(encoding="utf-8"))
    assert sorted(one["kind"] for one in kept if one["name"] == "best") == ["people", "scripted"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--budget", "quick", "--page"], "there are no results in"),
        (["--budget", "quick", "--tasks", "wordle"], "leave --tasks, --algos and --seeds out"),
    ],
)
def test_what_bench_refuses(words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(tmp_path), "bench", *words]) != 0
    assert said in capsys.readouterr().err


def test_a_cell_without_a_result_is_trained(results: Path) -> None:
    assert not _kept(Cell("maze-fo", "bc", 12345), [], results)
