"""A language model in its roles, with its heads: the one object that learns, speaks, and is saved.

A role is a way of using the base: `bc` is the cloned policy, `policy` the one PPO improves, `value` the trunk that Q and
V read. With adapters every role is a named LoRA adapter on one frozen base; with full weights it is a copy. Only one role
learns at a time. What newcomers get wrong: PEFT's own `set_adapter` also turns gradients on and off, so roles are switched
here by naming the active adapter and nothing else.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Literal, cast

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from models import memory
from models.again import Forward, replaced
from models.heads import Head, QHead, ValueHead
from models.load import Base, load_base
from models.partial import can_skip, states_at
from models.spec import ModelSpec

Role = Literal["bc", "policy", "value"]

_LORA_SCALE = 2
"""LoRA's α as a multiple of its rank."""


class DamagedCheckpoint(Exception):
    """A folder that should hold a model and does not hold all of it."""


class LM(nn.Module):
    """A base model, its roles and its heads, on one device."""

    def __init__(self, spec: ModelSpec, base: Base, device: torch.device, seed: int) -> None:
        super().__init__()
        self.spec = spec
        self.tokenizer = base.tokenizer
        self.device = device
        self.source = base.source
        self._seed = seed
        self._pristine = base.model.requires_grad_(False)
        self.trunks = nn.ModuleDict()
        self.adapters: Any = None
        self.heads = nn.ModuleDict()
        config = base.model.config
        self.width: int = config.hidden_size
        self.vocab: int = base.model.get_output_embeddings().weight.shape[0]
        self.dtype: torch.dtype = base.model.dtype
        self.context: int = getattr(config, "max_position_embeddings", 1024)
        self.ends = self._ending_tokens().to(device)
        self._learning: str | None = None
        self._size = sum(weight.numel() for weight in base.model.parameters())
        self._voice: str | None = None
        """The role whose adapter is active, where there are adapters."""
        self._shape = memory.shape_of(config.to_dict())
        self.recomputes = self._shape is not None and memory.recomputes(self._shape, _device_bytes(device))
        """Layers are computed again for their gradients, since what they compute would take too much memory."""

    @property
    def part_tokens(self) -> int:
        """Tokens that training computes at once on this device."""
        return memory.part_tokens(self._shape, _device_bytes(self.device)) if self._shape else 1 << 11

    def learning(self) -> AbstractContextManager[None]:
        """Where gradients are computed; nothing must be generated within it."""
        return replaced(self, self._recomputed) if self.recomputes else nullcontext()

    @property
    def parallel(self) -> bool:
        """Several threads can compute with it at once: there is a processor to share, no adapter to switch, and what each
        would hold for itself is not large."""
        return self.device.type == "cpu" and self.adapters is None and not memory.many(self._size)

    def seats(self, tokens: int, repeating: bool) -> int:
        """Games of about so many tokens that are played at once on this device."""
        return memory.seats(self._shape, tokens, repeating, _device_bytes(self.device)) if self._shape else 16

    def multiplications(self, places: int) -> float:
        """Of a pass, for each of its tokens that attends over so many places."""
        attention = 2 * self._shape.layers * self._shape.width * places if self._shape else 0
        return float(self._size + attention)

    @classmethod
    def create(
        cls, spec: ModelSpec, *, seed: int, device: str | torch.device = "cpu", words: Sequence[str] = ()
    ) -> "LM":
        """A model without roles or heads; `words` are tokens of their own where it learns from nothing. Raises LoadError."""
        where = torch.device(device)
        size = memory.parameters(spec)
        if where.type == "cpu" and (size is None or memory.many(size)):
            memory.return_freed()
        return cls(spec, load_base(spec, seed=seed, device=where, words=words), where, seed)

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(self.adapters.peft_config) if self.adapters is not None else tuple(self.trunks)

    def add_role(self, role: Role, *, copy_of: str | None = None) -> None:
        """A new role: the base as it was loaded, or a copy of another role as it stands."""
        if role in self.roles:
            raise ValueError(f"this model already has the role {role}")
        if self.spec.rank:
            self._add_adapter(role, copy_of)
        else:
            self.trunks[role] = _copy(self.trunks[copy_of] if copy_of else self._pristine)
        self.train_role(self._learning)

    def train_role(self, role: str | None) -> None:
        """Makes this role's weights learn, and those of the heads that do; every other weight is frozen."""
        self._learning = role
        for parameter in self.parameters():
            parameter.requires_grad_(False)
        for parameter in self._weights(role) if role else ():
            parameter.requires_grad_(True)
        for name, head in self.heads.items():
            head.requires_grad_(not name.startswith("target_"))

    def trainable(self) -> list[nn.Parameter]:
        """The parameters that learn, in an order that does not change."""
        return [parameter for parameter in self.parameters() if parameter.requires_grad]

    def add_head(self, name: str, kind: Literal["v", "q"], bias: float) -> None:
        """A head that answers `bias` at first; one whose name starts with `target_` never learns by gradient."""
        generator = torch.Generator().manual_seed(self._seed * 1000 + len(self.heads))
        head: Head = (
            ValueHead(self.width, bias, generator=generator)
            if kind == "v"
            else QHead(self.width, self.vocab, bias, generator=generator)
        )
        self.heads[name] = head.to(self.device)
        self.train_role(self._learning)

    def hidden(
        self, role: str, ids: Tensor, mask: Tensor | None = None, *, cache: Any = None, positions: Tensor | None = None
    ) -> Tensor:
        """Hidden states [batch, time, width] after the last norm, for ids [batch, time].

        Rows padded on the right need no mask: nothing that counts sees what comes after it. With a cache, `mask`
        [batch, 1, time, kept] is added to the attention scores, and `positions` [batch, time] are those of the ids.
        """
        trunk = self._speak_as(role)
        out = trunk(
            input_ids=ids,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=cache is not None,
        )
        states: Tensor = out.last_hidden_state
        return states

    def hidden_at(self, role: str, ids: Tensor, place: Tensor, column: Tensor) -> Tensor:
        """Hidden states [s, width] at the given columns [s] of the given rows [s], in order, of ids [batch, time], padded
        on the right."""
        trunk = self._speak_as(role)
        return states_at(trunk, ids, place, column) if can_skip(trunk) else self.hidden(role, ids)[place, column]

    def logits(self, role: str, hidden: Tensor) -> Tensor:
        """Scores of every next token [..., vocabulary] in float32, for hidden states [..., width]."""
        model = self.trunks[role] if self.adapters is None else self.adapters.base_model.model
        scores: Tensor = model.get_output_embeddings()(hidden)  # type: ignore[operator]
        return scores.float()

    def q(self, name: str) -> QHead:
        head = self.heads[name]
        assert isinstance(head, QHead)
        return head

    def v(self, hidden: Tensor) -> Tensor:
        """The value head's V [...] of hidden states [..., width]."""
        values: Tensor = self.heads["v"](hidden)
        return values

    def save(self, folder: Path) -> None:
        """Writes roles and heads: PEFT's layout for adapters, transformers' for full weights, all safetensors."""
        folder.mkdir(parents=True, exist_ok=True)
        for role in self.roles:
            self.save_role(role, folder / role)
        if self.heads:
            tensors = {name: tensor.contiguous() for name, tensor in self.heads.state_dict().items()}
            save_file(tensors, folder / "heads.safetensors")
        kinds = {name: "q" if isinstance(head, QHead) else "v" for name, head in self.heads.items()}
        about = {"roles": list(self.roles), "heads": kinds, "learning": self._learning}
        (folder / "lm.json").write_text(json.dumps(about), encoding="utf-8")

    def restore(self, folder: Path, roles: tuple[str, ...] | None = None) -> None:
        """Reads what `save` wrote, adding roles and heads that this model has not yet; `roles` reads only those, and
        no heads. Raises DamagedCheckpoint."""
        try:
            about = json.loads((folder / "lm.json").read_text(encoding="utf-8"))
            for role in about["roles"] if roles is None else roles:
                self.load_role(cast(Role, role), folder / role)
            if roles is None:
                self._load_heads(folder, about["heads"])
                self.train_role(about["learning"])
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise DamagedCheckpoint(f"{folder} does not hold a whole model: {error}") from error

    def save_role(self, role: str, folder: Path) -> None:
        """One role alone, as other programs load it: `PeftModel.from_pretrained(base, folder)`, or `from_pretrained`."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.adapters is None:
            trunk: Any = self.trunks[role]
            trunk.save_pretrained(folder)
            return
        from peft.utils import get_peft_model_state_dict

        tensors = get_peft_model_state_dict(self.adapters, adapter_name=role)
        save_file(
            {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()},
            folder / "adapter_model.safetensors",
        )
        config = self.adapters.peft_config[role]
        config.base_model_name_or_path = self.source
        config.save_pretrained(str(folder))

    def load_role(self, role: Role, folder: Path) -> None:
        """Reads into a role, added if need be, what `save_role` wrote (under whatever name)."""
        if role not in self.roles:
            self.add_role(role)
        if self.adapters is None:
            tensors = load_file(folder / "model.safetensors", device=str(self.device))
            trunk = self.trunks[role]
            left = trunk.load_state_dict(tensors, strict=False)
            tied = set(getattr(trunk, "_tied_weights_keys", None) or ())
            if left.unexpected_keys or set(left.missing_keys) - tied:
                raise ValueError(f"the weights of role {role} are not those of {self.spec.name}")
            return
        from peft.utils import set_peft_model_state_dict

        tensors = load_file(folder / "adapter_model.safetensors", device=str(self.device))
        set_peft_model_state_dict(self.adapters, tensors, adapter_name=role)

    def _load_heads(self, folder: Path, kinds: dict[str, Literal["v", "q"]]) -> None:
        for name, kind in kinds.items():
            if name not in self.heads:
                self.add_head(name, kind, 0.0)
        if kinds:
            self.heads.load_state_dict(load_file(folder / "heads.safetensors", device=str(self.device)))

    def _add_adapter(self, role: Role, copy_of: str | None) -> None:
        import peft

        config = peft.LoraConfig(
            task_type="CAUSAL_LM",
            r=self.spec.rank,
            lora_alpha=_LORA_SCALE * self.spec.rank,
            target_modules="all-linear",
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self._seed)
            if self.adapters is None:
                self.adapters = peft.get_peft_model(self._pristine, config, adapter_name=role)
            else:
                self.adapters.add_adapter(role, config)
        if copy_of:
            for new, old in zip(self._weights(role), self._weights(copy_of), strict=True):
                new.data.copy_(old.data)

    def _weights(self, role: str) -> Iterator[nn.Parameter]:
        if self.adapters is None:
            yield from self.trunks[role].parameters()
            return
        for name, parameter in self.adapters.named_parameters():
            if f".{role}." in name:
                yield parameter

    def _speak_as(self, role: str) -> Any:
        """The trunk that computes hidden states in this role."""
        if self.adapters is None:
            return _trunk(self.trunks[role])
        self._switch(role)
        return _trunk(self.adapters.base_model.model)

    def _switch(self, role: str) -> None:
        """Makes this role's adapter the active one."""
        from peft.tuners.tuners_utils import BaseTunerLayer

        for module in self.adapters.modules():
            if isinstance(module, BaseTunerLayer):
                module._active_adapter = [role]
        self._voice = role

    def _recomputed(self, forward: Forward) -> Forward:
        """A layer's `forward` that is computed again for its gradient, by the adapter that was active the first time."""

        def compute(*args: Any, **kwargs: Any) -> Any:
            if not torch.is_grad_enabled():
                return forward(*args, **kwargs)
            voice = self._voice

            def again(*args: Any, **kwargs: Any) -> Any:
                if voice is not None and voice != self._voice:
                    self._switch(voice)
                return forward(*args, **kwargs)

            return checkpoint(again, *args, use_reentrant=False, preserve_rng_state=False, **kwargs)

        return compute

    def _ending_tokens(self) -> Tensor:
        """Which tokens end a text [vocabulary]: those with a newline in them, and the end of sequence."""
        ends = torch.zeros(self.vocab, dtype=torch.bool)
        for token in range(min(self.vocab, len(self.tokenizer))):
            ends[token] = "\n" in self.tokenizer.decode([token])
        if self.tokenizer.eos_token_id is not None:
            ends[self.tokenizer.eos_token_id] = True
        return ends


def _device_bytes(device: torch.device) -> float | None:
    """A GPU's memory; None for the CPU."""
    return float(torch.cuda.get_device_properties(device).total_memory) if device.type == "cuda" else None


def _trunk(model: Any) -> Any:
    """The transformer below a causal model's output embeddings."""
    return getattr(model, model.base_model_prefix)


def _copy(model: Any) -> Any:
    """A copy of a full-weight model with storage of its own; tied weights stay tied."""
    new = type(model)(model.config)
    new.load_state_dict(model.state_dict())
    return new.to(device=model.device, dtype=model.dtype).eval()
