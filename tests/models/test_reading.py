"""What an agent is said to make of its tokens is what it sampled them from."""

from dataclasses import replace

import pytest
import torch

from models.generate import Speaker
from models.judged import packed, unpacked
from models.lm import LM
from models.policy import ModelPolicy
from models.spec import ModelSpec
from models.transcript import Renderer
from tasks.maze import MAZE_PO
from tasks.play import play
from tasks.protocol import Episode
from tasks.wordle import WORDLE


@pytest.fixture(scope="module")
def lm() -> LM:
    torch.set_num_threads(1)
    made = LM.create(ModelSpec(), seed=1)
    made.add_role("bc")
    made.add_role("policy")
    made.add_role("value", copy_of="bc")
    for name in ("q1", "q2"):
        made.add_head(name, "q", -3.0)
    made.add_head("v", "v", -2.0)
    generator = torch.Generator().manual_seed(3)
    for weights in made.heads.parameters():
        weights.data += torch.randn(weights.shape, generator=generator) / 20
    return made


BC, ILQL, PPO = Speaker("bc"), Speaker("bc", "value", ("q1", "q2"), 4.0), Speaker("policy")


def _policy(lm: LM, speaker: Speaker, memory: int | None, temperature: float = 1.0) -> ModelPolicy:
    renderer = Renderer(lm.tokenizer, memory, lm.context, 8)
    return ModelPolicy(lm, renderer, speaker, max_tokens=8, temperature=temperature, seed=5, window=64)


@pytest.mark.parametrize("speaker", [BC, ILQL, PPO], ids=["bc", "ilql", "ppo"])
@pytest.mark.parametrize(("memory", "temperature"), [(None, 1.0), (2, 1.0), (None, 0.6)])
def test_chances_are_those_that_tokens_were_sampled_with(
    lm: LM, speaker: Speaker, memory: int | None, temperature: float
) -> None:
    policy = _policy(lm, speaker, memory, temperature)
    for episode in play(WORDLE, policy, range(3)):
        read = policy.read(episode)
        assert [len(one) for one in read] == [len(turn.tokens) for turn in episode.spoken]
        for turn, one in zip(episode.spoken, read, strict=True):
            chances = torch.tensor([judged.chance for judged in one])
            assert torch.allclose(chances.log(), torch.tensor(turn.logprobs), atol=2e-4)
            for judged in one:
                assert judged.likely[0].chance >= judged.chance - 1e-6
                assert judged.q is not None or speaker != ILQL
                assert (judged.cloned is None) == (speaker == BC)
                assert 0 <= judged.entropy <= torch.tensor(lm.vocab).log() + 1e-3


def test_values_are_those_of_the_heads(lm: LM) -> None:
    policy = _policy(lm, ILQL, None)
    (episode,) = play(WORDLE, policy, [4])
    renderer = Renderer(lm.tokenizer, None, lm.context, 8)
    prompt = renderer.prompt(episode.turns[:3])
    turn = episode.turns[3]
    ids = torch.tensor([[*prompt, *turn.tokens]])
    with torch.inference_mode():
        states = lm.hidden("value", ids)[0, len(prompt) - 1 : -1]
        q = torch.minimum(lm.q("q1")(states), lm.q("q2")(states)).gather(1, ids[0, len(prompt) :, None]).squeeze(1)
        v = lm.v(states)
    read = policy.read(episode)[1]
    assert torch.allclose(torch.tensor([one.q for one in read]), q, atol=1e-4)
    assert torch.allclose(torch.tensor([one.v for one in read]), v, atol=1e-4)
    assert [one.advantage for one in read] == pytest.approx((q - v).tolist(), abs=1e-4)


def test_without_q_a_tokens_worth_is_what_follows(lm: LM) -> None:
    lm.heads.requires_grad_(False)
    policy = _policy(lm, PPO, None)
    (played,) = play(WORDLE, policy, [4])
    ended, cut = replace(played, terminated=True), replace(played, terminated=False)
    read = policy.read(ended)
    assert read[0][0].q == pytest.approx(read[0][1].v), "within a text nothing is earned"
    assert read[0][-1].q == pytest.approx(played.spoken[0].reward + (read[1][0].v or 0))
    assert read[-1][-1].q == pytest.approx(played.spoken[-1].reward)
    assert policy.read(cut)[-1][-1].q is None


def test_a_game_of_somebody_else_can_be_read(lm: LM) -> None:
    for memory in (None, 1):
        (episode,) = play(MAZE_PO, MAZE_PO.players["best"].build(0), [3])
        assert not episode.spoken[0].tokens
        read = _policy(lm, ILQL, memory).read(episode)
        assert ["".join(one.text for one in turn) for turn in read] == [turn.text for turn in episode.spoken]
        assert unpacked(packed(read)) == tuple(tuple(turn) for turn in read)


def test_a_game_without_a_word_has_nothing_to_read(lm: LM) -> None:
    (played,) = play(WORDLE, _policy(lm, BC, None), [4])
    silent = Episode("wordle", 4, played.turns[:1], terminated=False, truncated=True)
    assert _policy(lm, BC, None).read(silent) == []
