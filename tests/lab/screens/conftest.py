"""Homes for the tests of screens."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import psutil
import pytest

from lab.settings import Settings, save
from tests.lab.processes import home_in


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Where no lab is yet; its processes end with the test."""
    with home_in(tmp_path) as folder:
        yield folder


@pytest.fixture(autouse=True)
def _known_games(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app draws a new game's seed by chance, and once in some hundred games a test would win with its first text."""
    chance = Random(0)
    monkeypatch.setattr("secrets.randbelow", chance.randrange)


@pytest.fixture
def ada(home: Path) -> None:
    """The person's name is known, so that nobody is asked for it."""
    save(home, Settings(player="Ada"))


@pytest.fixture
def steady_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much memory is free differs from machine to machine, and goldens hold the number."""
    free = psutil.virtual_memory()._replace(available=16_000_000_000)
    monkeypatch.setattr("psutil.virtual_memory", lambda: free)
