"""One segment without a person: what it holds of them, and the same file written without."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.engine.folding import fold
from ninefold.engine.marking import Known, Marks, marks, read_texts
from ninefold.engine.segments import ROW_GROUP, Written, write_segment
from ninefold.engine.snapshot import File
from ninefold.engine.sought import Sought

_KEYS: Final = frozenset({"record", "person", "customer"})


@dataclass(frozen=True, kw_only=True)
class Held:
    """What one file holds of the person.

    Attributes
    ----------
    own, naming : how many rows are theirs, and how many of others name them.
    filled : names of the columns of text that hold anything in their own rows.
    marks : which rows these are, where there are any.
    written : the file without them, once it is written.
    kept : their own rows, put aside then.
    """

    file: File
    own: int
    naming: int
    filled: frozenset[str]
    marks: Marks | None = None
    written: Written | None = None
    kept: pa.Table | None = None


def look_into(file: File, *, sought: Sought, known: Known) -> Held:
    """Count what a segment holds of a person, reading its columns of text alone."""
    filled: set[str] = set()
    found: list[Marks] = []
    for batch in read_texts(file):
        found.append(marks(batch, sought=sought, known=known))
        if found[-1].own.any():
            theirs = batch.filter(pa.array(found[-1].own))
            filled |= {name for name in theirs.schema.names if theirs[name].null_count < theirs.num_rows}
    own, naming = (
        np.concatenate([np.zeros(0, bool), *parts])
        for parts in ([each.own for each in found], [each.naming for each in found])
    )
    anything = bool(own.any() or naming.any())
    return Held(
        file=file,
        own=int(own.sum()),
        naming=int(naming.sum()),
        filled=frozenset(filled),
        marks=Marks(own=own, naming=naming) if anything else None,
    )


def write_without(held: Held, *, organisation: int, sought: Sought) -> Held:
    """Write a segment anew without a person's rows, and with masks where others name them."""
    theirs: list[pa.Table] = []
    batches = _without(held, sought=sought, theirs=theirs)
    written = write_segment(organisation=organisation, table=held.file.table, batches=batches)
    kept = pa.concat_tables(theirs, promote_options="default") if theirs else pa.table({})
    return replace(held, written=written, kept=kept)


def _without(held: Held, *, sought: Sought, theirs: list[pa.Table]) -> Iterator[pa.RecordBatch]:
    """Stream a file without the person's rows, which are put aside, and with masks where others name them."""
    if held.marks is None:
        raise ValueError(f"The segment {held.file.path} holds nothing of the person.")
    place = 0
    with pq.ParquetFile(held.file.path) as opened:
        for batch in opened.iter_batches(batch_size=ROW_GROUP):
            here = slice(place, place := place + batch.num_rows)
            own, naming = held.marks.own[here], held.marks.naming[here]
            rows = pa.Table.from_batches([batch])
            if naming.any():
                rows = _masked(rows, naming=naming, sought=sought)
            if own.any():
                theirs.append(rows.filter(pa.array(own)))
                rows = rows.filter(pa.array(~own))
            yield from rows.to_batches()


def _masked(rows: pa.Table, *, naming: np.ndarray, sought: Sought) -> pa.Table:
    flags = pa.array(naming)
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
