"""An episode's tree as lines: who played on from where, what it gained, and a branch beside what it was forked from. Pure.

What is said in a line about a branch carries the branch's number, so that a click on it opens it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from rich.text import Text

from lab.format import number
from lab.records import By, Node
from lab.theme import INK, Ink
from lab.tree import Tree, against_parent, beside, ended, parting, signed
from lab.widgets.plain import one_line
from lab.widgets.spark import cell_of, spark
from tasks.protocol import Episode, Turn

GLYPHS: Mapping[By, str] = {"person": "●", "agent": "◆", "scripted": "▲"}
KINDS: Mapping[By, str] = {"person": "a person", "agent": "an agent", "scripted": "scripted"}

_NAMED = 3
"""Branches that are named where they leave; of more, the number is told."""
_NAME = 24
_LONGEST = 1000
"""Characters of a name or a note that are looked at."""
_LEAST = 12
"""Cells below which a note that is longer is left out of a row."""


class Column(NamedTuple):
    """A column of figures, right of the names."""

    title: str
    width: int
    align: Literal["left", "right"]


def columns(width: int) -> Sequence[Column]:
    """The columns that fit; what they leave is the names'."""
    turn, gain = Column("turn", 5, "right"), Column("± parent", 9, "right")
    if width < 60:
        return (turn, gain)
    return (turn, Column("return", 8, "right"), gain, Column("  ended", 19, "left"))


def header(width: int, ink: Ink = INK) -> Text:
    """The columns' titles."""
    shown = columns(width)
    text = Text(f"{'  played by':<{_names(width)}}", f"bold {ink.muted}", end="", no_wrap=True)
    for column in shown:
        text.append(column.title.rjust(column.width) if column.align == "right" else column.title.ljust(column.width))
    return text


