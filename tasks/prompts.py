"""What a chat model is told that plays a game: the rules, the form of a reply, games to learn from, and its own game so far.

Everything is made from the task's own help and its best known player, so a new task has a prompt at once. The games shown
are of training seeds; a task with few beginnings (a maze has 25) shows games that begin as some of the evaluation do.
"""

from collections.abc import Sequence

from tasks.play import play, visible
from tasks.protocol import AnyTask, Episode, Turn
from tasks.simulators.talker import Message

_TRIES = 4
"""Games played for each that is shown: a won one is looked for."""
_TELLING = 3
"""Moves of a game from which more can be learned than that somebody was lucky."""
_SHOWN = 12
"""Exchanges of a game that are shown, where it is read as a whole."""
_SHOWN_MARKOV = 6
"""And where each move stands by itself."""
_SILENCE = "(an empty line)"
"""Stands for an empty text, which some servers refuse."""


def worked(task: AnyTask, count: int, seed: int = 0) -> tuple[Episode, ...]:
    """Games of the best known player, won ones of some length first; only `seed` tells which. Raises Unavailable."""
    good: dict[str, Episode] = {}
    rest: dict[str, Episode] = {}
    for tried in range(_TRIES * count):
        if len(good) == count:
            break
        one = seed * _TRIES * count + tried
        game = play(task, task.players["best"].build(one), [one], player="best")[0]
        texts = "".join(turn.text for turn in game.turns)
        (good if game.success and len(game.spoken) >= _TELLING else rest).setdefault(texts, game)
    return tuple([*good.values(), *sorted(rest.values(), key=lambda game: not game.success)][:count])


def system(task: AnyTask, examples: Sequence[Episode]) -> str:
    """The system prompt."""
    parts = [
        "You play a text game. Every message that you get is what the game says, and every message that you write is your "
        "next move.",
        f"Rules: {task.rules}",
        f"Form of your reply, one line and nothing else, without explanation and quotation marks:\n{task.form}",
    ]
    parts += [f"Example {k}\n{shown(task, game)}" for k, game in enumerate(examples, 1)]
    return "\n\n".join(parts)


def shown(task: AnyTask, game: Episode) -> str:
    """A game as a model reads it: its beginning and its end, where it is long."""
    most = _SHOWN_MARKOV if task.memory == 1 else _SHOWN
    pairs = list(zip(game.turns[0::2], game.spoken, strict=False))
    lines = [f"Game: {_said(heard)}\nYou: {_said(spoken)}" for heard, spoken in pairs]
    if len(lines) > most + 1:
        end = most // 3
        lines = [*lines[: most - end], f"({len(lines) - most} moves later)", *lines[-end:]]
    ending = "won" if game.success else "over"
    return "\n".join([*lines, f"Game: {_said(game.turns[-1])}", f"The game is {ending}. It paid {game.total:g}."])


def talk(task: AnyTask, told: str, history: Sequence[Turn]) -> list[Message]:
    """A game so far as a talk, as much of it as the task lets an agent see; the game speaks first and last."""
    seen = visible(tuple(history), task.memory)
    seen = seen[seen[0].role == "agent" :]
    turns = [Message("assistant" if turn.role == "agent" else "user", _said(turn)) for turn in seen]
    return [Message("system", told), *turns]


def correction(task: AnyTask) -> str:
    """What is answered to a reply that cannot be read."""
    return f"That is not a move. Write one line in this form and nothing else: {task.form}"


def _said(turn: Turn) -> str:
    return turn.text.strip("\n") or _SILENCE
