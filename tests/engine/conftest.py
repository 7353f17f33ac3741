"""A data folder for each test, and every engine to test on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from ninefold.engine.duck import DuckEngine, Engine
from ninefold.engine.segments import folder


@pytest.fixture(autouse=True)
def segments(tmp_path: Path) -> Iterator[Path]:
    """Give every test a data folder of its own."""
    with override_settings(HOME=tmp_path):
        yield folder()


@pytest.fixture(params=["duckdb"])
def engine(request: pytest.FixtureRequest, segments: Path, tmp_path: Path) -> Engine:
    """Every engine that analyses may run on; the tests know it through its protocol alone."""
    return DuckEngine(segments=segments, scratch=tmp_path / "scratch", memory="200MB")
