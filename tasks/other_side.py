"""A person as the other side of a talking game: the one who answers, or the one who buys the car.

The rules are those of `tasks.talked`: what the person says is judged as a talker's answer is. What surprises newcomers: an
agent's text waits in the seat until the person has answered it, but one that names what is hidden wins at once; and where a
model's answer is mended (a name that must not fall is taken out), a person's is refused and may be said again in other words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

from tasks.play import Game, episode, say, start
from tasks.protocol import AnyTask, Episode, Turn
from tasks.simulators.buyer import wish
from tasks.simulators.cars import read
from tasks.simulators.gazetteer import City, cities, plain
from tasks.simulators.talker import Message
from tasks.simulators.things import things
from tasks.talked import Talked, TalkState

LONGEST = 500
"""Characters that a person may say at once."""

TALKS = ("twenty-questions", "guess-city", "car-dealer")
"""The tasks that have another side."""

ROLES: Mapping[str, str] = MappingProxyType(
    {"twenty-questions": "answerer", "guess-city": "answerer", "car-dealer": "buyer"}
)
"""Who the other side is."""

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "twenty-questions": "y for yes or n for no, truthfully",
        "guess-city": "a true sentence without the names of the city and its country",
        "car-dealer": "what a buyer would say; /accept takes the price, /reject ends the talk",
    }
)
"""What the other side says, for a person who types it."""


class Refused(ValueError):
    """An answer that the rules do not allow, or a name that nobody knows; the text says what is allowed."""


@dataclass(frozen=True)
class Told:
    """A talker of one answer: what the person has just said."""

    text: str
    name: str = "a person"

    def reply(self, talks: Sequence[Sequence[Message]]) -> list[str]:
        return [self.text] * len(talks)


_SILENT = Told("")


@dataclass(frozen=True, slots=True)
class Seat:
    """A game as the person on its other side has it before them."""

    task: AnyTask
    game: Game[TalkState]
    asked: Turn | None = None
    """What the agent said and nobody has answered yet."""

    @property
    def over(self) -> bool:
        return self.game.over

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All that was said, the unanswered text last."""
        return self.game.turns if self.asked is None else (*self.game.turns, self.asked)

    @property
    def price(self) -> int:
        """The seller's last price in dollars; 0 while none was named."""
        named = read(self.asked.text).price if self.asked is not None else None
        return named or self.game.state.price


def sit(task: AnyTask, seed: int) -> Seat:
    """A new game; what is hidden, or who the buyer is, follows from the seed. Raises Refused for another kind of task."""
    if task.name not in TALKS:
        raise Refused(f"{task.name} has no other side to play; {', '.join(TALKS)} have")
    return Seat(task, start(Talked(task, _SILENT), seed))


def ask(seat: Seat, turn: Turn) -> Seat:
    """The agent has spoken. A text that names what is hidden wins, whatever anybody would say to it.

    Raises ValueError when the game is over or the text before it is not answered yet.
    """
    if seat.asked is not None:
        raise ValueError("the agent has asked already, and waits for an answer")
    decided = say(seat.game, turn)
    return replace(seat, game=decided) if decided.success else replace(seat, asked=turn)


def answer(seat: Seat, text: str) -> Seat:
    """The person has answered. Raises Refused when the rules do not allow it, and ValueError when nothing was asked."""
    if seat.asked is None:
        raise ValueError("nothing was asked that could be answered")
    said = _READERS[seat.task.name](seat, _clean(text))
    game = say(replace(seat.game, task=Talked(seat.task, Told(said))), seat.asked)
    game = replace(game, task=seat.game.task)
    return Seat(seat.task, game if seat.task.name != "guess-city" else _as_said(game, said))


def brief(seat: Seat) -> str:
    """What the person is told, and the agent is not."""
    state = seat.game.state
    if seat.task.name == "twenty-questions":
        thing = things()[state.hidden]
        return f"You think of: {thing.names[0]} ({thing.category})."
    if seat.task.name == "guess-city":
        city = cities()[state.hidden]
        return f"You think of {city.names[0]} in {city.country.names[0]}."
    who = wish(state.seed)
    temper = who.strategy if who.strategy == "impatient" else f"a {who.strategy}"
    wanted = f"{who.brand} {who.type} with {', '.join(who.features)}"
    article = "an" if wanted[0] in "AEIOU" else "a"
    return f"You have {who.budget:,} dollars and want {article} {wanted}. You are {who.personality}, and {temper}."


def usual(seat: Seat) -> str:
    """What the embedded other side would say now, had it been asked all of this."""
    state, text = seat.task.reset(seat.game.seed)
    for turn in seat.turns[1::2]:
        step = seat.task.step(state, turn.text)
        state, text = step.state, step.text
        if step.terminated:
            break
    return text.strip()


def ending(seat: Seat) -> str:
    """How a game that is over went, for the person."""
    game, questions = seat.game, f"{seat.game.spoken} question{'s' if seat.game.spoken != 1 else ''}"
    if seat.task.name == "car-dealer":
        if game.success:
            return f"You bought it for {game.state.price:,} dollars."
        return "You left; nothing is sold." if game.terminated else "No more exchanges are left; nothing is sold."
    return f"The agent found it in {questions}." if game.success else f"The agent did not find it in {questions}."


