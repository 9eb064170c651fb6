"""Records as others write them: what reads one raises ValueError with the reason, for a person."""

from math import isfinite
from typing import Any

from tasks.protocol import Episode

Json = Any

NO_SEED = -1
"""Of an episode that was imported: nobody knows its seed, so it cannot be played on from."""


def need(fact: bool, otherwise: str) -> None:
    if not fact:
        raise ValueError(otherwise)


def field(record: Json, name: str) -> Json:
    need(isinstance(record, dict), "not a JSON object")
    need(name in record, f"no field `{name}`")
    return record[name]


def list_of(record: Json, name: str) -> list[Json]:
    values = field(record, name)
    if not isinstance(values, list):
        raise ValueError(f"`{name}` is not a list")
    return values


def numbers(record: Json, name: str) -> list[float]:
    values = list_of(record, name)
    need(all(map(is_number, values)), f"`{name}` holds more than numbers")
    return [float(value) for value in values]


def is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def steps_of(episode: Episode, state: str) -> list[Json]:
    """One record a step, what the game said before it under the name `state`."""
    pairs = list(zip(episode.turns[::2], episode.turns[1::2], strict=False))
    return [
        {
            state: before.text,
            "action": said.text,
            "reward": said.reward,
            "done": episode.terminated and number == len(pairs),
        }
        for number, (before, said) in enumerate(pairs, start=1)
    ]
