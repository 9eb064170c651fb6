"""A small form over the game: who is to answer."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lab.keymap import named
from lab.records import SimulatorSpec
from lab.widgets.simulator_fields import STEPS, SimulatorFields


class ChooseSimulator(ModalScreen[SimulatorSpec | None]):
    """The lab's own, a local model or a server; escape changes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = named(
        "simulator",
        [
            Binding("ctrl+s", "take", "begin", tooltip="Begin a game with this one", priority=True),
            Binding("escape", "none", "cancel", tooltip="Change nothing"),
            *STEPS,
        ],
    )
    DEFAULT_CSS = """
    ChooseSimulator { align: center middle; }
    ChooseSimulator > Vertical { width: 76; max-width: 96%; height: auto; padding: 1 2; background: $panel; border: round $accent; }
    ChooseSimulator .field { height: auto; min-height: 1; }
    ChooseSimulator .field Label { width: 12; padding: 0 1 0 0; text-align: right; color: $text-muted; }
    ChooseSimulator .field Input, ChooseSimulator .field Select { width: 27; }
    ChooseSimulator .field Input { background: $surface; padding: 0 1; border: none; height: 1; }
    ChooseSimulator .field Input:focus { background: $primary 30%; }
    ChooseSimulator .field SelectCurrent { background: $surface; padding: 0 1; }
    ChooseSimulator .field Select:focus SelectCurrent { background: $primary 30%; }
    ChooseSimulator .field .about { width: 1fr; padding: 0 0 0 1; color: $text-muted; height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ChooseSimulator .field:focus-within .about, ChooseSimulator .field.-wrong .about { height: auto; text-wrap: wrap; }
    ChooseSimulator .field.-wrong .about { color: $error; }
    ChooseSimulator .hint { color: $text-muted; margin-top: 1; }
    """

    def __init__(self, task: str, spec: SimulatorSpec) -> None:
        super().__init__()
        self._game_name, self._spec = task, spec

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text("Who answers you?\n"))
            yield SimulatorFields(self._game_name, self._spec)
            yield Static(Text("ctrl+s  begin     tab  next field     escape  cancel"), classes="hint")

    def on_mount(self) -> None:
        self.query_one("#simulator").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        fields = self.query_one(SimulatorFields)
        wrong = fields.wrong()
        if wrong:
            self.notify("; ".join(wrong), severity="error", markup=False)
        else:
            self.dismiss(fields.spec)

    def action_none(self) -> None:
        self.dismiss(None)
