"""Roles, heads, generation, and what is written to disk."""

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

from models.generate import Speaker, generate
from models.heads import polyak_
from models.lm import LM, DamagedCheckpoint
from models.load import LoadError
from models.memory import estimate, parameters
from models.policy import ModelPolicy
from models.spec import PRESETS, VOCABULARY, ModelSpec
from models.transcript import Renderer
from tasks.protocol import Turn
from tests.models.shapes import save_tiny

PROMPTS = [[5, 6, 7, 8], [9, 10, 11, 12, 13, 14], [5, 6, 7, 8], [40, 41]]


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def lm() -> LM:
    made = LM.create(ModelSpec(), seed=1)
    made.add_role("bc")
    return made


def test_greedy_generation_is_that_of_transformers(lm: LM) -> None:
    said = generate(lm, PROMPTS, speaker=Speaker("bc"), max_tokens=8, seed=0, temperature=0)
    for prompt, one in zip(PROMPTS, said, strict=True):
        theirs = lm.trunks["bc"].generate(torch.tensor([prompt]), max_new_tokens=8, do_sample=False)  # type: ignore[operator]
        assert list(one.tokens) == theirs[0, len(prompt) : len(prompt) + len(one.tokens)].tolist()
        assert one.cut or lm.ends[one.tokens[-1]]


def test_cached_steps_have_the_logprobs_of_a_whole_pass(lm: LM) -> None:
    for prompt, one in zip(PROMPTS, generate(lm, PROMPTS, speaker=Speaker("bc"), max_tokens=6, seed=3), strict=True):
        ids = torch.tensor([prompt + list(one.tokens)])
        logprobs = lm.logits("bc", lm.hidden("bc", ids[:, :-1])).log_softmax(-1)[0, len(prompt) - 1 :]
        assert logprobs.gather(1, ids[0, len(prompt) :, None])[:, 0].tolist() == pytest.approx(one.logprobs, abs=1e-4)


def test_a_seed_decides_what_is_said(lm: LM) -> None:
    def say(seed: int) -> list[tuple[int, ...]]:
        found = generate(lm, PROMPTS, speaker=Speaker("bc"), max_tokens=8, seed=seed)
        return [one.tokens for one in found]

    assert say(0) == say(0)
    assert say(0) != say(1)


def test_samples_are_distributed_as_the_softmax(lm: LM) -> None:
    with torch.no_grad():
        wanted = lm.logits("bc", lm.hidden("bc", torch.tensor([[5, 6]])))[0, -1].softmax(-1).numpy()
    games = 4000
    said = generate(lm, [[5, 6]] * games, speaker=Speaker("bc"), max_tokens=1, seed=0)
    counts = np.bincount([one.tokens[0] for one in said], minlength=len(wanted))
    likely = wanted > 0.0015
    spread = np.sqrt(wanted[likely] * (1 - wanted[likely]) / games)
    assert likely.sum() > 5
    assert (np.abs(counts[likely] / games - wanted[likely]) < 4.5 * spread).all()


def test_beta_tilts_towards_q(lm: LM) -> None:
    lm.add_role("value", copy_of="bc")
    lm.add_head("q", "q", 0.0)
    with torch.no_grad():
        lm.q("q").last.bias[77] = 1.0
    speaker = Speaker("bc", "value", ("q",), beta=50.0)
    said = generate(lm, PROMPTS, speaker=speaker, max_tokens=1, seed=0)
    assert {one.tokens[0] for one in said} == {77}


def test_padding_on_either_side_changes_nothing(lm: LM) -> None:
    ids = torch.tensor([[5, 6, 7]])
    plain = lm.hidden("bc", ids)[0]
    right = lm.hidden("bc", torch.tensor([[5, 6, 7, 0, 0]]))[0, :3]
    mask = torch.tensor([[0, 0, 1, 1, 1]])
    left = lm.hidden("bc", torch.tensor([[0, 0, 5, 6, 7]]), mask, positions=(mask.cumsum(1) - 1).clamp(min=0))[0, 2:]
    assert torch.allclose(plain, right, atol=1e-5)
    assert torch.allclose(plain, left, atol=1e-5)


