"""What a filter of runs means."""

from pathlib import Path
from typing import Any

import pytest

from lab.catalog import spec_from
from lab.cli import main
from lab.records import LogLine
from lab.sieve import log_sieve, run_fields, run_sieve, tags
from lab.store import Store
from tasks.score import Evaluation


def evaluation() -> Evaluation:
    figures: dict[str, Any] = dict.fromkeys(Evaluation._fields, 95)
    return Evaluation(**figures | {"return_mean": -7.5})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three runs: a BC of maze-fo, an ILQL of wordle that is noted, an ILQL of maze-fo that is evaluated."""
    made = Store(tmp_path_factory.mktemp("home"))
    specs = [
        ("bc", spec_from("maze-fo", "bc", seed=3)),
        ("word", spec_from("wordle", "ilql", overrides={"lr": "5e-5"})),
    ]
    for name, spec in [*specs, ("maze", spec_from("maze-fo", "ilql", overrides={"lr": "0.01", "tau": "0.9"}))]:
        run = made.create(spec).id
        with made._writing() as db:
            db.execute("update runs set id = ? where id = ?", (name, run))
    made.remark("word", "the one to beat #Good #night")
    made.set_evaluation("maze", evaluation())
    return made


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "bc word maze"),
        ("MAZE-fo", "bc maze"),
        ("ilql maze-fo", "maze"),
        ("algo:ilql", "word maze"),
        ("algo:ilql -task:wordle", "maze"),
        ("-algo:ilql", "bc"),
        ("!ilql", "bc"),
        ("lr>1e-4", "bc maze"),
        ("lr<=5e-5", "word"),
        ("config.lr>=0.01", "maze"),
        ("tau=0.9", "maze"),
        ("tau!=0.9", "word"),
        ("seed=3", "bc"),
        ("tag:good", "word"),
        ("tag:goo -tag:night", ""),
        ('note:"one to"', "word"),
        ('"to beat"', "word"),
        ("score>=90", "maze"),
        ("return<-7", "maze"),
        ("-score>=90", "bc word"),
        ("tag:good or seed=3", "bc word"),
        ("state=queued", "bc word maze"),
        ("lr>", "bc word maze"),
        ("- or", "bc word maze"),
        ("algo:", "bc word maze"),
        ("lr>many", ""),
        ("nothing:here", ""),
    ],
)
def test_a_filter_lets_through_what_it_says(store: Store, text: str, names: str) -> None:
    passed = {run.id for run in store.runs() if run_sieve(text).passes(run)}
    assert passed == set(names.split())


def test_a_mistyped_field_is_told_with_the_nearest(store: Store) -> None:
    assert run_sieve("polyk>3").unknown == "nothing is called polyk; did you mean polyak?"
    assert run_sieve("https://x").unknown == ""


def test_every_field_is_known_of_every_run(store: Store) -> None:
    for run in store.runs():
        for name, of in run_fields().items():
            assert of(run) is None or isinstance(of(run), (str, int, float)), name


def test_tags_are_the_words_with_a_sign() -> None:
    assert tags("a #B c#d # #e-f") == ["b", "e-f"]


def test_a_log_is_filtered_by_level_and_words() -> None:
    lines = [LogLine(1, 0.0, "info", "best checkpoint"), LogLine(2, 0.0, "error", "no room")]
    assert [line.id for line in lines if log_sieve("level:error").passes(line)] == [2]
    assert [line.id for line in lines if log_sieve("-room").passes(line)] == [1]


def test_the_commands_note_and_filter(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(store.home)]
    assert main([*home, "note", "bc", "keep", "#kept"]) == 0
    assert main([*home, "runs", "--filter", "tag:kept"]) == 0
    said = capsys.readouterr().out
    assert "bc" in said
    assert "word" not in said
    assert main([*home, "note", "bc"]) == 0
    assert main([*home, "runs", "--filter", "lrr>3"]) == 2
    assert "did you mean lr?" in capsys.readouterr().err
    assert store.run("bc").remark == ""


def test_a_home_of_before_is_read_as_it_is(tmp_path: Path) -> None:
    """One without the column, for reading only."""
    with Store(tmp_path) as made:
        made.create(spec_from("maze-fo", "bc"))
        with made._writing() as db:
            db.execute("alter table runs drop column remark")
            db.execute("delete from _sqlite_migrations where name = 'm008_remarks_on_runs'")
    with Store(tmp_path, readonly=True) as old:
        assert old.runs()[0].remark == ""
    with Store(tmp_path) as new:
        new.remark(new.runs()[0].id, "now there is")
        assert new.runs()[0].remark == "now there is"
