"""How fast the lab is, each figure as a ratio to a named alternative in the same run: `lmrl-lab perf`.

    lmrl-lab perf                          all parts (twenty minutes on two cores)
    lmrl-lab perf --only training --rounds 5
    python -m bench.perf page              bench/perf.md from what `perf --keep` wrote

Both sides are timed in turn, round after round, so that a noisy machine is noisy to both; medians and the span of the
rounds' own ratios are told. What the hardware could do at best is counted in operations and bytes against a matrix product
and a copy that are timed in the same run.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent / "perf.md"
KEPT = Path(__file__).parent / "perf.json"

_GAMES = 128
_TRAINED = (("wordle", "bc"), ("wordle", "ppo"), ("wordle", "mc"), ("wordle", "ilql"), ("maze-po", "bc"),
            ("maze-po", "ppo"), ("maze-po", "mc"), ("maze-po", "ilql"))  # fmt: skip
_PLAYED = (("wordle", "scratch-xs"), ("wordle", "scratch-s"), ("car-dealer", "scratch-xs"), ("car-dealer", "scratch-s"))

Row = dict[str, Any]
Say = Callable[[Row], None]


def measure(only: Sequence[str], rounds: int, threads: int, say: Say) -> list[Row]:
    """All figures of the parts asked for; `say` hears each as soon as it is there."""
    import torch

    torch.set_num_threads(threads)
    rows: list[Row] = []
    parts: dict[str, Callable[[int], Iterator[Row]]] = {
        "rollouts": rollouts, "training": training, "steps": steps, "store": store, "memory": memory,
    }  # fmt: skip
    for name in only or [name for name in parts if name != "memory"]:
        for row in parts[name](rounds):
            rows.append({"part": name} | row)
            say(rows[-1])
    return rows


def rollouts(rounds: int) -> Iterator[Row]:
    """Spoken tokens a second of games played to their ends, by a model that has seen a little data."""
    for task_name, model in _PLAYED:
        yield _rollout(task_name, model, 1 if (task_name, model) == ("car-dealer", "scratch-s") else rounds)


def _rollout(task_name: str, model: str, rounds: int) -> Row:
    import torch

    from algos import bc
    from algos.configs import BCConfig
    from bench.plain import play_plainly
    from lab.build import LabExperience
    from lab.catalog import task as find_task
    from models.generate import Speaker
    from models.lm import LM
    from models.memory import parameters
    from models.spec import ModelSpec
    from models.transcript import Renderer
    from tasks.dataset import make
    from tasks.play import play

    task = find_task(task_name)
    lm = LM.create(ModelSpec(name=model), seed=0)
    experience = LabExperience(task, make(task, episodes=300).episodes, lambda _: None)
    config = BCConfig(steps=60, batch=8, lr=2e-3, warmup=5)
    learner = bc.prepare(lm, experience, config, 0)
    for _ in bc.train(learner, experience, config):
        pass
    renderer = Renderer(lm.tokenizer, task.memory, lm.context, task.max_tokens)
    mine: list[float] = []
    theirs: list[float] = []
    limits: list[float] = []
    peak, bandwidth = _matrix_products(), _copies()
    threads = torch.get_num_threads()
    fewer = min(range(1, threads + 1), key=lambda some: _plain_seconds(lm, renderer, task, some))
    for number in range(rounds):
        seeds = range(number * _GAMES, (number + 1) * _GAMES)
        policy = _Watched(lm, renderer, Speaker("bc"), max_tokens=task.max_tokens, temperature=1.0, seed=number)
        began = time.perf_counter()
        played = play(task, policy, seeds)
        took = time.perf_counter() - began
        spoken = sum(len(turn.tokens) for one in played for turn in one.spoken)
        mine.append(spoken / took)
        limits.append(_fastest(policy, parameters(ModelSpec(name=model)) or 0, peak, bandwidth) / took)
        began = time.perf_counter()
        torch.set_num_threads(fewer)
        games = play_plainly(lm, "bc", renderer, task, seeds)
        took = time.perf_counter() - began
        torch.set_num_threads(threads)
        theirs.append(sum(len(turn.tokens) for game in games for turn in game.turns) / took)
    return _row(f"play {task_name} {model}, {_GAMES} games", "spoken tokens/s", mine, theirs,
                "transformers' generate once a turn, history encoded anew", statistics.median(limits))  # fmt: skip


def _plain_seconds(lm: Any, renderer: Any, task: Any, threads: int) -> float:
    """Of a few games by the straightforward loop, which shall have the number of threads that suits it best."""
    import torch

    from bench.plain import play_plainly

    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    found = _seconds(lambda: play_plainly(lm, "bc", renderer, task, range(_GAMES // 4)))
    torch.set_num_threads(before)
    return found


def _watched() -> Any:
    from models.policy import ModelPolicy

    class Watched(ModelPolicy):
        """Keeps its last session, for what it counted."""

        last: Any = None

        def session(self, games: int) -> Any:
            self.last = super().session(games)
            return self.last

    return Watched


def _Watched(*given: Any, **named: Any) -> Any:
    return _watched()(*given, **named)


def _fastest(policy: Any, weights: int, peak: float, bandwidth: float) -> float:
    """Seconds that the passes of a session need at least: their operations at the matrix products' rate, and what
    attention reads of the cache at the copy's."""
    from models.memory import cached

    seats, shape = policy.last.seats, policy._lm._shape
    return float(2.0 * weights * seats.encoded / peak + seats.read * cached(shape) / bandwidth)


