"""Goldens: plain text that a reviewer reads in a diff. `LMRL_GOLDEN=write pytest …` writes them anew."""

import os
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Compares `text` with tests/golden/`name`, blanks at line ends aside."""
    path = FOLDER / name
    text = "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n") + "\n"
    if os.environ.get("LMRL_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    if text != kept:
        lines = unified_diff(kept.splitlines(), text.splitlines(), "kept", "drawn", lineterm="")
        raise AssertionError(f"{name} differs; LMRL_GOLDEN=write accepts what is drawn now\n" + "\n".join(lines))
