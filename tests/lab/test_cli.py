"""The command contract: exit codes, help with examples, one JSON document, clear errors."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from lab.catalog import spec_from
from lab.cli import main, parser
from lab.store import Store

COMMANDS = next(one for one in parser()._actions if isinstance(one, argparse._SubParsersAction)).choices


def run(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> tuple[int, str, str]:
    code = main(["--home", str(home), *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def document(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> Any:
    code, out, err = run(capsys, home, *words, "--json")
    assert code == 0, err
    return json.loads(out)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_with_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert f"  lmrl-lab {name}" in out
    assert "--json" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "maze-f", "bc"], "did you mean maze-fo"),
        (["run", "maze-fo", "ilq"], "did you mean ilql"),
        (["run", "maze-fo", "bc", "--set", "btch=3"], "did you mean batch"),
        (["run", "maze-fo", "bc", "--set", "batch=many"], "whole number"),
        (["run", "maze-fo", "ilql", "--set", "tau=3"], "at most 1"),
        (["run", "maze-fo", "bc", "--quant", "nf3"], "did you mean nf4"),
        (["run", "maze-fo", "bc", "--lora-rank", "0", "--quant", "nf4"], "frozen"),
        (["run", "maze-fo", "bc", "--from", "nobody"], "no run 'nobody'"),
        (["run", "maze-fo", "bc", "--set", "batch"], "KNOB=VALUE"),
        (["evla", "random"], "did you mean eval"),
        (["eval", "random"], "name a task too"),
        (["show", "nothing"], "no run 'nothing'"),
        (["data", "import", "/no/such/file", "--task", "wordle"], "no file"),
        (["data", "make", "wordle", "--recipe", "skiled"], "it has behaviour, skilled"),
        (["data", "make", "wordle", "--episodes", "-3"], "whole number"),
        (["eval", "prompt", "wordle", "--model", "x"], "did you mean prompted?"),
        (["eval", "prompt", "wordle"], "no run 'prompt'; did you mean the player prompted?"),
        (["eval", "randm", "wordle"], "did you mean the player random?"),
    ],
)
def test_what_is_asked_wrongly_exits_with_2_and_says_what_is_allowed(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, tmp_path, *words)
    assert code == 2
    assert said in err
    assert not out
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [
        "sweep maze-fo bc --vary lr=1e-3,1e-4 --jobs 0", "eval best maze-fo --episodes 0", "data make wordle --episodes 0",
        "run maze-fo bc --seeds 0", "run maze-fo bc --steps 0", "run maze-fo bc --eval-episodes 0", "run maze-fo bc --eval-every 0",
        "run maze-fo bc --threads 0", "eval prompted maze-fo --model m --timeout 0", "perf --rounds 0", "perf --threads many",
    ],
)  # fmt: skip
def test_no_things_at_all_are_not_the_usual_number_of_them(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, option, number = words.split()
    code, out, err = run(capsys, tmp_path, *words.split())
    assert (code, out) == (2, "")
    assert f"{option}: '{number}' is not a whole number of 1 or more; leave the option out for the usual one" in err


def test_catalogue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {"maze-fo", "wordle"} <= {one["task"] for one in document(capsys, tmp_path, "tasks")}
    assert list(document(capsys, tmp_path, "tasks", "chess")[0]["views"]) == ["pieces", "king-safety"]
    assert "king-safety" in run(capsys, tmp_path, "tasks", "chess")[1]
    assert [one["algo"] for one in document(capsys, tmp_path, "algos")] == [
        "bc",
        "filtered-bc",
        "online-bc",
        "mc",
        "ilql",
        "ppo",
    ]
    assert document(capsys, tmp_path, "models")[0]["parameters"] == 319968


def test_names_of_runs_are_told_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is broken over two lines cannot be copied."""
    with Store(tmp_path) as store:
        name = store.create(spec_from("twenty-questions", "filtered-bc", seed=10)).id
    for width, task in ((80, False), (160, True)):
        monkeypatch.setenv("COLUMNS", str(width))
        head, line = run(capsys, tmp_path, "runs")[1].splitlines()
        assert line.startswith(f"{name} ")
        assert ("  task  " in head) == task
        assert head.endswith("score")


def test_evaluating_a_scripted_player(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, tmp_path, "eval", "best", "maze-fo")
    assert found["return_mean"] == pytest.approx(-6.84)
    assert found["score"] == pytest.approx(100)
    wanted = {
        "task",
        "player",
        "episodes",
        "return_mean",
        "return_stderr",
        "score",
        "score_low",
        "score_high",
        "success",
        "illegal_rate",
    }
    assert wanted <= set(found)


def test_data_travel_out_and_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = document(capsys, tmp_path, "data", "make", "maze-fo", "--episodes", "12")
    assert made["stats"]["episodes"] == 12
    file = tmp_path / "maze.jsonl"
    document(capsys, tmp_path, "data", "export", "maze-fo", str(file), "--episodes", "12")
    taken = document(capsys, tmp_path, "data", "import", str(file), "--task", "maze-fo", "--name", "mine")
    assert taken["stats"] == made["stats"]
    again = tmp_path / "again.jsonl"
    document(capsys, tmp_path, "data", "export", "maze-fo", str(again), "--data", "mine")
    assert again.read_bytes() == file.read_bytes()


def test_a_malformed_record_is_named_and_nothing_is_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.jsonl"
    document(capsys, tmp_path, "data", "export", "maze-fo", str(file), "--episodes", "3")
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[1][:20], lines[2]]))
    code, _, err = run(capsys, tmp_path, "data", "import", str(file), "--task", "maze-fo", "--name", "mine")
    assert code == 1
    assert "bad.jsonl" in err
    assert "line 2" in err or ":2" in err
    assert not (tmp_path / "datasets" / "mine.jsonl.gz").exists()


def test_playing_line_by_line(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "lab", "play", "wordle", "--plain", "--seed", "3", "--name", "Ada", "--home", str(tmp_path)],
        input="?\nabout\nzzzzz\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "[−1.00]" in ran.stdout
    assert "return −2.00" in ran.stdout


def test_a_home_for_viewing_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path, "runs")[0] == 0
    script = (
        "import os, sys, lab.commands.runs, lab.commands.data; from lab.cli import main; from lab.store import Store; from pathlib import Path;"
        f"Store(Path({str(tmp_path)!r}), readonly=True).close(); os.geteuid() or os.setuid(65534);"
        f"codes = [main(['--home', {str(tmp_path)!r}, *w]) for w in (['runs', '--json'], ['run', 'maze-fo', 'bc', '--detach'])];"
        "print(codes)"
    )
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in tmp_path.parents:
        if parent.is_relative_to(tempfile.gettempdir()) and parent != Path(tempfile.gettempdir()):
            parent.chmod(0o755)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
    finally:
        for path in (tmp_path, *tmp_path.rglob("*")):
            path.chmod(0o755)
    assert ran.stdout.strip().endswith("[0, 1]"), ran.stdout + ran.stderr
    assert "--home" in ran.stderr


def test_help_brings_neither_torch_nor_textual() -> None:
    code = "import sys; from lab.cli import parser; parser().format_help(); print([m for m in ('torch', 'textual', 'numpy') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.stdout.strip() == "[]"
