"""A data folder for every test of erasing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from ninefold.engine import dropping


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder; no reader is waited for."""
    monkeypatch.setattr(dropping, "READERS", 0.0)
    place = tmp_path / "home"
    (place / "uploads").mkdir(parents=True)
    with override_settings(HOME=place, FILE_UPLOAD_TEMP_DIR=place / "uploads"):
        yield place
