"""A process killed at any moment leaves whole batches and every record it said was safe, once.

`make test` kills a dozen times; `make kills` a thousand times (or NINEFOLD_KILLS).
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pyarrow.parquet as pq
import pytest
from django.db import connection
from tests.engine.writer import ROWS, SEGMENTS

from ninefold.engine.engines import Engine
from ninefold.engine.models import Segment
from ninefold.engine.segments import folder
from ninefold.engine.snapshot import snapshot

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


class Harm(AssertionError):
    """What a kill must not do."""


class Writers:
    """Writers on the test's own database and data folder, forked from one process that has imported all they need."""

    def __init__(self, *, without: str = "") -> None:
        environment = {
            **os.environ,
            "NINEFOLD_HOME": str(folder().parent),
            "DJANGO_SETTINGS_MODULE": "tests.engine.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "NINEFOLD_TEST_NAME": str(connection.settings_dict["NAME"]),
        }
        command = [sys.executable, "-m", "tests.engine.writer", *(["--without", without] if without else [])]
        self.process = subprocess.Popen(
            command, env=environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.process.kill()
        self.process.communicate()

    def _ask(self, order: str) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def begin(self, notes: Path, seed: int) -> int:
        return self._ask(f"{notes} {seed}")

    def kill(self, writer: int) -> None:
        """End a writer without warning, and wait until it is gone."""
        os.kill(writer, signal.SIGKILL)
        if self._ask(f"end {writer}") != -signal.SIGKILL:
            raise RuntimeError("The writer ended by itself.")


def kill_once(writers: Writers, notes: Path, seed: int) -> None:
    """Let a writer work for a random while, then end it without warning."""
    ready = notes.read_bytes().count(b"ready") if notes.exists() else 0
    writer = writers.begin(notes, seed)
    try:
        deadline = time.monotonic() + 60
        while not notes.exists() or notes.read_bytes().count(b"ready") == ready:
            if time.monotonic() > deadline:
                raise RuntimeError("The writer did not start.")
            time.sleep(0.01)
        time.sleep(random.Random(seed).uniform(0.0, 0.6))
    finally:
        writers.kill(writer)


def promised(notes: Path) -> dict[str, int]:
    """Read what the writers said was safe: the last generation of each wave and key."""
    found: dict[str, int] = {}
    for line in notes.read_text().splitlines():
        parts = line.split()
        if len(parts) == 3:
            found[parts[1]] = int(parts[2])
    return found


def examine(engine: Engine, safe: Mapping[str, int]) -> None:
    """Look for harm: in the files, in the batches, in the single records."""
    _files()
    shot = snapshot(organisation=1, table="feedback")
    facts = (
        engine.frame(shot, columns=("source", "wave", "record", "q_generation")).collect("pyarrow").to_arrow()
    )
    rows = list(zip(*(facts[name].to_pylist() for name in facts.column_names), strict=True))
    _batches([(wave, generation) for source, wave, _, generation in rows if source == 1], safe)
    singles = [(record, generation) for source, _, record, generation in rows if source == 2]
    _singles(singles, safe)
    said = engine.frame(snapshot(organisation=1, table="comment"), columns=("record", "text"))
    texts = said.collect("pyarrow").rows()
    if sorted(texts) != sorted((record, f"version {int(generation)}") for record, generation in singles):
        raise Harm("Comments and records differ.")


def _files() -> None:
    listed = dict(Segment.objects.filter(removed_in=None).values_list("path", "bytes"))
    for path, size in listed.items():
        if not (folder() / path).exists() or (folder() / path).stat().st_size != size:
            raise Harm(f"The manifest lists {path}, which is not there as it was written.")
    for file in folder().rglob("*.parquet"):
        try:
            pq.read_metadata(file)
        except Exception as problem:
            raise Harm(f"{file.name} bears a final name but is not complete.") from problem


def _batches(rows: list[tuple[int, float]], safe: Mapping[str, int]) -> None:
    for wave in {wave for wave, _ in rows} | {int(name) for name in safe if name.isdigit()}:
        held = Counter(generation for each, generation in rows if each == wave)
        if list(held.values()) != [SEGMENTS * ROWS]:
            raise Harm(f"Wave {wave} is not one whole batch: {held}.")
        if next(iter(held)) < safe.get(str(wave), 0):
            raise Harm(f"Wave {wave} fell back behind what was acknowledged.")


def _singles(rows: list[tuple[str, float]], safe: Mapping[str, int]) -> None:
    doubled = [record for record, count in Counter(record for record, _ in rows).items() if count > 1]
    if doubled:
        raise Harm(f"Records stand twice: {doubled}.")
    held = dict(rows)
    for record, version in safe.items():
        if not record.isdigit() and held.get(record, -1) < version:
            raise Harm(f"Record {record} lost version {version}.")


def kill_and_examine(engine: Engine, notes: Path, times: int, *, without: str = "") -> None:
    with Writers(without=without) as writers:
        for seed in range(1, times + 1):
            kill_once(writers, notes, seed)
            examine(engine, promised(notes))
    if len(promised(notes)) < 5:
        raise RuntimeError("The writers were killed before they wrote anything worth looking at.")


def test_kill_does_no_harm(engine: Engine, tmp_path: Path) -> None:
    kill_and_examine(engine, tmp_path / "notes", 12)


@pytest.mark.kills
def test_kill_does_no_harm_however_often(engine: Engine, tmp_path: Path) -> None:
    kill_and_examine(engine, tmp_path / "notes", int(os.environ.get("NINEFOLD_KILLS", "1000")))


@pytest.mark.parametrize("guard", ["transaction", "rename"])
def test_kill_without_a_guard_is_noticed(engine: Engine, tmp_path: Path, guard: str) -> None:
    if guard == "transaction" and connection.vendor == "postgresql":
        pytest.skip(
            "PostgreSQL refuses to lock a row outside of a transaction: the guard cannot be taken away."
        )
    with pytest.raises(Harm):
        kill_and_examine(engine, tmp_path / "notes", 100, without=guard)
