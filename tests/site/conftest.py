"""Twin organisations, planted once for a page of tests and given to each as they were planted."""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from tests.site.walking import Rows, files_of
from tests.twins import Twin, twin


@pytest.fixture(scope="module")
def planted(
    django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[tuple[Twin, Twin], Rows, Path]]:
    """Plant the twins once, in a transaction around all tests of this page; copy the files that belong to them."""
    home = tmp_path_factory.mktemp("twins")
    (home / "uploads").mkdir()
    with (
        override_settings(HOME=home, FILE_UPLOAD_TEMP_DIR=home / "uploads"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        both = twin(canary="canaryamber"), twin(canary="canarybirch")
        untouched = tmp_path_factory.mktemp("untouched") / "twins"
        shutil.copytree(home, untouched)
        yield both, Rows(both[1].organisation), untouched
        transaction.set_rollback(True)


@pytest.fixture
def twins(planted, db) -> Iterator[tuple[Twin, Twin]]:
    """Give every test the twins as they were planted: rows are rolled back, the rest is seen to here."""
    both, _rows, untouched = planted
    cache.clear()
    yield deepcopy(both)
    if files_of(settings.HOME) != files_of(untouched):
        shutil.rmtree(settings.HOME)
        shutil.copytree(untouched, settings.HOME)


@pytest.fixture
def rows(planted, twins) -> Rows:
    """Give the rows of the second twin as they were planted."""
    _both, rows, _untouched = planted
    rows.watch()
    return rows
