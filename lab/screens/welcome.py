"""What a newcomer can do: see a demonstration, play a game, or take a tour."""

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from lab.catalog import spec_from
from lab.keymap import named
from lab.messages import Launch, OpenLaunch, OpenPlay
from lab.screens.place import Place
from lab.widgets.chrome import ink_of

_CHOICES = (
    ("demo", "Watch an agent learn", "about two minutes: BC, then ILQL, find the way out of a maze"),
    ("wordle", "Play Wordle", "against the simulator the agents play; your game is kept"),
    ("maze", "Walk the maze", "with the arrow keys, seeing only what a blindfolded agent sees"),
    ("launch", "Launch a run of your own", "choose task, algorithm, model and knobs in a form"),
    ("tour", "Take the tour", "four short pages"),
)

_TOUR = (
    ("Runs", "The home screen lists every run, live. Each run is a process of its own: close the app, and it goes on. n launches a new run; enter opens one; space marks some, and c compares them."),
    ("A run", "Its curves grow while it trains: the return, with dashed lines at the data's mean, the best known player and the paper's number; the losses; Q and V. Number keys show and hide panels, enter makes one fill the screen."),
    ("Replay", "r shows a run's games turn by turn: the board, the exact texts, the rewards, and what the best known player would have said. f takes over in the middle of one."),
    ("Play", "p plays a task in person: the same texts, limits and rewards as an agent. ? explains whatever is on the screen, ctrl+p finds every action, run and task."),
)  # fmt: skip


class Choices(OptionList):
    """The lines, whose keys stand at the foot of the screen: who is new here knows none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cursor_down", "next line", key_display="↓", tooltip="The next line"),
        Binding("up", "cursor_up", "line before", key_display="↑", tooltip="The line before"),
        Binding("enter", "select", "choose", key_display="⏎", tooltip="Do what the line says"),
    ]


class WelcomeScreen(Place):
    """The first screen of an empty lab."""

    HELP = """The lab is empty: nothing was trained and nothing played here yet. Choose a line with the arrow keys and press enter.
Whatever you choose, escape comes back to the list of runs."""
    WHERE = "welcome"
    DEFAULT_CSS = """
    WelcomeScreen #page { align: center middle; }
    WelcomeScreen #hello { width: 74; height: auto; margin-bottom: 1; }
    WelcomeScreen Choices, WelcomeScreen Choices:focus {
        width: 78; height: auto; background: $surface; border: round $border; padding: 1;
    }
    """

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home

    def body(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="hello")
            yield Choices(*(self._option(*choice) for choice in _CHOICES), id="choices")

    def _option(self, name: str, title: str, about: str) -> Option:
        return Option(Text.assemble((f" {title}\n", "bold"), (f"   {about}", "dim")), id=name)

    def on_mount(self) -> None:
        colors = ink_of(self.app)
        hello = Text("lmrl·lab\n", style=f"bold {colors.accent}")
        hello.append("teach language models to act over many turns, in a terminal", f"not bold {colors.muted}")
        self.query_one("#hello", Static).update(hello)
        self.query_one("#choices", OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = event.option.id
        if chosen == "demo":
            self.post_message(Launch([spec_from("maze-fo", "ilql")]))
        elif chosen in ("wordle", "maze"):
            self.post_message(OpenPlay("wordle" if chosen == "wordle" else "maze-po"))
        elif chosen == "launch":
            self.post_message(OpenLaunch())
        else:
            self.app.push_screen(Tour())


class Tour(ModalScreen[None]):
    """A few pages."""

    BINDINGS: ClassVar[list[BindingType]] = named(
        "welcome",
        [
            Binding("right,enter,space", "page(1)", "next", tooltip="The next page"),
            Binding("left", "page(-1)", "back", tooltip="The page before"),
            Binding("escape,q", "close", "close", tooltip="Enough of it"),
        ],
    )
    DEFAULT_CSS = """
    Tour { align: center middle; }
    Tour > Static { width: 70; height: auto; padding: 1 3; background: $panel; border: round $accent; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._page = 0

    def compose(self) -> ComposeResult:
        yield Static(id="tour")

    def on_mount(self) -> None:
        self._show()

    def action_page(self, by: int) -> None:
        if self._page + by >= len(_TOUR):
            self.dismiss()
            return
        self._page = max(0, self._page + by)
        self._show()

    def action_close(self) -> None:
        self.dismiss()

    def _show(self) -> None:
        colors = ink_of(self.app)
        title, about = _TOUR[self._page]
        text = Text(f"{title}\n\n", style=f"bold {colors.accent}").append(about, f"not bold {colors.text}")
        text.append(f"\n\n{self._page + 1} of {len(_TOUR)}   → next   ← back   esc close", f"not bold {colors.muted}")
        self.query_one("#tour", Static).update(text)
