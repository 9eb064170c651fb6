"""What the results table keeps of a cell is enough to run it again, also when its preset is another one by now."""

import json
import shutil
from pathlib import Path

import pytest

from bench.cells import Cell
from bench.page import page
from bench.table import HERE, _kept
from lab import presets
from lab.catalog import spec_from_json


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
    assert _kept(cell, results)
    assert "\nlmrl-lab run maze-fo bc --seed 1   #" in page(results)
    monkeypatch.setitem(presets._MAZE, "bc", presets.Preset({"steps": kept["steps"], "lr": 0.5}, 100))
    assert not _kept(cell, results)
    assert f"\nlmrl-lab run maze-fo bc --seed 1 --set lr={kept['lr']}   #" in page(results)


def test_a_cell_without_a_result_is_trained(results: Path) -> None:
    assert not _kept(Cell("maze-fo", "bc", 12345), results)
