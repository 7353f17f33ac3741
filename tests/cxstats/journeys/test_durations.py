"""Quantiles of durations and their order statistics."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxstats.formulas.order_statistics import quantile_ranks
from cxstats.journeys.durations import duration_quantiles

LASTED = st.lists(st.integers(0, 50).map(float), min_size=1, max_size=60)


def test_ranks_of_medians_are_the_published_ones() -> None:
    """Conover, Practical Nonparametric Statistics, and every table of the sign test: two-sided 95 %."""
    ranks = {n: quantile_ranks(n=n, q=0.5, level=0.95) for n in (5, 6, 8, 9, 10, 15, 20, 25, 50)}
    assert ranks == {
        5: (None, None), 6: (1, 6), 8: (1, 8), 9: (2, 8), 10: (2, 9), 15: (4, 12), 20: (6, 15), 25: (8, 18),
        50: (18, 33),
    }  # fmt: skip


@given(st.integers(1, 300), st.floats(0.01, 0.99), st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=60)
def test_ranks_hold_the_quantile_at_least_so_often_and_no_rank_further_in_does(n, q, level) -> None:
    from scipy.stats import binom

    low, high = quantile_ranks(n=n, q=q, level=level)
    tail = (1 - level) / 2 * (1 + 1e-9)
    if low is not None:
        assert binom.cdf(low - 1, n, q) <= tail
    assert binom.cdf(low or 0, n, q) > tail * (1 - 2e-9)
    if high is not None:
        assert binom.sf(high - 1, n, q) <= tail
    assert binom.sf((high or n + 1) - 2, n, q) > tail * (1 - 2e-9)


@given(LASTED, st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
@settings(max_examples=60)
def test_quantiles_are_those_of_numpy_and_lie_in_their_limits(lasted, q) -> None:
    (found,) = duration_quantiles(values=lasted, quantiles=[q])
    assert found.value == pytest.approx(np.quantile(lasted, q))
    assert found.low is None or found.low <= found.value
    assert found.high is None or found.value <= found.high
    assert found.n == len(lasted)


@given(LASTED)
@settings(max_examples=60)
def test_quantiles_of_counted_durations_are_those_of_each(lasted) -> None:
    values, counts = np.unique(lasted, return_counts=True)
    turned = slice(None, None, -1)
    assert duration_quantiles(values=values[turned], counts=counts[turned]) == duration_quantiles(
        values=lasted
    )


def test_quantiles_of_more_journeys_are_surer() -> None:
    few, many = (duration_quantiles(values=range(n), quantiles=[0.5])[0] for n in (30, 3000))
    assert (few.high - few.low) / 30 > (many.high - many.low) / 3000


def test_durations_all_the_same_are_what_they_are() -> None:
    (found,) = duration_quantiles(values=[7.0] * 40, quantiles=[0.5])
    assert (found.value, found.low, found.high) == (7, 7, 7)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"values": []}, "there is no duration"),
        ({"values": [1.0, 2.0], "counts": [0, 0]}, "there is no duration"),
        ({"values": [1.0, -2.0]}, r"values\[1\] must be a duration from 0 on, not -2.0"),
        ({"values": [float("nan")]}, r"values\[0\] must be a duration from 0 on, not nan"),
        ({"values": [1.0], "counts": [1.5]}, r"counts\[0\] must be a whole number of answers, not 1.5"),
        ({"values": [1.0], "counts": [1, 2]}, "equally long"),
        ({"values": [1.0], "quantiles": [1.0]}, "a quantile must lie between 0 and 1, not 1.0"),
        ({"values": [1.0], "level": 2}, "level must lie between 0 and 1, not 2"),
    ],
)
def test_quantiles_of_bad_input_are_refused(change, message) -> None:
    with pytest.raises(ValueError, match=message):
        duration_quantiles(**change)
