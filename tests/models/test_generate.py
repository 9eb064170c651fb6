"""Many games at one table: what is said does not depend on how games are seated, and is what the model alone would say."""

from pathlib import Path

import numpy as np
import pytest
import torch

from models.cache import SeatCache
from models.generate import Seats, Speaker, Spoken, generate
from models.lm import LM
from models.policy import ModelPolicy
from models.side import on_one_core_if_short
from models.spec import ModelSpec
from models.transcript import Renderer
from tasks.play import play
from tasks.wordle import WORDLE
from tests.models.shapes import save_tiny
from tests.toy import Toy


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def lm() -> LM:
    made = LM.create(ModelSpec(), seed=1)
    made.add_role("bc")
    return made


def _policy(lm: LM, *, memory: int | None, temperature: float = 1.0, window: int = 64) -> ModelPolicy:
    renderer = Renderer(lm.tokenizer, memory, lm.context, 8)
    return ModelPolicy(lm, renderer, Speaker("bc"), max_tokens=8, temperature=temperature, seed=5, window=window)


@pytest.mark.parametrize("family", ["scratch", "llama", "gpt2"])
def test_cached_turns_say_what_transformers_says_to_the_whole_history(family: str, lm: LM, tmp_path: Path) -> None:
    if family != "scratch":
        folder = save_tiny(tmp_path, "llama" if family == "llama" else "gpt2")
        lm = LM.create(ModelSpec(name=str(folder), lora_rank=0), seed=0)
        lm.add_role("bc")
    renderer = Renderer(lm.tokenizer, None, lm.context, 8)
    policy = ModelPolicy(lm, renderer, Speaker("bc"), max_tokens=8, temperature=0, seed=0, window=64)
    for episode in play(WORDLE, policy, range(5)):
        for k, turn in enumerate(episode.turns):
            if turn.role == "agent":
                prompt = renderer.prompt(episode.turns[:k])
                theirs = lm.trunks["bc"].generate(
                    torch.tensor([prompt]), max_new_tokens=len(turn.tokens), do_sample=False
                )  # type: ignore[operator]
                assert theirs[0, len(prompt) :].tolist()[: len(turn.tokens)] == list(turn.tokens)


