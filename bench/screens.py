"""What a person does on each screen of the app, key by key, with how long each takes to be painted.

A scene begins on the table of runs, whose first rows are the runs that are being written, and ends there. What it waits for
after a key is something that nothing but that key paints.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from bench.terminal import Terminal

UP, DOWN, HOME, END = b"\x1b[A", b"\x1b[B", b"\x1b[H", b"\x1b[F"
_READ, _PAN, _PAN_BACK, _SHIFT_TAB = b"\x1b[C", b"\x1b[1;2C", b"\x1b[1;2D", b"\x1b[Z"
_WHEEL_IN, _WHEEL_OUT = b"\x1b[<64;40;12M", b"\x1b[<65;40;12M"

_DOTS = rb"\xe2[\xa0-\xa3][\x80-\xbf]"
"""Braille: a plot was painted. On a run that is over only a key does that."""

_FOCUSED = rb"38;2;241;179;94;[^m]*m\xe2\x95\xad"
"""The corner of a plot in the colour of what is focused."""

Scene = Callable[[Terminal, Sequence[str], Sequence[str], int], Iterator[float]]
"""(the app, names of the runs as they stand, metrics of the live ones, how many keys) -> seconds until each was painted."""


def runs(app: Terminal, names: Sequence[str], metrics: Sequence[str], keys: int) -> Iterator[float]:
    """Down the table and up again, to its ends, marks, and a word to filter by."""
    cursor = _at_first(app, names)
    place = 0
    for k in range(keys):
        _think(app, k)
        forward = (k // 15) % 2 == 0
        place += 1 if forward else -1
        yield app.press(DOWN if forward else UP, names[place], cursor)
    for _ in range(3):
        for key, name in ((END, names[-1]), (HOME, names[0])):
            _think(app, keys)
            yield app.press(key, name, cursor)
    for place in range(1, 5):
        _think(app, place)
        yield app.press(b" ", names[place], cursor)
    for name in (names[500], names[700], names[300]):
        yield _filtered(app, name)
    app.press_until(b"\x1b", b"")
    app.rest(0.5)


def live_run(app: Terminal, names: Sequence[str], metrics: Sequence[str], keys: int) -> Iterator[float]:
    """The run that is being written: from plot to plot, smoothing, a plot that goes and comes back."""
    _open(app, names, 0)
    for k in range(keys):
        _think(app, k)
        if k % 6 < 4:
            shown = (2, 3, 2, 1)[k % 6]
            yield app.press_for(b"\t" if k % 6 < 2 else _SHIFT_TAB, rb"%s.{0,80} %d " % (_FOCUSED, shown))
        elif k % 6 == 4:
            app.press_until(b"2", b"")
            app.rest(0.3)
            yield app.press_until(b"2", b"2 loss")
        else:
            yield app.press_until(b"m", (b"smooth 0.6", b"smooth 0.9", b"smooth 0.97")[k // 6 % 3])
            if k // 6 % 3 == 2:
                app.press_until(b"m", b"")
                app.rest(0.3)
    _back(app, names)


def long_run(app: Terminal, names: Sequence[str], metrics: Sequence[str], keys: int) -> Iterator[float]:
    """A run of a million points: zoom, pan, scroll and read, in the grid and on the whole screen."""
    _open(app, names, next(k for k, name in enumerate(names) if name.startswith("ilql") and k >= 4))
    for part in range(2):
        for k in range(keys // 2):
            _think(app, k)
            doing = (b"+", _PAN, _WHEEL_IN, _READ, _PAN_BACK, _WHEEL_OUT, b"m", b"-", b"l", b"0")
            yield app.press_for(doing[k % len(doing)], _DOTS)
        app.press_for(b"0", _DOTS)
        app.rest(0.3)
        yield app.press_for(b"\r", _DOTS)
        app.rest(0.3)
        if part:
            break
    _back(app, names)


def compare(app: Terminal, names: Sequence[str], metrics: Sequence[str], keys: int) -> Iterator[float]:
    """The runs that are being written over each other: metric by metric, smoothing."""
    _at_first(app, names)
    for _ in range(4):
        app.press_until(b" ", b"")
        app.rest(0.3)
    app.press_until(b"c", b"compare")
    app.rest(2)
    shown = sorted(metrics)
    here = 0
    for k in range(keys):
        _think(app, k)
        if k % 4 < 3:
            here += 1
            yield app.press_until(b"v", shown[here % len(shown)].encode())
        else:
            yield app.press_until(b"m", (b"smooth 0.6", b"smooth 0.9", b"smooth 0.97")[k // 4 % 3])
            if k // 4 % 3 == 2:
                app.press_until(b"m", b"")
                app.rest(0.3)
    _back(app, names)
    app.press_until(b"\x1b", b"")
    app.rest(0.5)


SCENES: Mapping[str, Scene] = {"runs": runs, "live_run": live_run, "long_run": long_run, "compare": compare}


def _think(app: Terminal, seed: int) -> None:
    """Between two keys; not in step with anything that the app does at intervals."""
    app.rest(random.Random(seed).uniform(0.05, 0.25))


def _at_first(app: Terminal, names: Sequence[str]) -> bytes:
    """The cursor goes to the first row; answers its colour."""
    app.press_until(DOWN, b"")
    app.rest(0.5)
    app.press_until(HOME, names[0].encode())
    app.rest(0.5)
    return app.color_under(names[0])


def _open(app: Terminal, names: Sequence[str], place: int) -> None:
    _at_first(app, names)
    for _ in range(place):
        app.press_until(DOWN, b"")
        app.rest(0.15)
    app.press_until(b"\r", b"2 loss")
    app.rest(1.5)


def _back(app: Terminal, names: Sequence[str]) -> None:
    app.press_until(b"\x1b", names[1].encode())
    app.rest(0.5)


def _filtered(app: Terminal, name: str) -> float:
    """From the last letters that leave this run alone, pasted, to its row."""
    app.press_until(b"\x1b", b"")
    app.rest(0.5)
    app.press_until(b"/", b"ords to look for")
    app.rest(0.5)
    return app.press_until(b"\x1b[200~" + name[-4:].encode() + b"\x1b[201~", name.encode())
