"""Weights & Biases: a run of its own format, offline unless WANDB_MODE was online when it was asked for.

Offline there is one folder a run, which `wandb leet` shows and `wandb sync` sends; it is written anew by each process, and the
run's id stays, so that sending it again is sending the same run. Online the server says how far it has the run. Steps and
times are the run's own. Nothing of this process is recorded, no machine, no program, no key, but what it prints: the run's log.
"""

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import wandb
from lab.mirror import Game, group, tags
from lab.records import Json, LogLine, Row, Run
from lab.tools import PROJECT

_FLUSH = 2.0
"""Seconds after which what was written can be seen by who follows the file."""

_PATIENCE = 30.0
"""Seconds that a server has to answer in at first."""


class WeightsAndBiases:
    """One run of W&B."""

    def __init__(self, folder: Path, mode: str) -> None:
        self._folder, self._mode = folder, mode
        self._run: Any = None
        self._id = ""
        self._time: dict[str, float] = {}
        """Of the last step that was written."""

    @property
    def place(self) -> str:
        return str(Path(self._run.dir).parent) if self._run is not None else str(self._folder / "wandb")

    @property
    def lasting(self) -> bool:
        return self._mode == "online"

    def begin(self, run: Run, about: Json) -> int:
        if self._run is not None:
            self._run.finish()
        self._id, self._time = run_id(run), {}
        self._folder.mkdir(parents=True, exist_ok=True)
        _drop(self._folder / "wandb", self._id)
        # A table is copied there until it is sent.
        os.environ["WANDB_DATA_DIR"] = str(self._folder / "wandb" / ".staged" / self._id)
        try:
            return self._init(run, about)
        except BaseException:
            _drop(self._folder / "wandb", self._id)
            raise

    def _init(self, run: Run, about: Json) -> int:
        self._run = wandb.init(
            project=PROJECT, id=self._id, name=run.id, group=group(run), tags=tags(run), config=about,
            dir=str(self._folder), mode="online" if self.lasting else "offline",
            resume="allow" if self.lasting else None, reinit="create_new", settings=_settings(),
        )  # fmt: skip
        return int(self._run.starting_step) - 1 if self.lasting else -1

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._time = {"_timestamp": row.time}
            self._run.log(row.values | self._time, step=row.step)

    def say(self, lines: Sequence[LogLine]) -> None:
        # Only what is printed while a run is open is shown by `wandb leet`; what `write_logs` takes is not.
        for one in lines:
            print(time.strftime("%H:%M:%S", time.localtime(one.time)), one.level, one.text, flush=True)

    def end(self, run: Run, final: dict[str, float], games: Sequence[Game]) -> None:
        if games:
            columns = ["game", "episode", "phase", "step", "seed", "return", "won", "turns", "illegal", "text"]
            heads = [(game, game.stored.head) for game in games]
            rows = [
                [game.title, h.id, h.phase, h.step, h.seed, h.total, h.success, h.turns, h.illegal, game.text]
                for game, h in heads
            ]
            table = wandb.Table(columns=columns, data=rows)
            # With the last step, which is still open, and its time.
            self._run.log({"games": table} | self._time)
        self._run.summary.update(final | {"status": run.status})
        self._run.finish(exit_code=int(run.status in ("failed", "lost")))


def run_id(run: Run) -> str:
    """The run's name with when it was made, since another lab's run may have the name."""
    return f"{run.id}-{int(run.created):x}"


def _settings() -> wandb.Settings:
    return wandb.Settings(
        silent=True, console="wrap_raw", disable_git=True, disable_code=True, disable_job_creation=True, save_code=False,
        init_timeout=_PATIENCE, login_timeout=_PATIENCE, use_dot_wandb=False, program="lmrl-lab", host="",
        x_disable_stats=True, x_disable_meta=True, x_disable_machine_info=True, x_save_requirements=False,
        x_transaction_log_flush_interval=_FLUSH,
    )  # fmt: skip


def _drop(folder: Path, name: str) -> None:
    """Takes away what an earlier process wrote of this run. Its helper may still be writing its last, for a moment."""
    for old in [*folder.glob(f"*run-*-{name}"), folder / ".staged" / name]:
        for tries in range(20):
            if not old.exists():
                break
            shutil.rmtree(old, ignore_errors=tries < 19)
            time.sleep(0.1 * (tries > 0))
