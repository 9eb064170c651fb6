"""Weights & Biases: a run of its own format, offline unless WANDB_MODE was online when it was asked for.

Offline there is one folder a run, which `wandb leet` shows and `wandb sync` sends; it is written anew by each process. What was
sent is left as it is, and only what came later is written beside it, under the run's same id, for the next `wandb sync`; online the
server says how far it has the run. Steps and times are the run's own. Nothing of this process is recorded, no machine, no program, no key, but what it prints: the run's log.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
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
        self._folder, self._mode = folder / "wandb", mode
        self._run: Any = None
        self._open: Callable[[], None] = lambda: None
        """Opens the run in W&B, if that is still to be done."""
        self._place = self._folder
        self._kept = -1
        """The last step that was there already."""
        self._time: dict[str, float] = {}
        """Of the last step that was written."""

    @property
    def place(self) -> str:
        return str(self._place)

    @property
    def lasting(self) -> bool:
        return self._mode == "online"

    def begin(self, run: Run, about: Json) -> int:
        if self._run is not None:
            self._run.finish()
        name = run_id(run)
        self._run, self._time, self._kept = None, {}, -1
        sent = [] if self.lasting else _sent(self._folder, name)
        _drop(self._folder, name, sent)
        # A table is copied there until it is sent.
        os.environ["WANDB_DATA_DIR"] = str(self._folder / ".staged" / name)
        self._open = partial(self._init, run, about, bool(sent))
        if sent:
            # Opened when there is more: what `wandb sync` has sent would be there twice if it were sent again.
            self._place, self._kept = sent[-1], max(map(_last_step, sent))
        else:
            try:
                self._open()
            except BaseException:
                _drop(self._folder, name, [])
                raise
        return self._kept

    def _init(self, run: Run, about: Json, going_on: bool) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._run = wandb.init(
            project=PROJECT, id=run_id(run), name=run.id, group=group(run), tags=tags(run), config=about,
            dir=str(self._folder.parent), mode="online" if self.lasting else "offline",
            resume="allow" if self.lasting or going_on else None, reinit="create_new", settings=_settings(),
        )  # fmt: skip
        self._place = Path(self._run.dir).parent
        if self.lasting:
            self._kept = int(self._run.starting_step) - 1

    def write(self, rows: Sequence[Row]) -> None:
        if self._run is None:
            self._open()
        for row in rows:
            self._time = {"_timestamp": row.time}
            self._run.log(row.values | self._time, step=row.step)

    def say(self, lines: Sequence[LogLine]) -> None:
        if self._run is None:
            return
        # Only what is printed while a run is open is shown by `wandb leet`; what `write_logs` takes is not.
        for one in lines:
            print(time.strftime("%H:%M:%S", time.localtime(one.time)), one.level, one.text, flush=True)

    def end(self, run: Run, final: dict[str, float], games: Sequence[Game]) -> None:
        if self._run is None:
            return
        if games and (self._time or self._kept < 0):
            # With the last step, which is still open, and its time.
            self._run.log({"games": _table(games)} | self._time)
        self._run.summary.update(final | {"status": run.status})
        self._run.finish(exit_code=int(run.status in ("failed", "lost")))


def _table(games: Sequence[Game]) -> wandb.Table:
    columns = ["game", "episode", "phase", "step", "seed", "return", "won", "turns", "illegal", "text"]
    rows = []
    for game in games:
        head = game.stored.head
        about = [head.id, head.phase, head.step, head.seed, head.total, head.success, head.turns, head.illegal]
        rows.append([game.title, *about, game.text])
    return wandb.Table(columns=columns, data=rows)


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


def _sent(folder: Path, name: str) -> list[Path]:
    """What `wandb sync` has sent of this run, oldest first: it leaves a mark."""
    return sorted(one for one in folder.glob(f"*run-*-{name}") if list(one.glob("*.wandb.synced")))


def _last_step(run_folder: Path) -> int:
    """The last step in what was written, by W&B's own reader."""
    ran = subprocess.run(
        [sys.executable, "-m", "wandb", "leet", "inspect", "--summary", "--json", str(run_folder)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(json.loads(ran.stdout)["step"])


def _drop(folder: Path, name: str, kept: Sequence[Path]) -> None:
    """Takes away what an earlier process wrote of this run. Its helper may still be writing its last, for a moment."""
    for old in [*folder.glob(f"*run-*-{name}"), folder / ".staged" / name]:
        for tries in range(20):
            if not old.exists() or old in kept:
                break
            shutil.rmtree(old, ignore_errors=tries < 19)
            time.sleep(0.1 * (tries > 0))
