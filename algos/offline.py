"""What the offline loops share: the rows of an update, as a pure function of the seed and the step."""

from collections.abc import Iterator

from algos.batch import Corpus, Ints
from algos.configs import TrainConfig, ValueConfig
from algos.contract import Experience
from algos.learner import Learner
from models.generate import Speaker
from models.lm import LM
from models.policy import ModelPolicy
from models.transcript import Renderer


def renderer_of(lm: LM, experience: Experience, config: TrainConfig) -> Renderer:
    """How this model sees this task."""
    return Renderer(lm.tokenizer, config.sees(experience.memory), lm.context, experience.max_tokens)


def batches(learner: Learner, corpus: Corpus, steps: int, batch: int) -> Iterator[Ints]:
    """The rows of each update from the learner's step on: epoch after epoch, each in an order of its own."""
    a_pass = -(-len(corpus) // batch)
    order: list[Ints] = []
    epoch = -1
    for step in range(learner.step, steps):
        if step // a_pass != epoch:
            epoch = step // a_pass
            order = corpus.order(learner.rng("order", epoch), batch)
        yield order[step % a_pass]


def tilted(lm: LM, experience: Experience, config: ValueConfig, seed: int, q_heads: tuple[str, ...]) -> ModelPolicy:
    """The agent of the value-based algorithms: softmax(log π_BC + β·min of the Q heads)."""
    return ModelPolicy(
        lm,
        renderer_of(lm, experience, config),
        Speaker("bc", "value", q_heads, config.beta),
        max_tokens=experience.max_tokens,
        window=experience.window,
        temperature=config.temperature,
        seed=seed,
    )
