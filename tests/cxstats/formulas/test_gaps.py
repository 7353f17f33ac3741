import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import steady

from cxstats.formulas.gaps import fisher_p, power_reach, score_p, smallest_expected

SIDE = st.tuples(st.integers(0, 80), st.integers(0, 80)).filter(any)


@steady
@given(SIDE, SIDE)
def test_fisher_p_is_that_of_scipy(before: tuple[int, int], now: tuple[int, int]) -> None:
    found = fisher_p(hits=(before[0], now[0]), sizes=(sum(before), sum(now)))
    assert found == pytest.approx(stats.fisher_exact([before, now]).pvalue, abs=1e-9)


def test_fisher_p_of_a_small_group_beside_a_very_large_one() -> None:
    table = [[7, 1], [600_000, 400_000]]
    found = fisher_p(hits=(7, 600_000), sizes=(8, 1_000_000))
    assert found == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-7)


@steady
@given(SIDE, SIDE)
def test_score_p_is_the_chi_square_without_correction(before: tuple[int, int], now: tuple[int, int]) -> None:
    assume(before[0] + now[0] > 0 and before[1] + now[1] > 0)
    found = score_p(hits=(before[0], now[0]), sizes=(sum(before), sum(now)))
    assert found == pytest.approx(stats.chi2_contingency([before, now], correction=False).pvalue, abs=1e-9)


@pytest.mark.parametrize("hits", [(0, 0), (5, 8)])
def test_score_p_sees_no_difference_where_there_is_none(hits: tuple[int, int]) -> None:
    assert score_p(hits=hits, sizes=(5, 8)) == 1.0


@steady
@given(SIDE, SIDE)
def test_smallest_expected_is_that_of_the_table(before: tuple[int, int], now: tuple[int, int]) -> None:
    assume(before[0] + now[0] > 0 and before[1] + now[1] > 0)
    found = smallest_expected(hits=(before[0], now[0]), sizes=(sum(before), sum(now)))
    assert found == pytest.approx(stats.contingency.expected_freq([before, now]).min())


def test_power_reach_of_a_power_below_one_half_is_shorter_than_the_test_itself() -> None:
    assert power_reach(power=0.3, alpha=0.05) < stats.norm.ppf(0.975) == power_reach(power=0.5, alpha=0.05)
