"""Goldens: plain text that a reviewer reads in a diff. `LMRL_GOLDEN=write pytest …` writes them anew."""

import os
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Compares `text` with tests/golden/`name`, blanks at line ends aside."""
    path, text = FOLDER / name, _plain(text)
    if os.environ.get("LMRL_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if not is_golden(name, text):
        lines = unified_diff(_kept(name).splitlines(), text.splitlines(), "kept", "drawn", lineterm="")
        raise AssertionError(f"{name} differs; LMRL_GOLDEN=write accepts what is drawn now\n" + "\n".join(lines))


def is_golden(name: str, text: str) -> bool:
    """Whether `text` is what is kept."""
    return _plain(text) == _kept(name)


def _kept(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n") + "\n"
