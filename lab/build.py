"""From a run's spec to the things that learn and speak. With the worker, the only part of the lab that brings torch."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from algos import registry
from algos.contract import Agent
from lab.catalog import task as find_task
from lab.checkpoints import none_yet
from lab.datasets import Note
from lab.presets import task_preset
from lab.problem import Failed, Problem
from lab.records import Run, RunSpec, SimulatorSpec
from lab.store import Store
from models.lm import LM, DamagedCheckpoint
from models.spec import ModelSpec
from tasks.play import play
from tasks.protocol import AnyTask, Episode, Policy, View, views

_MOST_AT_ONCE = 1 << 13
"""Games that are begun together; how many of them are under way at once is the policy's affair."""


def settle(threads: int) -> None:
    """Makes torch repeatable: a number of threads, and deterministic kernels, for which cuBLAS wants a fixed workspace."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True, warn_only=True)


def device_of(spec: RunSpec) -> torch.device:
    """Where a run computes. Raises Problem for a device that is not there."""
    if spec.device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if spec.device.startswith("cuda") and not torch.cuda.is_available():
        raise Problem("torch finds no CUDA device here: use --device cpu, or see `lmrl-lab doctor`")
    return torch.device(spec.device)


@dataclass
class LabExperience:
    """Where a run's episodes come from."""

    task: AnyTask
    dataset: Sequence[Episode]
    note: Note

    @property
    def memory(self) -> int | None:
        return self.task.memory

    @property
    def max_tokens(self) -> int:
        return self.task.max_tokens

    @property
    def window(self) -> int:
        return task_preset(self.task.name).tokens

    def view(self, name: str) -> View | None:
        return views(self.task)[name] if name else None

    def collect(self, policy: Policy, episodes: int, seed: int) -> list[Episode]:
        """Training games of seeds drawn from `seed`."""
        seeds = np.random.default_rng(seed).integers(0, 1 << 39, episodes)
        return play_games(self.task, policy, [int(one) for one in seeds], self.note)


def play_games(task: AnyTask, policy: Policy, seeds: Sequence[int], note: Note, player: str = "") -> list[Episode]:
    """Games in order, many at once, saying how far they are."""
    episodes: list[Episode] = []
    for begin in range(0, len(seeds), _MOST_AT_ONCE):
        done = len(episodes)

        def progress(over: int, _: int, done: int = done) -> None:
            note(f"playing: {done + over} of {len(seeds)} games over")

        episodes += play(task, policy, seeds[begin : begin + _MOST_AT_ONCE], player=player, progress=progress)
    return episodes


def task_of(name: str, simulator: SimulatorSpec, device: torch.device) -> AnyTask:
    """A task with whoever is to answer in it. Raises Problem and LoadError."""
    task = find_task(name)
    if simulator.kind == "embedded":
        return task
    from tasks.simulators.talker import Server, Talker
    from tasks.talked import Talked

    talker: Talker
    if simulator.kind == "openai":
        talker = Server(simulator.base_url, simulator.model)
    else:
        from models.talker import LocalTalker

        talker = LocalTalker(ModelSpec(name=simulator.model), device=device)
    return Talked(task, talker)


def base_of(spec: RunSpec) -> LM:
    """The base model of a run on its device; a scratch model has tokens for the words of how it reads the game."""
    form = spec.config.view
    words = views(find_task(spec.task))[form].words if form else ()
    return LM.create(spec.model, seed=spec.seed, device=device_of(spec), words=words)


def new_model(store: Store, spec: RunSpec) -> LM:
    """The model a run begins with: the base, with the policy of the run it starts from as its role `bc`."""
    lm = base_of(spec)
    if spec.from_run:
        base = store.run(spec.from_run)
        if base.spec.model != spec.model:
            raise Problem(
                f"{base.id} trained {base.spec.model}, and this run trains {spec.model}: they must be the same"
            )
        if base.spec.config.view != spec.config.view:
            raise Problem(
                f"{base.id} reads the game with view={base.spec.config.view!r}, and this run with "
                f"{spec.config.view!r}: they must be the same"
            )
        folder = best_folder(store, base)
        try:
            lm.load_role("bc", folder / ("policy" if (folder / "policy").is_dir() else "bc"))
        except (OSError, ValueError, RuntimeError) as error:
            raise Failed(f"the checkpoint of {base.id} in {folder} cannot be read: {error}") from error
    return lm


def best_folder(store: Store, run: Run) -> Path:
    """Where the best checkpoint of a run is; the last one if none was evaluated. Raises Failed."""
    found = store.checkpoints(run.id)
    for kind in ("best", "last"):
        for checkpoint in found:
            folder = store.home / checkpoint.path
            if checkpoint.kind == kind and folder.is_dir():
                return folder
    raise Failed(none_yet(run))


def trained_player(store: Store, run: Run, seed: int, note: Note) -> tuple[Agent, AnyTask]:
    """The best agent of a run, ready to play, and its task."""
    spec = run.spec
    task = task_of(spec.task, spec.simulator, device_of(spec))
    lm = base_of(spec)
    try:
        lm.restore(best_folder(store, run))
    except DamagedCheckpoint as error:
        raise Failed(f"{error}: resume {run.id} to write another one") from error
    experience = LabExperience(task, (), note)
    return registry.load(spec.algo).player(lm, experience, spec.config, seed), task
