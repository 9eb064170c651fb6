"""What the app remembers from one day to the next, in HOME/settings.json."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A person's choices."""

    theme: str = "lab-dark"
    player: str = ""
    """The name under which games are kept."""
    smoothing: float = 0.0
    """Share of the past in a curve's moving average."""


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
