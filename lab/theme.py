"""The lab's two themes, and the colours that drawings use.

Stylesheets speak of textual's variables; drawings (curves, boards, table rows) are pure functions that take an `Ink`.
"""

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
        "muted": "#8089a3",
        "faint": "#3b4157",
        "border": "#343a4e",
        "border-blurred": "#343a4e",
        "footer-key-foreground": "#f2b35e",
        "footer-background": "#191c27",
        "footer-description-foreground": "#a3abc2",
        "block-cursor-background": "#2d3a5e",
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
    secondary="#0f7f7b",
    accent="#a85f00",
    success="#2f7d33",
    warning="#a85f00",
    error="#bf2f3f",
    foreground="#262a35",
    background="#f4f2ec",
    surface="#fbfaf7",
    panel="#e9e6de",
    variables={
        "muted": "#6d7282",
        "faint": "#cfcbc0",
        "border": "#cdc9bd",
        "border-blurred": "#cdc9bd",
        "footer-key-foreground": "#a85f00",
        "footer-background": "#e9e6de",
        "footer-description-foreground": "#565b6b",
        "block-cursor-background": "#cfdcf7",
        "block-cursor-foreground": "#14203d",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e3e3e2",
        "block-cursor-blurred-foreground": "#262a35",
        "block-cursor-blurred-text-style": "none",
        "input-cursor-background": "#a85f00",
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

THEMES = (DARK, LIGHT)

_SERIES_DARK = ("#7aa2f7", "#f2b35e", "#86cf7e", "#ee8fb8", "#5bc8c4", "#b79cf5", "#e8837a", "#c9d36b")
_SERIES_LIGHT = ("#2f5fc4", "#b86400", "#2f7d33", "#b8327a", "#0f7f7b", "#6f45c0", "#b5402f", "#6d7500")


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
        series=_SERIES_DARK if theme.dark else _SERIES_LIGHT,
    )


def blend(color: str, ground: str, share: float) -> str:
    """`color` mixed with `share` (0 to 1) of `ground`, as `#rrggbb`."""
    return Color.parse(color).blend(Color.parse(ground), share).hex6.lower()


INK = ink(DARK)
"""The dark theme's drawing colours: what drawings use where no theme is given, as in tests."""
