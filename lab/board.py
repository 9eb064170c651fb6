"""The leaderboard of one task: people, agents, scripted and prompted players, the paper's numbers and the lab's own, as rows on one
scale.

What counts: a person's games that were played to their end without a hint and without a chat model as the other side, each
seed once, as whoever knows the hidden word plays another game; a run's final evaluation against the lab's own simulator; a
scripted player on the same evaluation games; a prompted chat model on as many of them as it was asked to play. A game given up is
a game lost, or one could keep the good ones only. The lab's own agents are those that come with it as results.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from lab import prompted, settings
from lab.format import duration, fixed, number
from lab.manners import manner
from lab.measured import Measured, kept
from lab.prompted import Reached
from lab.published import Published, published
from lab.records import PersonGame, Run
from lab.store import Store
from tasks.printed import contradicts, printed
from tasks.protocol import AnyTask, Constants
from tasks.score import Evaluation, interval, return_of, score

Kind = Literal["people", "agents", "scripted", "prompted", "paper", "lab"]
KINDS: tuple[Kind, ...] = ("people", "agents", "scripted", "prompted", "paper", "lab")


class Row(NamedTuple):
    """Somebody on the board. What is not known is not-a-number; a scripted player is without figures until it is measured."""

    kind: Kind
    name: str
    return_mean: float = math.nan
    low: float = math.nan
    """Lower end of the 95 % bootstrap interval of the mean return."""
    high: float = math.nan
    score: float = math.nan
    score_low: float = math.nan
    score_high: float = math.nan
    games: int = 0
    success: float = math.nan
    printed: float = math.nan
    """The score in the paper's table."""
    contradicts: bool = False
    """The printed score is not that of the printed return."""
    run: str = ""
    setting: str = ""
    """Which prompted player or agent of the lab's own it is: two may have one name."""
    seeds: int = 1
    """Runs of one setting that this is the best of, or the mean of those of the lab's own."""
    best: int | None = None
    """The episode that was played best."""
    note: str = ""
    illegal: float = math.nan
    """Share of texts that the game did not know as a move."""
    again: str = ""
    """The shell command that trains the lab's own agents again."""

    @property
    def key(self) -> str:
        return f"{self.kind} {self.run or self.setting or self.name}"

    @property
    def ranked(self) -> bool:
        return not math.isnan(self.return_mean)


class Facts(NamedTuple):
    """All that a board is made of."""

    task: AnyTask
    games: Sequence[PersonGame]
    """All that people played of it, oldest first; `counted` says which ones count."""
    runs: Sequence[Run]
    """Done and evaluated, newest first."""
    best: Mapping[str, int]
    """The best evaluated game of each run that has kept one."""
    measured: Mapping[str, Measured]
    prompted: Sequence[Reached]
    published: Sequence[Published]
    you: str
    """Under which name games are kept now; empty when none was asked for yet."""

    @property
    def missing(self) -> list[str]:
        """Scripted players that are still to be measured."""
        return [player for player in self.task.players if player not in self.measured]


class Standing(NamedTuple):
    """Where somebody stands."""

    rank: int
    of: int
    row: Row


def read(store: Store, task: AnyTask) -> Facts:
    """What the store and the home know of a task."""
    runs = [run for run in store.runs("done") if run.spec.task == task.name and run.evaluation is not None]
    runs = [run for run in runs if run.spec.simulator.kind == "embedded"]
    best = {
        run.id: heads[0].id for run in runs if (heads := store.episodes(run.id, phase="eval", order="best", limit=1))
    }
    return Facts(
        task, store.person_games(task.name), runs, best, kept(store.home, task), prompted.kept(store.home, task),
        published(task), player(store.home),
    )  # fmt: skip


def player(home: Path) -> str:
    """Under which name a person's games are kept now."""
    return settings.load(home).player


def rows(facts: Facts, *, every_run: bool = False) -> list[Row]:
    """The board, best first. Of runs that differ in their seed only, the best stands for all, unless every one is wanted."""
    played = [*_people(facts.task, facts.games), *_agents(facts, every_run), *_scripted(facts), *_prompted(facts)]
    found = [*played, *_paper(facts.task), *_published(facts, every_run)]
    return sorted(
        found, key=lambda row: (not row.ranked, -row.return_mean if row.ranked else 0.0, KINDS.index(row.kind))
    )


