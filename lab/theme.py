"""The lab's themes, and the colours that drawings use.

Stylesheets speak of textual's variables; drawings (curves, boards, table rows) are pure functions that take an `Ink`.
"""

from functools import lru_cache
from typing import NamedTuple

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="lab-dark",
    dark=True,
    primary="#7aa2f7",
    secondary="#5bc8c4",
    accent="#f2b35e",
    success="#86cf7e",
    warning="#f2b35e",
    error="#f4757f",
    foreground="#d5d9e6",
    background="#12141c",
    surface="#191c27",
    panel="#232736",
    variables={
        "muted": "#959db6",
        "faint": "#3b4157",
        "border": "#343a4e",
        "border-blurred": "#343a4e",
        "footer-key-foreground": "#f2b35e",
        "footer-background": "#191c27",
        "footer-description-foreground": "#a3abc2",
        "block-cursor-background": "#283457",
        "block-cursor-foreground": "#f1f4fb",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#252b3d",
        "block-cursor-blurred-foreground": "#d5d9e6",
        "block-cursor-blurred-text-style": "none",
        "input-cursor-background": "#f2b35e",
        "input-cursor-foreground": "#12141c",
        "input-selection-background": "#7aa2f7 35%",
        "scrollbar": "#3b4157",
        "scrollbar-hover": "#596180",
        "scrollbar-active": "#7aa2f7",
        "scrollbar-background": "#191c27",
        "scrollbar-background-hover": "#191c27",
        "scrollbar-background-active": "#191c27",
        "scrollbar-corner-color": "#191c27",
    },
)

LIGHT = Theme(
    name="lab-light",
    dark=False,
    primary="#2f5fc4",
    secondary="#0d736f",
    accent="#975600",
    success="#2c752f",
    warning="#975600",
    error="#bf2f3f",
    foreground="#262a35",
    background="#f4f2ec",
    surface="#fbfaf7",
    panel="#e9e6de",
    variables={
        "muted": "#5a5e6c",
        "faint": "#cfcbc0",
        "border": "#cdc9bd",
        "border-blurred": "#cdc9bd",
        "footer-key-foreground": "#975600",
        "footer-background": "#e9e6de",
        "footer-description-foreground": "#565b6b",
        "block-cursor-background": "#cfdcf7",
        "block-cursor-foreground": "#14203d",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e3e3e2",
        "block-cursor-blurred-foreground": "#262a35",
        "block-cursor-blurred-text-style": "none",
        "input-cursor-background": "#975600",
        "input-cursor-foreground": "#fbfaf7",
        "input-selection-background": "#2f5fc4 25%",
        "scrollbar": "#cfcbc0",
        "scrollbar-hover": "#aaa698",
        "scrollbar-active": "#2f5fc4",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-background-hover": "#fbfaf7",
        "scrollbar-background-active": "#fbfaf7",
        "scrollbar-corner-color": "#fbfaf7",
    },
)

