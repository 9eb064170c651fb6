"""What a person takes away from a run: adapters or weights, tokenizer, heads, and a card that says what it is."""

import json
from pathlib import Path

from lab.build import best_folder, device_of
from lab.catalog import command, spec_to_json
from lab.format import fixed, percent
from lab.records import Run
from lab.store import Store
from models.lm import LM


def export_run(store: Store, run: Run, folder: Path) -> list[str]:
    """Writes the best checkpoint to a folder; answers the roles that are in it. Raises OSError, LoadError, Failed."""
    lm = LM.create(run.spec.model, seed=run.spec.seed, device=device_of(run.spec))
    lm.restore(best_folder(store, run))
    folder.mkdir(parents=True, exist_ok=True)
    lm.save(folder)
    for role in lm.roles:
        lm.tokenizer.save_pretrained(str(folder / role))
    if lm.adapters is not None and lm.source == run.spec.model.name:
        # A quantised preset has no home of its own: its base travels with the adapters.
        lm.save_base(folder / "base")
    (folder / "spec.json").write_text(json.dumps(spec_to_json(run.spec), indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(card(run, lm), encoding="utf-8")
    return list(lm.roles)


def card(run: Run, lm: LM) -> str:
    """The model card."""
    spec = run.spec
    role = "policy" if "policy" in lm.roles else "bc"
    if lm.adapters is not None:
        load = f'PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained("{lm.source}"), "{role}")'
    else:
        load = f'AutoModelForCausalLM.from_pretrained("{role}")'
    lines = [
        "---", "library_name: " + ("peft" if lm.adapters is not None else "transformers"), "---", "",
        f"# {run.id}", "", f"`{spec.algo}` on `{spec.task}`, trained by lmrl-lab:", "", f"    {command(spec)}", "",
        f"Load the role `{role}` with `{load}`.",
    ]  # fmt: skip
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
