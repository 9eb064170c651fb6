"""The tree of an episode by real keys: seen, gone through, compared, noted, cut back, and grown while one looks."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input

from lab.app import LabApp
from lab.film import load_film
from lab.forking import play_on, told_by
from lab.launcher import Launcher
from lab.screens.branches import Branches
from lab.screens.lens import Lens
from lab.screens.replay import ReplayScreen
from lab.screens.tree import TreeScreen
from lab.store import Store
from lab.tree import Tree
from lab.widgets.rows import Rows
from tasks.play import episode, say
from tests.lab.screens.driving import (
    LARGE,
    REGRET,
    SIZES,
    SMALL,
    filled,
    golden,
    playing,
    reached,
    sees,
    settled,
    shown,
)

RUN = "bc-maze-fo-0000"
ROOT = 20
HOSTILE = "[red]no markup[/] \x1b[31m\x07\u202eevil"


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A game of a run with three branches, two of which share a turn, and branches of the first; 76 to 81."""
    home = tmp_path_factory.mktemp("forest") / "home"
    filled(home)
    played(home, ROOT, 2, "random")
    played(home, ROOT, 4, "best")
    person(home, ROOT, 4, "Ada", ["move down", "move up", "move left"], assisted=True)
    played(home, 76, 3, "best")
    played(home, 76, 9, "behaviour")
    person(home, 79, 1, HOSTILE, ["move up"] * 3)
    with Store(home) as store:
        store.annotate(77, "what it should have done")
        store.annotate(78, HOSTILE + " and on and on, far beyond the end of any line that could be shown here" * 3)
    return home


@pytest.fixture
def home(forest: Path, tmp_path: Path) -> Path:
    """One's own copy."""
    shutil.copytree(forest, tmp_path / "home")
    return tmp_path / "home"


def played(home: Path, number: int, at: int, who: str) -> int:
    with Store(home) as store:
        film = load_film(store, number)
    return play_on(home, film, at, who, lambda note: None).episode


def person(home: Path, number: int, at: int, who: str, moves: Sequence[str], *, assisted: bool = False) -> int:
    with Store(home) as store:
        game = load_film(store, number).games[at]
        for move in moves:
            game = say(game, move + "\n")
        kept = replace(episode(game, who), about=told_by("person"))
        return store.add_episode(kept, phase="fork", player=who, assisted=assisted, parent=number, fork_turn=at)


def tree(home: Path, number: int = ROOT) -> Tree:
    with Store(home) as store:
        return store.tree(number)


async def replaying(pilot: Pilot[None], number: int, at: int | None = None) -> ReplayScreen:
    """Waits until the replay shows this episode, at this turn."""
    screen = await reached(pilot, ReplayScreen, lambda one: one.film is not None and one.film.stored.head.id == number)
    if at is not None:
        assert screen.at == at
    return screen


async def growing(pilot: Pilot[None], cursor: int) -> TreeScreen:
    """Waits until the tree is there, with the cursor on this episode."""
    return await reached(pilot, TreeScreen, lambda screen: screen.query_one(Rows).key == str(cursor))


