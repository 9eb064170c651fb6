"""The log of a run as rows that can be pointed at: each line wrapped to the width, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import chop_cells
from rich.text import Text
from textual import events

from lab.format import duration
from lab.widgets.plain import brief, one_line
from lab.widgets.rows import Rows

if TYPE_CHECKING:
    from lab.records import LogLine
    from lab.theme import Ink

_LONGEST = 4000
"""Signs of a line that are shown; `lmrl-lab logs` prints all."""
_TIME = 8
"""Columns before a line, for when it was said."""


class LogRows(Rows):
    """Rows of which one click chooses."""

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if event.chain == 1 and 0 <= index < len(self.keys) and self.keys[index] is not None:
            self.cursor = index
            self.action_choose()


def log_rows(
    lines: Sequence[LogLine], began: float, width: int, ink: Ink, heading: str = ""
) -> tuple[list[str | None], list[Text]]:
    """Keys and texts of the rows: under a heading each line, with the time since the run began; a line that goes on has its key
    with a number behind it."""
    keys: list[str | None] = []
    texts: list[Text] = []
    room = max(width - _TIME, 10)
    for part in chop_cells(one_line(heading, _LONGEST), max(width, 10)) if heading else []:
        keys.append(None)
        texts.append(Text(part, ink.accent, end="", no_wrap=True))
    for line in reversed(lines):
        color = {"info": ink.muted, "warning": ink.accent, "error": ink.bad}[line.level]
        for k, part in enumerate(_wrapped(line.text, room)):
            keys.append(f"{line.id}.{k}" if k else str(line.id))
            when = duration(max(line.time - began, 0.0)).rjust(_TIME - 2) if not k else " " * (_TIME - 2)
            texts.append(Text(f"{when}  ", ink.faint, end="", no_wrap=True).append(part, color))
    return keys, texts


def _wrapped(text: str, width: int) -> list[str]:
    return [part for whole in brief(text.strip(), _LONGEST).split("\n") for part in (chop_cells(whole, width) or [""])]


def line_of(key: str) -> int:
    """The line's id, by the key of any of its rows."""
    return int(key.partition(".")[0])
