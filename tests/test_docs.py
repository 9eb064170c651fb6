"""The README lists exactly what there is, and its screenshot is a golden."""

import argparse
import re
from pathlib import Path

from lab.catalog import ALGOS, TASKS
from lab.cli import parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def between(name: str) -> str:
    found = re.search(rf"<!-- {name}.*?-->\n(.*?)<!-- /{name} -->", README, re.S)
    assert found
    return found[1]


def test_the_commands_are_those_that_there_are() -> None:
    commands = next(one for one in parser()._actions if isinstance(one, argparse._SubParsersAction)).choices
    assert re.findall(r"^\| `([\w-]+)`", between("commands"), re.M) == list(commands)


def test_the_catalogue_is_the_catalogue() -> None:
    listed = re.findall(r"^\| `([\w-]+)`", between("catalogue"), re.M)
    assert listed == [*TASKS, *ALGOS]


def test_the_screenshot_is_the_golden() -> None:
    golden = (ROOT / "tests/golden/screen-run-80x24.txt").read_text(encoding="utf-8")
    assert between("screenshot") == f"```text\n{golden}```\n"


def test_the_results_page_is_made_from_the_results() -> None:
    from bench.page import page, short
    from bench.table import HERE

    assert between("results") == short(HERE)
    assert (HERE.parent / "results.md").read_text(encoding="utf-8") == page(HERE)
