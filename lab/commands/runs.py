"""`run`, `runs`, `show`, `logs`, `stop`, `resume`, `delete`, `note` and `compare`."""

import csv
import sys
import time
from argparse import Namespace
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.measure import Measurement
from rich.table import Table

from lab import compare as comparison
from lab.catalog import command, data_from, spec_from, spec_to_json
from lab.commands.log_to import mirror_line, mirrors_of, wait_for_mirrors
from lab.follow import follow
from lab.format import fixed, number
from lab.launcher import Launcher
from lab.lineage import Played
from lab.output import EVALUATION_HEADINGS, LONGEST, console, echo, evaluation_cells, evaluation_json, run_line, table
from lab.problem import Failed, Problem
from lab.records import Mirror, Run, RunSpec, SimulatorSpec
from lab.sieve import run_sieve
from lab.store import Store
from lab.tools import asked_for, look
from lab.widgets.plain import brief, plain
from lab.widgets.spark import spark
from lab.widgets.tree import count

_HEADINGS = ["run", "task", "algorithm", "model", "seed", "state", "step", "score"]
_UNBOUNDED = 10_000


def run(asked: Namespace) -> Any:
    """Launches; follows unless told not to."""
    specs = [asked_spec(asked, asked.seed + k) for k in range(asked.seeds)]
    launcher = Launcher(asked.home)
    created = launcher.launch(specs, asked_for(asked.home, asked.log_to, asked.log_dir))
    wanted = created[-len(specs) :]
    if not asked.json:
        for one in created[: -len(specs)]:
            echo(f"first {one.id}: a BC run that {wanted[0].spec.algo} starts from")
        for one in wanted:
            echo(f"launched {one.id}")
        for tool in {one.tool: one for one in mirrors_of(asked.home, created)}.values():
            echo(f"{tool.tool} shows it as it trains: {look(tool.tool, tool.folder)}")
    if asked.detach:
        documents = [_finished(asked.home, one.id) for one in wanted]
    else:
        follow(asked.home, [one.id for one in created], quiet=asked.json)
        wait_for_mirrors(asked.home, created, quiet=asked.json)
        documents = [_finished(asked.home, one.id) for one in wanted]
        failed = [one for one in documents if one["status"] != "done"]
        if failed and asked.json:
            raise Failed(f"{failed[0]['run']} is {failed[0]['status']}: {failed[0]['error']}")
        if failed:
            raise Failed("; ".join(f"{one['run']} is {one['status']}: {one['error']}" for one in failed))
    return documents[0] if asked.seeds == 1 else documents


def asked_spec(asked: Namespace, seed: int, eval_every: int = 0) -> RunSpec:
    """The spec that the words of `run` and `sweep` make. Raises Problem."""
    return spec_from(
        asked.task, asked.algo, model=asked.model, quant=asked.quant, lora_rank=asked.lora_rank,
        from_run=asked.from_run, data=data_from(asked.data, asked.task), seed=seed, steps=asked.steps,
        overrides=knobs(asked.knobs), device=asked.device, threads=asked.threads, eval_episodes=asked.eval_episodes,
        eval_every=eval_every or asked.eval_every, simulator=simulator_from(asked),
    )  # fmt: skip


def simulator_from(asked: Namespace) -> SimulatorSpec:
    """What `--simulator` and its companions say."""
    return SimulatorSpec(kind=asked.simulator, model=asked.simulator_model, base_url=asked.base_url)


def knobs(given: list[str]) -> dict[str, str]:
    """What `--set` says."""
    pairs = {}
    for one in given:
        name, found, value = one.partition("=")
        if not found or not name:
            raise Problem(f"--set takes KNOB=VALUE, and {one!r} is none; `lmrl-lab algos ALGO` lists the knobs")
        pairs[name.strip()] = value.strip()
    return pairs


def _finished(home: Path, name: str) -> dict[str, Any]:
    with Store(home) as store:
        return document(store.run(name), store.mirrors(name))


def document(one: Run, mirrors: Sequence[Mirror] = ()) -> dict[str, Any]:
    """A run as every --json shows it."""
    seconds = 0.0 if one.started is None else one.took(time.time())
    return {
        "run": one.id, "status": one.status, "step": one.step, "steps": one.steps, "seconds": seconds, "pid": one.pid,
        "error": one.error, "note": one.note, "remark": one.remark, "created": one.created, "data": one.data_hash,
        "sweep": one.sweep, "trial": one.trial, "command": command(one.spec), "spec": spec_to_json(one.spec),
        "eval": None if one.evaluation is None else evaluation_json(one.evaluation),
        "log_to": [{"tool": kept.tool, "state": kept.state, "said": kept.said} for kept in mirrors],
    }  # fmt: skip


def runs(asked: Namespace) -> list[dict[str, Any]]:
    chosen = run_sieve(asked.filter)
    if chosen.unknown:
        raise Problem(chosen.unknown)
    with _viewing(asked.home) as store:
        everything = store.runs()
        found = [one for one in everything if chosen.passes(one)]
        if not asked.json:
            if found:
                console().print(_listed(found))
            elif everything:
                print("no run passes this filter")
            else:
                print("no runs yet: `lmrl-lab demo` makes two, `lmrl-lab run maze-fo bc` one")
        latest = store.latest_of([one.id for one in found])
        mirrors = defaultdict(list)
        for kept in store.mirrors():
            mirrors[kept.run].append(kept)
        return [document(one, mirrors[one.id]) | {"metrics": latest[one.id]} for one in found]


