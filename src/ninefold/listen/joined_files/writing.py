"""Files rewritten as Parquet of texts: each one as it came, and the one that is joined of them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from ninefold.listen.joined_files.computing import computed_sql, shown_columns
from ninefold.listen.joined_files.joining import Joined, Tables, join_files, place_of, release
from ninefold.listen.joined_files.naming import Column
from ninefold.listen.joined_files.recipe import Recipe
from ninefold.listen.sources.opened import FileColumn, Opened
from ninefold.listen.sources.rewritten import LINE, Told, write_rewritten

BATCH = 20_000
Progress = Callable[[float], None]


def rewrite_file(
    *, opened: Opened, path: Path, connection: duckdb.DuckDBPyConnection, progress: Progress
) -> int:
    """Keep a file as it was opened, so that it need not be understood again.

    Returns
    -------
    int
        Its records.
    """
    cells = ", ".join(f"c{column.position}" for column in opened.columns)
    query = f"SELECT line, {cells} FROM {opened.relation}"  # in file order
    batches = _Batches(opened=opened, query=query, connection=connection, progress=progress)
    write_rewritten(path=path, told=_told(opened, opened.columns), batches=batches)
    return batches.records


def write_joined(
    *,
    recipe: Recipe,
    tables: Tables,
    formats: Mapping[str, str],
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    progress: Progress,
) -> int:
    """Follow a checked recipe and write the one file it makes: whole, or not at all.

    Returns
    -------
    int
        Its records: as many as the main file has.
    """
    main = tables[recipe.main]
    joined = join_files(recipe=recipe, tables=tables, connection=connection)
    try:
        source = computed_sql(recipe=recipe, joined=joined, formats=formats)
        shown = ", ".join(shown_columns(recipe=recipe, joined=joined))
        query = f"SELECT line, {shown} FROM {source} ORDER BY line"
        batches = _Batches(opened=main, query=query, connection=connection, progress=progress)
        told = _told(main, _columns(recipe=recipe, joined=joined, tables=tables))
        write_rewritten(path=path, told=told, batches=batches)
        return batches.records
    finally:
        release(joined, connection=connection)


class _Batches:
    """The batches of a query, with the physical line of each record in place of its number."""

    def __init__(
        self, *, opened: Opened, query: str, connection: duckdb.DuckDBPyConnection, progress: Progress
    ) -> None:
        self._opened, self._query, self._connection, self._progress = opened, query, connection, progress
        self.records = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        expected = self._connection.execute(f"SELECT count(*) FROM {self._opened.relation}").fetchall()[0][0]
        reader = self._connection.sql(self._query).to_arrow_reader(BATCH)
        index = self._opened.line_index
        lines = None if index is None else np.load(index, mmap_mode="r")
        try:
            for batch in reader:
                records = batch.column(0).to_numpy()
                physical = records + (self._opened.first_line - 1) if lines is None else lines[records - 1]
                self.records += batch.num_rows
                self._progress(min(1.0, self.records / max(1, expected)))
                yield pa.RecordBatch.from_arrays(
                    [pa.array(np.asarray(physical, dtype=np.int64)), *batch.columns[1:]],
                    names=[LINE, *batch.schema.names[1:]],
                )
        finally:
            reader.close()  # an open result would lock the connection


def _told(opened: Opened, columns: tuple[FileColumn, ...]) -> Told:
    return Told(
        columns=columns,
        tool=opened.tool,
        zone=opened.zone,
        encoding=opened.encoding,
        delimiter=opened.delimiter,
        decimal=opened.decimal,
        rejects=opened.rejects,
    )


def _columns(*, recipe: Recipe, joined: Joined, tables: Tables) -> tuple[FileColumn, ...]:
    found = [_column(column, tables[column.file]) for column in joined.columns]
    found += [FileColumn(position=0, name=each.name) for each in recipe.computed]
    return tuple(
        FileColumn(
            position=place,
            name=each.name,
            text=each.text,
            choices=each.choices,
            renamed_from=each.renamed_from,
        )
        for place, each in enumerate(found)
    )


def _column(column: Column, opened: Opened) -> FileColumn:
    if column.taken != "first":
        return FileColumn(position=0, name=column.name)
    was = opened.columns[place_of(opened, column.column)]
    renamed = was.renamed_from if was.name == column.name else ""
    return FileColumn(position=0, name=column.name, text=was.text, choices=was.choices, renamed_from=renamed)