def kept(seat: Seat, player: str) -> Episode:
    """The game as an episode of the agent `player`; a text that nobody answered is left out."""
    return episode(seat.game, player)


def names(task: AnyTask) -> tuple[str, ...]:
    """What may be hidden, by name; empty where it cannot be picked."""
    if task.name == "twenty-questions":
        return tuple(thing.names[0] for thing in things())
    return tuple(city.names[0] for city in cities()) if task.name == "guess-city" else ()


def seed_with(task: AnyTask, name: str, seed: int) -> int:
    """The first seed from `seed` on that hides what is called so. Raises Refused with the nearest names."""
    known = {plain(one): k for k, one in enumerate(names(task))}
    if not known:
        raise Refused(f"in {task.name} nothing can be picked: the seed says who the buyer is")
    wanted = plain(name)
    if wanted not in known:
        near = get_close_matches(wanted, known, 3, 0.5)
        hint = f"; did you mean {' or '.join(names(task)[known[one]] for one in near)}?" if near else ""
        raise Refused(f"there is no {name!r} among the {len(known)} of {task.name}{hint}")
    while task.reset(seed)[0].hidden != known[wanted]:
        seed += 1
    return seed


def _clean(text: str) -> str:
    """On one line, without the marks that chat models set around turns."""
    said = " ".join(re.sub(r"<\|[^|]*\|>|</?s>", " ", text).split())
    if not said:
        raise Refused("An answer needs a word.")
    if len(said) > LONGEST:
        raise Refused(f"That is too long by {len(said) - LONGEST} characters: {LONGEST} are heard.")
    return said


_YES = frozenset(["yes", "y", "yeah", "yep", "yup", "true"])
_NO = frozenset(["no", "n", "nope", "nah", "false"])


def _polar(seat: Seat, said: str) -> str:
    """Yes or No: by the first word, unless another one says the contrary."""
    words = re.findall(r"[a-z]+", said.lower())
    first = words[0] if words else ""
    if first in _YES and not _NO & set(words):
        return "Yes"
    if first in _NO and not _YES & set(words):
        return "No"
    raise Refused("Only yes or no: y and n are enough.")


def _nameless(seat: Seat, said: str) -> str:
    """A sentence without the names that would give the city away."""
    city = cities()[seat.game.state.hidden]
    for name in telling(city):
        if _holds(said, name):
            raise Refused(f"{name!r} must not be said: say it without the names of the city and its country.")
    return said


def telling(city: City) -> tuple[str, ...]:
    """The names that must not be said. What merely comes from a country, as its language does, may be."""
    return (*city.names, city.country.names[0], *(one for one in city.country.names[1:] if not _DEMONYM.search(one)))


_DEMONYM = re.compile(r"(?:an|ese|ish|ch|ek|i|ino|ine)$")


def _holds(said: str, name: str) -> bool:
    """Whether a text holds a name as words of its own, accents and case aside; two letters count as capitals only."""
    if len(name) <= 2:
        return re.search(rf"\b{r'[.]?'.join(name.upper())}\b", said) is not None
    return re.search(rf"\b{re.escape(_bare(name))}\b", _bare(said)) is not None


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[.,']", " ", plain(text)).split())


def _as_said(game: Game[TalkState], said: str) -> Game[TalkState]:
    """The person's own words, which hold no name that would give it away, where a model's would have been mended."""
    if game.success:
        return game
    state = game.state._replace(said=(*game.state.said[:-1], said))
    return replace(game, state=state, turns=(*game.turns[:-1], Turn("game", said + "\n")))


_DEAL = frozenset(["deal", "it s a deal", "its a deal", "we have a deal", "accept", "accepted", "i accept"])
_NO_DEAL = frozenset(["no deal", "reject", "rejected", "i reject"])


def _dealt(seat: Seat, said: str) -> str:
    """What the buyer says, ending with the word that ends the talk where the person ended it."""
    command = re.match(r"/(\w*)\s*", said)
    if command and command[1].lower() not in ("accept", "reject"):
        raise Refused("/accept takes the seller's last price, /reject ends the talk; all else is said as it is.")
    bare = " ".join(re.findall(r"[a-z]+", said.lower()))
    shouted = re.search(r"\s*\b(ACCEPT|REJECT)\W*$", said)
    words = said[command.end() :] if command else said[: shouted.start()] if shouted else said
    if (command and command[1].lower() == "accept") or bare in _DEAL or (shouted and shouted[1] == "ACCEPT"):
        if not seat.price:
            raise Refused("The seller has named no price yet: there is nothing to accept.")
        return f"{words} ACCEPT"
    if command or bare in _NO_DEAL or shouted:
        return f"{words} REJECT"
    return said


_READERS = MappingProxyType({"twenty-questions": _polar, "guess-city": _nameless, "car-dealer": _dealt})
