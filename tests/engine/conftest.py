"""A data folder for each test, and the engine to test on: `make test` on DuckDB, `make test-spark` on Spark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from ninefold.engine.duck import DuckEngine
from ninefold.engine.engines import Engine
from ninefold.engine.engines import engine as engine_of_the_process
from ninefold.engine.segments import folder


@pytest.fixture(autouse=True)
def segments(tmp_path: Path) -> Iterator[Path]:
    """Give every test a data folder of its own."""
    with override_settings(HOME=tmp_path):
        yield folder()


@pytest.fixture
def engine(segments: Path, tmp_path: Path) -> Engine:
    """Give the engine that the tests run on; they know it through its protocol alone."""
    if settings.ENGINE == "duckdb":
        return DuckEngine(segments=segments, scratch=tmp_path / "scratch", memory="200MB")
    return engine_of_the_process()
