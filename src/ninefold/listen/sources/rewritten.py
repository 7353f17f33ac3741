"""A file of ours: read once, however it was written, and kept as Parquet of texts that still tells all of it.

What a table of texts cannot hold (the questions, the labels of codes, which records could not be read) stands
in the file's own metadata, and the physical line of each record in a column of its own. Opening such a file
yields what opening the first one did. A file that falsely claims to be one of ours deceives its owner alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.listen.sources.headers import unique_names
from ninefold.listen.sources.opened import FileColumn, Reject

KEY: Final = b"ninefold.rewritten"
VERSION: Final = 1
LINE: Final = "line"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the first file told beside its cells; the fields are those of `Opened`."""

    columns: tuple[FileColumn, ...]
    tool: str
    zone: str | None
    encoding: str
    delimiter: str
    decimal: str
    rejects: tuple[Reject, ...]


def schema_of(told: Told) -> pa.Schema:
    """Give the schema of a rewritten file: the line, then one text a column, named by its place."""
    fields = [pa.field(LINE, pa.int64())] + [
        pa.field(f"c{place}", pa.string()) for place, _column in enumerate(told.columns)
    ]
    return pa.schema(fields, metadata={KEY: orjson.dumps(_to_json(told))})


def write_rewritten(*, path: Path, told: Told, batches: Iterable[pa.RecordBatch]) -> None:
    """Write a file whole or not at all: under another name first, then renamed.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        The physical line of each record, then its cells as texts, null where empty.
    """
    schema = schema_of(told)
    temporary = path.with_name(f"{path.name}.writing")
    try:
        with pq.ParquetWriter(temporary, schema, compression="zstd", compression_level=1) as writer:
            for batch in batches:
                columns = [batch.column(i).cast(schema.field(i).type) for i in range(batch.num_columns)]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)


def told_by(schema: pa.Schema) -> Told | None:
    """Read what a rewritten file tells; None for any other file, and for one that contradicts itself."""
    written = (schema.metadata or {}).get(KEY)
    if written is None or schema.names[:1] != [LINE] or not pa.types.is_int64(schema.field(0).type):
        return None
    try:
        told = _from_json(orjson.loads(written))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    names = [column.name for column in told.columns]
    fits = len(names) == len(schema) - 1 and unique_names(names=names) == names
    return told if fits and told.decimal in {".", ","} else None


def _to_json(told: Told) -> dict[str, Any]:
    return {
        "version": VERSION,
        "columns": [
            {"name": each.name, "text": each.text, "choices": dict(each.choices), "was": each.renamed_from}
            for each in told.columns
        ],
        "tool": told.tool,
        "zone": told.zone,
        "encoding": told.encoding,
        "delimiter": told.delimiter,
        "decimal": told.decimal,
        "rejects": [[each.line, each.reason, each.raw] for each in told.rejects],
    }


def _from_json(value: dict[str, Any]) -> Told:
    if value["version"] != VERSION:
        raise ValueError(value["version"])
    return Told(
        columns=tuple(_column(place, each) for place, each in enumerate(value["columns"])),
        tool=str(value["tool"]),
        zone=None if value["zone"] is None else str(value["zone"]),
        encoding=str(value["encoding"]),
        delimiter=str(value["delimiter"]),
        decimal=str(value["decimal"]),
        rejects=_rejects(value["rejects"]),
    )


def _column(place: int, value: dict[str, Any]) -> FileColumn:
    return FileColumn(
        position=place,
        name=str(value["name"]),
        text=str(value["text"]),
        choices={str(code): str(label) for code, label in value["choices"].items()},
        renamed_from=str(value["was"]),
    )


def _rejects(value: Sequence[Sequence[Any]]) -> tuple[Reject, ...]:
    return tuple(Reject(int(line), str(reason), str(raw)) for line, reason, raw in value)
