"""Stockfish as a function: a position and a budget go in, its best lines come out, the same ones every time.

Newcomers get two things wrong. Stockfish remembers: what it searched before changes what it answers now, so every
search begins with `ucinewgame`, which empties its tables (0.7 ms with the small ones here). And its own strength limit
(`UCI_Elo`) draws from a generator seeded by the clock, so `limited_move` never gives the same game twice; a weaker
player that can be replayed is made by choosing among `best_lines`, as `tasks.chess.Opponent` does.

One engine serves the whole process: it is made on first use, answers one question at a time, is started again when it
dies, and ends with the process. A killed process ends it too, for then its standard input closes. It thinks in a process
of its own, so whoever has asked (`asked`) can do other things before reading the answer.
"""

import atexit
import os
import select
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from tasks.protocol import Unavailable

PROGRAM = "LMRL_LAB_STOCKFISH"
"""The environment variable that names the program, where it is not `stockfish` on the PATH or in /usr/games."""

MATE = 10_000
"""What a mate is worth, in centipawns, less one for each move to it."""

_OPTIONS = {"Threads": 1, "Hash": 1}
"""One thread, or the order of events decides; a megabyte holds all that such short searches find and is soon cleared."""

Answer = TypeVar("Answer")

_KEPT = 1 << 14
_AHEAD = 4
_STARTS = 3
_SECONDS = 60.0
"""After this long without a word the engine counts as stuck."""


class StockfishError(Unavailable):
    """Stockfish cannot be asked; the message says why and what to do."""


class StockfishMissing(StockfishError):
    """There is no Stockfish on this machine."""


class Line(NamedTuple):
    """One move that Stockfish considered."""

    move: str
    """In UCI: `e2e4`, `e7e8q`."""
    score: int
    """Centipawns for the side to move; mates are near MATE."""


class Budget(NamedTuple):
    """How long to think, and how many moves to tell about."""

    nodes: int
    lines: int = 1
    classical: bool = False
    """Judge without the neural network, which does not know how to drive a bare king to the edge with a rook."""


def find() -> str:
    """The path of the program. Raises StockfishMissing, which says how to install it."""
    named = os.environ.get(PROGRAM)
    path = shutil.which(named or "stockfish", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/games")
    if path:
        return path
    wrong = f"{PROGRAM} is {named!r}, which is no program" if named else "Stockfish, who plays Black, is not installed"
    raise StockfishMissing(
        f"{wrong}: install it with `apt install stockfish` (Debian, Ubuntu) or `brew install stockfish` (macOS), "
        f"or set {PROGRAM} to its path"
    )


class Question(Generic[Answer]):
    """One search, begun when this is made or soon after; any thread may wait for its answer.

    Raises StockfishError where there is no engine; one that fails is told of to whoever waits.
    """

    def __init__(self, text: str, read: Callable[[str], Answer]) -> None:
        self.text = text
        self.heard: Answer | None = None
        self._read = read
        with _shared.lock:
            _shared.begin(self)

    def answer(self) -> Answer:
        """What `read` made of the engine's words. Raises StockfishError."""
        if self.heard is None:
            with _shared.lock:
                _shared.finish(self)
        assert self.heard is not None
        return self.heard

    def hear(self, told: str) -> None:
        """Keeps the answer, for whoever asks later."""
        self.heard = self._read(told)


@lru_cache(maxsize=_KEPT)
def asked(fen: str, budget: Budget) -> Question[tuple[Line, ...]]:
    """A search for the best moves in a legal position, which goes on while its asker does other things.

    They come best first, at full strength. There may be fewer than asked for: fewer are legal, or the nodes did not last
    for more. The answer depends on the arguments and on the version of Stockfish alone, so it is kept.
    """
    return Question(_search(fen, budget, "setoption name UCI_LimitStrength value false\n"), read_lines)


def best_lines(fen: str, budget: Budget) -> tuple[Line, ...]:
    """What `asked` finds in a position that is not over."""
    return asked(fen, budget).answer()


def read_lines(told: str) -> tuple[Line, ...]:
    """The last word on each line, from `info depth 4 … multipv 2 score cp -21 … pv c8d7 …`."""
    lines: list[Line] = []
    while (at := told.rfind(f" multipv {len(lines) + 1} score ")) >= 0:
        _, _, _, kind, value, _ = told[at + 1 : at + 40].split(" ", 5)
        score = int(value)
        if kind != "cp":
            score = MATE - score if score > 0 else -MATE - score
        first = told.index(" pv ", at) + 4
        lines.append(Line(told[first : first + 5].rstrip(), score))
    return tuple(lines) or (Line(_played(told), 0),)


def limited_move(fen: str, nodes: int, elo: int) -> str:
    """The move of Stockfish's own strength limit, in UCI. Another one each time."""
    limit = f"setoption name UCI_LimitStrength value true\nsetoption name UCI_Elo value {elo}\n"
    return Question(_search(fen, Budget(nodes), limit), _played).answer()


def identity() -> str:
    """What the engine calls itself: `Stockfish 15.1`."""
    with _shared.lock:
        return _shared.running().name


def close() -> None:
    """End this process's engine, if it has one; the next question starts another."""
    with _shared.lock:
        _shared.end()


class Engine:
    """One Stockfish process. Not safe to share between threads; `best_lines` and its neighbours see to that."""

    def __init__(self, path: str) -> None:
        try:
            # Its own group: ctrl+c in a terminal is meant for us, and we end it ourselves.
            self._process = subprocess.Popen(
                [path],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                process_group=0,
            )
        except OSError as error:
            raise StockfishError(f"{path} cannot be started: {error}") from error
        assert self._process.stdout is not None
        self._said = b"\n"
        """What it said and nobody heard, after the end of a line."""
        self._ready = select.poll()
        self._ready.register(self._process.stdout, select.POLLIN)
        options = "".join(f"setoption name {name} value {value}\n" for name, value in _OPTIONS.items())
        greeting = self.ask(f"uci\n{options}isready\n", b"readyok")
        names = [line[8:] for line in greeting.splitlines() if line.startswith("id name ")]
        self.name = names[0] if names else path

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, text: str, last: bytes) -> str:
        """What the engine says until a line that begins with `last`."""
        self.say(text)
        return self.hear(last)

    def say(self, text: str) -> None:
        """Tells the engine something without waiting for an answer. An engine that fails is ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(text.encode())
        except BaseException:
            self.end()
            raise

    def hear(self, last: bytes) -> str:
        """What it says until a line that begins with `last`. An engine that is left in mid-sentence is ended."""
        try:
            return self._heard(b"\n" + last).decode(errors="replace")
        except BaseException:
            self.end()
            raise

    def _heard(self, last: bytes) -> bytes:
        assert self._process.stdout is not None
        source = self._process.stdout.fileno()
        while True:
            end = self._said.find(b"\n", self._said.find(last) + 1) if last in self._said else -1
            if end >= 0:
                heard, self._said = self._said[: end + 1], self._said[end:]
                return heard
            if not self._ready.poll(_SECONDS * 1000):
                raise TimeoutError(f"no answer within {_SECONDS:g} s")
            said = os.read(source, 1 << 16)
            if not said:
                raise EOFError("it ended in the middle of an answer")
            self._said += said

    def end(self) -> None:
        """Ends the process; harmless when it is over."""
        self._process.kill()
        self._process.wait()
        self.leave()

    def leave(self) -> None:
        """Closes our ends of its pipes."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


