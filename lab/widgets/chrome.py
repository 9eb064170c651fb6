"""The frame around every screen: a title above, the live keys below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import App, RenderResult
from textual.reactive import reactive
from textual.theme import Theme
from textual.widget import Widget

from lab.theme import Ink, ink
from lab.widgets.plain import one_line

if TYPE_CHECKING:
    from textual.screen import Screen


_INKS: dict[str, tuple[Theme, Ink]] = {}
"""By the theme's name: mixing a theme's colours takes as long as drawing a row of runs, and every row asks for them."""


def ink_of(app: App[object]) -> Ink:
    """The drawing colours of the app's theme in force."""
    theme = app.current_theme
    kept = _INKS.get(theme.name)
    if kept is None or kept[0] is not theme:
        kept = _INKS[theme.name] = (theme, ink(theme))
    return kept[1]


class Hint(NamedTuple):
    """One key and what it does now."""

    key: str
    """As textual names it: `ctrl+p`."""
    shown: str
    does: str
    tooltip: str
    everywhere: bool
    """Bound by the app, not by the screen or by what is focused."""


def hints(screen: Screen[object]) -> list[Hint]:
    """What the keys do at this moment, nearest to the focus first; each action once."""
    found: dict[tuple[str, str], Hint] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.show or not active.enabled or not binding.description:
            continue
        shown = screen.app.get_key_display(binding)
        everywhere = active.node is screen.app
        hint = Hint(binding.key, shown, binding.description, binding.tooltip, everywhere)
        found.setdefault((binding.action, binding.description), hint)
    return sorted(found.values(), key=lambda hint: hint.key == "escape")


def key_line(shown: list[Hint], width: int, colors: Ink) -> Text:
    """The hints in one line: those of the app at the right, of the others as many as fit, the rest behind a `…`."""
    right = Text(end="").join([_hint(hint, colors) for hint in shown if hint.everywhere])
    room = width - right.cell_len
    left = Text(end="")
    mine = [hint for hint in shown if not hint.everywhere]
    for index, hint in enumerate(mine):
        part = _hint(hint, colors)
        spare = 2 if index + 1 < len(mine) else 0
        if left.cell_len + part.cell_len + spare > room:
            left.append(" …", colors.muted)
            break
        left.append_text(part)
    left.append(" " * max(width - left.cell_len - right.cell_len, 0))
    return left + right


def _hint(hint: Hint, colors: Ink) -> Text:
    text = Text(end="", no_wrap=True)
    text.append(f" {hint.shown}", f"bold {colors.accent}")
    text.append(f" {hint.does} ", colors.muted)
    text.apply_meta({"key": hint.key})
    return text


class Keys(Widget):
    """What the keys do now, at the foot of the screen; each can be clicked."""

    DEFAULT_CSS = "Keys { dock: bottom; height: 1; background: $footer-background; }"

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def on_click(self, event: events.Click) -> None:
        key = event.style.meta.get("key")
        if key:
            self.app.simulate_key(key)

    def render(self) -> RenderResult:
        return key_line(hints(self.screen), self.size.width, ink_of(self.app))


class Top(Widget):
    """Where one is, at the head of the screen, and what is going on in the lab."""

    DEFAULT_CSS = "Top { dock: top; height: 1; background: $panel; }"

    where: reactive[str] = reactive("")
    news: reactive[str] = reactive("")
    """What is going on: `2 running · 1 queued`."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.set_reactive(Top.where, where)

    def render(self) -> RenderResult:
        colors = ink_of(self.app)
        text = Text(end="", no_wrap=True)
        text.append(" lmrl", f"bold {colors.accent}").append("·lab ", f"bold {colors.text}")
        for part in one_line(self.where, self.size.width).split(" › ") if self.where else []:
            text.append("› ", colors.muted).append(f"{part} ", colors.text)
        right = f"{self.news} "
        room = self.size.width - cell_len(right)
        text.truncate(max(room - 1, 0), overflow="ellipsis")
        text.append(" " * max(room - text.cell_len, 0)).append(right, colors.muted)
        return text
