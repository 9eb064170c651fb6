"""Many episodes in little memory: each is kept as a compressed line of JSON, and unpacked whenever it is asked for.

A hundred thousand games of chess are two gigabytes of turns and a tenth of that in here. What surprises newcomers: every
look at `packed[k]` makes a new Episode, so keep it if you want it twice; turns that are said again and again are shared.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, overload

from tasks.protocol import Episode, Turn

Json = dict[str, Any]

_SHARED = 1 << 15
"""Turns that are shared at most: games that are all different must not pile up what nobody says again."""


class MakeTurn(Protocol):
    """A turn of these values; whoever makes it may share one that is equal."""

    def __call__(self, role: str, text: str, reward: float = 0.0, legal: bool = True, cut: bool = False) -> Turn: ...


class Packed(Sequence[Episode]):
    """Episodes of one task that never change; `lines` are what `line` writes."""

    def __init__(self, task: str, lines: Iterable[bytes]) -> None:
        self.task = task
        self._packed = [zlib.compress(one, 1) for one in lines]
        self._turns: dict[tuple[str, str, str, bool, bool], Turn] = {}

    @classmethod
    def of(cls, task: str, episodes: Iterable[Episode]) -> "Packed":
        """These episodes, packed."""
        return cls(task, map(line, episodes))

    @classmethod
    def joined(cls, task: str, parts: Iterable["Packed"]) -> "Packed":
        """The episodes of several, one after the other."""
        whole = cls(task, ())
        whole._packed = [one for part in parts for one in part._packed]
        return whole

    @property
    def lines(self) -> Iterator[bytes]:
        """What each episode is kept as."""
        return map(zlib.decompress, self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, k: int) -> Episode: ...
    @overload
    def __getitem__(self, k: slice) -> tuple[Episode, ...]: ...
    def __getitem__(self, k: int | slice) -> Episode | tuple[Episode, ...]:
        if isinstance(k, slice):
            return tuple(map(self._unpacked, self._packed[k]))
        return self._unpacked(self._packed[k])

    def __iter__(self) -> Iterator[Episode]:
        return map(self._unpacked, self._packed)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Packed) and self.task == other.task and self._packed == other._packed:
            return True
        if not isinstance(other, Sequence) or len(other) != len(self):
            return False
        return all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Packed({self.task!r}, {len(self)} episodes)"

    def _unpacked(self, packed: bytes) -> Episode:
        return from_json(self.task, json.loads(zlib.decompress(packed)), self._turn)

    def _turn(self, role: Any, text: str, reward: float = 0.0, legal: bool = True, cut: bool = False) -> Turn:
        # The reward's text, because -0.0 and 0.0 are equal keys, and so are 1 and 1.0.
        key = role, text, repr(reward), legal, cut
        turn = self._turns.get(key)
        if turn is None:
            turn = Turn(role, text, reward, legal, cut)
            if len(self._turns) < _SHARED:
                self._turns[key] = turn
        return turn


def line(episode: Episode) -> bytes:
    """An episode's canonical line."""
    return json_line(to_json(episode))


def json_line(record: Json) -> bytes:
    """A line of JSON that is the same for equal records."""
    return (json.dumps(record, separators=(",", ":"), sort_keys=True) + "\n").encode()


def to_json(episode: Episode) -> Json:
    """An episode as JSON: the game's turns are texts, the agent's are [text, reward] and what else is not as usual."""
    return {
        "seed": episode.seed,
        "turns": [turn.text if turn.role == "game" else _agent_json(turn) for turn in episode.turns],
        "terminated": episode.terminated,
        "truncated": episode.truncated,
        "success": episode.success,
        "player": episode.player,
    } | ({"about": episode.about} if episode.about else {})


def from_json(task: str, record: Json, make: MakeTurn = Turn) -> Episode:  # type: ignore[assignment]
    """The episode that `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    turns = tuple(make("game", turn) if isinstance(turn, str) else _agent_turn(make, *turn) for turn in record["turns"])
    ends = record["terminated"], record["truncated"], record["success"]
    return Episode(task, record["seed"], turns, *ends, player=record["player"], about=record.get("about", ""))


def _agent_json(turn: Turn) -> list[Any]:
    unusual: Json = {}
    if not turn.legal:
        unusual["legal"] = False
    if turn.cut:
        unusual["cut"] = True
    if turn.tokens:
        unusual |= {"tokens": list(turn.tokens), "logprobs": list(turn.logprobs)}
    return [turn.text, turn.reward, unusual] if unusual else [turn.text, turn.reward]


def _agent_turn(make: MakeTurn, text: str, reward: float, unusual: Json | None = None) -> Turn:
    if not isinstance(text, str):
        raise TypeError(f"{text!r} stands where the agent's text should")
    if unusual is None:
        return make("agent", text, reward)
    legal, cut = unusual.get("legal", True), unusual.get("cut", False)
    if "tokens" not in unusual:
        return make("agent", text, reward, legal, cut)
    return Turn("agent", text, reward, legal, cut, tuple(unusual["tokens"]), tuple(unusual.get("logprobs", ())))
