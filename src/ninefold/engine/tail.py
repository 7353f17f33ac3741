"""Single records on their way to a segment: checked and laid out as JSON lines that Arrow reads at once."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from ninefold.engine.blocks import block_of
from ninefold.engine.facts import Table, field_of, is_dynamic, schema_of
from ninefold.engine.folding import fold

Value = str | int | float | date | datetime | None
LARGEST: Final = 3e38  # what the narrowest of the columns, float32, can hold
# Set here, never by the caller.
_OWN_WORK: Final = frozenset(
    {"organisation", "survey", "source", "wave", "record", "version", "block", "comments"}
)


@dataclass(frozen=True, kw_only=True)
class Comment:
    """One open answer: the question it answers (a slug, or "" if there was only one) and its text."""

    text: str
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One feedback record as it arrives.

    Attributes
    ----------
    survey, source : where it belongs.
    record : its key, unique within the source; it makes a second delivery harmless.
    version : 1 at first; a higher one replaces what was stored under the key.
    values : the other columns of table `feedback` by name, ``q_...`` and ``a_...`` included.
    comments : its open answers.
    """

    survey: int
    source: int
    record: str
    version: int = 1
    values: Mapping[str, Value] = field(default_factory=dict)
    comments: Sequence[Comment] = ()


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A record as the row database keeps it: JSON lines, and the names of the survey's own columns."""

    feedback: str
    comments: str
    own: str


def lines(record: Record, *, organisation: int) -> Lines:
    """Check a record and lay it out.

    Parameters
    ----------
    record : Record
        What arrived.
    organisation : int
        Whose it is.

    Returns
    -------
    Lines
        One JSON line for table `feedback`, one for each comment.

    Raises
    ------
    ValueError
        If a column is unknown or a value does not fit its column; the message names the column. Nothing
        that passes here can make the tail unreadable.
    """
    if not 0 < len(record.record) <= 200:
        raise ValueError("The key of a record must have 1 to 200 characters.")
    values = {name: _checked(name, value) for name, value in record.values.items() if value is not None}
    own = sorted(name for name in values if is_dynamic(name))
    person = values.get("person", record.record)
    row = {
        **values,
        "organisation": organisation,
        "survey": record.survey,
        "source": record.source,
        "record": _checked_text("record", record.record),
        "version": record.version,
        "block": block_of(organisation, str(person)),
    }
    said = [comment for comment in record.comments if comment.text.strip()]
    dimensions = {name: value for name, value in row.items() if name not in own}
    return Lines(
        feedback=_line({**row, "comments": min(len(said), 255)}),
        comments="\n".join(_line({**dimensions, **_said(comment)}) for comment in said),
        own=" ".join(own),
    )


def read(*, table: Table, texts: Sequence[str], own: Sequence[str]) -> pa.Table:
    """Read JSON lines into a table of facts.

    Parameters
    ----------
    table : {"feedback", "comment"}
        Which table the lines are of.
    texts : sequence of str
        One or more lines each; empty ones are skipped.
    own : sequence of str
        The survey's own columns that occur in them.

    Returns
    -------
    pyarrow.Table
        With the fixed columns of the table and the own ones.
    """
    schema = schema_of(table=table, own=own if table == "feedback" else ())
    content = "\n".join(text for text in texts if text).encode()
    if not content:
        return schema.empty_table()
    # Arrow's JSON reader knows no dates: they travel as text.
    reading = pa.schema(
        [pa.field(each.name, pa.string() if pa.types.is_date(each.type) else each.type) for each in schema]
    )
    options = pj.ParseOptions(explicit_schema=reading, unexpected_field_behavior="error")
    block = pj.ReadOptions(block_size=max(1 << 20, len(max(content.split(b"\n"), key=len)) + 2))
    found = pj.read_json(io.BytesIO(content), read_options=block, parse_options=options)
    return found.select(schema.names).cast(schema)


def without(rows: pa.Table, *, keys: frozenset[tuple[int, str]]) -> pa.Table:
    """Leave out the rows of the given records, named by source and key."""
    if not keys:
        return rows
    gone = pa.array([False] * rows.num_rows)
    for source in {source for source, _ in keys}:
        named = pa.array([record for each, record in keys if each == source], pa.string())
        here = pc.and_(pc.equal(rows["source"], source), pc.is_in(rows["record"], value_set=named))
        gone = pc.or_(gone, here)
    return rows.filter(pc.invert(gone))


def _said(comment: Comment) -> dict[str, str]:
    text = _checked_text("text", comment.text)
    return {"question": _checked_text("question", comment.question), "text": text, "folded": fold(text)}


def _line(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _checked(name: str, value: Value) -> str | float:
    """Bring one value into the form its column has in JSON."""
    if name in _OWN_WORK:
        raise ValueError(f"Column {name} is not given but set.")
    kind = field_of(name, table="feedback").type
    if pa.types.is_timestamp(kind):
        return _moment(name, value)
    if pa.types.is_date(kind):
        if not isinstance(value, date) or isinstance(value, datetime):
            raise ValueError(f"Column {name} needs a date.")
        return value.isoformat()
    if pa.types.is_string(kind):
        if not isinstance(value, str):
            raise ValueError(f"Column {name} needs a text.")
        return _checked_text(name, value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise ValueError(f"Column {name} needs a finite number.")
    return float(value)


def _moment(name: str, value: Value) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"Column {name} needs a moment with a time zone.")
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"Column {name} needs a moment between the years 1 and 9999.") from None
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _checked_text(name: str, value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"Column {name} holds half a character.") from None
    if "\x00" in value:
        raise ValueError(f"Column {name} holds a zero character.")
    return value
