"""Which single records, not yet in a segment, are a person's own or name them, and the same with masks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ninefold.engine import tail as lines
from ninefold.engine.facts import TAILED, Table
from ninefold.engine.folding import fold
from ninefold.engine.marking import Known, marks
from ninefold.engine.snapshot import Key, TailRow
from ninefold.engine.sought import Sought

_KEYS = frozenset({"record", "person", "customer", "at", "local_date"})


@dataclass(frozen=True, kw_only=True)
class TailMarks:
    """The records of a tail that hold anything of a person: `own` are theirs, `naming` name them."""

    own: tuple[TailRow, ...] = ()
    naming: tuple[TailRow, ...] = ()

    @property
    def own_counts(self) -> dict[Table, int]:
        """How many rows of each table their records are."""
        return {table: sum(len(_split(row.lines(table))) for row in self.own) for table in TAILED}

    @property
    def filled(self) -> frozenset[str]:
        """Names of the columns that hold anything in their records."""
        told = (json.loads(line) for row in self.own for table in TAILED for line in _split(row.lines(table)))
        return frozenset(name for row in told for name in row)

    def own_rows(self, *, late: frozenset[Key]) -> dict[tuple[Table, int, int], pa.Table]:
        """Give their records as facts, by table, survey and source, without those that are void."""
        valid = [row for row in self.own if (row.source, row.record) not in late]
        places = sorted({(row.survey, row.source) for row in valid})
        found: dict[tuple[Table, int, int], pa.Table] = {}
        for table in TAILED:
            for survey, source in places:
                here = [row for row in valid if (row.survey, row.source) == (survey, source)]
                read = _facts(table, here)
                if read.num_rows:
                    found[table, survey, source] = read
        return found


def mark_tail(rows: Sequence[TailRow], *, sought: Sought, known: Known) -> TailMarks:
    """Mark the records of a tail; what they tell of the person is added to what is known."""
    if not rows:
        return TailMarks()
    own, naming = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    place = {(row.source, row.record): number for number, row in enumerate(rows)}
    for table in TAILED:
        facts = _facts(table, rows)
        found = marks(facts, sought=sought, known=known)
        keys = list(zip(facts["source"].to_pylist(), facts["record"].to_pylist(), strict=True))
        own[[place[keys[each]] for each in np.flatnonzero(found.own)]] = True
        naming[[place[keys[each]] for each in np.flatnonzero(found.naming)]] = True
    return TailMarks(
        own=tuple(row for row, mine in zip(rows, own, strict=True) if mine),
        naming=tuple(row for row, named in zip(rows, naming & ~own, strict=True) if named),
    )


def masked_row(row: TailRow, *, sought: Sought) -> dict[str, Any]:
    """Give the fields of a record in which a mask stands for the person."""
    return {
        "survey": row.survey,
        "source": row.source,
        "record": row.record,
        "version": row.version,
        "feedback": _masked(row.feedback, sought=sought),
        "comments": "\n".join(_masked(line, sought=sought) for line in _split(row.comments)),
        "own": row.own,
    }


def _split(written: str) -> list[str]:
    # A comment may hold signs that Python takes for the end of a line.
    return [line for line in written.split("\n") if line]


def _facts(table: Table, rows: Sequence[TailRow]) -> pa.Table:
    own = sorted({name for row in rows for name in row.own.split()})
    return lines.read(table=table, texts=[row.lines(table) for row in rows], own=own)


def _masked(line: str, *, sought: Sought) -> str:
    row = json.loads(line)
    for name, value in row.items():
        if isinstance(value, str) and name not in _KEYS and name != "folded":
            row[name] = sought.masked_text(value)
    if "folded" in row:
        row["folded"] = fold(row["text"])
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
