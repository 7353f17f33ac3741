"""Segment files: written whole under a temporary name, made durable, then given their name at once.

A file with its final name is always complete, whatever moment the process was killed at.
"""

import fcntl
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from ninefold.engine.facts import Table, schema_of
from ninefold.engine.listing import Listing

ROW_GROUP = 122_880
TEMPORARY = ".writing"
# A dictionary makes scores, days and names small and quick to group; keys and texts it only makes slower.
# Customers have one all the same: each visit to a customer's page looks for their rows, and then needs 18 ms
# a million in place of 32.
_PLAIN = frozenset({"record", "person", "account", "at", "weight", "text", "folded", "case"})

Batches: TypeAlias = pa.Table | pa.RecordBatchReader | Iterable[pa.RecordBatch]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A segment file that is complete and durable, but belongs to no manifest yet.

    Attributes
    ----------
    table : the table its rows belong to.
    path : where it lies, relative to `folder()`.
    rows, bytes : how many rows, and the length of the file.
    since, until : first local date and the day after the last; None without any date.
    columns : names of its columns that hold anything.
    """

    table: Table
    path: str
    rows: int
    bytes: int
    since: date | None
    until: date | None
    columns: tuple[str, ...]


def folder() -> Path:
    """Give the folder under which all segment files lie."""
    return Path(settings.HOME) / "segments"


def write_segment(*, organisation: int, table: Table, batches: Batches) -> Written | None:
    """Write rows to a new segment file.

    Parameters
    ----------
    organisation : int
        Whose rows they are.
    table : {"feedback", "comment", "event", "outcome"}
        Which table they belong to.
    batches : pyarrow.Table, pyarrow.RecordBatchReader or iterable of pyarrow.RecordBatch
        The rows, best sorted by ``local_date``: a period then skips the row groups it does not touch.
        Every column must be known to `facts`; a nullable one may be missing.

    Returns
    -------
    Written or None
        The file, durable under its final name; None where there are no rows. It stays invisible until
        `operations.commit_batch` lists it, and is swept if nobody does.

    Raises
    ------
    ValueError
        If a column is unknown, or one that must not be empty is missing.
    """
    place = Path(str(organisation)) / table / f"{uuid.uuid4().hex}.parquet"
    final = folder() / place
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = final.with_suffix(TEMPORARY)
    with _writing(temporary):
        rows = _write(temporary, table=table, batches=batches)
        if rows == 0:
            return None
        _publish(temporary, final)
    return _described(final, place=place, table=table, rows=rows)


def unlisted(*, organisation: int, listed: Iterable[str]) -> list[str]:
    """Name the files that no manifest lists and nobody is writing at this moment, relative to `folder()`.

    Parameters
    ----------
    organisation : int
        Whose files.
    listed : iterable of str
        Paths the manifest lists, removed segments included.
    """
    keep = set(listed)
    found = [path for path in (folder() / str(organisation)).glob("*/*") if not _being_written(path)]
    names = [path.relative_to(folder()).as_posix() for path in found]
    return sorted(name for name in names if name not in keep)


def delete(path: str) -> None:
    """Delete a segment file by its path relative to `folder()`; one already gone is no error."""
    (folder() / path).unlink(missing_ok=True)


def _batches_of(batches: Batches) -> Iterable[pa.RecordBatch]:
    if isinstance(batches, pa.Table):
        cut: list[pa.RecordBatch] = batches.to_batches(max_chunksize=ROW_GROUP)
        return cut
    return batches


def _write(path: Path, *, table: Table, batches: Batches) -> int:
    """Write all batches as row groups of equal size; answer how many rows there were."""
    rows = 0
    writer: pq.ParquetWriter | None = None
    listing: Listing | None = None
    waiting: list[pa.Table] = []
    try:
        for batch in _batches_of(batches):
            writer = writer or _writer(path, table=table, given=batch.schema)
            listing = listing or Listing(schema=writer.schema)
            rows += batch.num_rows
            # In the order of the file from here on: what is left of one flush goes with the next batch.
            ordered = pa.Table.from_batches([batch]).select(writer.schema.names)
            listing.take(ordered)
            waiting.append(ordered.cast(writer.schema))
            if sum(each.num_rows for each in waiting) >= ROW_GROUP:
                waiting = _flush(writer, waiting, all_rows=False)
        if writer is not None and listing is not None:
            _flush(writer, waiting, all_rows=True)
            writer.add_key_value_metadata(listing.footer())
    finally:
        if writer is not None:
            writer.close()
    return rows


def _writer(path: Path, *, table: Table, given: pa.Schema) -> pq.ParquetWriter:
    known = schema_of(table=table, own=given.names)
    missing = [field.name for field in known if not field.nullable and field.name not in given.names]
    if missing:
        raise ValueError(f"Column {missing[0]} is missing from {table}.")
    schema = pa.schema([field for field in known if field.name in given.names])
    dictionary = [name for name in schema.names if name not in _PLAIN]
    # Columns that are read for every page are quick to unpack, the bulky rest is small.
    packed = {name: "snappy" if name in dictionary else "zstd" for name in schema.names}
    return pq.ParquetWriter(path, schema, compression=packed, use_dictionary=dictionary)


def _flush(writer: pq.ParquetWriter, waiting: list[pa.Table], *, all_rows: bool) -> list[pa.Table]:
    """Write full row groups, at the end also the last one; answer what is left over."""
    rows = _answered(pa.concat_tables(waiting))
    whole = rows.num_rows if all_rows else rows.num_rows // ROW_GROUP * ROW_GROUP
    writer.write_table(rows.slice(0, whole), row_group_size=ROW_GROUP)
    return [rows.slice(whole)]


def _answered(rows: pa.Table) -> pa.Table:
    """Make numbers that are none empty: the ends of a column then say where all its values lie."""
    for place, field in enumerate(rows.schema):
        if pa.types.is_floating(field.type):
            none = pc.is_nan(rows[field.name])
            if pc.any(none).as_py():
                kept = pc.if_else(none, pa.scalar(None, field.type), rows[field.name])
                rows = rows.set_column(place, field, kept)
    return rows


@contextmanager
def _writing(temporary: Path) -> Iterator[None]:
    """Hold a lock on the file while it is written; it ends with the process, however that ends."""
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        temporary.unlink(missing_ok=True)
        os.close(descriptor)


def _being_written(path: Path) -> bool:
    if path.suffix != TEMPORARY:
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return True  # it has got its name meanwhile
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _publish(temporary: Path, final: Path) -> None:
    """Make the content durable, give it its name, make the name durable."""
    _sync(temporary)
    temporary.rename(final)
    for parent in (final.parent, final.parent.parent, final.parent.parent.parent):
        _sync(parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _described(final: Path, *, place: Path, table: Table, rows: int) -> Written:
    """Read back from the file's own statistics what the manifest keeps of it."""
    footer = pq.read_metadata(final)
    names = tuple(footer.schema.to_arrow_schema().names)
    first, last = _days(footer, column=names.index("local_date") if "local_date" in names else None)
    return Written(
        table=table,
        path=place.as_posix(),
        rows=rows,
        bytes=final.stat().st_size,
        since=first,
        until=None if last is None else date.fromordinal(min(last.toordinal() + 1, date.max.toordinal())),
        columns=_filled(footer, names=names),
    )


