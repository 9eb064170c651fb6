"""Each algorithm beats its start on a game of two moves, and goes on from a checkpoint as if it had never stopped."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from algos import registry
from algos.batch import Batch, Corpus, following_values, values_after
from algos.configs import CONFIGS, FROM_BC, TrainConfig
from algos.contract import Diverged
from algos.learner import Learner, learning_rate
from algos.offline import renderer_of
from models.lm import LM
from models.spec import ModelSpec
from tasks.play import play
from tests.toy import Toy, ToyExperience

SPEC = ModelSpec(name="scratch-xs")
KNOBS: dict[str, dict[str, Any]] = {
    "bc": {"steps": 40, "lr": 3e-3, "batch": 32},
    "filtered-bc": {"steps": 40, "lr": 3e-3, "batch": 32, "keep": 0.25},
    "online-bc": {"steps": 6, "episodes": 64, "lr": 2e-3, "batch": 32, "keep": 0.25},
    "mc": {"steps": 200, "lr": 2e-3, "batch": 32, "cql": 0.01},
    "ilql": {"steps": 300, "lr": 2e-3, "batch": 32, "cql": 0.05, "polyak": 0.05},
    "ppo": {"steps": 8, "episodes": 64, "lr": 1e-3, "batch": 64},
}


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that has learned to say either."""
    folder = tmp_path_factory.mktemp("bc")
    learner = _start("bc", ToyExperience(Toy()), None)
    _updates(learner, "bc", ToyExperience(Toy()), None)
    learner.lm.save(folder)
    return folder


def _config(name: str, steps: int | None = None) -> TrainConfig:
    return CONFIGS[name](**KNOBS[name] | ({} if steps is None else {"steps": steps}))


def _start(name: str, experience: ToyExperience, cloned: Path | None) -> Learner:
    lm = LM.create(SPEC, seed=0)
    if cloned is not None:
        lm.restore(cloned, roles=("bc",))
    return registry.load(name).prepare(lm, experience, _config(name), 0)


def _updates(learner: Learner, name: str, experience: ToyExperience, most: int | None) -> list[dict[str, float]]:
    seen = []
    for update in registry.load(name).train(learner, experience, _config(name)):
        seen.append(dict(update.metrics))
        if most is not None and len(seen) == most:
            break
    return seen


def _mean(learner: Learner, name: str, toy: Toy) -> float:
    player = registry.load(name).player(learner.lm, ToyExperience(toy), _config(name), 1)
    return float(np.mean([episode.total for episode in play(toy, player, toy.evaluation_seeds(128))]))


@pytest.mark.parametrize("memory", [None, 1])
@pytest.mark.parametrize("name", [name for name in CONFIGS if name != "bc"])
def test_beats_the_data(name: str, memory: int | None, cloned: Path) -> None:
    toy = Toy(memory)
    experience = ToyExperience(toy)
    learner = _start(name, experience, cloned if name in FROM_BC else None)
    _updates(learner, name, experience, None)
    # Saying either at random earns 1.0; 128 games of it have a standard error of 0.06.
    assert _mean(learner, name, toy) > 1.4


def test_bc_says_what_the_data_say(cloned: Path) -> None:
    learner = _start("bc", ToyExperience(Toy()), cloned)
    assert 0.8 < _mean(learner, "bc", Toy()) < 1.2


