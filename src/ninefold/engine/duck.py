"""The default engine: DuckDB inside this process, reading segment files and nothing else."""

import re
import threading
import uuid
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

import duckdb
import narwhals as nw
import pyarrow as pa
from django.core.exceptions import ImproperlyConfigured

from ninefold.engine.facts import Frame, field_of
from ninefold.engine.snapshot import File, Snapshot

MEMORY: Final = "400MB"
THREADS: Final = 2
# Rows of a batch that leaves the engine: enough for BLAS, and few enough for the sums of some columns to stay
# near the core.
BATCH: Final = 1 << 15
# Relations of files that a thread keeps: a page asks for the same few columns of the same files many times,
# and each relation made anew costs as much as grouping half a million rows.
RELATIONS: Final = 64
_SIZE: Final = re.compile(r"[1-9]\d{0,5}(MB|GB|MiB|GiB)")
# What a column of this Arrow type is called in DuckDB where no file has it.
_SQL_TYPES: Final = {
    pa.int32(): "INTEGER",
    pa.uint8(): "UTINYINT",
    pa.string(): "VARCHAR",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.date32(): "DATE",
    pa.timestamp("us", "UTC"): "TIMESTAMPTZ",
}


class DuckEngine:
    """DuckDB in process: one database in memory, a cursor for each thread, bounded memory.

    Parameters
    ----------
    segments : Path
        The folder of segment files; nothing outside it and `scratch` can be reached, by whatever SQL.
    scratch : Path
        Where queries larger than the memory spill to.
    memory : str
        Upper bound such as "400MB".
    threads : int
        Threads of one query.
    """

    def __init__(
        self, *, segments: Path, scratch: Path, memory: str = MEMORY, threads: int = THREADS
    ) -> None:
        if _SIZE.fullmatch(memory) is None:
            raise ImproperlyConfigured(f"NINEFOLD_DUCKDB_MEMORY must look like 400MB, not {memory!r}.")
        segments.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._database = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "threads": threads,
                "temp_directory": str(scratch),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "preserve_insertion_order": False,
            },
        )
        self._database.execute("SET TimeZone = 'UTC'")
        self._database.execute("SET parquet_metadata_cache = true")  # segments never change
        self._database.execute(f"SET allowed_directories = [{_quoted(f'{segments}/')}]")
        self._database.execute("SET enable_external_access = false")
        self._database.execute("SET lock_configuration = true")
        self._here = _Thread(self._database)

    def frame(self, snapshot: Snapshot, *, columns: tuple[str, ...] | None = None) -> Frame:
        """Give a snapshot as a lazy frame: segments and tail in one, missing columns empty and typed.

        Parameters
        ----------
        snapshot : Snapshot
            What to show.
        columns : tuple of str, optional
            Only these. A query reads from the files only what it uses, with or without.

        Returns
        -------
        narwhals.LazyFrame
            Valid in the thread that asked for it.

        Raises
        ------
        ValueError
            If no column of the table can have such a name.
        """
        schema = (
            snapshot.schema
            if columns is None
            else pa.schema([field_of(name, table=snapshot.table) for name in columns])
        )
        parts = [self._files(kept, snapshot, schema, void=void) for kept, void in snapshot.split()]
        if snapshot.tail.num_rows or not parts:
            tail = self._here.cursor.from_arrow(snapshot.tail)
            parts.append(_shaped(tail, schema, frozenset(snapshot.tail.column_names)))
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.union(part)
        united: Frame = nw.from_native(whole)
        return united

    def lookup(self, table: pa.Table) -> Frame:
        """Give a small table as a lazy frame, valid in the thread that asked for it."""
        return nw.from_native(self._here.cursor.from_arrow(table))

    def micros(self, frame: Frame, *, of: str, name: str) -> Frame:
        """Add a column with the microseconds since 1970, UTC, of a column of moments."""
        told = f"*, epoch_us({named(of)}) AS {named(name)}"
        timed: Frame = nw.from_native(nw.to_native(frame).project(told))
        return timed

    def counted_apart(self, frame: Frame, *, sides: Sequence[Sequence[str]], rows: str) -> pa.Table:
        """Count the rows by each of several sides, as column `rows`; columns of other sides are empty."""
        columns = [[named(column) for column in side] for side in sides]
        told = f"{', '.join(dict.fromkeys(chain(*columns)))}, count(*) AS {named(rows)}"
        apart = f"GROUPING SETS ({', '.join(f'({text})' for text in map(', '.join, columns))})"
        return nw.to_native(frame).aggregate(told, apart).to_arrow_table()

    def held(self, frame: Frame) -> "HeldTable":
        """Work out a frame once, to be read often for as long as somebody holds the result.

        It lies in memory within the engine's bound, what is too large for that in its scratch folder.
        """
        name = f"held_{uuid.uuid4().hex}"
        nw.to_native(frame).create(name)
        return HeldTable(name=name, engine=self)

    def folded(self, frame: Frame, *, part: Callable[[Iterator[pa.RecordBatch]], bytes]) -> Iterable[bytes]:
        """Give what a function makes of the batches of a frame; they are never all in memory."""
        # Closed also where the function fails: an open reader would keep the thread from all it reads next.
        with nw.to_native(frame).to_arrow_reader(BATCH) as batches:
            made = part(iter(batches))
        return [made]

    def table(self, name: str) -> Frame:
        """Give a table that is held as a lazy frame, valid in the thread that asked for it."""
        return nw.from_native(self._here.cursor.table(name))

    def drop(self, name: str) -> None:
        """Forget a table that nobody holds any more, from whatever thread."""
        with self._database.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")

    def _files(
        self, files: tuple[File, ...], snapshot: Snapshot, schema: pa.Schema, *, void: bool
    ) -> duckdb.DuckDBPyRelation:
        """Read some of the files; where records in them are void, leave those out."""
        paths = tuple(file.path for file in files)
        there = frozenset(name for file in files for name in file.columns)
        if not void:
            return self._here.files(paths, schema, there)
        gone = self._here.cursor.from_arrow(snapshot.void_keys()).set_alias("gone")
        same = "facts.source = gone.source AND facts.record = gone.record"
        rows = _rows(self._here.cursor, paths).set_alias("facts")
        return _shaped(rows.join(gone, same, how="anti"), schema, there)


