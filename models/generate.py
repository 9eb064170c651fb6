"""One agent text after another for many games at once: continuous batching over a cache that lasts as long as the games.

A game has a seat. What of its next prompt is already in the seat's cache is not encoded again; a text that ends leaves
the others speaking, and the seat of a game that is over goes to the next one. What surprises newcomers: no row waits for
another, so two games may be many turns apart. Every draw is a function of (seed, game, turn, token): how games are
batched together has no part in the dice.

Where an agent remembers few texts, the same prompt comes again and again; then the distribution after a sequence that was
seen before is remembered, and only new ones go through the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from models.cache import SeatCache
from models.lm import LM
from models.side import on_one_core_if_short

_TOKENS = 4096
"""Tokens of a pass over prompts, about: larger passes fall out of the processor's caches."""

_FEW = 3
"""So few pending tokens are encoded one at a time, in the passes of the games that are speaking."""

_REMEMBERED = 32e6
"""Bytes of remembered distributions."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Speaker:
    """What is sampled from: softmax(log π(role) + β·min of the Q heads on `q_role`), or π alone without heads."""

    role: str
    q_role: str = ""
    q_heads: tuple[str, ...] = ()
    beta: float = 0.0

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.role, self.q_role) if self.q_heads else (self.role,)


class Spoken(NamedTuple):
    """One sampled text."""

    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    """Of each token under the distribution that it was sampled from."""
    cut: bool
    """The limit of tokens came before the text's end."""


def generate(
    lm: LM,
    prompts: Sequence[Sequence[int]],
    *,
    speaker: Speaker,
    max_tokens: int,
    seed: int,
    temperature: float = 1.0,
) -> list[Spoken]:
    """A text for each prompt (each at least one id); temperature 0 takes the likeliest token."""
    return all_of(
        Seats(lm, speaker, max_tokens=max_tokens, temperature=temperature, seed=seed, seats=len(prompts)), prompts
    )


def all_of(session: Any, asked: Sequence[Any]) -> list[Any]:
    """What a new session (with `ask`, `hear`, `leave` and `full`) says to each of these, in order, once."""
    found: dict[int, Any] = {}
    for number, one in enumerate(asked):
        session.ask(number, one)
        while session.full or (number + 1 == len(asked) and len(found) < len(asked)):
            for done, said in session.hear():
                found[done] = said
                session.leave(done)
    return [found[number] for number in range(len(asked))]


