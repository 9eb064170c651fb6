"""A model that speaks for the lab, in its own process: `python -m lab.speaker --home DIR --agent RUN` or `--talker MODEL`.

One JSON document a line, and nothing else on standard output: `{"note": …}` while it loads, `{"ready": true}`, and then an
answer to every line on standard input. An agent is asked with `{"history": [[role, text], …]}` to speak or with
`{"episode": ID}` to read a stored game, a talker with `{"talks": [[[role, content], …], …]}`; they answer `{"text": …, "cut":
…}`, `{"read": …}` and `{"texts": […]}`, or `{"error": …}`. It ends with its standard input, and so with whoever started it,
however that one ended.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from lab.problem import Problem
from lab.records import SimulatorSpec

Json = dict[str, Any]
Speak = Callable[[Json], Json]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lab.speaker", description="A model that speaks for the lab.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--agent", default="", metavar="RUN", help="the best agent of this run")
    parser.add_argument("--talker", default="", metavar="MODEL", help="a chat model: a Hugging Face id or a folder")
    parser.add_argument("--seed", type=int, default=0, help="of the agent's chance")
    asked = parser.parse_args(argv)
    out = _protocol()

    def tell(document: Json) -> None:
        print(json.dumps(document), file=out, flush=True)

    try:
        tell({"note": "starting torch"})
        speak = _agent(asked, tell) if asked.agent else _talker(asked, tell)
    except _troubles() as error:
        tell({"error": _sentence(error)})
        return 1
    tell({"ready": True})
    for line in sys.stdin:
        try:
            tell(speak(json.loads(line)))
        except (KeyError, TypeError, ValueError, RuntimeError, MemoryError) as error:
            # Whatever one text did to the model, the next one may be answered: the person is told, and may go on.
            tell({"error": _sentence(error)})
    return 0


def _protocol() -> IO[str]:
    """Standard output for the protocol alone: what libraries print goes to the errors."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def _troubles() -> tuple[type[Exception], ...]:
    from models.load import LoadError

    return (Problem, LoadError, OSError, RuntimeError, ValueError, MemoryError)


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, Problem) else f"{type(error).__name__}: {error}"


def _agent(asked: argparse.Namespace, tell: Callable[[Json], None]) -> Speak:
    """The best agent of a run, asked with histories."""
    from lab import build
    from lab.store import Store
    from models.judged import packed
    from tasks.protocol import Turn

    with Store(asked.home, readonly=True) as store:
        run = store.run(asked.agent)
        # Who answered while it was trained need not be loaded: here a person does.
        run = replace(run, spec=replace(run.spec, simulator=SimulatorSpec()))
        build.settle(run.spec.threads)
        tell({"note": f"loading {run.spec.model.name}"})
        policy, _ = build.trained_player(store, run, asked.seed, lambda note: tell({"note": note}))

    def speak(request: Json) -> Json:
        if "episode" in request:
            with Store(asked.home, readonly=True) as store:
                return {"read": packed(policy.read(store.episode(request["episode"]).episode))}
        turn = policy.act([tuple(Turn(role, text) for role, text in request["history"])])[0]
        return {"text": turn.text, "cut": turn.cut, "tokens": turn.tokens, "logprobs": turn.logprobs}

    return speak


def _talker(asked: argparse.Namespace, tell: Callable[[Json], None]) -> Speak:
    """A chat model, asked with talks."""
    import torch

    from models.spec import ModelSpec
    from models.talker import LocalTalker
    from tasks.simulators.talker import Message

    tell({"note": f"loading {asked.talker}"})
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    talker = LocalTalker(ModelSpec(name=asked.talker), device=device)

    def speak(request: Json) -> Json:
        return {"texts": talker.reply([[Message(*message) for message in talk] for talk in request["talks"]])}

    return speak


if __name__ == "__main__":
    sys.exit(main())
