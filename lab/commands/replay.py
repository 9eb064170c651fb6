"""`replay`: a stored episode in the app, as text, or with the tree that it belongs to."""

import math
from argparse import Namespace
from typing import Any

from lab.film import ordered
from lab.output import as_text, console, echo
from lab.problem import Problem
from lab.records import Node, Phase, StoredEpisode
from lab.store import Store
from lab.tree import AFTERWARDS, Tree, against_parent, document
from lab.widgets.tree import KINDS, count, header, line, needed, who

_WIDE = 140
"""Characters of a line where no terminal says how many it has."""


def replay(asked: Namespace) -> Any:
    """In the app, or as text."""
    with Store(asked.home, readonly=(asked.home / "lab.db").exists()) as store:
        run, wanted = _asked(asked, store)
        if asked.tree:
            return _trees(asked, store, run, wanted)
        chosen = store.episode(_best(store, run) if wanted is None else wanted)
        tree = store.tree(chosen.head.id)
    if not asked.plain and not asked.json:
        return _in_app(asked, run, chosen.head.id)
    if not asked.json:
        print(as_text(chosen.episode, _asides(tree, chosen.head.id), AFTERWARDS[tree.node(chosen.head.id).ending]))
        if len(tree.nodes) > 1:
            echo(f"its tree has {count(len(tree.nodes) - 1)}: `lmrl-lab replay {chosen.head.id} --tree`")
    return _document(chosen, tree)


def _asked(asked: Namespace, store: Store) -> tuple[str, int | None]:
    """The run, empty where an episode was named alone, and the episode, None for the run's best one. Raises Problem."""
    if asked.run.isdecimal():
        if asked.episode is not None:
            raise Problem(f"name a run and an episode, or an episode alone: lmrl-lab replay {asked.run}")
        return "", store.episode(int(asked.run)).head.id
    run = store.run(asked.run).id
    if asked.episode is not None and run not in _runs_of(store.tree(asked.episode), asked.episode):
        raise Problem(f"episode {asked.episode} is not one of {run}; `lmrl-lab replay {asked.episode}` shows it")
    return run, asked.episode


def _runs_of(tree: Tree, episode: int) -> set[str]:
    """The run that an episode was played in, and that of its tree's root."""
    return {tree.node(episode).head.run, tree.root.head.run}


def _best(store: Store, run: str) -> int:
    """The best of a run's own games; what others made of them counts where there is nothing else."""
    own: tuple[Phase, ...] = ("eval", "train")
    heads = [head for phase in own for head in store.episodes(run, phase=phase, order="best", limit=1)]
    heads = ordered(heads or store.episodes(run, order="best", limit=1), "best")
    if not heads:
        found = store.run(run)
        raise Problem(f"{run} has no episodes yet ({found.status}, step {found.step})")
    return heads[0].id


def _in_app(asked: Namespace, run: str, episode: int) -> int:
    from lab.app import run_app
    from lab.screens.replay import ReplayScreen

    return run_app(asked.home, lambda: ReplayScreen(asked.home, run or None, episode))


def _document(chosen: StoredEpisode, tree: Tree) -> dict[str, Any]:
    head, gain = chosen.head, tree.gain(chosen.head.id)
    turns = [
        {"role": turn.role, "text": turn.text, "reward": turn.reward, "legal": turn.legal}
        for turn in chosen.episode.turns
    ]
    return {
        "episode": head.id, "run": head.run, "task": head.task, "seed": head.seed, "return": head.total,
        "success": head.success, "player": head.player, "parent": head.parent, "from_turn": head.fork_turn,
        "gain": None if math.isnan(gain) else gain, "note": tree.node(head.id).note,
        "branches": [node.head.id for node in tree.branches(head.id)], "turns": turns,
    }  # fmt: skip


# Trees


def _trees(asked: Namespace, store: Store, run: str, wanted: int | None) -> dict[str, Any]:
    """The tree of an episode, or all of a run that have branches, newest first."""
    trees = [store.tree(wanted)] if wanted is not None else _forked(store, run)
    if not asked.json:
        room = console().width if console().is_terminal else _WIDE
        for tree in trees:
            print(as_lines(tree, wanted, room))
        if not trees:
            echo(f"nothing was forked in {run}: f in the replay plays on from any turn")
    return {"run": run or None, "episode": wanted, "trees": [document(tree) for tree in trees]}


def _forked(store: Store, run: str) -> list[Tree]:
    trees: dict[int, Tree] = {}
    for head in ordered(store.branches(run), "newest"):
        if not any(head.id in tree for tree in trees.values()):
            tree = store.tree(head.id)
            trees[tree.root.head.id] = tree
    return list(trees.values())


def as_lines(tree: Tree, current: int | None, width: int) -> str:
    """A tree as a table, safe to print, in lines of this width at most."""
    width = min(width, needed(tree))
    shown = [header(width), *(line(tree, index, width, current) for index in range(len(tree.nodes)))]
    return "\n".join(text.plain.rstrip() for text in shown)


# An episode line by line


def _asides(tree: Tree, episode: int) -> dict[int, list[str]]:
    """Where branches leave an episode, and where others play on in it, in words."""
    found: dict[int, list[str]] = {}
    for turn, nodes in tree.leaving(episode).items():
        found[2 * turn] = [f"* here {_said(node)} leaves: {against_parent(tree.gain(node.head.id))}" for node in nodes]
    for turn, node in tree.takeovers(episode).items():
        above = tree.parent(node.head.id)
        of = f", from {above.head.id}: {against_parent(tree.gain(node.head.id))}" if above else ""
        found.setdefault(2 * turn, []).append(f"* from here {_said(node)} plays on{of}")
    return found


def _said(node: Node) -> str:
    return f"branch {node.head.id} ({who(node)}, {KINDS[node.by]})"
