import json
import re
import shlex
import subprocess
import sys
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algos.configs import CONFIGS, FROM_BC, ILQLConfig, knobs, problems
from lab import cli
from lab.catalog import (
    ALGOS,
    TASKS,
    algo,
    algo_config,
    check,
    command,
    data_from,
    spec_from,
    spec_from_json,
    spec_to_json,
    task,
)
from lab.commands.runs import knobs as pairs
from lab.presets import preset, task_preset
from lab.problem import Problem
from lab.records import DataSpec, RunSpec

EVERY = [(name, one) for name in TASKS for one in ALGOS]


def test_names_lead_to_tasks_and_algorithms() -> None:
    assert [*TASKS] == [
        "maze-fo", "maze-po", "textnav-fo", "textnav-po", "wordle", "wordle-standard", "chess", "endgames",
        "twenty-questions", "guess-city", "car-dealer",
    ]  # fmt: skip
    assert all(task(name).name == name for name in TASKS)
    assert [*ALGOS] == [*CONFIGS]
    assert all(ALGOS.values())
    assert algo("ilql") is ILQLConfig


def test_unknown_names_suggest_the_nearest() -> None:
    for ask, near in (
        (lambda: task("wordl"), "wordle"),
        (lambda: algo("ilq"), "ilql"),
        (lambda: algo_config("ilql", "maze-fo", {"gama": 1}), "gamma"),
        (lambda: spec_from("maze-fo", "bc", data=DataSpec(recipe="submaze")), "submazes"),
    ):
        with pytest.raises(Problem, match=f"did you mean {near}") as caught:
            ask()
        assert caught.value.code == 2
    with pytest.raises(Problem, match="one of maze-fo"):
        task("zzzzzzzz")


@pytest.mark.parametrize(("name", "one"), EVERY)
def test_every_preset_is_allowed(name: str, one: str) -> None:
    config = algo_config(one, name)
    assert type(config) is CONFIGS[one]
    assert problems(config) == {}
    assert preset(name, one).eval_every > 0
    assert {**asdict(config), **preset(name, one).knobs} == asdict(config)
    kinds = {knob.name: knob.kind for knob in knobs(CONFIGS[one])}
    assert all(type(value) is kinds[key] for key, value in asdict(config).items())


def test_what_a_person_sets_replaces_presets_and_defaults() -> None:
    config = algo_config("ilql", "maze-fo", {"steps": "1e3", "tau": "0.5", "beta": 2})
    assert isinstance(config, ILQLConfig)
    assert (config.steps, config.tau, config.beta) == (1000, 0.5, 2.0)
    assert config.lr == preset("maze-fo", "ilql").knobs["lr"] != ILQLConfig().lr
    assert config.clip_grad == ILQLConfig().clip_grad


@pytest.mark.parametrize(
    ("knob", "value", "said"),
    [
        ("steps", "abc", "a whole number"), ("steps", "1.5", "a whole number"), ("steps", "nan", "a whole number"),
        ("steps", "inf", "a whole number"), ("steps", "", "a whole number"), ("steps", True, "a whole number"),
        ("steps", 1.5, "a whole number"), ("steps", None, "a whole number"), ("steps", -1, "greater than 0"),
        ("tau", "x", "a number"), ("tau", False, "a number"), ("tau", "nan", "finite"), ("tau", "inf", "finite"),
        ("tau", "2", "at most 1"), ("tau", "0", "greater than 0"), ("cql", "-1", "0 or more"),
    ],
)  # fmt: skip
def test_values_that_are_not_allowed_are_said(knob: str, value: Any, said: str) -> None:
    with pytest.raises(Problem, match=said) as caught:
        algo_config("ilql", "maze-fo", {knob: value})
    assert knob in str(caught.value)


@pytest.mark.parametrize(("name", "one"), EVERY)
def test_a_spec_is_whole_and_survives_json(name: str, one: str) -> None:
    spec = spec_from(name, one)
    assert check(spec) == []
    assert spec.data.recipe in TASKS[name].recipes
    assert spec.data.episodes > 0
    assert 0 < spec.eval_every <= spec.config.steps
    assert 0 < spec.checkpoint_every <= spec.config.steps
    assert spec.eval_episodes == task_preset(name).eval_episodes
    assert spec_from_json(json.loads(json.dumps(spec_to_json(spec)))) == spec


def test_a_short_run_is_evaluated_within_its_steps() -> None:
    spec = spec_from("maze-fo", "bc", steps=1)
    assert (spec.config.steps, spec.eval_every, spec.checkpoint_every) == (1, 1, 1)


def test_a_view_is_one_of_the_task() -> None:
    assert spec_from("endgames", "bc", overrides={"view": "pieces"}).config.view == "pieces"
    with pytest.raises(Problem, match="of endgames it is empty or one of pieces"):
        spec_from("endgames", "bc", overrides={"view": "piece"})
    with pytest.raises(Problem, match="maze-fo is read as it is: leave view empty"):
        spec_from("maze-fo", "bc", overrides={"view": "pieces"})