def line(tree: Tree, index: int, width: int, current: int | None = None, ink: Ink = INK) -> Text:
    """One of its episodes, counted in the tree's order; the `current` one is marked."""
    node, room = tree.nodes[index], _names(width)
    head, gain, marked = node.head, tree.gain(node.head.id), node.head.id == current
    text = Text(end="", no_wrap=True).append("▸ " if marked else "  ", f"bold {ink.accent}")
    text.append(_cut(tree.rails[index], room // 2), ink.muted)
    text.append(f"{GLYPHS[node.by]} ", color_of(node.by, ink))
    text.append(f"{head.id} ", ink.muted)
    text.append(who(node, max(room - text.cell_len - 1, 1)), f"bold {ink.text}" if marked else ink.text)
    left = room - text.cell_len - 4
    if node.note and left >= min(_LEAST, len(node.note)):
        text.append(f" “{_note(node, left)}”", f"italic {ink.muted}")
    text.truncate(room - 1, overflow="ellipsis")
    text.append(" " * (room - text.cell_len))
    cells = {
        "turn": ("" if head.fork_turn is None else str(head.fork_turn), ink.muted),
        "return": (number(head.total), ink.text),
        "± parent": (signed(gain), gain_color(tree, node, ink)),
        "  ended": (f"  {ended(node)}", ink.good if node.ending == "won" else ink.muted),
    }
    for column in columns(width):
        said, color = cells[column.title]
        text.append(said.rjust(column.width) if column.align == "right" else said.ljust(column.width), color)
    text.apply_meta({"branch": head.id})
    return text


def needed(tree: Tree) -> int:
    """Cells in which a tree is shown with nothing cut off."""
    names = [
        len(f"  {rail}● {node.head.id} {who(node)}") + (3 + len(_note(node, _LONGEST)) if node.note else 0)
        for rail, node in zip(tree.rails, tree.nodes, strict=True)
    ]
    return max(names) + 2 + sum(column.width for column in columns(_LONGEST))


def _note(node: Node, width: int) -> str:
    return one_line(node.note[:_LONGEST], width)


def _names(width: int) -> int:
    return max(width - sum(column.width for column in columns(width)), 8)


def _cut(rail: str, room: int) -> str:
    return rail if len(rail) <= room else "…" + rail[len(rail) - room + 1 :]


def who(node: Node, width: int = _LONGEST) -> str:
    """Who played on, made safe, in so many characters: of a long name its end is left out, and never what is told of it."""
    told = ", deleted run" * node.gone + ", assisted" * node.head.assisted
    return one_line((node.head.player or "?")[:_LONGEST], max(width - len(told), 4)) + told


def color_of(by: By, ink: Ink) -> str:
    return {"person": ink.accent, "agent": ink.primary, "scripted": ink.secondary}[by]


def gain_color(tree: Tree, node: Node, ink: Ink) -> str:
    """Good or bad; neither where the game was broken off, as it had not yet earned or lost all."""
    gain = tree.gain(node.head.id)
    if node.ending == "left" or not gain:
        return ink.muted
    return ink.good if gain > 0 else ink.bad if gain < 0 else ink.muted


def excerpt(tree: Tree, current: int, width: int, ink: Ink = INK, most: int = 16) -> Text:
    """The tree around an episode, in at most so many lines, under a heading."""
    here = next(k for k, node in enumerate(tree.nodes) if node.head.id == current)
    first = max(0, min(here - most // 2, len(tree.nodes) - most))
    text = Text(f"{count(len(tree.nodes) - 1)}, r shows all\n\n", ink.muted, end="", no_wrap=True)
    text.append_text(header(width, ink)).append("\n")
    for index in range(first, min(first + most, len(tree.nodes))):
        text.append_text(line(tree, index, width, current, ink)).append("\n")
    return text.append("\n")


def detail(tree: Tree, node: Node, width: int, ink: Ink = INK) -> Text:
    """Three lines on one of them: who it is and how it went, its note, where it is from."""
    head, above = node.head, tree.parent(node.head.id)
    text = Text(end="", no_wrap=True, overflow="ellipsis")
    text.append(f"{head.id} ", ink.muted).append(f"{GLYPHS[node.by]} ", color_of(node.by, ink))
    text.append(who(node, max(width // 3, 12)), f"bold {ink.text}").append(f", {KINDS[node.by]}", ink.muted)
    text.append(f"   return {number(head.total)}", ink.text)
    text.append(f", {against_parent(tree.gain(head.id))}" if above else "", gain_color(tree, node, ink))
    text.append(f"   {ended(node)}\n", ink.good if node.ending == "won" else ink.muted)
    if node.note:
        text.append(_note(node, width) + "\n", f"italic {ink.text}")
    else:
        text.append("no note: n writes one\n", ink.muted)
    branches = len(tree.below(head.id))
    origin = (
        "the root"
        if head.fork_turn is None
        else f"from turn {head.fork_turn} of {above.head.id}"
        if above
        else f"from turn {head.fork_turn} of a game that is gone"
    )
    return text.append(f"{origin}   {count(branches)}", ink.muted)


def count(branches: int) -> str:
    return f"{branches or 'no'} branch{'es' * (branches != 1)}"


# In the replay


def asides(tree: Tree, episode: int, at: int, ink: Ink = INK) -> dict[int, list[Text]]:
    """What stands between the texts of an episode up to a turn, by the text after which it comes: who leaves and takes over."""
    found: dict[int, list[Text]] = {}
    for turn, nodes in tree.leaving(episode).items():
        if turn <= at:
            found[2 * turn] = [_leaving(tree, node, ink) for node in nodes[:_NAMED]]
            if len(nodes) > _NAMED:
                found[2 * turn].append(Text(f"  ├─ and {len(nodes) - _NAMED} more", ink.muted, end=""))
    for turn, node in tree.takeovers(episode).items():
        if turn <= at:
            text = (
                Text("  ╰─ ", ink.accent, end="")
                .append_text(_named(node, ink))
                .append(" plays on from here", ink.muted)
            )
            above = tree.parent(node.head.id)
            text.apply_meta({"branch": above.head.id if above else node.head.id})
            found.setdefault(2 * turn, []).append(text)
    return found


def _named(node: Node, ink: Ink) -> Text:
    text = Text(f"{GLYPHS[node.by]} ", color_of(node.by, ink), end="").append(f"{node.head.id} ", ink.muted)
    return text.append(who(node, _NAME), ink.text)


def _leaving(tree: Tree, node: Node, ink: Ink) -> Text:
    gain = tree.gain(node.head.id)
    text = Text("  ├─ ", ink.accent, end="").append_text(_named(node, ink))
    text.append(f" leaves here, {signed(gain) if gain else 'the same return'}", gain_color(tree, node, ink))
    text.apply_meta({"branch": node.head.id})
    return text


def timeline(tree: Tree, episode: int, at: int, turns: int, cells: int, width: int, ink: Ink = INK) -> Text:
    """Under the course of the return, in as many cells: where branches leave, and which ones do at this turn."""
    leaving, node = tree.leaving(episode), tree.node(episode)
    text = Text("tree   ", ink.muted, end="", no_wrap=True)
    marked = {cell_of(min(turn, turns), turns + 1, cells) for turn in leaving}
    own = cell_of(min(node.head.fork_turn or 0, turns), turns + 1, cells) if node.head.fork_turn is not None else -1
    for k in range(cells):
        text.append("┴" if k in marked else "╰" if k == own else " ", f"bold {ink.accent}")
    return text.append("  ").append_text(_here(tree, node, leaving.get(at, []), width - cells - 9, ink))


def _here(tree: Tree, node: Node, leaving: Sequence[Node], width: int, ink: Ink) -> Text:
    head, above = node.head, tree.parent(node.head.id)
    text = Text(end="", no_wrap=True)
    if leaving:
        text.append("here: ", ink.muted)
        for k, one in enumerate(leaving):
            named = Text(", " if k else "", ink.muted, end="").append_text(_named(one, ink))
            if text.cell_len + named.cell_len > width - 3:
                text.append(f"{', ' * bool(k)}{len(leaving) - k} more", ink.muted)
                break
            named.apply_meta({"branch": one.head.id})
            text.append_text(named)
        return text
    if above:
        text.append(f"from turn {head.fork_turn} of {above.head.id}, ", ink.muted)
        text.append(against_parent(tree.gain(head.id)), gain_color(tree, node, ink))
        text.apply_meta({"branch": above.head.id})
        return text
    if head.fork_turn is not None:
        return text.append(f"played on from turn {head.fork_turn} of a game that is gone", ink.muted)
    return text.append(count(len(tree.below(head.id))), ink.muted)


# A branch beside its parent


def comparison(tree: Tree, branch: Node, first: Episode, second: Episode, width: int, ink: Ink = INK) -> Text:
    """An episode's parent and itself, turn by turn from where they part, with their returns so far."""
    above = tree.parent(branch.head.id)
    assert above is not None
    apart = parting(first, second)
    text = Text(end="", no_wrap=True, overflow="ellipsis")
    text.append_text(_named(above, ink)).append("  beside  ", ink.muted).append_text(_named(branch, ink))
    text.append(f"   {against_parent(tree.gain(branch.head.id))}\n", f"bold {gain_color(tree, branch, ink)}")
    text.append_text(_course("parent", first, second, width, ink)).append_text(
        _course("branch", second, first, width, ink)
    )
    side = max((width - 6) // 2, 16)
    titles = "".join(name + "so far".rjust(side - 2 - len(name)) + "  " for name in ("parent", "branch"))
    text.append(f"turn  {titles.rstrip()}\n", f"bold {ink.muted}")
    pairs = beside(first, second)
    if apart:
        so_far = number(pairs[apart - 1].first_total)
        same = f"turns 1 to {apart} are" if apart > 1 else "turn 1 is"
        text.append(f"   ┆  {same} the same in both, {so_far}\n", ink.muted)
    for pair in pairs[apart:]:
        text.append(f"{pair.turn:>4}  ", ink.muted)
        text.append_text(_said(pair.first, pair.first_total, side, ink))
        text.append_text(_said(pair.second, pair.second_total, side, ink)).append("\n")
    if not pairs[apart:]:
        text.append("      neither says anything more\n", ink.muted)
    text.append(" end  ", ink.muted)
    for node in (above, branch):
        text.append(ended(node).ljust(side), ink.good if node.ending == "won" else ink.muted)
    return text


def _course(name: str, one: Episode, other: Episode, width: int, ink: Ink) -> Text:
    """The course of an episode's return, drawn to the length and the scale that it shares with another one."""
    own, beside_it = _returns(one), _returns(other)
    longest = max(len(own), len(beside_it))
    cells = min(max(width - 18, 8), longest)
    padded = [*own, *[math.nan] * (longest - len(own))]
    return (
        Text(f"{name:<8}", ink.muted, end="")
        .append_text(spark(padded, cells, ink=ink, low=min(*own, *beside_it), high=max(*own, *beside_it)))
        .append(f"  {number(own[-1])}\n", ink.text)
    )


def _returns(one: Episode) -> list[float]:
    totals = [0.0]
    for turn in one.spoken:
        totals.append(totals[-1] + turn.reward)
    return totals


def _said(turn: Turn | None, total: float, width: int, ink: Ink) -> Text:
    """One side of a turn: what was said, and the return after it."""
    text = Text(end="", no_wrap=True)
    if turn is not None:
        room = max(width - 10, 4)
        text.append(one_line(turn.text, room), ink.text if turn.legal else ink.bad)
        text.truncate(room, overflow="ellipsis")
        text.append(" " * (room - text.cell_len) + number(total).rjust(8), ink.muted)
    return text.append(" " * max(width - text.cell_len, 0))