def test_heads_answer_their_bias_until_they_learn(lm: LM) -> None:
    lm.add_head("v", "v", -3.5)
    lm.add_head("q", "q", 2.0)
    hidden = torch.randn(4, lm.width)
    assert lm.v(hidden).tolist() == [-3.5] * 4
    assert torch.equal(lm.q("q")(hidden), torch.full((4, lm.vocab), 2.0))
    assert lm.q("q").at(hidden, torch.tensor([0, 3, 3]), torch.tensor([1, 2, 3])).tolist() == [2.0] * 3


def test_polyak_moves_part_of_the_way(lm: LM) -> None:
    lm.add_head("q1", "q", 0.0)
    lm.add_head("target_q1", "q", 10.0)
    polyak_(lm.heads["target_q1"], lm.heads["q1"], 0.25)
    assert lm.q("target_q1").last.bias[0].item() == pytest.approx(7.5)
    lm.train_role("bc")
    assert not any(p.requires_grad for p in lm.heads["target_q1"].parameters())


def test_a_role_is_a_copy_that_learns_alone(lm: LM) -> None:
    lm.add_role("policy", copy_of="bc")
    lm.train_role("policy")
    before = lm.hidden("bc", torch.tensor([[5, 6]])).detach().clone()
    for parameter in lm.trainable():
        parameter.data.add_(0.1)
    assert torch.equal(lm.hidden("bc", torch.tensor([[5, 6]])), before)
    assert not torch.equal(lm.hidden("policy", torch.tensor([[5, 6]])), before)


def test_what_is_saved_is_restored_bit_for_bit(lm: LM, tmp_path: Path) -> None:
    lm.add_role("value", copy_of="bc")
    lm.add_head("v", "v", 1.0)
    lm.train_role("value")
    for parameter in lm.trainable():
        parameter.data.add_(torch.randn_like(parameter))
    lm.save(tmp_path)
    other = LM.create(ModelSpec(), seed=9)
    other.restore(tmp_path)
    mine, theirs = lm.state_dict(), other.state_dict()
    kept = [name for name in mine if not name.startswith("_pristine")]
    assert kept
    assert all(torch.equal(mine[name], theirs[name]) for name in kept)
    assert len(other.trainable()) == len(lm.trainable())


def test_words_are_the_tokens_of_a_model_that_learns_from_nothing(tmp_path: Path) -> None:
    plain, wordy = LM.create(ModelSpec(), seed=1), LM.create(ModelSpec(), seed=1, words=("Q d 4", "k e 8"))
    assert wordy.vocab == plain.vocab + 2 == VOCABULARY + 2
    wordy.add_role("bc")
    wordy.save(tmp_path)
    LM.create(ModelSpec(), seed=2, words=("Q d 4", "k e 8")).restore(tmp_path)
    with pytest.raises(DamagedCheckpoint):
        LM.create(ModelSpec(), seed=2).restore(tmp_path)
    adapted = LM.create(ModelSpec(lora_rank=4), seed=1, words=("Q d 4",))
    assert adapted.vocab == plain.vocab
    assert len(adapted.tokenizer.encode("Q d 4")) > 1


def test_a_damaged_file_is_named(lm: LM, tmp_path: Path) -> None:
    lm.save(tmp_path)
    (tmp_path / "bc" / "model.safetensors").write_bytes(b"rubbish")
    with pytest.raises(DamagedCheckpoint, match=str(tmp_path)):
        LM.create(ModelSpec(), seed=0).restore(tmp_path)


