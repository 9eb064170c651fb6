"""Help made from what is on the screen: its text, and the keys that work at this moment."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from lab.theme import Ink
from lab.widgets.chrome import Hint, ink_of


class HelpScreen(ModalScreen[None]):
    """Over the screen it explains."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "close", "close", key_display="esc", tooltip="Back to the screen"),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > VerticalScroll { width: 100; max-width: 94%; height: auto; max-height: 90%; padding: 1 2; background: $panel; border: round $accent; }
    """

    def __init__(self, title: str, about: str, keys: list[Hint], rules: str = "") -> None:
        super().__init__()
        self._title, self._about, self._keys, self._rules = title, about, keys, rules

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="help")

    def on_mount(self) -> None:
        text = help_text(self._title, self._about, self._keys, self._rules, ink_of(self.app))
        self.query_one("#help", Static).update(text)

    def action_close(self) -> None:
        self.dismiss()


def help_text(title: str, about: str, keys: list[Hint], rules: str, ink: Ink) -> Text:
    """The page: what the screen is for, the keys, and the rules of a game."""
    text = Text(f"{title}\n\n", style=f"bold {ink.accent}", end="")
    text.append(_flowing(about) + "\n\n", f"not bold {ink.text}")
    wide = max((len(key.shown) for key in keys), default=0)
    for key in keys:
        text.append(f"{key.shown:>{wide}}  ", f"bold {ink.accent}")
        text.append(f"{key.does:<14} ", f"not bold {ink.text}")
        text.append(f"{key.tooltip}\n", f"not bold {ink.muted}")
    if rules:
        text.append("\nRules\n\n", f"bold {ink.accent}").append(_flowing(rules) + "\n", f"not bold {ink.text}")
    text.append("\nescape closes this", f"not bold {ink.muted}")
    return text


def _flowing(prose: str) -> str:
    """Paragraphs as one line each: where they break is for the window to say, not for the source."""
    return "\n\n".join(" ".join(one.split()) for one in prose.strip().split("\n\n"))


def every_hint(screen: Screen[None]) -> list[Hint]:
    """Every key that works now, also those that the footer leaves out."""
    found: dict[str, Hint] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if active.enabled and binding.description and binding.tooltip:
            shown = screen.app.get_key_display(binding)
            found.setdefault(
                binding.action,
                Hint(binding.key, shown, binding.description, binding.tooltip, active.node is screen.app),
            )
    return sorted(found.values(), key=lambda hint: hint.everywhere)
