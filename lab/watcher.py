"""The one thread that reads the store for the app, and the one that tends the queue.

Screens and widgets never read the database: a screen gives the watcher a feed, and the watcher posts what it read.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from lab.messages import News, Tally, Trouble

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from lab.feeds import Feed
    from lab.records import Status
    from lab.store import Store

PERIOD = 0.25
"""Seconds between two looks at the store."""

_REST = 2.0
"""Seconds between two counts of what goes on, and between two tries after trouble."""

_SHARE = 4
"""How many times as long as a look took it waits for the next one, at least: who presses a key has the processor first."""

_log = logging.getLogger("lab.app")


class Watcher:
    """Polls the store and posts news: to the screen on top for its feed, to the app for the rest."""

    def __init__(self, home: Path, app: MessagePump) -> None:
        self._home, self._app = home, app
        self._wanted: tuple[Callable[[], Feed | None], MessagePump] | None = None
        self._wake, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._trouble = ""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; returns when it has closed the store."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def follow(self, feed: Callable[[], Feed | None], target: MessagePump) -> None:
        """From now on reads what `feed` gives for `target`, at once. It is called here: feeds bring the store with them,
        and the first paint does not wait for that."""
        self._wanted = (feed, target)
        self._wake.set()

    def wake(self) -> None:
        """Looks at once: something was just written."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._watch()
            except Exception as error:
                # Whatever it is (a locked or broken database, a full disk), the app lives on and says so.
                _log.exception("the watcher stumbled")
                self._say(f"cannot read the store: {error}")
                self._stopped.wait(_REST)

    def _watch(self) -> None:
        from lab.store import Store  # 0.3 s to import: the first paint does not wait for it.

        Store(self._home).close()  # Makes what is missing, and brings an older file up to date.
        with Store(self._home, readonly=True) as store:
            version, seen, feed, counted, stale = -1, None, None, 0.0, True
            while not self._stopped.is_set():
                began = time.monotonic()
                self._wake.clear()
                wanted, now = self._wanted, store.version()
                if wanted is not None and wanted is not seen:
                    seen, feed = wanted, wanted[0]()
                    version = -1
                if wanted is not None and feed is not None and now != version:
                    self._read(store, feed, wanted[1])
                    _settle()
                stale = stale or now != version
                if stale and time.monotonic() - counted > _REST:
                    counted, stale = time.monotonic(), False
                    self._count(store)
                version = now
                self._say("")
                self._wake.wait(max(PERIOD, _SHARE * (time.monotonic() - began)))

    def _read(self, store: Store, feed: Feed, target: MessagePump) -> None:
        tidings = feed.read(store)
        if tidings is not None:
            target.post_message(News(feed, tidings))

    def _count(self, store: Store) -> None:
        names: tuple[Status, ...] = ("running", "queued", "waiting")
        states = [run.status for run in store.runs(*names)]
        parts = [f"{states.count(state)} {state}" for state in names if state in states]
        everything = len(store.names())
        self._app.post_message(Tally(" · ".join(parts) or f"{everything} runs" if everything else ""))

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._app.post_message(Trouble(trouble))


_SCREENS = ("run", "compare", "launch", "replay", "play", "leaderboard", "machine", "other_side", "help")


def _settle() -> None:
    """Loads the screens that will be opened, here and not in the thread that answers keys (50 ms each). Then all that an app
    needs is there: from now on garbage is looked for, among what is made later; among all of it only when `tidy` is called."""
    if not gc.isenabled():
        for name in _SCREENS:
            import_module(f"lab.screens.{name}")
        gc.freeze()
        gc.set_threshold(5_000, 5, 1_000_000)
        gc.enable()


class Tender:
    """Starts queued runs and marks dead ones, once a second, as every other lab on the store does."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._stopped, self._now = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="tender", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._now.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def hurry(self) -> None:
        """Tends at once: something was just queued."""
        self._now.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._now.clear()
            try:
                self._tend()
            except Exception:
                # Another lab may hold the store, or the home may be read-only: the next round tries again.
                _log.exception("the queue could not be tended")
                self._stopped.wait(_REST * 5)
            self._now.wait(1.0)

    def _tend(self) -> None:
        from lab.launcher import Launcher  # Brings the store with it: see the watcher.

        Launcher(self._home).tend()
