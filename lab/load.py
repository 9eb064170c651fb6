"""How busy the machine is: processor, memory, disk, GPU, and who takes most of it. Free of torch: a GPU is asked by its own tool.

Reading it takes some hundredths of a second, and a slow driver's tool up to its limit: it belongs in a thread.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

_PATIENCE = 3.0
"""Seconds that the driver's tool may take."""

_MOST = 60
"""Processes that are told of: those that take most."""


class Gpu(NamedTuple):
    """A graphics card. What its driver does not say is not-a-number."""

    name: str
    busy: float
    """Per cent of the time."""
    used: float
    """Bytes of its memory, and all it has."""
    total: float


class Process(NamedTuple):
    """One that runs here."""

    pid: int
    name: str
    """As the system says: outside text."""
    cpu: float
    """Per cent of one core."""
    memory: float
    """Bytes that are its own or shared."""


class Load(NamedTuple):
    """The machine at a moment."""

    time: float
    cpu: float
    """Per cent of all cores together."""
    cores: tuple[float, ...]
    """Per cent of each."""
    waiting: tuple[float, ...]
    """Processes that ran or wanted to, over the last 1, 5 and 15 minutes; empty where the system does not say."""
    used: float
    """Bytes of memory that are not available any more."""
    total: float
    swapped: float
    free: float
    """Bytes free on the disk of the lab's home."""
    gpus: tuple[Gpu, ...]
    processes: tuple[Process, ...]
    """Those that take most of the processor, then those that take most memory."""


def measure(home: Path) -> Load:
    """The load now; the processor's share is since the last call, and 0 in the first one."""
    cores = tuple(psutil.cpu_percent(percpu=True))
    memory = psutil.virtual_memory()
    place = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    return Load(
        time.time(),
        sum(cores) / max(len(cores), 1),
        cores,
        os.getloadavg(),
        float(memory.total - memory.available),
        float(memory.total),
        float(psutil.swap_memory().used),
        float(shutil.disk_usage(place).free),
        gpus(),
        _processes(),
    )


def gpus() -> tuple[Gpu, ...]:
    """The machine's NVIDIA cards; none where their driver is not installed, or does not answer."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ()
    asked = [tool, "--query-gpu=name,utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=_PATIENCE, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(_gpu(line) for line in done.stdout.splitlines() if line.count(",") >= 3) if not done.returncode else ()


def _gpu(line: str) -> Gpu:
    name, busy, used, total = (part.strip() for part in line.rsplit(",", 3))
    return Gpu(name, _figure(busy), _figure(used) * 2**20, _figure(total) * 2**20)


def _figure(text: str) -> float:
    """`[N/A]` stands for what a card does not tell."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _processes() -> tuple[Process, ...]:
    found = []
    for one in psutil.process_iter(["pid", "name", "cpu_percent", "memory_info"]):
        told = one.info
        if told["memory_info"] is not None:
            found.append(
                Process(told["pid"], told["name"] or "", told["cpu_percent"] or 0.0, float(told["memory_info"].rss))
            )
    return _top(found)


def _top(processes: Sequence[Process]) -> tuple[Process, ...]:
    busy = sorted(processes, key=lambda one: -one.cpu)[: _MOST // 2]
    large = sorted(processes, key=lambda one: -one.memory)[: _MOST // 2]
    return tuple(dict.fromkeys([*busy, *large]))
