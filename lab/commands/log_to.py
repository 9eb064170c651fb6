"""`log-to`, and what `run`, `sweep` and `show` say of runs that are logged to other people's tools."""

import json
import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from lab.launcher import ROOT, Launcher
from lab.output import LONGEST, echo, progress
from lab.problem import Failed, Problem
from lab.records import Mirror, Run
from lab.store import Store
from lab.tools import Asked, asked_for, discreet, look
from lab.widgets.plain import one_line, plain

_PATIENCE = 30.0
"""Seconds that mirrors have to be done in once their runs are; then they go on alone."""

_PERIOD = 0.3


class _Writing(NamedTuple):
    """A process that writes one mirror."""

    run: str
    tool: Asked
    process: "subprocess.Popen[str]"
    errors: IO[str]
    """What it and the tool say beside."""


def log_to(asked: Namespace) -> list[dict[str, Any]]:
    """Writes the runs' mirrors, one after the other, or (--follow) all at once until the runs are over."""
    tools = asked_for(asked.home, asked.tools, asked.dir)
    if not tools:
        raise Problem("name a tool to log to: trackio, wandb, tensorboard")
    with Store(asked.home, readonly=True) as store:
        runs = list(dict.fromkeys(store.run(name).id for name in asked.runs))
    jobs = [(run, tool) for run in runs for tool in tools]
    documents = _followed(asked, jobs) if asked.follow else [_written(asked, run, tool) for run, tool in jobs]
    if not asked.json:
        for tool in tools:
            if any(one["tool"] == tool.name and one["state"] == "done" for one in documents):
                echo(f"see it: {look(tool.name, tool.folder)}")
    failed = [f"{one['run']} to {one['tool']}: {one['said']}" for one in documents if one["state"] == "failed"]
    if failed:
        raise Failed("; ".join(failed))
    return documents


def _written(asked: Namespace, run: str, tool: Asked) -> dict[str, Any]:
    writing = _start(asked, run, tool)
    with _ended_with_us([writing]), progress(f"{run} to {tool.name}", 1) as bar:
        return _result(asked, writing, bar)


def _followed(asked: Namespace, jobs: Sequence[tuple[str, Asked]]) -> list[dict[str, Any]]:
    writings = [_start(asked, run, tool) for run, tool in jobs]
    with _ended_with_us(writings):
        if not asked.json:
            print(f"logging {len(writings)} until the runs are over (ctrl+c ends it)", flush=True)
        return [_result(asked, writing, lambda done, of: None) for writing in writings]


def _start(asked: Namespace, run: str, tool: Asked) -> _Writing:
    """A session of its own, so that ctrl+c reaches it from here only, once."""
    words = [
        sys.executable, "-m", "lab.scribe", "--home", str(asked.home), "--folder", tool.folder, "--mode", tool.mode,
        *(["--follow"] if asked.follow else []), run, tool.name,
    ]  # fmt: skip
    errors = TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed with the process
    process = subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True,
        start_new_session=True,
    )  # fmt: skip
    return _Writing(run, tool, process, errors)


def _result(asked: Namespace, writing: _Writing, bar: Any) -> dict[str, Any]:
    """Reads what the process says until it ends; prints how it ended."""
    found: dict[str, Any] = {}
    for document in _said(writing.process):
        if "state" in document:
            found = document
        else:
            bar(document["done"], document["of"])
    about = {"run": writing.run, "tool": writing.tool.name}
    wordless = {"state": "failed", "said": "its process ended without a word: "}
    told: dict[str, Any] = about | (found or wordless)
    if not found:
        told["said"] += _last_words(writing)
    elif told["state"] == "done":
        _mend(asked.home, writing, told["place"])
    if not asked.json and told["state"] == "done":
        print(plain(f"{writing.run} to {writing.tool.name}: {told['steps']} steps, in {told['place']}"), flush=True)
    return told


def _mend(home: Path, writing: _Writing, place: str) -> None:
    """A mirror that had failed is there now."""
    with Store(home, readonly=True) as store:
        failed = [one for one in store.mirrors(writing.run, "failed") if one.tool == writing.tool.name]
    if failed and failed[0].folder == writing.tool.folder and os.access(home, os.W_OK):
        with Store(home) as store:
            store.settle_mirror(writing.run, writing.tool.name, "done", place)


def _last_words(writing: _Writing) -> str:
    writing.errors.seek(0)
    lines = writing.errors.read().strip().splitlines()
    return discreet(lines[-1]) if lines else f"exit code {writing.process.returncode}"


def _said(process: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)
    process.wait()


@contextmanager
def _ended_with_us(writings: Sequence[_Writing]) -> Iterator[None]:
    """Ctrl+c, or whatever ends the command, ends the processes: they write what there is, and are waited for."""
    try:
        yield
    finally:
        for writing in writings:
            if writing.process.poll() is None:
                writing.process.send_signal(signal.SIGINT)
        for writing in writings:
            with suppress(subprocess.TimeoutExpired):
                writing.process.communicate(timeout=_PATIENCE)
            writing.process.kill()
            writing.errors.close()


def mirrors_of(home: Path, runs: Sequence[Run]) -> list[Mirror]:
    """Where these runs are logged to."""
    with Store(home) as store:
        return [mirror for run in runs for mirror in store.mirrors(run.id)]


def wait_for_mirrors(home: Path, runs: Sequence[Run], *, quiet: bool) -> None:
    """Once the runs are over: waits for what is still being written of them, not for long, and says where it is."""
    until = time.monotonic() + _PATIENCE
    while any(one.state == "due" for one in mirrors_of(home, runs)) and time.monotonic() < until:
        Launcher(home).tend()
        time.sleep(_PERIOD)
    for one in mirrors_of(home, runs):
        failed = one.state == "failed"
        if failed or not quiet:
            print(one_line(mirror_line(one), LONGEST), file=sys.stderr if failed else sys.stdout, flush=True)


def mirror_line(one: Mirror) -> str:
    """Where a run is logged to, and how that goes, in a line."""
    if one.state == "failed":
        return f"{one.run} was not logged to {one.tool}: {one.said} (the run is whole; `lmrl-lab log-to {one.tool} {one.run}` tries again)"
    word = "is logged" if one.state == "done" else "is being logged"
    return f"{one.run} {word} to {one.tool}{f', in {one.said}' if one.said else ''}: {look(one.tool, one.folder)}"
