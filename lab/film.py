"""A stored episode made ready to be looked at: played again where that is possible, beside the best known player."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lab.catalog import task as find_task
from lab.games import Order
from lab.records import EpisodeHead, Phase, StoredEpisode
from lab.store import Store
from lab.tree import Tree
from tasks.play import Game, say, start
from tasks.protocol import AnyTask, Episode, Policy

LISTED = 300
"""Games that are listed, at most, but for branches."""


@dataclass(frozen=True)
class Film:
    """An episode with the game's state after each of its agent turns; no states when it cannot be played again."""

    stored: StoredEpisode
    task: AnyTask
    games: tuple[Game[Any], ...]
    memory: int | None
    """Latest texts that the agent saw; None for all."""
    best: tuple[str, ...]
    """What the best known player would have said at each agent turn, were it asked then."""
    tree: Tree
    """What it was forked from, and what was forked from it, when it was read."""
    run: str
    """The run that it is of; empty when it is nobody's, or that run has been deleted."""

    @property
    def spoken(self) -> int:
        return len(self.stored.episode.spoken)


def load_film(store: Store, wanted: int) -> Film:
    """An episode, its states and the best player's choices. Raises Problem."""
    stored = store.episode(wanted)
    task = find_task(stored.head.task)
    whole = stored.episode
    run = stored.head.run if stored.head.run in store.names() else ""
    memory = store.run(run).spec.config.sees(task.memory) if run else task.memory
    still = Film(stored, task, (), memory, (), store.tree(wanted), run)
    if whole.seed < 0:
        return still
    game: Game[Any] = start(task, whole.seed)
    games = [game]
    for turn in whole.spoken:
        if game.over:
            break
        game = say(game, turn)
        games.append(game)
    if [turn.text for turn in game.turns] != [turn.text for turn in whole.turns]:
        return still
    best = task.players["best"].build(0)
    return replace(still, games=tuple(games), best=tuple(best.act([one.turns])[0].text for one in games[:-1]))


def worths(film: Film) -> Iterator[tuple[int, float]]:
    """After how many agent turns, the last first, and what the best known player would still earn if it went on from there.

    A turn's regret is the worth before it, less its reward and the worth after it. The player is asked for a whole game
    each time, so this may take long; whoever iterates can stop.
    """
    best = film.task.players["best"].build(0)
    for turns, game in reversed(list(enumerate(film.games))):
        yield turns, played_out(game, best).total - game.total


def played_out(game: Game[Any], player: Policy) -> Game[Any]:
    """The game to its end by this player."""
    while not game.over:
        game = say(game, player.act([game.turns])[0])
    return game


def listed(store: Store, run: str | None, order: Order) -> list[EpisodeHead]:
    """A run's games with all their branches; the worst are those of its latest evaluation, then of those before. Without a run:
    games that people played, on either side, and what was forked from games that are no run's or of runs that were deleted."""
    if run:
        found = store.episodes(run, order=order, limit=LISTED)
        if order == "worst":
            # The worst of all are those of an agent that had learned nothing yet; what fails now is asked for.
            found = [*store.episodes(run, order="newest", limit=LISTED), *found]
    else:
        sides: tuple[Phase, ...] = ("human", "other")
        found = [head for phase in sides for head in store.episodes(phase=phase, order=order, limit=LISTED)]
    return ordered([*ordered(found, order, run)[:LISTED], *store.branches(run)], order, run)


def ordered(heads: Sequence[EpisodeHead], order: Order, run: str | None = None) -> list[EpisodeHead]:
    """Each once; of a `run`, the worst are those of its latest evaluation, then of those before."""
    found = sorted({head.id: head for head in heads}.values(), key=_PLACES[order])
    return sorted(found, key=lambda head: -head.step) if run and order == "worst" else found


_PLACES: dict[Order, Callable[[EpisodeHead], tuple[float, ...]]] = {
    "newest": lambda head: (-head.id,),
    "best": lambda head: (-head.total, head.id),
    "worst": lambda head: (head.total, head.id),
}


def other_side_of(episode: Episode) -> str:
    """The person or the model that answered in an episode, where it was not the lab's own."""
    about = json.loads(episode.about) if episode.about.startswith("{") else {}
    return str(about.get("other") or about.get("simulator", {}).get("model", ""))