@pytest.mark.parametrize("memory", [None, 2])
def test_seats_have_no_part_in_what_is_said(memory: int | None, lm: LM, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(seats: int) -> list[list[tuple[int, ...]]]:
        monkeypatch.setattr(LM, "seats", lambda self, tokens, repeating: seats)
        played = play(WORDLE, _policy(lm, memory=memory), range(9))
        return [[turn.tokens for turn in episode.spoken] for episode in played]

    assert said(2) == said(9) == said(5)


def test_remembered_distributions_are_those_that_the_model_gives(lm: LM) -> None:
    """An agent with a short memory meets the same prompts again; a fresh model call would say the same."""
    episodes = play(Toy(1), _policy(lm, memory=1), range(40))
    renderer = Renderer(lm.tokenizer, 1, lm.context, 8)
    for episode in episodes[::7]:
        for k, turn in enumerate(episode.turns):
            if turn.role == "agent":
                prompt = renderer.prompt(episode.turns[:k])
                ids = torch.tensor([[*prompt, *turn.tokens]])
                logprobs = lm.logits("bc", lm.hidden("bc", ids[:, :-1])).log_softmax(-1)[0, len(prompt) - 1 :]
                wanted = logprobs.gather(1, ids[0, len(prompt) :, None])[:, 0].tolist()
                assert list(turn.logprobs) == pytest.approx(wanted, abs=1e-4)


def test_only_what_is_new_is_encoded(lm: LM) -> None:
    seats = Seats(lm, Speaker("bc"), max_tokens=4, temperature=1.0, seed=0, seats=1)
    prompt = list(range(5, 45))
    seats.ask(7, prompt)
    (_, first) = seats.hear()[0]
    before = seats.encoded
    seats.ask(7, [*prompt, *first.tokens, 50, 51, 52])
    (_, second) = seats.hear()[0]
    # The last spoken token and the three of the answer, and then what was spoken but its last token.
    assert seats.encoded - before == 1 + 3 + len(second.tokens) - 1
    assert before == len(prompt) + len(first.tokens) - 1


def test_few_pending_tokens_ride_with_those_who_speak_and_change_nothing(lm: LM) -> None:
    prompts = [[5, 6, 7, 8], [9, 10], [11, 12, 13], [14, 15, 16, 17, 18], [19, 20]]
    alone = [generate(lm, [one], speaker=Speaker("bc"), max_tokens=5, seed=0, temperature=0)[0] for one in prompts]
    seats = Seats(lm, Speaker("bc"), max_tokens=5, temperature=0, seed=0, seats=len(prompts))
    widths: list[int] = []
    whole = seats._pass

    def watched(rows: np.ndarray, tokens: int) -> torch.Tensor:
        widths.append(tokens)
        return whole(rows, tokens)

    seats._pass = watched  # type: ignore[method-assign]
    for game, prompt in enumerate(prompts):
        seats.ask(game, prompt)
    said: dict[int, Spoken] = {}
    while len(said) < len(prompts):
        said |= dict(seats.hear())
    assert [said[game].tokens for game in range(len(prompts))] == [one.tokens for one in alone]
    assert sum(width > 1 for width in widths) == 1, "the two long prompts have a pass of their own, the others none"
    least = sum(len(prompt) + 4 for prompt in prompts)
    assert least <= seats.encoded <= least + len(prompts), "the last token of a text rides along, nothing comes twice"


def test_short_passes_stay_on_one_core(lm: LM) -> None:
    torch.set_num_threads(2)
    try:
        for work, threads in ((1e6, 1), (1e12, 2)):
            with on_one_core_if_short(work):
                assert torch.get_num_threads() == threads
            assert torch.get_num_threads() == 2
        with pytest.raises(KeyError), on_one_core_if_short(1):
            raise KeyError
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(1)
    assert lm.multiplications(100) > lm.multiplications(1) > 1e5


def test_another_prompt_in_the_same_seat_forgets_what_differs(lm: LM) -> None:
    seats = Seats(lm, Speaker("bc"), max_tokens=6, temperature=0, seed=0, seats=3)
    seats.ask(0, [5, 6, 7, 8, 9, 10])
    seats.hear()
    seats.ask(0, [5, 6, 40, 41])
    again = seats.hear()[0][1]
    alone = generate(lm, [[5, 6, 40, 41]], speaker=Speaker("bc"), max_tokens=6, seed=0, temperature=0)[0]
    assert again.tokens == alone.tokens


def test_a_game_that_leaves_gives_its_seat_and_the_others_go_on(lm: LM) -> None:
    prompts = [[5, 6, 7], [8, 9, 10, 11], [12, 13]]
    alone = [
        generate(lm, [one], speaker=Speaker("bc"), max_tokens=6, seed=0, temperature=0)[0].tokens for one in prompts
    ]
    seats = Seats(lm, Speaker("bc"), max_tokens=6, temperature=0, seed=0, seats=2)
    seats.ask(0, prompts[0])
    seats.ask(1, prompts[1])
    assert seats.full
    found: dict[int, tuple[int, ...]] = {}
    while 0 not in found:
        found |= {game: said.tokens for game, said in seats.hear()}
    seats.leave(0)
    seats.ask(2, prompts[2])
    while len(found) < 3:
        found |= {game: said.tokens for game, said in seats.hear()}
    assert [found[k] for k in range(3)] == alone


def test_a_cache_grows_and_keeps_what_it_has() -> None:
    cache = SeatCache(2)
    generator = torch.Generator().manual_seed(0)
    first, second = torch.randn(2, 2, 60, 4, generator=generator), torch.randn(2, 2, 90, 4, generator=generator)
    cache.aim(None, torch.arange(60).expand(2, 60), 60)
    cache.update(first, first, 0)
    cache.aim(None, torch.arange(60, 150).expand(2, 90), 150)
    keys, values = cache.update(second, -second, 0)
    assert torch.equal(keys, torch.cat([first, second], 2))
    assert torch.equal(values, torch.cat([first, -second], 2))
    cache.move(1, 0, 150)
    cache.aim(torch.tensor([0]), torch.tensor([[-1]]), 150)
    assert torch.equal(cache.update(first[:1, :, :1], first[:1, :, :1], 0)[0][0], keys[1])


def test_draws_are_uniform_and_unrelated() -> None:
    from models.generate import _mixed, _uniforms

    streams = _mixed(np.arange(2000, dtype=np.uint64))
    drawn = np.stack([_uniforms(streams, np.full(2000, k)) for k in range(8)])
    assert abs(drawn.mean() - 0.5) < 0.01
    assert abs(drawn.var() - 1 / 12) < 0.005
    correlations = np.corrcoef(drawn) - np.eye(8)
    assert np.abs(correlations).max() < 0.1
    assert np.abs(np.corrcoef(drawn[:, :-1].ravel(), drawn[:, 1:].ravel())[0, 1]) < 0.03
