"""An episode's whole tree: what it was forked from, who played on from where, what that gained, and any branch beside its parent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Static

from lab.keymap import named
from lab.problem import Problem
from lab.records import Node
from lab.screens.ask import Ask, AskText, Choose
from lab.screens.place import Place
from lab.store import Store
from lab.tree import Tree
from lab.widgets.chrome import ink_of
from lab.widgets.plain import plain
from lab.widgets.rows import Rows
from lab.widgets.tree import comparison, detail, header, line, who
from tasks.protocol import Episode

if TYPE_CHECKING:
    from lab.feeds import TreeFeed
    from lab.screens.branches import Branches

_WIDE = 150
_ALONE = "this one"
_LONGEST = 400
"""Characters of a note."""


class TreeScreen(Place):
    """Over the replay that it was opened from, which it tells where to go."""

    HELP = """All that hangs together by forks: the episode at the root, what was played on from it, and what was played on from that.
▸ is the one that the replay shows. ● is a person, ◆ an agent, ▲ a scripted player.

turn is the agent turn after which a branch leaves its parent. ± parent is its return less its parent's: grey for a game that was
broken off, and had not earned or lost all yet.

enter, or a double click, opens an episode in the replay, where it was forked. p goes to a branch's parent, the right arrow to its
first branch, comma and full stop to the branches beside it.