@pytest.mark.parametrize("kind", ["llama", "gpt2"])
def test_adapters_on_a_folder_and_peft_speaks_the_same(kind: str, tmp_path: Path) -> None:
    from peft import PeftModel

    folder = save_tiny(tmp_path / "base", kind)  # type: ignore[arg-type]
    lm = LM.create(ModelSpec(name=str(folder), lora_rank=4), seed=0)
    lm.add_role("bc")
    lm.add_role("policy", copy_of="bc")
    lm.train_role("policy")
    base = {
        name: tensor.clone()
        for name, tensor in lm.state_dict().items()
        if "lora" not in name and "_pristine" not in name
    }
    optimizer = torch.optim.AdamW(lm.trainable(), lr=0.05)
    ids = torch.tensor([[5, 6, 7, 8]])
    for _ in range(3):
        loss = -lm.logits("policy", lm.hidden("policy", ids)).log_softmax(-1)[..., 9].mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        with torch.no_grad():
            lm.hidden("bc", ids)
        optimizer.step()
    after = lm.state_dict()
    assert all(torch.equal(tensor, after[name]) for name, tensor in base.items())
    assert not torch.equal(lm.hidden("bc", ids), lm.hidden("policy", ids))
    lm.save_role("policy", tmp_path / "policy")
    theirs = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(folder), tmp_path / "policy")
    logits = theirs(input_ids=ids).logits
    assert torch.allclose(logits, lm.logits("policy", lm.hidden("policy", ids)), atol=1e-4)
    said = generate(lm, [[5, 6, 7]], speaker=Speaker("policy"), max_tokens=5, seed=0, temperature=0)[0]
    spoken = theirs.generate(input_ids=torch.tensor([[5, 6, 7]]), max_new_tokens=5, do_sample=False)[0, 3:].tolist()
    assert list(said.tokens) == spoken[: len(said.tokens)]


@pytest.mark.parametrize("quant", ["nf4", "int8"])
def test_a_quantised_base_learns_by_adapters_repeatably(quant: str, tmp_path: Path) -> None:
    folder = save_tiny(tmp_path / "base", "llama")

    def trained() -> list[torch.Tensor]:
        lm = LM.create(ModelSpec(name=str(folder), quant=quant), seed=0)  # type: ignore[arg-type]
        lm.add_role("bc")
        lm.add_role("value", copy_of="bc")
        lm.add_head("v", "v", 0.0)
        lm.train_role("value")
        loss = (lm.v(lm.hidden("value", torch.tensor([[5, 6, 7]]))) - 3).pow(2).mean()
        optimizer = torch.optim.AdamW(lm.trainable(), lr=0.01)
        for _ in range(2):
            optimizer.zero_grad()
            loss = (lm.v(lm.hidden("value", torch.tensor([[5, 6, 7]]))) - 3).pow(2).mean()
            torch.autograd.backward(loss)
            optimizer.step()
        lm.save(tmp_path / quant)
        other = LM.create(ModelSpec(name=str(folder), quant=quant), seed=5)  # type: ignore[arg-type]
        other.restore(tmp_path / quant)
        ids = torch.tensor([[5, 6, 7]])
        assert torch.equal(other.hidden("value", ids), lm.hidden("value", ids))
        assert not torch.equal(lm.hidden("bc", ids), lm.hidden("value", ids))
        return [parameter.detach().clone() for parameter in lm.trainable()]

    first, second = trained(), trained()
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_sampled_ids_stay_on_the_turn(lm: LM) -> None:
    renderer = Renderer(lm.tokenizer, None, lm.context, 8)
    policy = ModelPolicy(lm, renderer, Speaker("bc"), max_tokens=8, temperature=1.0, seed=0)
    history = (Turn("game", "Wordle:\n"),)
    turn = policy.act([history])[0]
    assert turn.text.endswith("\n")
    assert turn.text.count("\n") == 1
    assert len(turn.logprobs) == len(turn.tokens)
    assert tuple(renderer.prompt((*history, turn))[1:]) == turn.tokens


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (ModelSpec(name="nobody/has-this-model"), "nobody/has-this-model"),
        (ModelSpec(name="/tmp"), "config.json"),
        (ModelSpec(quant="nf4", lora_rank=0), "frozen"),
    ],
)
def test_what_cannot_be_loaded_says_what_to_do(spec: ModelSpec, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(LoadError, match=said):
        LM.create(spec, seed=0)


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    folder = save_tiny(tmp_path, "llama")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(LoadError, match="safetensors"):
        LM.create(ModelSpec(name=str(folder)), seed=0)


@pytest.mark.parametrize("name", list(PRESETS))
def test_parameters_are_counted_without_building_the_model(name: str) -> None:
    spec = ModelSpec(name=name)
    lm = LM.create(spec, seed=0)
    assert parameters(spec) == sum(p.numel() for p in lm._pristine.parameters())
    found = estimate(spec, algo="ilql", batch=32, tokens=64)
    assert found is not None
    assert found.total > 4 * (parameters(spec) or 0)
