"""The demo is killed while its company is made; the next start makes it whole, and nothing stands there twice."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.stories.houses import SOURCE, house

MADE = ("Making the example",)


def killed(home: Path, *, after: float) -> None:
    """Start the demo in a folder and kill all of it some time after it has begun to make the company."""
    program = [sys.executable, "-c", "from ninefold.site.cli import run; run()", "demo", "--port", "0"]
    environment = {**os.environ, "NINEFOLD_HOME": str(home), "PYTHONPATH": str(SOURCE)}
    for name in ("NINEFOLD_DATABASE_URL", "DJANGO_SETTINGS_MODULE", "NINEFOLD_ADDRESS"):
        environment.pop(name, None)
    with subprocess.Popen(
        [*program, "--customers", "3000"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:
        for line in process.stdout or ():
            if line.startswith(MADE):
                time.sleep(after)
                break
        os.killpg(process.pid, signal.SIGKILL)


def rows(home: Path, query: str) -> list[tuple[int, ...]]:
    with sqlite3.connect(home / "ninefold.sqlite3") as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("after", [0.0, 0.6])
def test_whenever_it_was_killed(tmp_path: Path, after: float) -> None:
    home = tmp_path / "home"
    killed(home, after=after)
    with house("demo", home=home, customers=None) as opened:
        assert opened.link
    assert rows(home, "SELECT customers, loaded_at IS NOT NULL FROM demo_example") == [(3000, 1)]
    listed = rows(home, "SELECT path FROM engine_segment WHERE removed_in IS NULL")
    assert len(listed) == 8
    assert rows(home, "SELECT count(*) FROM people_organisation") == [(1,)]
    loose = [path for path in (home / "segments").rglob("*.writing") if path.is_file()]
    assert len(loose) <= 1  # the sweeper takes what a kill has left
