from collections.abc import Callable
from math import comb, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from tests.cxstats.groups import steady

from cxstats.compare.differences import nps_difference
from cxstats.compare.paired import paired_mean, paired_nps, paired_share
from cxstats.estimate import Difference, Moments, Verdict
from cxstats.moments import of_answers, of_nps

CELLS = st.integers(0, 80)
TRIPLES = arrays(np.int64, (3, 3), elements=CELLS).filter(np.any)
TWINS = arrays(np.int64, (2, 2), elements=CELLS).filter(np.any)


def limits(difference: Difference) -> list[float | None]:
    return [difference.value, difference.low, difference.high]


def turned(difference: Difference) -> list[float]:
    assert difference.value is not None
    assert difference.low is not None
    assert difference.high is not None
    return [-difference.value, -difference.high, -difference.low]


# --- NPS ------------------------------------------------------------------------------------------------------


def test_paired_nps_follows_its_formula() -> None:
    found = paired_nps(pairs=[[20, 12, 8], [5, 40, 25], [3, 7, 80]])
    # 8 two up, 37 one up, 12 one down, 3 two down; and one more each way
    centre, square = (16 + 37 - 12 - 6) / 202, (4 * 11 + 49 + 2) / 202
    error = sqrt((square - centre**2) / 202)
    assert limits(found) == pytest.approx(
        [35 / 200, centre - 1.959963985 * error, centre + 1.959963985 * error]
    )
    assert found.p_value == pytest.approx(2 * stats.norm.sf(centre / error))
    assert (found.n_before, found.n_now, found.method) == (200, 200, "adjusted-wald-paired")


@steady
@given(TRIPLES, st.floats(0.01, 0.999))
def test_paired_nps_turns_round_with_its_waves(pairs: Any, level: float) -> None:
    found, back = paired_nps(pairs=pairs, level=level), paired_nps(pairs=pairs.T, level=level)
    assert limits(found) == pytest.approx(turned(back))
    assert found.p_value == pytest.approx(back.p_value)
    assert -2 <= found.low <= found.value <= found.high <= 2


@steady
@given(TRIPLES)
def test_paired_nps_has_the_value_that_its_margins_have(pairs: Any) -> None:
    sides = [
        of_nps(detractors=d, passives=p, promoters=u) for d, p, u in (pairs.sum(axis=1), pairs.sum(axis=0))
    ]
    assert paired_nps(pairs=pairs).value == pytest.approx(nps_difference(before=sides[0], now=sides[1]).value)


def test_paired_nps_sees_more_than_two_samples_where_people_stay_as_they_are() -> None:
    pairs = np.array([[60, 10, 0], [0, 60, 10], [0, 0, 60]])
    sides = [
        of_nps(detractors=d, passives=p, promoters=u) for d, p, u in (pairs.sum(axis=1), pairs.sum(axis=0))
    ]
    apart = nps_difference(before=sides[0], now=sides[1])
    together = paired_nps(pairs=pairs)
    assert together.verdict() is Verdict.BETTER
    assert apart.verdict() is Verdict.NONE


def test_paired_nps_of_people_who_all_stay_has_a_range() -> None:
    found = paired_nps(pairs=np.diag([5, 10, 15]))
    assert found.value == 0
    assert found.low == -found.high < 0
    assert found.p_value == 1


# --- shares ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "low", "high"),
    [
        ([[0, 12], [2, 36]], 0.0569, 0.3404),  # Newcombe (1998), table II
        ([[80, 6], [16, 59]], -0.1186, -0.0046),  # Fagerland, Lydersen & Laake (2017), chapter 8
    ],
)
def test_paired_share_has_the_published_limits(pairs: list[list[int]], low: float, high: float) -> None:
    found = paired_share(pairs=pairs)
    assert found.value == pytest.approx((pairs[0][1] - pairs[1][0]) / np.sum(pairs))
    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)


def test_paired_share_asks_mcnemar_from_25_changes_on() -> None:
    many = paired_share(pairs=[[10, 16], [9, 10]])
    assert many.method == "newcombe-paired-mcnemar"
    assert many.p_value == pytest.approx(stats.chi2.sf(49 / 25, 1))
    few = paired_share(pairs=[[10, 16], [8, 10]])
    assert few.method == "newcombe-paired-exact"
    assert few.p_value == pytest.approx(stats.binomtest(8, 24).pvalue)
    assert few.p_value == pytest.approx(2 * sum(comb(24, k) for k in range(9)) / 2**24)


@steady
@given(TWINS, st.floats(0.01, 0.999))
def test_paired_share_turns_round_with_its_waves(pairs: Any, level: float) -> None:
    found, back = paired_share(pairs=pairs, level=level), paired_share(pairs=pairs.T, level=level)
    other = paired_share(pairs=pairs[::-1, ::-1], level=level)  # yes and no change names
    assert limits(found) == pytest.approx(turned(back))
    assert limits(found) == pytest.approx(turned(other))
    assert found.p_value == pytest.approx(back.p_value)
    assert 0 <= found.p_value <= 1
    assert -1 <= found.low <= found.value <= found.high <= 1


@steady
@given(TWINS)
def test_paired_share_narrows_with_more_of_the_same(pairs: Any) -> None:
    one, more = paired_share(pairs=pairs), paired_share(pairs=9 * pairs)
    assert more.high - more.low < one.high - one.low


# --- means ----------------------------------------------------------------------------------------------------


@steady
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=2, max_size=40))
def test_paired_mean_is_students_test_of_the_changes(pairs: list[tuple[int, int]]) -> None:
    changes = [now - before for before, now in pairs]
    found = paired_mean(changes=of_answers(answers=changes))
    assert found.value == pytest.approx(np.mean(changes))
    if len(set(changes)) == 1:
        assert (found.low, found.high, found.p_value) == (None, None, None)
        return
    expected = stats.ttest_1samp(changes, 0)
    interval = expected.confidence_interval()
    assert [found.low, found.high] == pytest.approx([interval.low, interval.high])
    assert found.p_value == pytest.approx(expected.pvalue)


def test_paired_mean_of_one_person_has_no_range() -> None:
    assert paired_mean(changes=of_answers(answers=[2])) == Difference(2, None, None, None, 1, 1, "t-paired")


# --- nothing and nonsense -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "found",
    [
        paired_nps(pairs=np.zeros((3, 3))),
        paired_share(pairs=np.zeros((2, 2))),
        paired_mean(changes=Moments()),
    ],
)
def test_nothing_is_said_without_pairs(found: Difference) -> None:
    assert (found.value, found.low, found.high, found.p_value) == (None, None, None, None)
    assert found.verdict() is Verdict.FEW


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: paired_nps(pairs=[[1, 2], [3, 4]]), r"3 by 3.*\(2, 2\)"),
        (lambda: paired_share(pairs=np.ones((3, 3))), r"2 by 2.*\(3, 3\)"),
        (lambda: paired_share(pairs=[[1, 2], [3, -4]]), "pairs.*-4"),
        (lambda: paired_share(pairs=[[1, 2], [3, 0.5]]), "pairs.*0.5"),
        (lambda: paired_share(pairs=[[1, 2], [3, np.nan]]), "pairs.*nan"),
        (lambda: paired_nps(pairs=np.ones((3, 3)), level=95), "level.*95"),
        (lambda: paired_share(pairs=np.ones((2, 2)), level=95), "level.*95"),
        (lambda: paired_mean(changes=Moments(n=2, s=4, ss=7)), "ss=7"),
        (lambda: paired_mean(changes=Moments(), level=95), "level.*95"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
