"""Quantised training beside unquantised: one model of fifty million parameters, the same adapters, steps and seeds.

    python -m bench.quantised [--steps 60] [--seeds 3]      writes bench/quantised.json and bench/quantised.md

BC on maze-fo by adapters of rank 16 on a random frozen base (there is no network here to fetch a trained one from), with the
base kept as it is, in int8 and in nf4. Told are the peak of each worker beside the planner's estimate, and loss and return
after the same steps.
"""

import argparse
import json
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.memory import built, run_worker
from lab.catalog import spec_from
from lab.format import size
from lab.planner import plan
from lab.store import Store

_KEPT = Path(__file__).parent / "quantised.json"
_PAGE = Path(__file__).parent / "quantised.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="lmrl-quantised-") as folder:
        for quant in ("none", "int8", "nf4"):
            for seed in range(asked.seeds):
                rows.append(_one(Path(folder), quant, seed, asked.steps))
                print(rows[-1], flush=True)
    _KEPT.write_text(json.dumps({"steps": asked.steps, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    _PAGE.write_text(page(asked.steps, rows), encoding="utf-8")
    return 0


def _one(folder: Path, quant: str, seed: int, steps: int) -> dict[str, Any]:
    model = built("fifty-million", folder)
    spec = spec_from("maze-fo", "bc", model=str(model), quant=quant, lora_rank=16, seed=seed, steps=steps,
                     overrides={"batch": 32, "lr": 2e-3, "warmup": 5}, threads=2)  # fmt: skip
    spec = replace(spec, eval_every=0, eval_episodes=64, last_eval_episodes=64)
    planned = plan(spec)
    assert planned is not None
    run, peak = run_worker(spec, folder / "home")
    with Store(folder / "home", readonly=True) as store:
        done = store.run(run)
        losses = [point.value for point in store.points(run, "loss/bc")]
    assert done.evaluation is not None
    return {
        "quant": quant, "seed": seed, "planned": planned.total, "measured": peak, "loss": statistics.mean(losses[-10:]),
        "first": losses[0], "return": done.evaluation.return_mean, "illegal": done.evaluation.illegal_rate,
        "seconds": (done.finished or 0) - (done.started or 0),
    }  # fmt: skip


def page(steps: int, rows: list[dict[str, Any]]) -> str:
    """bench/quantised.md."""
    lines = [
        "# Quantised bases on the CPU", "", f"{(__doc__ or '').split(chr(10) * 2, 2)[2].strip()} {steps} updates.", "",
        "| base | planned | measured | loss, seeds | return, seeds | illegal | seconds |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for quant in ("none", "int8", "nf4"):
        mine = [row for row in rows if row["quant"] == quant]
        told = [" / ".join(f"{row[name]:.{digits}f}" for row in mine) for name, digits in (("loss", 3), ("return", 1))]
        lines.append(
            f"| {quant} | {size(mine[0]['planned'])} | {size(max(row['measured'] for row in mine))} | {told[0]} | {told[1]} "
            f"| {statistics.mean(row['illegal'] for row in mine):.0%} | {statistics.mean(row['seconds'] for row in mine):.0f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
