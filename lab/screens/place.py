"""What every screen of the lab has: a title above, the live keys below, help, and a feed from the store."""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message_pump import _MessagePumpMeta
from textual.screen import Screen

from lab.keymap import named
from lab.widgets.chrome import Keys, Top

if TYPE_CHECKING:
    from lab.feeds import Feed, Tidings
    from lab.messages import News


class Abstract(_MessagePumpMeta, ABCMeta):
    """Textual's classes that cannot be made before all of them is there."""


class Place(Screen[None]):
    """A screen. A subclass says what it holds (`body`), what it wants read (`feed`) and shows what was read (`tell`)."""

    HELP: ClassVar[str] = ""
    """What the screen is for and how to use it, in plain text: the help screen shows it above the live keys."""
    WHERE: ClassVar[str] = ""
    """The title; parts are joined with ` › `."""
    BINDINGS: ClassVar[list[BindingType]] = named(
        "screen",
        [
            Binding("escape", "back", "back", tooltip="Back to where you came from"),
        ],
    )

    def compose(self) -> ComposeResult:
        yield Top(self.WHERE)
        yield from self.body()
        yield Keys()

    def body(self) -> ComposeResult:
        """What stands between the title and the keys."""
        yield from ()

    def on_screen_resume(self) -> None:
        """On top again: the watcher reads for this screen."""
        from lab.app import LabApp  # The app imports its screens.

        if isinstance(self.app, LabApp):
            self.query_one(Top).news = self.app.news
            self.follow()

    def follow(self) -> None:
        """The watcher reads for this screen from now on, and at once: what its feed is to read may have changed."""
        from lab.app import LabApp

        if isinstance(self.app, LabApp):
            self.app.follow(self)

    def feed(self) -> Feed | None:
        """What the watcher reads for this screen while it is on top. Asked again each time it comes to the top."""
        return None

    def tell(self, tidings: Tidings) -> Awaitable[None] | None:
        """Shows what was read."""

    async def on_news(self, message: News) -> None:
        message.stop()
        if self.is_attached:
            shown = self.tell(message.tidings)
            if shown is not None:
                await shown

    def from_thread(self, call: Callable[..., object], *given: Any) -> None:
        """Calls it in the app's thread, for a worker's thread; not when the screen is closing by then."""

        def here() -> None:
            # A closing screen has lost its widgets before it is unmounted.
            if self.app.is_running and self.display:
                call(*given)

        if self.app.is_running:
            self.app.call_from_thread(here)

    def outlasting(self, call: Callable[..., None], *given: Any) -> None:
        """Runs it in a thread of the app's, which ends what it began when this screen closes; a screen's own worker may
        then never begin."""
        # A screen that was closed finds its app by the context.
        self.app.run_worker(partial(copy_context().run, call, *given), thread=True)

    def action_back(self) -> None:
        self.app.pop_screen()
