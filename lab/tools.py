"""Other people's programs that can show a run: their names, whether they are installed, and how to open them.

None of them is ever imported in a process that trains, launches or shows: each run's mirror is kept up by lab.scribe, in a
process of its own. What their extras are called is what they are called.
"""

import os
import re
import shlex
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from lab import settings
from lab.problem import Failed, Problem

PROJECT = "lmrl-lab"
"""What the tools call the place where all runs are."""


class Tool(NamedTuple):
    """One program."""

    name: str
    """Of its module and of its extra too."""
    about: str
    look: str
    """The command that shows what is in {folder}."""


TOOLS = {
    one.name: one
    for one in (
        Tool("trackio", "trackio, a local dashboard", f"TRACKIO_DIR={{folder}} trackio show --project {PROJECT}"),
        Tool("wandb", "Weights & Biases: offline unless WANDB_MODE is online", "wandb leet {folder}"),
        Tool("tensorboard", "TensorBoard's event files", "tensorboard --logdir {folder}"),
    )
}

MODES = ("offline", "online")

_SECRET = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD)$", re.IGNORECASE)
_SHORTEST = 8
"""Characters of a secret: a shorter one would also be found in what is none."""


class Asked(NamedTuple):
    """A tool that was asked for."""

    name: str
    folder: str
    mode: str
    """Of wandb: offline or online; of others nothing."""


def folder_of(home: Path) -> Path:
    """Below which mirrors are kept unless another folder is named; each tool has one of its name in it."""
    return home / "logged"


def asked_for(home: Path, said: str | None, folder: Path | None) -> tuple[Asked, ...]:
    """What `--log-to` and `--log-dir` mean; without them what the settings say. Raises Problem, and Failed when a tool is not
    installed."""
    names = parse(settings.load(home).log_to if said is None else said)
    require(names)
    where = (folder or folder_of(home)).expanduser().absolute()
    return tuple(Asked(name, str(where), mode_of(name)) for name in names)


def parse(said: str) -> tuple[str, ...]:
    """Names of tools with commas between them; `none` and nothing are none. Raises Problem with the nearest name."""
    names = [name.strip() for name in said.split(",") if name.strip() not in ("", "none")]
    for name in names:
        if name not in TOOLS:
            near = get_close_matches(name, TOOLS, 1, 0.4)
            hint = f"; did you mean {near[0]}?" if near else ";"
            raise Problem(f"there is no tool {name!r} to log to{hint} There are {', '.join(TOOLS)}")
    return tuple(dict.fromkeys(names))


def installed(name: str) -> bool:
    """Whether a tool can be imported, without importing it."""
    return find_spec(name) is not None


def require(names: Sequence[str]) -> None:
    """Raises Failed, with the command that installs them, when some are not installed."""
    missing = [name for name in names if not installed(name)]
    if missing:
        said = f"{missing[0]} is" if len(missing) == 1 else f"{', '.join(missing)} are"
        raise Failed(f'{said} not installed: pip install "lmrl-lab[{",".join(missing)}]"')


def mode_of(name: str) -> str:
    """Whether a tool sends anything away: only W&B, and only where WANDB_MODE says online. Raises Problem."""
    if name != "wandb":
        return ""
    mode = os.environ.get("WANDB_MODE", "") or "offline"
    if mode not in MODES:
        raise Problem(f"WANDB_MODE is {mode!r}; here it is offline (which it is unless you set it) or online")
    return mode


def look(name: str, folder: str | Path) -> str:
    """The command that opens a tool on what is below a folder."""
    return TOOLS[name].look.format(folder=shlex.quote(str(Path(folder) / name)))


def discreet(text: str) -> str:
    """A text without the secrets that the environment holds, and without the ones that an address may hold."""
    for name, value in os.environ.items():
        if _SECRET.search(name) and len(value) >= _SHORTEST:
            text = text.replace(value, "…")
    return re.sub(r"(://)[^/@\s]+@", r"\1…@", text)
