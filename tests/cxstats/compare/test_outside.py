"""Published figures: what their range rests on, and how far ours lies from them."""

from math import hypot, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.compare.differences import share_difference
from cxstats.compare.outside import outside_difference, published
from cxstats.estimate import Estimate, Moments, Verdict
from cxstats.scores import mean, share

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@steady
@given(COUNTS)
def test_published_share_with_n_has_wilsons_limits(found: tuple[int, int]) -> None:
    hits, n = found
    own, told = share(successes=hits, n=n), published(value=hits / n, lowest=0, highest=1, n=n)
    assert (told.low, told.high) == pytest.approx((own.low, own.high))
    assert (told.n, told.method) == (n, "published-n")


def test_published_mean_with_n_has_the_widest_limits_that_its_answers_can_have() -> None:
    """Half of 200 answers at either end of the scale, and any others of the same mean."""
    told = published(value=3.0, lowest=1, highest=5, n=200)
    ends = mean(moments=Moments(n=200, s=600, ss=100 * 1 + 100 * 25))
    some = mean(moments=Moments(n=200, s=600, ss=100 * 4 + 100 * 16))
    assert told.low == pytest.approx(ends.low, abs=0.01)
    assert (told.low or 0) < (some.low or 0) < (some.high or 0) < (told.high or 0)


def test_published_error_and_limits_are_taken_as_they_stand() -> None:
    told = published(value=77, lowest=0, highest=100, error=2)
    assert (told.low, told.high) == pytest.approx((77 - 1.959963985 * 2, 77 + 1.959963985 * 2))
    assert (told.n, told.method) == (0, "published-error")
    told = published(value=99, lowest=0, highest=100, error=2)
    assert told.high == 100
    told = published(value=0.5, lowest=0, highest=1, low=0.45, high=0.6, error=3, n=9)
    assert told == Estimate(0.5, 0.45, 0.6, 9, "published-limits")


def test_published_figure_of_which_nothing_is_told_has_no_limits() -> None:
    assert published(value=0.5, lowest=0, highest=1) == Estimate(0.5, None, None, 0, "published")


@steady
@given(COUNTS, COUNTS)
def test_difference_of_two_shares_is_newcombes(theirs: tuple[int, int], ours: tuple[int, int]) -> None:
    found = outside_difference(
        theirs=published(value=theirs[0] / theirs[1], lowest=0, highest=1, n=theirs[1]),
        ours=share(successes=ours[0], n=ours[1]),
        most=1,
    )
    own = share_difference(
        before=Moments(n=theirs[1], s=theirs[0], ss=theirs[0]), now=Moments(n=ours[1], s=ours[0], ss=ours[0])
    )
    assert (found.value, found.low, found.high) == pytest.approx((own.value, own.low, own.high))


@steady
@given(COUNTS, COUNTS)
def test_p_value_is_below_alpha_exactly_where_the_limits_leave_out_0(
    theirs: tuple[int, int], ours: tuple[int, int]
) -> None:
    found = outside_difference(
        theirs=share(successes=theirs[0], n=theirs[1]), ours=share(successes=ours[0], n=ours[1]), most=1
    )
    assert found.low is not None
    assert found.high is not None
    assert found.p_value is not None
    if abs(found.p_value - 0.05) > 1e-9:
        assert (found.p_value < 0.05) == (found.low > 0 or found.high < 0)


def test_difference_follows_its_formula_and_judges_a_range_without_n() -> None:
    theirs = published(value=40, lowest=0, highest=100, low=35, high=44)
    ours = Estimate(50.0, 46.0, 55.0, 300, "t")
    found = outside_difference(theirs=theirs, ours=ours, most=100)
    assert (found.low, found.high) == pytest.approx((10 - hypot(4, 4), 10 + hypot(5, 5)))
    assert (found.n_before, found.n_now, found.verdict()) == (10, 300, Verdict.BETTER)
    assert 4 * sqrt(2) < 10


@pytest.mark.parametrize(
    ("theirs", "value", "p_value"),
    [
        (Estimate(0.5, None, None, 0, "published"), 0.1, None),
        (Estimate(None, None, None, 0, "published"), None, None),
        (Estimate(0.6, 0.5, 0.7, 90, "published-n"), 0.0, 1.0),
    ],
)
def test_without_a_range_or_a_gap_nothing_is_told(
    theirs: Estimate, value: float | None, p_value: float | None
) -> None:
    found = outside_difference(theirs=theirs, ours=Estimate(0.6, 0.5, 0.7, 90, "wilson"), most=1)
    assert (found.value, found.p_value) == (pytest.approx(value) if value else value, p_value)


def test_two_figures_without_width_allow_no_test() -> None:
    sides = [Estimate(each, each, each, 90, "published") for each in (0.4, 0.6)]
    found = outside_difference(theirs=sides[0], ours=sides[1], most=1)
    assert (found.low, found.p_value) == (pytest.approx(0.2), None)
