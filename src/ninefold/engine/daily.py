"""Sums by day: one reading of the facts, from which the sums of any periods are added up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from ninefold.engine.aggregates import PERIOD, Span
from ninefold.engine.facts import Frame
from ninefold.engine.grouping import Sum, grouped
from ninefold.engine.measures import Measure
from ninefold.engine.summing import ROWS, Summed

DAY = "local_date"


@dataclass(frozen=True, kw_only=True)
class Daily:
    """The sums of some measures by day, in parts by bins of people.

    Attributes
    ----------
    parts : one row a day and bin, sorted by day; records without a day are left out.
    summed : what was summed.
    """

    parts: pa.Table
    summed: Summed

    @cached_property
    def days(self) -> dict[date, int]:
        """Records a day, the first day first."""
        days, firsts = np.unique(self.parts[DAY].to_numpy(), return_index=True)
        if not len(days):
            return {}
        counts = np.add.reduceat(self.parts[ROWS].to_numpy(), firsts)
        return dict(zip(days.tolist(), counts.tolist(), strict=True))

    def by_period(self, periods: Sequence[Span]) -> pa.Table:
        """Add up the days of each period.

        Parameters
        ----------
        periods : sequence of Span
            Stretches of days, `end` exclusive; they may overlap.

        Returns
        -------
        pyarrow.Table
            What `aggregates.moments` gives for the key ``period`` (the place in `periods`); a period without
            a record has no row.
        """
        days = self.parts[DAY].to_numpy()
        taken = [self.parts.slice(0, 0).append_column(PERIOD, pa.array([], pa.int32()))]
        for place, span in enumerate(periods):
            first, end = np.searchsorted(days, np.array([span.start, span.end], "datetime64[D]"))
            rows = self.parts.slice(first, max(0, end - first))
            taken.append(rows.append_column(PERIOD, pa.array([place] * rows.num_rows, pa.int32())))
        return self.summed.table(pa.concat_tables(taken), keys=[PERIOD], floors=True)


def rows_by_day(frame: Frame) -> dict[date, int]:
    """Count the records of every day, the first day first; those without a day are left out."""
    read = grouped(frame, keys=[DAY], summed=[Sum(name=ROWS)])
    dated = read.filter(read[DAY].is_valid()).sort_by(DAY)
    return dict(zip(dated[DAY].to_pylist(), dated[ROWS].to_pylist(), strict=True))


def sums_by_day(*, frame: Frame, measures: Sequence[Measure], sound: Collection[str] = ()) -> Daily:
    """Sum the measures by day, without weights.

    Parameters
    ----------
    frame, measures, sound
        As in `aggregates.moments`.
    """
    summed = Summed(measures=measures, weighted=False, sound=sound)
    read = summed.read(frame, keys=[DAY], floors=True)
    dated = read.filter(read[DAY].is_valid())
    return Daily(parts=dated.sort_by(DAY), summed=summed)
