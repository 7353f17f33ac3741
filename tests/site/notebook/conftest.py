"""A Python that has opened nothing yet."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "src"


@pytest.fixture
def fresh() -> Callable[[str], "subprocess.CompletedProcess[str]"]:
    """Run a program in a Python of its own."""

    def run(program: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        for name in ("NINEFOLD_HOME", "NINEFOLD_DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            environment.pop(name, None)
        return subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
        )

    return run
