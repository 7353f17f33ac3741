import numpy as np
import pytest
from scipy import linalg, stats

from cxstats.formulas.cross_correlation import (
    autocovariances,
    autoregression,
    centred,
    correlation_limits,
    correlation_p,
    cross_correlations,
    effective_share,
    whitened,
)


def walk(phi: float, *, size: int, seed: int) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=size)
    for at in range(1, size):
        values[at] += phi * values[at - 1]
    return centred(panel=values[None, :])


def test_autoregression_solves_the_yule_walker_equations() -> None:
    x = walk(0.8, size=300, seed=1)
    found = autoregression(panel=x, most=8)
    c = autocovariances(panel=x, most=len(found))
    assert found == pytest.approx(linalg.solve_toeplitz(c[:-1], c[1:]))
    assert found.sum() == pytest.approx(0.8, abs=0.15)


def test_autoregression_of_noise_is_empty_for_most_seeds() -> None:
    orders = [len(autoregression(panel=walk(0.0, size=200, seed=seed), most=1)) for seed in range(100)]
    assert np.mean(orders) < 0.3  # AIC takes one coefficient too many in 16 % of cases


def test_autoregression_stops_where_nothing_is_left_to_explain() -> None:
    # The recursion divides by what is left; with one unit after another nothing tapers at the ends.
    wave = np.tile([[1.0, -1.0]], (1, 1_000_000))
    assert autoregression(panel=wave, most=3) == pytest.approx([-1], abs=1e-5)


def test_whitened_noise_of_an_autoregression_has_no_past() -> None:
    x = walk(0.8, size=2000, seed=2)
    left = whitened(panel=x, coefficients=autoregression(panel=x, most=4))
    c = autocovariances(panel=left, most=1)
    assert abs(c[1] / c[0]) < 0.05


def test_cross_correlations_by_hand_and_turned_round() -> None:
    x, y = np.array([[3.0, -1, -1, -1]]), np.array([[-1.0, 3, -1, -1]])
    found = cross_correlations(x=x, y=y, most=1)
    assert found == pytest.approx([-1 / 12, -4 / 12, 11 / 12])
    assert cross_correlations(x=y, y=x, most=1) == pytest.approx(found[::-1])


def test_cross_correlations_pool_units() -> None:
    x, y = walk(0.5, size=60, seed=3).reshape(2, 30), walk(0.5, size=60, seed=4).reshape(2, 30)
    alone = [(x[i : i + 1], y[i : i + 1]) for i in (0, 1)]
    sums = [cross_correlations(x=a, y=b, most=2) * np.sqrt((a * a).sum() * (b * b).sum()) for a, b in alone]
    expected = (sums[0] + sums[1]) / np.sqrt((x * x).sum() * (y * y).sum())
    assert cross_correlations(x=x, y=y, most=2) == pytest.approx(expected)


def test_series_with_a_past_are_worth_fewer_pairs() -> None:
    x, y = walk(0.9, size=200, seed=5), walk(0.9, size=200, seed=6)
    assert effective_share(x=x, y=y) < 0.4
    noise = walk(0.0, size=200, seed=7)
    assert 0.75 < effective_share(x=noise, y=y) <= 1


def test_correlation_p_is_that_of_pearson() -> None:
    rng = np.random.default_rng(8)
    x, y = rng.normal(size=20), rng.normal(size=20)
    expected = stats.pearsonr(x, y)
    assert correlation_p(r=float(expected.statistic), n=20) == pytest.approx(expected.pvalue)
    limits = expected.confidence_interval(0.95)
    found = correlation_limits(r=float(expected.statistic), n=20, z=1.959963985)
    assert found == pytest.approx((limits.low, limits.high))


def test_a_perfect_correlation_has_no_width() -> None:
    assert correlation_p(r=-1.0, n=20) == 0.0
    assert correlation_limits(r=1.0, n=20, z=1.96) == (1.0, 1.0)
