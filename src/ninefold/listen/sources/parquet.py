"""Parquet files: read by DuckDB where they lie, every value as text."""

from pathlib import Path
from typing import cast

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from ninefold.listen.sources.headers import Heads, unique_names
from ninefold.listen.sources.hostile import MAX_COLUMNS, empty, only_header, too_many_columns
from ninefold.listen.sources.opened import FileColumn, Tool, Unreadable
from ninefold.listen.sources.relations import plain_path, quoted
from ninefold.listen.sources.rewritten import LINE, Told, told_by
from ninefold.listen.sources.structure import Lines
from ninefold.listen.sources.tables import Table, Task


def open_parquet(*, task: Task) -> Table:
    """Open a Parquet file.

    Parameters
    ----------
    task
        The file.

    Returns
    -------
    Table
        ``lines`` are the record numbers.

    Raises
    ------
    Unreadable
        If the file is cut off or damaged, or has no rows.
    """
    path = plain_path(path=task.path, scratch=task.scratch)
    schema, rows = _schema(path)
    if (told := told_by(schema)) is not None:
        return _rewritten(task, path, schema, told)
    if len(schema) > MAX_COLUMNS:
        raise too_many_columns(found=len(schema), line=None)
    if not len(schema):
        raise empty()
    if not rows:
        raise only_header()
    _view(task, path, schema)
    _check(task, len(schema))
    columns = tuple(
        FileColumn(position=i, name=name, renamed_from=told if told != name else "")
        for i, (name, told) in enumerate(zip(unique_names(names=schema.names), schema.names, strict=True))
    )
    return Table(
        heads=Heads(records=0, tool="", zone=None, columns=columns, nameless=0),
        kept=len(schema),
        encoding="",
        delimiter="",
        decimal=".",
        lines=np.arange(1, rows + 1, dtype=np.int64),
    )


def _rewritten(task: Task, path: Path, schema: pa.Schema, told: Told) -> Table:
    """Open a file of ours as the one was that it was made of."""
    if not told.columns or len(told.columns) > MAX_COLUMNS:
        raise too_many_columns(found=len(told.columns), line=None)
    _view(task, path, schema, first=1)
    _check(task, len(told.columns))
    lines = _lines(path)
    if not len(lines):
        raise only_header()
    return Table(
        heads=Heads(
            records=0, tool=cast("Tool", told.tool), zone=told.zone, columns=told.columns, nameless=0
        ),
        kept=len(told.columns),
        encoding=told.encoding,
        delimiter=told.delimiter,
        decimal="," if told.decimal == "," else ".",
        lines=lines,
        rejects=told.rejects,
    )


def _lines(path: Path) -> Lines:
    try:
        with pq.ParquetFile(path) as file:
            column = file.read(columns=[LINE]).column(0)
            return np.asarray(column.fill_null(0).to_numpy(), dtype=np.int64)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged() from error


def _schema(path: Path) -> tuple[pa.Schema, int]:
    try:
        with pq.ParquetFile(path) as file:
            return file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged() from error


def _damaged() -> Unreadable:
    return Unreadable(
        _(
            "The Parquet file is cut off or damaged: it was probably not copied to its end. "
            "Copy or export it again and choose the new file."
        )
    )


def _view(task: Task, path: Path, schema: pa.Schema, *, first: int = 0) -> None:
    """Make the view over the columns from the place `first` on."""
    fields = list(schema)[first:]
    names = ", ".join([*(f"x{i}" for i in range(first)), *(f"c{i}" for i in range(len(fields)))])
    texts = ", ".join(f"{_text(i, field.type)} AS c{i}" for i, field in enumerate(fields))
    try:
        task.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {task.relation} AS SELECT row_number() OVER () AS line, {texts} "
            f"FROM read_parquet({quoted(str(path))}, hive_partitioning = false, file_row_number = false) "
            f"AS source({names})"
        )
    except duckdb.Error as error:
        raise _damaged() from error


def _text(i: int, kind: pa.DataType) -> str:
    """A column as text: whole numbers stored as fractions lose their ``.0``, not-a-number is no answer."""
    if pa.types.is_floating(kind):
        return (
            f"CASE WHEN isnan(c{i}) THEN NULL WHEN abs(c{i}) < 1e15 AND c{i} = trunc(c{i}) "
            f"THEN CAST(TRY_CAST(c{i} AS BIGINT) AS VARCHAR) ELSE CAST(c{i} AS VARCHAR) END"
        )
    return f"nullif(CAST(c{i} AS VARCHAR), '')"


def _check(task: Task, width: int) -> None:
    """Read every page once: a page damaged in the middle shows only then."""
    counts = ", ".join(f"count(c{i})" for i in range(width))
    try:
        task.connection.execute(f"SELECT {counts} FROM {task.relation}").fetchone()
    except duckdb.Error as error:
        raise _damaged() from error
