"""How many events of a journey there are: by place along it, by day, and those that cannot be told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import narwhals as nw
import pyarrow as pa

from ninefold.engine.daily import rows_by_day
from ninefold.engine.engines import Lookup
from ninefold.engine.facts import Frame
from ninefold.engine.sight import among
from ninefold.engine.stitching import Rules, keyed


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Events or instances of one lot, and how many people they happened to."""

    n: int
    people: int


@dataclass(frozen=True, kw_only=True)
class Days:
    """The days shown; None leaves a side open, `until` is exclusive."""

    since: date | None = None
    until: date | None = None

    def within(self) -> nw.Expr:
        """Test whether the local date of a row is one of them."""
        test = nw.col("block") >= 0  # every row
        if self.since is not None:
            test = test & (nw.col("local_date") >= self.since)
        return test if self.until is None else test & (nw.col("local_date") < self.until)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Which events can be stitched, of whatever day.

    Attributes
    ----------
    future : events later than the present moment, which are counted nowhere else.
    loose : events without key or moment, which cannot be stitched.
    usable : all others.
    """

    future: int
    loose: int
    usable: int


def fit_events(*, frame: Frame, rules: Rules, kinds: Collection[str], at: datetime) -> Fit:
    """Count which events can be stitched.

    Parameters
    ----------
    frame : Frame
        Events in sight, of all days, with the columns `stitching.READ`.
    kinds : collection of str
        Those that belong to the journey; others are passed over.
    at : datetime
        The present moment, with a time zone.
    """
    moment = nw.col("at")
    tests = {
        "future": moment > at,
        "loose": moment.is_null() | (nw.col("key").is_null() & (moment <= at)),
    }
    flags = [nw.when(test).then(nw.lit(1)).otherwise(nw.lit(0)).alias(name) for name, test in tests.items()]
    known = keyed(frame.filter(among("kind", sorted(kinds))), rules=rules).select(*flags)
    (row,) = rows_of(known.select(nw.len().alias("n"), *(nw.col(name).sum() for name in tests)))
    future, loose = (int(row[name] or 0) for name in tests)
    return Fit(future=future, loose=loose, usable=int(row["n"]) - future - loose)


def event_volume(
    *, frame: Frame, rules: Rules, places: Mapping[str, int], days: Days, at: datetime, engine: Lookup
) -> dict[int, Counted]:
    """Count the events of the days shown, and their people, by place; those to come are left out.

    Parameters
    ----------
    frame, rules, at
        As in `fit_events`.
    places : mapping of str to int
        The kinds that belong to the journey, with their place along it, from 1; 0 for none.
    """
    shown = keyed(frame.filter(days.within()), rules=rules).filter(nw.col("at") <= at)
    by_person = (
        shown.join(engine.lookup(_places(places)), on="kind", how="inner")
        .group_by("place", "who")
        .agg(nw.len().alias("n"))
    )
    summed = by_person.group_by("place").agg(nw.col("n").sum(), nw.len().alias("people"))
    return {row["place"]: counted_of(row) for row in rows_of(summed.sort("place"))}


def event_days(*, frame: Frame, kinds: Collection[str], at: datetime) -> dict[date, int]:
    """Count the events of some kinds by day, those to come left out; the first day first."""
    known = frame.filter(among("kind", sorted(kinds)), nw.col("at").is_null() | (nw.col("at") <= at))
    return rows_by_day(known)


def rows_of(frame: Frame) -> list[dict[str, Any]]:
    """Bring a small frame into memory, row by row."""
    rows: list[dict[str, Any]] = frame.collect(backend="pyarrow").to_arrow().to_pylist()
    return rows


def counted_of(row: Mapping[str, Any], *, n: str = "n") -> Counted:
    """Take a count out of a row, with its people."""
    return Counted(n=int(row[n]), people=int(row["people"]))


def _places(places: Mapping[str, int]) -> pa.Table:
    return pa.table(
        {"kind": pa.array(places, pa.string()), "place": pa.array(list(places.values()), pa.int32())}
    )
