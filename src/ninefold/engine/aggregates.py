"""Sums by group, in one way of writing: Narwhals expressions, the same on DuckDB and on Spark.

What comes back are sufficient statistics that merge by addition; `cxstats` makes estimates of them. One
reading of the facts gives everything: the sums of all measures, and how many people each group has at least.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Final, Protocol

import narwhals as nw
import pyarrow as pa

from ninefold.engine.engines import Lookup
from ninefold.engine.facts import Frame
from ninefold.engine.grouping import Sum, grouped
from ninefold.engine.measures import Measure
from ninefold.engine.summing import Summed

__all__ = ["PERIOD", "Measure", "Span", "by_period", "histogram", "moments", "people"]

PERIOD: Final = "period"
# Periods that are told apart row by row; more of them are looked up in a table of days.
FEW: Final = 3


class Span(Protocol):
    """A stretch of days; `end` is exclusive."""

    @property
    def start(self) -> date:
        """The first day."""

    @property
    def end(self) -> date:
        """The day after the last."""


def moments(
    *,
    frame: Frame,
    keys: Sequence[str],
    measures: Sequence[Measure],
    weighted: bool = False,
    floor: bool = True,
    sound: Collection[str] = (),
) -> pa.Table:
    """Sum the measures by group.

    Parameters
    ----------
    frame : Frame
        Facts, already filtered.
    keys : sequence of str
        Columns to group by; none means one group of all rows, which is there even if empty.
    measures : sequence of Measure
        What to sum.
    weighted : bool
        Also sum with column ``weight``; answers without a positive weight count in no weighted sum.
    floor : bool
        Also give the floors: numbers of people that a group has for certain, at most 20. People of distinct
        twentieths of the blocks are distinct people.
    sound : collection of str
        Columns whose answers are all known to lie within the scale (`Snapshot.within_scale`), which spares
        looking at each of them.

    Returns
    -------
    pyarrow.Table
        One row a group, sorted by the keys: the keys, ``n_rows``, ``people_floor``, and for each measure m:
        ``m__n``, ``m__s``, ``m__ss``, ``m__blank``, ``m__outside``, weighted also ``m__nw``, ``m__w``,
        ``m__ww``, ``m__wy``, ``m__wyy``, ``m__wwy``, ``m__wwyy``; the floors of those who gave these answers
        ``m__floor``, weighted also ``m__floor_weighted`` and ``m__floor_others`` (answers with and without a
        weight). Counts are int64; so are ``m__s`` and ``m__ss`` except for kind "mean", where they are
        float64 like all weighted sums.
    """
    summed = Summed(measures=measures, weighted=weighted, sound=sound)
    read = summed.read(frame, keys=keys, floors=floor)
    return summed.table(read, keys=keys, floors=floor)


def people(*, frame: Frame, keys: Sequence[str]) -> pa.Table:
    """Count the people of every group, each once.

    Parameters
    ----------
    frame : Frame
        Facts, already filtered.
    keys : sequence of str
        Columns to group by; none means one group.

    Returns
    -------
    pyarrow.Table
        The keys and ``people`` (int64). Who is unknown counts by the record's own key.
    """
    who = frame.with_columns(nw.coalesce("person", "record").alias("who"))
    once = who.group_by(*keys, "who").agg(nw.len().alias("rows"))
    return grouped(once, keys=keys, summed=[Sum(name="people")])


def histogram(*, frame: Frame, keys: Sequence[str], column: str) -> pa.Table:
    """Count the answers of a column by value.

    Parameters
    ----------
    frame : Frame
        Facts, already filtered.
    keys : sequence of str
        Columns to group by.
    column : str
        The answers.

    Returns
    -------
    pyarrow.Table
        The keys, the column's value and ``n``; blank answers are left out.
    """
    answered = frame.filter(~nw.col(column).is_null())
    return grouped(answered, keys=[*keys, column], summed=[Sum(name="n")])


def by_period(frame: Frame, *, periods: Sequence[Span], engine: Lookup) -> Frame:
    """Give every row the number of its period.

    Parameters
    ----------
    frame : Frame
        Facts with ``local_date``.
    periods : sequence of Span
        Stretches of days, `end` exclusive. Where two overlap, a row of such a day stands in both.
    engine : Lookup
        The engine of the frame.

    Returns
    -------
    Frame
        With column ``period`` (the place in `periods`); rows in no period are left out.
    """
    if not periods:
        return frame.with_columns(nw.lit(0).alias(PERIOD)).filter(nw.col("block") < 0)
    if len(periods) <= FEW and _apart(periods):
        return _told_apart(frame, periods=periods)
    days = [
        (span.start + timedelta(days=offset), place)
        for place, span in enumerate(periods)
        for offset in range((span.end - span.start).days)
    ]
    table = pa.table(
        {
            "local_date": pa.array([day for day, _ in days], pa.date32()),
            PERIOD: pa.array([place for _, place in days], pa.int32()),
        }
    )
    # Said once more as a range, so that the files' statistics spare reading other years.
    reached = frame.filter(_within(min(span.start for span in periods), max(span.end for span in periods)))
    return reached.join(engine.lookup(table), on="local_date", how="inner")


def _apart(periods: Sequence[Span]) -> bool:
    """Whether no day lies in two of them."""
    ordered = sorted(periods, key=lambda span: (span.start, span.end))
    return all(earlier.end <= later.start for earlier, later in pairwise(ordered))


def _told_apart(frame: Frame, *, periods: Sequence[Span]) -> Frame:
    """Number a few periods without a table of days: a test a period is cheaper than a join."""
    tests = [_within(span.start, span.end) for span in periods]
    place: nw.Expr = nw.lit(0)
    for number, test in enumerate(tests[1:], start=1):
        place = nw.when(test).then(nw.lit(number)).otherwise(place)
    # Said once more as a range, so that the files' statistics spare reading other years.
    reached = _within(min(span.start for span in periods), max(span.end for span in periods))
    return frame.filter(reached, reduce(or_, tests)).with_columns(place.cast(nw.Int32()).alias(PERIOD))


def _within(start: date, end: date) -> nw.Expr:
    return (nw.col("local_date") >= start) & (nw.col("local_date") < end)
