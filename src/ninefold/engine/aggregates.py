"""Sums by group, in one way of writing: Narwhals expressions, the same on DuckDB and on Spark.

What comes back are sufficient statistics that merge by addition; `cxstats` makes estimates of them. Answers
on a scale are counted by value, which is exact and twice as fast as summing conditions, and what a value is
worth is worked out afterwards on the few rows that are left. Only measures on a wide scale are summed as
they are read.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final, Protocol

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.duck import Engine
from ninefold.engine.facts import Frame
from ninefold.engine.measures import Measure, worth

__all__ = ["PERIOD", "Measure", "Span", "by_period", "histogram", "moments", "people", "people_floor"]

PERIOD: Final = "period"
# People are first counted in a fifth of the blocks: three times as fast, and enough for all but small groups.
SOME_BLOCKS: Final = 20
_WHOLE: Final = ("n", "blank", "outside", "nw")
_SUMS: Final = (*_WHOLE, "s", "ss", "w", "ww", "wy", "wyy", "wwy", "wwyy")


class Span(Protocol):
    """A stretch of days; `end` is exclusive."""

    @property
    def start(self) -> date:
        """The first day."""

    @property
    def end(self) -> date:
        """The day after the last."""


def moments(
    *, frame: Frame, keys: Sequence[str], measures: Sequence[Measure], weighted: bool = False
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

    Returns
    -------
    pyarrow.Table
        One row a group, sorted by the keys: the keys, ``n_rows``, ``people_floor`` (a number of people the
        group has for certain: distinct blocks among 0 to 19), and for each measure m: ``m__n``, ``m__s``,
        ``m__ss``, ``m__blank``, ``m__outside``, weighted also ``m__nw``, ``m__w``, ``m__ww``, ``m__wy``,
        ``m__wyy``, ``m__wwy``, ``m__wwyy``. Counts are int64; so are ``m__s`` and ``m__ss`` except for kind
        "mean", where they are float64 like all weighted sums.
    """
    sums = [_summed(frame, keys=keys, measure=measure, weighted=weighted) for measure in measures]
    result = sums[0].select(list(keys)) if sums else _rows(frame, keys=keys)
    if sums:  # every row is an answer within the scale, outside it, or none
        rows = pc.add(pc.add(sums[0]["n"], sums[0]["blank"]), sums[0]["outside"])
        result = result.append_column("n_rows", rows)
    floor = people_floor(frame=frame, keys=keys)
    result = result.append_column("people_floor", _aligned(result, floor, keys=keys))
    for measure, summed in zip(measures, sums, strict=True):
        for name in summed.column_names[len(keys) :]:
            result = result.append_column(f"{measure.name}__{name}", summed[name])
    return result


def people_floor(*, frame: Frame, keys: Sequence[str]) -> pa.Table:
    """Find by group a number of people it has for certain, without counting them.

    Parameters
    ----------
    frame : Frame
        Facts, already filtered.
    keys : sequence of str
        Columns to group by.

    Returns
    -------
    pyarrow.Table
        The keys and ``people``: distinct blocks among 0 to 19. A group without anybody there is missing.
    """
    some = frame.filter(nw.col("block") < SOME_BLOCKS).group_by(*keys, "block").agg(nw.len().alias("rows"))
    return _grouped(some, keys=keys, summed=[nw.len().alias("people")])


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
    return _grouped(once, keys=keys, summed=[nw.len().alias("people")])


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
    return _grouped(answered, keys=[*keys, column], summed=[nw.len().alias("n")])


def by_period(frame: Frame, *, periods: Sequence[Span], engine: Engine) -> Frame:
    """Give every row the number of its period.

    Parameters
    ----------
    frame : Frame
        Facts with ``local_date``.
    periods : sequence of Span
        Stretches of days, `end` exclusive. Where two overlap, a row of such a day stands in both.
    engine : Engine
        The engine of the frame.

    Returns
    -------
    Frame
        With column ``period`` (the place in `periods`); rows in no period are left out.
    """
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
    reached = frame
    if periods:  # said once more as a range, so that the files' statistics spare reading other years
        first, last = min(span.start for span in periods), max(span.end for span in periods)
        reached = frame.filter(nw.col("local_date") >= first, nw.col("local_date") < last)
    return reached.join(engine.lookup(table), on="local_date", how="inner")


def _rows(frame: Frame, *, keys: Sequence[str]) -> pa.Table:
    found = _grouped(frame, keys=keys, summed=[nw.len().alias("n_rows")])
    return _sorted(found.set_column(len(keys), "n_rows", found["n_rows"].cast(pa.int64())), keys=keys)


