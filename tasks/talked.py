"""The talking games with a language model for the answerer or the buyer: the same rules, rewards and limits.

What surprises newcomers: such a game is only as repeatable as the model behind it, and its rules are kept here, not by the
model. A question that names the object wins whatever the model says; names that must not fall are taken out of answers;
a deal is closed when the buyer says ACCEPT, at the seller's last price.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tasks.protocol import AnyTask, Constants, Player, Recipe, Step
from tasks.simulators import objects
from tasks.simulators.buyer import msrp, wish
from tasks.simulators.cars import read
from tasks.simulators.gazetteer import cities, named
from tasks.simulators.talker import Message, Talker
from tasks.simulators.things import things

_LONGEST = 600
"""Characters of an answer that are kept."""


class TalkState(NamedTuple):
    """What is hidden, and what was said, question and answer in turn."""

    seed: int
    hidden: int
    said: tuple[str, ...] = ()
    price: int = 0
    """A seller's last price, dollars."""


@dataclass(frozen=True)
class Talked:
    """One of the talking games, answered by `talker`."""

    game: AnyTask
    talker: Talker

    @property
    def name(self) -> str:
        return self.game.name

    @property
    def summary(self) -> str:
        return self.game.summary

    @property
    def rules(self) -> str:
        return f"{self.game.rules} The other side is {self.talker.name}."

    @property
    def form(self) -> str:
        return self.game.form

    @property
    def max_turns(self) -> int:
        return self.game.max_turns

    @property
    def max_tokens(self) -> int:
        return self.game.max_tokens

    @property
    def memory(self) -> int | None:
        return self.game.memory

    @property
    def constants(self) -> Constants:
        return self.game.constants

    @property
    def paper(self) -> Mapping[str, float]:
        return self.game.paper

    @property
    def players(self) -> Mapping[str, Player]:
        return self.game.players

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        return self.game.recipes

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        return self.game.evaluation_seeds(episodes)

    def reset(self, seed: int) -> tuple[TalkState, str]:
        state, text = self.game.reset(seed)
        return TalkState(seed, 0 if self.game.name == "car-dealer" else state.hidden), text

    def actions(self, state: TalkState) -> tuple[str, ...]:
        return ()

    def step(self, state: TalkState, action: str) -> Step[TalkState]:
        return self.steps([state], [action])[0]

    def steps(self, states: Sequence[TalkState], actions: Sequence[str]) -> list[Step[TalkState]]:
        """The answers in many games, asked for at once."""
        asked = [self._talk(state, action) for state, action in zip(states, actions, strict=True)]
        answers = self.talker.reply(asked)
        judge = {"twenty-questions": _object, "guess-city": _city, "car-dealer": _deal}[self.game.name]
        return [
            judge(self.game, state, action, _one_line(answer))
            for state, action, answer in zip(states, actions, answers, strict=True)
        ]

    def _talk(self, state: TalkState, action: str) -> list[Message]:
        talk = [Message("system", _BRIEFS[self.game.name](state))]
        for k, text in enumerate(state.said):
            talk.append(Message("assistant" if k % 2 else "user", text))
        return [*talk, Message("user", action.strip()[:_LONGEST] or "...")]


def _one_line(text: str) -> str:
    """An answer on one line, without what a chat template may leave."""
    return " ".join(re.sub(r"<\|[^|]*\|>|</?s>", " ", text).split())[:_LONGEST]


def _brief_object(state: TalkState) -> str:
    thing = things()[state.hidden]
    return (
        f"We play Twenty Questions. You think of this object: {thing.names[0]} ({thing.category}). You are asked questions "
        f"about it. Answer each one truthfully with the single word Yes or the single word No. If a question names the "
        f"object, answer Yes. Say nothing else."
    )


def _brief_city(state: TalkState) -> str:
    city = cities()[state.hidden]
    return (
        f"We play Guess My City. You think of {city.names[0]} in {city.country.names[0]}. You are asked questions about it. "
        f"Answer each one truthfully in one short sentence. Never say the name of the city or of its country."
    )


def _brief_buyer(state: TalkState) -> str:
    who = wish(state.seed)
    return (
        f"You are a person who wants to buy a car, and you talk to the seller. Your budget is {who.budget} dollars. You want a "
        f"{who.brand}, a {who.type}, with {', '.join(who.features)}. You are {who.personality}; as a buyer you are a "
        f"{who.strategy}. Speak one or two short sentences at a time, and haggle. When you agree to buy at the seller's last "
        f"price, end your text with the word ACCEPT. When you give up, end it with the word REJECT."
    )


_BRIEFS = {"twenty-questions": _brief_object, "guess-city": _brief_city, "car-dealer": _brief_buyer}


def _after(state: TalkState, action: str, answer: str) -> TalkState:
    return state._replace(said=(*state.said, action.strip()[:_LONGEST], answer))


def _object(game: AnyTask, state: TalkState, action: str, answer: str) -> Step[TalkState]:
    won = objects.guessed(action) == state.hidden
    yes = won or re.match(r"\W*yes\b", answer, re.I) is not None
    clear = won or re.match(r"\W*(?:yes|no)\b", answer, re.I) is not None
    said = "Yes." if yes else "No."
    over = won or len(state.said) // 2 + 1 >= game.max_turns
    return Step(_after(state, action, said), said + "\n", 0.0 if won else -1.0, over, clear, won)


def _city(game: AnyTask, state: TalkState, action: str, answer: str) -> Step[TalkState]:
    city = cities()[state.hidden]
    won = state.hidden in named(action[:500])
    said = "Yes, that is the city." if won else answer or "I cannot say."
    for name in () if won else (*city.names, *city.country.names):
        said = re.sub(rf"\b{re.escape(name)}\b", "this place", said, flags=re.I)
    over = won or len(state.said) // 2 + 1 >= game.max_turns
    return Step(_after(state, action, said), said + "\n", 0.0 if won else -1.0, over, bool(answer), won)


def _deal(game: AnyTask, state: TalkState, action: str, answer: str) -> Step[TalkState]:
    price = read(action).price or state.price
    ended = re.search(r"\b(ACCEPT|REJECT)\W*$", answer)
    sold = ended is not None and ended[1] == "ACCEPT" and price > 0
    left = ended is not None and ended[1] == "REJECT"
    said = re.sub(r"\s*\b(?:ACCEPT|REJECT)\W*$", "", answer).strip() or (
        "Deal." if sold else "Goodbye." if left else "..."
    )
    after = _after(state, action, said)._replace(price=price)
    return Step(after, said + "\n", _paid(game, state, price, sold, left), sold or left, True, sold)


def _paid(game: Any, state: TalkState, price: int, sold: bool, left: bool) -> float:
    if game.reward == "revenue":
        return price / 1000 if sold else 0.0
    who = wish(state.seed)
    list_price = msrp(who.brand, who.type, len(who.features))
    if sold:
        return price / ((who.budget + list_price) / 2)
    return -(who.budget - list_price) / list_price if left else 0.0
