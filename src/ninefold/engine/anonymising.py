"""A person's rows without the person: scores stay, under a name drawn by lot that leads back to nobody."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.blocks import block_of
from ninefold.engine.facts import Table, is_dynamic
from ninefold.engine.folding import fold
from ninefold.engine.marking import Record
from ninefold.engine.sought import Sought

# What may stay or go, by the word a form calls it; whatever is in no list here always stays: scores, days.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "comments": ("text", "folded"),
    "time": ("at",),
    "account": ("account",),
    "case": ("case",),
    "agent": ("agent",),
    "unit": ("unit",),
    "segment": ("segment",),
    "touchpoint": ("touchpoint",),
    "channel": ("channel",),
    "language": ("language",),
    "amounts": ("amount", "revenue", "margin", "cost"),
    "attributes": (),  # every column of a source's own, a_...
}
USUALLY_KEPT: Final = frozenset({"unit", "segment", "touchpoint", "channel", "language", "amounts"})


@dataclass(frozen=True, kw_only=True)
class Anonymous:
    """How a person's rows are kept.

    Parameters
    ----------
    kept : frozenset of str
        The words of `FIELDS` whose columns stay as they are.
    pseudonym : str
        Stands for the person in all their rows, so that they still count as one; it is written down nowhere
        else.
    """

    kept: frozenset[str] = USUALLY_KEPT
    pseudonym: str = field(default_factory=lambda: f"anonymous-{uuid.uuid4().hex}")
    _records: dict[Record, str] = field(default_factory=dict, repr=False)

    def rows(self, rows: pa.Table, *, table: Table, sought: Sought) -> pa.Table:
        """Take the person out of their own rows.

        Parameters
        ----------
        rows : pyarrow.Table
            Their rows.
        table : {"feedback", "comment", "event", "outcome"}
            Which table they are of.
        sought : Sought
            Whose identifiers are masked in the texts that stay.

        Returns
        -------
        pyarrow.Table
            As many rows, of no wave any more, so that no delivery brings the person back or takes the rows
            away; comments that do not stay have no rows.
        """
        if table == "comment" and "comments" not in self.kept:
            return rows.slice(0, 0)
        made = {name: self._column(rows, name, sought=sought) for name in rows.column_names}
        return pa.table(made, schema=pa.schema([field.with_metadata(None) for field in rows.schema]))

    def _column(self, rows: pa.Table, name: str, *, sought: Sought) -> pa.ChunkedArray | pa.Array:
        kind, count = rows.schema.field(name).type, rows.num_rows
        if name == "record":
            return pa.array([self._record(key) for key in _keys(rows)], kind)
        if name in {"person", "customer"}:
            return pc.if_else(rows[name].is_valid(), pa.scalar(self.pseudonym), pa.scalar(None, kind))
        fixed = {
            "block": block_of(int(rows["organisation"][0].as_py()), self.pseudonym) if count else 0,
            "wave": None,
            "version": 1,
        }
        if name in fixed:
            return pa.array([fixed[name]] * count, kind)
        if name == "comments" and "comments" not in self.kept:
            return pa.array([0] * count, kind)
        if not self._stays(name):
            return pa.nulls(count, kind)
        if name == "folded":
            texts = self._masked(rows["text"], sought).to_pylist()
            return pa.array([None if text is None else fold(text) for text in texts], kind)
        return self._masked(rows[name], sought) if pa.types.is_string(kind) else rows[name]

    def _stays(self, name: str) -> bool:
        if is_dynamic(name):
            return not name.startswith("a_") or "attributes" in self.kept
        return not any(name in columns and word not in self.kept for word, columns in FIELDS.items())

    def _masked(self, cells: pa.ChunkedArray, sought: Sought) -> pa.Array:
        masked = sought.masked(cells).combine_chunks()
        return pc.if_else(sought.is_one(cells).combine_chunks(), pa.scalar(None, pa.string()), masked)

    def _record(self, key: Record) -> str:
        return self._records.setdefault(key, uuid.uuid4().hex)


def _keys(rows: pa.Table) -> list[Record]:
    waves = rows["wave"].to_pylist() if "wave" in rows.column_names else [None] * rows.num_rows
    return list(zip(rows["source"].to_pylist(), waves, rows["record"].to_pylist(), strict=True))
