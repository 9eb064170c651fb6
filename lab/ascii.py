"""The lab on terminals that show ASCII alone: whatever was drawn is drawn again with what such a terminal has.

One filter over all lines of the app (`lab.widgets.ascii`), and one error handler for what commands print; no screen knows of
either. Every sign keeps its width, so nothing shifts. Two signs that differ only in what ASCII lacks become one: pieces of chess stay apart
(White's are capitals), shades do not, and the colours are left to tell them.
"""

import codecs
import sys
import unicodedata
from collections.abc import Mapping
from io import TextIOWrapper

from rich.cells import cell_len

CHOICE = "LMRL_LAB_ASCII"
"""The environment variable that decides: 1 for ASCII alone, 0 for all signs."""

_HANDLER = "lmrl-lab-ascii"
_POOR = ("ansi", "dumb", "linux", "vt52", "vt100", "vt102", "vt220")
"""Kinds of terminal without the signs that curves are drawn with."""

_ALIKE = {
    "─━═▔‐–—−": "-", "┈": ".", "╌": "~", "▁": "_", "│┆┊║❚▌▎▊": "|", "┌┐└┘├┤┬┴┼╔╗╚╝╟╢╤╧╭╮╯╰": "+", "╸": "-", "▂▃": ".", "▄▅": "=",
    "▆▇█■": "#", "□○◔": "o", "●◉◆★": "*", "◇": "@", "▶▸›→⟩": ">", "◂‹←⟨": "<", "▲↑": "^", "▼▾↓": "v", "±": "~", "·∙": ".",
    "×✗": "x", "✓": "v", "…": ".", "␣": "_", "⏎": "<", "∅": "0", "∞": "8", "≠": "!", "⚑": "P", "‘’": "'", "“”": '"',
    "♔": "K", "♕": "Q", "♖": "R", "♗": "B", "♘": "N", "♙": "P", "♚": "k", "♛": "q", "♜": "r", "♝": "b", "♞": "n", "♟": "p",
    "π": "p", "β": "b", "η": "n", "²": "2", "€": "E", "␛␇␡": "?",
}  # fmt: skip
_TABLE = {ord(sign): other for signs, other in _ALIKE.items() for sign in signs}
_BRAILLE = 0x2800
_UPPER, _MIDDLE, _LOWER = 0b00001001, 0b00110110, 0b11000000
"""The dots of a braille sign's first row, of the two in the middle, and of the last."""


def as_ascii(text: str) -> str:
    """`text` in ASCII, as wide as it was."""
    return text if text.isascii() else "".join(map(_sign, text.translate(_TABLE)))


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign
    dots = ord(sign) - _BRAILLE
    if 0 <= dots < 256:
        return _curve(dots)
    bare = unicodedata.normalize("NFKD", sign)[0]
    return bare if bare.isascii() and cell_len(sign) == 1 else "?" * cell_len(sign)


def _curve(dots: int) -> str:
    """A sign at about the height of these dots."""
    upper, middle, lower = dots & _UPPER, dots & _MIDDLE, dots & _LOWER
    if upper and lower:
        return "|"
    if upper:
        return "/" if middle & 0b00110000 and middle & 0b00000110 else "'"
    if lower:
        return "," if middle else "."
    return "-" if middle else " "


def wanted(environ: Mapping[str, str], *, terminal: bool = True) -> bool:
    """Whether ASCII alone should be written: it was asked for, the terminal's kind is known to have no more, or the locale
    names other signs than Unicode's. A locale that nobody set says nothing."""
    if environ.get(CHOICE):
        return environ[CHOICE] != "0"
    if terminal and environ.get("TERM", "") in _POOR:
        return True
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "utf-8")
    return "utf" not in locale.lower()


def limit_output(environ: Mapping[str, str]) -> None:
    """Makes this process print what its output can take: nothing fails for a sign that it lacks."""
    codecs.register_error(_HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="ascii" if wanted(environ, terminal=stream.isatty()) else None, errors=_HANDLER)


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return as_ascii(error.object[error.start : error.end]), error.end
