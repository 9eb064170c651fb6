"""From a ModelSpec to a tokenizer and a causal language model: presets are built, everything else is loaded.

Weights come from safetensors only and no code from a model's repository ever runs. What cannot be loaded is a LoadError
whose text says what to do.
"""

import importlib.util
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import huggingface_hub.utils.logging
import torch
import transformers
from huggingface_hub.errors import GatedRepoError, HFValidationError, RepositoryNotFoundError
from transformers import (
    AddedToken,
    AutoModelForCausalLM,
    AutoTokenizer,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from models.spec import CONTEXT, PRESETS, VOCABULARY, ModelSpec

TOKENIZER = Path(__file__).parent / "tokenizer"

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
# It tells of every try to reach the hub, a dozen lines before the error that says it all.
huggingface_hub.utils.logging.set_verbosity_error()


class LoadError(Exception):
    """A model that cannot be had, and what to do about it."""


class Base(NamedTuple):
    """A loaded model before any role is added to it."""

    tokenizer: Any
    model: Any
    """A transformers causal language model, frozen if it is quantised."""
    source: str
    """What PEFT calls the base: a hub id, a folder, or a preset's name."""


def load_base(spec: ModelSpec, *, seed: int, device: torch.device, words: Sequence[str] = ()) -> Base:
    """The base model on the device; a preset's random weights come from `seed`. Raises LoadError.

    A preset that gets adapters is one base for all runs, whatever their seed: adapters fit no other. `words` are tokens of
    their own in a preset that learns all its weights; another model has learned its tokens before, and spells them.
    """
    wrong = spec.problems()
    if wrong:
        raise LoadError("; ".join(wrong))
    if spec.quant != "none" and importlib.util.find_spec("bitsandbytes") is None:
        raise LoadError(f"--quant {spec.quant} needs bitsandbytes: pip install bitsandbytes, or use --quant none")
    if spec.name not in PRESETS:
        return _pretrained(spec.name, spec, device)
    if spec.quant == "none":
        tokenizer = _tokenizer(TOKENIZER)
        if not spec.rank:
            tokenizer.add_tokens([AddedToken(word, normalized=False) for word in words])
        model = _scratch(spec.name, 0 if spec.rank else seed, len(tokenizer))
        return Base(tokenizer, model.to(device), spec.name)
    with tempfile.TemporaryDirectory() as folder:
        save_preset(spec.name, Path(folder))
        return Base(_tokenizer(TOKENIZER), _weights(folder, spec, device), spec.name)


def save_preset(name: str, folder: Path) -> None:
    """Writes the base that a preset's adapters belong to, in transformers' layout."""
    _scratch(name, 0).save_pretrained(folder)


def scratch_config(name: str, vocabulary: int = VOCABULARY) -> LlamaConfig:
    """The configuration of a preset that knows so many tokens."""
    preset = PRESETS[name]
    tokenizer = _tokenizer(TOKENIZER)
    return LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=preset.width,
        intermediate_size=preset.width * 8 // 3 // 8 * 8,
        num_hidden_layers=preset.layers,
        num_attention_heads=preset.attention_heads,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
        eos_token_id=None,
    )


def _scratch(name: str, seed: int, vocabulary: int = VOCABULARY) -> LlamaForCausalLM:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return LlamaForCausalLM(scratch_config(name, vocabulary))


def _pretrained(name: str, spec: ModelSpec, device: torch.device) -> Base:
    folder = Path(name).expanduser()
    local = folder.is_dir()
    if local and not (folder / "config.json").is_file():
        raise LoadError(f"{name} is a folder without a config.json: give a folder that save_pretrained wrote")
    source = str(folder.resolve()) if local else name
    try:
        tokenizer = _tokenizer(source)
        return Base(tokenizer, _weights(source, spec, device), source)
    except GatedRepoError as error:
        raise LoadError(f"{name} is gated: ask for access on its page, then run `hf auth login`") from error
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise LoadError(f"there is no model {name!r} on the hub and no such folder: check the spelling") from error
    except (OSError, ValueError) as error:
        raise LoadError(_why(name, local, error)) from error
    except torch.OutOfMemoryError as error:
        raise LoadError(f"{name} does not fit on {device}: try --quant nf4, or a smaller model") from error


def _why(name: str, local: bool, error: Exception) -> str:
    said = str(error)
    if "safetensors" in said or "no file named model" in said:
        return f"{name} has no safetensors weights, and the lab loads no other kind: convert it with save_pretrained"
    if local:
        return f"{name} could not be loaded as a causal language model with its tokenizer: {_line(said)}"
    if "is not a local folder and is not a valid model identifier" in said:
        return f"there is no model {name!r} on the hub and no such folder: check the spelling"
    return (
        f"{name} is not in the local cache and the hub cannot be reached: connect once and run this again, or give a "
        f"folder with the model ({_line(said)})"
    )


def _line(text: str) -> str:
    return text.strip().split("\n")[0][:200]


def _tokenizer(source: str | Path) -> Any:
    if source == TOKENIZER:
        return PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER / "tokenizer.json"), pad_token="<pad>")
    tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=False)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.convert_ids_to_tokens(0)
    return tokenizer


def _weights(source: str, spec: ModelSpec, device: torch.device) -> Any:
    options: dict[str, Any] = {"dtype": torch.bfloat16 if _in_bf16(spec, device) else torch.float32}
    if spec.quant != "none":
        options["quantization_config"] = _quantisation(spec.quant, options["dtype"])
        options["device_map"] = {"": str(device)}
    model = AutoModelForCausalLM.from_pretrained(source, trust_remote_code=False, use_safetensors=True, **options)
    if spec.quant == "none":
        return model.to(device)
    # Of int8 layers it says at every pass that they compute in float16.
    logging.getLogger("bitsandbytes.autograd._functions").setLevel(logging.ERROR)
    if device.type == "cpu":
        _one_kernel(model)
        _own(model)
    return model


def _in_bf16(spec: ModelSpec, device: torch.device) -> bool:
    """Whether the base is kept and computed in bfloat16: on GPUs made for it, unless its own weights learn, for which
    the steps of a small learning rate are too fine to be seen in 8 bits."""
    return spec.rank > 0 and device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)


def _one_kernel(model: Any) -> None:
    """Keeps 4-bit layers on one CPU kernel: bitsandbytes repacks a layer at its first pass without a gradient, and from
    then on its results differ in the third digit, so that they would depend on what was asked of the model before."""
    import bitsandbytes

    for module in model.modules():
        if isinstance(module, bitsandbytes.nn.Linear4bit):
            module.support_avx512bf16_for_cpu = False


def _own(model: Any) -> None:
    """Copies what was not quantised out of the file of weights, which else stays mapped whole, many times as large."""
    for tensor in (*model.parameters(), *model.buffers()):
        if tensor.is_floating_point():
            tensor.data = tensor.data.clone()


def _quantisation(quant: str, dtype: torch.dtype) -> Any:
    if quant == "int8":
        return transformers.BitsAndBytesConfig(load_in_8bit=True)
    return transformers.BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=dtype
    )
