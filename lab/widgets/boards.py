"""A picture of a game for people, one drawing per task. Pure: the states so far in, text out.

A task without a drawing of its own is shown as its transcript alone. Nothing depends on colour only: marks differ too.
"""

from collections.abc import Sequence
from typing import Any, Literal

from rich.text import Text

from lab.theme import INK, Ink, blend
from lab.widgets.chessboard import chessboard
from lab.widgets.rooms import rooms
from tasks.chess import ChessState
from tasks.maze import MazeState
from tasks.protocol import AnyTask
from tasks.textnav import TextNavState
from tasks.wordle import WordleState

Size = Literal["small", "large"]

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MARKS = {"g": "[{}]", "y": "({})", "b": " {} ", "": " {} "}


def board(
    task: AnyTask, states: Sequence[Any], *, size: Size = "small", fog: bool = False, typed: str = "",
    marked: frozenset[str] = frozenset(), ink: Ink = INK,
) -> Text:  # fmt: skip
    """The game after its latest state; `fog` hides what a player with little sight has not seen; `typed` is half a guess,
    `marked` are squares somebody has picked."""
    state = states[-1]
    if isinstance(state, MazeState):
        return maze_board(task, [one.position for one in states], size=size, fog=fog, ink=ink)
    if isinstance(state, WordleState):
        return wordle_board(state, size=size, typed=typed, ink=ink)
    if isinstance(state, ChessState):
        return chessboard(state, size=size, ink=ink, marked=marked)
    if isinstance(state, TextNavState):
        return rooms(state, 48 if size == "small" else 100, ink=ink, fog=fog)
    return Text("")


def maze_board(task: Any, trail: Sequence[tuple[int, int]], *, size: Size, fog: bool, ink: Ink) -> Text:
    """The maze, where one has been, and where one is. In fog only what was beside one's way, moved to the middle."""
    rows: Sequence[str] = task.layout
    height, width = len(rows), len(rows[0])
    seen = _beside(trail) if fog else {(y, x) for y in range(height) for x in range(width)}
    down, right = _centred(seen, height, width) if fog else (0, 0)
    wide, high = (4, 2) if size == "large" else (2, 1)
    lines = []
    for y in range(height):
        line = Text(end="", no_wrap=True)
        for x in range(width):
            line.append_text(_cell(rows, (y - down, x - right), trail, seen, task.goal, wide, ink))
        lines += [line] * high
    if size == "large":
        _mark_once(lines, trail, task.goal, down, right, seen, ink)
    return Text("\n", end="").join(lines)


def _cell(
    rows: Sequence[str], at: tuple[int, int], trail: Sequence[tuple[int, int]], seen: set[tuple[int, int]],
    goal: tuple[int, int], wide: int, ink: Ink,
) -> Text:  # fmt: skip
    """One cell; in the large size marks are put in afterwards, on one of its two lines."""
    wall, floor = blend(ink.primary, ink.background, 0.62), blend(ink.text, ink.background, 0.92)
    y, x = at
    if at not in seen or not (0 <= y < len(rows) and 0 <= x < len(rows[0])):
        return Text("·".center(wide) if wide == 2 else " " * wide, style=ink.faint, end="")
    if rows[y][x] == "#":
        return Text("█" * wide, style=wall, end="")
    if wide > 2:
        return Text(" " * wide, style=f"on {_ground(at, trail, floor, ink)}", end="")
    if at == trail[-1]:
        return Text("◉ ", style=f"bold {ink.accent} on {floor}", end="")
    if at == goal:
        return Text("★ ", style=f"bold {ink.good} on {floor}", end="")
    return Text("∙ " if at in trail else "  ", style=f"{ink.muted} on {_ground(at, trail, floor, ink)}", end="")


def _ground(at: tuple[int, int], trail: Sequence[tuple[int, int]], floor: str, ink: Ink) -> str:
    """Floor, warmer the more often one was there."""
    times = trail.count(at)
    return blend(ink.accent, floor, max(0.70, 0.95 - 0.06 * times)) if times else floor


