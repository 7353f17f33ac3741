"""What the facts say of one customer: answers, comments, events, cases and money, the latest first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

import narwhals as nw

from ninefold.customers.profiles.sightings import naming
from ninefold.customers.time_line.choices import SCALES
from ninefold.engine.facts import Table
from ninefold.engine.sight import Sight
from ninefold.people.organisations.models import Organisation

# No customer has more; the earlier rows of one who has are not shown, and the page says so.
MOST: Final = 2_000
_RECORD: Final = ("source", "wave", "record")
_PLACE: Final = ("local_date", "at", "touchpoint", "unit", "channel")
_COLUMNS: Final[dict[Table, tuple[str, ...]]] = {
    "feedback": ("customer", *_RECORD, *_PLACE, *SCALES, "comments"),
    "comment": ("customer", *_RECORD, "local_date", "text", "language"),
    "event": ("customer", *_RECORD, *_PLACE, "kind", "case", "amount"),
    "outcome": ("customer", "record", "local_date", "revenue", "margin", "cost", "active"),
}
_DAWN: Final = datetime.min.replace(tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Score:
    """One answer on a scale."""

    scale: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Words:
    """One comment, as it was written."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the time line: an answer, or something that happened.

    Attributes
    ----------
    kind : what happened, as the data call it; empty for an answer.
    case : the order or ticket it belongs to.
    scores, comments : what was answered and said; empty for an event.
    """

    day: date | None
    at: datetime | None
    touchpoint: str = ""
    unit: str = ""
    channel: str = ""
    kind: str = ""
    case: str = ""
    amount: float | None = None
    scores: tuple[Score, ...] = ()
    comments: tuple[Words, ...] = ()

    @property
    def is_answer(self) -> bool:
        """Whether it is what somebody answered."""
        return not self.kind

    @property
    def nps(self) -> float | None:
        """The recommendation of 0 to 10, where there is one."""
        return next((score.value for score in self.scores if score.scale == "nps"), None)

    @property
    def feeling(self) -> str:
        """How it went, where a recommendation says so: "bad", "good" or nothing."""
        return "" if self.nps is None else "bad" if self.nps <= 6 else "good" if self.nps >= 9 else ""

    @property
    def places(self) -> list[str]:
        """Where it was, from the widest to the closest."""
        return [each for each in (self.touchpoint, self.unit, self.channel) if each]


@dataclass(frozen=True, kw_only=True)
class Case:
    """An order, a ticket or whatever a chain of events belongs to; the last event first."""

    name: str
    events: tuple[Entry, ...]

    @property
    def amount(self) -> float | None:
        """The money of its events, where any has some."""
        told = [each.amount for each in self.events if each.amount is not None]
        return sum(told) if told else None


@dataclass(frozen=True, kw_only=True)
class Month:
    """The money of one month; None where the data say nothing."""

    first: date
    revenue: float | None
    margin: float | None
    cost: float | None
    active: bool | None


@dataclass(frozen=True, kw_only=True)
class TimeLine:
    """All that is in sight of what happened to a customer.

    Attributes
    ----------
    entries : answers and events, the latest first.
    cases : orders and tickets, the one with the latest event first.
    months : money by month, the earliest first.
    named : what the facts in sight call the customer, of all that they may.
    cut : whether there is more than is read.
    """

    entries: tuple[Entry, ...]
    cases: tuple[Case, ...]
    months: tuple[Month, ...]
    named: frozenset[str] = frozenset()
    cut: bool = False

    @property
    def answers(self) -> int:
        """How often the customer answered."""
        return sum(each.is_answer for each in self.entries)

    @property
    def events(self) -> int:
        """How often something happened."""
        return len(self.entries) - self.answers

    @property
    def first(self) -> date | None:
        """The day of the earliest entry that has one."""
        return min((each.day for each in self.entries if each.day), default=None)

    @property
    def last(self) -> date | None:
        """The day of the latest entry that has one."""
        return max((each.day for each in self.entries if each.day), default=None)

    @property
    def empty(self) -> bool:
        """Whether the facts say nothing of the customer, as far as the reader sees."""
        return not self.entries and not self.months


def time_line(
    *, organisation: Organisation, spellings: Collection[str], sight: Sight, comments: bool
) -> TimeLine:
    """Read everything about one customer that is in sight.

    Parameters
    ----------
    spellings
        What the facts call the customer (`profiles.queries.spellings_of`).
    comments
        Whether the reader may read what was written.

    Returns
    -------
    TimeLine
        In three readings of the facts, four where something was written.
    """
    if not spellings:
        return TimeLine(entries=(), cases=(), months=())
    names = tuple(spellings)
    found = {
        table: _rows(organisation, table, names=names, sight=sight)
        for table in ("feedback", "event", "outcome")
    }
    said = _said(organisation, found["feedback"], names=names, sight=sight) if comments else {}
    answers = [_answer(row, said=said.get(_key(row), ())) for row in found["feedback"]]
    events = [_event(row) for row in found["event"]]
    return TimeLine(
        entries=tuple(sorted([*answers, *events], key=_moment, reverse=True)),
        cases=_cases(sorted(events, key=_moment, reverse=True)),
        months=_months(found["outcome"]),
        named=frozenset(row["customer"] for rows in found.values() for row in rows),
        cut=any(len(rows) == MOST for rows in found.values()),
    )


def _rows(
    organisation: Organisation,
    table: Table,
    *,
    names: Sequence[str],
    sight: Sight,
    days: Sequence[date] = (),
) -> list[Row]:
    """Read the latest rows of a table that name the customer; on some days alone, where these are given."""
    seen = naming(organisation=organisation, table=table, names=names, sight=sight, columns=_COLUMNS[table])
    if seen is None:
        return []
    if days:
        seen = seen.filter(nw.col("local_date").is_between(min(days), max(days)))
    latest = seen.select(*_COLUMNS[table])
    latest = latest.sort("local_date", "record", descending=[True, False], nulls_last=True).head(MOST)
    rows: list[Row] = latest.collect(backend="pyarrow").to_arrow().to_pylist()
    return rows


def _said(
    organisation: Organisation, answers: Iterable[Row], *, names: Sequence[str], sight: Sight
) -> dict[tuple[Any, ...], tuple[Words, ...]]:
    """Read what was written with these answers; of answers without a word nothing is looked for."""
    written = [row for row in answers if row["comments"] is None or row["comments"] > 0]
    if not written:
        return {}
    dated = [row["local_date"] for row in written]
    days = () if None in dated else dated
    found: dict[tuple[Any, ...], tuple[Words, ...]] = {}
    for row in _rows(organisation, "comment", names=names, sight=sight, days=days):
        words = Words(text=row["text"] or "", language=row["language"] or "")
        found[_key(row)] = (*found.get(_key(row), ()), words)
    return found


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in _RECORD)


def _placed(row: Row) -> dict[str, Any]:
    places = {name: row[name] or "" for name in ("touchpoint", "unit", "channel")}
    return {"day": row["local_date"], "at": row["at"], **places}


def _answer(row: Row, *, said: tuple[Words, ...]) -> Entry:
    scores = tuple(Score(scale=scale, value=row[scale]) for scale in SCALES if row[scale] is not None)
    return Entry(**_placed(row), scores=scores, comments=said)


def _event(row: Row) -> Entry:
    return Entry(**_placed(row), kind=row["kind"] or "event", case=row["case"] or "", amount=row["amount"])


def _moment(entry: Entry) -> tuple[date, datetime]:
    """Order by day, then by the moment where it is known; what has no day comes last."""
    at = entry.at or (datetime.combine(entry.day, time.min, tzinfo=UTC) if entry.day else _DAWN)
    return entry.day or date.min, at


def _cases(events: Iterable[Entry]) -> tuple[Case, ...]:
    by_name: dict[str, list[Entry]] = {}
    for event in events:
        if event.case:
            by_name.setdefault(event.case, []).append(event)
    return tuple(Case(name=name, events=tuple(of)) for name, of in by_name.items())


def _months(rows: Iterable[Row]) -> tuple[Month, ...]:
    """Add up the rows of each month; a customer with several numbers has several rows in one."""
    by_month: dict[date, list[Row]] = {}
    for row in rows:
        if row["local_date"] is not None:
            by_month.setdefault(row["local_date"].replace(day=1), []).append(row)
    return tuple(
        Month(
            first=first,
            revenue=_sum(of, "revenue"),
            margin=_sum(of, "margin"),
            cost=_sum(of, "cost"),
            active=_any(of, "active"),
        )
        for first, of in sorted(by_month.items())
    )


def _sum(rows: Iterable[Row], name: str) -> float | None:
    told = [row[name] for row in rows if row[name] is not None]
    return sum(told) if told else None


def _any(rows: Iterable[Row], name: str) -> bool | None:
    told = [row[name] for row in rows if row[name] is not None]
    return max(told) > 0 if told else None
