"""`tasks`, `algos` and `models`."""

from argparse import Namespace
from typing import Any

from algos.configs import knobs
from lab.catalog import ALGOS, TASKS, algo, algo_config, task
from lab.format import count, number
from lab.output import console, table
from models.memory import parameters
from models.spec import PRESETS, ModelSpec
from tasks.protocol import views


def tasks(asked: Namespace) -> list[dict[str, Any]]:
    chosen = [task(asked.task)] if asked.task else list(TASKS.values())
    if not asked.json:
        if asked.task:
            _one_task(asked.task)
        else:
            rows = [[one.name, one.summary, str(one.max_turns), " ".join(one.players)] for one in chosen]
            console().print(table(["task", "what it is", "turns", "scripted players"], rows))
    return [
        {
            "task": one.name, "summary": one.summary, "rules": one.rules, "max_turns": one.max_turns,
            "memory": one.memory, "constants": one.constants._asdict(), "players": list(one.players),
            "recipes": {name: recipe.help for name, recipe in one.recipes.items()},
            "views": {name: view.help for name, view in views(one).items()}, "paper": dict(one.paper),
        }
        for one in chosen
    ]  # fmt: skip


def _one_task(name: str) -> None:
    one = task(name)
    out = console()
    out.print(f"{one.name}: {one.summary}\n\n{one.rules}\n", markup=False)
    rows = [
        [kind, name, about.help]
        for kind, group in (("player", one.players), ("data", one.recipes), ("view", views(one)))
        for name, about in group.items()
    ]
    out.print(table(["", "name", "what it does"], rows))
    low, mean, high = one.constants
    out.print(f"\nscore: 0 at a return of {number(low)}, 50 at {number(mean)}, 100 at {number(high)}")


def algos(asked: Namespace) -> list[dict[str, Any]]:
    names = [asked.algo] if asked.algo else list(ALGOS)
    documents = [_algo(name, asked.task) for name in names]
    if not asked.json:
        if asked.algo:
            rows = [[one["knob"], one["type"], str(one["default"]), one["help"]] for one in documents[0]["knobs"]]
            console().print(f"{asked.algo}: {documents[0]['summary']}\n", markup=False)
            console().print(table(["knob", "type", "default", "what it does"], rows))
        else:
            console().print(table(["algorithm", "what it does"], [[one["algo"], one["summary"]] for one in documents]))
    return documents


def _algo(name: str, task_name: str) -> dict[str, Any]:
    kind = algo(name)
    config = algo_config(name, task(task_name).name) if task_name else kind()
    return {
        "algo": name,
        "summary": ALGOS[name],
        "knobs": [
            {"knob": knob.name, "type": knob.kind.__name__, "default": getattr(config, knob.name), "help": knob.help}
            for knob in knobs(kind)
        ],
    }


def models(asked: Namespace) -> list[dict[str, Any]]:
    documents = [
        {
            "model": name, "parameters": parameters(ModelSpec(name=name)), "layers": preset.layers, "width": preset.width,
            "help": preset.help,
        }
        for name, preset in PRESETS.items()
    ]  # fmt: skip
    if not asked.json:
        rows = [
            [str(one["model"]), count(parameters(ModelSpec(name=str(one["model"]))) or 0), str(one["help"])]
            for one in documents
        ]
        console().print(table(["model", "parameters", "what it is for"], rows))
        console().print(
            "\nAny Hugging Face causal language model works too, by id (gpt2, Qwen/Qwen2.5-0.5B) or by folder."
        )
        console().print("With --quant int8 or nf4 its base is frozen and quantised, and LoRA adapters learn.")
    return documents