def ranks(board: Sequence[Row]) -> dict[str, int]:
    """Each row's place by its key: those of one return share it."""
    returns = [row.return_mean for row in board if row.ranked]
    return {row.key: 1 + sum(other > row.return_mean for other in returns) for row in board if row.ranked}


def standing(board: Sequence[Row], name: str) -> Standing | None:
    """Where a person of this name stands; None when no game of theirs counts."""
    places = ranks(board)
    mine = next((row for row in board if row.kind == "people" and row.name == name), None)
    return None if mine is None else Standing(places[mine.key], len(places), mine)


def best_person(task: AnyTask, games: Sequence[PersonGame]) -> Row | None:
    """Who stands highest of the people on the board; None when no game of anybody counts."""
    return max(_people(task, games), key=lambda row: row.return_mean, default=None)


def counted(games: Sequence[PersonGame]) -> tuple[list[PersonGame], Counter[str]]:
    """The games that count, and how many do not, by why."""
    seen: set[tuple[str, int]] = set()
    good, left_out = [], Counter[str]()
    for game in games:
        again = (game.player, game.seed) in seen
        seen.add((game.player, game.seed))
        if game.assisted:
            left_out["assisted"] += 1
        elif game.simulated:
            left_out["against a chat model"] += 1
        elif again:
            left_out["of a seed played before"] += 1
        else:
            good.append(game)
    return good, left_out


def given_up(task: AnyTask, game: PersonGame) -> bool:
    """The game neither ended itself nor reached its limit of turns."""
    return not game.terminated and game.turns < task.max_turns


def worth(task: AnyTask, game: PersonGame) -> float:
    """A game's return; one that was given up is a lost one."""
    if not given_up(task, game):
        return game.total
    return game.total - 1 if manner(task).resigns else min(game.total, task.constants.low)


def rule(task: AnyTask) -> str:
    """What giving up means here."""
    if manner(task).resigns:
        return "giving up is resigning: −1, as being mated is"
    return f"a game given up counts as lost: {number(task.constants.low)}"


def _people(task: AnyTask, games: Sequence[PersonGame]) -> list[Row]:
    by: dict[str, list[PersonGame]] = {}
    for game in counted(games)[0]:
        by.setdefault(game.player, []).append(game)
    return [_person(task, name, theirs) for name, theirs in by.items()]


def _person(task: AnyTask, name: str, games: Sequence[PersonGame]) -> Row:
    returns = [worth(task, game) for game in games]
    mean = sum(returns) / len(returns)
    low, high = interval(returns) if len(returns) > 1 else (math.nan, math.nan)
    best = max(games, key=lambda game: (worth(task, game), -game.id))
    gone = sum(given_up(task, game) for game in games)
    won = sum(game.success for game in games) / len(games)
    note = f"best game {number(worth(task, best))}" + (f", {gone} given up" if gone else "")
    return _placed("people", name, mean, (low, high), task)._replace(
        games=len(games), success=won, best=best.id, note=note
    )


def _agents(facts: Facts, every_run: bool) -> list[Row]:
    settings_of: dict[object, list[Run]] = {}
    for run in facts.runs:
        settings_of.setdefault(run.id if every_run else replace(run.spec, seed=0, from_run=""), []).append(run)
    return [_agent(facts, runs) for runs in settings_of.values()]


def _agent(facts: Facts, runs: Sequence[Run]) -> Row:
    best = max(runs, key=_reached)
    model = (
        best.spec.model.name if best.spec.model.quant == "none" else f"{best.spec.model.name} {best.spec.model.quant}"
    )
    note = f"{best.spec.algo}, {model}, seed {best.spec.seed}"
    if len(runs) > 1:
        mean = sum(map(_reached, runs)) / len(runs)
        note = f"best of {len(runs)} seeds, their mean {fixed(mean, 2)}; {note}"
    name = best.id.replace(f"-{facts.task.name}-", "-", 1)
    return _evaluated("agents", name, best.evaluation, facts.task)._replace(
        run=best.id, seeds=len(runs), best=facts.best.get(best.id), note=note
    )


def _reached(run: Run) -> float:
    return run.evaluation.return_mean if run.evaluation else -math.inf


def _scripted(facts: Facts) -> list[Row]:
    made = []
    for name, one in facts.task.players.items():
        known = facts.measured.get(name)
        row = _evaluated("scripted", name, known.evaluation if known else None, facts.task)
        made.append(row._replace(best=known.best if known else None, note=one.help))
    return made