@SIZES
async def test_a_tree_is_seen_and_gone_through(home: Path, size: tuple[int, int]) -> None:
    app = LabApp(home, f"replay {RUN} {ROOT}")
    async with app.run_test(size=size) as pilot:
        screen = await replaying(pilot, ROOT, 0)
        await pilot.press("j")
        assert screen.at == 2
        await sees(pilot, "76 random leaves here, −15.0")
        await pilot.press("j")
        assert screen.at == 4
        await sees(pilot, "here: ▲ 77 best, ● 78 Ada")
        await golden(pilot, "replay-branches", REGRET)
        await pilot.press("j")
        assert screen.at == 2
        await pilot.press("enter")
        await replaying(pilot, 76, 2)
        await sees(pilot, "from turn 2 of 20, −15.0 than its parent")
        await pilot.press("full_stop")
        await replaying(pilot, 77, 4)
        await pilot.press("comma", "comma")
        await replaying(pilot, 78, 4)
        await sees(pilot, "Ada, assisted plays on from here")
        await pilot.press("p")
        await replaying(pilot, ROOT, 4)
        await pilot.press("enter")
        await growing(pilot, 77)
        await pilot.press("home")
        await sees(pilot, "the root   6 branches")
        await pilot.press("right", "right", "full_stop", "left", "end", "up", "down")
        await growing(pilot, 78)
        await pilot.press("p", "right", "right", "right")
        await growing(pilot, 81)
        await sees(pilot, "broken off at 4")
        # What is set beside it may be laid out once more.
        await settled(pilot, lambda: not any(line.endswith("▇▇") for line in shown(app).splitlines()))
        await golden(pilot, "tree")
        await pilot.press("question_mark")
        await sees(pilot, "All that hangs together by forks")
        await pilot.press("end")
        await sees(pilot, "The branch beside its parent")
        await pilot.press("escape", "enter")
        await replaying(pilot, 81, 1)
        await pilot.press("end")
        await sees(pilot, "broken off")
        assert "\x1b" not in shown(app)


@SIZES
async def test_a_branch_beside_its_parent(home: Path, size: tuple[int, int]) -> None:
    app = LabApp(home, f"replay {RUN} 79")
    async with app.run_test(size=size) as pilot:
        await replaying(pilot, 79)
        await pilot.press("c")
        screen = await growing(pilot, 79)
        await sees(pilot, "turns 1 to 3 are the same in both")
        await golden(pilot, "tree-beside")
        scrolled = screen.query_one("#beside").scroll_y
        await pilot.press("pagedown")
        assert screen.query_one("#beside").scroll_y > scrolled
        await pilot.press("down")
        await sees(pilot, "+1.00 than its parent")
        await sees(pilot, "turns 1 to 2 are the same in both")
        await pilot.press("home")
        await sees(pilot, "The root was forked from nothing")
        await pilot.press("c")
        await settled(pilot, lambda: "forked from nothing" not in shown(app))
        await pilot.resize_terminal(*SMALL)
        await settled(pilot, lambda: shown(app).count("\n") == 23 and "81" in shown(app))


async def test_notes_are_written_changed_and_removed(home: Path) -> None:
    app = LabApp(home, f"replay {RUN} 76")
    async with app.run_test(size=SMALL) as pilot:
        await replaying(pilot, 76)
        await pilot.press("r")
        await growing(pilot, 76)
        await sees(pilot, "no note: n writes one")
        await pilot.press("n", *"why?", "enter")
        await sees(pilot, "random “why?”")
        await pilot.press("n")
        await sees(pilot, "A note on episode 76")
        await pilot.press("end", "backspace", "exclamation_mark", "enter")
        await settled(pilot, lambda: tree(home).node(76).note == "why!")
        await pilot.press("n", "escape", "n", "backspace", "enter")
        await settled(pilot, lambda: tree(home).node(76).note == "")
        await sees(pilot, "no note: n writes one")
        await pilot.press("end")
        await sees(pilot, "[red]no markup[/] ␛[31m␇⟨202E⟩evil")
        await pilot.press("n")
        await pilot.press("home")
        await settled(pilot, lambda: app.screen.query_one(Input).cursor_position == 0)
        assert app.screen.query_one(Input).value.startswith("[red]no markup[/] ␛[31m␇⟨202E⟩evil")
        await sees(pilot, "A note on episode 78")
        assert not {char for char in shown(app) if not char.isprintable()} - {"\n"}