class _Thread(threading.local):
    """What each thread has for itself: a cursor, and the relations of files it made last."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self.cursor = database.cursor()
        self.files = lru_cache(maxsize=RELATIONS)(self._made)

    def _made(
        self, paths: tuple[str, ...], schema: pa.Schema, there: frozenset[str]
    ) -> duckdb.DuckDBPyRelation:
        return _shaped(_rows(self.cursor, paths), schema, there)


class HeldTable:
    """A table in memory that goes with the last who holds it."""

    def __init__(self, *, name: str, engine: DuckEngine) -> None:
        self._name = name
        self._engine = engine
        weakref.finalize(self, engine.drop, name).atexit = False

    def frame(self) -> Frame:
        """Give it as a lazy frame, valid in the thread that asked for it."""
        return self._engine.table(self._name)


def _rows(cursor: duckdb.DuckDBPyConnection, paths: tuple[str, ...]) -> duckdb.DuckDBPyRelation:
    """Read files as they are, columns united by name."""
    return cursor.read_parquet(list(paths), union_by_name=len(paths) > 1)


def _shaped(
    rows: duckdb.DuckDBPyRelation, schema: pa.Schema, there: frozenset[str]
) -> duckdb.DuckDBPyRelation:
    """Bring rows into the columns of a schema, in its order; what is not there is empty, but typed."""
    return rows.project(
        ", ".join(
            named(field.name)
            if field.name in there
            else f"CAST(NULL AS {_SQL_TYPES[field.type]}) AS {named(field.name)}"
            for field in schema
        )
    )


def named(name: str) -> str:
    """Write the name of a column as DuckDB reads it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def lost_file(problem: BaseException) -> bool:
    """Tell whether DuckDB failed because a file is not there."""
    told = str(problem)
    return isinstance(problem, duckdb.IOException) and ("No such file" in told or "No files found" in told)
