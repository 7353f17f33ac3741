"""The child process of the kill test: writes facts without end, noting what it was told is safe.

    python -m tests.engine.writer [--without transaction|rename]

Reads lines from its input: "NOTES SEED" begins a writer, a fork of this process, so that the imports are paid for
once, and answers with its process id; "end PID" waits for its end and answers with its exit code. A writer is killed
at any moment. NOTES gets a line for every call that returned. With --without the named guard is taken away, to show
that the test would notice.
"""

import argparse
import os
import random
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
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


def write(notes: int, seed: int) -> None:
    """Write until killed."""
    from ninefold.engine.operations import collect_garbage
    from ninefold.engine.sealing import seal

    dice = random.Random(seed)
    number = seed * 100_000
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


def begin(path: str, seed: int) -> int:
    """Fork a writer; answer its process id."""
    child = os.fork()
    if child:
        return child
    try:
        write(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), seed)
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(1)


def main() -> None:
    """Begin writers as they are asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", choices=["transaction", "rename"])
    given = parser.parse_args()
    django.setup()
    import tests.engine.samples  # noqa: F401  (what writers need, paid for once)

    from ninefold.engine import sealing, tail  # noqa: F401  (the same)

    slow_down()
    if given.without:
        take_away(given.without)
    for line in sys.stdin:
        first, second = line.rstrip("\n").rsplit(" ", 1)
        if first == "end":
            print(os.waitstatus_to_exitcode(os.waitpid(int(second), 0)[1]), flush=True)
        else:
            print(begin(first, int(second)), flush=True)


if __name__ == "__main__":
    main()
