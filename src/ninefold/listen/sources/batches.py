"""Write a confirmed file as the segments of its wave, and tell what is new, changed and gone."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ninefold.customers.profiles.rows import CustomerRow
from ninefold.engine.facts import Table
from ninefold.engine.segments import ROW_GROUP, Written, folder, write_segment
from ninefold.engine.snapshot import read_rows
from ninefold.kit.tables import guarded
from ninefold.listen.sources.customer_rows import customers_of, refused_of
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.opened import Opened, Reject, Unreadable
from ninefold.listen.sources.opening import open_file
from ninefold.listen.sources.reading import Desk, Progress
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.suppressed import ERASED, leave_out
from ninefold.listen.sources.typing_rows import Ids, Typed, typed

# Where a record belongs says nothing about what its answer was.
_NO_ANSWER = frozenset({"organisation", "survey", "source", "wave", "record", "version", "block"})


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What was written, before any of it is visible; `customers` still have to be recorded."""

    segments: tuple[Written, ...]
    rows: int
    counts: dict[str, Any]
    changes: dict[str, int]
    customers: Iterable[CustomerRow] | None = None


def store_batch(*, upload: Import, mapping: Mapping, place: Desk, progress: Progress) -> Stored:
    """Write the segments and the rejects of an import.

    Parameters
    ----------
    place : where the file is worked on; customers are read from there while they are recorded.

    Raises
    ------
    Unreadable
        The file can no longer be read as it was when it was checked.
    """
    opened = _opened(upload, place=place, progress=progress)
    found = typed(opened=opened, mapping=mapping, connection=place.connection, ids=_ids(upload))
    gone = leave_out(staged=found.staged, connection=place.connection, organisation=upload.organisation_id)
    progress(0.5)
    if found.tables:
        stored = _written(upload, place=place, found=found, progress=progress)
    else:
        stored = _told(upload, place=place, found=found)
    if not stored.rows:
        raise Unreadable(
            _("No row of this file can be taken, so nothing is stored. The rows not taken say why.")
        )
    progress(0.5 if stored.customers is not None else 0.95)
    return replace(stored, counts=stored.counts | {"rows": stored.counts["rows"] + gone, ERASED: gone})


def _written(upload: Import, *, place: Desk, found: Typed, progress: Progress) -> Stored:
    """Write the facts of a file, without those of people who were erased."""
    dated = found.mapping.one(Role.AT) is not None
    written = [
        _write(upload, place=place, found=found, table=table, dated=dated, progress=progress)
        for table in found.tables
    ]
    segments = tuple(each for each in written if each is not None)
    _write_rejects(upload.rejects_file, rejects=found.rejects(connection=place.connection))
    return Stored(
        segments=segments,
        rows=sum(each.rows for each in segments if each.table == found.main),
        counts=found.counts(connection=place.connection, at=upload.created_at).to_json(),
        changes=_changes(upload, connection=place.connection, segments=segments, tables=found.tables),
    )


def _told(upload: Import, *, place: Desk, found: Typed) -> Stored:
    """Tell what a file says of customers; it brings no facts."""
    refused = refused_of(found=found, connection=place.connection)
    rejects = (*found.rejects(connection=place.connection), *refused)
    _write_rejects(upload.rejects_file, rejects=sorted(rejects, key=lambda reject: reject.line))
    counts = found.counts(connection=place.connection)
    taken = counts.taken - len(refused)
    return Stored(
        segments=(),
        rows=taken,
        counts=replace(counts, taken=taken, rejected=counts.rejected + len(refused)).to_json(),
        changes={},
        customers=customers_of(found=found, connection=place.connection),
    )


def _opened(upload: Import, *, place: Desk, progress: Progress) -> Opened:
    opened = open_file(
        path=upload.file,
        name=upload.file_name,
        connection=place.connection,
        scratch=place.folder,
        definition=Path(upload.definition_path) if upload.definition_path else None,
        progress=lambda share: progress(0.4 * share),
    )
    if opened.sha256 != upload.found.get("sha256", opened.sha256):
        raise Unreadable(
            _("The file “%(name)s” has changed since it was read. Import it again.")
            % {"name": upload.file_name}
        )
    return opened


def _ids(upload: Import) -> Ids:
    # The same for as long as the installation keeps its secret: rows without an id are recognised again.
    secret = salted_hmac("ninefold.listen.sources", str(upload.organisation_id), algorithm="sha256")
    return Ids(
        organisation=upload.organisation_id,
        survey=upload.source.survey_number if upload.source else 0,
        source=upload.source_id or 0,
        wave=upload.wave_id or 0,
        key=secret.digest(),
    )


