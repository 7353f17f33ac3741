"""An erasure that is killed at any moment is completed by running it again."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
STEP = 7  # the short form: every so many moments; each is one with KILLS=every


def child(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "NINEFOLD_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environment.pop("NINEFOLD_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "tests.customers.erasure.eraser", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def told(answer: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


@pytest.mark.kills
def test_killed_again_and_again_an_erasure_is_completed(tmp_path: Path):
    if connection.vendor != "sqlite":
        pytest.skip("The child has a row database of its own, in SQLite.")
    home = tmp_path / "home"
    assert child(home, "plant").returncode == 0
    before = told(child(home, "search"))
    assert before["raw"]
    assert before["hits"]
    step = 1 if os.environ.get("KILLS") == "every" else STEP
    kills, point = 0, 1
    while (answer := child(home, "erase", str(point))).returncode == -signal.SIGKILL:
        kills, point = kills + 1, point + step
    assert kills >= 3
    told(answer)
    after = told(child(home, "search"))
    assert (after["hits"], after["raw"], after["state"]) == ({}, False, "done")
