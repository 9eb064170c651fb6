"""Recipes that several tasks have."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tasks.chance import below, mixed
from tasks.play import play
from tasks.protocol import Episode, Recipe, Task


def with_expert(task: Task[Any], recipes: Mapping[str, Recipe], medium: str) -> Mapping[str, Recipe]:
    """These recipes and `medium-expert`: half games of the recipe `medium`, half games of the task's player `best`.

    Such a mixture and its name are D4RL's (arXiv 2004.07219, section 4): cloning it plays in between, and offline RL can be
    as good as its better half. Which half a game belongs to, its seed says.
    """
    one = recipes[medium]
    help = f"half games of the recipe `{medium}`, half games of the player `best`"
    return {**recipes, "medium-expert": Recipe(help, one.episodes, partial(_either, task, one.make))}


def expert(task: Task[Any], episodes: int) -> Recipe:
    """Games of the task's player `best` alone, so many unless told otherwise."""
    return Recipe("games of the player `best`", episodes, partial(_expert, task))


def _either(task: Task[Any], medium: Callable[[int], Episode], seed: int) -> Episode:
    if below(2, seed, 2):
        return medium(seed)
    return _expert(task, seed)


def _expert(task: Task[Any], seed: int) -> Episode:
    return play(task, task.players["best"].build(mixed(seed, 1)), [seed], player="best")[0]
