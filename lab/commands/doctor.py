"""`doctor`: what works here, and what to install for what does not."""

import importlib.metadata
import os
import platform
import shutil
import socket
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from lab.output import console, table
from lab.problem import Problem
from lab.tools import TOOLS


class Finding(NamedTuple):
    what: str
    state: str
    """ok, missing (something does not work) or absent (something optional is not there)."""
    found: str
    advice: str = ""


def doctor(asked: Namespace) -> list[dict[str, Any]]:
    checks: list[Callable[[], Finding]] = [
        _python, _torch, _gpu, _bitsandbytes, lambda: _package("transformers"), lambda: _package("peft"),
        lambda: _package("textual"), _stockfish, _textworld,
        lambda: _extra("textual-serve", "serve", "lmrl-lab serve"),
        *(partial(_extra, name, name, f"--log-to {name}") for name in TOOLS), _network,
        lambda: _store(asked),
    ]  # fmt: skip
    findings = [check() for check in checks] + _plugins()
    if not asked.json:
        marks = {"ok": "✓", "missing": "✗", "absent": "·"}
        console().print(
            table(
                ["", "what", "found", "what to do"],
                [[marks[one.state], one.what, one.found, one.advice] for one in findings],
            )
        )
    return [one._asdict() for one in findings]


def _plugins() -> list[Finding]:
    """Tasks that other packages add, and those that cannot be loaded."""
    from lab.catalog import BROKEN, BUILT_IN, TASKS

    own = {task.name for task in BUILT_IN}
    found = [Finding(f"task {name}", "ok", "added by an installed package") for name in TASKS if name not in own]
    return found + [
        Finding(f"task {name}", "missing", why, "mend or remove its package") for name, why in BROKEN.items()
    ]


def _python() -> Finding:
    return Finding("python", "ok", f"{platform.python_version()}, {os.cpu_count()} cores, {sys.executable}")


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "missing", "not installed", f"pip install {name}")


def _torch() -> Finding:
    found = _package("torch")
    if found.state != "ok":
        return found
    try:
        import torch
    except (ImportError, OSError) as error:
        return Finding("torch", "missing", f"does not load: {error}", "reinstall torch for this machine")
    return found._replace(found=f"{found.found}, {torch.get_num_threads()} threads")


def _gpu() -> Finding:
    try:
        import torch
    except (ImportError, OSError):
        return Finding("gpu", "absent", "torch does not load")
    if not torch.cuda.is_available():
        return Finding("gpu", "absent", "none that torch can use", "scratch presets train well on the CPU")
    free, total = torch.cuda.mem_get_info()
    return Finding("gpu", "ok", f"{torch.cuda.get_device_name()}, {free / 2**30:.1f} of {total / 2**30:.1f} GiB free")


def _bitsandbytes() -> Finding:
    found = _package("bitsandbytes")
    if found.state == "ok":
        return found
    return Finding("bitsandbytes", "absent", "not installed", "pip install bitsandbytes, for --quant int8 and nf4")


def _stockfish() -> Finding:
    path = os.environ.get("LMRL_LAB_STOCKFISH") or shutil.which(
        "stockfish", path=f"{os.environ.get('PATH', '')}:/usr/games"
    )
    if path and os.access(path, os.X_OK):
        return Finding("stockfish", "ok", path)
    return Finding(
        "stockfish",
        "absent",
        "not found",
        "apt install stockfish, or brew install stockfish: chess and endgames need it",
    )


def _textworld() -> Finding:
    try:
        return Finding("textworld", "ok", importlib.metadata.version("textworld"))
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            "textworld", "absent", "not installed", 'pip install "lmrl-lab[textnav]": textnav-fo and textnav-po need it'
        )


def _extra(package: str, extra: str, use: str) -> Finding:
    try:
        return Finding(package, "ok", importlib.metadata.version(package))
    except importlib.metadata.PackageNotFoundError:
        return Finding(package, "absent", "not installed", f'pip install "lmrl-lab[{extra}]": `{use}` needs it')


def _network() -> Finding:
    if os.environ.get("HF_HUB_OFFLINE"):
        return Finding("network", "absent", "HF_HUB_OFFLINE is set", "models load from folders and the cache only")
    try:
        with socket.create_connection(("huggingface.co", 443), timeout=2):
            return Finding("network", "ok", "the model hub answers")
    except OSError:
        return Finding(
            "network", "absent", "the model hub cannot be reached", "scratch presets and folders work without it"
        )


def _store(asked: Namespace) -> Finding:
    from lab.store import Store

    try:
        with Store(asked.home) as store:
            runs = len(store.runs())
            healthy = store.integrity()
            where = f"{asked.home}, {runs} runs, SQLite {sqlite3.sqlite_version}"
            if store.readonly:
                return Finding("store", "absent", f"{where}, read-only", "runs can be looked at, not launched")
            free = shutil.disk_usage(asked.home).free
            if healthy != "ok":
                return Finding("store", "missing", f"{where}: {healthy}", "copy lab.db away, and see sqlite3 .recover")
            return Finding("store", "ok", f"{where}, {free / 2**30:.1f} GiB free")
    except Problem as problem:
        return Finding("store", "missing", str(problem))
