"""Somebody plays on from any turn of an episode, and the branch is kept. Blocks, and belongs in a thread."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from lab.agents import Note, RunAgent
from lab.film import Film, played_out
from lab.records import By
from lab.store import Store
from tasks.play import Game, episode, rewind
from tasks.protocol import AnyTask, Policy


class Kept(NamedTuple):
    """A branch that was kept."""

    episode: int
    total: float


def told_by(by: By) -> str:
    """What is kept about a branch: what kind of player played on."""
    return json.dumps({"by": by})


def taken_up(home: Path, task: AnyTask, number: int, turn: int) -> tuple[Game[Any], list[Any]]:
    """An episode's game as it stood after its first so many agent turns, and all its states until then.

    Raises Problem, Unavailable, and ValueError for what cannot be played on from.
    """
    with Store(home, readonly=True) as store:
        stored = store.episode(number).episode
    return rewind(task, stored, turn), [rewind(task, stored, k).state for k in range(turn + 1)]


def play_on(home: Path, film: Film, at: int, who: str, note: Note) -> Kept:
    """Lets a scripted player or a run's agent finish the game from this turn. Raises Problem, Unavailable."""
    agent = None if who in film.task.players else RunAgent(home, who, film.stored.head.id)
    try:
        if agent:
            agent.wait(note)
        player: Policy = agent or film.task.players[who].build(0)
        played = replace(
            episode(played_out(film.games[at], player), who), about=told_by("agent" if agent else "scripted")
        )
        with Store(home) as store:
            number = store.add_episode(
                played, run=film.run, phase="fork", player=who, parent=film.stored.head.id, fork_turn=at
            )
    finally:
        if agent:
            agent.close()
    return Kept(number, played.total)