class Seats:
    """Games that speak together. `ask` gives a game's prompt, `hear` the texts that are done, `leave` frees its seat."""

    def __init__(
        self,
        lm: LM,
        speaker: Speaker,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        seats: int,
        repeating: bool = False,
    ) -> None:
        self._lm, self._speaker = lm, speaker
        self._max_tokens, self._temperature = max_tokens, temperature
        self._seed = np.uint64(seed % (1 << 64))
        self._caches = {role: SeatCache(seats) for role in speaker.roles}
        self._ends = lm.ends.cpu().numpy()
        self._known = _Known(lm, seats) if repeating else None
        self._games: list[int] = []
        self._seat: dict[int, int] = {}
        self._ids = np.zeros((seats, lm.context + 1), dtype=np.int64)
        self._logprobs = np.zeros((seats, max_tokens), dtype=np.float32)
        self._length = np.zeros(seats, dtype=np.int64)
        self._encoded = np.zeros(seats, dtype=np.int64)
        self._begin = np.zeros(seats, dtype=np.int64)
        self._game = np.zeros(seats, dtype=np.uint64)
        self._turn = np.zeros(seats, dtype=np.uint64)
        self._asked = np.zeros(seats, dtype=bool)
        self._heat = np.zeros(seats)
        self.encoded = 0
        """Tokens that went through the model so far, padding not counted."""
        self.read = 0
        """Places of the cache that attention has read, the sum over passes."""

    @property
    def full(self) -> bool:
        return len(self._games) == len(self._asked)

    def ask(self, game: int, prompt: Sequence[int], heat: float = 1.0) -> None:
        """Wants a text after this prompt, at so many times the temperature; a new game takes a free seat."""
        seat = self._seat.get(game)
        if seat is None:
            seat = self._seat[game] = len(self._games)
            self._games.append(game)
            self._encoded[seat] = 0
            self._game[seat], self._turn[seat] = game, 0
        ids = np.asarray(prompt, dtype=np.int64)
        same = self._ids[seat, : min(self._encoded[seat], len(ids) - 1)] == ids[: self._encoded[seat]][: len(ids) - 1]
        self._encoded[seat] = len(same) if same.all() else int(np.argmin(same))
        self._ids[seat, : len(ids)] = ids
        self._length[seat] = self._begin[seat] = len(ids)
        self._turn[seat] += 1
        self._heat[seat] = heat
        self._asked[seat] = True

    @torch.inference_mode()
    def hear(self) -> list[tuple[int, Spoken]]:
        """Speaks until at least one text is done. At least one game must have been asked."""
        done: list[tuple[int, Spoken]] = []
        while not done:
            rows = np.flatnonzero(self._asked[: len(self._games)])
            some, scores = self._scores(rows)
            if not len(some):
                continue
            done = [(self._games[seat], self._taken(seat, cut)) for seat, cut in self._draw(some, scores)]
        return done

    @torch.inference_mode()
    def leave(self, game: int) -> None:
        """The game is over. The last seat moves into its place, so that those taken are always the first ones."""
        seat, last = self._seat.pop(game), len(self._games) - 1
        if seat != last:
            for array in (
                self._ids, self._logprobs, self._length, self._encoded, self._begin, self._game, self._turn, self._asked,
                self._heat,
            ):  # fmt: skip
                array[seat] = array[last]
            for cache in self._caches.values():
                cache.move(last, seat, int(self._encoded[last]))
            self._games[seat] = self._games[last]
            self._seat[self._games[seat]] = seat
        self._games.pop()
        self._asked[last] = False

    def _scores(self, rows: Ints) -> tuple[Ints, Tensor]:
        """Some of the rows, and the next token's scores [rows, vocabulary] for each of them."""
        if self._known is not None:
            return self._known_scores(self._known, rows)
        behind = self._length[rows] - self._encoded[rows]
        late = rows[behind > _FEW]
        # Prompts are encoded once there are enough of them to be worth a pass of their own.
        if 4 * len(late) >= len(rows):
            return late, self._passed(late)
        last = behind == 1
        scores = self._pass(rows[behind <= _FEW], 1)
        return rows[last], scores[torch.from_numpy(last[behind <= _FEW]).to(scores.device)]

    def _known_scores(self, known: "_Known", rows: Ints) -> tuple[Ints, Tensor]:
        keys = [self._ids[row, : self._length[row]].tobytes() for row in rows]
        places = known.places(keys)
        if not (places >= 0).any():
            leaders = dict(zip(keys, rows, strict=True))
            known.add(list(leaders), self._passed(np.array(list(leaders.values()), dtype=np.int64)))
            places = known.places(keys)
        found = places >= 0
        return rows[found], known.scores(places[found])

    def _passed(self, rows: Ints) -> Tensor:
        """One or more passes over what of these rows is not encoded yet; the scores after their last tokens."""
        behind = self._length[rows] - self._encoded[rows]
        if behind.max() == 1:
            return self._pass(rows, 1)
        order = np.argsort(behind, kind="stable")
        passed: list[Ints] = []
        scores: list[Tensor] = []
        begin = 0
        while begin < len(rows):
            end = begin + 1
            while end < len(rows) and (end + 1 - begin) * behind[order[end]] <= _TOKENS:
                end += 1
            passed.append(np.sort(order[begin:end]))
            scores.append(self._pass(rows[passed[-1]], int(behind[passed[-1]].max())))
            begin = end
        back = np.argsort(np.concatenate(passed))
        return torch.cat(scores)[torch.from_numpy(back).to(self._lm.device)]

    def _pass(self, rows: Ints, tokens: int) -> Tensor:
        """Encodes what is pending in these seats, `tokens` in each at most; scores [rows, vocabulary] after the last ones."""
        taken, device = len(self._games), self._lm.device
        # Seats next to each other are read where they are; others have to be gathered, which costs more than a few
        # rows that nobody asked for: what is pending there is encoded as well, or again.
        together = tokens == 1 and 2 * len(rows) >= taken
        seats = np.arange(taken) if together else rows
        behind = np.minimum(self._length[seats] - self._encoded[seats], tokens)
        columns = self._encoded[seats][:, None] + np.arange(tokens)
        within = columns < self._length[seats][:, None]
        columns = np.minimum(columns, self._length[seats][:, None] - 1)
        ids = torch.from_numpy(self._ids[seats[:, None], columns]).to(device)
        width = int(columns.max()) + 1
        where = torch.from_numpy(columns).to(device)
        unseen = torch.arange(width, device=device) > where[:, None, :, None]
        mask = torch.zeros(unseen.shape, dtype=self._lm.dtype, device=device).masked_fill_(unseen, float("-inf"))
        kept = torch.from_numpy(np.where(within, columns, -1)).to(device)
        gathered = None if np.array_equal(seats, np.arange(len(seats))) else torch.from_numpy(seats).to(device)
        last = torch.from_numpy(np.maximum(behind - 1, 0)).to(device)

        def state(role: str) -> Tensor:
            self._caches[role].aim(gathered, kept, width)
            hidden = self._lm.hidden(role, ids, mask, cache=self._caches[role], positions=where)
            states = hidden[torch.arange(len(seats), device=device), last]
            return states[torch.from_numpy(rows).to(device)] if together else states

        speaker = self._speaker
        with on_one_core_if_short(len(seats) * tokens * self._lm.multiplications(width)):
            scores = self._lm.logits(speaker.role, state(speaker.role))
            if speaker.q_heads:
                reader = state(speaker.q_role)
                values = torch.stack([self._lm.q(name)(reader) for name in speaker.q_heads]).amin(0)
                scores = scores.log_softmax(-1) + speaker.beta * values
        self.encoded += int(behind.sum())
        self.read += len(seats) * width
        self._encoded[seats] += behind
        return scores

    def _draw(self, rows: Ints, scores: Tensor) -> list[tuple[int, bool]]:
        """A token for each row; the seats whose texts are now done, and whether each was cut."""
        spoken = self._length[rows] - self._begin[rows]
        streams = _mixed(_mixed(_mixed(self._seed) + self._game[rows]) + self._turn[rows] - _ONE)
        uniforms = _uniforms(streams, spoken)
        with on_one_core_if_short(scores.numel()):
            tokens, logprobs = _sample(scores, uniforms, self._temperature * self._heat[rows])
        self._ids[rows, self._length[rows]] = tokens
        self._logprobs[rows, spoken] = logprobs
        self._length[rows] += 1
        ended = self._ends[tokens]
        done = ended | (spoken + 1 >= self._max_tokens)
        self._asked[rows[done]] = False
        return [(int(seat), not whole) for seat, whole in zip(rows[done], ended[done], strict=True)]

    def _taken(self, seat: int, cut: bool) -> Spoken:
        begin, end = self._begin[seat], self._length[seat]
        tokens = self._ids[seat, begin:end].tolist()
        return Spoken(tuple(tokens), tuple(self._logprobs[seat, : end - begin].tolist()), cut)


