"""Trees of episodes, pure: who hangs on whom, what it gained, where two part; and as lines, whatever the names and notes hold."""

import math

import pytest
from rich.console import Console
from rich.text import Text

from lab.records import By, Ending, EpisodeHead, Node, Phase
from lab.theme import INK
from lab.tree import Tree, against_parent, beside, document, ended, grown, parting, signed
from lab.widgets.spark import cell_of, spark
from lab.widgets.tree import asides, columns, comparison, detail, excerpt, gain_color, header, line, needed, timeline
from tasks.protocol import Episode, Turn
from tests.lab.golden import assert_golden

HOSTILE = "[red]no markup[/]\x1b[31m\x07\u202eevil\nline"


def node(
    number: int, parent: int | None = None, turn: int | None = None, total: float = 0.0, player: str = "best", *,
    by: By = "scripted", note: str = "", gone: bool = False, assisted: bool = False, ending: Ending = "won",
) -> Node:  # fmt: skip
    phase: Phase = "eval" if turn is None else "fork"
    head = EpisodeHead(
        number, "", phase, 0, "maze-fo", player, 7, total, 12, ending == "won", 0, assisted, parent, turn, 0.0
    )
    return Node(head, by, gone, ending, note)


def family() -> Tree:
    return grown(
        [
            node(9, 5, 3, -1.5, "Ada", by="person", assisted=True, ending="left"),
            node(5, 1, 3, -4.0),
            node(2, 1, 7, -11.0, "ilql-maze-fo-k3f9", by="agent", gone=True, note="a note"),
            node(1, total=-10.0, player=HOSTILE, by="agent", note=HOSTILE * 5, ending="limit"),
            node(4, 1, 3, -20.0, "random", ending="over"),
            node(8, 5, 9, -4.0 + 1e-12),
            node(12, 9, 1, -0.5, "名前" * 30, by="person"),
        ]
    )


def test_nodes_are_ordered_by_where_they_leave() -> None:
    tree = family()
    assert [one.head.id for one in tree.nodes] == [1, 4, 5, 9, 12, 8, 2]
    assert list(tree.rails) == ["", "├─ ", "├─ ", "│  ├─ ", "│  │  └─ ", "│  └─ ", "└─ "]
    assert tree.root.head.id == 1
    assert (8 in tree, 7 in tree) == (True, False)
    assert sorted(tree.below(5)) == [8, 9, 12]
    assert tree.below(12) == []


def test_one_finds_ones_way() -> None:
    tree = family()
    assert [one.head.id for one in tree.branches(1)] == [4, 5, 2]
    assert tree.parent(1) is None
    assert [step and step.head.id for step in (tree.parent(9), tree.sibling(4, 1), tree.sibling(4, -1), tree.sibling(2, 1))] == [5, 5, 2, 4]  # fmt: skip
    assert tree.sibling(12, 1) is tree.sibling(1, 1) is None
    assert {turn: [one.head.id for one in nodes] for turn, nodes in tree.leaving(1).items()} == {3: [4, 5], 7: [2]}
    # 12 left 9 before the turn where that left 5, and shares no text that 9's player said.
    assert {turn: one.head.id for turn, one in tree.takeovers(12).items()} == {1: 12}
    assert {turn: one.head.id for turn, one in tree.takeovers(8).items()} == {3: 5, 9: 8}
    assert {turn: one.head.id for turn, one in tree.takeovers(9).items()} == {3: 9}
    assert tree.takeovers(1) == {}
    assert [tree.entry(5, 12), tree.entry(1, 12), tree.entry(1, 2), tree.entry(2, 1), tree.entry(8, 12), tree.entry(1, 1)] == [3, 3, 7, 7, 9, 0]  # fmt: skip


def test_what_a_branch_gained() -> None:
    tree = family()
    assert [tree.gain(number) for number in (4, 5, 9, 8)] == [-10.0, 6.0, 2.5, 0.0]
    assert math.isnan(tree.gain(1))
    assert [signed(x) for x in (2.5, -10.0, 0.0, math.nan)] == ["+2.50", "−10.0", "0", ""]
    assert [against_parent(x) for x in (2.5, 0.0, math.nan)] == ["+2.50 than its parent", "the same return as its parent", ""]  # fmt: skip
    assert [ended(tree.node(number)) for number in (1, 4, 9, 5)] == ["cut off at 12", "over after 12", "broken off at 12", "won in 12"]  # fmt: skip


def test_a_parent_that_is_not_there_makes_a_root_and_a_circle_loses_nobody() -> None:
    lone = grown([node(7, 3, 2), node(9, 7, 4)])
    assert ([one.head.id for one in lone.nodes], list(lone.rails)) == ([7, 9], ["", "└─ "])
    assert lone.parent(7) is None
    circle = grown([node(1, 2, 1), node(2, 1, 1)])
    assert sorted(one.head.id for one in circle.nodes) == [1, 2]
    assert len(circle.rails) == 2


