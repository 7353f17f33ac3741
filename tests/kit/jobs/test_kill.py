"""Workers are killed at random moments: every job's effect is there exactly once, and none is stranded.

Each job "cause" writes a row and publishes an event in one transaction; each event becomes a job "effect" of three
steps. A worker runs both at once and is killed without warning; another takes its place.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from django.db import connection

from ninefold.kit.clock import now
from ninefold.kit.jobs import State, enqueue
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.queries import counts

FEW = 12
MANY = int(os.environ.get("NINEFOLD_KILLS", "1000"))
TABLES = {
    "kill_run": "id varchar(16) PRIMARY KEY",
    "kill_cause": "n integer PRIMARY KEY",
    "kill_effect": "n integer, step integer, PRIMARY KEY (n, step)",
}

pytestmark = pytest.mark.django_db(transaction=True)


class Nursery:
    """Starts workers in other processes and kills them."""

    def __init__(self, process: "subprocess.Popen[str]", *, orders: IO[str], answers: IO[str]) -> None:
        self.process = process
        self.orders = orders
        self.answers = answers
        assert answers.readline() == "ready\n"

    def start(self, *, sweeper: bool) -> int:
        self.orders.write("worker\n" if sweeper else "worker without sweeper\n")
        self.orders.flush()
        return int(self.answers.readline())


@pytest.fixture
def nursery(tables: None) -> Iterator[Nursery]:
    command = [
        sys.executable,
        str(Path(__file__).with_name("nursery.py")),
        connection.settings_dict["NAME"],
    ]
    here = Path(__file__).resolve().parents[3]
    path = os.pathsep.join([str(here / "src"), str(here), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        yield Nursery(process, orders=process.stdin, answers=process.stdout)
        process.kill()


@pytest.fixture
def tables(transactional_db: None) -> Iterator[None]:
    """The tables where handlers leave their marks; a database of this test alone."""
    with connection.cursor() as cursor:
        for name, columns in TABLES.items():
            cursor.execute(f"CREATE TABLE {name} ({columns})")
    yield
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"DROP TABLE {name}")


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def runs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kill_run")
        return int(cursor.fetchone()[0])


def kill_again_and_again(nursery: Nursery, *, kills: int, sweeper: bool) -> int:
    """Keep the queue filled and kill one worker after the other; return the number of jobs made."""
    chance = random.Random(20261122)
    made = 0
    for _ in range(kills):
        while Job.objects.filter(state=State.WAITING).count() < 20:
            enqueue(kind="kit.tests.cause", payload={"n": made}, organisation=1, at=now(), attempts=1000)
            made += 1
        before = runs()
        worker = nursery.start(sweeper=sweeper)
        # One in four is killed whenever, also while it starts; the others once they are in the middle of it.
        deadline = time.monotonic() + (0.0 if chance.random() < 0.25 else 10.0)
        while runs() == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(worker, signal.SIGKILL)
    return made


def let_one_finish(nursery: Nursery, *, sweeper: bool, seconds: float) -> None:
    worker = nursery.start(sweeper=sweeper)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and Job.objects.exclude(state=State.DONE).exists():
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)


def prove_exactly_once(nursery: Nursery, *, kills: int) -> None:
    made = kill_again_and_again(nursery, kills=kills, sweeper=True)
    let_one_finish(nursery, sweeper=True, seconds=300)
    assert counts() == {
        State.WAITING: 0,
        State.RUNNING: 0,
        State.DONE: 2 * made,
        State.STOPPED: 0,
        State.DEAD: 0,
    }
    assert rows("SELECT n FROM kill_cause ORDER BY n") == [(n,) for n in range(made)]
    expected = [(n, step) for n in range(made) for step in range(3)]
    assert rows("SELECT n, step FROM kill_effect ORDER BY n, step") == expected
    print(f"{kills} kills, {2 * made} jobs, {runs()} runs, none lost, none doubled")
    # Without a run that was cut off and repeated, the kills would have proved nothing.
    assert runs() > 2 * made


def test_killed_workers_lose_and_double_nothing(nursery: Nursery) -> None:
    prove_exactly_once(nursery, kills=FEW)


@pytest.mark.kills
def test_very_many_killed_workers_lose_and_double_nothing(nursery: Nursery) -> None:
    prove_exactly_once(nursery, kills=MANY)


def test_without_the_sweeper_killed_jobs_are_stranded(nursery: Nursery) -> None:
    kill_again_and_again(nursery, kills=FEW, sweeper=False)
    let_one_finish(nursery, sweeper=False, seconds=3)
    stranded = Job.objects.filter(state=State.RUNNING, lease_until__lt=now()).count()
    assert stranded > 0
    print(f"{FEW} kills stranded {stranded} jobs without the sweeper")
