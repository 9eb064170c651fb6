"""Whether a run fits into memory before it is launched, and what would if it does not."""

from dataclasses import replace

import psutil

from lab.catalog import task
from lab.format import size
from lab.presets import task_preset
from lab.problem import Problem
from lab.records import RunSpec
from models.memory import MemoryEstimate, estimate
from models.spec import PRESETS, ModelSpec


def plan(spec: RunSpec) -> MemoryEstimate | None:
    """What a run needs on the CPU; None when its model is not here yet."""
    shown = task(spec.task).memory
    sees = spec.config.sees(shown)
    tokens = task_preset(spec.task).tokens
    if sees and shown and sees < shown:
        # A window is what the agent sees and what it says.
        tokens = -(-tokens * (sees + 1) // (shown + 1))
    return estimate(
        spec.model, algo=spec.algo, batch=spec.config.batch, tokens=tokens, repeating=sees is not None,
        episodes=spec.data.episodes, games=max(spec.eval_episodes, spec.last_eval_episodes or 128, getattr(spec.config, "episodes", 0)),
        threads=spec.threads,
    )  # fmt: skip


def refuse(spec: RunSpec) -> None:
    """Raises Problem when a run cannot fit, naming the nearest setting that does."""
    needed, free = plan(spec), psutil.virtual_memory().available
    if needed is not None and needed.total > free:
        raise Problem(f"this needs about {size(needed.total)} and {size(free)} are free: {instead(spec, free)}")


def instead(spec: RunSpec, free: float) -> str:
    """The nearest setting that fits into so many bytes."""
    for model, said in _smaller(spec.model):
        found = plan(replace(spec, model=model))
        if found is not None and found.total <= free:
            return f"{said} would need {size(found.total)}"
    return "free some memory, or take a machine with more"


def _smaller(model: ModelSpec) -> list[tuple[ModelSpec, str]]:
    tries: list[tuple[ModelSpec, str]] = []
    if model.quant == "none" and model.rank == 0:
        tries.append((replace(model, lora_rank=16), "adapters (--lora-rank 16)"))
    tries += [
        (replace(model, quant=quant, lora_rank=None), f"--quant {quant}")
        for quant in ("int8", "nf4")
        if quant != model.quant
    ]
    names = list(PRESETS)
    below = names[: names.index(model.name)] if model.name in names else names
    return tries + [(ModelSpec(name=name), f"--model {name}") for name in reversed(below)]
