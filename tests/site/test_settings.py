"""Nonsense in a setting is refused at the start, with what to write instead."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from ninefold.site.settings import analysis_engine


@pytest.mark.parametrize("name", ["duckdb", "local[2]", "local[*]", "spark://host:7077", "spark://a:1,b:2"])
def test_engine_that_there_is_is_taken(name: str) -> None:
    assert analysis_engine(name) == name


@pytest.mark.parametrize(
    "name", ["", "spark", "DuckDB", "local", "local[]", "spark://", "yarn", "spark://a b"]
)
def test_engine_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="NINEFOLD_ENGINE must be duckdb"):
        analysis_engine(name)
