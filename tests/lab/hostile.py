"""Texts that a terminal, a markup language or a reader would be misled by, and a lab that is full of them."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

from lab.catalog import spec_from, spec_to_json
from lab.games import keepable
from lab.records import SimulatorSpec
from lab.settings import Settings, save
from lab.store import Store
from models.spec import ModelSpec
from tasks.protocol import Episode, Turn
from tests.lab.screens.driving import learned

HOSTILE = {
    "markup": "evil[bold]x[/] [@click=app.quit]x[/] [link=http://evil]x[/link] [/nope] $error {0} %s",
    "escapes": (
        "evil\x1b[2J\x07\x9b31m\x1b[31m\x1b]0;evil\x07\x1b]8;;http://evil\x1b\\x\x1b]8;;\x1b\\\x1b]52;c;ZXZpbA==\x07\x1bPq\x1b\\"
        "\x08\r\x0b\x0c\x7f\t\x9d0;evil\x9c\x85\x90"
    ),
    "invisible": (
        "evil\u202e\u200b\ud800live\u202c \u2066x\u2069\u200e\u200f\u061c\u200c\u200d\ufeff\u2060\u00ad\u2028\u2029\U000e0041\udfff\udc9b"
    ),
    "megabyte": "evil" + "x" * 1_000_000,
}
"""Each begins with `evil`, so that one sees where it is shown."""

_VISIBLE = {
    "markup": "evil[bold]",
    "escapes": "evil␛[2J␇⟨009B⟩",
    "invisible": "evil⟨202E⟩⟨200B⟩",
    "megabyte": "evilxxx",
}
"""How each is to begin where it is shown."""

RUN, OTHER = "ilql-{}", "bc-{}"


def visible(kind: str) -> str:
    return _VISIBLE[kind]


def harmful(text: str) -> set[str]:
    """What is in a text that a terminal would obey or not show: controls, formats, surrogates, separators of lines."""
    return {char for char in set(text) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n"}


def names(kind: str, named: bool = True) -> tuple[str, str]:
    """The runs of a poisoned lab: one that is done, and one that failed; `named`: hostile are their names, too."""
    text = keepable(HOSTILE[kind])[:200].replace("/", "") if named else "evil"
    return RUN.format(text), OTHER.format(text)


def poisoned(home: Path, kind: str, named: bool = True) -> int:
    """A lab in which everything that anybody but the lab itself may have written is hostile; answers an episode of it."""
    text = HOSTILE[kind]
    kept = keepable(text)
    save(home, Settings(player=kept))
    with Store(home) as store:
        for name, status in zip(names(kind, named), ("done", "failed"), strict=True):
            spec = spec_from("twenty-questions", name.split("-")[0])
            made = store.create(spec).id
            spec = replace(
                spec, model=ModelSpec(name=kept), from_run="" if status == "failed" else names(kind, named)[1],
                data=replace(spec.data, path=kept), simulator=SimulatorSpec(kind="openai", model=kept, base_url=f"http://{kept}"),
            )  # fmt: skip
            with store._writing() as db:
                row = (name, json.dumps(spec_to_json(spec)), kept, kept, made)
                db.execute("update runs set id = ?, spec = ?, sweep = ?, note = ? where id = ?", row)
            learned(store, name, "ilql", 0, "twenty-questions")
            store.log(name, "error", text)
            store.mirror(name, "tensorboard", str(home / "logged"), "")
            store.settle_mirror(name, "tensorboard", "failed", text)
            store.finish(name, status, text if status == "failed" else "")  # type: ignore[arg-type]
        turns = (Turn("game", text), Turn("agent", text, -1.0, False), Turn("game", text), Turn("agent", text, -1.0))
        game = Episode("twenty-questions", 5, (*turns, Turn("game", "No.")), True, False, False, text)
        number = store.add_episode(game, run=names(kind, named)[0], phase="eval")
        store.add_episode(game, phase="human", player=kept)
        branch = store.add_episode(game, phase="fork", player=kept, parent=number, fork_turn=1)
        store.annotate(number, text)
        store.annotate(branch, text)
    return number
