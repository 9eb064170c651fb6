"""`keys`: what every key does, and where that is changed."""

from argparse import Namespace
from typing import Any

from lab import keymap
from lab.output import console, echo, table
from lab.problem import Failed, Problem


def keys(asked: Namespace) -> list[dict[str, Any]]:
    """Lists the actions of all screens, or of one, with their keys; `--write` begins a keymap."""
    mine = keymap.load(asked.home)
    known = keymap.actions()
    places = list(dict.fromkeys(action.place for action in known.values()))
    if asked.place and asked.place not in places:
        raise Problem(f"there is no screen {asked.place!r}; there are {', '.join(places)}")
    shown = [action for action in known.values() if asked.place in ("", action.place)]
    written = _write(asked) if asked.write else ""
    if not asked.json:
        rows = [
            [
                action.place,
                action.name,
                mine.get(action.id, action.keys),
                "yours" if action.id in mine else "",
                action.does,
            ]
            for action in shown
        ]
        console().print(table(["screen", "action", "keys", "", "what"], rows))
        if written:
            echo(f"written: {written}")
    return [
        {"screen": action.place, "action": action.name, "keys": mine.get(action.id, action.keys), "default": action.keys,
         "what": action.does}
        for action in shown
    ]  # fmt: skip


def _write(asked: Namespace) -> str:
    path = asked.home / keymap.FILE
    try:
        asked.home.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(keymap.template())
    except FileExistsError as error:
        raise Failed(f"{path} is there already: change it, or take it away first") from error
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}; name another home with --home") from error
    return str(path)
