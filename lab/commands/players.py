"""`eval`, `play` and `export`."""

import getpass
import json
import os
import random
import sys
import time
from argparse import Namespace
from dataclasses import asdict, replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from lab.catalog import TASKS, algo_config, simulator_problems, task
from lab.checkpoints import none_yet
from lab.commands import prompted
from lab.commands.prompted import PromptedSpec
from lab.commands.runs import knobs, simulator_from
from lab.format import fixed, number
from lab.manners import manner
from lab.output import EVALUATION_HEADINGS, console, echo, evaluation_cells, evaluation_json, progress, table
from lab.problem import Failed, Problem
from lab.prompted import best_of, keep
from lab.records import Run, SimulatorSpec
from lab.store import Store
from lab.widgets.plain import plain
from tasks.play import Game, episode, say, start
from tasks.prompted import Prompted
from tasks.protocol import AnyTask, Episode, Policy, Unavailable
from tasks.score import evaluate as sum_up
from tasks.score import score

_KEPT = 400
_PLAYER_SEED = 0

_SPEAKING = ("temperature", "beta", "redraws")
"""Knobs of how a trained agent speaks, which need no training."""


class _Played(NamedTuple):
    """Evaluation games, and whose."""

    player: str
    run: str
    task: AnyTask
    episodes: list[Episode]
    policy: Policy


def evaluate(asked: Namespace) -> dict[str, Any]:
    """Plays a task's evaluation games with a run's agent, a scripted player or a prompted chat model."""
    spec = prompted.take(asked)
    scripted = asked.player in {name for one in TASKS.values() for name in one.players}
    if asked.knobs and (spec or scripted):
        raise Problem("--set is for a run's agent")
    with Store(asked.home) as store:
        if spec:
            played = _chatting(asked, store, spec)
        elif scripted:
            played = _scripted(asked, store)
        else:
            played = _trained(asked, store)
        found = sum_up(played.episodes, played.task.constants)
        placed = _place(asked, store, spec, played) if spec else ""
        if not spec:
            _keep(store, played.run, played.episodes)
    if not asked.json:
        print(f"{plain(played.player)} on {played.task.name}, {found.episodes} games")
        console().print(table(EVALUATION_HEADINGS, [evaluation_cells(found)]))
    told = {"task": played.task.name, "player": played.player} | evaluation_json(found)
    if spec and isinstance(played.policy, Prompted):
        if not asked.json:
            print(plain(prompted.sentence(played.policy)))
            print(placed)
        told |= prompted.document(spec, played.policy)
    return told


def _keep(store: Store, run: str, episodes: list[Episode]) -> None:
    if not store.readonly:
        store.record(run, [], [(0, "eval", played) for played in episodes[:_KEPT]])


def _place(asked: Namespace, store: Store, spec: PromptedSpec, played: _Played) -> str:
    """Keeps a prompted player's games and, where they count there, what they amount to for the leaderboard; says which."""
    if store.readonly or asked.simulator != "embedded":
        _keep(store, "", played.episodes)
        why = "this home is for reading only" if store.readonly else "only the lab's own simulator counts there"
        return f"not on the leaderboard: {why}"
    before = keep(store, played.task, spec.setting, played.episodes)
    # After the evaluation: a leaderboard that is open looks again when games were kept.
    _keep(store, "", [game for game in played.episodes if game is not best_of(played.episodes)])
    instead = f", in place of an earlier evaluation of {before.episodes} games" if before else ""
    return f"on the leaderboard with these {len(played.episodes)} games{instead}: `lmrl-lab leaderboard {played.task.name}`"


def _named(asked: Namespace) -> AnyTask:
    if not asked.task:
        raise Problem(f"name a task too: lmrl-lab eval {asked.player} maze-fo")
    return task(asked.task)


