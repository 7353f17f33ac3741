"""Which customers the facts speak of: who has only a part of them in sight sees no others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import narwhals as nw

from ninefold.engine.engines import engine
from ninefold.engine.facts import Frame, Table
from ninefold.engine.sight import Sight, among
from ninefold.engine.snapshot import snapshot
from ninefold.people.organisations.models import Organisation

# Every table that may speak of a customer; comments stand beside their answers.
SPEAKING: Final[tuple[Table, ...]] = ("feedback", "event", "outcome")


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """How many answers of a customer there are, and the day of the last."""

    answers: int
    last: date | None


def naming(
    *,
    organisation: Organisation,
    table: Table,
    names: Collection[str],
    sight: Sight,
    columns: Sequence[str],
) -> Frame | None:
    """Give the facts of a table that call a customer by one of these names and are in sight.

    Returns
    -------
    Frame or None
        With these columns and no more than decides on sight; None where no file can hold such a name.
    """
    found = snapshot(organisation=organisation.pk, table=table)
    possible = found.may_hold("customer", texts=names)
    if not possible:
        return None
    frame = engine().frame(found, columns=_read(columns, sight=sight))
    return sight.keep(frame.filter(among("customer", possible)), engine=engine())


def _read(columns: Sequence[str], *, sight: Sight) -> tuple[str, ...]:
    return tuple(dict.fromkeys(["customer", "block", *columns, *sight.columns()]))


def answers_of(
    *, organisation: Organisation, spellings: Collection[str], sight: Sight
) -> dict[str, Sighting]:
    """Count the answers of customers, by what the facts call them, in one reading."""
    seen = naming(
        organisation=organisation, table="feedback", names=spellings, sight=sight, columns=["local_date"]
    )
    if seen is None:
        return {}
    counted = seen.group_by("customer").agg(
        nw.len().alias("answers"), nw.col("local_date").max().alias("last")
    )
    rows = counted.collect(backend="pyarrow").to_arrow().to_pylist()
    return {row["customer"]: Sighting(answers=int(row["answers"]), last=row["last"]) for row in rows}


def in_sight(*, organisation: Organisation, spellings: Collection[str], sight: Sight) -> frozenset[str]:
    """Tell of which of these customers any fact is in sight."""
    left, found = set(spellings), set()
    for table in SPEAKING:
        seen = naming(organisation=organisation, table=table, names=tuple(left), sight=sight, columns=())
        met = set() if seen is None else _names(seen)
        found |= met
        left -= met
    return frozenset(found)


def named_in_sight(
    *, organisation: Organisation, sight: Sight, after: str = "", most: int
) -> tuple[str, ...]:
    """List what the facts in sight call customers, in the order of these names, from one of them on."""
    found: set[str] = set()
    for table in SPEAKING:
        facts = snapshot(organisation=organisation.pk, table=table)
        frame = engine().frame(facts, columns=_read((), sight=sight)).filter(nw.col("customer") > after)
        found |= _names(sight.keep(frame, engine=engine()), most=most)
    return tuple(sorted(found)[:most])


def _names(frame: Frame, *, most: int | None = None) -> set[str]:
    names = frame.select("customer").unique()
    first = names if most is None else names.sort("customer").head(most)
    return {row["customer"] for row in first.collect(backend="pyarrow").to_arrow().to_pylist()}
