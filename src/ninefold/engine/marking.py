"""Which rows of the facts are a person's own, and in which others they are named."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.engine.segments import ROW_GROUP
from ninefold.engine.snapshot import File
from ninefold.engine.sought import Sought

Record = tuple[int, int | None, str]  # source, wave, key
# Written plain, and different in nearly every row: a dictionary of them saves nothing.
PLAIN: Final = frozenset({"record", "person", "customer", "account", "text", "folded", "case"})
_PLACE: Final = ("source", "wave", "record")
# A comment, and what a search sees of it.
_FOLDED: Final = frozenset({"text", "folded"})


@dataclass(kw_only=True)
class Known:
    """What becomes known of a person while their rows are read.

    Attributes
    ----------
    records : their records: a comment belongs to whom its record belongs to.
    cases : the orders and tickets of theirs that no row gives to anybody else.
    """

    records: set[Record] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class Marks:
    """The rows of a batch: `own` are the person's, `naming` are others' that name them."""

    own: np.ndarray
    naming: np.ndarray


def marks(batch: pa.RecordBatch | pa.Table, *, sought: Sought, known: Known) -> Marks:
    """Mark the rows of a batch.

    Parameters
    ----------
    batch : pyarrow.RecordBatch or pyarrow.Table
        With all columns of text, `source` and `wave`; a column that is missing is empty.
    sought : Sought
        Whom to look for.
    known : Known
        What is known from the rows read before; what this batch tells is added.

    Returns
    -------
    Marks
        Own are rows whose customer or person is one of the identifiers, or bears one; rows of nobody else
        (without a customer) whose record or case is theirs, or whose account or attribute is an identifier
        that tells by itself; and what belongs to a record of theirs.
    """
    cells = _Cells(batch=batch, sought=sought)
    own = cells.one("customer") | cells.named("customer") | cells.one("person") | cells.named("person")
    nobody = cells.empty("customer")
    own |= nobody & cells.named("record")
    for name in cells.texts:
        if name == "account" or name.startswith("a_"):
            # It says whose row it is where it tells by itself: account 17 need not be customer 17.
            own |= nobody & cells.named(name) & cells.one(name)
    own |= _in_records(batch, known)
    own |= nobody & _in_cases(batch, known)
    _learn(batch, own, known)
    naming = _none(batch)
    for name in cells.texts:
        naming |= cells.named(name)
    return Marks(own=own, naming=naming & ~own)


@dataclass(frozen=True, kw_only=True)
class _Cells:
    """The columns of a batch, each looked through once."""

    batch: pa.RecordBatch | pa.Table
    sought: Sought
    _seen: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)

    @cached_property
    def texts(self) -> list[str]:
        """The columns of text that are there."""
        return [each.name for each in self.batch.schema if _is_text(each.type)]

    def one(self, name: str) -> np.ndarray:
        """Tell in which rows this cell is nothing but an identifier."""
        return self._flags(name, "one", self.sought.is_one)

    def named(self, name: str) -> np.ndarray:
        """Tell in which rows this cell names the person."""
        as_written = name in _FOLDED and _FOLDED.issubset(self.texts)
        return self._flags(name, "named", self.sought.names_as_written if as_written else self.sought.names)

    def empty(self, name: str) -> np.ndarray:
        """Tell in which rows this cell is empty."""
        if name not in self.texts:
            return ~_none(self.batch)
        return _flags(self.batch[name].is_null())

    def _flags(self, name: str, kind: str, look: Callable[[Any], pa.Array]) -> np.ndarray:
        if (name, kind) not in self._seen:
            there = name in self.texts
            self._seen[name, kind] = _flags(look(self.batch[name])) if there else _none(self.batch)
        return self._seen[name, kind].copy()


def read_texts(file: File) -> Iterator[pa.RecordBatch]:
    """Read of a segment what `marks` needs, a row group at a time; words that recur come as dictionaries."""
    with pq.ParquetFile(file.path) as opened:
        schema = opened.schema_arrow
    texts = [each.name for each in schema if pa.types.is_string(each.type) and each.name in file.columns]
    wanted = [name for name in (*_PLACE, *texts) if name in schema.names]
    with pq.ParquetFile(file.path, read_dictionary=[name for name in texts if name not in PLAIN]) as opened:
        yield from opened.iter_batches(batch_size=ROW_GROUP, columns=list(dict.fromkeys(wanted)))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_dictionary(kind))


def _flags(found: pa.Array | pa.ChunkedArray) -> np.ndarray:
    flags: np.ndarray = (
        found.to_numpy(zero_copy_only=False) if isinstance(found, pa.Array) else found.to_numpy()
    )
    return flags.astype(np.bool_)


def _none(batch: pa.RecordBatch | pa.Table) -> np.ndarray:
    return np.zeros(batch.num_rows, bool)


def _keys(batch: pa.RecordBatch | pa.Table, places: Iterable[int]) -> Iterator[Record]:
    chosen = batch.take(pa.array(places, pa.int64()))
    waves = chosen["wave"].to_pylist() if "wave" in chosen.schema.names else [None] * chosen.num_rows
    return zip(chosen["source"].to_pylist(), waves, chosen["record"].to_pylist(), strict=True)


def _in_records(batch: pa.RecordBatch | pa.Table, known: Known) -> np.ndarray:
    found = _none(batch)
    if known.records:
        named = pa.array({record for _source, _wave, record in known.records}, pa.string())
        places = np.flatnonzero(_flags(pc.is_in(batch["record"], value_set=named)))
        theirs = [key in known.records for key in _keys(batch, places)]
        found[places[np.array(theirs, bool)]] = True
    return found


def _in_cases(batch: pa.RecordBatch | pa.Table, known: Known) -> np.ndarray:
    if not known.cases or "case" not in batch.schema.names:
        return _none(batch)
    return _flags(pc.is_in(batch["case"], value_set=pa.array(sorted(known.cases), pa.string())))


def _learn(batch: pa.RecordBatch | pa.Table, own: np.ndarray, known: Known) -> None:
    places = np.flatnonzero(own)
    if not len(places):
        return
    known.records.update(_keys(batch, places))
    if "case" in batch.schema.names:
        known.cases.update(batch["case"].take(pa.array(places)).drop_null().to_pylist())
