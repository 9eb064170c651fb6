"""Trees in the store: what was forked stays whole, whoever deletes, drops or goes on; what was noted is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab import settings, upkeep
from lab.catalog import spec_from
from lab.problem import Problem
from lab.records import Phase
from lab.settings import Settings
from lab.store import Store
from lab.tree import Tree
from tasks.maze import MAZE_FO
from tasks.protocol import Episode, Turn

SPEC = spec_from("maze-fo", "bc")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        yield opened


def game(player: str = "", about: str = "", seed: int = 7, *, turns: int = 3, ended: bool = True) -> Episode:
    spoken = tuple(turn for k in range(turns) for turn in (Turn("agent", f"{k}\n", -1.0), Turn("game", "?")))
    return Episode("maze-fo", seed, (Turn("game", "where?\n"), *spoken), ended, not ended, False, player, about)


def branch(store: Store, parent: int, turn: int, player: str = "Ada", run: str = "", by: str = "") -> int:
    about = f'{{"by": "{by}"}}' if by else ""
    return store.add_episode(game(player, about), run=run, phase="fork", parent=parent, fork_turn=turn)


def shape(tree: Tree) -> list[tuple[int, int | None, int | None]]:
    return [(node.head.id, node.head.parent, node.head.fork_turn) for node in tree.nodes]


def family(store: Store, run: str = "", phase: Phase = "eval") -> tuple[int, ...]:
    """A game, two branches of it, a branch of the first, and one of that."""
    root = store.add_episode(game(run), run=run, phase=phase, step=9)
    first = branch(store, root, 2)
    second = branch(store, root, 1)
    third = branch(store, first, 1)
    return root, first, second, third, branch(store, third, 3)


def test_the_whole_tree_is_found_from_each_of_its_episodes(store: Store) -> None:
    alone = store.add_episode(game(), phase="human")
    root, first, second, third, fourth = family(store, store.create(SPEC).id)
    wanted = [(root, None, None), (second, root, 1), (first, root, 2), (third, first, 1), (fourth, third, 3)]
    for number in (root, first, second, third, fourth):
        assert shape(store.tree(number)) == wanted
    assert shape(store.tree(alone)) == [(alone, None, None)]
    with pytest.raises(Problem, match="no episode 99"):
        store.tree(99)


def test_who_played_is_known_also_where_it_was_not_told(store: Store) -> None:
    run, second = store.create(SPEC).id, store.create(SPEC).id
    root = store.add_episode(game(run), run=run, phase="eval")
    cases = [("Ada", "", "", "person"), ("best", "", "", "scripted"), (second, "", "", "agent"), (run, run, "", "agent"),
             ("best", "", "person", "person"), ("bc-maze-fo-gone", run, "", "agent"), ("bc-maze-fo-gone", "", "agent", "agent")]  # fmt: skip
    made = [(branch(store, root, 1, player, of, by), kind) for player, of, by, kind in cases]
    tree = store.tree(root)
    assert [tree.node(number).by for number, _ in made] == [kind for _, kind in made]
    assert [tree.node(number).gone for number, _ in made] == [False] * 5 + [True] * 2
    assert tree.root.by == "agent"
    phases: list[tuple[Phase, str, str]] = [
        ("human", "best", "person"),
        ("eval", "best", "scripted"),
        ("eval", "prompted:m", "agent"),
    ]
    for phase, player, kind in phases:
        assert store.tree(store.add_episode(game(player), phase=phase)).root.by == kind
    assert store.tree(store.add_episode(game(about="{not json"), phase="fork")).root.by == "person"


def test_how_a_game_ended(store: Store) -> None:
    games = [game(), game(ended=False), game(turns=MAZE_FO.max_turns, ended=False)]
    found = [store.tree(store.add_episode(one, phase="human")).root.ending for one in games]
    assert found == ["over", "left", "limit"]


def test_a_run_that_is_deleted_leaves_its_trees_whole(store: Store, tmp_path: Path) -> None:
    run, other = store.create(SPEC).id, store.create(SPEC).id
    store.record(run, [], [(1, "eval", game(run))] * 3)
    numbers = family(store, run)
    loose = store.add_episode(game("best"), run=run, phase="fork", fork_turn=1)
    elsewhere = family(store, other)
    assert store.played(run) == (3, 1, 4)
    assert {head.id for head in store.branches(run)} == set(numbers[1:])
    before = shape(store.tree(numbers[0]))
    store.delete(run)
    assert shape(store.tree(numbers[-1])) == before
    assert store.tree(numbers[0]).root.gone
    assert {head.id for head in store.episodes(run)} == {numbers[0], loose}
    assert {head.id for head in store.branches(None)} == {*numbers, loose}
    assert {head.id for head in store.branches(other)} == set(elsewhere[1:])
    assert store.orphans() == 0
    upkeep.vacuum(tmp_path)
    assert shape(store.tree(numbers[2])) == before
    store.delete_branch(numbers[1], whole=True)
    store.delete_branch(numbers[2], whole=True)
    assert store.orphans() == 1
    upkeep.vacuum(tmp_path)
    with pytest.raises(Problem, match="no episode"):
        store.tree(numbers[0])
    assert {head.id for head in store.branches(None)} == {loose}


def test_no_new_run_takes_over_the_games_of_a_deleted_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.store._LETTERS", "a")
    run = store.create(SPEC).id
    family(store, run)
    store.delete(run)
    monkeypatch.setattr("lab.store._LETTERS", "ab")
    assert {store.create(SPEC).id for _ in range(15)}.isdisjoint({run})


def test_what_was_forked_outlives_its_share_and_going_on(store: Store, tmp_path: Path) -> None:
    run = store.create(SPEC).id
    numbers = family(store, run, "train")
    settings.save(tmp_path, Settings(keep_episodes=5))
    store.record(run, [], [(9, "train", game())] * 30)
    before = shape(store.tree(numbers[0]))
    assert upkeep.vacuum(tmp_path).games == {run: 25}
    noted = store.episodes(run, order="worst")[-1].id
    store.annotate(noted, "why?")
    store.forget_after(run, 0)
    assert {head.id for head in store.episodes(run)} == {numbers[0], noted}
    assert shape(store.tree(numbers[3])) == before


def test_a_branch_goes_with_its_branches_or_leaves_them_to_its_parent(store: Store) -> None:
    root, first, second, third, fourth = family(store, store.create(SPEC).id)
    assert store.delete_branch(first, whole=False) == 1
    assert shape(store.tree(root)) == [(root, None, None), (second, root, 1), (third, root, 1), (fourth, third, 3)]
    assert store.delete_branch(third, whole=False) == 1
    assert shape(store.tree(root)) == [(root, None, None), (second, root, 1), (fourth, root, 1)]
    deep = branch(store, fourth, 2)
    assert store.delete_branch(fourth, whole=True) == 2
    assert shape(store.tree(root)) == [(root, None, None), (second, root, 1)]
    for number in (root, deep, 99):
        with pytest.raises(Problem, match="no branch"):
            store.delete_branch(number, whole=True)
    lone = store.add_episode(game(), phase="fork", fork_turn=2)
    under = branch(store, lone, 3)
    store.delete_branch(lone, whole=False)
    assert shape(store.tree(under)) == [(under, None, 2)]


def test_a_parent_that_is_gone_is_never_taken_for_another_game(store: Store) -> None:
    root = store.add_episode(game(), phase="human")
    lost = branch(store, root, 1)
    store.delete_branch(lost, whole=True)
    assert store.add_episode(game(seed=8), phase="human") == lost
    late = branch(store, lost, 1)
    assert shape(store.tree(late)) == [(late, None, 1)]


def test_a_file_that_ties_a_game_to_itself_is_read_all_the_same(store: Store) -> None:
    root, first, *_, fourth = family(store)
    with store._writing() as db:
        db.execute("update episodes set parent = ? where id = ?", (fourth, root))
    assert len(store.tree(first).nodes) == 5
    assert store.branches(None) == []


def test_notes_are_kept_changed_and_removed(store: Store) -> None:
    number = store.add_episode(game(), phase="human")
    for note in ("here it turns wrong", "half \ud800 a pair, \x1b[31m", ""):
        store.annotate(number, note)
        assert store.tree(number).root.note == note.replace("\ud800", "?")


def test_trees_are_found_by_their_index(store: Store) -> None:
    from lab.lineage import _KIN

    plan = store._db.execute(f"explain query plan {_KIN} select id from kin", [1]).fetchall()
    said = [row[3] for row in plan]
    assert not [line for line in said if line.startswith("SCAN e")], said
    assert any("episodes_forked" in line for line in said)
