"""A run as one line of a table: which columns fit, and what stands in them. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from rich.text import Text

from lab import format
from lab.theme import Ink
from lab.widgets.plain import one_line
from lab.widgets.spark import bar, spark, stretched

if TYPE_CHECKING:
    from lab.records import Run, Status

GLYPHS: dict[Status, str] = {
    "running": "●",
    "queued": "○",
    "waiting": "◔",
    "done": "✓",
    "stopped": "■",
    "failed": "✗",
    "lost": "!",
}


class Facts(NamedTuple):
    """All that a row shows about a run."""

    run: Run
    latest: Mapping[str, float]
    """The latest value of each metric."""
    returns: Sequence[float]
    """The course of its return, resampled."""
    pace: float
    """Seconds a step takes now; not-a-number when unknown."""
    now: float
    """Seconds since the epoch."""
    marked: bool = False


class Column(NamedTuple):
    """A column of the table."""

    key: str
    title: str
    width: int
    align: Literal["left", "right"]
    weight: int
    """The lower, the longer it stays when the terminal gets narrow."""
    draw: Callable[[Facts, int, Ink], Text]
    grows: int = 0
    """How many cells wider it may get."""


def state_color(status: Status, ink: Ink) -> str:
    """The colour of a state, everywhere in the app."""
    return {
        "running": ink.secondary,
        "queued": ink.muted,
        "waiting": ink.muted,
        "done": ink.good,
        "stopped": ink.accent,
        "failed": ink.bad,
        "lost": ink.bad,
    }[status]


def state_text(run: Run, ink: Ink) -> Text:
    """Glyph and name of a run's state."""
    return Text(f"{GLYPHS[run.status]} {run.status}", state_color(run.status, ink), end="")


def model_name(run: Run) -> str:
    """The model without its organisation, and how it is kept: `SmolLM2-135M nf4`."""
    model = run.spec.model
    name = model.name.rstrip("/").rsplit("/", 1)[-1]
    return name if model.quant == "none" else f"{name} {model.quant}"


def time_left(facts: Facts) -> float:
    """Seconds until the last step, at the present pace; not-a-number when unknown."""
    run = facts.run
    return (run.steps - run.step) * facts.pace if run.status == "running" and run.step else math.nan


def latest_of(latest: Mapping[str, float], *names: str) -> float:
    """The first of these metrics that there is."""
    return next((latest[name] for name in names if name in latest), math.nan)


def _name(facts: Facts, width: int, ink: Ink) -> Text:
    mark = ("▌", ink.accent) if facts.marked else (" ", "")
    text = Text.assemble(mark, (GLYPHS[facts.run.status], state_color(facts.run.status, ink)), " ", end="")
    pin = "⚑ " if facts.run.pinned else ""
    text.append(pin, ink.accent)
    return text.append(one_line(facts.run.id, width - 3 - len(pin)), f"bold {ink.text}")


def _task(facts: Facts, width: int, ink: Ink) -> Text:
    return Text(one_line(facts.run.spec.task, width), ink.text)


def _algo(facts: Facts, width: int, ink: Ink) -> Text:
    return Text(one_line(facts.run.spec.algo, width), ink.primary)


def _model(facts: Facts, width: int, ink: Ink) -> Text:
    return Text(one_line(model_name(facts.run), width), ink.muted)


def _returns(facts: Facts, width: int, ink: Ink) -> Text:
    """As long as the run has come: done runs fill the column, live ones grow into it."""
    run = facts.run
    cells = max(1, round(width * min(run.step / run.steps, 1.0))) if run.steps else width
    return spark(stretched(facts.returns, cells), cells, ink=ink, color=ink.primary)


def _state(facts: Facts, width: int, ink: Ink) -> Text:
    run = facts.run
    said = run.note if run.status == "running" and run.note else run.error if run.status == "failed" else ""
    # What somebody noted stands behind a state that says no more than its name.
    return Text(one_line(said or f"{run.status} {run.remark}".strip(), width), state_color(run.status, ink))


def _progress(facts: Facts, width: int, ink: Ink) -> Text:
    run = facts.run
    share = run.step / run.steps if run.steps else 0.0
    steps = f"{format.count(run.step)}/{format.count(run.steps)}"
    room = width - 11
    color = state_color(run.status, ink)
    return bar(share, room, ink=ink, color=color).append(steps.rjust(width - room), ink.muted)


def _score(facts: Facts, width: int, ink: Ink) -> Text:
    found = facts.run.evaluation
    if found is None:
        value = latest_of(facts.latest, "eval/score", "play/score")
        return Text(format.fixed(value, 1), ink.muted)
    return Text(format.fixed(found.score, 1), f"bold {ink.text}")


def _interval(facts: Facts, width: int, ink: Ink) -> Text:
    found = facts.run.evaluation
    if found is None:
        return Text("")
    low, high = format.fixed(found.score_low, 1), format.fixed(found.score_high, 1)
    return Text(f"{low:>5} … {high}", ink.muted)


