"""Terminals that show ASCII alone: every screen and every command, with nothing shifted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from lab.app import LabApp
from lab.ascii import as_ascii, wanted
from tests.lab.screens.driving import LARGE, SMALL, filled, golden, settled, shown


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("plain", "plain"), ("╭─ return ─╮", "+- return -+"), ("−6.84 ± 0.1 … ×3", "-6.84 ~ 0.1 . x3"), ("♔♚", "Kk"),
        ("né Zürich", "ne Zurich"), ("我们!", "????!"), ("⠉⠒⣀⠀⣿", "'-. |"), ("π_BC β·Q", "p_BC b.Q"), ("\u202e", ""),
    ],
)  # fmt: skip
def test_signs(text: str, other: str) -> None:
    assert as_ascii(text) == other
    assert as_ascii(text).isascii()


def test_no_sign_changes_its_width() -> None:
    for code in [*range(0xA1, 0x3000), *range(0x4E00, 0x4F00), *range(0x1F300, 0x1F400)]:
        sign = chr(code)
        if sign.isprintable() and cell_len(sign):
            assert cell_len(as_ascii(sign)) == cell_len(sign), hex(code)


@pytest.mark.parametrize(
    ("environ", "so"),
    [
        ({}, False), ({"LANG": "en_US.UTF-8"}, False), ({"LANG": "de_DE.utf8", "TERM": "xterm"}, False), ({"LANG": "C"}, True),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True), ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.ISO-8859-1"}, True), ({"TERM": "linux"}, True), ({"TERM": "vt100", "LMRL_LAB_ASCII": "0"}, False),
        ({"LANG": "C.UTF-8", "LMRL_LAB_ASCII": "1"}, True),
    ],
)  # fmt: skip
def test_when(environ: dict[str, str], so: bool) -> None:
    assert wanted(environ) == so


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "200x60"])
async def test_screens(tmp_path: Path, size: tuple[int, int]) -> None:
    filled(tmp_path)
    app = LabApp(tmp_path, ascii_only=True)
    async with app.run_test(size=size) as pilot:
        await settled(pilot, lambda: "ilql-maze-fo-0001" in shown(app))
        before = shown(app)
        await pilot.press("enter")
        await settled(pilot, lambda: "eval/return" in shown(app))
        await golden(pilot, "ascii-run")
        for seen in (before, shown(app)):
            assert seen.isascii()


def test_commands_print_what_the_output_can_take(tmp_path: Path) -> None:
    filled(tmp_path)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    for more in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}, {"LMRL_LAB_ASCII": "1"}):
        done = subprocess.run(
            [sys.executable, "-m", "lab", "show", "ilql-maze-fo-0001", "--home", str(tmp_path)],
            env=environ | more, capture_output=True, timeout=60, check=True,
        )  # fmt: skip
        assert done.stdout.decode("latin-1" if "PYTHONIOENCODING" in more else "ascii")
        assert not done.stderr