class _Shared:
    """This process's engine, or none yet, and what it has been asked; all but the lock is for who holds the lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._engine: Engine | None = None
        self._asked: deque[Question[Any]] = deque()
        """Questions that were not answered yet, in the order in which they will be."""
        self._hooked = False

    def running(self) -> Engine:
        """The engine, started if need be."""
        if self._engine is None:
            self._engine = Engine(find())
            if not self._hooked:
                atexit.register(self.end)
                os.register_at_fork(after_in_child=self._forget)
                self._hooked = True
        return self._engine

    def begin(self, question: Question[Any]) -> None:
        """Asks, unless the engine fails; then whoever wants an answer asks again."""
        try:
            self._ask(question)
        except (OSError, EOFError):
            self.end()

    def finish(self, question: Question[Any]) -> None:
        """Waits until a question has been answered, by a new engine where the old one died of it or before it."""
        failed = 0
        while question.heard is None:
            try:
                if question not in self._asked:
                    self._ask(question)
                self._hear()
            except (OSError, EOFError) as error:
                self.end()
                failed += 1
                if failed == _STARTS:
                    raise StockfishError(
                        f"Stockfish ({find()}) failed {_STARTS} times over, the last time because {error}; "
                        f"it was asked {question.text.strip()!r}"
                    ) from error

    def end(self) -> None:
        """Ends the engine; what it was asked is open again."""
        engine, self._engine = self._engine, None
        self._asked.clear()
        if engine is not None:
            engine.end()

    def _ask(self, question: Question[Any]) -> None:
        """Leaves a question with the engine, which goes on to it by itself; not so many that its answers fill the pipe."""
        engine = self.running()
        while len(self._asked) >= _AHEAD:
            self._hear()
        try:
            engine.say(question.text)
        except BaseException:
            self.end()
            raise
        self._asked.append(question)

    def _hear(self) -> None:
        """The answer that comes next."""
        try:
            self._asked[0].hear(self.running().hear(b"bestmove"))
        except BaseException:
            self.end()
            raise
        self._asked.popleft()

    def _forget(self) -> None:
        """In a forked child: the engine is its parent's, and must not outlive that because the child holds its pipes."""
        self.lock = threading.Lock()
        engine, self._engine = self._engine, None
        self._asked.clear()
        if engine is not None:
            engine.leave()


_shared = _Shared()


def _search(fen: str, budget: Budget, limit: str) -> str:
    """One whole question: options may be left over from the one before, which `ucinewgame` lets come to its end."""
    network = "false" if budget.classical else "true"
    return (
        f"ucinewgame\n{limit}setoption name Use NNUE value {network}\nsetoption name MultiPV value {budget.lines}\n"
        f"position fen {fen}\ngo nodes {budget.nodes}\n"
    )


def _played(told: str) -> str:
    return told[told.rindex("\nbestmove") :].split()[1]