def test_a_spec_of_another_version_is_refused() -> None:
    document = spec_to_json(spec_from("maze-fo", "bc"))
    without = {name: value for name, value in document.items() if name != "model"}
    for other in (
        {**document, "colour": 1},
        {**document, "algo": "sac"},
        {**document, "config": {**document["config"], "gamma": 1.0}},
        {**document, "data": {"shape": "round"}},
        without,
    ):
        with pytest.raises(Problem, match="no spec of a run"):
            spec_from_json(other)


def test_what_is_wrong_with_a_spec_is_said() -> None:
    spec = spec_from("maze-fo", "bc")
    for wrong, said in (
        (replace(spec, seed=-1), "a seed is"),
        (replace(spec, data=replace(spec.data, episodes=-1)), "number of episodes"),
        (replace(spec, threads=0), "threads"),
        (replace(spec, model=replace(spec.model, quant="nf4", lora_rank=0)), "adapters"),
        (replace(spec, config=replace(spec.config, lr=0.0)), "lr is 0"),
    ):
        assert len(check(wrong)) == 1
        assert said in check(wrong)[0]
    with pytest.raises(Problem, match="a seed is"):
        spec_from("maze-fo", "bc", seed=-1)


def _relaunched(line: str) -> RunSpec:
    """The spec that the shell and the command line make of a command."""
    program, *words = shlex.split(line)
    assert program == "lmrl-lab"
    asked = cli.parser().parse_args(words)
    return spec_from(
        asked.task, asked.algo, model=asked.model, quant=asked.quant, lora_rank=asked.lora_rank,
        from_run=asked.from_run, data=data_from(asked.data, asked.task), seed=asked.seed, steps=asked.steps,
        overrides=pairs(asked.knobs), device=asked.device, threads=asked.threads,
    )  # fmt: skip


def test_a_command_says_only_what_differs() -> None:
    assert command(spec_from("maze-fo", "bc")) == "lmrl-lab run maze-fo bc"
    spec = spec_from(
        "wordle", "ilql", model="gpt2", quant="nf4", from_run="bc-w", seed=3, steps=7, overrides={"tau": 0.5}
    )
    assert command(spec) == (
        "lmrl-lab run wordle ilql --model gpt2 --quant nf4 --from bc-w --seed 3 --steps 7 --set tau=0.5"
    )


@given(
    name=st.sampled_from([*TASKS]), one=st.sampled_from([*ALGOS]), seed=st.integers(0, 2**40),
    model=st.sampled_from(["scratch-xs", "scratch-s", "gpt2", "my models/it's; rm *"]),
    quant=st.sampled_from(["none", "int8", "nf4"]), rank=st.sampled_from([None, 4, 16]),
    source=st.sampled_from(["", "bc-maze-fo-ab2c"]), steps=st.none() | st.integers(1, 10**6),
    lr=st.none() | st.floats(1e-9, 1e3), episodes=st.sampled_from([0, 17]), path=st.sampled_from(["", "a b'c", "$HOME"]),
    threads=st.sampled_from([0, 1, 3]), device=st.sampled_from(["auto", "cuda:1"]),
)  # fmt: skip
def test_a_command_launches_an_equal_run(
    name: str, one: str, seed: int, model: str, quant: str, rank: int | None, source: str, steps: int | None,
    lr: float | None, episodes: int, path: str, threads: int, device: str,
) -> None:  # fmt: skip
    spec = spec_from(
        name, one, model=model, quant=quant, lora_rank=rank, from_run=source if one in FROM_BC else "", seed=seed,
        data=DataSpec(path=path) if path else DataSpec(episodes=episodes, seed=seed), steps=steps,
        overrides={} if lr is None else {"lr": lr}, device=device, threads=threads,
    )  # fmt: skip
    assert _relaunched(command(spec)) == spec


def test_data_is_said_in_one_word() -> None:
    assert data_from("", "maze-fo") == DataSpec()
    assert data_from("submazes", "maze-fo") == DataSpec(recipe="submazes")
    assert data_from("submazes:20:3", "maze-fo") == DataSpec(recipe="submazes", episodes=20, seed=3)
    assert data_from("my-own", "maze-fo") == DataSpec(path="my-own")
    with pytest.raises(Problem, match="a whole number"):
        data_from("submazes:many", "maze-fo")


def test_the_store_and_the_catalogue_never_import_torch() -> None:
    program = "import sys, lab.store, lab.catalog; print([m for m in sys.modules if re.match(PATTERN, m)])"
    pattern = re.escape("torch") + r"$|transformers$|peft$|bitsandbytes$"
    program = f"import re\nPATTERN = {pattern!r}\n{program}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
