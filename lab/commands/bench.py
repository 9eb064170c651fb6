"""`bench`: the results table (bench/table.py)."""

from argparse import Namespace
from typing import Any

from lab.catalog import algo_config, task


def bench(asked: Namespace) -> list[dict[str, Any]]:
    """Every cell's result; the page is written beside them."""
    from bench import page, table

    for name in asked.tasks:
        task(name)
    for name in asked.algos:
        algo_config(name, "maze-fo", {})
    out = table.folder(asked.home, asked.budget)
    found = (
        page.results(out)
        if asked.page
        else table.bench(
            asked.home, budget=asked.budget, tasks=asked.tasks, algos=asked.algos, seeds=asked.seeds, quiet=asked.json,
            say=(lambda _: None) if asked.json else print,
        )
    )  # fmt: skip
    written = page.write(out)
    if not asked.json:
        _print(found)
        print(f"\nwritten: {written}")
    return found


def _print(found: list[dict[str, Any]]) -> None:
    from lab.output import EVALUATION_HEADINGS, console, evaluation_cells, table
    from tasks.score import Evaluation

    rows = [
        [one["task"], one["algo"], str(one["seed"]), *evaluation_cells(Evaluation(**one["eval"])), f"{one['seconds'] / 60:.1f}"]
        for one in found
    ]  # fmt: skip
    console().print(table(["task", "algorithm", "seed", *EVALUATION_HEADINGS, "minutes"], rows))