def training(rounds: int) -> Iterator[Row]:
    """Tokens of the data learned from in a second, padding not counted, beside a padded step of the same model and loss."""
    for task_name, algo in _TRAINED:
        yield _trained(task_name, algo, rounds)


def _trained(task_name: str, algo: str, rounds: int) -> Row:
    import numpy as np

    from algos import registry
    from algos.batch import Corpus
    from algos.offline import renderer_of
    from bench import plain
    from lab import presets
    from lab.build import LabExperience
    from lab.catalog import algo_config
    from lab.catalog import task as find_task
    from models.lm import LM
    from models.memory import parameters
    from models.spec import ModelSpec
    from tasks.dataset import make

    task = find_task(task_name)
    config: Any = replace(algo_config(algo, task_name, {}), steps=10**6, batch=128)
    if algo == "ppo":
        config = replace(config, episodes=_GAMES, epochs=2)
    data = make(task, recipe=presets.task_preset(task_name).recipe, episodes=600).episodes

    class Same(LabExperience):
        """Learns from the data's first games as if it had played them: play is not what is timed here."""

        def collect(self, policy: Any, episodes: int, seed: int) -> list[Any]:
            return list(self.dataset[:episodes])

    experience = Same(task, data, lambda _: None)

    def fresh() -> Any:
        lm = LM.create(ModelSpec(), seed=0)
        if algo != "bc":
            lm.add_role("bc")
        return registry.load(algo).prepare(lm, experience, config, 0)

    ours, theirs = fresh(), fresh()
    updates = registry.load(algo).train(ours, experience, config)
    rng = np.random.default_rng(0)
    renderer = renderer_of(theirs.lm, experience, config)
    corpus = Corpus(data, renderer, gamma=getattr(config, "gamma", 1.0))
    rates: tuple[list[float], list[float]] = ([], [])
    for number in range(1 + rounds * (1 if algo == "ppo" else 8)):
        began = time.perf_counter()
        learned = next(updates).metrics["tokens/trained"]
        mine = learned / (time.perf_counter() - began)
        began = time.perf_counter()
        if algo == "ppo":
            real = plain.ppo_round(theirs, Corpus(data[:_GAMES], renderer), config, rng)
        else:
            batch = plain.PlainBatch(corpus, rng.permutation(len(corpus))[: config.batch])
            getattr(plain, f"{algo}_step")(theirs, batch, config)
            real = batch.real
        if number:
            rates[0].append(mine)
            rates[1].append(real / (time.perf_counter() - began))
    # A pass forwards and one backwards are three times a pass forwards; what a token costs at least.
    passes = {"bc": 3.0, "mc": 3.0, "ilql": 3.0, "ppo": 3.0 + 2 / 2}[algo]
    limit = statistics.median(rates[0]) * 2 * passes * (parameters(ModelSpec()) or 0) / _matrix_products()
    return _row(
        f"learn {algo} on {task_name}, scratch-xs", "tokens/s", *rates, "padded rows, every position scored", limit
    )


def steps(rounds: int) -> Iterator[Row]:
    """Game steps a second (bench/steps.py)."""
    from bench.steps import measure as measure_steps
    from lab.catalog import TASKS

    for name, task in TASKS.items():
        if not name.endswith("-po"):
            found = measure_steps(task, rounds)
            theirs = [found["alternative_steps"]] if found["alternative"] else []
            yield _row(f"steps of {name}", "steps/s", [found["steps"]], theirs, found["alternative"], None)


def store(rounds: int) -> Iterator[Row]:
    """What the store and the app do under load (bench/perf_store.py)."""
    from bench import perf_store

    for measured in (perf_store.store_writes, perf_store.store_reads, perf_store.app_under_load):
        found = measured(rounds=rounds)
        others = found["alternative"]
        for name, figure in found.items():
            if isinstance(figure, dict) and "median" in figure and not name.startswith("alternative"):
                other = found.get(f"alternative_{name.split('_')[-1]}", others.get(name, others))
                theirs = other.get("median") if isinstance(other, dict) else None
                faster = figure["median"] / theirs if theirs and found["unit"] == "rows/s" else None
                if theirs and found["unit"] == "ms" and figure["median"]:
                    faster = theirs / figure["median"]
                yield {
                    "what": f"{found['what']}: {name.replace('_', ' ')}", "unit": found["unit"], "value": figure["median"],
                    "spread": [figure["low"], figure["high"]], "alternative": found["alternative_name"] if theirs else "",
                    "alternative_value": theirs, "ratio": faster, "ratios": None, "of_limit": None,
                }  # fmt: skip


