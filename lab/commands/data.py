"""`data`: make, stats, import, export."""

import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from lab.catalog import TASKS, data_from, task
from lab.format import fixed, percent
from lab.output import console, echo, progress, table
from lab.problem import Failed, Problem
from lab.records import DataSpec
from tasks import dataset
from tasks.dataset import PUBLISHED, Dataset, DatasetError
from tasks.protocol import AnyTask


def overview(asked: Namespace) -> list[dict[str, Any]]:
    """The datasets that are kept, and the recipes."""
    kept = sorted((asked.home / "datasets").glob("*.jsonl.gz"))
    documents = [{"name": path.name.removesuffix(".jsonl.gz"), "bytes": path.stat().st_size} for path in kept]
    if not asked.json:
        rows = [
            [one.name, name, str(recipe.episodes), recipe.help]
            for one in TASKS.values()
            for name, recipe in one.recipes.items()
        ]
        console().print(table(["task", "recipe", "episodes", "how it is made"], rows))
        if documents:
            console().print("\nkept: " + ", ".join(str(one["name"]) for one in documents), markup=False)
    return documents


def make(asked: Namespace) -> dict[str, Any]:
    one = task(asked.task)
    made, path = _dataset(asked.home, one, _spec(asked, one))
    return _said(asked, one, made, path)


def stats(asked: Namespace) -> dict[str, Any]:
    one = task(asked.task)
    data = DataSpec(path=asked.data) if asked.data else _spec(asked, one)
    made, path = _dataset(asked.home, one, data)
    return _said(asked, one, made, path)


def import_(asked: Namespace) -> dict[str, Any]:
    one = task(asked.task)
    if not os.path.isfile(asked.file):
        raise Problem(f"there is no file {asked.file}")
    name = asked.name or asked.file.name.split(".")[0]
    if name in one.recipes or "/" in name:
        raise Problem(f"a dataset cannot be named {name!r}: choose another with --name")
    try:
        found = dataset.import_file(asked.file, one)
    except DatasetError as error:
        raise Failed(f"{error}; nothing was imported") from error
    path = _path(asked.home, one.name, DataSpec(path=name))
    if path.exists():
        raise Problem(f"there is a dataset {name!r} already: choose another name with --name")
    _saved(found, path)
    return _said(asked, one, found, path)


def export(asked: Namespace) -> dict[str, Any]:
    one = task(asked.task)
    data = DataSpec(path=asked.data) if asked.data else _spec(asked, one)
    made, _ = _dataset(asked.home, one, data)
    try:
        dataset.export_file(asked.file, one, made.episodes)
    except OSError as error:
        raise Failed(f"{asked.file} cannot be written: {error.strerror}") from error
    if not asked.json:
        console().print(f"wrote {len(made.episodes)} episodes to {asked.file}", markup=False)
    return {"file": str(asked.file), "episodes": len(made.episodes), "hash": made.hash}


def _spec(asked: Namespace, one: AnyTask) -> DataSpec:
    recipe = asked.recipe or next(iter(one.recipes))
    if recipe not in one.recipes:
        raise Problem(f"{one.name} has no recipe {recipe!r}; it has {', '.join(one.recipes)}")
    episodes = asked.episodes or one.recipes[recipe].episodes
    return data_from(f"{recipe}:{episodes}:{asked.seed}", one.name)


def _path(home: Path, name: str, data: DataSpec) -> Path:
    from lab.datasets import dataset_path

    return dataset_path(home, name, data)


def _dataset(home: Path, one: AnyTask, data: DataSpec) -> tuple[Dataset, Path]:
    """The dataset, made if need be, with a bar."""
    from lab.datasets import load_data, processes

    with progress("making data", data.episodes or 1) as bar:
        made = load_data(home, one, data, lambda note: None, processes(), bar, _told)
    return made, _path(home, one.name, data)


def _told(said: str) -> None:
    echo(said, file=sys.stderr)


def _saved(data: Dataset, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        data.save(path)
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error


def _said(asked: Namespace, one: AnyTask, data: Dataset, path: Path) -> dict[str, Any]:
    found = dataset.stats(data.episodes)
    paper = PUBLISHED.get(one.name)
    if not asked.json:
        rows = [["here", *_cells(found)]] + ([["LMRL-Gym's", *_cells(paper)]] if paper else [])
        console().print(f"{one.name}, {data.recipe}: {path}\nhash {data.hash[:16]}", markup=False)
        console().print(table(["", "episodes", "agent turns", "won", "mean return"], rows, numbers=4))
    return {
        "task": one.name, "recipe": data.recipe, "seed": data.seed, "path": str(path), "hash": data.hash,
        "stats": found._asdict(), "paper": paper._asdict() if paper else None,
    }  # fmt: skip


def _cells(stats: dataset.Stats) -> list[str]:
    mean = "–" if stats.return_mean is None else fixed(stats.return_mean, 2)
    return [str(stats.episodes), fixed(stats.turns_mean, 1), percent(stats.success), mean]
