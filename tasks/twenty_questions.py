"""Twenty Questions of LMRL-Gym: 158 everyday objects, questions answered Yes or No, twenty of them.

Newcomers get two things wrong. The answerer reads free questions (`tasks.simulators.objects`), and what it does not
understand it answers with No, marked as not legal, so that a person is told. And a guess is a question that names the
object and says no more; naming another object's name inside a question is not one.

The dataset's askers are mixed for the paper's mean return. Its other figures do not fit it: with 31 % of the games won and
a mean of -17.3 a won game takes 12 turns, and then the mean length is 17.6 (as here), not the 14.9 that are reported.
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
from tasks.simulators import objects
from tasks.simulators.things import things

QUESTIONS = 20
EVALUATION = 1024

CONSTANTS = Constants(-20, -17.3, -12.6)
"""LMRL-Gym's. The information-gain player here reaches more than its best: see `MEASURED`."""

MEASURED = Constants(-20, -17.29, -7.61)
"""The worst return, and the mean returns of the dataset's recipe and of the player `best`."""

_PAPER = {
    "BC": -16.0, "%BC": -14.6, "MC": -13.9, "ILQL": -14.2, "online PPO": -14.9, "online %BC": -16.8, "GPT-4": -13.0,
}  # fmt: skip

YES, NO = "Yes.\n", "No.\n"


class TwentyState(NamedTuple):
    """The hidden object and what has been asked."""

    hidden: int
    asked: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


class _Knowledge:
    """What an asker may ask, and of which objects each is true."""

    def __init__(self) -> None:
        self._all = len(things())
        self.questions = [question + "\n" for question in objects.questions()]
        self.table = np.array([self.agrees(question, YES) for question in self.questions], dtype=np.int16)

    def guess(self, candidate: int) -> str:
        return _guess(candidate)

    def agrees(self, question: str, answer: str) -> Mask:
        true = objects.true_of(question)
        mask = np.zeros(self._all, dtype=bool)
        if true is None:
            return ~mask
        mask[list(true)] = True
        return mask if answer == YES else ~mask


@cache
def _knowledge() -> _Knowledge:
    return _Knowledge()


def _guess(candidate: int) -> str:
    name = things()[candidate].names[0]
    plural = name.endswith("s") and not name.endswith(("ss", "bus", "canvas"))
    none = plural or name in ("clay", "corn", "garlic", "lettuce", "broccoli")
    article = "" if none else "an " if name[0] in "aeiou" else "a "
    return f"{'Are they' if plural else 'Is it'} {article}{name}?\n"


@cache
def _choices() -> dict[str, Choose]:
    known = _knowledge()
    return {
        "random": Asker(known, wandering=0.9, guessing=0.1),
        "halving": Asker(known, attention=8, sure=2),
        "early": Asker(known, attention=1, guessing=0.45),
        "best": Asker(known, sure=2),
    }


_ASKERS = Askers(_choices, ((0.10, "halving"), (0.60, "random"), (1.0, "early")))


@dataclass(frozen=True)
class TwentyQuestions:
    """The game; make it by `TWENTY_QUESTIONS`."""

    name: str = "twenty-questions"
    summary: str = "find out in twenty yes-no questions which everyday object is meant"
    form: str = "a yes-no question such as Is it an animal? or a guess such as Is it a dog?"
    max_turns: int = QUESTIONS
    max_tokens: int = 48
    memory: int | None = None
    constants: Constants = CONSTANTS

    @property
    def rules(self) -> str:
        kinds = dict.fromkeys(thing.category for thing in things())
        return (
            f"One of {len(things())} everyday objects is meant: {', '.join(kinds)}. Ask questions that can be "
            f"answered by yes or no, {QUESTIONS} at most, and name the object as soon as you know it: Is it a dog? Each "
            f"question costs 1, the one that names the object nothing. A question that is not understood is answered No."
        )

    @property
    def paper(self) -> Mapping[str, float]:
        return _PAPER

    @property
    def players(self) -> Mapping[str, Player]:
        return _ASKERS.players()

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        return _ASKERS.recipes(self, "halves what is left")

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        wanted = EVALUATION if episodes is None else episodes
        return evenly(_hidden, len(things()), EVALUATION_SEEDS, wanted)

    def reset(self, seed: int) -> tuple[TwentyState, str]:
        return TwentyState(_hidden(seed)), "Questions:\n"

    def step(self, state: TwentyState, action: str) -> Step[TwentyState]:
        true = objects.true_of(action)
        yes = true is not None and state.hidden in true
        won = yes and objects.guessed(action) == state.hidden
        answer = YES if yes else NO
        after = TwentyState(state.hidden, (*state.asked, action.strip()[:200]), (*state.answers, answer.strip()))
        over = won or len(after.asked) >= QUESTIONS
        return Step(after, answer, 0.0 if won else -1.0, over, true is not None, won)

    def actions(self, state: TwentyState) -> tuple[str, ...]:
        return ()


def _hidden(seed: int) -> int:
    return below(len(things()), seed)


TWENTY_QUESTIONS = TwentyQuestions()
