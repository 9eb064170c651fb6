"""What a person takes away from a run: adapters or weights, tokenizer, heads, and a card that says what it is."""

import json
from pathlib import Path

from lab.build import base_of, best_folder
from lab.catalog import command, spec_to_json
from lab.format import fixed, percent
from lab.records import Run, RunSpec
from lab.store import Store
from models.lm import LM
from models.load import save_preset
from models.spec import PRESETS


def export_run(store: Store, run: Run, folder: Path) -> list[str]:
    """Writes the best checkpoint to a folder; answers the roles that are in it. Raises OSError, LoadError, Failed."""
    lm = base_of(run.spec)
    lm.restore(best_folder(store, run))
    folder.mkdir(parents=True, exist_ok=True)
    lm.save(folder)
    for role in lm.roles:
        lm.tokenizer.save_pretrained(str(folder / role))
    if lm.adapters is not None and run.spec.model.name in PRESETS:
        # A quantised preset has no home of its own: its base travels with the adapters.
        save_preset(run.spec.model.name, folder / "base")
    (folder / "spec.json").write_text(json.dumps(spec_to_json(run.spec), indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(card(run, lm), encoding="utf-8")
    return list(lm.roles)


def card(run: Run, lm: LM) -> str:
    """The model card."""
    spec = run.spec
    role = "policy" if "policy" in lm.roles else "bc"
    lines = [
        "---", "library_name: " + ("peft" if lm.adapters is not None else "transformers"), "---", "",
        f"# {run.id}", "", f"`{spec.algo}` on `{spec.task}`, trained by lmrl-lab:", "", f"    {command(spec)}", "",
        f"Its role `{role}` loads, in this folder, with", "", "```python", *_loading(spec, role), "```", "",
        f"A history is its texts' tokens one after the other, each text tokenised alone. Roles: {', '.join(lm.roles)}.",
    ]  # fmt: skip
    if spec.config.view:
        lines.append(f"It reads the game's texts in the form `{spec.config.view}` of lmrl-lab's task `{spec.task}`.")
    if run.spec.algo in ("mc", "ilql"):
        lines.append("The agent speaks from softmax(log π_BC + β·Q): π_BC from `bc`, Q from `value` and the heads.")
    if lm.heads:
        lines.append(
            f"`heads.safetensors` holds the heads {', '.join(lm.heads)}: two linear layers each, on the last hidden state."
        )
    if run.evaluation:
        found = run.evaluation
        lines += [
            "", "| games | return | score (95 %) | won | illegal texts |", "|---|---|---|---|---|",
            f"| {found.episodes} | {fixed(found.return_mean, 3)} ± {fixed(found.return_stderr, 3)} | {fixed(found.score, 1)} "
            f"({fixed(found.score_low, 1)} … {fixed(found.score_high, 1)}) | {percent(found.success)} | {percent(found.illegal_rate)} |",
        ]  # fmt: skip
    lines += ["", f"Data: `{spec.data.recipe or spec.data.path}`, hash `{run.data_hash}`.", "", "```json"]
    return "\n".join([*lines, json.dumps(spec_to_json(spec), indent=1), "```", ""])


_ONE_KERNEL = (
    "for layer in base.modules():  # on a CPU: the 4-bit kernel it was trained with; the other one wants widths of 64·n",
    "    layer.support_avx512bf16_for_cpu = False",
)


def _loading(spec: RunSpec, role: str) -> list[str]:
    """Python that loads a role as it was trained: the same base, quantised alike."""
    tokenizer = f'tokenizer = AutoTokenizer.from_pretrained("{role}")'
    if not spec.model.rank:
        return [
            "from transformers import AutoModelForCausalLM, AutoTokenizer", "",
            f'model = AutoModelForCausalLM.from_pretrained("{role}")', tokenizer,
        ]  # fmt: skip
    base = json.dumps("base" if spec.model.name in PRESETS else spec.model.name)
    quantised = {
        "none": "",
        "int8": ", quantization_config=BitsAndBytesConfig(load_in_8bit=True)",
        "nf4": ", quantization_config=BitsAndBytesConfig(load_in_4bit=True, "
        'bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True)',
    }[spec.model.quant]
    return [
        "from peft import PeftModel",
        "from transformers import AutoModelForCausalLM, AutoTokenizer" + (", BitsAndBytesConfig" if quantised else ""),
        "",
        f"base = AutoModelForCausalLM.from_pretrained({base}{quantised})",
        f'model = PeftModel.from_pretrained(base, "{role}")',
        tokenizer,
        *(_ONE_KERNEL if spec.model.quant == "nf4" else ()),
    ]
