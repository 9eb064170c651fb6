"""What runs take at their peaks, beside what the planner said: `python -m bench.memory` (some minutes), or `--json`.

Each case is a real worker on a real task that learns for a few updates, evaluates, and is looked at many times a second
(the resident set of that process alone). Two cases are models built here from configurations: one of GPT-2's
size and one of half a billion parameters.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from algos.configs import ONLINE, OnlineBCConfig, PPOConfig
from lab.catalog import spec_from
from lab.format import size
from lab.planner import plan
from lab.records import DataSpec, RunSpec
from lab.store import Store
from models.spec import PRESETS

_LOOK = 0.05
"""Seconds between two looks at a worker."""

KEPT = Path(__file__).parent / "memory.json"


class Case(NamedTuple):
    """One run: a model (a preset, or one of `_BUILT`), and what it learns."""

    task: str
    algo: str
    model: str = "scratch-xs"
    quant: str = "none"
    lora_rank: int | None = None

    @property
    def name(self) -> str:
        learns = {None: "", 0: " full"}.get(self.lora_rank, f" rank {self.lora_rank}")
        return f"{self.task} {self.algo} {self.model} {self.quant}{learns}"


CASES = (
    Case("maze-fo", "bc"), Case("maze-fo", "ilql"), Case("wordle", "bc"), Case("wordle", "ilql"), Case("wordle", "ppo"),
    Case("wordle", "bc", "scratch-s"), Case("wordle", "ilql", "scratch-s"), Case("car-dealer", "bc", "scratch-s"),
    Case("maze-po", "bc", "scratch-m"), Case("maze-po", "ilql", "scratch-m"), Case("maze-fo", "bc", "gpt2-sized"),
    Case("wordle", "ilql", "fifty-million", "nf4"),
    Case("wordle", "bc", "gpt2-sized", lora_rank=0), Case("wordle", "bc", "half-billion", "nf4"),
)  # fmt: skip

_BUILT: dict[str, dict[str, Any]] = {
    "gpt2-sized": {"model_type": "gpt2"},
    "fifty-million": {
        "model_type": "llama", "hidden_size": 640, "intermediate_size": 1712, "num_hidden_layers": 10,
        "num_attention_heads": 10, "num_key_value_heads": 10, "vocab_size": 1_024, "max_position_embeddings": 1024,
    },
    "half-billion": {
        "model_type": "llama", "hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 28,
        "num_attention_heads": 16, "num_key_value_heads": 4, "vocab_size": 32_000, "max_position_embeddings": 2048,
        "tie_word_embeddings": True,
    },
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--keep", action="store_true", help="write what was measured into bench/memory.json")
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="lmrl-memory-") as folder:
        for case in CASES:
            if asked.only in case.name:
                row = {"case": case.name} | measure(case, Path(folder))
                rows.append(row)
                if asked.keep:
                    keep(row)
                if not asked.json:
                    print(f"{case.name:40} planned {size(row['planned']):>9}  measured {size(row['measured']):>9}  "
                          f"{row['planned'] / row['measured'] - 1:+.0%}  "
                          + " ".join(f"{part} {bytes_ / 1e6:.0f}" for part, bytes_ in row["parts"].items()), flush=True)  # fmt: skip
    if asked.json:
        print(json.dumps(rows, indent=1))
    return 0


def keep(row: dict[str, Any]) -> None:
    """Puts this case's figures in place of the kept ones."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else []
    rows = {one["case"]: one for one in [*kept, row]}
    lines = [json.dumps(rows[case.name]) for case in CASES if case.name in rows]
    KEPT.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def built(name: str, folder: Path) -> Path:
    """A folder with a model of this configuration, random weights, and the lab's own tokenizer."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

    from models.load import TOKENIZER

    made = folder / name
    if not made.is_dir():
        torch.manual_seed(0)
        options = dict(_BUILT[name])
        config = AutoConfig.for_model(options.pop("model_type"), **options)
        AutoModelForCausalLM.from_config(config).save_pretrained(made)
        PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER / "tokenizer.json"), pad_token="<pad>").save_pretrained(
            made
        )
    return made


def measure(case: Case, folder: Path) -> dict[str, Any]:
    """The planner's bytes and the kernel's."""
    home = folder / "home"
    if case.model in _BUILT:
        # In a process of its own: what building takes must not be in the worker's way.
        subprocess.run(
            [sys.executable, "-c", f"from bench.memory import built; from pathlib import Path; "
             f"built({case.model!r}, Path({str(folder)!r}))"], check=True,
        )  # fmt: skip
    name = str(folder / case.model) if case.model in _BUILT else case.model
    options: dict[str, Any] = {"model": name, "quant": case.quant, "lora_rank": case.lora_rank, "device": "cpu"}
    if case.model in _BUILT:
        # Most games of this recipe go on to the end: the few windows of a few updates are as long as the longest.
        options["data"] = DataSpec(recipe="behaviour" if case.task == "wordle" else "", episodes=512)
    spec = spec_from(case.task, case.algo, **options)
    base = ""
    if case.algo not in ("bc", "filtered-bc"):
        base = run_worker(_short(spec_from(case.task, "bc", **options)), home)[0]
    spec = _short(replace(spec, from_run=base))
    measured = run_worker(spec, home)[1]
    planned = plan(spec)
    assert planned is not None
    return {"planned": planned.total, "measured": measured, "parts": planned._asdict()}


def _short(spec: RunSpec) -> RunSpec:
    """The same run with a few updates and games: of a large model two, since the second has the moments from the
    start."""
    small = spec.model.name in PRESETS
    config = replace(spec.config, steps=2 if spec.algo in ONLINE else 4)
    if not small:
        config = replace(config, steps=2, batch=8 if spec.model.rank else 16)
    if isinstance(config, (PPOConfig, OnlineBCConfig)):
        config = replace(config, episodes=128)
    games = {"car-dealer": 16, "maze-po": 4}.get(spec.task, 128) if small else 1
    return replace(spec, config=config, eval_every=0, eval_episodes=games, last_eval_episodes=games)


def run_worker(spec: RunSpec, home: Path) -> tuple[str, float]:
    """Trains in a worker of its own; its run, and the most that it had in memory."""
    with Store(home) as store:
        run = store.create(spec)
        store.claim(run.id, os.getpid(), 0.0)
    worker = subprocess.Popen(
        [sys.executable, "-m", "lab.worker", "--home", str(home), run.id],
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "OMP_NUM_THREADS": str(spec.threads)},
    )
    most = 0.0
    while worker.poll() is None:
        resident = _told(worker.pid, "status", r"VmRSS:\s+(\d+)")
        if resident > most and spec.model.quant != "none":
            # Without the file that a quantised model is made from: the kernel takes its pages back when it needs them.
            resident -= _told(worker.pid, "smaps", r"\.safetensors\n(?:\S+:.*\n)*?Rss:\s+(\d+)")
        most = max(most, resident)
        time.sleep(_LOOK)
    if worker.returncode:
        with Store(home) as store:
            raise RuntimeError(f"{run.id} failed: {store.run(run.id).error}")
    return run.id, most


def _told(pid: int, name: str, pattern: str) -> float:
    """Bytes of the kibibytes that this file of the kernel's tells of a process, summed; 0 once it has ended."""
    try:
        return sum(map(float, re.findall(pattern, Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8")))) * 1024
    except OSError:
        return 0.0


if __name__ == "__main__":
    sys.exit(main())