def memory(_: int) -> Iterator[Row]:
    """Peaks beside the planner's estimates (bench/memory.py)."""
    import tempfile

    from bench.memory import CASES
    from bench.memory import measure as measure_case

    with tempfile.TemporaryDirectory(prefix="lmrl-memory-") as folder:
        for case in CASES:
            found = measure_case(case, Path(folder))
            yield {"what": f"memory of {case.name}", "unit": "bytes",
                   "value": found["measured"], "alternative": "planned", "alternative_value": found["planned"],
                   "ratio": found["planned"] / found["measured"]}  # fmt: skip


def _row(what: str, unit: str, mine: list[float], theirs: list[float], alternative: str, limit: float | None) -> Row:
    ratios = [a / b for a, b in zip(mine, theirs, strict=True)] if theirs else []
    return {
        "what": what, "unit": unit, "value": statistics.median(mine), "spread": [min(mine), max(mine)],
        "alternative": alternative, "alternative_value": statistics.median(theirs) if theirs else None,
        "ratio": statistics.median(ratios) if ratios else None,
        "ratios": [min(ratios), max(ratios)] if ratios else None, "of_limit": limit,
    }  # fmt: skip


def _matrix_products() -> float:
    """Operations a second of a large float32 matrix product, the best of some."""
    import torch

    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    return 2 * 1024**3 / min(_seconds(lambda: torch.mm(a, b)) for _ in range(8))


def _copies() -> float:
    """Bytes a second read by a sum over memory that no cache holds, the best of some."""
    import torch

    a = torch.zeros(64 << 20)
    return float(a.nbytes / min(_seconds(lambda: a.sum()) for _ in range(4)))


def _seconds(run: Callable[[], Any]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def shown(row: Row) -> str:
    """One line for people."""
    told = f"{row['what']:46} {row['value']:12,.0f} {row['unit']:16}"
    if row.get("ratio") is not None:
        span = f" [{row['ratios'][0]:.1f}…{row['ratios'][1]:.1f}]" if row.get("ratios") else ""
        told += f" {row['ratio']:6.2f}×{span} {row['alternative']}"
    if row.get("of_limit") is not None:
        told += f"; {row['of_limit']:.0%} of the hardware's limit"
    return told


def page(document: Row) -> str:
    """bench/perf.md."""
    lines = [
        "# How fast, beside what", "",
        f"Made by `python -m bench.perf page` from bench/perf.json: {document['machine']}, {document['date']}. "
        "`lmrl-lab perf` measures it again.", "",
        "| what | here | ratio [rounds] | alternative, in the same run | of the hardware's limit |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for row in document["rows"]:
        ratio = "" if row.get("ratio") is None else f"{row['ratio']:.2f}"
        span = f" [{row['ratios'][0]:.2f}…{row['ratios'][1]:.2f}]" if row.get("ratios") else ""
        other = row["alternative"] or ""
        if row.get("alternative_value") is not None:
            other += f": {row['alternative_value']:,.0f}"
        limit = "" if row.get("of_limit") is None else f"{row['of_limit']:.0%}"
        lines.append(f"| {row['what']} | {row['value']:,.0f} {row['unit']} | {ratio}{span} | {other} | {limit} |")
    return "\n".join(lines) + "\n\n" + (Path(__file__).parent / "perf_notes.md").read_text(encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", nargs="?", choices=["measure", "page"], default="measure")
    parser.add_argument("--only", nargs="+", choices=["rollouts", "training", "steps", "store", "memory"], default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", action="store_true", help="write bench/perf.json and bench/perf.md")
    asked = parser.parse_args()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if asked.what == "page":
        PAGE.write_text(page(json.loads(KEPT.read_text(encoding="utf-8"))), encoding="utf-8")
        return 0
    said: Say = (lambda _: None) if asked.json else (lambda row: print(shown(row), flush=True))
    rows = measure(asked.only, asked.rounds, asked.threads, said)
    if asked.json:
        print(json.dumps(rows, indent=1))
    if asked.keep:
        keep(rows)
    return 0


def keep(rows: list[Row]) -> None:
    """Puts these figures in place of the kept ones of the same parts, and makes the page."""
    old = json.loads(KEPT.read_text(encoding="utf-8"))["rows"] if KEPT.is_file() else []
    fresh = {row["part"] for row in rows}
    rows = [row for row in old if row["part"] not in fresh] + rows
    machine = f"{platform.machine()}, {platform.processor() or 'CPU'}, Python {platform.python_version()}"
    document = {"machine": machine, "date": time.strftime("%Y-%m-%d"), "rows": rows}
    KEPT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(document), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
