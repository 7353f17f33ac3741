"""A desk for every test of joined files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from tests import factories

from ninefold.listen.sources.reading import Desk, desk
from ninefold.people.organisations.models import Organisation


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Desk]:
    """Lay out a desk."""
    (tmp_path / "desk").mkdir()
    with desk(scratch=tmp_path / "desk") as laid:
        yield laid


@pytest.fixture
def house(db: None, tmp_path: Path) -> Iterator[Organisation]:
    """An organisation in a data folder of its own."""
    uploads = tmp_path / "home" / "uploads"
    uploads.mkdir(parents=True)
    with override_settings(HOME=tmp_path / "home", FILE_UPLOAD_TEMP_DIR=uploads):
        yield factories.organisation()
