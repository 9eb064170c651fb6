"""`bench`: the results table (bench/table.py)."""

from argparse import Namespace
from typing import Any

from lab.catalog import algo_config, task
from lab.problem import Problem

_WIDE = 100
"""Columns that the whole table takes."""


def bench(asked: Namespace) -> list[dict[str, Any]]:
    """Every cell's result; the page is written beside them."""
    from bench import page, table

    for name in asked.tasks:
        task(name)
    for name in asked.algos:
        algo_config(name, "maze-fo", {})
    if asked.budget == "quick" and (asked.tasks or asked.algos or asked.seeds):
        raise Problem("--budget quick has its own tasks, algorithms and seeds: leave --tasks, --algos and --seeds out")
    out = asked.out or table.folder(asked.home, asked.budget)
    if asked.page and not any(out.glob("*.json")):
        raise Problem(f"there are no results in {out} yet: lmrl-lab bench trains them")
    wanted = {"task": asked.tasks, "algo": asked.algos, "seed": asked.seeds}
    found = (
        [one for one in page.results(out) if all(not some or one[name] in some for name, some in wanted.items())]
        if asked.page
        else table.bench(
            asked.home, out, budget=asked.budget, tasks=asked.tasks, algos=asked.algos, seeds=asked.seeds or [0], quiet=asked.json,
            say=(lambda _: None) if asked.json else print,
        )
    )  # fmt: skip
    written = page.write(out)
    if not asked.json:
        _print(found)
        print(f"\nwritten: {written}")
    return found


def _print(found: list[dict[str, Any]]) -> None:
    """In a terminal that is too narrow for all of it, the intervals stay on the page."""
    from lab.output import EVALUATION_HEADINGS, console, evaluation_cells, table
    from tasks.score import Evaluation

    out = console()
    headings = ["task", "agent", "seed", *EVALUATION_HEADINGS, "minutes"]
    shown = [k for k, heading in enumerate(headings) if out.width >= _WIDE or "interval" not in heading]
    rows = [
        [one["task"], one["algo"], str(one["seed"]), *evaluation_cells(Evaluation(**one["eval"])), f"{one['seconds'] / 60:.1f}"]
        for one in found
    ]  # fmt: skip
    made = table([headings[k] for k in shown], [[row[k] for k in shown] for row in rows])
    made.collapse_padding = out.width < _WIDE
    out.print(made)
