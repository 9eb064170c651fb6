"""What the lab remembers from one day to the next, in HOME/settings.json."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Annotated


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A person's choices."""

    theme: Annotated[str, "the app's colours: lab-dark or lab-light"] = "lab-dark"
    player: Annotated[str, "the name under which your games are kept"] = ""
    smoothing: Annotated[float, "share of the past in a curve's moving average, from 0 to below 1"] = 0.0
    log_to: Annotated[
        str, "programs that every new run is logged to: trackio, wandb, tensorboard, with commas between"
    ] = ""
    keep_episodes: Annotated[int, "training and evaluation games that each run keeps, the newest; 0 keeps all"] = 2000


def load(home: Path) -> Settings:
    """The settings kept in `home`; the defaults where there are none or the file cannot be read as settings."""
    try:
        kept = json.loads((home / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    known = {field.name: type(field.default) for field in fields(Settings)}
    kept = kept if isinstance(kept, dict) else {}
    return Settings(**{name: kept[name] for name, kind in known.items() if isinstance(kept.get(name), kind)})


def save(home: Path, settings: Settings) -> None:
    """Keeps the settings. Raises OSError where `home` cannot be written."""
    home.mkdir(parents=True, exist_ok=True)
    beside = home / f".settings.{os.getpid()}"
    beside.write_text(json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8")
    beside.replace(home / "settings.json")
