"""Wordle of LMRL-Gym: six tries at a word of five letters, each answered by b, y and g.

Newcomers get two things wrong. Letters that are repeated are judged one by one here (a letter that is anywhere in the
hidden word is never b), because the published numbers depend on it; `wordle-standard` has the newspaper's rule. And a
sixth wrong guess ends the game by its own rules: it is terminated, not truncated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.chance import below, evenly, mixed
from tasks.guesser import Guesser
from tasks.play import play
from tasks.protocol import EVALUATION_SEEDS, Constants, Episode, Player, Policy, Recipe, Step
from tasks.recipes import with_expert
from tasks.scripted import History, Scripted
from tasks.words import FEEDBACK, SHIPPED, Rule, feedback, read_words

TRIES = 6
SKILL = 1 / 3
"""Probability with which the dataset's player uses the answers."""

EVALUATION = 4096
PAPER = Constants(-6, -4.12, -1.94)
"""With LMRL-Gym's list of words. Its rows of results are on this scale, so it is the score's."""

REFERENCE = Constants(-6, -4.08, -1.905)
"""The same with the list that is shipped: the means of `behaviour` and of `best`."""

STANDARD = Constants(-6, -4.06, -1.898)
"""The newspaper's rule, with the list that is shipped; nothing was published for it."""

_PAPER = {
    "BC": -2.81,
    "%BC": -2.85,
    "MC": -2.16,
    "ILQL": -2.04,
    "online PPO": -2.63,
    "online %BC": -2.15,
    "GPT-4": -5.42,
    "best known player": -1.94,
}

GAMES = 20_000
"""Games in a dataset."""

_WON = "ggggg"
_CODES = {" ".join(answer) + "\n": code for code, answer in enumerate(FEEDBACK)}
_SPACED = {"": "\n", **{answer: " ".join(answer) + "\n" for answer in FEEDBACK}}

Choose = Callable[[Guesser, History, Random], int]
"""The index of the word to guess after this history."""


class WordleState(NamedTuple):
    """The hidden word and what has happened."""

    word: str
    guesses: tuple[str, ...]
    """Without spaces; words and anything else that was said."""
    answers: tuple[str, ...]
    """Five of b, y and g; empty for a guess that is no word of the vocabulary."""