def _illegal(facts: Facts, width: int, ink: Ink) -> Text:
    found = facts.run.evaluation
    share = found.illegal_rate if found else latest_of(facts.latest, "eval/illegal", "play/illegal", "text/illegal")
    color = ink.bad if share > 0.2 else ink.accent if share > 0.05 else ink.muted
    return Text(format.percent(share), color)


def _speed(facts: Facts, width: int, ink: Ink) -> Text:
    speed = latest_of(facts.latest, "time/tokens_per_s")
    return Text("–" if math.isnan(speed) else f"{format.count(round(speed))}/s", ink.muted)


def _left(facts: Facts, width: int, ink: Ink) -> Text:
    if facts.run.status == "running":
        return Text(format.duration(time_left(facts)), ink.text)
    return Text(format.duration(facts.run.took(facts.now)), ink.muted)


def _age(facts: Facts, width: int, ink: Ink) -> Text:
    return Text(format.age(facts.now - facts.run.created), ink.muted)


COLUMNS: tuple[Column, ...] = (
    Column("run", "   run", 24, "left", 0, _name, grows=11),
    Column("task", "task", 15, "left", 7, _task),
    Column("algo", "algorithm", 11, "left", 8, _algo),
    Column("model", "model", 12, "left", 6, _model, grows=10),
    Column("return", "return", 8, "left", 1, _returns, grows=24),
    Column("state", "state", 9, "left", 5, _state, grows=14),
    Column("steps", "steps", 18, "left", 2, _progress, grows=8),
    Column("score", "score", 6, "right", 0, _score),
    Column("interval", "95 % interval", 13, "left", 9, _interval),
    Column("illegal", "illegal", 7, "right", 4, _illegal),
    Column("speed", "tokens", 8, "right", 6, _speed),
    Column("left", "time", 5, "right", 1, _left),
    Column("age", "age", 4, "right", 3, _age),
)
"""Left to right. `time` is what is left of a live run, and what a finished one took."""

_GAP = 2


@cache
def columns(width: int) -> Sequence[Column]:
    """The columns that fit `width`, widened to fill it."""
    chosen = {column.key for column in COLUMNS if column.weight == 0}
    for column in sorted(COLUMNS, key=lambda column: column.weight):
        trial = chosen | {column.key}
        if _needed(trial) <= width:
            chosen = trial
    return _widened([column for column in COLUMNS if column.key in chosen], width)


def _needed(keys: set[str]) -> int:
    return sum(column.width + _GAP for column in COLUMNS if column.key in keys) - _GAP + 1


def _widened(fitting: list[Column], width: int) -> list[Column]:
    """The room that is left goes to names first, then to the others that can use it."""
    spare = width - _needed({column.key for column in fitting})
    grown = dict.fromkeys((column.key for column in fitting), 0)
    for growing in ([c for c in fitting if c.key == "run"], [c for c in fitting if c.grows]):
        while spare > 0 and any(grown[c.key] < c.grows for c in growing):
            for column in growing:
                if spare > 0 and grown[column.key] < column.grows:
                    grown[column.key] += 1
                    spare -= 1
    return [column._replace(width=column.width + grown[column.key]) for column in fitting]


def header(shown: Sequence[Column], ink: Ink, sorted_by: str = "") -> Text:
    """The columns' titles; the one that sorts carries an arrow."""
    text = Text(end="", no_wrap=True)
    for index, column in enumerate(shown):
        here = column.key == sorted_by
        arrow = "" if not here else "▾" if len(column.title) + 2 > column.width else " ▾"
        title = Text(column.title + arrow, f"bold {ink.accent if here else ink.muted}")
        text.append_text(_cell(title, column)).append(" " * (_GAP if index + 1 < len(shown) else 0))
    return text


class Drawn:
    """Rows as they were drawn, each drawn again only when something in it reads differently."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[object, Text]] = {}

    def row(self, facts: Facts, width: int, ink: Ink) -> Text:
        """A run in the columns that fit."""
        run = facts.run
        taken = format.duration(run.took(facts.now))
        seen = (run, facts.latest, facts.returns, facts.marked, format.age(facts.now - run.created), taken, width, ink)
        kept = self._rows.get(run.id)
        if kept is None or kept[0] != seen:
            kept = (seen, row(facts, columns(width), ink))
            self._rows[run.id] = kept
        return kept[1]


def row(facts: Facts, shown: Sequence[Column], ink: Ink) -> Text:
    """A run in these columns."""
    text = Text(end="", no_wrap=True)
    for index, column in enumerate(shown):
        text.append_text(_cell(column.draw(facts, column.width, ink), column))
        text.append(" " * (_GAP if index + 1 < len(shown) else 0))
    return text


def _cell(content: Text, column: Column) -> Text:
    content.end = ""
    content.truncate(column.width, overflow="ellipsis")
    space = column.width - content.cell_len
    if space > 0:
        if column.align == "right":
            content.pad_left(space)
        else:
            content.pad_right(space)
    return content
