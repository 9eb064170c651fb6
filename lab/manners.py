"""How a person plays each task: what typing means, what is shown, and what may take its time. Pure, and free of engines.

A task that is not listed is played by its texts alone.
"""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, NamedTuple

from tasks.protocol import AnyTask


class Manner(NamedTuple):
    """One way to play."""

    typed: Callable[[str], str] = str.strip
    """What was typed, as the agent would say it, without the newline."""
    shown: Callable[[str], str] = str.strip
    """A legal text as a person would type it."""
    strict: bool = True
    """Ask again before saying what is none of the legal texts."""
    picture: bool = False
    fog: bool = False
    """Show only what the player was told."""
    chat: bool = False
    """Two people talking: shown as a chat."""
    slow: bool = False
    """A step may take longer than a key press: an engine, a compiler, a server."""
    sides: tuple[str, str] = ("game", "you")
    """Who talks, in a chat."""
    hidden: Callable[[Any], str] = lambda state: ""
    """What a lost game did not tell, from its last state."""
    resigns: bool = False
    """Giving up is a move of the game, and costs what being beaten costs: 1."""


def _wordle(text: str) -> str:
    bare = text.strip().lower()
    return " ".join(bare) if len(bare) == 5 else bare


def _tight(text: str) -> str:
    return text.strip().replace(" ", "")


def _lower(text: str) -> str:
    return text.strip().lower()


def _object(state: Any) -> str:
    from tasks.simulators.things import things

    return f"it was: {things()[state.hidden].names[0]}"


def _city(state: Any) -> str:
    from tasks.simulators.gazetteer import cities

    return f"it was {cities()[state.hidden].names[0]}"


def _deal(state: Any) -> str:
    from tasks.simulators.buyer import wish

    who = wish(state.seed)
    return f"a {who.budget:,} dollar budget for a {who.brand} {who.type} with {', '.join(who.features)}; {who.strategy}"


CHESS = ("chess", "endgames")
"""The tasks where moves can be clicked, and are understood in several spellings."""

_MAZE = Manner(typed=_lower, picture=True)
_WORDLE = Manner(_wordle, _tight, picture=True, hidden=lambda state: f"the word was {state.word}")
_CHESS = Manner(shown=_tight, picture=True, slow=True, resigns=True)
_MANNERS: dict[str, Manner] = {
    "maze": _MAZE,
    "maze-po": _MAZE._replace(fog=True),
    "wordle": _WORDLE,
    "textnav": Manner(typed=_lower, picture=True, slow=True),
    "textnav-po": Manner(typed=_lower, picture=True, slow=True, fog=True),
    "chess": _CHESS,
    "endgames": _CHESS,
    "twenty-questions": Manner(chat=True, sides=("answerer", "you"), hidden=_object),
    "guess-city": Manner(chat=True, sides=("answerer", "you"), hidden=_city),
    "car-dealer": Manner(chat=True, sides=("buyer", "you, the seller"), hidden=_deal),
}


def manner(task: AnyTask) -> Manner:
    """How this task is played: by its name, else by its family's."""
    return _MANNERS.get(task.name) or _MANNERS.get(task.name.split("-")[0]) or Manner()


def answered(usual: Manner, model: str) -> Manner:
    """The same when a chat model of this name answers."""
    return usual._replace(slow=True, sides=(f"{usual.sides[0]}, {model}", usual.sides[1]))


def offered(task: AnyTask, how: Manner, state: Any) -> tuple[str, ...]:
    """The legal texts, as a person would type them."""
    return tuple(how.shown(action) for action in task.actions(state))


def legal(task: AnyTask, how: Manner, state: Any, text: str) -> bool:
    """Whether the game knows a text, as the agent would say it, perhaps in another spelling; a slow game is not asked."""
    actions = task.actions(state)
    if not actions or text in actions:
        return True
    if how.slow:
        return how.shown(text) in offered(task, how, state) or task.name in CHESS
    return task.step(state, text).legal


def meant(task: AnyTask, how: Manner, state: Any, typed: str) -> str:
    """What somebody may have meant who typed what the game does not know."""
    near = get_close_matches(typed.strip().lower()[:60], offered(task, how, state), 3, 0.5)
    return f"Did you mean {', '.join(near)}?" if near else task.form
