"""A list of rows drawn one line at a time: only what is visible is drawn, so ten thousand rows cost what fifty do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lab.keymap import named

Draw = Callable[[int, int], Text]
"""(index of the row, width) -> one line."""


_HERE, _ELSEWHERE = Strip([Segment("▸")], 1), Strip([Segment(" ")], 1)
"""Left of the row under the cursor, and of the others."""


class Rows(ScrollView, can_focus=True):
    """Rows with a cursor. A row without a key is a heading: the cursor steps over it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--hover"}
    DEFAULT_CSS = """
    Rows {
        background: $surface; overflow-x: hidden; scrollbar-size-vertical: 1;
        .rows--cursor { background: $block-cursor-blurred-background; }
        .rows--hover { background: $foreground 4%; }
        &:focus .rows--cursor { background: $block-cursor-background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = named(
        "list",
        [
            Binding("up,k", "move(-1)", "up", show=False, tooltip="One row up"),
            Binding("down,j", "move(1)", "down", show=False, tooltip="One row down"),
            Binding("pageup", "page(-1)", "page up", show=False, tooltip="One page up"),
            Binding("pagedown", "page(1)", "page down", show=False, tooltip="One page down"),
            Binding("home", "edge(-1)", "first", show=False, tooltip="The first row"),
            Binding("end,G", "edge(1)", "last", show=False, tooltip="The last row"),
            Binding("enter", "choose", "open", tooltip="Open the row under the cursor"),
        ],
    )

    cursor: reactive[int] = reactive(-1)
    """Index of the row under the cursor, -1 for none."""
    hovered: reactive[int] = reactive(-1)

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, rows: Rows, key: str) -> None:
            super().__init__()
            self.rows, self.key = rows, key

    class Chosen(Message):
        """Enter, or a double click, on a row."""

        def __init__(self, rows: Rows, key: str) -> None:
            super().__init__()
            self.rows, self.key = rows, key

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._keys: tuple[str | None, ...] = ()
        self._draw: Draw = lambda index, width: Text()
        self._strips: dict[str | int, tuple[Text, int, tuple[Strip, Strip]]] = {}
        """By key, or index of a heading: what was drawn last, in which width, and the strips made of it: away from the cursor
        and under it. The same strip again costs textual next to nothing, another one that looks the same as much as a new one."""

    @property
    def room(self) -> int:
        """Cells that a row is drawn in; left of it is the cursor's mark, for whom its colour does not tell."""
        return max(self.scrollable_content_region.width - 1, 0)

    @property
    def key(self) -> str | None:
        """The key under the cursor."""
        return self._keys[self.cursor] if 0 <= self.cursor < len(self._keys) else None

    @property
    def keys(self) -> tuple[str | None, ...]:
        """What is shown, top to bottom."""
        return self._keys

    def show(self, keys: Sequence[str | None], draw: Draw) -> None:
        """Shows these rows; the cursor stays on its key, or as near as it can. A row whose `draw` gives the very text that it
        gave before costs next to nothing."""
        before, index, moved = self.key, self.cursor, self._keys != tuple(keys)
        self._keys, self._draw = tuple(keys), draw
        if len(self._strips) > 2 * len(keys):
            self._strips = {}
        if self.virtual_size.height != len(keys):
            self.virtual_size = Size(0, len(keys))
        self.cursor = self._placed(before, index)
        if moved:
            self.refresh()
        else:
            self._refresh_rows(*self._changed())

    def _changed(self) -> list[int]:
        """The rows on the screen that would be drawn otherwise than they are."""
        width, top = self.room, self.scroll_offset.y
        return [
            index
            for index in range(top, min(top + self.size.height, len(self._keys)))
            if (kept := self._strips.get(self._place(index))) is None or self._draw(index, width) is not kept[0]
        ]

    def move_to(self, key: str) -> None:
        """Puts the cursor on a key, if it is there."""
        if key in self._keys:
            self.cursor = self._keys.index(key)

    def _placed(self, key: str | None, index: int) -> int:
        if key is not None and key in self._keys:
            return self._keys.index(key)
        allowed = [k for k, other in enumerate(self._keys) if other is not None]
        return min(allowed, key=lambda k: abs(k - max(index, 0)), default=-1)

    def watch_cursor(self, before: int, now: int) -> None:
        self._refresh_rows(before, now)
        if self.key is not None:
            top = 0 if self.cursor == 1 and self._keys[0] is None else self.cursor
            self.scroll_to_region(Region(0, top, 1, self.cursor - top + 1), animate=False, force=True)
            self.post_message(self.Moved(self, self.key))

    def watch_hovered(self, before: int, now: int) -> None:
        self._refresh_rows(before, now)

    def _refresh_rows(self, *rows: int) -> None:
        """These lines alone: a key is painted before the next one comes, also when the lab is busy."""
        for row in rows:
            if 0 <= row < len(self._keys):
                self.refresh_line(row)

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        base = self.rich_style
        if not 0 <= index < len(self._keys):
            return Strip.blank(self.scrollable_content_region.width, base)
        return self._strip(index, self.room).apply_style(base + self._highlight(index))

    def _strip(self, index: int, width: int) -> Strip:
        place, text = self._place(index), self._draw(index, width)
        kept = self._strips.get(place)
        if kept is None or kept[0] is not text or kept[1] != width:
            strip = Strip(text.render(self.app.console)).adjust_cell_length(width)
            kept = self._strips[place] = (text, width, (Strip.join([_ELSEWHERE, strip]), Strip.join([_HERE, strip])))
        return kept[2][index == self.cursor]

    def _place(self, index: int) -> str | int:
        """Under what the row's strips are kept."""
        return self._keys[index] or index

    def _highlight(self, index: int) -> Style:
        if self._keys[index] is None:
            return Style()
        if index == self.cursor:
            return self.get_component_rich_style("rows--cursor", partial=True)
        if index == self.hovered:
            return self.get_component_rich_style("rows--hover", partial=True)
        return Style()

    def action_move(self, by: int) -> None:
        index = self.cursor + by
        while 0 <= index < len(self._keys) and self._keys[index] is None:
            index += by
        if 0 <= index < len(self._keys):
            self.cursor = index
        elif by < 0:
            self.scroll_home(animate=False)

    def action_page(self, by: int) -> None:
        self._jump(self.cursor + by * max(self.size.height - 1, 1))

    def action_edge(self, by: int) -> None:
        self._jump(0 if by < 0 else len(self._keys) - 1)

    def _jump(self, index: int) -> None:
        self.cursor = self._placed(None, min(max(index, 0), max(len(self._keys) - 1, 0)))

    def action_choose(self) -> None:
        if self.key is not None:
            self.post_message(self.Chosen(self, self.key))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hovered = event.y + self.scroll_offset.y

    def on_leave(self) -> None:
        self.hovered = -1

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if 0 <= index < len(self._keys) and self._keys[index] is not None:
            self.cursor = index
            if event.chain == 2:
                self.action_choose()
