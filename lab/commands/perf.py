"""`perf`: how fast the lab is on this machine (bench/perf.py)."""

from argparse import Namespace
from typing import Any


def perf(asked: Namespace) -> list[dict[str, Any]]:
    """Each figure as it is measured, and all of them as a document."""
    from bench.perf import keep, measure, shown

    def say(row: dict[str, Any]) -> None:
        if not asked.json:
            print(shown(row), flush=True)

    rows = measure(asked.only, max(1, asked.rounds), max(1, asked.threads), say)
    if asked.keep:
        keep(rows)
    return rows
