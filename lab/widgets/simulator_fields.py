"""Who answers in a talking game, as fields of a form: each is shown only where it matters, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label, Select, Static

from lab.catalog import TALKING, simulator_problems
from lab.records import SimulatorSpec
from tasks.simulators.talker import KEY

STEPS = (
    Binding("down", "app.focus_next", "next field", show=False, tooltip="The next field"),
    Binding("up", "app.focus_previous", "field before", show=False, tooltip="The field before"),
)
"""The keys of every form."""

_KINDS = {
    "embedded": "who answers: the lab's own",
    "local": "a chat model on this machine",
    "openai": f"a server; its key, if it wants one, comes from {KEY}",
}
_MODEL = {
    "local": "its Hugging Face id, or folder",
    "openai": "its name at the server",
}
_URL = "like http://localhost:11434/v1"


class SimulatorFields(Vertical):
    """Three lines: kind, model, address. The first is hidden, too, for a task that has nobody to choose."""

    DEFAULT_CSS = """
    SimulatorFields { height: auto; }
    """

    def __init__(self, task: str, spec: SimulatorSpec | None = None) -> None:
        super().__init__(id="simulator-fields")
        self._game_name, self._given = task, spec or SimulatorSpec()

    def compose(self) -> ComposeResult:
        options = [(name, name) for name in _KINDS]
        chosen = Select(options, value=self._given.kind, allow_blank=False, id="simulator", compact=True)
        yield from _line("simulator", "simulator", chosen)
        yield from _line("simulator-model", "chat model", _text("simulator-model", self._given.model))
        yield from _line("base-url", "base url", _text("base-url", self._given.base_url))

    def on_mount(self) -> None:
        self._show()

    @property
    def spec(self) -> SimulatorSpec:
        """What the fields say; those that do not matter say nothing."""
        kind: Any = self.query_one("#simulator", Select).value
        if self._game_name not in TALKING or kind == "embedded":
            return SimulatorSpec()
        url = self.query_one("#base-url", Input).value.strip() if kind == "openai" else ""
        return SimulatorSpec(kind=kind, model=self.query_one("#simulator-model", Input).value.strip(), base_url=url)

    def fill(self, spec: SimulatorSpec) -> None:
        self.query_one("#simulator", Select).value = spec.kind
        self.query_one("#simulator-model", Input).value = spec.model
        self.query_one("#base-url", Input).value = spec.base_url
        self._show()

    def serve(self, task: str) -> None:
        """From now on for this task."""
        self._game_name = task
        self._show()

    def wrong(self) -> list[str]:
        """What is wrong, as sentences."""
        return simulator_problems(self._game_name, self.spec)

    @on(Select.Changed)
    @on(Input.Changed)
    def _show(self) -> None:
        """Which fields matter, and what is to be said of each."""
        kind = str(self.query_one("#simulator", Select).value)
        talks = self._game_name in TALKING
        self.query_one("#field-simulator").display = talks
        self.query_one("#field-simulator-model").display = talks and kind != "embedded"
        self.query_one("#field-base-url").display = talks and kind == "openai"
        nameless = kind != "embedded" and not self.spec.model
        lost = any(one.startswith("--base-url") for one in self.wrong())
        self._say("simulator", _KINDS[kind], False)
        self._say("simulator-model", _MODEL.get(kind, "") + (" is needed" if nameless else ""), nameless)
        self._say("base-url", f"no server's address: {_URL}" if lost else _URL, lost)

    def _say(self, name: str, about: str, wrong: bool) -> None:
        self.query_one(f"#field-{name}").set_class(wrong, "-wrong")
        self.query_one(f"#about-{name}", Static).update(Text(about))


def _line(name: str, label: str, field: Input | Select[str]) -> Iterator[Horizontal]:
    yield Horizontal(
        Label(label), field, Static(classes="about", id=f"about-{name}"), classes="field", id=f"field-{name}"
    )


def _text(name: str, value: str) -> Input:
    return Input(value, id=name, compact=True)
