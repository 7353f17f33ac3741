"""What analyses need of an engine, and which engine this process has.

Analyses are written against these protocols and Narwhals alone, so that the facts may lie in this process's
reach or on a cluster.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import pyarrow as pa
from django.conf import settings

from ninefold.engine.duck import MEMORY, DuckEngine
from ninefold.engine.duck import lost_file as lost_by_duck
from ninefold.engine.facts import Frame
from ninefold.engine.segments import folder
from ninefold.engine.snapshot import Snapshot
from ninefold.engine.spark import SparkEngine
from ninefold.engine.spark import lost_file as lost_by_spark


class Lookup(Protocol):
    """What sums by period need of an engine: a place for a small table beside the facts."""

    def lookup(self, table: pa.Table) -> Frame:
        """Give a small table as a lazy frame of the same engine, to be joined with facts."""


class Clock(Lookup, Protocol):
    """What stitching needs of an engine besides: moments as numbers, which no expression gives everywhere."""

    def micros(self, frame: Frame, *, of: str, name: str) -> Frame:
        """Add a column with the microseconds since 1970, UTC, of a column of moments."""


class Counts(Protocol):
    """What listing values needs of an engine: one reading for several sides, each counted for itself."""

    def counted_apart(self, frame: Frame, *, sides: Sequence[Sequence[str]], rows: str) -> pa.Table:
        """Count the rows by each of several sides, as column `rows`; columns of other sides are empty."""


class Held(Protocol):
    """A frame that has been worked out; it is gone when nobody holds it any more."""

    def frame(self) -> Frame:
        """Give it as a lazy frame, valid in the thread that asked for it."""


class Engine(Clock, Counts, Protocol):
    """What analyses need of an engine."""

    def frame(self, snapshot: Snapshot, *, columns: tuple[str, ...] | None = None) -> Frame:
        """Give a snapshot as a lazy frame; None means all its columns."""

    def held(self, frame: Frame) -> Held:
        """Work out a frame once, to be read often for as long as somebody holds the result."""

    def folded(self, frame: Frame, *, part: Callable[[Iterator[pa.RecordBatch]], bytes]) -> Iterable[bytes]:
        """Give what a function makes of the batches of a frame, once, or once for each part of it."""


def engine() -> Engine:
    """Give the engine of this process, made on first use (and anew in a forked child).

    Returns
    -------
    Engine
        What `NINEFOLD_ENGINE` names: DuckDB unless it is the master of a Spark cluster.

    Raises
    ------
    ImproperlyConfigured
        If Spark is asked for and not installed, or does not start.
    """
    if settings.ENGINE != "duckdb":
        return _spark(os.getpid(), settings.ENGINE)
    memory = getattr(settings, "DUCKDB_MEMORY", os.environ.get("NINEFOLD_DUCKDB_MEMORY", MEMORY))
    return _duck(os.getpid(), folder(), memory)


def forget() -> None:
    """Let the engine of this process go: the next question begins with a new one, as after a start."""
    _duck.cache_clear()
    _spark.cache_clear()


def vanished(problem: BaseException) -> bool:
    """Tell whether a reading failed because a file of its snapshot is gone: read on a new snapshot then.

    Files usually outlive every reader; where a person is erased they go within seconds.
    """
    lost = isinstance(problem, FileNotFoundError) or lost_by_duck(problem) or lost_by_spark(problem)
    return lost and str(folder()) in str(problem)


@cache
def _duck(_process: int, segments: Path, memory: str) -> DuckEngine:
    return DuckEngine(segments=segments, scratch=segments.parent / "scratch", memory=memory)


@cache
def _spark(_process: int, master: str) -> SparkEngine:
    return SparkEngine(master=master)
