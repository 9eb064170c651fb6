"""trackio: a SQLite file of its own, below the folder, with all runs of one project in it. Nothing is sent anywhere.

Written by the function with which trackio's own importers write, and not by `trackio.log`, which writes in a thread, stamps
all with the time of now, and turns what goes wrong into warnings.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lab.mirror import Game, group, tags
from lab.records import Json, LogLine, Row, Run
from lab.tools import PROJECT
from lab.widgets.plain import plain


class Trackio:
    """One run of trackio's project."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "trackio"
        # trackio reads these when it is imported, and never again.
        os.environ["TRACKIO_DIR"] = str(self._folder)
        os.environ.pop("TRACKIO_STORAGE_MODE", None)
        from trackio.sqlite_storage import SQLiteStorage
        from trackio.trace import Trace

        self._storage, self._trace = SQLiteStorage, Trace
        self._config: dict[str, Any] = {}
        self._run = ""
        self._step = 0
        self._lines: list[str] = []

    @property
    def place(self) -> str:
        return str(self._storage.get_project_db_path(PROJECT))

    @property
    def lasting(self) -> bool:
        return False

    def begin(self, run: Run, about: Json) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._run, self._step, self._lines = run.id, 0, []
        self._storage.delete_run(PROJECT, run.id, run_id=run.id)
        self._config = about | {"tags": tags(run), "_Group": group(run), "_Created": _stamp(run.created)}
        return -1

    def write(self, rows: Sequence[Row]) -> None:
        self._log([row.values for row in rows], [row.step for row in rows], [row.time for row in rows])
        self._step = rows[-1].step

    def say(self, lines: Sequence[LogLine]) -> None:
        self._lines += [f"{_stamp(one.time)} {one.level} {one.text}" for one in lines]

    def end(self, run: Run, final: dict[str, float], games: Sequence[Game]) -> None:
        found: dict[str, Any] = dict(final)
        if games:
            found["games"] = [self._told(game) for game in games]
        if self._lines:
            text = "\n".join(f"    {line}" for line in self._lines)
            found["log"] = {"_type": "trackio.markdown", "_value": text}
        if found:
            self._log([found], [self._step], [run.finished or run.heartbeat or run.created])

    def _told(self, game: Game) -> dict[str, Any]:
        head, episode = game.stored.head, game.stored.episode
        roles = {"game": "user", "agent": "assistant"}
        told = self._trace(
            messages=[{"role": roles[turn.role], "content": plain(turn.text)} for turn in episode.turns],
            metadata={
                "game": game.title, "episode": head.id, "phase": head.phase, "seed": head.seed, "return": head.total,
                "won": head.success, "turns": head.turns, "illegal": head.illegal,
            },
        )  # fmt: skip
        payload: dict[str, Any] = told._to_dict(PROJECT, self._run, head.step)
        return payload

    def _log(self, metrics: list[dict[str, Any]], steps: list[int], times: list[float]) -> None:
        self._storage.bulk_log(
            project=PROJECT, run=self._run, run_id=self._run, metrics_list=metrics, steps=steps,
            timestamps=[_stamp(when) for when in times], config=self._config,
            log_ids=[f"{self._run}:{step}:{'games' in row or 'log' in row}" for step, row in zip(steps, metrics, strict=True)],
        )  # fmt: skip


def _stamp(when: float) -> str:
    return datetime.fromtimestamp(when, UTC).isoformat()
