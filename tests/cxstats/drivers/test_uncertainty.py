import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.drivers.made_up import few

from cxstats.drivers.uncertainty import design_covariance, jackknife_covariance, ranks, share_limits

FRACTIONS = st.floats(0, 1)


def test_jackknife_of_a_mean_is_its_variance() -> None:
    numbers = np.array([3.0, 8.0, 1.0, 9.0, 4.0])
    without = np.array([[np.delete(numbers, at).mean()] for at in range(5)])
    assert jackknife_covariance(without)[0, 0] == pytest.approx(numbers.var(ddof=1) / 5)


def test_jackknife_refuses_one_block() -> None:
    with pytest.raises(ValueError, match="at least two blocks that hold rows, not 1"):
        jackknife_covariance(np.ones((1, 2)))


def test_design_covariance_of_strata_and_clusters_by_hand() -> None:
    scores = np.array([[1.0], [2.0], [4.0], [-3.0], [5.0], [0.0]])
    clusters, strata = np.array([0, 0, 1, 2, 3, 4]), np.array([0, 0, 0, 1, 1, 1])
    # stratum 0: clusters 3, 4 -> 2 * (0.25 + 0.25); stratum 1: -3, 5, 0 about 2/3 -> 1.5 * 32.667
    found, df = design_covariance(scores, clusters=clusters, strata=strata)
    assert (found[0, 0], df) == (pytest.approx(1.0 + 1.5 * (121 + 169 + 4) / 9), 3)
    assert design_covariance(scores, clusters=clusters)[1] == 4
    assert design_covariance(scores, strata=strata)[1] == 4


@pytest.mark.parametrize(
    ("clusters", "strata", "reason"),
    [([0, 0, 1], [0, 0, 1], "holds 1 cluster"), ([0, 0, 1], [0, 1, 1], "cluster number 0 .* two strata")],
)
def test_design_covariance_refuses_designs_that_say_nothing(clusters, strata, reason) -> None:
    with pytest.raises(ValueError, match=reason):
        design_covariance(np.ones((3, 1)), clusters=np.array(clusters), strata=np.array(strata))


@few
@given(FRACTIONS, st.floats(0, 0.5), st.floats(0.1, 4))
def test_limits_hold_the_share_and_stay_between_0_and_1(share: float, error: float, reach: float) -> None:
    found = share_limits(np.array([share]), errors=np.array([error]), reach=reach, n_effective=50)
    assert 0 <= found.low[0] <= share <= found.high[0] <= 1


def test_a_share_of_exactly_nothing_has_an_upper_limit() -> None:
    found = share_limits(np.zeros(1), errors=np.zeros(1), reach=2.0, n_effective=400)
    assert (found.low[0], found.high[0]) == (0.0, pytest.approx(np.sin(0.1) ** 2))


def test_ranks_of_equal_shares_are_open() -> None:
    found = ranks(np.array([0.2, 0.2, 0.05]), covariance=np.eye(3) * 1e-5, df=500, level=0.95)
    assert [found.value.tolist(), found.low.tolist(), found.high.tolist()] == [
        [1, 1, 3],
        [1, 1, 3],
        [2, 2, 3],
    ]


@pytest.mark.parametrize(("errors_apart", "last_of_first"), [(1.75, 1), (1.55, 2)])
def test_ranks_of_two_are_told_apart_from_1_65_errors_on(errors_apart: float, last_of_first: int) -> None:
    # one-sided, since the comparison of two can only err in one direction
    roots = np.array([0.5, 0.4])
    error = 0.1 / errors_apart / np.sqrt(2)
    covariance = np.diag((2 * roots * error) ** 2)
    found = ranks(roots**2, covariance=covariance, df=1e6, level=0.95)
    assert (found.value.tolist(), found.low.tolist()) == ([1, 2], [1, 3 - last_of_first])
    assert found.high.tolist() == [last_of_first, 2]


def test_ranks_without_any_error_are_open_too() -> None:
    found = ranks(np.array([0.2, 0.1]), covariance=np.zeros((2, 2)), df=9, level=0.95)
    assert (found.low.tolist(), found.high.tolist()) == ([1, 1], [2, 2])


@few
@given(st.lists(st.floats(0, 0.3), min_size=1, max_size=6), st.floats(1e-6, 1e-2))
def test_ranks_hold_the_place(shares: list[float], variance: float) -> None:
    found = ranks(np.array(shares), covariance=np.eye(len(shares)) * variance, df=99, level=0.95)
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()