def _filled(footer: pq.FileMetaData, *, names: Sequence[str]) -> tuple[str, ...]:
    """Name the columns that are not empty throughout: a query has nothing to read in the others."""
    groups = [footer.row_group(place) for place in range(footer.num_row_groups)]
    return tuple(
        name for place, name in enumerate(names) if any(_has_values(group.column(place)) for group in groups)
    )


def _has_values(part: pq.ColumnChunkMetaData) -> bool:
    statistics = part.statistics
    if statistics is None or not statistics.has_null_count:
        return True
    return bool(statistics.null_count < part.num_values)


def _days(footer: pq.FileMetaData, *, column: int | None) -> tuple[date | None, date | None]:
    if column is None:
        return None, None
    found: list[date] = []
    for group in range(footer.num_row_groups):
        statistics = footer.row_group(group).column(column).statistics
        if statistics is not None and statistics.has_min_max:
            found += [statistics.min, statistics.max]
    return (min(found), max(found)) if found else (None, None)


def sweep(*, organisation: int, listed: Iterable[str], older_than: float) -> int:
    """Delete files that no manifest lists and that nobody has touched for long.

    Parameters
    ----------
    organisation : int
        Whose files.
    listed : iterable of str
        Paths the manifest lists, removed segments included, relative to `folder()`.
    older_than : float
        Files touched after this moment stay (seconds since the epoch): somebody may be writing them.

    Returns
    -------
    int
        How many files were deleted.
    """
    keep = set(listed)
    swept = 0
    for path in (folder() / str(organisation)).glob("*/*"):
        if path.relative_to(folder()).as_posix() in keep:
            continue
        with suppress(FileNotFoundError):  # its writer may be giving it its name at this moment
            if path.stat().st_mtime < older_than:
                path.unlink()
                swept += 1
    return swept
