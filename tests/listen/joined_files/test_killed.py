"""A join killed at any moment leaves the bundle waiting and no import; the next run makes one import, whole."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def started(home: Path, role: str) -> "subprocess.Popen[str]":
    """Start the child in a house of its own."""
    environment = {**os.environ, "NINEFOLD_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    for name in ("NINEFOLD_DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "tests.listen.joined_files.joiner", role]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def told(home: Path, role: str) -> str:
    """Run the child to its end and give what it printed."""
    with started(home, role) as child:
        printed = child.communicate(timeout=120)[0]
    assert child.returncode == 0
    return printed


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("joiner")
    (place / "uploads").mkdir()
    told(place, "prepare")
    return place


@pytest.mark.parametrize("moment", [0.3, 0.99])
def test_killed_in_the_middle_nothing_half_stands(home: Path, moment: float) -> None:
    with started(home, "join") as child:
        for line in child.stdout or ():
            if float(line) >= moment:
                child.send_signal(signal.SIGKILL)
                break
    assert child.wait() == -signal.SIGKILL
    stands = json.loads(told(home, "state"))
    assert (stands["state"], stands["imports"]) == ("joining", 0)


def test_the_next_run_makes_one_import_and_another_none_more(home: Path) -> None:
    told(home, "join")
    told(home, "join")
    assert json.loads(told(home, "state")) == {
        "state": "joined",
        "imports": 1,
        "rows": 150_000,
        "whole": True,
    }
