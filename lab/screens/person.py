"""Under which name a person's games are kept."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from textual.screen import Screen

from lab import settings
from lab.screens.ask import AskText


def ask_name(screen: Screen[None], home: Path, then: Callable[[str], None]) -> None:
    """Asks for the name, unless it is known, and keeps it; `then` hears it."""
    known = settings.load(home).player
    if known:
        then(known)
        return

    def named(given: str | None) -> None:
        name = given or getpass.getuser()
        try:
            settings.save(home, replace(settings.load(home), player=name))
        except OSError as error:
            screen.notify(f"the name cannot be kept: {error}", severity="warning", markup=False)
        then(name)

    screen.app.push_screen(AskText("Your name, for the games you play:", getpass.getuser()), named)