SIXTEEN = Theme(
    name="lab-16",
    dark=True,
    primary="#55ffff",
    secondary="#55ffff",
    accent="#ffff55",
    success="#55ff55",
    warning="#ffff55",
    error="#ff5555",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#0000aa",
    variables={
        "muted": "#aaaaaa",
        "faint": "#555555",
        "text-muted": "#aaaaaa",
        "border": "#aaaaaa",
        "border-blurred": "#aaaaaa",
        "footer-key-foreground": "#ffff55",
        "footer-background": "#0000aa",
        "footer-description-foreground": "#ffffff",
        "block-cursor-background": "#0000aa",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#0000aa",
        "block-cursor-blurred-foreground": "#aaaaaa",
        "block-cursor-blurred-text-style": "none",
        "input-cursor-background": "#ffff55",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#0000aa",
        "scrollbar": "#aaaaaa",
        "scrollbar-hover": "#ffffff",
        "scrollbar-active": "#ffff55",
        "scrollbar-background": "#000000",
        "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)
"""For terminals of 16 colours. Other themes' grounds all become the same grey there, and texts vanish on them; these are among
the colours that such a terminal has."""

THEMES = (DARK, LIGHT, SIXTEEN)

_SERIES_16 = ("#55ffff", "#ffff55", "#55ff55", "#ff55ff", "#ffffff", "#ff5555", "#aaaaaa", "#00aaaa")
_SERIES_DARK = ("#7aa2f7", "#f2b35e", "#86cf7e", "#ee8fb8", "#5bc8c4", "#b79cf5", "#e8837a", "#c9d36b")
_SERIES_LIGHT = ("#2f5fc4", "#9a5400", "#2c752f", "#b63178", "#0d736f", "#6f45c0", "#b33f2e", "#656c00")


class Boards(NamedTuple):
    """What boards are made of: a letter or a piece stands out from each of its grounds, in every theme."""

    right: str = "#34803f"
    """Tiles of Wordle: the letter's place, another place of it, none."""
    near: str = "#8f6d14"
    wrong: str = "#4a4f5e"
    letter: str = "#ffffff"
    """On `right` and `near`; on `wrong` letters are white."""
    light: str = "#8d99b5"
    """Squares of chess: the two kinds, those of the last move, those that somebody picked."""
    dark: str = "#66728f"
    moved: str = "#a3803a"
    marked: str = "#4b8a63"
    white: str = "#ffffff"
    """Pieces."""
    black: str = "#0b0d12"


_BOARDS_16 = Boards(
    right="#55ff55", near="#ffff55", wrong="#555555", letter="#000000", light="#0000aa", dark="#000000",
    moved="#aa00aa", marked="#aa0000", black="#ffff55",
)  # fmt: skip
"""Of sixteen colours only the dark ones are dark on every terminal: both sides' pieces are bright there, Black's filled."""


class Ink(NamedTuple):
    """Colours for drawings, as `#rrggbb`."""

    text: str
    muted: str
    """Labels and axes."""
    faint: str
    """Grid lines, empty parts of bars."""
    background: str
    surface: str
    panel: str
    primary: str
    secondary: str
    accent: str
    good: str
    bad: str
    series: tuple[str, ...]
    """Colours for things side by side, easy to tell apart, the first ones first."""
    boards: Boards = Boards()
    """The same in dark and light themes."""


def ink(theme: Theme) -> Ink:
    """The drawing colours that go with any textual theme, the built-in ones included."""
    named = theme.to_color_system().generate()
    plain = {name: value for name, value in named.items() if value.startswith("#") and len(value) == 7}
    text = plain.get("foreground", "#d5d9e6" if theme.dark else "#262a35")
    ground = plain.get("background", DARK.background if theme.dark else LIGHT.background) or ""
    return Ink(
        text=text,
        muted=theme.variables.get("muted", blend(text, ground, 0.45)),
        faint=theme.variables.get("faint", blend(text, ground, 0.8)),
        background=ground,
        surface=plain.get("surface", ground),
        panel=plain.get("panel", ground),
        primary=plain.get("primary", text),
        secondary=plain.get("secondary", text),
        accent=plain.get("accent", text),
        good=plain.get("success", text),
        bad=plain.get("error", text),
        series=_SERIES_16 if theme.name == SIXTEEN.name else _SERIES_DARK if theme.dark else _SERIES_LIGHT,
        boards=_BOARDS_16 if theme.name == SIXTEEN.name else Boards(),
    )


@lru_cache(maxsize=4096)
def blend(color: str, ground: str, share: float) -> str:
    """`color` mixed with `share` (0 to 1) of `ground`, as `#rrggbb`."""
    return Color.parse(color).blend(Color.parse(ground), share).hex6.lower()


INK = ink(DARK)
"""The dark theme's drawing colours: what drawings use where no theme is given, as in tests."""
