"""MC returns: Q regresses on the reward-to-go of the data; the agent is π_BC tilted by Q (arXiv 2311.18232, section 5).

Where a limit cut an episode off, its reward-to-go goes on with what Q expects of π_BC from there; the reference counts
nothing, and then a trajectory that wanders to the limit looks the better the nearer it is to it.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from algos import maths
from algos.batch import Batch, Corpus, spoken_states, spread, states_after
from algos.configs import MCConfig
from algos.contract import Experience, Update
from algos.learner import Learner
from algos.offline import renderer_of, tilted, updates
from models.lm import LM
from models.policy import ModelPolicy


def prepare(lm: LM, experience: Experience, config: MCConfig, seed: int) -> Learner:
    """The role `bc` stays as it is; `value` starts as its copy, with one Q head at the data's mean reward-to-go."""
    lm.add_role("value", copy_of="bc")
    corpus = Corpus(experience.dataset, renderer_of(lm, experience, config), gamma=config.gamma)
    lm.add_head("q", "q", corpus.mean_to_go)
    lm.train_role("value")
    return Learner.create(lm, config, seed, corpus)


def train(learner: Learner, experience: Experience, config: MCConfig) -> Iterator[Update]:
    lm, corpus = learner.lm, learner.corpus
    assert corpus is not None, "prepare makes it"

    def loss(batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        returns = batch.to_go + config.gamma**batch.left * expected_after(lm, batch)[batch.row]
        q = maths.taken(lm.q("q")(spoken_states(lm, "value", batch)), batch.state, batch.tokens)
        parts = maths.mc_loss(q, returns, cql=config.cql)
        with torch.no_grad():
            best = (q.log_softmax.amax(-1)[batch.state] - q.logprobs + q.scores).mean()
            metrics = {
                "loss/total": parts.total, "loss/q": parts.q, "loss/cql": parts.cql, "value/q": q.scores.mean(),
                "value/best_q": best, "value/explained": maths.explained_variance(q.scores, returns),
            }  # fmt: skip
        return parts.total, metrics

    yield from updates(learner, corpus, config, loss, follow="chain")


@torch.no_grad()
def expected_after(lm: LM, batch: Batch) -> Tensor:
    """Q [rows] that π_BC can expect after each row's chain; 0 after the end of a game."""
    states = states_after(lm, "value", batch)
    cloned = states_after(lm, "bc", batch)
    if states is None or cloned is None:
        return spread(None, batch)
    chances = lm.logits("bc", cloned).softmax(-1)
    return spread((chances * lm.q("q")(states)).sum(-1), batch)


def player(lm: LM, experience: Experience, config: MCConfig, seed: int) -> ModelPolicy:
    """Samples from softmax(log π_BC + β·Q)."""
    return tilted(lm, experience, config, seed, ("q",))