def _prompted(facts: Facts) -> list[Row]:
    made = []
    for one in facts.prompted:
        row = _evaluated("prompted", one.setting.name, one.evaluation, facts.task)
        made.append(row._replace(setting=one.setting.key, best=one.best, note=_asked(facts.task, one)))
    return made


def _asked(task: AnyTask, one: Reached) -> str:
    """On how many games it stands, and how the model was asked."""
    games, most, how = one.evaluation.episodes, len(task.evaluation_seeds()), one.setting
    stands = f"{games} of {most} evaluation games" if games <= most else f"{games} evaluation games"
    version = "" if one.current else " of an earlier version"
    where = "at a server" if how.served else "on this machine"
    return f"{stands}{version}; {where}, {how.examples} examples, {how.retries} retries, {how.reply_tokens} tokens"


def _evaluated(kind: Kind, name: str, found: Evaluation | None, task: AnyTask) -> Row:
    if found is None:
        return Row(kind, name)
    row = _placed(kind, name, found.return_mean, _returns(found, task.constants), task)
    return row._replace(games=found.episodes, success=found.success, illegal=found.illegal_rate)


def _placed(kind: Kind, name: str, mean: float, ends: tuple[float, float], task: AnyTask) -> Row:
    """A row with its mean return and the interval of that, as returns and as scores."""
    points, low, high = (score(value, task.constants) for value in (mean, *ends))
    return Row(kind, name, mean, *ends, points, low, high)


def _returns(found: Evaluation, constants: Constants) -> tuple[float, float]:
    """The interval of the mean return. An evaluation keeps that of its score; where the scale has changed since, the normal
    approximation stands in."""
    if found.episodes < 2:
        return math.nan, math.nan
    if math.isclose(score(found.return_mean, constants), found.score, abs_tol=1e-6):
        return return_of(found.score_low, constants), return_of(found.score_high, constants)
    reach = 1.96 * found.return_stderr
    return found.return_mean - reach, found.return_mean + reach


def _published(facts: Facts, every_run: bool) -> list[Row]:
    settings_of: dict[object, list[Published]] = {}
    for one in facts.published:
        setting = one.spec if every_run else replace(one.spec, seed=0, from_run="")
        settings_of.setdefault(setting, []).append(one)
    return [_trained(facts.task, runs, every_run) for runs in settings_of.values()]


def _trained(task: AnyTask, runs: Sequence[Published], every_run: bool) -> Row:
    """The lab's own agents are told by the mean of their seeds, and its interval is that of so many games."""
    spec, found = runs[0].spec, [run.evaluation for run in runs]
    mean = sum(one.return_mean for one in found) / len(found)
    reach = 1.96 * math.sqrt(sum(one.return_stderr**2 for one in found)) / len(found)
    took = duration(sum(run.seconds for run in runs) / len(runs))
    returns = " ".join(fixed(one.return_mean, 2) for one in found)
    seeds = f"mean of {len(runs)} seeds, {returns}; " if len(runs) > 1 else f"seed {spec.seed}; "
    return _placed("lab", f"{spec.algo} s{spec.seed}" if every_run else spec.algo, mean, (mean - reach, mean + reach), task)._replace(
        games=sum(one.episodes for one in found), success=sum(one.success for one in found) / len(found),
        illegal=sum(one.illegal_rate for one in found) / len(found), seeds=len(runs), setting=repr(spec),
        note=f"{seeds}{spec.model.name}, trained in {took}",
        again=f"lmrl-lab bench --tasks {task.name} --algos {spec.algo} --seeds {' '.join(str(run.spec.seed) for run in runs)} --out DIR",
    )  # fmt: skip


def _paper(task: AnyTask) -> list[Row]:
    return [_printed(task, agent, ret) for agent, ret in task.paper.items()]


def _printed(task: AnyTask, agent: str, ret: float) -> Row:
    points, shown = score(ret, task.constants), printed(task, agent)
    if shown is None:
        return Row("paper", agent, ret, score=points, note="no score is printed in the paper")
    wrong = contradicts(shown, task, agent)
    note = f"the paper prints {fixed(shown, 1)}, its own rule gives {fixed(points, 1)}" if wrong else "as printed"
    return Row("paper", agent, ret, score=points, printed=shown, contradicts=wrong, note=note)