def test_a_deep_and_a_wide_tree_are_drawn_in_any_width() -> None:
    deep = grown([node(1), *(node(k, k - 1, 1) for k in range(2, 3000))])
    for width in (30, 44, 80):
        drawn = line(deep, 2998, width)
        assert drawn.cell_len == width
        assert "2999 best" in drawn.plain or width == 30
    wide = grown([node(1), *(node(k, 1, k % 7) for k in range(2, 3000))])
    assert len(excerpt(wide, 1500, 44).plain.splitlines()) < 25
    assert "▸" in excerpt(wide, 1500, 44).plain
    assert timeline(wide, 1, 3, 12, 13, 70).plain.endswith("more")


def test_lines_hold_any_name_and_note() -> None:
    tree, shown = family(), []
    for width in (44, 78, 120):
        shown += [header(width), *(line(tree, k, width, 5) for k in range(len(tree.nodes))), Text("")]
        assert {text.cell_len for text in shown[-len(tree.nodes) - 2 : -1]} == {width}
    shown += [text for one in tree.nodes for text in (*detail(tree, one, 76).split("\n"), Text(""))]
    for number in (1, 5, 8, 12):
        shown += [
            text for k, texts in sorted(asides(tree, number, 20).items()) for text in (Text(f"after text {k}"), *texts)
        ]
        shown += [timeline(tree, number, at, 12, 13, 76) for at in (0, 3)]
    said = "\n".join(text.plain for text in shown)
    assert not {char for char in said if not char.isprintable()} - {"\n"}
    assert line(tree, 0, needed(tree)).plain.count("evil") > 2
    assert "…" not in line(tree, 6, needed(tree)).plain
    assert_golden("tree.txt", said)


def test_a_gain_is_good_or_bad_unless_the_game_was_broken_off() -> None:
    tree = family()
    colors = [gain_color(tree, tree.node(number), INK) for number in (5, 4, 9, 8, 1)]
    assert colors == [INK.good, INK.bad, INK.muted, INK.muted, INK.muted]


def test_a_line_knows_its_branch() -> None:
    tree = family()
    assert line(tree, 2, 60).get_style_at_offset(Console(), 4).meta == {"branch": 5}
    assert len(columns(44)) == 2


def story(*said: tuple[str, float]) -> Episode:
    turns = [turn for text, reward in said for turn in (Turn("agent", text + "\n", reward), Turn("game", "?\n"))]
    return Episode("maze-fo", 7, (Turn("game", "go\n"), *turns), True, False)


def test_two_episodes_part_at_the_first_other_text() -> None:
    first = story(("up", -1), ("up", -1), ("left", -1), ("left", 0))
    second = story(("up", -1), ("up", -1), (HOSTILE, -4))
    assert (parting(first, second), parting(first, first), parting(second, story())) == (2, 4, 0)
    pairs = beside(first, second)
    assert [(pair.first_total, pair.second_total) for pair in pairs] == [(-1, -1), (-2, -2), (-3, -6), (-3, -6)]
    assert pairs[3].second is None
    tree = grown([node(1, total=-3.0), node(2, 1, 2, -6.0, HOSTILE, by="person", ending="left")])
    drawn = [comparison(tree, tree.node(2), first, second, width).plain for width in (76, 40)]
    drawn.append(comparison(tree, tree.node(2), first, first, 76).plain)
    drawn.append(comparison(tree, tree.node(2), first, story(), 76).plain)
    assert_golden("tree-beside.txt", "\n\n".join(drawn))


def test_a_tree_is_a_flat_document() -> None:
    told = document(family())
    assert (told["root"], told["branches"]) == (1, 6)
    assert [one["episode"] for one in told["nodes"]] == [1, 4, 5, 9, 12, 8, 2]
    assert told["nodes"][0]["gain"] is None
    assert told["nodes"][3] == {
        "episode": 9, "parent": 5, "from_turn": 3, "player": "Ada", "by": "person", "run": "", "run_deleted": False,
        "return": -1.5, "gain": 2.5, "turns": 12, "ending": "left", "success": False, "assisted": True, "note": "",
    }  # fmt: skip


@pytest.mark.parametrize(("count", "width"), [(1, 1), (5, 9), (9, 9), (10, 9), (88, 24), (1000, 7)])
def test_a_value_is_found_in_the_cell_that_shows_it(count: int, width: int) -> None:
    for index in range(count):
        drawn = spark([float(k == index) for k in range(count)], width).plain
        assert drawn.rstrip()[cell_of(index, count, width)] != "▁" or count == 1


def test_sparks_can_share_a_scale() -> None:
    assert spark([1.0, 2.0], 2, low=0, high=4).plain == "▃▄"
    assert spark([1.0, 2.0], 2, low=1.5, high=1.6).plain == "▁▇"
