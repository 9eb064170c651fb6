"""Names to things: tasks, algorithms, models, and the specs of runs with their checks. Free of torch.

A name that nobody knows is a Problem that suggests the nearest one; so is a value that is not allowed.
"""

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Any

from algos import configs
from algos.configs import CONFIGS, Knob, TrainConfig
from lab.cores import cores
from lab.presets import preset, task_preset
from lab.problem import Problem
from lab.records import DataSpec, RunSpec, SimulatorSpec
from models.spec import PRESETS, ModelSpec
from tasks.car_dealer import CAR_DEALER
from tasks.chess import CHESS, ENDGAMES
from tasks.guess_city import GUESS_CITY
from tasks.maze import MAZE_FO, MAZE_PO
from tasks.protocol import AnyTask, views
from tasks.textnav import TEXTNAV_FO, TEXTNAV_PO
from tasks.twenty_questions import TWENTY_QUESTIONS
from tasks.wordle import WORDLE, WORDLE_STANDARD

BUILT_IN: tuple[AnyTask, ...] = (
    MAZE_FO, MAZE_PO, TEXTNAV_FO, TEXTNAV_PO, WORDLE, WORDLE_STANDARD, CHESS, ENDGAMES, TWENTY_QUESTIONS, GUESS_CITY,
    CAR_DEALER,
)  # fmt: skip

PLUGINS = "lmrl_lab.tasks"
"""The entry-point group through which an installed package adds a task; each entry is a task."""

BROKEN: dict[str, str] = {}
"""Entries of that group that could not be loaded, and why: `lmrl-lab doctor` tells."""


def _tasks() -> dict[str, AnyTask]:
    """The lab's own tasks, then those of installed packages, which cannot take a name that is taken."""
    found = {task.name: task for task in BUILT_IN}
    for entry in entry_points(group=PLUGINS):
        try:
            added = entry.load()
            if added.name in found:
                raise ValueError(f"there is a task {added.name!r} already")
            found[added.name] = added
        except Exception as error:
            # Somebody else's package: whatever is wrong with it, the lab works and says so.
            BROKEN[entry.name] = f"{type(error).__name__}: {error}"
    return found


TASKS: dict[str, AnyTask] = _tasks()

ALGOS: dict[str, str] = {name: (config.__doc__ or "").strip() for name, config in CONFIGS.items()}
"""What each algorithm does, in a sentence."""


def task(name: str) -> AnyTask:
    """The task of this name. Raises Problem."""
    return TASKS[_known(name, TASKS, "task")]


def algo(name: str) -> type[TrainConfig]:
    """The config of the algorithm of this name. Raises Problem."""
    return CONFIGS[_known(name, CONFIGS, "algorithm")]


def _known(name: str, names: Iterable[str], kind: str) -> str:
    if name in (allowed := list(names)):
        return name
    near = get_close_matches(name, allowed, 1, 0.4)
    hint = f"; did you mean {near[0]}?" if near else "."
    raise Problem(f"there is no {kind} {name!r}{hint} It is one of {', '.join(allowed)}")


def algo_config(algo_name: str, task_name: str, overrides: Mapping[str, Any] | None = None) -> TrainConfig:
    """The algorithm's config: its defaults, what the task wants otherwise, then `overrides` (texts are parsed).

    Raises Problem for a knob that the algorithm does not have and for a value that is not allowed.
    """
    kind = algo(algo_name)
    values = dict(preset(task_name, algo_name).knobs)
    for name, value in (overrides or {}).items():
        values[name] = parse(value, knob(algo_name, name).kind, name)
    config = kind(**values)
    wrong = configs.problems(config)
    if wrong:
        raise Problem("; ".join(wrong.values()))
    return config


def knob(algo_name: str, name: str) -> Knob:
    """The algorithm's knob of this name. Raises Problem."""
    known = {one.name: one for one in configs.knobs(algo(algo_name))}
    return known[_known(name, known, f"knob of {algo_name}")]


def parse(value: Any, kind: type, name: str) -> Any:
    """A knob's value from text or from JSON. Raises Problem when it is of another type."""
    wanted = {int: "a whole number", float: "a number"}.get(kind, "text")
    try:
        if kind is int and isinstance(value, str):
            number = int(value) if value.strip().lstrip("+-").isdecimal() else float(value)
            if number != int(number) or abs(number) >= 1 << 62:
                raise ValueError
            return int(number)
        if isinstance(value, bool) or (kind is int and isinstance(value, float) and value != int(value)):
            raise ValueError
        return kind(value)
    except (ValueError, TypeError, OverflowError):
        raise Problem(f"{name} is {wanted}, and {value!r} is none") from None


