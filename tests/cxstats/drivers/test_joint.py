import numpy as np
import pytest
from scipy import stats

from cxstats.drivers.joint import hotelling
from cxstats.drivers.table import drivers

SPREAD = np.array([[4.0, 1.0], [1.0, 9.0]])
NAMES = ("staff", "price")


def test_hotelling_is_the_f_of_a_mean_of_two() -> None:
    """T2 of 20 draws of a normal pair, as every textbook of multivariate analysis has it."""
    draws = np.random.default_rng(1).normal(size=(20, 2)) @ [[1, 0.5], [0, 2]] + [0.4, 0]
    mean, covariance = draws.mean(axis=0), np.cov(draws.T) / 20
    found = hotelling(values=mean, covariance=covariance, df=19, names=NAMES)
    squared = mean @ np.linalg.inv(covariance) @ mean
    assert (found.statistic, found.df, found.left) == (pytest.approx(squared * 18 / 38), 2, 18)
    assert found.p_value == pytest.approx(stats.f.sf(squared * 18 / 38, 2, 18))


def test_hotelling_of_one_coefficient_is_its_t_test() -> None:
    found = hotelling(values=np.array([3.0]), covariance=np.array([[2.25]]), df=7, names=["staff"])
    assert (found.statistic, found.p_value) == pytest.approx((4.0, 2 * stats.t.sf(2, 7)))


def test_hotelling_does_not_ask_for_units() -> None:
    units = np.array([1e-9, 1e9])
    one, other = (
        hotelling(values=at * [3.0, 2.0], covariance=SPREAD * np.outer(at, at), df=9, names=NAMES)
        for at in (np.ones(2), units)
    )
    assert other.p_value == pytest.approx(one.p_value)


@pytest.mark.parametrize(
    ("covariance", "df", "message"),
    [
        (SPREAD, 1, "a test of 2 predictors together needs 2 degrees of freedom .*, not 1"),
        (np.ones((2, 2)), 9, r"it cannot be told how sure \('staff', 'price'\) are"),
        (np.diag([1.0, 0.0]), 9, r"it cannot be told how sure \('price',\) are"),
    ],
)
def test_hotelling_refuses(covariance: np.ndarray, df: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        hotelling(values=np.ones(2), covariance=covariance, df=df, names=NAMES)


def test_table_of_drivers_tests_all_slopes_by_it() -> None:
    rng = np.random.default_rng(2)
    answers, stores = rng.normal(size=(120, 3)), np.arange(120) % 24
    table = drivers(answers, answers[:, 0] / 4 + rng.normal(size=120), clusters=stores)
    assert 0 < table.p_value < 1
    alone = drivers(answers[:, :1], answers[:, 0] / 4 + rng.normal(size=120), clusters=stores)
    assert alone.p_value == pytest.approx(alone.drivers[0].coefficient.p_value)