async def test_a_branch_is_deleted_with_its_own_or_without(home: Path) -> None:
    app = LabApp(home, f"replay {RUN} 79")
    async with app.run_test(size=SMALL) as pilot:
        await replaying(pilot, 79)
        await pilot.press("r")
        await growing(pilot, 79)
        await pilot.press("d")
        await sees(pilot, "its branch then hangs on 76")
        await sees(pilot, "with its branch")
        await golden(pilot, "tree-delete")
        await pilot.press("enter")
        await settled(pilot, lambda: 79 not in tree(home))
        assert (tree(home).node(81).head.parent, tree(home).node(81).head.fork_turn) == (76, 1)
        await settled(pilot, lambda: "79 best" not in shown(app) and "▸ ├─ ▲ 76 random" in shown(app))
        await pilot.press("home", "d")
        assert "d delete" not in shown(app)
        await pilot.press("end", "d")
        await sees(pilot, "Delete branch 78, played by Ada, assisted?")
        await pilot.press("n")
        assert 78 in tree(home)
        await pilot.press("d", "y")
        await settled(pilot, lambda: 78 not in tree(home) and "78" not in shown(app))
        await pilot.press("home", "down", "d")
        await sees(pilot, "with all its 2 branches")
        await pilot.press("down", "enter")
        await settled(pilot, lambda: len(tree(home).nodes) == 2)
        await pilot.press("escape")
        screen = await replaying(pilot, ROOT)
        await settled(pilot, lambda: {head.id for head in screen._heads if head.phase == "fork"} == {77})
        await pilot.press("r", "end", "d", "y")
        await settled(pilot, lambda: len(tree(home).nodes) == 1)
        await pilot.press("escape")
        await settled(pilot, lambda: len(screen._heads) == 25 and "tree" not in shown(app).splitlines()[-2])
    with Store(home) as store:
        assert not store.episodes(phase="fork")


async def test_what_is_left_when_the_root_of_a_lost_tree_is_deleted(home: Path) -> None:
    with Store(home) as store, store._writing() as db:
        db.execute("update episodes set parent = null where id = 76")
    app = LabApp(home, f"replay {RUN} 76")
    async with app.run_test(size=SMALL) as pilot:
        await replaying(pilot, 76)
        await sees(pilot, "played on from turn 2 of a game that is gone")
        await pilot.press("r")
        await growing(pilot, 76)
        await sees(pilot, "from turn 2 of a game that is gone   3 branches")
        await pilot.press("d", "enter")
        await settled(pilot, lambda: "▸ ▲ 79 best" in shown(app))
        await pilot.press("home", "d", "down", "enter")
        screen = await replaying(pilot, 80)
        await settled(pilot, lambda: 79 not in {head.id for head in screen._heads})


async def test_branches_appear_while_one_looks(home: Path) -> None:
    app = LabApp(home, f"replay {RUN} {ROOT}")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await replaying(pilot, ROOT)
        await pilot.press("j")
        assert played(home, ROOT, 1, "best") == 82
        await sees(pilot, "82 best leaves here")
        assert screen.at == 2
        await pilot.press("r")
        await growing(pilot, ROOT)
        assert played(home, 77, 6, "random") == 83
        await sees(pilot, "83 random")
        await growing(pilot, ROOT)
        await pilot.press("escape")
        await settled(pilot, lambda: 83 in {head.id for head in screen._heads})
        await pilot.press("f", "down", "down", "down", "enter")
        await replaying(pilot, 84, 2)
        assert (tree(home).node(84).by, tree(home).node(84).head.fork_turn) == ("scripted", 2)
        await pilot.press("p", "r")
        await growing(pilot, ROOT)
        await pilot.press("escape", "f")
        await sees(pilot, "Who plays on from turn 2?")
        with Store(home) as store, store._writing():
            # Nothing can be kept before this one lets go, and meanwhile the person goes on.
            await pilot.press("down", "down", "down", "enter", "right")
        await settled(pilot, lambda: 85 in tree(home))
        await sees(pilot, "85 best leaves here")
        await replaying(pilot, ROOT, 3)


