"""Synthetic feedback for the speed bars: made here, from a seed, shaped like a large programme."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from ninefold.engine.facts import FEEDBACK

FIRST_DAY = date(2023, 1, 1)
DAYS = 730
TOUCHPOINTS = 24
SEGMENTS = 6
UNITS = 300
PEOPLE = 3_000_000


def _names(prefix: str, codes: np.ndarray, size: int) -> pa.Array:
    words = pa.array([f"{prefix} {number:03d}" for number in range(size)])
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), words).cast(pa.string())


def _answers(generator: np.random.Generator, size: int, low: int, high: int, blank: float) -> pa.Array:
    values = generator.integers(low, high + 1, size).astype(np.float32)
    return pa.array(values, mask=generator.random(size) < blank)


def _keys(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pa.array(np.char.add(prefix, numbers.astype("U9")).tolist(), pa.string())


def _batch(
    generator: np.random.Generator, start: int, size: int, total: int, *, units: int
) -> pa.RecordBatch:
    """Make the rows start..start+size of a file of `total` rows, in the order of their days."""
    day = ((np.arange(start, start + size) * DAYS) // total).astype(np.int32)
    offset = (FIRST_DAY - date(1970, 1, 1)) // timedelta(days=1)
    person = generator.integers(0, PEOPLE, size)
    micro = (day.astype(np.int64) + offset) * 86_400_000_000 + generator.integers(0, 86_400_000_000, size)
    made = {
        "organisation": pa.array(np.full(size, 1, np.int32)),
        "survey": pa.array(np.full(size, 1, np.int32)),
        "source": pa.array(np.full(size, 1, np.int32)),
        "wave": pa.array(np.full(size, 1, np.int32)),
        "record": _keys("r", np.arange(start, start + size)),
        "person": _keys("p", person),
        "block": pa.array((person * 2_654_435_761 % 4_294_967_296 % 100).astype(np.uint8)),
        "at": pa.array(micro).cast(pa.timestamp("us", "UTC")),
        "local_date": pa.array(day + offset).cast(pa.date32()),
        "touchpoint": _names("touchpoint", generator.integers(0, TOUCHPOINTS, size), TOUCHPOINTS),
        "unit": _names("unit", generator.integers(0, units, size), units),
        "channel": _names("channel", generator.integers(0, 5, size), 5),
        "segment": _names("segment", generator.integers(0, SEGMENTS, size), SEGMENTS),
        "language": _names("language", generator.integers(0, 6, size), 6),
        "nps": _answers(generator, size, 0, 10, 0.05),
        "csat": _answers(generator, size, 1, 5, 0.20),
        "ces": _answers(generator, size, 1, 7, 0.40),
        "weight": pa.array(generator.uniform(0.5, 2.0, size)),
        "comments": pa.array(generator.integers(0, 2, size).astype(np.uint8)),
    }
    columns = [made.get(field.name, pa.nulls(size, field.type)) for field in FEEDBACK]
    return pa.RecordBatch.from_arrays(
        [c.cast(f.type) for c, f in zip(columns, FEEDBACK, strict=True)], schema=FEEDBACK
    )


def feedback(
    *, rows: int, seed: int = 9, size: int = 122_880, units: int = UNITS
) -> Iterator[pa.RecordBatch]:
    """Make `rows` feedback rows over two years, sorted by their day.

    Parameters
    ----------
    rows : int
        How many rows.
    seed : int
        Seed of the generator; the same seed gives the same rows.
    size : int
        Rows in one batch.
    units : int
        How many units the rows are of.

    Yields
    ------
    pyarrow.RecordBatch
        Batches with the schema of ``ninefold.engine.facts.FEEDBACK``.
    """
    generator = np.random.default_rng(seed)
    for start in range(0, rows, size):
        yield _batch(generator, start, min(size, rows - start), rows, units=units)
