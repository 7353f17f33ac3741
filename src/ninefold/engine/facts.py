"""The facts: which columns each table has, and of which type.

`feedback` has one row a record and `comment` one an open answer; `event` has one row for whatever happened to
a customer (an order, a delivery, a call, a page that loaded), `outcome` one a customer and month. Fixed
columns stand here. A source brings its own: ``q_...`` for a number (a question, a wait) and ``a_...`` for an
attribute. Their type follows from the prefix alone, so two files written years apart always unite by name.
"""

import re
from collections.abc import Iterable
from typing import Any, Final, Literal, get_args

import narwhals as nw
import pyarrow as pa

# Arrow's own pool keeps whole arenas for the small tables that pass through it; the system's gives them back.
pa.set_memory_pool(pa.system_memory_pool())

# Facts as analyses see them: lazy, the same on every engine.
Frame = nw.LazyFrame[Any]

Table = Literal["feedback", "comment", "event", "outcome"]
TABLES: Final[tuple[Table, ...]] = get_args(Table)
# What single records bring; the others come in batches only.
TAILED: Final[tuple[Table, ...]] = ("feedback", "comment")

DIMENSIONS: Final = ("touchpoint", "unit", "channel", "segment", "language")
SCORES: Final = ("nps", "csat", "ces", "rating")

_PLACE: Final = [
    pa.field("organisation", pa.int32(), nullable=False),
    pa.field("survey", pa.int32(), nullable=False),
    pa.field("source", pa.int32(), nullable=False),
    pa.field("wave", pa.int32()),  # null for a single record, which belongs to no batch
    pa.field("record", pa.string(), nullable=False),
    pa.field("person", pa.string()),
    pa.field("block", pa.uint8(), nullable=False),
    pa.field("at", pa.timestamp("us", "UTC")),
    pa.field("local_date", pa.date32()),
]
_WHO_AND_WHERE: Final = [
    pa.field(name, pa.string())
    for name in ("touchpoint", "unit", "agent", "channel", "language", "segment", "customer", "account")
]
_ANSWERS: Final = [pa.field(name, pa.float32()) for name in SCORES]
_VERSION: Final = pa.field("version", pa.int32())  # null in a batch: a wave is replaced as a whole

FEEDBACK: Final = pa.schema(
    [
        *_PLACE,
        *_WHO_AND_WHERE,
        *_ANSWERS,
        pa.field("weight", pa.float64()),
        pa.field("comments", pa.uint8()),
        _VERSION,
    ]
)
COMMENT: Final = pa.schema(
    [
        *_PLACE,
        *_WHO_AND_WHERE,
        *_ANSWERS,
        pa.field("weight", pa.float64()),
        pa.field("question", pa.string()),
        pa.field("text", pa.string()),
        pa.field("folded", pa.string()),
        _VERSION,
    ]
)
EVENT: Final = pa.schema(
    [
        *_PLACE,
        *_WHO_AND_WHERE,
        pa.field("kind", pa.string()),  # what happened: "order", "delivered"
        pa.field("case", pa.string()),  # the process it belongs to: an order, a ticket
        pa.field("amount", pa.float64()),  # money, in the organisation's currency
        _VERSION,
    ]
)
OUTCOME: Final = pa.schema(
    [
        *_PLACE,  # the local date is the first day of the month
        *_WHO_AND_WHERE,
        *(pa.field(name, pa.float64()) for name in ("revenue", "margin", "cost")),
        pa.field("active", pa.float32()),  # 1 who still is a customer, 0 who is not
        _VERSION,
    ]
)
_FIXED: Final[dict[Table, pa.Schema]] = {
    "feedback": FEEDBACK,
    "comment": COMMENT,
    "event": EVENT,
    "outcome": OUTCOME,
}
_DYNAMIC: Final = re.compile(r"[qa]_\w{1,60}")


def is_dynamic(name: str) -> bool:
    """Say whether a name is that of a survey's own column (``q_...`` or ``a_...``, lower case)."""
    return _DYNAMIC.fullmatch(name) is not None and name == name.lower()


def field_of(name: str, *, table: Table) -> pa.Field:
    """Give name and type of one column.

    Parameters
    ----------
    name : str
        A fixed column of the table, or a survey's own: ``q_...`` (float64) or ``a_...`` (string).
    table : {"feedback", "comment", "event", "outcome"}
        The table it stands in.

    Returns
    -------
    pyarrow.Field
        The typed column.

    Raises
    ------
    ValueError
        If the table knows no such column.
    """
    place = _FIXED[table].get_field_index(name)
    if place >= 0:
        return _FIXED[table].field(place)
    if not is_dynamic(name):
        raise ValueError(f"Table {table} has no column {name!r}.")
    return pa.field(name, pa.float64() if name.startswith("q_") else pa.string())


def schema_of(*, table: Table, own: Iterable[str] = ()) -> pa.Schema:
    """Give the schema of a table: its fixed columns, then the survey's own in the order of their names.

    Parameters
    ----------
    table : {"feedback", "comment", "event", "outcome"}
        The table.
    own : iterable of str
        Names of ``q_...`` and ``a_...`` columns; fixed names among them are skipped.

    Returns
    -------
    pyarrow.Schema
        Fixed and own columns.

    Raises
    ------
    ValueError
        If a name is neither fixed nor well formed.
    """
    fixed = _FIXED[table]
    extra = sorted(set(own) - set(fixed.names))
    return pa.schema([*fixed, *(field_of(name, table=table) for name in extra)])
