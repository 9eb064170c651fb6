"""What a trained agent makes of a game, token by token: how likely each was to it, and what it expected of it.

Nothing is sampled: the episode's own texts go through the model once more, whoever said them. So a person's or another
agent's game can be read by any agent that sees the same task.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from models.generate import Speaker
from models.judged import Judged, Likely
from models.lm import LM
from models.transcript import Renderer, Window
from tasks.protocol import Episode

_TOKENS = 1 << 12
"""Tokens of a pass, padding counted."""


def readings(
    lm: LM, speaker: Speaker, renderer: Renderer, temperature: float, episode: Episode, *, likeliest: int = 5
) -> list[list[Judged]]:
    """A list for each of the agent's texts, a reading for each token of it that the model sees.

    Where there is V and no Q (PPO), a token's Q is V of the state after it: its text's reward and then the next token's V;
    0 after the end of a game, unknown where a limit cut it off.
    """
    transcript = renderer.render(episode)
    turns = {number: k for k, number in enumerate(n for n, one in enumerate(episode.turns) if one.role == "agent")}
    found: list[list[Judged]] = [[] for _ in turns]
    rewards: list[float] = []
    places: list[tuple[int, int]] = []
    with torch.inference_mode():
        for windows in _passes(transcript.windows):
            for window, one in zip(windows, _read(lm, speaker, temperature, windows, likeliest), strict=True):
                for column, reading in zip(np.flatnonzero(window.spoken), one, strict=True):
                    turn = turns[int(window.turns[column])]
                    places.append((turn, len(found[turn])))
                    rewards.append(float(window.rewards[column]))
                    found[turn].append(reading)
    if not speaker.q_heads and "v" in lm.heads:
        for n, (turn, at) in enumerate(places):
            after = places[n + 1] if n + 1 < len(places) else None
            follows = found[after[0]][after[1]].v if after else 0.0 if episode.terminated else None
            found[turn][at] = found[turn][at]._replace(q=None if follows is None else rewards[n] + follows)
    return found


def _passes(windows: Sequence[Window]) -> Iterator[list[Window]]:
    """Windows in order, as many together as a pass has room for."""
    some: list[Window] = []
    for window in windows:
        if some and (len(some) + 1) * max(len(one.ids) for one in [*some, window]) > _TOKENS:
            yield some
            some = []
        some.append(window)
    if some:
        yield some


def _read(
    lm: LM, speaker: Speaker, temperature: float, windows: Sequence[Window], likeliest: int
) -> Iterator[list[Judged]]:
    longest = max(len(window.ids) for window in windows)
    ids = torch.zeros(len(windows), longest, dtype=torch.long)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = torch.from_numpy(window.ids.astype(np.int64))
    rows, columns = (torch.from_numpy(x) for x in np.nonzero(_padded(windows, longest)))
    ids, rows, columns = (x.to(lm.device) for x in (ids, rows, columns))
    tokens = ids[rows, columns]

    def states(role: str) -> Tensor:
        return lm.hidden_at(role, ids, rows, columns - 1)

    own = states(speaker.role)
    scores = lm.logits(speaker.role, own).log_softmax(-1)
    cloned = lm.logits("bc", states("bc")).log_softmax(-1) if speaker.role != "bc" and "bc" in lm.roles else None
    q = v = None
    if speaker.q_heads:
        cloned = scores if speaker.role == "bc" else cloned
        reader = states(speaker.q_role)
        every = torch.stack([lm.q(name)(reader) for name in speaker.q_heads]).amin(0)
        scores = scores + speaker.beta * every
        q = _at(every, tokens)
        v = lm.v(reader) if "v" in lm.heads else (scores.softmax(-1) * every).sum(-1)
    elif "v" in lm.heads:
        v = lm.v(own)
    pi = (scores / temperature if temperature else scores).log_softmax(-1)
    entropy = -(pi.exp() * pi.clamp(min=-1e9)).sum(-1)
    best = pi.topk(min(likeliest, pi.shape[-1]), -1)
    told = [_at(pi, tokens).exp(), None if cloned is None else _at(cloned, tokens).exp(), entropy, q, v]
    lists = [[None] * len(tokens) if one is None else one.tolist() for one in told]
    texts = {token: _text(lm, token) for token in {*tokens.tolist(), *best.indices.flatten().tolist()}}
    others = (
        tuple(Likely(texts[k], share) for k, share in zip(*two, strict=True))
        for two in zip(best.indices.tolist(), best.values.exp().tolist(), strict=True)
    )
    columns_of = zip((texts[token] for token in tokens.tolist()), *lists, others, strict=True)
    made = (Judged._make(one) for one in columns_of)
    for window in windows:
        yield [next(made) for _ in range(int(window.spoken.sum()))]


def _padded(windows: Sequence[Window], longest: int) -> np.ndarray:
    spoken = np.zeros((len(windows), longest), dtype=bool)
    for row, window in enumerate(windows):
        spoken[row, : len(window.ids)] = window.spoken
    return spoken


def _at(scores: Tensor, tokens: Tensor) -> Tensor:
    return scores.gather(1, tokens[:, None]).squeeze(1)


def _text(lm: LM, token: int) -> str:
    return str(lm.tokenizer.decode([token]))
