"""A model as a player: histories in, turns with their sampled ids out."""

from collections.abc import Sequence
from typing import NamedTuple

from models.generate import Seats, Speaker, Spoken, all_of
from models.judged import Judged
from models.lm import LM
from models.reading import readings
from models.transcript import Renderer
from tasks.protocol import Episode, Turn


class ModelPolicy:
    """Speaks as `speaker` says. All chance comes from `seed`: the same calls in the same order say the same.

    `window` is about how many tokens the agent sees at the end of a game: fewer games are played at once where it is long.
    A text that the game has just refused is drawn anew, `redraws` times at most: what is said then is a draw from the other
    texts, which a temperature below 1 needs where an agent is sure of something wrong. Where a hundred draws bring nothing
    else, the next are drawn ever hotter, the thousandth at twice the temperature.
    """

    def __init__(
        self,
        lm: LM,
        renderer: Renderer,
        speaker: Speaker,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        window: int = 512,
        redraws: int = 0,
    ) -> None:
        self._window = window
        self._lm, self._renderer, self._speaker = lm, renderer, speaker
        self._max_tokens, self._temperature = max_tokens, temperature
        self._seed, self._sessions = seed, 0
        # The likeliest text is the same in every draw.
        self._redraws = redraws if temperature else 0

    def session(self, games: int) -> "ModelSession":
        """A table at which so many games are played with the weights as they are now."""
        repeating = self._renderer.memory is not None
        self._sessions += 1
        seats = Seats(
            self._lm,
            self._speaker,
            max_tokens=self._max_tokens,
            temperature=self._temperature,
            seed=self._seed * _SESSIONS + self._sessions,
            seats=min(games, self._lm.seats(self._window, repeating)),
            repeating=repeating,
        )
        return ModelSession(self._lm, self._renderer, seats, self._redraws)

    def read(self, episode: Episode) -> list[list[Judged]]:
        """What this agent makes of each token of the agent's texts in a game, its own or another's."""
        return readings(self._lm, self._speaker, self._renderer, self._temperature, episode)

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        return all_of(self.session(len(histories)), histories)


class _Refused(NamedTuple):
    """What a game refused since it last understood a text."""

    prompt: list[int]
    texts: frozenset[str]
    left: int
    """How often another text may still be drawn."""


def refused(history: Sequence[Turn]) -> frozenset[str]:
    """The agent's latest texts which the game did not know: none, when it knew the last one."""
    texts: set[str] = set()
    for turn in reversed(history):
        if turn.role == "agent":
            if turn.legal:
                break
            texts.add(turn.text)
    return frozenset(texts)


class ModelSession:
    """Satisfies `tasks.protocol.Session`."""

    def __init__(self, lm: LM, renderer: Renderer, seats: Seats, redraws: int = 0) -> None:
        self._lm, self._renderer, self.seats = lm, renderer, seats
        self._redraws = redraws
        self._refused: dict[int, _Refused] = {}
        """Of the games in which something was just refused."""

    @property
    def full(self) -> bool:
        return self.seats.full

    def ask(self, game: int, history: Sequence[Turn]) -> None:
        prompt = self._renderer.prompt(history)
        self._refused.pop(game, None)
        if self._redraws and (texts := refused(history)):
            self._refused[game] = _Refused(prompt, texts, self._redraws)
        self.seats.ask(game, prompt)

    def hear(self) -> list[tuple[int, Turn]]:
        heard: list[tuple[int, Turn]] = []
        while not heard:
            said = [(game, self._turn(spoken)) for game, spoken in self.seats.hear()]
            heard = [(game, turn) for game, turn in said if not self._again(game, turn.text)]
        return heard

    def _again(self, game: int, text: str) -> bool:
        """Whether this was refused before; then another text is on its way."""
        known = self._refused.get(game)
        if known is None or text not in known.texts or not known.left:
            return False
        self._refused[game] = known = known._replace(left=known.left - 1)
        self.seats.ask(game, known.prompt, _heat(self._redraws - known.left))
        return True

    def leave(self, game: int) -> None:
        self._refused.pop(game, None)
        self.seats.leave(game)

    def _turn(self, said: Spoken) -> Turn:
        """The text ends at its first newline, whatever else its last token holds; one that was cut gets a newline."""
        text = self._lm.tokenizer.decode(said.tokens, skip_special_tokens=True).split("\n")[0] + "\n"
        return Turn("agent", text, cut=said.cut, tokens=said.tokens, logprobs=said.logprobs)


def _heat(draws: int) -> float:
    """How many times its temperature an agent speaks at when so many draws brought a text that was just refused."""
    return 1.0 + max(0, draws - _PATIENCE) / _SLOWLY


_SESSIONS = 1 << 20
_PATIENCE = 100
_SLOWLY = 900
"""Draws in which the temperature doubles. How fast it rises made no difference that 160 games of chess could show (bench/notes.md)."""
