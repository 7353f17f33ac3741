"""What stories stand on: the product as its own process, on the test's database and data folder."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
NINEFOLD = (sys.executable, "-c", "from ninefold.site.cli import run; run()")


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit code, what it said, and the most memory it held."""

    code: int
    out: str
    err: str
    megabytes: float


def environment() -> dict[str, str]:
    """Let a child find the test's database, data folder and secret."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.stories.settings",
        "NINEFOLD_HOME": str(settings.HOME),
        "NINEFOLD_SECRET": settings.SECRET_KEY,
        "NINEFOLD_TEST_NAME": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "COLUMNS": "200",
    }


def start(*command: str) -> "subprocess.Popen[str]":
    """Start a command of the product."""
    return subprocess.Popen(
        [*NINEFOLD, *command],
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*command: str) -> Ran:
    """Run a command of the product to its end."""
    process = start(*command)
    held = 0.0
    while process.poll() is None:
        held = max(held, _megabytes(process.pid))
        time.sleep(0.01)
    out, err = process.communicate()
    return Ran(code=process.returncode, out=out, err=err, megabytes=held)


def _megabytes(process: int) -> float:
    """Ask for the most memory a process ever held; 0 when it has just ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