def _write(
    upload: Import, *, place: Desk, found: Typed, table: Table, dated: bool, progress: Progress
) -> Written | None:
    name = found.relation(table)
    rows = max(1, int((upload.counts or {}).get("rows", 1)))
    # Sorted by day, a period reads only the row groups it touches; one row group is always read as a whole.
    rest = "ORDER BY local_date" if dated and rows > ROW_GROUP else ""
    reader = place.connection.sql(f"SELECT * FROM {name} {rest}").to_arrow_reader(50_000)
    batches = _counted(reader, expected=rows, progress=progress) if table == found.main else reader
    return write_segment(organisation=upload.organisation_id, table=table, batches=batches)


def _counted(reader: pa.RecordBatchReader, *, expected: int, progress: Progress) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in reader:
        rows += batch.num_rows
        progress(min(0.9, 0.5 + 0.4 * rows / expected))
        yield batch


def _write_rejects(path: Path, *, rejects: Sequence[Reject]) -> None:
    """Write the rows not taken beside the upload, complete or not at all."""
    if not rejects:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".writing")
    with temporary.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "reason", "row"])
        # What stands in a file of somebody else's must not become a formula in the reader's spreadsheet.
        writer.writerows((each.line, guarded(each.reason), guarded(each.raw)) for each in rejects)
    temporary.rename(path)


def _changes(
    upload: Import,
    *,
    connection: duckdb.DuckDBPyConnection,
    segments: Sequence[Written],
    tables: Sequence[Table],
) -> dict[str, int]:
    """Hold the new content of the wave against the old, record by record."""
    main, *_beside = tables
    written = {table: [each for each in segments if each.table == table] for table in tables}
    new = _Content(main, {table: [str(folder() / each.path) for each in written[table]] for table in tables})
    old = _Content(main, {table: _paths(upload, table=table) for table in tables})
    if not old.records or not new.records:
        return {"new": sum(each.rows for each in written[main]), "changed": 0, "gone": 0, "same": 0}
    cells = sorted(_columns(connection, new) | _columns(connection, old))
    for name, content in (("new", new), ("old", old)):
        _digest(connection, name=name, content=content, cells=cells)
    found = connection.execute(
        "SELECT count(*) FILTER (o.record IS NULL), count(*) FILTER (n.digest <> o.digest),"
        " count(*) FILTER (n.record IS NULL), count(*) FILTER (n.digest = o.digest)"
        " FROM digest_new n FULL JOIN digest_old o ON n.record = o.record"
    ).fetchone()
    return dict(zip(("new", "changed", "gone", "same"), found or (0, 0, 0, 0), strict=True))


@dataclass(frozen=True, slots=True)
class _Content:
    """The files of a wave, by table; the main table has a row for each record."""

    main: Table
    paths: dict[Table, list[str]]

    @property
    def records(self) -> list[str]:
        """The files with a row for each record."""
        return self.paths[self.main]


def _columns(connection: duckdb.DuckDBPyConnection, content: _Content) -> set[str]:
    return set(connection.read_parquet(content.records, union_by_name=True).columns) - _NO_ANSWER


def _paths(upload: Import, *, table: Table) -> list[str]:
    files = read_rows(organisation=upload.organisation_id, limit=0).files
    wave = (table, upload.source_id, upload.wave_id)
    return [each.path for each in files if (each.table, each.source, each.wave) == wave]


def _digest(
    connection: duckdb.DuckDBPyConnection, *, name: str, content: _Content, cells: Sequence[str]
) -> None:
    """One number a record that changes whenever a cell or a comment of it does.

    A column that only one of the two has counts as empty in the other.
    """
    held = _columns(connection, content)
    said = ", ".join(f"coalesce(\"{each}\"::VARCHAR, '')" if each in held else "''" for each in cells)
    connection.read_parquet(content.records, union_by_name=True).create_view(f"{name}_records")
    words = "SELECT NULL::VARCHAR AS record, 0::UBIGINT AS digest WHERE false"
    if content.paths.get("comment"):
        connection.read_parquet(content.paths["comment"], union_by_name=True).create_view(f"{name}_comment")
        words = f"SELECT record, bit_xor(hash(question, text)) AS digest FROM {name}_comment GROUP BY record"
    connection.execute(
        f"CREATE TEMP TABLE digest_{name} AS SELECT f.record,"
        f" xor(hash({said}), coalesce(w.digest, 0::UBIGINT)) AS digest"
        f" FROM {name}_records f LEFT JOIN ({words}) w ON f.record = w.record"
    )
