"""`leaderboard`."""

import math
from argparse import Namespace
from typing import Any

from rich.table import Table

from lab import board, measured
from lab.board import Facts, Row, Standing
from lab.catalog import TASKS, task
from lab.format import fixed, percent
from lab.output import console, progress, table
from lab.store import Store
from lab.widgets.board_rows import GLYPHS, figure
from tasks.protocol import AnyTask, Unavailable

_HEADINGS = ["#", "", "who", "return", "95 % interval", "score", "printed", "games", "won", "illegal"]
_FIGURES = ("#", "return", "score", "games", "won", "illegal")
_NAME = 12
"""Cells that a name has however narrow it is."""
_NOTHING = "–"
"""Where a row has no such figure."""


def leaderboard(asked: Namespace) -> Any:
    """One task's board, or all of them with what is known."""
    chosen = [task(asked.task)] if asked.task else list(TASKS.values())
    measure = bool(asked.task) if asked.measure is None else asked.measure
    unmeasured = {one.name: _measure(asked, one) if measure else _unknown(asked, one) for one in chosen}
    with Store(asked.home, readonly=(asked.home / "lab.db").exists()) as store:
        boards = [board.read(store, one) for one in chosen]
    documents = []
    for facts in boards:
        rows = board.rows(facts, every_run=asked.runs)
        why = unmeasured[facts.task.name]
        documents.append(_document(facts, rows, why))
        if not asked.json:
            _show(facts, rows, why)
    return documents[0] if asked.task else documents


def _measure(asked: Namespace, one: AnyTask) -> dict[str, str]:
    """Measures the players that were not yet; answers why that failed, by player."""
    failed: dict[str, str] = {}
    if not measured.writable(asked.home):
        return dict.fromkeys(measured.missing(asked.home, one), f"{asked.home} cannot be written")
    for player in measured.missing(asked.home, one):
        with progress(f"{one.name}: {player}", len(one.evaluation_seeds())) as bar:
            try:
                measured.measure(asked.home, one, player, bar)
            except Unavailable as error:
                failed[player] = str(error)
    return failed


def _unknown(asked: Namespace, one: AnyTask) -> dict[str, str]:
    return dict.fromkeys(measured.missing(asked.home, one), f"lmrl-lab leaderboard {one.name} measures it")


def _show(facts: Facts, rows: list[Row], unmeasured: dict[str, str]) -> None:
    out, places = console(), board.ranks(rows)
    lines = [_cells(row, places[row.key]) for row in rows if row.ranked]
    out.print(f"{facts.task.name}: {facts.task.summary}", markup=False, style="bold")
    out.print(_told(facts, rows), markup=False)
    out.print(_table(lines, out.width))
    kinds = "  ".join(f"{glyph} {kind}" for kind, glyph in GLYPHS.items())
    out.print(f"{kinds}  ≠ contradicts the return", markup=False)
    for why in dict.fromkeys(unmeasured.values()):
        names = ", ".join(player for player, said in unmeasured.items() if said == why)
        out.print(f"not measured: {names} ({why})", markup=False)
    out.print()


def _table(lines: list[list[str]], width: int) -> Table:
    """The rows, without columns in which nobody has anything. Names share what the figures leave."""
    filled = [k for k in range(len(_HEADINGS)) if any(line[k] not in ("", _NOTHING) for line in lines)]
    made = table([_HEADINGS[k] for k in filled], [[line[k] for k in filled] for line in lines])
    for column, k in zip(made.columns, filled, strict=True):
        column.justify = "right" if _HEADINGS[k] in _FIGURES else "left"
        column.no_wrap, column.overflow = True, "ellipsis"
        if _HEADINGS[k] == "who":
            figures = sum(max(len(line[other]) for line in [_HEADINGS, *lines]) for other in filled if other != k)
            column.max_width = max(width - figures - 2 * (len(filled) - 1), _NAME)
    return made


def _told(facts: Facts, rows: list[Row]) -> str:
    """Where you stand, or how to get there."""
    mine, left_out = board.standing(rows, facts.you), board.counted(facts.games)[1]
    aside = f"; not counted: {', '.join(f'{count} {why}' for why, count in left_out.items())}" if left_out else ""
    if mine:
        return f"you: rank {mine.rank} of {mine.of}; {board.rule(facts.task)}{aside}"
    if any(row.kind == "people" for row in rows):
        return f"{board.rule(facts.task)}{aside}"
    return f"Nobody's games count here yet: `lmrl-lab play {facts.task.name}` plays one{aside}"


def _cells(row: Row, rank: int) -> list[str]:
    name = (row.name or "(no name)") + (f" ×{row.seeds}" if row.seeds > 1 else "")
    printed = fixed(row.printed, 1) + (" ≠" if row.contradicts else "") if math.isfinite(row.printed) else _NOTHING
    return [
        str(rank), GLYPHS[row.kind], name if len(name) <= 40 else name[:39] + "…", figure(row.return_mean),
        f"{figure(row.low)} … {figure(row.high)}" if math.isfinite(row.low) else _NOTHING, fixed(row.score, 1), printed,
        str(row.games) if row.games else _NOTHING, percent(row.success) if row.games else _NOTHING,
        percent(row.illegal) if row.illegal > 0 else _NOTHING,
    ]  # fmt: skip


def _document(facts: Facts, rows: list[Row], unmeasured: dict[str, str]) -> dict[str, Any]:
    places, mine = board.ranks(rows), board.standing(rows, facts.you)
    return {
        "task": facts.task.name,
        "given_up": board.rule(facts.task),
        "not_counted": dict(board.counted(facts.games)[1]),
        "you": _standing(facts.you, mine),
        "unmeasured": unmeasured,
        "rows": [_row(row, places[row.key]) for row in rows if row.ranked],
    }


def _standing(name: str, mine: Standing | None) -> dict[str, Any] | None:
    return None if mine is None else {"player": name, "rank": mine.rank, "of": mine.of}


def _row(row: Row, rank: int) -> dict[str, Any]:
    """A row as JSON, which has no not-a-number."""
    figures = {
        "return_mean": row.return_mean, "return_low": row.low, "return_high": row.high, "score": row.score,
        "score_low": row.score_low, "score_high": row.score_high, "score_printed": row.printed, "success": row.success,
        "illegal_rate": row.illegal,
    }  # fmt: skip
    named = {"rank": rank, "kind": row.kind, "player": row.run or row.name, "run": row.run or None, "seeds": row.seeds}
    known = {name: value if math.isfinite(value) else None for name, value in figures.items()}
    return (
        named
        | known
        | {"contradicts": row.contradicts, "episodes": row.games, "best_episode": row.best, "note": row.note}
    )
