"""Homes for the tests of screens."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from lab.settings import Settings, save
from tests.lab.processes import home_in


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Where no lab is yet; its processes end with the test."""
    with home_in(tmp_path) as folder:
        yield folder


@pytest.fixture
def ada(home: Path) -> None:
    """The person's name is known, so that nobody is asked for it."""
    save(home, Settings(player="Ada"))


@pytest.fixture
def steady_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much memory is free differs from machine to machine, and goldens hold the number."""
    free = psutil.virtual_memory()._replace(available=16_000_000_000)
    monkeypatch.setattr("psutil.virtual_memory", lambda: free)
