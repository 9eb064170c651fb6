"""Where a person types what is said in a game."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import events
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input

_ARROWS = {"up": "move up", "down": "move down", "left": "move left", "right": "move right"}
_PAUSE = 0.6
"""Seconds after which a letter that stands alone is a whole answer, and not the beginning of a word."""


class Say(Input):
    """In an empty line `?` asks for help, arrows say moves, and single letters say what the game knows them for."""

    class Quick(Message):
        """One key said a whole text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, actions: tuple[str, ...] = (), quick: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._quick = dict(quick or {})
        self.offer(actions)

    def offer(self, actions: tuple[str, ...]) -> None:
        """What is legal now: it completes the line, and arrows say the moves among it."""
        self.suggester = SuggestFromList(actions, case_sensitive=False) if actions else None
        self._moves = {key: move for key, move in _ARROWS.items() if move in actions}

    def on_key(self, event: events.Key) -> None:
        if self.value:
            return
        if event.key in self._quick:
            self.set_timer(_PAUSE, lambda: self._stands_alone(event.key))
        elif event.key == "question_mark" or event.key in self._moves:
            event.stop()
            event.prevent_default()
            if event.key in self._moves:
                self.post_message(self.Quick(self._moves[event.key]))
            else:
                self.app.simulate_key("f1")

    def _stands_alone(self, key: str) -> None:
        if self.value == key:
            self.post_message(self.Quick(self._quick[key]))
