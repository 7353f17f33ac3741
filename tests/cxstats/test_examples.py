"""Every example in a docstring of cxstats and every worked number of docs/methods is computed again here."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import cxstats

METHODS = Path(__file__).parents[2] / "docs" / "methods"
MODULES = sorted(found.name for found in pkgutil.walk_packages(cxstats.__path__, "cxstats."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    "page",
    [
        "control-charts.md",
        "alerts.md",
        "forecasts.md",
        "drivers.md",
        "missing-answers.md",
        "change-points.md",
        "lags.md",
        "small-shifts.md",
        "nps.md",
        "shares.md",
        "means.md",
        "weights.md",
        "raking.md",
        "responders.md",
        "league.md",
        "differences.md",
        "paired.md",
        "many-looks.md",
        "anonymity.md",
        "minimum-detectable-change.md",
        "removal.md",
        "paths.md",
        "durations.md",
        "leaving.md",
        "whole-journey.md",
        "weakest-link.md",
        "unbroken.md",
        "ordered-answers.md",
        "penalty-reward.md",
        "path-models.md",
    ],
)
def test_worked_numbers_of_the_methods_page_hold(page: str) -> None:
    results = doctest.testfile(str(METHODS / page), module_relative=False, encoding="utf-8")
    assert results.failed == 0
    assert results.attempted > 0


def test_public_functions_have_an_example() -> None:
    without = [
        f"{name}.{one.__name__}"
        for name in MODULES
        for one in vars(importlib.import_module(name)).values()
        if callable(one)
        and getattr(one, "__module__", "") == name
        and not isinstance(one, type)
        and not one.__name__.startswith("_")
        and ">>>" not in (one.__doc__ or "")
    ]
    assert without == []
