"""Apache Spark, for when one machine is not enough: the same facts, read on a cluster.

The cluster must see the data folder under the same path. Its workers need Python with numpy and pyarrow, but
not Ninefold: what runs on them is sent along. PySpark is an extra (`ninefold[spark]`).
"""

import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import pyarrow as pa
from django.core.exceptions import ImproperlyConfigured

import cxstats
import ninefold
from ninefold.engine.facts import Frame, field_of
from ninefold.engine.snapshot import File, Snapshot

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Everything that decides a number is set here and not left to the cluster: days begin at UTC midnight, and
# what does not fit its type is an error rather than empty.
SETTINGS: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
PARTS: Final = "spark.sql.shuffle.partitions"
PARTS_A_CORE: Final = 2
# What a column of this Arrow type is called in Spark. It has no unsigned numbers: one byte more holds them.
_SQL_TYPES: Final = {
    pa.int32(): "int",
    pa.uint8(): "smallint",
    pa.string(): "string",
    pa.float32(): "float",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.timestamp("us", "UTC"): "timestamp",
}


class SparkEngine:
    """Spark as driver of a cluster: one session for the process, shared by its threads.

    Parameters
    ----------
    master : str
        Where the cluster is, such as ``spark://host:7077``, or ``local[2]`` for this machine alone.

    Raises
    ------
    ImproperlyConfigured
        If PySpark is not installed, or Spark does not start.
    """

    def __init__(self, *, master: str) -> None:
        self._master = master
        self._started = _session(master=master)
        self._starting = threading.Lock()

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
            Valid in every thread.

        Raises
        ------
        ValueError
            If no column of the table can have such a name.
        """
        names = tuple(snapshot.schema.names) if columns is None else columns
        schema = pa.schema([field_of(name, table=snapshot.table) for name in names])
        parts = [self._files(kept, snapshot, schema, void=void) for kept, void in snapshot.split()]
        if snapshot.tail.num_rows or not parts:
            parts.append(self._tail(snapshot.tail, schema))
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.unionAll(part)
        united: Frame = nw.from_native(whole)
        return united

    def lookup(self, table: pa.Table) -> Frame:
        """Give a small table as a lazy frame; it is sent to every worker."""
        from pyspark.sql import functions

        small = self._session.createDataFrame(_signed(table))
        sent: Frame = nw.from_native(functions.broadcast(small))
        return sent

    def micros(self, frame: Frame, *, of: str, name: str) -> Frame:
        """Add a column with the microseconds since 1970, UTC, of a column of moments."""
        told = f"unix_micros({_named(of)}) AS {_named(name)}"
        timed: Frame = nw.from_native(nw.to_native(frame).selectExpr("*", told))
        return timed

    def counted_apart(self, frame: Frame, *, sides: Sequence[Sequence[str]], rows: str) -> pa.Table:
        """Count the rows by each of several sides, as column `rows`; columns of other sides are empty."""
        from pyspark.sql import functions

        apart = nw.to_native(frame).groupingSets(list(map(list, sides)), *dict.fromkeys(chain(*sides)))
        counted: pa.Table = apart.agg(functions.count("*").alias(rows)).toArrow()
        return counted

    def held(self, frame: Frame) -> "HeldFrame":
        """Work out a frame once, to be read often for as long as somebody holds the result."""
        return HeldFrame(nw.to_native(frame))

    def folded(self, frame: Frame, *, part: Callable[[Iterator[pa.RecordBatch]], bytes]) -> Iterable[bytes]:
        """Give what a function makes of the batches of each partition, on the worker that reads it."""

        def summed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            yield pa.RecordBatch.from_pydict({"part": pa.array([part(batches)], pa.binary())})

        # Collected, because an iterator would have the workers go through the parts one after the other.
        return [bytes(row["part"]) for row in nw.to_native(frame).mapInArrow(summed, "part binary").collect()]

    @property
    def _session(self) -> "SparkSession":
        """The session; where the cluster has ended it, another."""
        with self._starting:
            if self._started.sparkContext._jsc.sc().isStopped():  # noqa: SLF001  # nothing public says so
                self._started.stop()
                self._started = _session(master=self._master)
        return self._started

    def _files(
        self, files: tuple[File, ...], snapshot: Snapshot, schema: pa.Schema, *, void: bool
    ) -> "DataFrame":
        """Read some of the files; where records in them are void, leave those out."""
        wanted = {*schema.names, *(("source", "record") if void else ())}
        read = pa.schema([field_of(name, table=snapshot.table) for name in sorted(wanted)])
        # A column that no file has is empty because the schema says that it exists.
        rows = self._session.read.schema(_said(read)).parquet(*(file.path for file in files))
        if void:
            gone = self._session.createDataFrame(snapshot.void_keys())
            rows = rows.join(gone, on=["source", "record"], how="left_anti")
        return rows.select(*schema.names)

    def _tail(self, tail: pa.Table, schema: pa.Schema) -> "DataFrame":
        there = [field for field in schema if field.name in tail.column_names]
        rows = self._session.createDataFrame(_signed(tail.select([field.name for field in there])))
        return rows.selectExpr(*(_shaped(field, there=tail.column_names) for field in schema))


class HeldFrame:
    """A frame that lies worked out on the cluster, and goes with the last who holds it."""

    def __init__(self, rows: "DataFrame") -> None:
        self._rows = rows.persist()
        self._rows.count()
        weakref.finalize(self, _forget, self._rows).atexit = False

    def frame(self) -> Frame:
        """Give it as a lazy frame, valid in every thread."""
        held: Frame = nw.from_native(self._rows)
        return held


def _forget(rows: "DataFrame") -> None:
    rows.unpersist()


def _session(*, master: str) -> "SparkSession":
    try:
        from pyspark import cloudpickle
        from pyspark.sql import SparkSession
    except ImportError as error:
        told = "NINEFOLD_ENGINE asks for Spark, but PySpark is missing: install ninefold[spark] and Java 17."
        raise ImproperlyConfigured(told) from error
    builder: Any = SparkSession.builder.master(master).appName("ninefold")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    try:
        session: SparkSession = builder.getOrCreate()
    except Exception as error:  # PySpark and Java each have their own, and no common one
        told = f"Spark did not start with NINEFOLD_ENGINE={master}: is the cluster up, and is Java 17 there?"
        raise ImproperlyConfigured(told) from error
    _cut_into_few(session)
    # What runs on the workers is sent along, so that they need neither Ninefold nor its settings.
    for package in (ninefold, cxstats):
        cloudpickle.register_pickle_by_value(package)
    return session


def _cut_into_few(session: "SparkSession") -> None:
    """Sort and join in a few parts a core, unless the operator says how many: 200, its own, suit 50 cores."""
    told = session.sparkContext.getConf()
    cores = told.get("spark.cores.max")
    if cores is None and session.sparkContext.master.startswith("local["):
        cores = str(session.sparkContext.defaultParallelism)
    if cores is not None and told.get(PARTS) is None:
        session.conf.set(PARTS, str(PARTS_A_CORE * int(cores)))


def _signed(table: pa.Table) -> pa.Table:
    """Give numbers without a sign the next larger type with one: Spark has no others."""
    fields = [field.with_type(pa.int16()) if field.type == pa.uint8() else field for field in table.schema]
    return table.cast(pa.schema(fields))


def _said(schema: pa.Schema) -> str:
    """Say a schema as Spark's SQL does."""
    return ", ".join(f"{_named(field.name)} {_SQL_TYPES[field.type]}" for field in schema)


def _shaped(field: pa.Field, *, there: Collection[str]) -> str:
    if field.name in there:
        return _named(field.name)
    return f"CAST(NULL AS {_SQL_TYPES[field.type]}) AS {_named(field.name)}"


def _named(name: str) -> str:
    doubled = name.replace("`", "``")
    return f"`{doubled}`"


def lost_file(problem: BaseException) -> bool:
    """Tell whether Spark failed because a file is not there."""
    told = str(problem)
    return "FILE_NOT_EXIST" in told or "PATH_NOT_FOUND" in told
