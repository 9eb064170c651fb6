"""The losses agree with what the reference's own functions computed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from algos import maths

FOLDER = Path(os.environ.get("LMRL_CONFORMANCE", Path(__file__).parents[3] / "shared" / "conformance"))
CASES = [case for file in sorted(FOLDER.glob("losses*.json")) for case in json.loads(file.read_text())]

pytestmark = pytest.mark.skipif(not CASES, reason=f"no losses*.json in {FOLDER}")

NEAR = 1e-5


def _spoken(case: dict[str, Any]) -> Tensor:
    return torch.tensor(case["should_take_action"]) & torch.tensor(case["attention_mask"]).bool()


def _taken(q: torch.Tensor, case: dict[str, Any]) -> maths.Taken:
    return maths.taken(q, torch.arange(len(q)), torch.tensor(case["token_ids"])[_spoken(case)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["seed"]))
def test_ilql(case: dict[str, Any]) -> None:
    part = case["ilql"]
    x = {name: torch.tensor(value) for name, value in part["inputs"].items()}
    at = _spoken(case)
    following = maths.next_values(x["v"], at, x["v_final"])
    loss = maths.ilql_loss(
        _taken(x["q1_logits"][at], case), _taken(x["q2_logits"][at], case), x["v"][at],
        torch.minimum(x["target_q1"], x["target_q2"])[at], torch.tensor(case["rewards"])[at], following[at],
        gamma=part["params"]["gamma"], tau=part["params"]["tau"], cql=part["params"]["cql_weight"],
    )  # fmt: skip
    wanted = part["losses"]
    assert loss.total.item() == pytest.approx(wanted["total_loss"], abs=NEAR)
    for mine, theirs in [("q1", "q1_loss"), ("q2", "q2_loss"), ("v", "v_loss"), ("cql1", "q1_cql_loss"), ("cql2", "q2_cql_loss")]:  # fmt: skip
        assert getattr(loss, mine).item() == pytest.approx(wanted[theirs], abs=NEAR), theirs


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["seed"]))
def test_mc(case: dict[str, Any]) -> None:
    part, at = case["mc"], _spoken(case)
    rewards = torch.tensor(case["rewards"])
    returns = maths.rewards_to_go(rewards, at, part["params"]["gamma"], rewards.new_zeros(len(rewards)))
    assert torch.allclose(returns, torch.tensor(part["returns"]), atol=NEAR)
    q = torch.tensor(case["ilql"]["inputs"]["q1_logits"])[at]
    loss = maths.mc_loss(_taken(q, case), returns[at], cql=part["params"]["cql_weight"])
    assert loss.total.item() == pytest.approx(part["losses"]["total_loss"], abs=NEAR)
    assert loss.q.item() == pytest.approx(part["losses"]["q_loss"], abs=NEAR)
    assert loss.cql.item() == pytest.approx(part["losses"]["q_cql_loss"], abs=NEAR)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["seed"]))
def test_ppo(case: dict[str, Any]) -> None:
    part, at = case["ppo"], _spoken(case)
    x = {name: torch.tensor(value)[at] for name, value in part["inputs"].items()}
    loss = maths.ppo_loss(
        x["logprobs"], x["values"], x["old_logprobs"], x["old_values"], x["old_advantages"], x["old_returns"],
        clip=part["params"]["cliprange"], clip_value=part["params"]["cliprange_value"],
        value_weight=part["params"]["value_loss_coef"],
    )  # fmt: skip
    assert loss.total.item() == pytest.approx(part["losses"]["total_loss"], abs=NEAR)
    assert loss.policy.item() == pytest.approx(part["losses"]["policy_loss"], abs=NEAR)
    assert loss.value.item() == pytest.approx(part["losses"]["value_loss"], abs=NEAR)
    assert loss.kl.item() == pytest.approx(part["approx_kl"], abs=NEAR)
    assert loss.clipped.item() == pytest.approx(part["clipfrac"], abs=NEAR)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["seed"]))
def test_gae(case: dict[str, Any]) -> None:
    part = case["gae"]
    values, rewards = torch.tensor(part["values"]), torch.tensor(case["rewards"])
    spoken = torch.zeros(values.shape, dtype=torch.bool)
    for row, wanted in enumerate(part["rows"]):
        spoken[row, wanted["action_positions"]] = True
    params = part["params"]
    got = maths.gae(rewards, values, spoken, values.new_zeros(len(values)), params["gamma"], params["lam"])
    for row, wanted in enumerate(part["rows"]):
        at = wanted["action_positions"]
        assert got.advantages[row, at].tolist() == pytest.approx(wanted["advantages"], abs=NEAR)
        assert got.returns[row, at].tolist() == pytest.approx(wanted["returns"], abs=NEAR)
