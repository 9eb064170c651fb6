"""`settings`, `vacuum` and `backup`."""

import time
from argparse import Namespace
from dataclasses import asdict, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from lab import settings as kept
from lab import tools, upkeep
from lab.catalog import parse
from lab.format import size
from lab.output import console, progress, table, terminal
from lab.problem import Failed, Problem
from lab.settings import Settings
from lab.store import Store

_PERIOD = 1.0


def settings(asked: Namespace) -> dict[str, Any]:
    """Shows the settings, or changes one."""
    found = kept.load(asked.home)
    if asked.value is not None:
        found = _changed(asked.home, found, asked.name, asked.value)
    elif asked.name:
        _known(asked.name)
    if not asked.json:
        hints = get_type_hints(Settings, include_extras=True)
        names = [asked.name] if asked.name else list(asdict(found))
        rows = [[name, str(getattr(found, name)) or "–", hints[name].__metadata__[0]] for name in names]
        console().print(table(["setting", "value", "what"], rows))
        if asked.value is not None and asked.name == "keep_episodes":
            _say_what_goes(asked.home, found.keep_episodes)
    return asdict(found)


def _changed(home: Path, found: Settings, name: str, text: str) -> Settings:
    _known(name)
    value = parse(text, type(getattr(found, name)), name)
    if name == "keep_episodes" and value < 0:
        raise Problem(f"keep_episodes is 0 (all) or more, not {value}")
    if name == "smoothing" and not 0 <= value < 1:
        raise Problem(f"smoothing is from 0 to below 1, not {value}")
    if name in ("games_width", "log_height") and value < 2:
        raise Problem(f"{name} is 2 or more, not {value}")
    if name == "plots" and value != "auto" and Settings(plots=value).grid is None:
        raise Problem(f"plots is auto, or columns and rows of one digit each as 3x2; not {value!r}")
    if name == "theme" and value not in ("lab-dark", "lab-light"):
        raise Problem(f"theme is lab-dark or lab-light, not {value!r}")
    if name == "log_to":
        value = ",".join(tools.parse(value))
        tools.require(tools.parse(value))
    changed = replace(found, **{name: value})
    try:
        kept.save(home, changed)
    except OSError as error:
        raise Failed(
            f"the settings cannot be kept in {home}: {error.strerror}; name another home with --home"
        ) from error
    return changed


def _known(name: str) -> None:
    names = [field.name for field in fields(Settings)]
    if name not in names:
        near = get_close_matches(name, names, 1, 0.4)
        raise Problem(
            f"there is no setting {name!r}; "
            + (f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}")
        )


def _say_what_goes(home: Path, keep: int) -> None:
    if not (home / "lab.db").exists():
        return
    with Store(home, readonly=True) as store:
        surplus = store.surplus_games(keep)
    said = "nothing goes: no run has more" if keep else "nothing goes: all games are kept"
    if surplus:
        said = f"{_games(surplus)} go with `lmrl-lab vacuum`, or when their run goes on; {_STAYS}"
    console().print(said, markup=False)


_STAYS = "people's games, forks and what they were forked from, games with a note, and the best and worst evaluated games stay"


def _games(surplus: dict[str, int]) -> str:
    return f"{sum(surplus.values())} games of {len(surplus)} run{'s' * (len(surplus) > 1)}"


def vacuum(asked: Namespace) -> dict[str, Any]:
    """Makes room; with --dry-run only says what would go."""
    if asked.dry_run:
        return _told(asked, upkeep.room(asked.home), "would go", upkeep.size(asked.home), None)
    while asked.wait and (trained := upkeep.busy(asked.home)):
        if terminal() and not asked.json:
            console().print(f"waiting for {', '.join(trained)}", markup=False)
        while upkeep.busy(asked.home) == trained:
            time.sleep(_PERIOD)
    before = upkeep.size(asked.home)
    try:
        dropped = upkeep.vacuum(asked.home)
    except OSError as error:
        raise Failed(f"{error.filename or asked.home} cannot be dropped: {error.strerror}") from error
    return _told(asked, dropped, "went", before, upkeep.size(asked.home))


def _told(asked: Namespace, room: upkeep.Room, what: str, before: int, after: int | None) -> dict[str, Any]:
    if not asked.json:
        out = console()
        if room.games:
            out.print(f"{what}: {_games(room.games)} ({_STAYS})", markup=False)
        if room.rows:
            out.print(f"{what}: {room.rows} rows that deleted runs left", markup=False)
        for folder in room.folders:
            out.print(f"{what}: {folder}", markup=False)
        then = "" if after is None else f", {size(after)} after"
        out.print(f"{asked.home}: {size(before)} before{then}", markup=False)
    folders = [str(folder) for folder in room.folders]
    return {"games": room.games, "rows": room.rows, "folders": folders, "bytes_before": before, "bytes_after": after}


def backup(asked: Namespace) -> dict[str, Any]:
    """Copies the store while runs write."""
    if not (asked.home / "lab.db").exists():
        raise Failed(f"there is no lab in {asked.home} yet: name another with --home")
    began = time.monotonic()
    path = asked.file.expanduser().absolute()
    with progress("copying", 1) as bar:
        copied = upkeep.backup(asked.home, path, bar, force=asked.force)
    if not asked.json:
        console().print(f"{path}: {size(copied)}, checked; to restore it, put it as lab.db into a home", markup=False)
    return {"file": str(path), "bytes": copied, "integrity": "ok", "seconds": time.monotonic() - began}
