"""Twenty-four calendar months, whatever the reference day."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ninefold.demo.world.months import DAY, months_until
from ninefold.demo.world.parameters import MONTHS


def test_months_end_with_the_one_that_holds_the_reference_day():
    months = months_until(date(2026, 11, 25))
    spans = months.starts.astype("datetime64[s]").astype("datetime64[D]")
    assert (str(spans[0]), str(spans[-2]), str(spans[-1])) == ("2024-12-01", "2026-11-01", "2026-12-01")
    assert months.numbers == (11, *range(12), *range(11))
    assert months.end == np.datetime64("2026-11-26T00:00:00").astype(int)


def test_month_in_progress_is_not_closed():
    assert months_until(date(2026, 11, 25)).closed == MONTHS - 1
    assert months_until(date(2026, 11, 30)).closed == MONTHS


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_reference_day_is_the_last_of_its_month_or_within(day):
    months = months_until(day)
    assert months.starts.size == MONTHS + 1
    assert set((np.diff(months.starts) // DAY).tolist()) <= {28, 29, 30, 31}
    assert months.starts[-2] < months.end <= months.starts[-1]