def _summed(frame: Frame, *, keys: Sequence[str], measure: Measure, weighted: bool) -> pa.Table:
    """Sum one measure by group, sorted by the keys."""
    if measure.wide:
        return _sorted(_read_wide(frame, keys=keys, measure=measure, weighted=weighted), keys=keys)
    summed = [nw.len().alias("rows")]
    if weighted:
        weight = nw.when(nw.col("weight") > 0).then(nw.col("weight"))
        summed += [weight.count().alias("nw"), weight.sum().alias("w"), (weight * weight).sum().alias("ww")]
    by = list(dict.fromkeys([*keys, measure.column]))
    values = _grouped(frame, keys=by, summed=summed)
    return _typed(_merged(values, keys=keys, measure=measure, weighted=weighted), measure=measure)


def _merged(values: pa.Table, *, keys: Sequence[str], measure: Measure, weighted: bool) -> pa.Table:
    """Add up what the values of each group are worth."""
    lying = _sorted(values, keys=keys)
    starts = _starts(lying, keys=keys)
    parts = worth(lying, measure=measure, weighted=weighted)
    if not keys:
        return pa.table({name: [part.sum()] for name, part in parts.items()})
    total = lying.select(list(keys)).take(starts)
    for name, part in parts.items():
        total = total.append_column(name, pa.array(np.add.reduceat(part, starts) if starts.size else part))
    return total


def _starts(lying: pa.Table, *, keys: Sequence[str]) -> npt.NDArray[np.intp]:
    """Find the first row of every group in a table sorted by its keys; empty keys are equal to each other."""
    begins = np.zeros(lying.num_rows, dtype=bool)
    begins[:1] = True
    for key in keys:
        codes = lying[key].combine_chunks().dictionary_encode(null_encoding="encode").indices.to_numpy()
        begins[1:] |= codes[1:] != codes[:-1]
    return np.flatnonzero(begins)


def _read_wide(frame: Frame, *, keys: Sequence[str], measure: Measure, weighted: bool) -> pa.Table:
    """Sum answers as they are read: on a wide scale there may be as many values as rows."""
    given = nw.col(measure.column)
    inside = (given >= measure.low) & (given <= measure.high)
    y = nw.when(inside).then(given.cast(nw.Float64()))
    sums = {
        "n": y.count(),
        "s": y.sum(),
        "ss": (y * y).sum(),
        "blank": given.is_null().cast(nw.Int64()).sum(),
        "outside": (~inside).cast(nw.Int64()).sum(),
    }
    if weighted:
        weight = nw.when(inside & (nw.col("weight") > 0)).then(nw.col("weight"))
        w, ww = weight, weight * weight
        sums |= {"nw": w.count(), "w": w.sum(), "ww": ww.sum(), "wy": (w * y).sum(), "wyy": (w * y * y).sum()}
        sums |= {"wwy": (ww * y).sum(), "wwyy": (ww * y * y).sum()}
    summed = [expression.alias(name) for name, expression in sums.items()]
    return _typed(_grouped(frame, keys=keys, summed=summed), measure=measure)


def _typed(total: pa.Table, *, measure: Measure) -> pa.Table:
    """Give every sum its promised type."""
    whole = _WHOLE if measure.kind == "mean" else (*_WHOLE, "s", "ss")
    for place, name in enumerate(total.column_names):
        if name in _SUMS:
            kind = pa.int64() if name in whole else pa.float64()
            total = total.set_column(place, name, pc.fill_null(total[name].cast(kind), 0))
    return total


def _grouped(frame: Frame, *, keys: Sequence[str], summed: Sequence[nw.Expr]) -> pa.Table:
    """Group, sum, and bring the small result into memory."""
    grouped = frame.group_by(*keys).agg(*summed) if keys else frame.select(*summed)
    found: pa.Table = grouped.collect(backend="pyarrow").to_arrow()
    return found


def _sorted(table: pa.Table, *, keys: Sequence[str]) -> pa.Table:
    """Sort groups by their keys, empty ones last, so that two readings of the same facts lie side by side."""
    if not keys:
        return table
    return table.take(pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys]))


def _aligned(result: pa.Table, counted: pa.Table, *, keys: Sequence[str]) -> pa.Array:
    """Put the people of another reading beside their groups; an empty key matches an empty key."""
    people = dict(zip(_key_rows(counted, keys=keys), counted["people"].to_pylist(), strict=True))
    return pa.array([people.get(key, 0) for key in _key_rows(result, keys=keys)], pa.int64())


def _key_rows(table: pa.Table, *, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    columns = [table[key].to_pylist() for key in keys]
    return list(zip(*columns, strict=True)) if keys else [()] * table.num_rows
