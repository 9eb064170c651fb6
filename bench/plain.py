"""The straightforward way to do what the lab does fast: what `bench.perf` holds it against.

Play: transformers' own `generate`, once a turn, for all games in step, the whole history encoded anew each time.
Learn: whole episodes in a random order padded to the longest of their batch, logits and Q of every position, a pass of
its own for each thing that is wanted.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import GenerationConfig

from algos import maths
from algos.batch import Corpus, Ints
from algos.learner import Learner
from models.heads import polyak_
from models.lm import LM
from models.transcript import Renderer
from tasks.play import Game, say, start
from tasks.protocol import AnyTask, Turn


def play_plainly(lm: LM, role: str, renderer: Renderer, task: AnyTask, seeds: Sequence[int]) -> list[Game[Any]]:
    """All games to their ends by temperature-1 samples of a role with full weights."""
    games = [start(task, seed) for seed in seeds]
    ends = lm.ends.nonzero().squeeze(-1).tolist()
    settings = GenerationConfig(
        max_new_tokens=task.max_tokens,
        do_sample=True,
        top_k=0,
        eos_token_id=ends,
        pad_token_id=lm.tokenizer.pad_token_id,
    )
    trunk: Any = lm.trunks[role]
    while going := [k for k, game in enumerate(games) if not game.over]:
        prompts = [renderer.prompt(games[k].turns) for k in going]
        longest = max(len(prompt) for prompt in prompts)
        pad = lm.tokenizer.pad_token_id
        ids = torch.tensor([[pad] * (longest - len(prompt)) + prompt for prompt in prompts])
        mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
        with torch.inference_mode():
            said = trunk.generate(input_ids=ids, attention_mask=mask, generation_config=settings)[:, longest:]
        for k, row in zip(going, said.tolist(), strict=True):
            end = next((at + 1 for at, token in enumerate(row) if token in ends), len(row))
            text = lm.tokenizer.decode(row[:end], skip_special_tokens=True).split("\n")[0] + "\n"
            games[k] = say(games[k], Turn("agent", text, tokens=tuple(row[:end])))
    return games


class PlainBatch:
    """Rows of a corpus [rows, longest], padded on the right, with everything at every position but the last."""

    def __init__(self, corpus: Corpus, rows: Ints) -> None:
        chosen = [corpus.rows[k] for k in rows]
        longest = max(len(row.window.ids) for row in chosen)
        self.real = sum(len(row.window.ids) for row in chosen)
        ids = np.zeros((len(chosen), longest), dtype=np.int64)
        mask, spoken = np.zeros_like(ids), np.zeros(ids.shape, dtype=bool)
        rewards, to_go = np.zeros(ids.shape, dtype=np.float32), np.zeros(ids.shape, dtype=np.float32)
        left = np.zeros(ids.shape, dtype=np.float32)
        for k, row in enumerate(chosen):
            length = len(row.window.ids)
            ids[k, :length], mask[k, :length] = row.window.ids, 1
            spoken[k, :length], rewards[k, :length] = row.window.spoken, row.window.rewards
            to_go[k, :length][row.window.spoken] = row.to_go
            left[k, :length][row.window.spoken] = row.left
        self.ids, self.mask = torch.from_numpy(ids), torch.from_numpy(mask)
        self.spoken = torch.from_numpy(spoken[:, 1:])
        self.rewards, self.to_go = torch.from_numpy(rewards[:, 1:]), torch.from_numpy(to_go[:, 1:])
        self.tokens = self.ids[:, 1:]
        self.left = torch.from_numpy(left[:, 1:])
        self.after = [row.after for row in chosen]
        self.tail = [row.tail for row in chosen]

    def mean(self, x: Tensor) -> Tensor:
        """Over spoken positions."""
        return (x * self.spoken).sum() / self.spoken.sum()


def _states(lm: LM, role: str, batch: PlainBatch) -> Tensor:
    return lm.hidden(role, batch.ids, batch.mask)[:, :-1]


def _logprobs(lm: LM, role: str, batch: PlainBatch) -> Tensor:
    """log π(a) at every position, from logits at every position."""
    logits = lm.logits(role, _states(lm, role, batch))
    return logits.log_softmax(-1).gather(-1, batch.tokens[..., None]).squeeze(-1)


def _descend(learner: Learner, loss: Tensor, config: Any) -> None:
    learner.optimizer.zero_grad(set_to_none=True)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(learner.lm.trainable(), config.clip_grad)
    learner.optimizer.step()


def bc_step(learner: Learner, batch: PlainBatch, config: Any) -> None:
    _descend(learner, -batch.mean(_logprobs(learner.lm, "bc", batch)), config)


def mc_step(learner: Learner, batch: PlainBatch, config: Any) -> None:
    q = learner.lm.q("q")(_states(learner.lm, "value", batch))
    chosen = q.gather(-1, batch.tokens[..., None]).squeeze(-1)
    near = -q.log_softmax(-1).gather(-1, batch.tokens[..., None]).squeeze(-1)
    returns = batch.to_go + config.gamma**batch.left * _expected(learner.lm, batch)[:, None]
    _descend(learner, 0.5 * batch.mean((chosen - returns) ** 2) + config.cql * batch.mean(near), config)


def ilql_step(learner: Learner, batch: PlainBatch, config: Any) -> None:
    lm = learner.lm
    states = _states(lm, "value", batch)
    q1, q2, v = lm.q("q1")(states), lm.q("q2")(states), lm.v(states)
    with torch.no_grad():
        again = _states(lm, "value", batch)
        targets = [
            lm.q(f"target_{name}")(again).gather(-1, batch.tokens[..., None]).squeeze(-1) for name in ("q1", "q2")
        ]
        target = torch.minimum(*targets)
        following = maths.next_values(lm.v(again), batch.spoken, _final_values(lm, batch))
    y = batch.rewards + config.gamma * following
    loss = torch.zeros(())
    for q in (q1, q2):
        chosen = q.gather(-1, batch.tokens[..., None]).squeeze(-1)
        near = -q.log_softmax(-1).gather(-1, batch.tokens[..., None]).squeeze(-1)
        loss = loss + 0.5 * batch.mean((chosen - y) ** 2) + config.cql * batch.mean(near)
    weight = torch.where(target >= v, config.tau, 1 - config.tau)
    _descend(learner, loss + 0.5 * batch.mean(weight * (v - target) ** 2), config)
    for name in ("q1", "q2"):
        polyak_(lm.heads[f"target_{name}"], lm.heads[name], config.polyak)


def _after(prompts: Sequence[Any], value: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Tensor:
    """A value [rows] of what follows each window, of ids, rows and last positions; 0 after the end of a game."""
    values = torch.zeros(len(prompts))
    rows = [k for k, prompt in enumerate(prompts) if prompt is not None]
    if rows:
        texts = [torch.from_numpy(prompts[k]).long() for k in rows]
        ids = torch.nn.utils.rnn.pad_sequence(texts, batch_first=True)
        values[rows] = value(ids, torch.arange(len(rows)), torch.tensor([len(text) - 1 for text in texts]))
    return values


def _final_values(lm: LM, batch: PlainBatch) -> Tensor:
    """V [rows] of what follows each window."""
    return _after(batch.after, lambda ids, rows, last: lm.v(lm.hidden("value", ids)[rows, last]))


@torch.no_grad()
def _expected(lm: LM, batch: PlainBatch) -> Tensor:
    """Q [rows] that π_BC can expect where a limit cut a game off."""

    def value(ids: Tensor, rows: Tensor, last: Tensor) -> Tensor:
        chances = lm.logits("bc", lm.hidden("bc", ids)[rows, last]).softmax(-1)
        found: Tensor = (chances * lm.q("q")(lm.hidden("value", ids)[rows, last])).sum(-1)
        return found

    return _after(batch.tail, value)


def ppo_round(learner: Learner, corpus: Corpus, config: Any, rng: np.random.Generator) -> int:
    """What follows a round of play: scores under π and π_BC, then the epochs; answers the tokens that were learned from."""
    lm, count, real = learner.lm, len(corpus), 0
    order = [rng.permutation(count)[k : k + config.batch] for k in range(0, count, config.batch)]
    scored = []
    for rows in order:
        batch = PlainBatch(corpus, rows)
        with torch.no_grad():
            old, reference = _logprobs(lm, "policy", batch), _logprobs(lm, "bc", batch)
            values = lm.v(_states(lm, "policy", batch))
            paid = batch.rewards - learner.scalars["kl"] * (old - reference) * batch.spoken
            zero = torch.zeros(len(rows))
            found = maths.gae(paid, values, batch.spoken, zero, config.gamma, config.lam)
        scored.append((batch, old, values, found))
    for _ in range(config.epochs):
        for batch, old, values, found in scored:
            states = _states(lm, "policy", batch)
            logprobs = lm.logits("policy", states).log_softmax(-1).gather(-1, batch.tokens[..., None]).squeeze(-1)
            mask = batch.spoken
            loss = maths.ppo_loss(
                logprobs[mask], lm.v(states)[mask], old[mask], values[mask], found.advantages[mask], found.returns[mask],
                clip=config.clip, clip_value=config.clip_value, value_weight=config.value_weight,
            )  # fmt: skip
            _descend(learner, loss.total, config)
            real += batch.real
    return real
