"""The only place where texts become token ids, for acting and for training alike.

Each text is tokenised alone, once, and ids that were sampled are kept as they were sampled; so the prompt of an agent
turn is, id by id, the beginning of the window in which that turn is trained on. What surprises newcomers: an agent with
a short memory sees another beginning at almost every turn, so one episode becomes a chain of windows.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.protocol import Episode, Turn, View

_CACHED_TEXTS = 1 << 17


class Window(NamedTuple):
    """One context window, of t tokens, and what the agent said in it."""

    ids: npt.NDArray[np.int32]
    spoken: npt.NDArray[np.bool_]
    """True where the agent produced the token in this window; agent texts it merely remembers are not spoken here."""
    rewards: npt.NDArray[np.float32]
    """On the last token of each spoken text."""
    turns: npt.NDArray[np.int16]
    """Index into the episode's turns of the text each token is of; -1 for a beginning-of-sequence token."""


class Transcript(NamedTuple):
    """An episode as a model sees it."""

    windows: tuple[Window, ...]
    """In order: the state after the last spoken token of one is that before the first spoken token of the next."""
    terminated: bool
    following: npt.NDArray[np.int32]
    """The prompt of whatever would have been said next, from which a truncated episode bootstraps."""


class Renderer:
    """Turns histories into ids for one tokenizer, one memory (in texts; None sees all) and one context (in tokens).

    `reserve` tokens of the context are kept free for the agent's text; a longer one is cut there. With a view the agent
    reads the game's texts in that form, and what others said as it would say it; its own texts are what it said.
    """

    def __init__(
        self, tokenizer: Any, memory: int | None, context: int, reserve: int, *, view: View | None = None
    ) -> None:
        if reserve >= context:
            raise ValueError(
                f"a text may take {reserve} tokens, and the model sees only {context}: nothing fits before it"
            )
        self.memory = memory
        self._room = context - reserve
        self._reserve = reserve
        start = tokenizer.bos_token_id
        self._bos: tuple[int, ...] = () if start is None else (start,)

        @lru_cache(maxsize=_CACHED_TEXTS)
        def encode(text: str) -> tuple[int, ...]:
            readable = text.encode("utf-8", "replace").decode("utf-8")
            return tuple(tokenizer.encode(readable, add_special_tokens=False))

        @lru_cache(maxsize=_CACHED_TEXTS)
        def read(text: str) -> tuple[int, ...]:
            return encode(view.read(text) if view else text)

        def write(before: str, said: str) -> tuple[int, ...]:
            return encode(view.write(before, said) if view else said)

        self._read, self._write = read, write

    def _tokens(self, turns: Sequence[Turn], i: int) -> tuple[int, ...]:
        """The ids of one text; an agent's is cut where its reserve ends, in prompts as in training."""
        turn = turns[i]
        if turn.role == "game":
            return self._read(turn.text)
        return (turn.tokens or self._write(turns[i - 1].text, turn.text))[: self._reserve]

    def prompt(self, history: Sequence[Turn]) -> list[int]:
        """What the model sees before it speaks: the latest texts that memory and context allow, whole where they fit."""
        spans = [self._tokens(history, i) for i in range(self._oldest(len(history)), len(history))]
        first = self._first([len(span) for span in spans], len(spans), 0)
        ids = [token for span in spans[first:] for token in span]
        return [*self._bos, *ids[-(self._room - len(self._bos)) :]]

    def render(self, episode: Episode) -> Transcript:
        """The episode's chain of windows: as many consecutive agent turns in one as begin at the same text."""
        spans = [self._tokens(episode.turns, i) for i in range(len(episode.turns))]
        lengths = [len(span) for span in spans]
        windows: list[_Window] = []
        begun_at = -1
        for i, turn in enumerate(episode.turns):
            if turn.role != "agent":
                continue
            first = self._first(lengths, i, self._oldest(i))
            before = sum(lengths[first:i])
            if windows and first == begun_at and before + len(self._bos) <= self._room:
                windows[-1].hear(i - 1, spans[i - 1])
            else:
                windows.append(_Window(self._bos))
                windows[-1].remember(first, spans[first:i], self._room - len(self._bos))
                begun_at = first
            windows[-1].say(i, spans[i], turn.reward)
        following = np.array(self.prompt(episode.turns), dtype=np.int32)
        return Transcript(tuple(window.done() for window in windows), episode.terminated, following)

    def _oldest(self, i: int) -> int:
        """Index of the oldest text that memory holds before turn i."""
        return 0 if self.memory is None else max(0, i - self.memory)

    def _first(self, lengths: Sequence[int], i: int, first: int) -> int:
        """Index of the first text, from `first` on, with which all up to turn i fits; at least one text stays."""
        total = sum(lengths[first:i]) + len(self._bos)
        while total > self._room and first < i - 1:
            total -= lengths[first]
            first += 1
        return first


class _Window:
    """A window being written."""

    def __init__(self, bos: tuple[int, ...]) -> None:
        self._ids = list(bos)
        self._turns = [-1] * len(bos)
        self._spoken: list[tuple[int, int, float]] = []

    def remember(self, first: int, spans: Sequence[tuple[int, ...]], room: int) -> None:
        """The texts before the first spoken one, cut from the left to `room` tokens."""
        ids = [token for span in spans for token in span]
        turns = [first + k for k, span in enumerate(spans) for _ in span]
        self._ids += ids[-room:]
        self._turns += turns[-room:]

    def hear(self, turn: int, span: tuple[int, ...]) -> None:
        self._ids += span
        self._turns += [turn] * len(span)

    def say(self, turn: int, span: tuple[int, ...], reward: float) -> None:
        begin = len(self._ids)
        self.hear(turn, span)
        self._spoken.append((begin, len(self._ids), reward))

    def done(self) -> Window:
        spoken = np.zeros(len(self._ids), dtype=np.bool_)
        rewards = np.zeros(len(self._ids), dtype=np.float32)
        for begin, end, reward in self._spoken:
            spoken[begin:end] = True
            if end > begin:
                rewards[end - 1] = reward
        return Window(np.array(self._ids, np.int32), spoken, rewards, np.array(self._turns, np.int16))