def _scripted(asked: Namespace, store: Store) -> _Played:
    one = _named(asked)
    if asked.player not in one.players:
        raise Problem(f"{one.name} has no player {asked.player!r}; it has {', '.join(one.players)}")
    policy = one.players[asked.player].build(_PLAYER_SEED)
    one = _simulated(asked, one)
    return _Played(asked.player, "", one, _play(asked, store, one, policy, asked.player), policy)


def _chatting(asked: Namespace, store: Store, spec: PromptedSpec) -> _Played:
    one = _named(asked)
    asked.episodes = asked.episodes or prompted.EPISODES
    one = _simulated(asked, one)
    policy = prompted.player(spec, task(asked.task))
    return _Played(spec.player, "", one, _play(asked, store, one, policy, spec.player), policy)


def _simulated(asked: Namespace, one: AnyTask) -> AnyTask:
    """The task with whoever was asked for to answer in it."""
    simulator = simulator_from(asked)
    wrong = simulator_problems(one.name, simulator)
    if wrong:
        raise Problem("; ".join(wrong))
    if simulator.kind == "embedded":
        return one
    import torch

    from lab import build
    from models.load import LoadError

    try:
        return build.task_of(one.name, simulator, torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    except LoadError as error:
        raise Failed(str(error)) from error


def _trained(asked: Namespace, store: Store) -> _Played:
    """A run's agent; one that speaks otherwise than it learned to does not count as the run's evaluation."""
    run = _run(asked, store)
    spoken = knobs(asked.knobs)
    if other := set(spoken) - set(_SPEAKING):
        raise Problem(
            f"eval sets {', '.join(_SPEAKING)}; {', '.join(sorted(other))} can only be trained with: see `lmrl-lab run`"
        )
    config = algo_config(run.spec.algo, run.spec.task, {**asdict(run.spec.config), **spoken})
    if asked.task and asked.task != run.spec.task:
        task(asked.task)
        raise Problem(f"{run.id} was trained on {run.spec.task}, not on {asked.task}")
    # torch takes seconds to come: whoever mistyped a name, or named a run too early, need not wait for it.
    if not store.checkpoints(run.id):
        raise Failed(none_yet(run))
    from lab import build
    from models.load import LoadError

    build.settle(run.spec.threads)
    try:
        run = replace(run, spec=replace(run.spec, config=config))
        policy, one = build.trained_player(store, run, _PLAYER_SEED, lambda note: None)
    except LoadError as error:
        raise Failed(str(error)) from error
    name, kept = " ".join([run.id, *asked.knobs]), "" if spoken else run.id
    return _Played(name, kept, one, _play(asked, store, one, policy, name, kept), policy)


def _run(asked: Namespace, store: Store) -> Run:
    """The run of this name. Raises Problem with the nearest player, where the name is like one's."""
    try:
        return store.run(asked.player)
    except Problem as problem:
        players = [prompted.PLAYER, *{name for one in TASKS.values() for name in one.players}]
        near = get_close_matches(asked.player, players, 1, prompted.NEAR)
        if not near:
            raise
        raise Problem(f"there is no run {asked.player!r}; did you mean the player {near[0]}?") from problem


def _play(asked: Namespace, store: Store, one: AnyTask, policy: Policy, name: str, run: str = "") -> list[Episode]:
    """All games. Where a server or an engine fails on the way, those that were over are kept."""
    from tasks.play import play as play_all

    seeds = one.evaluation_seeds(asked.episodes or None)
    try:
        with progress(f"playing {one.name}", len(seeds)) as bar:
            return play_all(one, policy, seeds, player=name, progress=bar)
    except Unavailable as error:
        over = [game for game in error.played if game.terminated or len(game.spoken) >= one.max_turns]
        _keep(store, run, over)
        said = f"{error} {len(over)} of {len(seeds)} games were over"
        raise Failed(said + (" and are kept" if over and not store.readonly else "")) from error


def play(asked: Namespace) -> Any:
    """In the app, or line by line."""
    if asked.side == "other":
        from lab.commands.other_side import play_other

        return play_other(asked)
    if asked.against or asked.hidden:
        raise Problem("--against and --hidden go with --as other")
    prompted.take(asked)
    if not asked.plain:
        return _in_app(asked, task(asked.task))
    one = _simulated(asked, task(asked.task))
    seed = random.SystemRandom().randrange(1 << 32) if asked.seed is None else asked.seed
    game, trouble = _converse(one, seed, quiet=asked.json)
    played = _about(episode(game, asked.name or getpass.getuser()), simulator_from(asked))
    kept = None
    if played.spoken:
        with Store(asked.home) as store:
            kept = store.add_episode(played, phase="human", player=played.player)
    if trouble:
        raise Failed(trouble + (f" What was played is kept as episode {kept}" if kept else ""))
    if not asked.json:
        word = "won" if played.success else "over"
        print(
            f"{word}: return {number(played.total)}, score {fixed(score(played.total, one.constants), 1)}"
            + (f"; kept as {kept}" if kept else "")
        )
    return {
        "task": one.name, "player": played.player, "episode": kept, "seed": seed, "return": played.total,
        "score": score(played.total, one.constants), "success": played.success, "turns": len(played.spoken),
    }  # fmt: skip


def _in_app(asked: Namespace, one: AnyTask) -> int:
    """The app, opened on this game. A local model speaks in a process of its own there."""
    simulator = simulator_from(asked)
    wrong = simulator_problems(one.name, simulator)
    if wrong:
        raise Problem("; ".join(wrong))
    from lab.app import run_app
    from lab.screens.play import PlayScreen

    return run_app(asked.home, lambda: PlayScreen(asked.home, one.name, game_seed=asked.seed, simulator=simulator))


def _converse(one: AnyTask, seed: int, *, quiet: bool) -> tuple[Game[Any], str]:
    """The game's texts on standard output, the person's from standard input; the end of input gives up.

    Answers the game as far as it came, and why whoever answers in it failed.
    """
    game: Game[Any] = start(one, seed)
    out = sys.stderr if quiet else sys.stdout
    print(f"{one.name}: {one.form} (? for the rules, end of input gives up)", file=out)
    print(plain(game.turns[-1].text), end="", file=out, flush=True)
    for line in sys.stdin:
        if line.strip() == "?":
            print(one.rules, file=out)
            continue
        try:
            game = say(game, manner(one).typed(line) + "\n")
        except Unavailable as error:
            return game, str(error)
        spoken = game.turns[-2]
        print(f"[{number(spoken.reward)}] {plain(game.turns[-1].text)}", end="", file=out, flush=True)
        if game.over:
            break
    return game, ""


def _about(played: Episode, simulator: SimulatorSpec) -> Episode:
    """The episode with who answered in it, where that was not the lab's own."""
    if simulator.kind == "embedded":
        return played
    return replace(played, about=json.dumps({"simulator": asdict(simulator)}))


def export(asked: Namespace) -> dict[str, Any]:
    """The best checkpoint of a run, with tokenizer, heads and a model card."""
    from lab import build
    from lab.export import export_run
    from models.load import LoadError

    if os.path.exists(asked.folder) and not asked.folder.is_dir():
        raise Problem(f"{asked.folder} is a file: name a folder")
    if os.path.exists(asked.folder) and any(asked.folder.iterdir()):
        raise Problem(f"{asked.folder} is not empty: name another folder")
    with Store(asked.home) as store:
        run = store.run(asked.run)
        began = time.monotonic()
        try:
            build.settle(run.spec.threads)
            roles = export_run(store, run, asked.folder)
        except LoadError as error:
            raise Failed(str(error)) from error
        except OSError as error:
            raise Failed(f"{asked.folder} cannot be written: {error.strerror}") from error
    if not asked.json:
        echo(
            f"wrote {', '.join(roles)} to {asked.folder} in {time.monotonic() - began:.1f} s; README.md there says how to load it"
        )
    return {"run": run.id, "folder": str(asked.folder), "roles": roles}