class _Known:
    """Scores after sequences that were seen before, in one table; when it is full it begins anew."""

    def __init__(self, lm: LM, seats: int) -> None:
        self._most = max(2 * seats, int(_REMEMBERED / (4 * lm.vocab)))
        self._places: dict[bytes, int] = {}
        self._table = torch.zeros(seats, lm.vocab, device=lm.device)

    def places(self, keys: Sequence[bytes]) -> Ints:
        """Where each sequence stands, or -1."""
        return np.array([self._places.get(key, -1) for key in keys], dtype=np.int64)

    def add(self, keys: Sequence[bytes], scores: Tensor) -> None:
        if len(self._places) + len(keys) > self._most:
            self._places = {}
        begin, end = len(self._places), len(self._places) + len(keys)
        while len(self._table) < end:
            self._table = torch.cat([self._table, torch.zeros_like(self._table)])
        self._table[begin:end] = scores
        self._places |= {key: begin + k for k, key in enumerate(keys)}

    def scores(self, places: Ints) -> Tensor:
        return self._table[torch.from_numpy(places).to(self._table.device)]


def _sample(
    scores: Tensor, uniforms: npt.NDArray[np.float64], temperatures: npt.NDArray[np.float64]
) -> tuple[Ints, npt.NDArray[np.float32]]:
    """Tokens [rows] drawn by inverting the cumulative distribution, and their log-probabilities [rows]. Temperatures [rows] are
    all 0, or none is."""
    if not temperatures.all():
        return scores.argmax(-1).cpu().numpy(), np.zeros(len(scores), dtype=np.float32)
    divisors = torch.from_numpy(temperatures).to(scores.device, scores.dtype)
    logprobs = (scores / divisors[:, None]).log_softmax(-1)
    steps = logprobs.exp().cumsum(-1, dtype=torch.float64)
    aim = torch.from_numpy(uniforms).to(scores.device)[:, None] * steps[:, -1:]
    token = torch.searchsorted(steps, aim, right=True).clamp(max=scores.shape[-1] - 1)
    return token.squeeze(1).cpu().numpy(), logprobs.gather(1, token).squeeze(1).cpu().numpy()


def _uniforms(streams: npt.NDArray[np.uint64], position: Ints) -> npt.NDArray[np.float64]:
    """A number in [0, 1) for each stream at its position."""
    bits = _mixed(streams + position.astype(np.uint64) * _GOLDEN)
    found: npt.NDArray[np.float64] = (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return found


_ONE = np.uint64(1)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mixed(x: "np.uint64 | npt.NDArray[np.uint64]") -> npt.NDArray[np.uint64]:
    """SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014): neighbouring numbers to unrelated ones."""
    z = np.atleast_1d(np.asarray(x, dtype=np.uint64)) + _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: npt.NDArray[np.uint64] = z ^ (z >> np.uint64(31))
    return found
