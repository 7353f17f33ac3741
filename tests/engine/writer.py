"""The child process of the kill test: writes facts without end, noting what it was told is safe.

    python -m tests.engine.writer NOTES SEED [--without transaction|rename]

It is killed at any moment. NOTES gets a line for every call that returned. With --without the named guard
is taken away, to show that the test would notice.
"""

import argparse
import os
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    import pyarrow as pa

    from ninefold.engine.segments import Written

SEGMENTS, ROWS, WAVES, KEYS = 3, 40, 3, 12


def slow_down() -> None:
    """Stretch the moments between two steps of a commit, so that kills fall into them."""
    from ninefold.engine import operations

    real = operations.add

    def add(written: Iterable["Written"], **given: Any) -> None:
        for each in written:
            real([each], **given)
            time.sleep(0.01)

    operations.add = add


def take_away(guard: str) -> None:
    """Remove one guard from this process."""
    from ninefold.engine import operations, segments

    if guard == "transaction":
        operations.transaction = SimpleNamespace(atomic=nullcontext)  # type: ignore[assignment]
        return
    real = segments._write
    segments._write = lambda path, **given: real(path.with_suffix(".parquet"), **given)
    segments._publish = lambda _temporary, _final: None


def slowly(rows: "pa.Table") -> Iterator["pa.RecordBatch"]:
    """Hand out rows in pieces, with a pause in which the file is half written."""
    for batch in rows.to_batches(max_chunksize=ROWS // 2):
        yield batch
        time.sleep(0.005)


def batch(generation: int, wave: int) -> None:
    """Replace a wave by rows that all carry one generation."""
    from tests.engine.samples import facts

    from ninefold.engine.operations import commit_batch
    from ninefold.engine.segments import write_segment

    rows = [
        {"wave": wave, "record": f"w{wave}-{number}", "q_generation": generation} for number in range(ROWS)
    ]
    made = [
        write_segment(organisation=1, table="feedback", batches=slowly(facts(rows))) for _ in range(SEGMENTS)
    ]
    commit_batch(
        organisation=1,
        survey=1,
        source=1,
        wave=wave,
        segments=[each for each in made if each],
        at=datetime.now(UTC),
    )


def single(version: int, key: str) -> None:
    """Append one record in a version that counts up."""
    from ninefold.engine.operations import append
    from ninefold.engine.tail import Comment, Record

    append(
        organisation=1,
        records=[
            Record(
                survey=1,
                source=2,
                record=key,
                version=version,
                values={"q_generation": version},
                comments=[Comment(text=f"version {version}")],
            )
        ],
        at=datetime.now(UTC),
    )


def main() -> None:
    """Write until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("notes", type=Path)
    parser.add_argument("seed", type=int)
    parser.add_argument("--without", choices=["transaction", "rename"])
    given = parser.parse_args()
    django.setup()
    from ninefold.engine.operations import collect_garbage
    from ninefold.engine.sealing import seal

    slow_down()
    if given.without:
        take_away(given.without)
    dice = random.Random(given.seed)
    notes = os.open(given.notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    number = given.seed * 100_000
    os.write(notes, b"ready\n")
    parent = os.getppid()
    while os.getppid() == parent:  # a test that was stopped leaves no writer behind
        number += 1
        choice = dice.random()
        if choice < 0.45:
            wave = dice.randrange(1, WAVES + 1)
            batch(number, wave)
            os.write(notes, f"wave {wave} {number}\n".encode())
        elif choice < 0.85:
            key = f"k{dice.randrange(KEYS)}"
            single(number, key)
            os.write(notes, f"key {key} {number}\n".encode())
        elif choice < 0.97:
            seal(organisation=1, at=datetime.now(UTC))
        else:
            collect_garbage(organisation=1, at=datetime.now(UTC))


if __name__ == "__main__":
    main()
