"""`demo`: the main job, start to end, on what the lab brings with it."""

import time
from argparse import Namespace
from typing import Any

from lab.catalog import spec_from, task
from lab.follow import follow
from lab.format import duration
from lab.launcher import Launcher
from lab.output import EVALUATION_HEADINGS, as_text, console, evaluation_cells, evaluation_json, progress, table
from lab.problem import Failed
from lab.store import Store
from tasks.play import play
from tasks.score import Evaluation, evaluate

_TASK = "maze-fo"


def demo(asked: Namespace) -> list[dict[str, Any]]:
    """Data, BC, ILQL, evaluation, one replay, and the table random / BC / ILQL / best."""
    began = time.monotonic()
    say = (lambda text: None) if asked.json else (lambda text: print(text, flush=True))
    say(f"{_TASK}: a maze told in words. 1240 wandering trajectories, none of which shows the whole way out.\n")
    launcher = Launcher(asked.home)
    bc = launcher.launch([spec_from(_TASK, "bc", seed=asked.seed)])[-1]
    ilql = launcher.launch([spec_from(_TASK, "ilql", seed=asked.seed, from_run=bc.id)])[-1]
    follow(asked.home, [bc.id, ilql.id], quiet=asked.json)
    rows: list[tuple[str, Evaluation]] = [("random", _scripted("random"))]
    with Store(asked.home) as store:
        for name, run in (("BC", store.run(bc.id)), ("ILQL", store.run(ilql.id))):
            if run.evaluation is None:
                raise Failed(
                    f"{run.id} is {run.status}: {run.error or 'it was stopped'}; `lmrl-lab logs {run.id}` has more"
                )
            rows.append((name, run.evaluation))
        rows.append(("best player", _scripted("best")))
        shown = store.episode(max(store.episodes(ilql.id, phase="eval"), key=lambda one: (one.step, one.turns)).id)
    if not asked.json:
        say("\nOne game of the trained agent, from as far away as it gets:\n\n" + as_text(shown.episode) + "\n")
        console().print(
            table(["player", *EVALUATION_HEADINGS], [[name, *evaluation_cells(found)] for name, found in rows])
        )
        home = f" --home {asked.home}"
        say(
            f"\n{duration(time.monotonic() - began)} in all. See its curves and replay its games: lmrl-lab{home}   (then enter on {ilql.id})"
        )
    return [
        {"player": name, "run": run} | evaluation_json(found)
        for (name, found), run in zip(rows, ("", bc.id, ilql.id, ""), strict=True)
    ]


def _scripted(name: str) -> Evaluation:
    one = task(_TASK)
    seeds = one.evaluation_seeds()
    with progress(f"playing {name}", len(seeds)) as bar:
        return evaluate(play(one, one.players[name].build(0), seeds, progress=bar), one.constants)
