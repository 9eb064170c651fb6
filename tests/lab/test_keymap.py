"""A keymap changes what it names, and says what is wrong with it."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from lab import keymap
from lab.app import LabApp
from lab.cli import main
from lab.problem import Problem
from tests.lab.screens.driving import LARGE, SMALL, filled, settled, shown


def written(home: Path, text: str) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    (home / keymap.FILE).write_text(text, encoding="utf-8")
    return home


def test_what_is_named_is_changed(tmp_path: Path) -> None:
    home = written(tmp_path, '[replay]\nfork = "F"\nnext-turn = "l,right"\n[app]\nhelp = "f1"\n[runs]\nfilter = "?"')
    assert keymap.load(home) == {
        "replay.fork": "F",
        "replay.next-turn": "l,right",
        "app.help": "f1",
        "runs.filter": "question_mark",
    }


def test_two_keys_may_change_places(tmp_path: Path) -> None:
    home = written(tmp_path, '[runs]\nnew = "c"\ncompare = "n"')
    assert keymap.load(home) == {"runs.new": "c", "runs.compare": "n"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[runz]\nnew = "N"', r"no table \[runz\]; did you mean run"),
        ('new = "N"', r"no table \[new\]"),
        ('[runs]\nnw = "N"', r"\[runs\] has no action nw; did you mean new\?"),
        ('[runs]\nnew = "c"', "c would be both runs.new and runs.compare"),
        ('[runs]\nnew = "ctrl+p"', "ctrl.p would be both app.find and runs.new"),
        ('[app]\nhelp = "n"', "n would be both app.help and runs.new"),
        ('[runs]\nnew = "strg+x"', "no key strg.x"),
        ('[runs]\nnew = "ctrl+entr"', "no key ctrl.entr; did you mean enter"),
        ("[runs]\nnew = 3", "a text with keys in it"),
        ('[runs]\nnew = ""', "a text with keys in it"),
        ("[runs", "not TOML"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Problem, match=told) as problem:
        keymap.load(written(tmp_path, text))
    assert str(tmp_path / keymap.FILE) in str(problem.value)


def test_every_action_has_a_name_of_its_own_and_the_template_is_a_keymap(tmp_path: Path) -> None:
    known = keymap.actions()
    bound = [
        str(one.id) for module, name in keymap._PLACES.items() for one in getattr(import_module(module), name).BINDINGS
    ]
    assert sorted(bound) == sorted(known)
    assert len(known) > 100
    assert keymap.load(written(tmp_path, keymap.template())) == {}
    active = "\n".join(line.removeprefix("# ") for line in keymap.template().splitlines()[1:])
    assert keymap.load(written(tmp_path, active)) == {name: action.keys for name, action in known.items()}


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(tmp_path / "home")
    assert main(["keys", "--write", "--home", home]) == 0
    assert main(["keys", "--write", "--home", home]) == 1
    written(tmp_path / "home", '[replay]\nfork = "F"')
    capsys.readouterr()
    assert main(["keys", "replay", "--home", home, "--json"]) == 0
    rows = {row["action"]: row for row in json.loads(capsys.readouterr().out)}
    assert (rows["fork"]["keys"], rows["fork"]["default"]) == ("F", "f")
    assert main(["keys", "nowhere", "--home", home]) == 2
    written(tmp_path / "home", "[replay")
    assert main(["keys", "--home", home]) == 2


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_app_obeys_and_its_help_says_so(tmp_path: Path, size: tuple[int, int]) -> None:
    filled(tmp_path)
    written(tmp_path, '[runs]\nwelcome = "W"\n[app]\nhelp = "f1"')
    app = LabApp(tmp_path)
    async with app.run_test(size=size) as pilot:
        await settled(pilot, lambda: "f1 help" in shown(app))
        await pilot.press("h", "question_mark")
        await pilot.pause()
        assert len(app.screen_stack) == 2
        await pilot.press("f1")
        await settled(pilot, lambda: "Every run, live" in shown(app))
        await pilot.press("escape", "W")
        await settled(pilot, lambda: type(app.screen).__name__ == "WelcomeScreen")


async def test_the_app_says_what_is_wrong_with_a_keymap(tmp_path: Path) -> None:
    filled(tmp_path)
    written(tmp_path, '[runs]\nnw = "W"')
    app = LabApp(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda: any("has no action nw" in note.message for note in app._notifications))
        await pilot.press("question_mark")
        await settled(pilot, lambda: "Every run, live" in shown(app))