def _listed(found: Sequence[Run]) -> Table:
    """The runs, a line each; where that is too wide, without the task and the algorithm, which their names tell."""
    out, lines = console(), [run_line(one) for one in found]
    made = table(_HEADINGS, lines, numbers=1)
    if Measurement.get(out, out.options.update(max_width=_UNBOUNDED), made).maximum > out.width:
        kept = [k for k, heading in enumerate(_HEADINGS) if heading not in ("task", "algorithm")]
        made = table([_HEADINGS[k] for k in kept], [[line[k] for k in kept] for line in lines], numbers=1)
    return made


def show(asked: Namespace) -> dict[str, Any]:
    with _viewing(asked.home) as store:
        one = store.run(asked.run)
        latest, branches = store.latest(one.id), len(store.branches(one.id))
        if not asked.json:
            _show(store, one, latest)
            if branches:
                echo(f"{count(branches)} of its games: `lmrl-lab replay {one.id} --tree`")
        return document(one, store.mirrors(one.id)) | {"branches": branches, "metrics": latest}


def _show(store: Store, one: Run, latest: dict[str, float]) -> None:
    out = console()
    out.print(brief(f"{one.id}: {one.status}, step {one.step} of {one.steps}   {command(one.spec)}", LONGEST))
    if one.error:
        out.print(brief(one.error, LONGEST), style="red")
    for kept in store.mirrors(one.id):
        out.print(brief(mirror_line(kept), LONGEST))
    returns = [point.value for point in store.curve(one.id, "eval/return", 60)]
    if returns:
        out.print(
            "evaluation return ",
            spark(returns, min(60, len(returns))),
            f" {fixed(returns[0], 2)} → {fixed(returns[-1], 2)}",
        )
    if one.evaluation:
        out.print(table(EVALUATION_HEADINGS, [evaluation_cells(one.evaluation)]))
    out.print(table(["metric", "latest"], [[name, number(value, 4)] for name, value in latest.items()], numbers=1))


def logs(asked: Namespace) -> list[dict[str, Any]]:
    with _viewing(asked.home) as store:
        one = store.run(asked.run)
        lines = store.logs(one.id)
        seen = 0
        while not asked.json:
            for line in lines:
                seen = line.id
                print(time.strftime("%H:%M:%S", time.localtime(line.time)), line.level, plain(line.text), flush=True)
            if not asked.follow or not store.run(one.id).under_way:
                break
            time.sleep(0.5)
            lines = store.logs(one.id, after=seen)
        return [{"time": line.time, "level": line.level, "text": line.text} for line in lines]


def stop(asked: Namespace) -> dict[str, Any]:
    return _told(asked, Launcher(asked.home).stop(asked.run), "asked to stop")


def resume(asked: Namespace) -> dict[str, Any]:
    tools = asked_for(asked.home, asked.log_to, asked.log_dir) if asked.log_to else ()
    return _told(asked, Launcher(asked.home).resume(asked.run, log_to=tools), "goes on")


def note(asked: Namespace) -> dict[str, Any]:
    with Store(asked.home) as store:
        one = store.run(asked.run)
        store.remark(one.id, " ".join(asked.text))
        return _told(asked, store.run(one.id), "is noted" if asked.text else "has no note any more")


def delete(asked: Namespace) -> dict[str, Any]:
    with Store(asked.home) as store:
        one = store.run(asked.run)
        games = store.played(one.id)
    if not asked.yes:
        if not sys.stdin.isatty():
            raise Problem(f"deleting {one.id} cannot be undone: say --yes")
        question = plain(f"delete {one.id}, its checkpoints, metrics and {games.goes} episodes?{_stays(games)} [y/N] ")
        if input(question).strip().lower() != "y":
            raise Failed("nothing was deleted")
    return _told(asked, Launcher(asked.home).delete(one.id), f"is deleted{_stays(games)}")


def _stays(games: Played) -> str:
    """What of a run's games outlives it."""
    if not games.branches:
        return ""
    root = "" if not games.stays else ", with the game" if games.stays == 1 else f", with the {games.stays} games"
    return f" ({count(games.branches)} of its games stay{root}{' they were forked from' * bool(root)})"


def _told(asked: Namespace, one: Run, what: str) -> dict[str, Any]:
    if not asked.json:
        echo(f"{one.id} {what}")
    return document(one)


def compare(asked: Namespace) -> list[dict[str, Any]]:
    with _viewing(asked.home) as store:
        found = [store.run(name) for name in asked.runs]
        if asked.csv:
            _write_csv(store, found, asked.csv)
        if asked.svg:
            _write_svg(comparison.drawing(store, found, asked.metric, asked.over), asked.svg)
    documents = [
        {"run": one.id, "player": one.id, "task": one.spec.task, "algo": one.spec.algo, "seed": one.spec.seed, "status": one.status}
        | (evaluation_json(one.evaluation) if one.evaluation else {})
        for one in found
    ]  # fmt: skip
    if not asked.json:
        _print_comparison(found)
    return documents


def _print_comparison(found: list[Run]) -> None:
    out = console()
    none = ["not evaluated yet", "", "", "", ""]
    rows = [[one.id, *(evaluation_cells(one.evaluation) if one.evaluation else none)] for one in found]
    out.print(table(["run", *EVALUATION_HEADINGS], rows))
    for line in comparison.differences(found):
        out.print(line)
    rows = [[name, *values] for name, values in comparison.config_differences(found).items()]
    if rows:
        out.print()
        out.print(table(["what differs", *(one.id for one in found)], rows))


def _write_csv(store: Store, found: list[Run], path: Path) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerows(comparison.csv_rows(store, found))
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error


def _write_svg(picture: str, path: Path) -> None:
    try:
        path.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error


def _viewing(home: Path) -> Store:
    """The store for reading; looking into a home that does not exist yet makes it."""
    return Store(home, readonly=(home / "lab.db").exists())
