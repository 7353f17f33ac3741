"""One segment without a person: what it holds of them, and the same file written without."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.engine.folding import fold
from ninefold.engine.marking import PLAIN, Known, marks, read_texts
from ninefold.engine.segments import ROW_GROUP, Written, write_segment
from ninefold.engine.snapshot import File
from ninefold.engine.sought import Sought

_KEYS: Final = frozenset({"record", "person", "customer"})


@dataclass(frozen=True, kw_only=True)
class Held:
    """What one file holds of the person; `written` is the file without them, `kept` are their rows."""

    file: File
    own: int
    naming: int
    filled: frozenset[str]
    written: Written | None = None
    kept: pa.Table | None = None


def look_into(file: File, *, sought: Sought, known: Known) -> Held:
    """Count what a segment holds of a person, reading its columns of text alone."""
    own = naming = 0
    filled: set[str] = set()
    for batch in read_texts(file):
        marked = marks(batch, sought=sought, known=known)
        own += int(marked.own.sum())
        naming += int(marked.naming.sum())
        if marked.own.any():
            theirs = batch.filter(pa.array(marked.own))
            filled |= {name for name in theirs.schema.names if theirs[name].null_count < theirs.num_rows}
    return Held(file=file, own=own, naming=naming, filled=frozenset(filled))


def write_without(held: Held, *, organisation: int, sought: Sought, known: Known) -> Held:
    """Write a segment anew without a person's rows, and with masks where others name them."""
    theirs: list[pa.Table] = []
    batches = _without(held.file, sought=sought, known=known, theirs=theirs)
    written = write_segment(organisation=organisation, table=held.file.table, batches=batches)
    kept = pa.concat_tables(theirs, promote_options="default") if theirs else pa.table({})
    return replace(held, written=written, kept=kept)


def _without(file: File, *, sought: Sought, known: Known, theirs: list[pa.Table]) -> Iterator[pa.RecordBatch]:
    """Stream a file without the person's rows, which are put aside, and with masks where others name them."""
    with pq.ParquetFile(file.path) as opened:
        texts = [each.name for each in opened.schema_arrow if pa.types.is_string(each.type)]
    recurring = [name for name in texts if name not in PLAIN]
    with pq.ParquetFile(file.path, read_dictionary=recurring) as opened:
        for batch in opened.iter_batches(batch_size=ROW_GROUP):
            marked = marks(batch, sought=sought, known=known)
            if marked.own.any():
                theirs.append(_plain(pa.Table.from_batches([batch]).filter(pa.array(marked.own))))
            rows = pa.Table.from_batches([batch])
            if marked.naming.any():
                rows = _masked(rows, naming=marked.naming, sought=sought)
            yield from _plain(rows.filter(pa.array(~marked.own))).combine_chunks().to_batches()


def _plain(rows: pa.Table) -> pa.Table:
    """Write dictionaries out."""
    kinds = [
        pa.field(each.name, pa.string() if pa.types.is_dictionary(each.type) else each.type, each.nullable)
        for each in rows.schema
    ]
    return rows.cast(pa.schema(kinds))


def _masked(rows: pa.Table, *, naming: np.ndarray, sought: Sought) -> pa.Table:
    rows, flags = _plain(rows), pa.array(naming)
    for place, name in enumerate(rows.column_names):
        if not pa.types.is_string(rows.schema.field(name).type) or name in _KEYS or name == "folded":
            continue
        named = rows[name].filter(flags)
        masked = sought.masked(named).combine_chunks()
        if name == "account":
            masked = pc.if_else(sought.is_one(named).combine_chunks(), pa.scalar(None, pa.string()), masked)
        column = pc.replace_with_mask(rows[name].combine_chunks(), flags, masked)
        rows = rows.set_column(place, rows.schema.field(name), column)
    if "folded" in rows.column_names:
        folded = [None if text is None else fold(text) for text in rows["text"].filter(flags).to_pylist()]
        column = pc.replace_with_mask(rows["folded"].combine_chunks(), flags, pa.array(folded, pa.string()))
        rows = rows.set_column(rows.column_names.index("folded"), rows.schema.field("folded"), column)
    return rows
