import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REFS = Path(os.environ.get("NINEFOLD_REFS", Path(__file__).parents[2] / ".." / "shared" / "refs"))


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Any]:
    """Open a reference case by the beginning of its name."""

    def opened(name: str) -> Any:
        path = REFS / f"{name}.json"
        if not path.exists():
            pytest.skip(f"the reference case {name} is not at hand (set NINEFOLD_REFS)")
        return json.loads(path.read_text(encoding="utf-8"))

    return opened


@pytest.fixture(scope="session")
def reference_table() -> Callable[[str], list[dict[str, str]]]:
    """Read the CSV input of a reference case."""
    import csv

    def opened(name: str) -> list[dict[str, str]]:
        path = REFS / f"{name}.csv"
        if not path.exists():
            pytest.skip(f"the reference table {name} is not at hand (set NINEFOLD_REFS)")
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return opened
