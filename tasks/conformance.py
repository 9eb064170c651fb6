"""What every text game must keep to, as one check that anybody may run over their own.

    from tasks.conformance import check
    check(MY_TASK)

The task is pickled and played again in another process, under another hash seed, so hidden randomness does not pass.
"""

import copy
import json
import math
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from tasks.chance import generator
from tasks.dataset import to_json
from tasks.play import episode, play, rewind, say, start
from tasks.protocol import EVALUATION_SEEDS, AnyTask, Episode, Step, Turn, View, views
from tasks.records import NO_SEED

_LONG = 100_000
_SECONDS = 120


class ConformanceError(AssertionError):
    """A task breaks the protocol; the message says where."""


def check(task: AnyTask, *, games: int = 4) -> None:
    """Raise ConformanceError where the task breaks the protocol.

    `games` is how many games each scripted player plays, and how many episodes each recipe makes; more finds more.
    """
    _check_facts(task)
    _check_seeds(task)
    played = [one for name in task.players for one in _check_player(task, name, games)]
    for one in played:
        _check_episode(task, one)
    _check_together(task, played[:: max(len(task.players) // 2, 1)])
    for one in played[:games]:
        _check_purity(task, one)
    _check_garbage(task, games)
    _check_views(task, played)
    _check_limit(task)
    _check_recipes(task, games)
    _check_elsewhere(task, played, games)


def _check_facts(task: AnyTask) -> None:
    _need(bool(task.name) and "\n" not in task.summary, "the name is empty, or the summary is longer than a line")
    _need(bool(task.rules and task.form), "there is no help: `rules` or `form` is empty")
    _need(task.max_turns >= 1 and task.max_tokens >= 1, "`max_turns` and `max_tokens` must be at least 1")
    _need(task.memory is None or task.memory >= 1, "`memory` is None or at least 1")
    low, mean, high = task.constants
    _need(low < mean < high, f"the constants of the score are not in order: {low}, {mean}, {high}")
    missing = {"random", "behaviour", "best"} - set(task.players)
    _need(not missing, f"players are missing: {', '.join(sorted(missing))}")
    _need(bool(task.recipes), "there is no recipe for a dataset")


def _check_seeds(task: AnyTask) -> None:
    for wanted in (None, 1, 7):
        seeds = task.evaluation_seeds(wanted)
        _need(len(seeds) == wanted if wanted else len(seeds) > 0, f"asked for {wanted} seeds, got {len(seeds)}")
        _need(len(set(seeds)) == len(seeds), "an evaluation seed comes twice")
        _need(min(seeds) >= EVALUATION_SEEDS, f"evaluation seed {min(seeds)} is one that training may use")
    _need(task.evaluation_seeds(7) == task.evaluation_seeds(7), "the evaluation seeds change from call to call")


def _check_player(task: AnyTask, name: str, games: int) -> list[Episode]:
    """The player's games; it must say the same when it is built anew, and only what is legal."""
    played, again = (play(task, task.players[name].build(7), range(games), player=name) for _ in range(2))
    _need(played == again, f"the player {name!r}, built twice from one seed, plays differently")
    for turn in (turn for one in played for turn in one.spoken):
        _need(turn.text.endswith("\n"), f"the player {name!r} says {turn.text!r}, which has no newline at its end")
        _need(turn.legal, f"the player {name!r} says {turn.text!r}, which is not legal")
    return played


def _check_episode(task: AnyTask, one: Episode) -> None:
    where = f"seed {one.seed}"
    roles = [turn.role for turn in one.turns]
    _need(roles == ["game", "agent"] * (len(roles) // 2) + ["game"], f"{where}: game and agent do not take turns")
    _need(all(turn.text.endswith("\n") for turn in one.turns), f"{where}: a text of the game has no newline at its end")
    _need(one.terminated != one.truncated, f"{where}: an episode is either terminated or truncated")
    _need(one.terminated or len(one.spoken) == task.max_turns, f"{where}: truncated before the turn limit")
    _need(len(one.spoken) <= task.max_turns, f"{where}: longer than the turn limit")


class _Reciter:
    """Says in each game what was said in it before; for all games at once, or for one."""

    def __init__(self, episodes: Sequence[Episode]) -> None:
        self._episodes = episodes

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        said = len(histories[0]) // 2
        return [Turn("agent", one.spoken[said].text) for one in self._episodes if len(one.spoken) > said]


def _check_together(task: AnyTask, played: Sequence[Episode]) -> None:
    """Games played in step must be those played one by one, from the same texts."""
    together = play(task, _Reciter(played), [one.seed for one in played])
    for one, beside in zip(played, together, strict=True):
        alone = play(task, _Reciter([one]), [one.seed])[0]
        _need(alone.turns == one.turns, f"seed {one.seed}: the same texts give another game the second time")
        _need(alone == beside, f"seed {one.seed}: played beside other games it goes another way than alone")


def _check_purity(task: AnyTask, one: Episode) -> None:
    """`step` must leave the state it was given alone, and answer the same when it is asked again."""
    game = start(task, one.seed)
    for turn in one.spoken:
        before = copy.deepcopy(game.state)
        first = task.step(game.state, turn.text)
        _need(game.state == before, f"seed {one.seed}: `step` changed the state it was given")
        task.step(game.state, "something else\n")
        _need(_told(task.step(game.state, turn.text)) == _told(first), f"seed {one.seed}: `step` answers differently")
        for action in task.actions(game.state)[:3]:
            _need(action.endswith("\n"), f"the action {action!r} has no newline at its end")
            _need(task.step(game.state, action).legal, f"the action {action!r} is listed, but not legal")
        game = say(game, turn)


def _check_garbage(task: AnyTask, games: int) -> None:
    """Any string must be answered, in the first state and further on."""
    for seed in range(games):
        state, first = task.reset(seed)
        _need(first.endswith("\n"), f"seed {seed}: the first text has no newline at its end")
        for text in garbage(seed):
            answer = _answered(task, state, text)
            if not answer.terminated:
                state = answer.state


def _check_views(task: AnyTask, played: Sequence[Episode]) -> None:
    """Whatever an agent may read a game in must take any text, and say one thing of it."""
    texts = [turn.text for one in played for turn in one.turns if turn.role == "game"]
    for name, view in views(task).items():
        _need(bool(name and view.help), "a view has no name, or no help")
        _need(len({"", *view.words}) == len(view.words) + 1, f"a word of the view {name!r} is empty or comes twice")
        for text in texts + garbage(0):
            try:
                read = view.read(text)
            except Exception as error:
                raise ConformanceError(f"the view {name!r} of the text {text[:40]!r} raises {error!r}") from error
            _need(read == view.read(text), f"the view {name!r} reads {text[:40]!r} differently the second time")
            _need(
                read.endswith("\n") or not text.endswith("\n"),
                f"the view {name!r} ends {text[:40]!r} without a newline",
            )
        _check_said(task, name, view, played)


def _check_said(task: AnyTask, name: str, view: View, played: Sequence[Episode]) -> None:
    """Where one says what another view's agent would have said, the game goes on as it did."""
    for one in played:
        game = start(task, one.seed)
        for turn in one.spoken:
            said = view.write(game.turns[-1].text, turn.text)
            _need(
                said == turn.text or _told(task.step(game.state, said)) == _told(task.step(game.state, turn.text)),
                f"the view {name!r} says {said!r} for {turn.text!r}, which the game understands otherwise",
            )
            game = say(game, turn)
    for text in garbage(0):
        view.write(text, text)


def garbage(seed: int) -> list[str]:
    """Texts that nobody should say: empty, huge, control characters, halves of characters, and random ones."""
    chance = generator(seed)
    strange = [
        "",
        "\n",
        " \t\n",
        "\x00\n",
        "\x1b[2J\x07\n",
        "\ud800\n",
        "\u202eab\u2066\n",
        "a\nb\nc\n",
        "<|endoftext|>",
    ]
    random = ["".join(chr(chance.randrange(0x11_0000)) for _ in range(chance.randrange(40))) + "\n" for _ in range(20)]
    return [*strange, "x" * _LONG, "move " * _LONG + "\n", *random]


def _answered(task: AnyTask, state: Any, text: str) -> Step[Any]:
    try:
        answer = task.step(state, text)
    except Exception as error:
        raise ConformanceError(f"the text {text[:40]!r} raises {error!r} instead of being answered") from error
    shown = f"the answer to {text[:40]!r}"
    _need(answer.text.endswith("\n"), f"{shown} has no newline at its end")
    _need(math.isfinite(answer.reward), f"{shown} pays {answer.reward}")
    _need(
        isinstance(answer.terminated, bool) and isinstance(answer.legal, bool), f"{shown} has flags that are no bools"
    )
    return answer


def _check_limit(task: AnyTask) -> None:
    """An agent that talks nonsense must come to the end of the game."""
    game = start(task, 0)
    while not game.over:
        game = say(game, "nonsense\n")
    _check_episode(task, episode(game))
    _need(not game.success, "an agent that talks nonsense wins")


def _check_recipes(task: AnyTask, games: int) -> None:
    for name, recipe in task.recipes.items():
        made = [recipe.make(seed) for seed in range(games)]
        _need(
            made == [recipe.make(seed) for seed in range(games)], f"the recipe {name!r} makes other episodes each time"
        )
        _need(recipe.episodes >= 1, f"the recipe {name!r} makes no episodes unless asked")
        for one in made:
            _need(one.task == task.name, f"the recipe {name!r} makes episodes of {one.task!r}")
            _need(all(turn.role == "agent" or turn.reward == 0 for turn in one.turns), f"{name!r} pays the game")
            if one.seed == NO_SEED:
                continue
            _need(0 <= one.seed < EVALUATION_SEEDS, f"the recipe {name!r} plays the seed {one.seed}")
            again = rewind(task, one, len(one.spoken))
            _need(again.turns == one.turns, f"an episode of the recipe {name!r} is not what its seed and texts give")


def _check_elsewhere(task: AnyTask, played: Sequence[Episode], games: int) -> None:
    """The same seeds and texts must give the same games in another process, and recipes the same episodes."""
    sent = pickle.dumps((task, [(one.seed, [turn.text for turn in one.spoken]) for one in played], games))
    code = "from tasks.conformance import answer_elsewhere; answer_elsewhere()"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONHASHSEED": "4242"}
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, env=env, timeout=_SECONDS)
    _need(done.returncode == 0, f"the other process failed: {done.stderr.decode(errors='replace')[-2000:]}")
    here = _transcripts(task, [(one.seed, [turn.text for turn in one.spoken]) for one in played], games)
    for mine, theirs in zip(here, json.loads(done.stdout), strict=True):
        _need(mine == theirs, f"another process gives another answer: {mine} here, {theirs} there")


def answer_elsewhere() -> None:
    """What the other process does: read a pickled task and scripts, write transcripts."""
    task, scripts, games = pickle.load(sys.stdin.buffer)
    json.dump(_transcripts(task, scripts, games), sys.stdout)


def _transcripts(task: AnyTask, scripts: Sequence[tuple[int, Sequence[str]]], games: int) -> list[Any]:
    replayed = []
    for seed, texts in scripts:
        game = start(task, seed)
        for text in texts:
            game = say(game, text)
        replayed.append(to_json(episode(game)))
    made = [to_json(recipe.make(seed)) for recipe in task.recipes.values() for seed in range(games)]
    seeds = list(task.evaluation_seeds(7))
    # Through JSON and back, so that both sides have lists where Python has tuples.
    answer: list[Any] = json.loads(json.dumps([*replayed, *made, seeds]))
    return answer


def _told(step: Step[Any]) -> tuple[Any, ...]:
    return step.text, step.reward, step.terminated, step.legal, step.success


def _need(fact: bool, otherwise: str) -> None:
    if not fact:
        raise ConformanceError(otherwise)
