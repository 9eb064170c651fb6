"""How commands print: tables, progress where a terminal watches, and figures that read the same everywhere."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from lab.format import fixed, number, percent
from lab.records import Run
from lab.widgets.plain import one_line, plain
from tasks.protocol import Episode
from tasks.score import Evaluation

LONGEST = 20_000
"""Characters of one text that are printed between others."""

_CELL = 500
"""Characters of a cell of a table: a megabyte in one would be folded for half a minute."""


class _Out(Console):
    """A console that takes no text for markup and lets none of it be obeyed by the terminal."""

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(plain(text), **options | {"markup": False, "emoji": False})


def console() -> Console:
    """Standard output."""
    return _Out(highlight=False)


def echo(text: str, *, file: TextIO | None = None) -> None:
    """Prints text of which something comes from outside."""
    print(plain(text), file=file, flush=True)


def terminal() -> bool:
    """Whether somebody watches: progress goes to standard error, so that standard output stays clean."""
    return sys.stderr.isatty()


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> Table:
    """Rows of text; all columns after the first `numbers`-less ones are right-aligned."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for k, heading in enumerate(headings):
        made.add_column(
            heading, justify="right" if numbers and k >= len(headings) - numbers else "left", overflow="fold"
        )
    for row in rows:
        made.add_row(*(Text(one_line(cell, _CELL)) for cell in row))
    return made


@contextmanager
def progress(about: str, total: int) -> Iterator[Any]:
    """Calls with (done, total) draw a bar where there is a terminal, and do nothing elsewhere."""
    if not terminal():
        yield lambda done, of: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        job = bar.add_task(about, total=total)
        yield lambda done, of: bar.update(job, completed=done, total=of)


@contextmanager
def waiting(about: str) -> Iterator[None]:
    """Says what takes a while, where there is a terminal."""
    if not terminal():
        yield
        return
    with Console(stderr=True).status(Text(one_line(about, _CELL))):
        yield


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as every --json shows it."""
    return evaluation._asdict()


def evaluation_cells(evaluation: Evaluation) -> list[str]:
    """Return, score with its interval, success and illegal texts, for a table."""
    return [
        f"{fixed(evaluation.return_mean, 2)} ± {fixed(evaluation.return_stderr, 2)}",
        fixed(evaluation.score, 1),
        f"{fixed(evaluation.score_low, 1)} … {fixed(evaluation.score_high, 1)}",
        percent(evaluation.success),
        percent(evaluation.illegal_rate),
    ]


EVALUATION_HEADINGS = ["return", "score", "95 % interval", "won", "illegal"]


def run_line(run: Run) -> list[str]:
    """A run in a list of runs."""
    spec = run.spec
    model = spec.model.name if spec.model.quant == "none" else f"{spec.model.name} {spec.model.quant}"
    score = "" if run.evaluation is None else fixed(run.evaluation.score, 1)
    return [run.id, spec.task, spec.algo, model, str(spec.seed), run.status, f"{run.step}/{run.steps}", score]


def as_text(one: Episode, asides: Mapping[int, Sequence[str]] | None = None, ending: str = "") -> str:
    """An episode line by line, with rewards, safe to print; after some texts, by their index, come lines about its branches.

    `ending` says how it ended where more is known of that than the episode tells.
    """
    lines = []
    for k, turn in enumerate(one.turns):
        mark = ">" if turn.role == "agent" else " "
        reward = f"   [{number(turn.reward)}{'' if turn.legal else ', illegal'}]" if turn.role == "agent" else ""
        lines.append(f"{mark} {plain(turn.text.rstrip(chr(10)), newline=' ⏎ ')}{reward}")
        lines += (asides or {}).get(k, ())
    ending = ending or ("won" if one.success else "ended" if one.terminated else "cut off by the limit of turns")
    return "\n".join([*lines, f"{ending}: return {number(one.total)} in {len(one.spoken)} turns"])
