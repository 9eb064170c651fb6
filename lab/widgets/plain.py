"""Text from models, datasets, simulators and servers, made safe to show: what a terminal would obey is made visible.

Every screen passes outside text through `plain` and then builds a rich `Text` from it, never a markup string.
"""

import unicodedata


def plain(text: str, *, newline: str = "\n") -> str:
    """`text` with control characters, escapes and bidirectional overrides replaced by signs for them.

    Line feeds become `newline` (give "⏎" for a single line). Idempotent unless `newline` is itself unprintable.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _visible(char, newline) for char in text)


def one_line(text: str, width: int) -> str:
    """`text` made safe, on one line, cut to `width` characters with an ellipsis where something is left out."""
    shown = plain(text.strip("\n")[: width + 1], newline=" ⏎ ")
    return shown if len(shown) <= width else shown[: max(width - 1, 0)] + "…"[:width]


def unmarked(text: str) -> str:
    """`text` made safe, on one line, for what textual reads as markup, as its command palette does."""
    return one_line(text, 100).replace("[", "\\[")


def brief(text: str, most: int = 1000) -> str:
    """`text` made safe, in at most so many characters; what is left out of a longer one is told."""
    left = len(text) - most
    return plain(text) if left <= 0 else plain(text[:most]) + f"… ({left} more characters)"


def _visible(char: str, newline: str) -> str:
    if char == "\n":
        return newline
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if unicodedata.category(char) == "Zs":
        return " "
    return f"⟨{code:04X}⟩"
