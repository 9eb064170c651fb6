"""Small questions over a screen: yes or no, one of several, a line of text."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from lab.widgets.plain import brief, one_line

_CSS = """
{name} {{ align: center middle; }}
{name} > Vertical {{ width: 64; max-width: 90%; height: auto; padding: 1 2; background: $panel; border: round $accent; }}
{name} OptionList {{ height: auto; max-height: 14; margin-top: 1; background: $panel; border: none; }}
{name} Input {{ margin-top: 1; }}
{name} .hint {{ color: $text-muted; margin-top: 1; }}
"""


_LONGEST = 40
"""Characters of a name to choose."""


class Ask(ModalScreen[bool]):
    """Yes or no; escape is no."""

    DEFAULT_CSS = _CSS.format(name="Ask")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "yes", tooltip="Do it"),
        Binding("n,escape", "answer(False)", "no", tooltip="Leave it"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(brief(self._question)))
            yield Static(Text("y  yes     n  no"), classes="hint")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)


class Choose(ModalScreen[str | None]):
    """One of several; escape is none."""

    DEFAULT_CSS = _CSS.format(name="Choose")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", "cancel", tooltip="Choose nothing")]

    def __init__(self, question: str, options: Sequence[tuple[str, str]]) -> None:
        """`options` are names and what they mean."""
        super().__init__()
        self._question, self._options = question, options

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(brief(self._question)))
            shown = [(one_line(name, _LONGEST), one_line(about, 200), name) for name, about in self._options]
            wide = max(len(said) for said, _, _ in shown)
            yield OptionList(*(Option(Text(f"{said:<{wide}}  {about}"), id=name) for said, about, name in shown))
            yield Static(Text("enter  choose     escape  cancel"), classes="hint")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_none(self) -> None:
        self.dismiss(None)


class AskText(ModalScreen[str | None]):
    """A line of text; escape is none."""

    DEFAULT_CSS = _CSS.format(name="AskText")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", "cancel", tooltip="Say nothing")]

    def __init__(self, question: str, value: str = "") -> None:
        super().__init__()
        self._question, self._value = question, value

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(brief(self._question)))
            yield Input(self._value, select_on_focus=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

    def action_none(self) -> None:
        self.dismiss(None)