@pytest.mark.parametrize("name", list(CONFIGS))
def test_going_on_is_never_having_stopped(name: str, cloned: Path, tmp_path: Path) -> None:
    experience = ToyExperience(Toy())
    start = cloned if name in FROM_BC else None
    whole = _start(name, experience, start)
    wanted = _updates(whole, name, experience, 4)
    first = _start(name, experience, start)
    seen = _updates(first, name, experience, 2)
    first.save(tmp_path / "half")
    second = _start(name, experience, start)
    second.restore(tmp_path / "half")
    seen += _updates(second, name, experience, 2)
    assert seen == wanted
    for mine, theirs in zip(second.lm.parameters(), whole.lm.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_a_loss_that_is_no_number_changes_nothing() -> None:
    learner = _start("bc", ToyExperience(Toy()), None)
    before = [parameter.clone() for parameter in learner.lm.parameters()]
    corpus = Corpus(ToyExperience(Toy()).dataset, renderer_of(learner.lm, ToyExperience(Toy()), _config("bc")))

    def nothing(_: Batch) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        return torch.stack([p.sum() for p in learner.lm.trainable()]).sum() * float("nan"), {}

    with pytest.raises(Diverged, match="learning rate"):
        learner.descend(corpus, np.arange(4), nothing, _config("bc"))
    assert all(torch.equal(a, b) for a, b in zip(before, learner.lm.parameters(), strict=True))


def test_learning_rate_rises_then_falls_to_a_tenth() -> None:
    config = CONFIGS["bc"](steps=110, warmup=10, lr=1.0)
    assert learning_rate(0, config) == pytest.approx(0.1)
    assert learning_rate(9, config) == pytest.approx(1.0)
    assert learning_rate(60, config) == pytest.approx(0.5)
    assert learning_rate(109, config) == pytest.approx(0.1)


@pytest.mark.parametrize("memory", [None, 1])
def test_next_states_cross_the_ends_of_windows(memory: int | None) -> None:
    """With V the number of tokens of the state, each spoken token's next state is the one after it, to the game's end."""
    toy = Toy(memory)
    experience = ToyExperience(toy, 4)
    lm = LM.create(SPEC, seed=0)
    corpus = Corpus(experience.dataset, renderer_of(lm, experience, TrainConfig()))
    assert len(corpus) == (8 if memory == 1 else 4)
    batch = corpus.batch(np.arange(len(corpus)), lm.device, follow="window")
    lengths = (batch.column + 1)[batch.state]
    after = [int(batch.after_column[place]) + 1 if place >= 0 else 0 for place in batch.after_place]
    final = torch.tensor(after)
    got = following_values(lengths, final, batch)
    per_game = got.view(4, -1)
    if memory is None:
        assert torch.equal(per_game[:, :-1], lengths.view(4, -1)[:, 1:])
    else:
        prompt = int(lengths[0])
        assert (per_game[:, 0:-1] > 0).all()
        assert prompt in per_game[0].tolist()
    assert (per_game[:, -1] == 0).all()


def test_an_agent_may_see_less_than_the_task_shows() -> None:
    assert [TrainConfig(memory=own).sees(shown) for own, shown in ((0, 40), (8, 40), (8, None), (8, 1), (0, None))] == [
        40,
        8,
        8,
        1,
        None,
    ]
    lm = LM.create(SPEC, seed=0)
    experience = ToyExperience(Toy(None), 4)
    assert len(Corpus(experience.dataset, renderer_of(lm, experience, TrainConfig(memory=1)))) == 8


def test_a_cut_off_game_bootstraps_and_an_ended_one_does_not() -> None:
    lm = LM.create(SPEC, seed=0)
    lm.add_role("value")
    lm.add_head("v", "v", 7.0)
    for endless, wanted in ((False, 0.0), (True, 7.0)):
        experience = ToyExperience(Toy(None, endless), 3)
        corpus = Corpus(experience.dataset, renderer_of(lm, experience, TrainConfig()))
        batch = corpus.batch(np.arange(3), lm.device, follow="window")
        assert values_after(lm, "value", batch).tolist() == [wanted] * 3


def test_batches_hold_each_window_once_an_epoch() -> None:
    lm = LM.create(SPEC, seed=0)
    corpus = Corpus(ToyExperience(Toy(1)).dataset, renderer_of(lm, ToyExperience(Toy(1)), TrainConfig()))
    order = corpus.order(np.random.default_rng(0), 10)
    assert sorted(int(k) for rows in order for k in rows) == list(range(len(corpus)))
    again = corpus.order(np.random.default_rng(0), 10)
    assert all((a == b).all() for a, b in zip(order, again, strict=True))