def _mark_once(
    lines: list[Text], trail: Sequence[tuple[int, int]], goal: tuple[int, int], down: int, right: int,
    seen: set[tuple[int, int]], ink: Ink,
) -> None:  # fmt: skip
    """Puts goal and player into the large picture."""
    for at, mark, color in ((goal, " ★  ", ink.good), (trail[-1], " ◉  ", ink.accent)):
        if at in seen:
            y, x = (at[0] + down) * 2, (at[1] + right) * 4
            line = lines[y].copy()
            style = line.get_style_at_offset(_no_console(), x)
            marked = line[:x] + Text(mark, style=f"bold {color}", end="") + line[x + 4 :]
            marked.stylize(style, x, x + 4)
            marked.stylize(f"bold {color}", x, x + 4)
            lines[y] = marked


def _no_console() -> Any:
    from rich.console import Console

    return Console(width=80)


def _beside(trail: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The cells one was in, and those beside them."""
    return {(y + dy, x + dx) for y, x in trail for dy, dx in ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))}


def _centred(seen: set[tuple[int, int]], height: int, width: int) -> tuple[int, int]:
    """How far to move what was seen so that it stands in the middle: a place on the paper tells nothing then."""
    ys, xs = [y for y, _ in seen], [x for _, x in seen]
    return (height - 1 - max(ys) - min(ys)) // 2, (width - 1 - max(xs) - min(xs)) // 2


def wordle_board(state: WordleState, *, size: Size, typed: str, ink: Ink) -> Text:
    """Six rows of tiles, then the keyboard; `[s]` right place, `(s)` elsewhere in the word."""
    rows = [*zip(state.guesses, state.answers, strict=True)]
    lines: list[Text] = []
    for k in range(6):
        guess, answer = rows[k] if k < len(rows) else (typed if k == len(rows) else "", "")
        lines += _tiles(guess, answer, size, ink)
        if size == "large":
            lines.append(Text("", end=""))
    lines += [Text("", end="")] * (size == "small")
    known = _known(rows)
    for row in _KEYBOARD:
        lines.append(_keys(row, known, size, ink))
    return Text("\n", end="", no_wrap=True).join(lines)


def _tiles(guess: str, answer: str, size: Size, ink: Ink) -> list[Text]:
    """One guess: a line, or three in the large size."""
    grounds = {**_grounds(ink), "": blend(ink.text, ink.background, 0.9)}
    wide = 7 if size == "large" else 4
    pad, line = Text(end="", no_wrap=True), Text(end="", no_wrap=True)
    letters = (_letters(guess) + "     ")[:5]
    for k, letter in enumerate(letters):
        mark = answer[k : k + 1]
        # Letters on their own grounds in all themes: the tile is the colour, not the theme.
        style = f"bold {_lettered(mark, ink)} on {grounds[mark]}"
        shown = _MARKS[mark].format(letter.upper())
        line.append(shown.center(wide - 1), style).append(" ")
        pad.append(" " * (wide - 1), style).append(" ")
    return [pad, line, pad] if size == "large" else [line]


def _grounds(ink: Ink) -> dict[str, str]:
    """By what is said of a letter."""
    return {"g": ink.boards.right, "y": ink.boards.near, "b": ink.boards.wrong}


def _lettered(mark: str, ink: Ink) -> str:
    """The colour of a letter on the ground of its mark."""
    return {"": ink.text, "b": "#ffffff"}.get(mark, ink.boards.letter)


def _letters(guess: str) -> str:
    """The first five characters of a guess that can be shown in a tile."""
    bare = guess.replace(" ", "").strip()
    return "".join(letter if letter.isprintable() and letter.isascii() else "?" for letter in bare[:5])


def _known(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The best that is known of each letter."""
    known: dict[str, str] = {}
    for guess, answer in rows:
        for letter, mark in zip(guess, answer, strict=False):
            if mark and "gyb".index(mark) < "gyb_".index(known.get(letter, "_")):
                known[letter] = mark
    return known


def _keys(row: str, known: dict[str, str], size: Size, ink: Ink) -> Text:
    line = Text(" " * (("qwertyuiop", "asdfghjkl", "zxcvbnm").index(row) * (2 if size == "large" else 1)), end="")
    for letter in row:
        mark = known.get(letter, "")
        style = f"bold {_lettered(mark, ink)}" + (f" on {_grounds(ink)[mark]}" if mark else "")
        style = ink.faint if mark == "b" else style
        # Where colours do not tell: brackets as on the tiles, or for want of room a line under what is elsewhere in the word.
        shown = {"g": letter.upper(), "y": letter.upper(), "b": "·"}.get(mark, letter)
        if size == "large":
            shown = _MARKS[mark].format(shown)
        line.append(shown, f"{style} underline" if mark == "y" else style).append(" ")
    return line