c sets a branch beside its parent: what each said and its return so far, from the turn where they part; page up and page down
scroll that. n writes a note on an episode. d deletes a branch: its own branches go with it, or hang on its parent from then on.
A run's games cannot be deleted here, and one that branches were forked from stays also when its run is deleted."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "tree",
        [
            Binding("c", "compare", "compare", tooltip="The branch beside its parent, turn by turn, or the tree alone"),
            Binding("n", "note", "note", tooltip="Write a note on this episode; an empty one removes it"),
            Binding("d", "delete", "delete", tooltip="Delete this branch, with or without its own branches; asks"),
            Binding("p", "parent", "parent", tooltip="What this one was forked from"),
            Binding("left", "parent", "its parent", key_display="←", tooltip="Its parent", show=False, priority=True),
            Binding("right", "child", "branch", key_display="→", tooltip="Its first branch", show=False, priority=True),
            Binding("comma", "sibling(-1)", "sibling before", key_display=",", tooltip="The branch before beside it"),
            Binding("full_stop", "sibling(1)", "sibling", key_display=".", tooltip="The next branch beside it"),
            Binding("pageup", "scroll(-1)", "back", tooltip="Scroll the comparison up", show=False, priority=True),
            Binding("pagedown", "scroll(1)", "on", tooltip="Scroll the comparison down", show=False, priority=True),
        ],
    )
    DEFAULT_CSS = """
    TreeScreen #both { height: 1fr; layout: vertical; }
    TreeScreen.-wide #both { layout: horizontal; }
    TreeScreen #trunk { width: 1fr; height: 1fr; }
    TreeScreen #heads { height: 1; padding: 0 1; background: $surface; }
    TreeScreen Rows { height: 1fr; padding: 0 1 0 0; }
    TreeScreen #beside { width: 1fr; height: 1fr; padding: 0 2; display: none; scrollbar-gutter: stable; }
    TreeScreen.-comparing #beside { display: block; }
    TreeScreen.-comparing #trunk { height: 7; }
    TreeScreen.-comparing.-wide #trunk { height: 1fr; }
    TreeScreen #compared { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    TreeScreen #under { height: 3; padding: 0 2; background: $panel; }
    TreeScreen #detail { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(
        self, home: Path, tree: Tree, current: int, over: Branches, *, cursor: int | None = None, compare: bool = False
    ) -> None:
        """`over` is the screen beneath it, which shows the `current` episode."""
        self.WHERE = f"replay › tree of {tree.root.head.id}"  # type: ignore[misc]
        super().__init__()
        self._home, self._over = home, over
        self._shown_tree, self._current = tree, current
        self._cursor = current if cursor is None else cursor
        self._compare: bool | None = compare or None
        """None compares where there is room beside the tree."""
        self._read: dict[int, Episode] = {}

    @property
    def comparing(self) -> bool:
        return self.size.width >= _WIDE if self._compare is None else self._compare

    def body(self) -> ComposeResult:
        with Container(id="both"):
            with Vertical(id="trunk"):
                yield Static(id="heads")
                yield Rows(id="tree")
            with VerticalScroll(id="beside", can_focus=False):
                yield Static(id="compared")
        with Vertical(id="under"):
            yield Static(id="detail")

    def on_mount(self) -> None:
        self.query_one(Rows).focus()
        self._show()
        self.query_one(Rows).move_to(str(self._cursor))

    def on_resize(self) -> None:
        if self.is_mounted:
            self.call_after_refresh(self._show)

    def feed(self) -> TreeFeed:
        from lab.feeds import TreeFeed

        return TreeFeed(lambda: self._current)

    def tell(self, tidings: Tree) -> None:
        """The tree as it is now: whoever forked, noted or deleted."""
        if tidings.nodes != self._shown_tree.nodes and self._current in tidings:
            self._shown_tree, self._read = tidings, {}
            self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "scroll":
            return self.comparing
        node = self._node() if self.is_mounted else None
        if node is None:
            return True
        if action == "delete":
            return node.head.phase == "fork"
        if action == "sibling":
            return self._shown_tree.sibling(node.head.id, 1) is not None
        return self._shown_tree.parent(node.head.id) is not None if action == "parent" else True

    # Drawing

    def _node(self) -> Node | None:
        """The episode under the cursor."""
        key = self.query_one(Rows).key
        return self._shown_tree.node(int(key)) if key is not None and int(key) in self._shown_tree else None

    def _show(self) -> None:
        self.set_class(self.size.width >= _WIDE, "-wide")
        self.set_class(self.comparing, "-comparing")
        colors, tree = ink_of(self.app), self._shown_tree

        def draw(index: int, width: int) -> Text:
            return line(tree, index, width, self._current, colors)

        self.query_one(Rows).show([str(node.head.id) for node in tree.nodes], draw)
        wide = self.query_one(Rows).room or self.size.width - 2
        self.query_one("#heads", Static).update(header(wide, colors))
        self._point()

    def _point(self) -> None:
        """The cursor stands on another episode, or this one has changed."""
        node = self._node()
        self.refresh_bindings()
        if node is None:
            return
        text = detail(self._shown_tree, node, max(self.size.width - 5, 20), ink_of(self.app))
        self.query_one("#detail", Static).update(text)
        above = self._shown_tree.parent(node.head.id)
        if not self.comparing:
            return
        if above is None:
            self._compared(Text("The root was forked from nothing: go to a branch.", ink_of(self.app).muted))
        elif {above.head.id, node.head.id} <= set(self._read):
            self._draw_comparison(node)
        else:
            self._fetch(above.head.id, node.head.id)

    @work(thread=True, exclusive=True, group="beside")
    def _fetch(self, *wanted: int) -> None:
        try:
            with Store(self._home, readonly=True) as store:
                found = {number: store.episode(number).episode for number in wanted}
        except Problem as problem:
            self.from_thread(self._compared, Text(plain(str(problem))))
            return
        self.from_thread(self._fetched, found)

    def _fetched(self, found: dict[int, Episode]) -> None:
        self._read |= found
        node = self._node()
        above = self._shown_tree.parent(node.head.id) if node else None
        if node and above and {above.head.id, node.head.id} <= set(self._read):
            self._draw_comparison(node)

    def _draw_comparison(self, node: Node) -> None:
        above = self._shown_tree.parent(node.head.id)
        if above:
            both = self._read[above.head.id], self._read[node.head.id]
            room = self.query_one("#beside").size.width - 4 or self.size.width - 5
            self._compared(comparison(self._shown_tree, node, *both, room, ink_of(self.app)))

    def _compared(self, text: Text) -> None:
        self.query_one("#compared", Static).update(text)
        self.query_one("#beside", VerticalScroll).scroll_home(animate=False)

    # Keys

    def on_rows_moved(self, event: Rows.Moved) -> None:
        self._point()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.app.pop_screen()
        self._over.open_chosen(self._shown_tree, int(event.key))

    def _move(self, node: Node | None) -> None:
        if node:
            self.query_one(Rows).move_to(str(node.head.id))

    def action_parent(self) -> None:
        node = self._node()
        self._move(node and self._shown_tree.parent(node.head.id))

    def action_child(self) -> None:
        node = self._node()
        branches = self._shown_tree.branches(node.head.id) if node else ()
        self._move(branches[0] if branches else None)

    def action_sibling(self, by: int) -> None:
        node = self._node()
        self._move(node and self._shown_tree.sibling(node.head.id, by))

    def action_compare(self) -> None:
        self._compare = not self.comparing
        self._show()
        # The cursor stays in sight in the lines that are left, and the comparison gets its width, when both are laid out.
        self.call_after_refresh(self._settled)

    def _settled(self) -> None:
        rows = self.query_one(Rows)
        rows.watch_cursor(rows.cursor, rows.cursor)
        self._show()

    def action_scroll(self, by: int) -> None:
        area = self.query_one("#beside", VerticalScroll)
        area.scroll_relative(y=by * max(area.size.height - 2, 1), animate=False)

    def action_note(self) -> None:
        node = self._node()
        if node:
            number = node.head.id

            def said(note: str | None) -> None:
                if note is not None:
                    self._annotate(number, note[:_LONGEST])

            self.app.push_screen(
                AskText(f"A note on episode {number}; an empty one removes it:", plain(node.note[:_LONGEST])), said
            )

    @work(thread=True)
    def _annotate(self, number: int, note: str) -> None:
        if self._changed(lambda store: store.annotate(number, note)):
            self.from_thread(self.on_screen_resume)

    def _changed(self, change: Callable[[Store], object]) -> bool:
        """Writes to the store, in a worker's thread; False when that failed, which is told."""
        try:
            with Store(self._home) as store:
                change(store)
        except Problem as problem:
            self.from_thread(partial(self.notify, str(problem), severity="error", timeout=10, markup=False))
            return False
        return True

    def action_delete(self) -> None:
        node = self._node()
        if node is None or node.head.phase != "fork":
            return
        number, below = node.head.id, len(self._shown_tree.below(node.head.id))
        question = f"Delete branch {number}, played by {who(node, 40)}? This cannot be undone."

        def sure(yes: bool | None) -> None:
            if yes:
                self._delete(number, whole=True)

        def chosen(what: str | None) -> None:
            if what:
                self._delete(number, whole=what != _ALONE)

        if below:
            above = self._shown_tree.parent(number)
            where = f"on {above.head.id}" if above else "on nothing"
            after = f"its branches then hang {where}" if below > 1 else f"its branch then hangs {where}"
            whole = f"with all its {below} branches" if below > 1 else "with its branch"
            self.app.push_screen(Choose(question, [(_ALONE, after), ("all of it", whole)]), chosen)
        else:
            self.app.push_screen(Ask(question), sure)

    @work(thread=True)
    def _delete(self, number: int, *, whole: bool) -> None:
        if self._changed(lambda store: store.delete_branch(number, whole=whole)):
            self.from_thread(self._deleted, number, whole)

    def _deleted(self, number: int, whole: bool) -> None:
        """Where the replay showed what is gone, it shows what that was forked from, or what is left of it."""
        tree = self._shown_tree
        if self._current in (number, *(tree.below(number) if whole else ())):
            left = [] if whole else tree.branches(number)
            after = tree.parent(number) or (left[0] if left else None)
            self._over.open_after_deletion(after.head.id if after else None)
            if after is None:
                self.app.pop_screen()
                return
            self._current = after.head.id
        self.on_screen_resume()