def spec_from(
    task_name: str, algo_name: str, *, model: str = "", quant: str = "none", lora_rank: int | None = None,
    from_run: str = "", data: DataSpec | None = None, seed: int = 0, steps: int | None = None,
    overrides: Mapping[str, Any] | None = None, device: str = "auto", threads: int = 0,
    eval_episodes: int = 0, eval_every: int = 0, simulator: SimulatorSpec | None = None,
) -> RunSpec:  # fmt: skip
    """A whole spec from what a person says; what is left out is filled in from the presets. Raises Problem."""
    found = task(task_name)
    chosen = dict(overrides or {}) | ({} if steps is None else {"steps": steps})
    given = data or DataSpec()
    usual = task_preset(task_name)
    model = model or usual.model
    if not given.path:
        recipe = given.recipe or usual.recipe or next(iter(found.recipes))
        _known(recipe, found.recipes, f"recipe of {task_name}")
        default = usual.episodes if recipe == usual.recipe and usual.episodes else found.recipes[recipe].episodes
        given = replace(given, recipe=recipe, episodes=given.episodes or default)
    config = algo_config(algo_name, task_name, chosen)
    every = eval_every or min(preset(task_name, algo_name).eval_every, max(1, config.steps // 2))
    spec = RunSpec(
        task=task_name, algo=algo_name, config=config,
        model=ModelSpec(name=model, quant=quant, lora_rank=lora_rank),  # type: ignore[arg-type]
        data=given, from_run=from_run, seed=seed, eval_every=every,
        eval_episodes=min(usual.eval_episodes, eval_episodes or usual.eval_episodes), last_eval_episodes=eval_episodes, checkpoint_every=max(1, min(every, config.steps // 4)),
        threads=threads or default_threads(model), device=device, simulator=simulator or SimulatorSpec(),
    )  # fmt: skip
    wrong = check(spec)
    if wrong:
        raise Problem("; ".join(wrong))
    return spec


def default_threads(model: str) -> int:
    """CPU threads of a run: small models gain nothing from a second one, and another run can have it."""
    return 1 if model in ("scratch-xs", "scratch-w") else cores()


def check(spec: RunSpec) -> list[str]:
    """What is wrong with a spec, each as a sentence that says what is allowed."""
    if spec.task not in TASKS or spec.algo not in CONFIGS:
        return [f"there is no task {spec.task!r} or no algorithm {spec.algo!r}"]
    found = spec.model.problems() + list(configs.problems(spec.config).values())
    if spec.seed < 0 or spec.data.seed < 0:
        found.append("a seed is 0 or more")
    if spec.data.episodes < 0:
        found.append("a number of episodes is 1 or more")
    if not re.fullmatch(r"auto|cpu|cuda(:\d+)?|mps", spec.device):
        found.append(f"device is {spec.device!r}; it is auto, cpu, cuda, cuda:1 … or mps")
    if spec.threads < 1:
        found.append("threads is 1 or more")
    forms = views(TASKS[spec.task])
    if spec.config.view and spec.config.view not in forms:
        found.append(
            f"view is {spec.config.view!r}; of {spec.task} it is empty or one of {', '.join(forms)}"
            if forms
            else f"{spec.task} is read as it is: leave view empty"
        )
    found += simulator_problems(spec.task, spec.simulator)
    if spec.from_run and spec.algo not in configs.FROM_BC and spec.algo not in ("bc", "filtered-bc"):
        found.append(f"{spec.algo} starts from nothing")
    return found


TALKING = ("twenty-questions", "guess-city", "car-dealer")
"""Tasks whose other side may be a language model."""


def is_address(url: str) -> bool:
    """Whether a text may be the address of a server."""
    return re.match(r"https?://[^/\s]+", url) is not None


def simulator_problems(task_name: str, simulator: SimulatorSpec) -> list[str]:
    """What is wrong with who is to answer, each as a sentence that says what is allowed."""
    if simulator.kind == "embedded":
        wrong = simulator.model or simulator.base_url
        return ["a simulator's model or address needs --simulator local or openai"] if wrong else []
    found = []
    if task_name not in TALKING:
        found.append(f"{task_name} has no simulator to choose; {', '.join(TALKING)} have")
    if simulator.kind not in ("local", "openai"):
        found.append(f"simulator is {simulator.kind!r}; it is embedded, local or openai")
    if not simulator.model:
        found.append(f"--simulator {simulator.kind} needs --simulator-model")
    if simulator.kind == "openai" and not is_address(simulator.base_url):
        found.append(
            f"--base-url: {simulator.base_url!r} is no address of a server; it looks like http://127.0.0.1:11434/v1"
        )
    return found


def models() -> dict[str, str]:
    """The scratch presets, with what they are good for."""
    return {name: preset.help for name, preset in PRESETS.items()}


def spec_to_json(spec: RunSpec) -> dict[str, Any]:
    """A spec as plain JSON."""
    return asdict(spec)


def spec_from_json(document: Mapping[str, Any]) -> RunSpec:
    """The spec that `spec_to_json` wrote. Raises Problem when a field is missing or unknown."""
    try:
        config = CONFIGS[document["algo"]](**document["config"])
        parts = {"config": config, "model": ModelSpec(**document["model"]), "data": DataSpec(**document["data"])}
        parts["simulator"] = SimulatorSpec(**document.get("simulator", {}))
        return RunSpec(**{**document, **parts})
    except (KeyError, TypeError) as error:
        raise Problem(
            f"this is no spec of a run that this version understands ({error}): {json.dumps(document)[:200]}"
        ) from error


def command(spec: RunSpec) -> str:
    """The shell command that launches an equal run: only what differs from the defaults is said."""
    words = ["lmrl-lab", "run", spec.task, spec.algo]
    plain = spec_from(spec.task, spec.algo, model=spec.model.name)
    if spec.model.name != task_preset(spec.task).model:
        words += ["--model", spec.model.name]
    if spec.model.quant != "none":
        words += ["--quant", spec.model.quant]
    if spec.model.lora_rank is not None:
        words += ["--lora-rank", str(spec.model.lora_rank)]
    if spec.from_run:
        words += ["--from", spec.from_run]
    words += _data_words(spec.data, plain.data)
    if spec.seed:
        words += ["--seed", str(spec.seed)]
    if spec.threads != plain.threads:
        words += ["--threads", str(spec.threads)]
    usual = spec_from(spec.task, spec.algo, overrides={"steps": spec.config.steps}).eval_every
    if spec.eval_every != usual:
        words += ["--eval-every", str(spec.eval_every)]
    if spec.last_eval_episodes:
        words += ["--eval-episodes", str(spec.last_eval_episodes)]
    words += simulator_words(spec.simulator)
    if spec.device != "auto":
        words += ["--device", spec.device]
    for field in fields(spec.config):
        value = getattr(spec.config, field.name)
        if value != getattr(plain.config, field.name):
            words += ["--steps", str(value)] if field.name == "steps" else ["--set", f"{field.name}={value}"]
    return shlex.join(words)


def simulator_words(simulator: SimulatorSpec) -> list[str]:
    """What the command line says of a simulator."""
    if simulator.kind == "embedded":
        return []
    words = ["--simulator", simulator.kind, "--simulator-model", simulator.model]
    return words + (["--base-url", simulator.base_url] if simulator.base_url else [])


def data_text(spec: RunSpec) -> str:
    """What `--data` would say of a run's data; nothing where it is the usual."""
    words = _data_words(spec.data, spec_from(spec.task, spec.algo).data)
    return words[-1] if words else ""


def _data_words(data: DataSpec, usual: DataSpec) -> list[str]:
    if data.path:
        return ["--data", data.path]
    if (data.recipe, data.episodes, data.seed) == (usual.recipe, usual.episodes, usual.seed):
        return []
    return ["--data", f"{data.recipe}:{data.episodes}:{data.seed}"]


def data_from(text: str, task_name: str) -> DataSpec:
    """What `--data` says: RECIPE, RECIPE:EPISODES, RECIPE:EPISODES:SEED, or the name of an imported dataset."""
    if not text:
        return DataSpec()
    recipe, _, rest = text.partition(":")
    if recipe not in task(task_name).recipes:
        return DataSpec(path=text)
    episodes, _, seed = rest.partition(":")
    return DataSpec(
        recipe=recipe, episodes=parse(episodes or "0", int, "episodes"), seed=parse(seed or "0", int, "the data's seed")
    )
