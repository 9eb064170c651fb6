"""A model as a player: histories in, turns with their sampled ids out."""

from collections.abc import Sequence

from models.generate import Seats, Speaker, Spoken, all_of
from models.judged import Judged
from models.lm import LM
from models.reading import readings
from models.transcript import Renderer
from tasks.protocol import Episode, Turn


class ModelPolicy:
    """Speaks as `speaker` says. All chance comes from `seed`: the same calls in the same order say the same.

    `window` is about how many tokens the agent sees at the end of a game: fewer games are played at once where it is long.
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
    ) -> None:
        self._window = window
        self._lm, self._renderer, self._speaker = lm, renderer, speaker
        self._max_tokens, self._temperature = max_tokens, temperature
        self._seed, self._sessions = seed, 0

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
        return ModelSession(self._lm, self._renderer, seats)

    def read(self, episode: Episode) -> list[list[Judged]]:
        """What this agent makes of each token of the agent's texts in a game, its own or another's."""
        return readings(self._lm, self._speaker, self._renderer, self._temperature, episode)

    def act(self, histories: Sequence[tuple[Turn, ...]]) -> list[Turn]:
        return all_of(self.session(len(histories)), histories)


class ModelSession:
    """Satisfies `tasks.protocol.Session`."""

    def __init__(self, lm: LM, renderer: Renderer, seats: Seats) -> None:
        self._lm, self._renderer, self.seats = lm, renderer, seats

    @property
    def full(self) -> bool:
        return self.seats.full

    def ask(self, game: int, history: Sequence[Turn]) -> None:
        self.seats.ask(game, self._renderer.prompt(history))

    def hear(self) -> list[tuple[int, Turn]]:
        return [(game, self._turn(said)) for game, said in self.seats.hear()]

    def leave(self, game: int) -> None:
        self.seats.leave(game)

    def _turn(self, said: Spoken) -> Turn:
        """The text ends at its first newline, whatever else its last token holds; one that was cut gets a newline."""
        text = self._lm.tokenizer.decode(said.tokens, skip_special_tokens=True).split("\n")[0] + "\n"
        return Turn("agent", text, cut=said.cut, tokens=said.tokens, logprobs=said.logprobs)


_SESSIONS = 1 << 20