async def test_a_person_plays_on_from_a_branch_of_a_branch(home: Path) -> None:
    app = LabApp(home, f"replay {RUN} 79")
    async with app.run_test(size=SMALL) as pilot:
        await replaying(pilot, 79)
        await pilot.press("j", "j", "f")
        await sees(pilot, "Who plays on from turn 3?")
        await pilot.press("enter")
        await playing(pilot)
        await sees(pilot, "kept as a branch")
        await pilot.press("up", "ctrl+t")
        await sees(pilot, "assisted")
        await pilot.press("escape")
        await sees(pilot, "Leave this game?")
        await pilot.press("y")
        screen = await replaying(pilot, 79, 3)
        await sees(pilot, "82 Ada, assisted leaves here")
        node = tree(home).node(82)
        assert (node.by, node.ending, node.head.parent, node.head.fork_turn) == ("person", "left", 79, 3)
        assert 82 in {head.id for head in screen._heads}


@SIZES
async def test_the_mouse_opens_branches(home: Path, size: tuple[int, int]) -> None:
    app = LabApp(home, f"replay {RUN} {ROOT}")
    async with app.run_test(size=size) as pilot:
        await replaying(pilot, ROOT)
        await pilot.press("j")
        await click(pilot, "76 random leaves")
        await replaying(pilot, 76, 2)
        await click(pilot, "from turn 2 of 20,")
        await replaying(pilot, ROOT, 2)
        if size == LARGE:
            await click(pilot, "77 best")
            await replaying(pilot, 77, 4)
        await pilot.press("r")
        await settled(pilot, lambda: isinstance(app.screen, TreeScreen))
        await click(pilot, "80 behaviour", times=2)
        await replaying(pilot, 80, 9)


async def click(pilot: Pilot[None], text: str, times: int = 1) -> None:
    """A click on this text."""
    await sees(pilot, text)
    rows = shown(pilot.app).splitlines()  # type: ignore[arg-type]
    row = next(k for k, line in enumerate(rows) if text in line)
    await pilot.click(offset=(rows[row].index(text) + 1, row), times=times)


async def test_the_trees_of_a_deleted_run_are_among_the_games(home: Path) -> None:
    with Store(home) as store:
        for name in ("ilql-maze-fo-0000", "ilql-maze-fo-0001"):
            store.delete(name)
    Launcher(home).delete(RUN)
    app = LabApp(home, lambda: ReplayScreen(home, None))
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        screen = await replaying(pilot, 81)
        assert [head.id for head in screen._heads] == [81, 80, 79, 78, 77, 76, ROOT]
        await pilot.press("b", "w")
        await replaying(pilot, 76)
        await pilot.press("p")
        await replaying(pilot, ROOT, 2)
        await pilot.press("r")
        await sees(pilot, f"{RUN}, deleted run")
        await pilot.press("escape", "t")
        await sees(pilot, "no run of maze-fo is done yet")
        assert not screen.query_one(Lens).run
        await pilot.press("right", "f", "down", "down", "down", "enter")
        await replaying(pilot, 82, 3)
    assert tree(home).node(82).head.parent == ROOT


async def test_a_home_for_reading_only_keeps_its_tree(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = LabApp(home, f"replay {RUN} 77")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await replaying(pilot, 77)
        await pilot.press("r")
        await growing(pilot, 77)
        monkeypatch.setattr("os.access", lambda *_: False)
        await pilot.press("n", *"x", "enter")
        await sees(pilot, "open for reading only")
        await pilot.press("d", "y")
        await sees(pilot, "▸ ├─ ▲ 77 best “what it")
        assert 77 in tree(home)


def test_every_key_is_explained_and_means_one_thing() -> None:
    for holder in (ReplayScreen, TreeScreen):
        assert len(holder.HELP) > 60
        bound: list[str] = []
        for binding in [*holder.BINDINGS, *(Rows.BINDINGS if holder is TreeScreen else [])]:
            assert isinstance(binding, Binding)
            assert binding.description, (holder, binding)
            assert binding.tooltip, (holder, binding)
            bound += [key.strip() for key in binding.key.split(",")]
        if holder is ReplayScreen:
            assert len(bound) == len(set(bound)), sorted(bound)
            assert not {"escape", "ctrl+p", "question_mark", "ctrl+q", "f2"} & set(bound)
    assert {one.key for one in Branches.KEYS} <= {one.key for one in ReplayScreen.BINDINGS if isinstance(one, Binding)}
