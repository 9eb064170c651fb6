"""A run as another program shows it: what is read from the store for it, and when it is begun anew.

The store is the truth and a mirror is a copy, written by a process that only reads the store. So the worker knows nothing of
it and is never held up, and whatever goes wrong with a tool is the mirror's trouble alone. Nobody keeps a note of how far a
copy came, because a note and a tool's files can disagree after kill -9: a process that begins takes away what the tool has
of the run and writes all of it again (a thousand steps take a tool from a tenth of a second to one), and from then on, for as long as
it lives, it knows what it has written. It also begins anew when the run went back to a checkpoint. So nothing can stand
there twice or be missing, however often the process is killed. Only what was sent to W&B's server cannot be taken back: what
is there is not sent again.

A step is written when it is complete: when a later one is there, or the run is over. What can be taken back is also written
before, when a command wants all that there is.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from lab.catalog import command, spec_to_json
from lab.clock import alive
from lab.format import number
from lab.output import as_text
from lab.records import Json, LogLine, Row, Run, StoredEpisode
from lab.store import Store
from lab.tools import discreet
from lab.widgets.plain import plain

OVER = ("done", "failed", "stopped", "lost")

_AT_ONCE = 500
"""Steps read at once."""

_GAMES = 4
"""Of the best, of the worst and of the newest evaluated games, so many each."""

_LINES = 100_000
"""Lines of the log read at once."""

Tell = Callable[[int, int], None]
"""Hears how many steps are written, and of how many."""


class Game(NamedTuple):
    """One of a run's games, for people to read."""

    title: str
    """Which it is: `best 1: return −12, seed 3, step 40`."""
    stored: StoredEpisode
    text: str
    """The whole of it, harmless."""


class Sink(Protocol):
    """Where a mirror's parts go: one tool, and one run of it."""

    def begin(self, run: Run, about: Json) -> int:
        """Takes away what the tool has of the run, and begins it; answers the last step that had to stay, or −1."""
        ...

    def write(self, rows: Sequence[Row]) -> None:
        """More steps."""
        ...

    def say(self, lines: Sequence[LogLine]) -> None:
        """More of the run's log."""
        ...

    def end(self, run: Run, final: dict[str, float], games: Sequence[Game]) -> None:
        """The run is over, or this is all there is of it for now."""
        ...

    @property
    def place(self) -> str:
        """Where it is, once it was begun."""
        ...

    @property
    def lasting(self) -> bool:
        """Whether what was written cannot be taken back."""
        ...


class Mirror:
    """One run, copied into one sink as it grows."""

    def __init__(self, store: Store, run: str, sink: Sink, tell: Tell = lambda done, of: None) -> None:
        self._store, self._run, self._sink, self._tell = store, run, sink, tell
        self._begun = False
        self._upto = -1
        """All steps up to this one are written."""
        self._last: tuple[int, float] | None = None
        """Step and time of the last of them."""
        self._line = 0
        """The last line of the log that was written."""
        self.rows = 0
        """Steps written since it was begun."""

    def advance(self, *, whole: bool = False) -> bool:
        """Writes what is new, or (`whole`) all that there is for now; True when it is complete and was ended.

        Raises Problem when somebody deleted the run.
        """
        run = self._store.run(self._run)  # First: what came before its end is read after it.
        over = run.status in OVER
        if not over and not whole and run.started is None:
            return False
        if not self._begun or self._went_back():
            self._begin(run)
        newest = self._store.last_step(run.id)
        complete = run.status in ("done", "stopped") if self._sink.lasting else over or whole
        self._write(newest if complete else newest - 1)
        self._say()
        if over or whole:
            self._sink.end(run, final(run), games(self._store, run.id))
        return over or whole

    def dead(self) -> bool:
        """Whether the run's worker is gone without a word, so that somebody has to look after the run."""
        run = self._store.run(self._run)
        pid, born = self._store.process(run.id)
        return run.status == "running" and not (pid is not None and alive(pid, born))

    def _begin(self, run: Run) -> None:
        self._upto = self._sink.begin(run, about(run))
        self._begun, self._last, self._line, self.rows = True, None, 0, 0

    def _went_back(self) -> bool:
        """Whether what was written last is no longer so: the run went on from a checkpoint before it."""
        if self._last is None:
            return False
        step, when = self._last
        return [row.time for row in self._store.rows(self._run, step - 1, step)] != [when]

    def _write(self, upto: int) -> None:
        while self._upto < upto:
            end = min(upto, self._upto + _AT_ONCE)
            rows = self._store.rows(self._run, self._upto, end)
            if rows:
                self._sink.write(rows)
                self._last = (rows[-1].step, rows[-1].time)
                self.rows += len(rows)
            self._upto = end
            self._tell(end, upto)

    def _say(self) -> None:
        lines = self._store.logs(self._run, self._line, _LINES)
        if lines:
            self._sink.say([LogLine(one.id, one.time, one.level, plain(discreet(one.text))) for one in lines])
            self._line = lines[-1].id


def about(run: Run) -> Json:
    """What made a run, as tools want a config: its spec, and the command that launches an equal one."""
    known = {"run": run.id, "command": command(run.spec), "data_hash": run.data_hash, "sweep": run.sweep}
    found: Json = _harmless(spec_to_json(run.spec) | known)
    return found


def _harmless(value: Any) -> Any:
    """Numbers as they are; texts without secrets, and without what a terminal would obey."""
    if isinstance(value, dict):
        return {name: _harmless(part) for name, part in value.items()}
    if isinstance(value, (bool, int, float)):
        return value
    return "" if value is None else plain(discreet(str(value)))


def group(run: Run) -> str:
    """Runs that are seen together."""
    return f"{run.spec.task}-{run.spec.algo}"


def tags(run: Run) -> list[str]:
    """By which runs are found."""
    model = run.spec.model
    found = [run.spec.task, run.spec.algo, model.name, "" if model.quant == "none" else model.quant, run.sweep]
    return [plain(tag)[:64] for tag in dict.fromkeys(found) if tag]


def final(run: Run) -> dict[str, float]:
    """The final evaluation by names of its own, so that it is no point of a curve; nothing before it."""
    found = {} if run.evaluation is None else run.evaluation._asdict()
    return {f"final/{name}": float(value) for name, value in found.items()}


def games(store: Store, run: str) -> list[Game]:
    """Some evaluated games: the best, the worst and the newest, each once."""
    found: dict[int, Game] = {}
    for order in ("best", "worst", "newest"):
        for k, head in enumerate(store.episodes(run, phase="eval", order=order, limit=_GAMES), 1):
            if head.id not in found:
                stored = store.episode(head.id)
                title = f"{order} {k}: return {number(head.total)}, seed {head.seed}, step {head.step}"
                found[head.id] = Game(title, stored, as_text(stored.episode))
    return list(found.values())
