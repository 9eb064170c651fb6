"""All that a checkpoint must hold: the model, its optimiser, the step, and the few numbers an algorithm carries along.

There is no random state in it: every draw derives from (seed, step, what for), so that going on from a checkpoint is the
same as never having stopped.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from algos.batch import Batch, Corpus, Follow, Ints
from algos.configs import TrainConfig
from algos.contract import Diverged, TooLarge
from models import memory
from models.lm import LM, DamagedCheckpoint
from models.side import AT_ONCE, side_by_side

Loss = Callable[[Batch], tuple[Tensor, Mapping[str, Tensor]]]
"""The loss of a batch, a mean over its spoken tokens, and metrics by name, each a tensor of one number."""

_BETAS = (0.9, 0.98)

_FLOOR = 0.1
"""The learning rate ends at this fraction of its peak."""


def learning_rate(step: int, config: TrainConfig) -> float:
    """The rate of the update after `step` updates: a linear rise over `warmup`, then a linear fall to a tenth."""
    if step < config.warmup:
        return config.lr * (step + 1) / config.warmup
    left = 1 - (step - config.warmup) / max(1, config.steps - config.warmup)
    return config.lr * max(_FLOOR, left)


@dataclass
class Learner:
    """A model that learns."""

    lm: LM
    optimizer: torch.optim.Optimizer
    seed: int
    step: int = 0
    scalars: dict[str, float] = field(default_factory=dict)
    """What an algorithm carries from update to update, such as an adaptive coefficient."""
    part: int = 1 << 14
    """Tokens that are computed at once; halved whenever that was too much for the device."""
    corpus: Corpus | None = None
    """The dataset as the model reads it, where an algorithm needs it before its first update as well."""

    @classmethod
    def create(cls, lm: LM, config: TrainConfig, seed: int, corpus: Corpus | None = None) -> "Learner":
        """A learner at step 0 over the model's trainable weights."""
        return cls(lm, _optimizer(lm.trainable(), config), seed, part=lm.part_tokens, corpus=corpus)

    def rng(self, what: str, step: int | None = None) -> np.random.Generator:
        """The chance of one purpose at one step (this one unless given)."""
        at = self.step if step is None else step
        return np.random.default_rng([self.seed, at, zlib.crc32(what.encode())])

    def descend(
        self, corpus: Corpus, rows: Ints, loss: Loss, config: TrainConfig, *, follow: Follow = "nothing"
    ) -> dict[str, float]:
        """One step of the optimiser down the gradient of the loss over these rows; answers its metrics.

        `loss` gives means over a batch's spoken tokens: the loss, and metrics. The rows are taken in parts that fit into
        memory, each counting by its share of the tokens; when one does not fit, smaller ones are tried. Raises Diverged
        before anything is changed when the loss or its gradient is not a number.
        """
        rate = learning_rate(self.step, config)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        while True:
            self.optimizer.zero_grad(set_to_none=True)
            with suppress(torch.OutOfMemoryError):
                with self.lm.learning():
                    total, metrics = self._accumulate(corpus, rows, loss, follow)
                break
            # Here the error is gone, and with it what the part had computed.
            self._smaller_parts(corpus, rows)
        norm = torch.nn.utils.clip_grad_norm_(self.lm.trainable(), config.clip_grad).item()
        if not np.isfinite(total) or not np.isfinite(norm):
            raise Diverged(
                f"the loss is {total} and its gradient {norm} in update {self.step + 1}: nothing was changed by it; "
                f"a smaller learning rate than {config.lr} may help"
            )
        self.optimizer.step()
        return metrics | {"grad/norm": norm, "lr": rate}

    def _accumulate(self, corpus: Corpus, rows: Ints, loss: Loss, follow: Follow) -> tuple[float, dict[str, float]]:
        """Gradients of all parts; the loss and the metrics over all of them."""
        weights = self.lm.trainable()
        whole = corpus.spoken(rows)

        def part(chosen: Ints) -> tuple[float, list[float], list[str], int, Sequence[Tensor | None]]:
            batch = corpus.batch(chosen, self.lm.device, follow=follow)
            share = len(batch.tokens) / whole
            value, found = loss(batch)
            gradients = torch.autograd.grad(value * share if share < 1 else value, weights, allow_unused=True)
            told = torch.stack([value.detach(), *(one.detach().to(value) for one in found.values())]).tolist()
            return share, told, list(found), batch.size, gradients

        total, metrics, tokens = 0.0, dict[str, float](), 0
        parts = self._parts(corpus, rows)
        done = side_by_side(part, parts) if self.lm.parallel else map(part, parts)
        for share, told, names, size, gradients in done:
            for weight, gradient in zip(weights, gradients, strict=True):
                if gradient is not None:
                    # Autograd may answer the same storage for two weights, or one number for a whole one.
                    weight.grad = gradient.clone() if weight.grad is None else weight.grad.add_(gradient)
            # They would wait here, as large as the model, until the next part has its own.
            del gradients, gradient
            total += share * told[0]
            for name, one in zip(names, told[1:], strict=True):
                metrics[name] = metrics.get(name, 0.0) + share * one
            tokens += size
        return total, metrics | {"tokens/trained": float(tokens)}

    def _parts(self, corpus: Corpus, rows: Ints) -> list[Ints]:
        """What is computed at once, or what each of the threads that compute at once computes."""
        if not self.lm.parallel:
            return corpus.parts(rows, self.part)
        parts = corpus.parts(rows, max(1, self.part // AT_ONCE))
        return np.array_split(rows, AT_ONCE) if len(parts) == 1 and corpus.tokens(rows) >= memory.WORTH_TWO else parts

    def _smaller_parts(self, corpus: Corpus, rows: Ints) -> None:
        """Halves what is computed at once, after it did not fit. Raises TooLarge when that is one row already."""
        self.optimizer.zero_grad(set_to_none=True)
        if self.lm.device.type == "cuda":
            torch.cuda.empty_cache()
        if all(len(part) == 1 for part in self._parts(corpus, rows)):
            raise TooLarge(
                "the device has no memory for a single window: take a smaller model, --quant nf4, or --set memory=N"
            )
        self.part = max(1, self.part // 2)

    def save(self, folder: Path) -> None:
        """Writes everything into a folder: safetensors and JSON."""
        self.lm.save(folder)
        tensors: dict[str, Tensor] = {}
        numbers: dict[str, dict[str, float]] = {}
        for place, parameter in enumerate(self.lm.trainable()):
            for key, value in self.optimizer.state.get(parameter, {}).items():
                if isinstance(value, Tensor):
                    tensors[f"{place}.{key}"] = value
                else:
                    numbers.setdefault(str(place), {})[key] = value
        save_file(_apart(tensors), folder / "optimizer.safetensors")
        about = {
            "step": self.step, "seed": self.seed, "scalars": self.scalars, "part": self.part,
            "optimizer": type(self.optimizer).__name__, "numbers": numbers,
        }  # fmt: skip
        (folder / "learner.json").write_text(json.dumps(about), encoding="utf-8")

    def restore(self, folder: Path) -> None:
        """Reads what `save` wrote into a learner prepared in the same way. Raises DamagedCheckpoint."""
        self.lm.restore(folder)
        try:
            about = json.loads((folder / "learner.json").read_text(encoding="utf-8"))
            tensors = load_file(folder / "optimizer.safetensors", device=str(self.lm.device))
            if about["optimizer"] != type(self.optimizer).__name__:
                raise ValueError(f"it is of the optimiser {about['optimizer']}")
            weights = self.lm.trainable()
            self.optimizer.state.clear()
            for name, tensor in tensors.items():
                place, key = name.split(".")
                self.optimizer.state[weights[int(place)]][key] = tensor.clone()
            for place, found in about["numbers"].items():
                self.optimizer.state[weights[int(place)]] |= found
            self.step, self.seed, self.scalars = about["step"], about["seed"], about["scalars"]
            self.part = about["part"]
        except (OSError, ValueError, LookupError, SafetensorError) as error:
            raise DamagedCheckpoint(f"{folder} does not hold a whole learner: {error}") from error


def _optimizer(weights: Sequence[Tensor], config: TrainConfig) -> torch.optim.Optimizer:
    """AdamW; where very many weights learn, one that keeps its moments in 8 bits (arXiv 2110.02861)."""
    if memory.eight_bit(sum(weight.numel() for weight in weights)):
        from bitsandbytes.optim import AdamW8bit

        small: torch.optim.Optimizer = AdamW8bit(weights, lr=config.lr, betas=_BETAS, weight_decay=config.weight_decay)
        return small
    return torch.optim.AdamW(weights, lr=config.lr, betas=_BETAS, weight_decay=config.weight_decay, fused=True)


def _apart(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """These tensors, each with storage of its own, as safetensors wants them; the 8-bit optimiser's share their tables."""
    seen: set[int] = set()
    found = {}
    for name, tensor in tensors.items():
        shared = tensor.data_ptr() in seen
        seen.add(tensor.data_ptr())
        found[name] = tensor.clone() if shared else tensor.contiguous()
    return found
