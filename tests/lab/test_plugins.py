"""A task of another package: found, checked, played, and in every command; a broken one is told of and harms nothing."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tasks.conformance import check
from tasks.protocol import AnyTask

EXAMPLE = Path(__file__).parents[2] / "examples" / "countdown"


def installed(folder: Path, name: str, entry: str) -> None:
    """What pip leaves behind of a package: its entry points."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[lmrl_lab.tasks]\n{entry}\n")


def lab(home: Path, path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    root = EXAMPLE.parents[1]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(EXAMPLE), str(path)])}
    command = [sys.executable, "-m", "lab", "--home", str(home), *words]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120, cwd=home.parent)


def test_the_example_is_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    task: AnyTask = import_module("countdown").COUNTDOWN
    assert [task.step(task.reset(0)[0], text).legal for text in ("7\n", "x\n")] == [True, False]
    check(task)


def test_an_installed_task_is_in_every_command(tmp_path: Path) -> None:
    installed(tmp_path / "site", "countdown_pkg", "countdown = countdown:COUNTDOWN")
    installed(tmp_path / "site", "broken_pkg", "broken = nowhere_at_all:TASK")
    home = tmp_path / "home"
    listed = json.loads(lab(home, tmp_path / "site", "tasks", "--json").stdout)
    assert "countdown" in [one["task"] for one in listed]
    made = json.loads(lab(home, tmp_path / "site", "data", "make", "countdown", "--episodes", "20", "--json").stdout)
    assert made["stats"]["episodes"] == 20
    found = json.loads(lab(home, tmp_path / "site", "eval", "best", "countdown", "--episodes", "20", "--json").stdout)
    assert found["success"] == 1.0
    told = lab(home, tmp_path / "site", "doctor").stdout
    assert "broken" in told
    assert "nowhere_at_all" in told
