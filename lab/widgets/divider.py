"""A border between two panels that the mouse drags."""

from __future__ import annotations

from typing import Literal

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class Divider(Widget):
    """One line of cells; whoever holds it gives its panels other sizes when it was dragged."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Divider { color: $border; background: $surface; }
    Divider.-vertical { width: 1; height: 1fr; }
    Divider.-horizontal { width: 1fr; height: 1; }
    Divider:hover, Divider.-dragged { color: $accent; }
    """

    class Dragged(Message):
        """It was dragged so many cells to the right, or down, since the last message."""

        def __init__(self, divider: Divider, by: int) -> None:
            super().__init__()
            self.divider, self.by = divider, by

    def __init__(self, way: Literal["vertical", "horizontal"], *, id: str | None = None) -> None:
        super().__init__(id=id, classes=f"-{way}")
        self._vertical = way == "vertical"
        self._at: int | None = None
        """Where the mouse holds it; None when it does not."""

    def render(self) -> RenderResult:
        return Content("\n".join("│" * self.size.height) if self._vertical else "─" * self.size.width)

    def _place(self, event: events.MouseEvent) -> int:
        return event.screen_x if self._vertical else event.screen_y

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._at = self._place(event)
        self.add_class("-dragged")
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._at is not None and self._place(event) != self._at:
            self.post_message(self.Dragged(self, self._place(event) - self._at))
            self._at = self._place(event)

    def on_mouse_up(self) -> None:
        self._at = None
        self.remove_class("-dragged")
        self.release_mouse()
