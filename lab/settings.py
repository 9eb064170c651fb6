"""What the lab remembers from one day to the next, in HOME/settings.json."""

import json
import os
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Annotated


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A person's choices."""

    theme: Annotated[str, "the app's colours: lab-dark or lab-light"] = "lab-dark"
    player: Annotated[str, "the name under which your games are kept"] = ""
    smoothing: Annotated[float, "share of the past in a curve's moving average, from 0 to below 1"] = 0.0
    plots: Annotated[str, "columns and rows of plots on a run's screen, as 3x2; auto: what suits the terminal"] = "auto"
    games_width: Annotated[int, "columns of a run's latest games"] = 43
    log_height: Annotated[int, "rows of a run's log"] = 9
    log_to: Annotated[
        str, "programs that every new run is logged to: trackio, wandb, tensorboard, with commas between"
    ] = ""
    keep_episodes: Annotated[int, "training and evaluation games that each run keeps, the newest; 0 keeps all"] = 2000

    @property
    def grid(self) -> tuple[int, int] | None:
        """Columns and rows of plots; None for what suits the terminal, and for what makes no sense."""
        found = re.fullmatch(r"(\d)x(\d)", self.plots)
        return (max(int(found[1]), 1), max(int(found[2]), 1)) if found else None


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
