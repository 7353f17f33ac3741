"""A data folder for every test of the import."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from tests import factories

from ninefold.people.organisations.models import Organisation


@pytest.fixture
def house(db: None, tmp_path: Path) -> Iterator[Organisation]:
    """An organisation in a data folder of its own."""
    uploads = tmp_path / "home" / "uploads"
    uploads.mkdir(parents=True)
    with override_settings(HOME=tmp_path / "home", FILE_UPLOAD_TEMP_DIR=uploads):
        yield factories.organisation()
