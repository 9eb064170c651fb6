"""What the offline loops share: their updates, the rows of each a pure function of the seed and the step."""

from collections.abc import Callable, Iterator

from algos.batch import Corpus, Follow, Ints
from algos.configs import TrainConfig, ValueConfig
from algos.contract import Experience, Update
from algos.learner import Learner, Loss
from models.generate import Speaker
from models.lm import LM
from models.policy import ModelPolicy
from models.transcript import Renderer


def renderer_of(lm: LM, experience: Experience, config: TrainConfig) -> Renderer:
    """How this model sees this task."""
    return Renderer(
        lm.tokenizer,
        config.sees(experience.memory),
        lm.context,
        experience.max_tokens,
        view=experience.view(config.view),
    )


def updates(
    learner: Learner, corpus: Corpus, config: TrainConfig, loss: Loss, *, follow: Follow = "nothing",
    afterwards: Callable[[], None] = lambda: None,
) -> Iterator[Update]:  # fmt: skip
    """Updates from the learner's step to the last: epoch after epoch, each in an order of its own.

    `data/epoch` counts the passes over the windows. What is left to do after a step of the optimiser, `afterwards` does.
    """
    a_pass = -(-len(corpus) // config.batch)
    order: list[Ints] = []
    epoch = -1
    for step in range(learner.step, config.steps):
        if step // a_pass != epoch:
            epoch = step // a_pass
            order = corpus.order(learner.rng("order", epoch), config.batch)
        metrics = learner.descend(corpus, order[step % a_pass], loss, config, follow=follow)
        afterwards()
        learner.step += 1
        yield Update(learner.step, metrics | {"data/epoch": learner.step / a_pass})


def tilted(lm: LM, experience: Experience, config: ValueConfig, seed: int, q_heads: tuple[str, ...]) -> ModelPolicy:
    """The agent of the value-based algorithms: softmax(log π_BC + β·min of the Q heads)."""
    return ModelPolicy(
        lm,
        renderer_of(lm, experience, config),
        Speaker("bc", "value", q_heads, config.beta),
        max_tokens=experience.max_tokens,
        window=experience.window,
        temperature=config.temperature,
        redraws=config.redraws,
        seed=seed,
    )