@dataclass(frozen=True)
class Wordle:
    """The game over one vocabulary under one rule; make it by `wordle`."""

    name: str
    summary: str
    rule: Rule
    words: tuple[str, ...]
    """The vocabulary; empty stands for the list that is shipped."""
    constants: Constants
    measured: Constants
    """The worst return, and the mean returns of `behaviour` and `best`, with the shipped list under this rule."""
    paper: Mapping[str, float]
    form: str = "five letters with spaces between, s l a t e; any word of the list"
    max_turns: int = TRIES
    max_tokens: int = 16
    memory: int | None = None

    @property
    def rules(self) -> str:
        repeated = (
            "A letter that you repeat is judged on its own each time: it is never b when the word has it anywhere."
            if self.rule == "reference"
            else "A letter that you repeat is y or g only as often as the word has it, as in the newspaper."
        )
        return (
            f"Guess the hidden word of five letters in {TRIES} tries. Each guess is answered letter by letter: g right "
            f"letter in the right place, y in the word but elsewhere, b not in the word. {repeated} Hidden words and "
            f"guesses are from one list of {len(self.vocabulary)} words; anything else is answered by an empty line "
            f"and uses the try up. Each guess costs 1, the winning one nothing."
        )

    @property
    def players(self) -> Mapping[str, Player]:
        return {
            "random": Player("any word of the list", partial(self._player, _any)),
            "behaviour": Player(
                "the dataset's: one time in three a word that fits all answers", partial(self._player, _behave)
            ),
            "consistent": Player("always a word that fits all answers", partial(self._player, _fitting)),
            "best": Player("the word that tells most about those that still fit", partial(self._player, _telling)),
        }

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        own = {
            "behaviour": Recipe("games of the player `behaviour`, as in LMRL-Gym", GAMES, self._behaviour_game),
            "skilled": Recipe("games of the player `consistent`, which uses the answers", GAMES, self._skilled_game),
        }
        return with_expert(self, own, "skilled")

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        wanted = EVALUATION if episodes is None else episodes
        return evenly(self._hidden, len(self.vocabulary), EVALUATION_SEEDS, wanted)

    def reset(self, seed: int) -> tuple[WordleState, str]:
        return WordleState(self.vocabulary[self._hidden(seed)], (), ()), "Wordle:\n"

    def step(self, state: WordleState, action: str) -> Step[WordleState]:
        word, guesses, answers = state
        guess = self.guess(action)
        answer = "" if guess is None else FEEDBACK[self._rows[guess][self._index[word]]]
        said = _bare(action) if guess is None else self.vocabulary[guess]
        won = answer == _WON
        over = won or len(guesses) + 1 >= TRIES
        after = WordleState(word, (*guesses, said), (*answers, answer))
        return Step(after, _SPACED[answer], 0.0 if won else -1.0, over, guess is not None, won)

    def actions(self, state: WordleState) -> tuple[str, ...]:
        return self._texts

    def guess(self, text: str) -> int | None:
        """Which word of the vocabulary a text is, if any; spaces do not matter."""
        known = self._by_text.get(text)
        return self._index.get(_bare(text)) if known is None else known

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Hidden words and guesses alike."""
        return self.words or read_words(SHIPPED)

    @cached_property
    def table(self) -> NDArray[np.uint8]:
        """The answer to each guess [guess, hidden], as an index into `words.FEEDBACK`."""
        return feedback(self.vocabulary, self.rule)

    @cached_property
    def _rows(self) -> tuple[bytes, ...]:
        """The table again: bytes are looked up much faster than numpy's numbers."""
        return tuple(row.tobytes() for row in self.table)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.vocabulary)}

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(" ".join(word) + "\n" for word in self.vocabulary)

    @cached_property
    def _by_text(self) -> dict[str, int]:
        return {text: i for i, text in enumerate(self._texts)}

    def _hidden(self, seed: int) -> int:
        return below(len(self.vocabulary), seed)

    def _player(self, choose: Choose, seed: int) -> Policy:
        guesser = Guesser(self.table, self.guess, _CODES)
        return Scripted(lambda history, chance: self._texts[choose(guesser, history, chance)], seed)

    def _game(self, choose: Choose, player: str, seed: int) -> Episode:
        return play(self, self._player(choose, mixed(seed, 1)), [seed], player=player)[0]

    def _behaviour_game(self, seed: int) -> Episode:
        return self._game(_behave, "behaviour", seed)

    def _skilled_game(self, seed: int) -> Episode:
        return self._game(_fitting, "consistent", seed)


def wordle(words: Sequence[str] = (), rule: Rule = "reference", *, name: str = "wordle") -> Wordle:
    """Wordle over a vocabulary as `read_words` gives it; none stands for the list that is shipped."""
    reference = rule == "reference"
    judged = "repeated letters judged one by one" if reference else "the newspaper's rule for repeated letters"
    return Wordle(
        name=name,
        summary=f"guess a word of five letters in six tries; {judged}",
        rule=rule,
        words=tuple(words),
        constants=PAPER if reference else STANDARD,
        measured=REFERENCE if reference else STANDARD,
        paper=_PAPER if reference else {},
    )


def _any(guesser: Guesser, history: History, chance: Random) -> int:
    return chance.randrange(guesser.size)


def _fitting(guesser: Guesser, history: History, chance: Random) -> int:
    words = guesser.consistent(history)
    return int(words[chance.randrange(len(words))]) if len(words) else _any(guesser, history, chance)


def _behave(guesser: Guesser, history: History, chance: Random) -> int:
    skilled = chance.random() < SKILL
    return _fitting(guesser, history, chance) if skilled else _any(guesser, history, chance)


def _telling(guesser: Guesser, history: History, chance: Random) -> int:
    """Greedy information gain; the last try goes to a word that may win."""
    words = guesser.consistent(history)
    if not len(words):
        return _any(guesser, history, chance)
    last = len(history) // 2 == TRIES - 1
    return int(words[0]) if last else guesser.most_telling(words)


def _bare(text: str) -> str:
    return text.strip().replace(" ", "")


WORDLE = wordle()
WORDLE_STANDARD = wordle(rule="standard", name="wordle-standard")
