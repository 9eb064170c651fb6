"""What holds for all tests of the lab: no results come with it, as they change whenever something is trained again."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _nothing_published(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Answers the empty folder in which the lab looks for its makers' results."""
    folder = tmp_path_factory.mktemp("published")
    monkeypatch.setattr("lab.published.FOLDER", folder)
    return folder
