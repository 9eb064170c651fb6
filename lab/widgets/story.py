"""What is said in a game that somebody plays; what was said last stays in sight."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static


class Story(VerticalScroll):
    """A text that grows at its end."""

    DEFAULT_CSS = """
    Story { padding: 0 1; }
    Story > #said { height: auto; }
    """

    def compose(self) -> ComposeResult:
        yield Static(id="said")

    def on_mount(self) -> None:
        # It is as high as it is only once it has been laid out.
        self.watch(self, "virtual_size", lambda: self.scroll_end(animate=False), init=False)

    @property
    def room(self) -> int:
        """Columns for a chat; those of a small terminal before it has been laid out."""
        return max(30, self.size.width - 4) if self.size.width else 76

    def tell(self, said: Text) -> None:
        """Shows this, down to its end."""
        self.query_one("#said", Static).update(said)
        self.scroll_end(animate=False)
