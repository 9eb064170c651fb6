"""An agent that draws anew does not say at once again what the game has just refused, and else says what it would have said."""

from collections import Counter

import pytest
import torch

from models.generate import Speaker
from models.lm import LM
from models.policy import ModelPolicy, refused
from models.spec import ModelSpec
from models.transcript import Renderer
from tasks.protocol import Turn

ASKED = Turn("game", "go\n")


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def lm() -> LM:
    """A model that says ` a` or ` b`, mostly ` a`, and ends."""
    made = LM.create(ModelSpec(), seed=0)
    made.add_role("bc")
    made.train_role("bc")
    ids = torch.tensor([made.tokenizer.encode(f"go\n {said}\n") for said in "aaab"])
    optimizer = torch.optim.Adam(made.trainable(), lr=1e-3)
    for _ in range(150):
        scores = made.logits("bc", made.hidden("bc", ids))
        loss = torch.nn.functional.cross_entropy(scores[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return made


def _said(lm: LM, history: tuple[Turn, ...], *, redraws: int, memory: int | None = 1, heat: float = 1.0) -> list[str]:
    renderer = Renderer(lm.tokenizer, memory, lm.context, 4)
    policy = ModelPolicy(
        lm, renderer, Speaker("bc"), max_tokens=4, temperature=heat, seed=3, window=16, redraws=redraws
    )
    return [turn.text for turn in policy.act([history] * 200)]


def test_what_was_just_refused() -> None:
    no, yes = Turn("agent", "x\n", legal=False), Turn("agent", "y\n")
    assert refused([ASKED]) == frozenset()
    assert refused([ASKED, no, ASKED]) == {"x\n"}
    assert refused([ASKED, no, ASKED, yes, ASKED]) == frozenset()
    assert refused([ASKED, yes, ASKED, no, ASKED, no, ASKED]) == {"x\n"}


def test_what_was_refused_is_not_said_again(lm: LM) -> None:
    history = (ASKED, Turn("agent", " a\n", -1.0, legal=False), ASKED)
    assert Counter(_said(lm, history, redraws=0))[" a\n"] > 100
    others = Counter(_said(lm, history, redraws=100))
    assert others[" a\n"] == 0
    assert others[" b\n"] > 150
    both = (*history[:-1], ASKED, Turn("agent", " b\n", -1.0, legal=False), ASKED)
    assert Counter(_said(lm, both, redraws=100))[" b\n"] < 40, "who knows nothing else draws in vain, and goes on"


def test_after_a_hundred_draws_in_vain_an_agent_speaks_ever_hotter(lm: LM) -> None:
    """What it says then is new, and what it would have said within a hundred draws it still says."""
    refusals = [Turn("agent", text, -1.0, legal=False) for text in (" a\n", " b\n")]
    history = (ASKED, refusals[0], ASKED, refusals[1], ASKED)
    few, many = (_said(lm, history, redraws=redraws, heat=0.5) for redraws in (100, 1000))
    known = {" a\n", " b\n"}
    assert all(one == other for one, other in zip(few, many, strict=True) if one not in known)
    assert sum(text in known for text in few) > 100
    assert sum(text in known for text in many) < 20


def test_draws_are_anew_as_often_as_one_says(lm: LM) -> None:
    """Three draws of four are ` a`, so that eleven in vain are one in thirty, and one is as good as none."""
    history = (ASKED, Turn("agent", " a\n", -1.0, legal=False), ASKED)
    counts = [Counter(_said(lm, history, redraws=redraws))[" a\n"] for redraws in (0, 1, 2, 12)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[1] > counts[2] > counts[3]
    assert counts[3] < 20


@pytest.mark.parametrize("memory", [1, None])
def test_nothing_else_is_said_otherwise(lm: LM, memory: int | None) -> None:
    for history in ((ASKED,), (ASKED, Turn("agent", " a\n"), ASKED)):
        plain, careful = (_said(lm, history, redraws=redraws, memory=memory) for redraws in (0, 100))
        assert plain == careful
    history = (ASKED, Turn("agent", " a\n", -1.0, legal=False), ASKED)
    plain, careful = (_said(lm, history, redraws=redraws, memory=memory) for redraws in (0, 100))
    assert all(one == other for one, other in zip(plain, careful, strict=True) if one != " a\n")


def test_the_likeliest_text_is_said_though_it_was_refused(lm: LM) -> None:
    history = (ASKED, Turn("agent", " a\n", -1.0, legal=False), ASKED)
    assert set(_said(lm, history, redraws=100, heat=0.0)) == {" a\n"}
