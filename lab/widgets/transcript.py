"""An episode's texts as people read them. Pure: turns in, text out; everything from outside is made harmless."""

from collections.abc import Mapping, Sequence
from functools import cache

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from lab.format import number
from lab.theme import INK, Ink, blend
from lab.widgets.plain import brief, one_line, plain
from tasks.protocol import Role, Turn

_LONGEST = 4000
"""Characters of one text that are shown."""
_WIDEST = 110
"""Cells of a talk's lines."""


def transcript(
    turns: Sequence[Turn], *, remembered: int | None = None, current: int | None = None,
    after: Mapping[int, Sequence[Text]] | None = None, ink: Ink = INK,
) -> Text:  # fmt: skip
    """All texts, a line or more each: `›` before the agent's, its reward behind it, a line feed shown as ⏎.

    Texts before the last `remembered` ones are muted and stand above a line that says that the agent does not see them;
    `current` is marked. `after` some texts,
    by their index, come lines that are no part of the game.
    """
    oldest = 0 if remembered is None else max(0, len(turns) - remembered)
    text = Text(end="")
    for k, turn in enumerate(turns):
        if k:
            text.append("\n")
        line = one_turn(turn, ink)
        if k < oldest:
            line.stylize(f"not bold {ink.muted}")
        if k == current:
            line.plain = "▸" + line.plain[1:]
            line.stylize(f"on {ink.panel}")
        text.append_text(line)
        if oldest and k == oldest - 1:
            text.append("\n  ╌╌ the agent no longer sees what is above", f"italic {ink.muted}")
        for aside in (after or {}).get(k, ()):
            text.append("\n").append_text(aside)
    return text


def chat(
    turns: Sequence[Turn], width: int, *, sides: tuple[str, str], me: Role = "agent", typing: str = "", trouble: str = "",
    ink: Ink = INK,
) -> Text:  # fmt: skip
    """A talk of two as bubbles, mine on the right, in lines of at most `width` cells, and no more than an eye follows; `sides` are
    the game's name and the agent's.

    Beneath it who is `typing`, and what `trouble` there is.
    """
    text = Text(end="", no_wrap=True)
    width = min(width, _WIDEST)
    room = max(16, width * 2 // 3)
    for k, turn in enumerate(turns):
        mine = turn.role == me
        ground = blend(ink.primary if mine else ink.text, ink.background, 0.72 if mine else 0.88)
        said = plain(turn.text[:_LONGEST].rstrip("\n"), newline="⏎") or " "
        rows = list(Text(said).wrap(_console(), room - 2))
        wide = max(row.cell_len for row in rows) + 2
        left = " " * (width - wide) if mine else ""
        told = one_line(sides[turn.role == "agent"], room)
        told += f"  {number(turn.reward)}" if turn.reward else ""
        told += "" if turn.legal else "  not understood"
        text.append(
            ("\n" if k else "") + " " * (max(0, width - cell_len(told)) if mine else 0) + told + "\n", ink.muted
        )
        for row in rows:
            shown = " " + row.plain.rstrip()
            text.append(left)
            text.append(shown + " " * (wide - cell_len(shown)), f"{ink.text} on {ground}")
            text.append("\n")
    if typing:
        text.append(("\n" if turns else "") + brief(typing) + "\n", f"italic {ink.muted}")
    for row in Text(f"\n{brief(trouble)}").wrap(_console(), width - 1) if trouble else ():
        text.append(row.plain.rstrip() + "\n", ink.bad)
    return text


@cache
def _console() -> Console:
    return Console(width=200)


def one_turn(turn: Turn, ink: Ink) -> Text:
    """One text with what it earned."""
    shown = plain(turn.text[:_LONGEST], newline="⏎")
    if len(turn.text) > _LONGEST:
        shown += f"… ({len(turn.text) - _LONGEST} more characters)"
    if turn.role == "game":
        return Text(f"  {shown}", style=ink.text, end="")
    line = Text("› ", style=f"bold {ink.accent}", end="")
    line.append(shown, f"bold {ink.primary}")
    line.append(f"  {number(turn.reward)}", ink.bad if turn.reward < -1 else ink.muted)
    if not turn.legal:
        line.append("  illegal", ink.bad)
    if turn.cut:
        line.append("  cut", ink.bad)
    return line
