"""Guess My City of LMRL-Gym: a hundred large cities, free questions, answers in sentences, twenty of them.

Newcomers get two things wrong. The game is won as soon as a text names the city; the reference's own check can never
succeed. And no answer names the city or its country: whoever asks for these is told so. A text that compares with another
city (`Is it bigger than Paris?`) is a question; any other name is a guess.

The dataset's askers are mixed for the paper's mean return. Its success rate (.53) does not fit that: games won in half of
the cases with a mean of -18.8 would have to be won at the last question but one, all of them. Here .15 are won.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from tasks.asker import Asker, Choose, Mask
from tasks.askers import Askers
from tasks.chance import below, evenly
from tasks.protocol import EVALUATION_SEEDS, Constants, Player, Recipe, Step
from tasks.simulators import cities, gazetteer
from tasks.simulators.comparisons import compared

QUESTIONS = 20
EVALUATION = 1000

CONSTANTS = Constants(-20, -18.8, -8.56)
"""LMRL-Gym's."""

_PAPER = {
    "BC": -17.0, "%BC": -15.2, "MC": -11.2, "ILQL": -12.5, "online PPO": -15.1, "online %BC": -19.2, "GPT-4": -10.1,
}  # fmt: skip

_VARIANTS = 6

BANK = cities.BANK
"""What the scripted askers may ask."""


_COARSE = frozenset(
    question + "\n"
    for question in BANK
    if question.startswith(
        (
            "Is it in A",
            "Is it in E",
            "Is it in N",
            "Is it in S",
            "Is it north",
            "Is it by",
            "Is it a cap",
            "Does it have",
        )
    )
)
"""What the dataset's askers draw conclusions from; from a landmark or a dish they cannot tell a city."""


class CityState(NamedTuple):
    """The hidden city and the talk so far."""

    hidden: int
    seed: int
    asked: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


class _Knowledge:
    """The bank, and what each answer to it says of the cities."""

    def __init__(self) -> None:
        self.questions = [question + "\n" for question in BANK]
        self._all = len(gazetteer.cities())
        self._codes: dict[str, int] = {}
        self.table = np.array(
            [[self._code(cities.answer(k, question).meaning) for k in range(self._all)] for question in self.questions],
            dtype=np.int16,
        )

    def _code(self, meaning: str) -> int:
        return self._codes.setdefault(meaning, len(self._codes))

    def guess(self, candidate: int) -> str:
        return f"Is it {gazetteer.cities()[candidate].names[0]}?\n"

    def agrees(self, question: str, answer: str) -> Mask:
        """An answer agrees with the cities that would give it in one of its wordings."""
        named = gazetteer.named(question)
        if named:
            mask = np.ones(self._all, dtype=bool)
            mask[list(named)] = False
            return mask
        said = answer.strip()
        return np.array(
            [any(cities.answer(k, question, v).text == said for v in range(_VARIANTS)) for k in range(self._all)]
        )


class _Little(_Knowledge):
    """What somebody knows who has been told little of the world."""

    def agrees(self, question: str, answer: str) -> Mask:
        if question in _COARSE or gazetteer.named(question):
            return super().agrees(question, answer)
        return np.ones(self._all, dtype=bool)


@cache
def _knowledge() -> _Knowledge:
    return _Knowledge()


@cache
def _little() -> _Little:
    return _Little()


@cache
def _choices() -> dict[str, Choose]:
    return {
        "random": Asker(_little(), wandering=0.965, guessing=0.035),
        "halving": Asker(_little(), wandering=0.3, attention=3, sure=3),
        "early": Asker(_little(), attention=1, guessing=0.5, wandering=0.35),
        "best": Asker(_knowledge(), sure=2),
    }


_ASKERS = Askers(_choices, ((0.02, "halving"), (0.95, "random"), (1.0, "early")))


@dataclass(frozen=True)
class GuessCity:
    """The game; there is one, `GUESS_CITY`."""

    name: str = "guess-city"
    summary: str = "find out by free questions which of a hundred large cities is meant"
    form: str = "any question such as What do people eat there? or a guess such as Is it Paris?"
    max_turns: int = QUESTIONS
    max_tokens: int = 48
    memory: int | None = None
    constants: Constants = CONSTANTS

    @property
    def rules(self) -> str:
        return (
            f"One of {len(gazetteer.cities())} large cities of the world is meant. Ask whatever you like about it, "
            f"{QUESTIONS} questions at most; you are answered truthfully, but never with the name of the city or of its "
            f"country. Name the city as soon as you know it: Is it Paris? Each question costs 1, the one that names the "
            f"city nothing."
        )

    @property
    def paper(self) -> Mapping[str, float]:
        return _PAPER

    @property
    def players(self) -> Mapping[str, Player]:
        return _ASKERS.players()

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        return _ASKERS.recipes(self, "asks what tells much")

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        wanted = EVALUATION if episodes is None else episodes
        return evenly(_hidden, len(gazetteer.cities()), EVALUATION_SEEDS, wanted)

    def reset(self, seed: int) -> tuple[CityState, str]:
        return CityState(_hidden(seed), seed), "Questions:\n"

    def step(self, state: CityState, action: str) -> Step[CityState]:
        hidden, seed, asked, answers = state
        named = gazetteer.named(action[:500])
        won = hidden in named
        if won:
            said = cities.Answer("Yes, that is the city.", "won")
        elif named and not compared(action):
            said = cities.Answer(("No, it is another city.", "No, not that one.")[below(2, seed, len(asked))], "other")
        else:
            said = cities.answer(hidden, action, below(_VARIANTS, seed, len(asked), 7))
        after = CityState(hidden, seed, (*asked, action.strip()[:200]), (*answers, said.text))
        over = won or len(after.asked) >= QUESTIONS
        return Step(after, said.text + "\n", 0.0 if won else -1.0, over, said.understood, won)

    def actions(self, state: CityState) -> tuple[str, ...]:
        return ()


def _hidden(seed: int) -> int:
    return below(len(gazetteer.cities()), seed)


GUESS_CITY = GuessCity()
