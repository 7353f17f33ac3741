from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cxstats.formulas.growing_seasons import GrowingSeason, ahead_growing, fit_growing

Table = Callable[[str], list[dict[str, str]]]


def growing(seed: int, cycles: int = 8) -> np.ndarray:
    rng, n = np.random.default_rng(seed), 4 * cycles
    return (50 + np.arange(n)) * np.tile([0.8, 1.0, 1.4, 0.8], cycles) * (1 + 0.05 * rng.normal(size=n))


def step_by_step(values: np.ndarray, found: GrowingSeason, ahead: np.ndarray) -> np.ndarray:
    """What comes after the series by the recursion of the textbooks, with given errors."""
    level, slope, season = found.level, found.slope, found.season.tolist()
    seen = []
    for error in ahead.tolist():
        base, factor = level + slope, season.pop(0)
        seen.append(base * factor * (1 + error))
        level, slope = base * (1 + found.alpha * error), slope + found.beta * base * error
        season.append(factor * (1 + found.gamma * error))
    return np.array(seen)


def test_case_12_ets_mam_with_the_smoothing_of_r_forecasts_what_r_does(
    reference: Callable[[str], Any], reference_table: Table
) -> None:
    case = reference("12_trend_changepoint_forecast")["ets_mam"]
    values = np.array([float(row["y"]) for row in reference_table("12_airpassengers")])
    at = case["par"]
    found = fit_growing(values=values, period=12, smoothing=(at["alpha"], at["beta"], at["gamma"]))
    center, variance = ahead_growing(fitted=found, horizon=12)
    assert (found.alpha, found.beta, found.gamma) == pytest.approx((at["alpha"], at["beta"], at["gamma"]))
    assert center == pytest.approx(case["mean"], rel=0.001)
    assert center - 1.959964 * np.sqrt(variance) == pytest.approx(case["lower"], rel=0.01)
    assert center + 1.959964 * np.sqrt(variance) == pytest.approx(case["upper"], rel=0.01)
    assert found.aicc == pytest.approx(case["aicc"], rel=0.001)
    assert found.aicc < case["aicc"]


def test_case_12_ets_mam_has_a_likelihood_above_that_of_r(
    reference: Callable[[str], Any], reference_table: Table
) -> None:
    case = reference("12_trend_changepoint_forecast")["ets_mam"]
    values = np.array([float(row["y"]) for row in reference_table("12_airpassengers")])
    found = fit_growing(values=values, period=12)
    assert case["aicc"] - found.aicc == pytest.approx(12.83, abs=0.01)
    assert found.gamma < 0.001


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_other_smoothing_fits_better(seed: int) -> None:
    values = growing(seed)
    best = fit_growing(values=values, period=4)
    for alpha in (0.05, 0.3, 0.9):
        for gamma in (0.01, 0.05, 0.09):
            other = fit_growing(values=values, period=4, smoothing=(alpha, 0.01 * alpha, gamma))
            assert best.aicc <= other.aicc + 1e-3


def test_forecasts_and_their_variance_are_those_of_the_recursion() -> None:
    found = fit_growing(values=growing(4), period=4, smoothing=(0.4, 0.05, 0.3))
    center, variance = ahead_growing(fitted=found, horizon=6)
    assert step_by_step(growing(4), found, np.zeros(6)) == pytest.approx(center)
    rng = np.random.default_rng(5)
    errors = rng.normal(size=(20_000, 6)) * np.sqrt(found.variance)
    paths = np.array([step_by_step(growing(4), found, row) for row in errors])
    assert paths.var(axis=0) == pytest.approx(variance, rel=0.05)


def test_factors_of_the_next_cycle_begin_with_the_coming_period() -> None:
    found = fit_growing(values=growing(6)[:-1], period=4)
    assert int(np.argmax(found.season)) == 3
    assert float(found.season.sum()) == pytest.approx(4, rel=0.02)


def test_units_do_not_matter() -> None:
    plain, other = (fit_growing(values=factor * growing(7), period=4) for factor in (1, 1_000))
    assert ahead_growing(fitted=other, horizon=4)[0] == pytest.approx(
        1_000 * ahead_growing(fitted=plain, horizon=4)[0], rel=1e-6
    )


def test_a_series_without_any_error_goes_on() -> None:
    found = fit_growing(values=np.tile([1.0, 2.0], 8), period=2)
    assert ahead_growing(fitted=found, horizon=3)[0] == pytest.approx([1, 2, 1])


@pytest.mark.parametrize("seed", range(5))
def test_wild_series_end_in_numbers(seed: int) -> None:
    values = np.exp(3 * np.random.default_rng(seed).normal(size=24))
    center, variance = ahead_growing(fitted=fit_growing(values=values, period=4), horizon=8)
    assert np.isfinite(center).all()
    assert (variance > 0).all()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"values": -growing(1), "period": 4}, "above 0, not -"),
        ({"values": growing(1)[:11], "period": 4}, "at least 12 periods"),
        ({"values": growing(1), "period": 1}, "not 1"),
        ({"values": growing(1), "period": 4, "smoothing": (0.2, 0.3, 0.1)}, "beta / alpha"),
        ({"values": growing(1), "period": 4, "smoothing": (0.6, 0.3, 0.5)}, "gamma"),
        ({"values": growing(1), "period": 4, "smoothing": (0.0, 0.3, 0.5)}, "alpha"),
    ],
)
def test_what_cannot_be_smoothed_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_growing(**asked)
