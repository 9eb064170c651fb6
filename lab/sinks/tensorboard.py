"""TensorBoard: a folder a run with one file of events, written with TensorBoard's own records and summaries.

Its writer is not used, as that writes in a thread and swallows what goes wrong; neither is torch's, which would bring torch.
Values are kept with 32 bits, as all that TensorBoard shows.
"""

import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2
from tensorboard.plugins.hparams import summary_v2 as hparams
from tensorboard.plugins.text import summary_v2 as texts
from tensorboard.summary.writer.record_writer import RecordWriter

from lab.compare import flat
from lab.mirror import Game, group, tags
from lab.records import Json, LogLine, Row, Run

_FILES = "events.out.tfevents.*"


class TensorBoard:
    """One run as a folder of events."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "tensorboard"
        self._folder = self._root
        self._file: IO[bytes] | None = None
        self._lines: list[str] = []
        self._step = 0

    @property
    def place(self) -> str:
        return str(self._folder)

    @property
    def lasting(self) -> bool:
        return False

    def begin(self, run: Run, about: Json) -> int:
        self._close()
        self._folder, self._lines, self._step = self._root / run.id, [], 0
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob(_FILES):
            old.unlink()
        name = f"events.out.tfevents.{int(time.time()):010d}.{socket.gethostname()}.{os.getpid()}.0"
        self._file = (self._folder / name).open("wb")
        self._records = RecordWriter(self._file)
        self._event(event_pb2.Event(wall_time=time.time(), file_version="brain.Event:2"))
        # A TensorBoard that is open on the folder drops what it has read of the run before.
        restart = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
        self._event(event_pb2.Event(wall_time=time.time(), step=0, session_log=restart))
        found = {"group": group(run), "tags": ", ".join(tags(run))} | dict(flat(about))
        # What no two runs share is nothing to compare them by.
        knobs = {name: value for name, value in found.items() if name not in ("run", "command", "tags")}
        self._summary(hparams.hparams_pb(knobs, trial_id=run.id, start_time_secs=run.started or run.created))
        rows = "\n".join(f"| {name} | {str(value).replace('|', chr(92) + '|')} |" for name, value in found.items())
        self._summary(texts.text_pb("config", f"| | |\n|---|---|\n{rows}"))
        self._flush()
        return -1

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            values = [summary_pb2.Summary.Value(tag=name, simple_value=value) for name, value in row.values.items()]
            self._event(event_pb2.Event(wall_time=row.time, step=row.step, summary=summary_pb2.Summary(value=values)))
        self._step = rows[-1].step
        self._flush()

    def say(self, lines: Sequence[LogLine]) -> None:
        # TensorBoard shows only some texts of one name, so the log is one text, at the end.
        self._lines += [f"{_clock(one.time)} {one.level} {one.text}" for one in lines]

    def end(self, run: Run, final: dict[str, float], games: Sequence[Game]) -> None:
        values = [summary_pb2.Summary.Value(tag=name, simple_value=value) for name, value in final.items()]
        if values:
            self._summary(summary_pb2.Summary(value=values))
        for game in games:
            self._summary(texts.text_pb(f"games/{game.title.partition(':')[0]}", f"{game.title}\n\n{_code(game.text)}"))
        if self._lines:
            self._summary(texts.text_pb("log", _code("\n".join(self._lines))))
        good = run.status not in ("failed", "lost")
        ended = plugin_data_pb2.SessionEndInfo(
            status=api_pb2.STATUS_SUCCESS if good else api_pb2.STATUS_FAILURE, end_time_secs=run.finished or time.time()
        )
        about = plugin_data_pb2.HParamsPluginData(session_end_info=ended)
        value = summary_pb2.Summary.Value(
            tag=metadata.SESSION_END_INFO_TAG, metadata=metadata.create_summary_metadata(about)
        )
        self._summary(summary_pb2.Summary(value=[value]))
        self._close()

    def _summary(self, summary: summary_pb2.Summary) -> None:
        self._event(event_pb2.Event(wall_time=time.time(), step=self._step, summary=summary))

    def _event(self, event: event_pb2.Event) -> None:
        self._records.write(event.SerializeToString())

    def _flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None


def _clock(when: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(when))


def _code(text: str) -> str:
    """As Markdown that shows it as it is."""
    return "\n".join(f"    {line}" for line in text.split("\n"))
