import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest

from cxstats.formulas.smoothing import GRIDS, Shape, Smoothing, ahead, fit, smoothed, tried, unsure


def moving(seed: int, size: int = 60, gain: float = 0.4) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=size)
    return 20 + gain * np.cumsum(noise) + (1 - gain) * noise


def step_by_step(values: np.ndarray, found: Smoothing) -> tuple[list[float], tuple[float, float]]:
    """The recursion as textbooks write it."""
    level, slope = found.start
    errors = []
    for value in values.tolist():
        error = value - level - found.phi * slope
        level, slope = level + found.phi * slope + found.alpha * error, found.phi * slope + found.beta * error
        errors.append(error)
    return errors, (level, slope)


def test_case_12_level_of_the_nile(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case = reference("12_trend_changepoint_forecast")["ses_nile"]
    found = fit(values=np.array([float(row["flow"]) for row in reference_table("12_nile")]), shape="level")
    center, variance = ahead(fitted=found, horizon=5)
    assert found.alpha == pytest.approx(case["alpha"], rel=1e-3)
    assert found.start[0] == pytest.approx(case["l0"], rel=1e-3)
    assert found.variance == pytest.approx(case["sigma2"], rel=1e-3)
    assert center == pytest.approx(case["mean"], rel=1e-3)
    assert center - 1.959964 * np.sqrt(variance) == pytest.approx(case["lower95"], rel=1e-3)
    assert center + 1.959964 * np.sqrt(variance) == pytest.approx(case["upper95"], rel=1e-3)


@pytest.mark.parametrize(
    ("shape", "searched"), [("level", (0.3,)), ("trend", (0.3, 0.2)), ("damped", (0.6, 0.5, 0.9))]
)
def test_the_filter_is_the_recursion(shape: Shape, searched: tuple[float, ...]) -> None:
    values = moving(1)
    found = smoothed(values=values, shape=shape, searched=searched)
    errors, end = step_by_step(values, found)
    assert sum(error**2 for error in errors) == pytest.approx(found.sse)
    assert found.end == pytest.approx(end)


@pytest.mark.parametrize("shape", ["level", "trend", "damped"])
def test_no_other_start_fits_better(shape: Shape) -> None:
    values = moving(2)
    found = fit(values=values, shape=shape)
    for nudge in (-0.01, 0.01):
        moved = Smoothing(
            shape=found.shape,
            alpha=found.alpha,
            beta=found.beta,
            phi=found.phi,
            start=(found.start[0] + nudge, found.start[1]),
            end=found.end,
            start_spread=found.start_spread,
            sse=found.sse,
            n=found.n,
            parameters=found.parameters,
        )
        errors, _ = step_by_step(values, moved)
        assert sum(error**2 for error in errors) > found.sse


def test_the_likelihood_is_no_lower_than_anywhere_on_a_fine_grid() -> None:
    values = moving(3)
    found = fit(values=values, shape="level")
    grid = [smoothed(values=values, shape="level", searched=(a,)).sse for a in np.linspace(0.001, 0.999, 99)]
    assert found.sse <= min(grid) + 1e-9


def test_the_range_of_a_trend_grows_as_class_1_says() -> None:
    found = smoothed(values=moving(4), shape="trend", searched=(0.4, 0.25))
    _, variance = ahead(fitted=found, horizon=3)
    expected = [1, 1 + 0.5**2, 1 + 0.5**2 + 0.6**2]  # alpha + beta j, not alpha beta
    assert variance / found.variance == pytest.approx(expected)


def test_a_level_that_does_not_move_has_the_range_of_a_mean() -> None:
    values = np.random.default_rng(5).normal(size=200)
    found = smoothed(values=values, shape="level", searched=(1e-4,))
    assert found.start[0] == pytest.approx(values.mean(), abs=0.01)
    assert found.start_spread[0][0] == pytest.approx(1 / 200, rel=0.03)


@pytest.mark.parametrize("seed", range(4))
def test_not_knowing_the_parameters_widens(seed: int) -> None:
    values = moving(seed, size=30)
    grids = [tried(values=values, shape=shape) for shape in get_args(Shape)]
    best = min((fit(values=values, shape=grid.shape, grid=grid) for grid in grids), key=lambda one: one.aicc)
    center, known = ahead(fitted=best, horizon=6)
    wider = unsure(grids=grids, around=center, horizon=6)
    assert wider[5] > known[5]
    assert (np.diff(wider) > 0).all()


@pytest.mark.parametrize("shape", get_args(Shape))
def test_a_grid_known_already_leads_to_the_same_fit(shape: Shape) -> None:
    values = moving(6)
    grid = tried(values=values, shape=shape)
    for place, searched in enumerate(itertools.product(*GRIDS[shape])):
        assert grid.one(place) == smoothed(values=values, shape=shape, searched=searched)
        assert grid.one(place).searched == pytest.approx(searched)
    assert fit(values=values, shape=shape, grid=grid) == fit(values=values, shape=shape)


@pytest.mark.parametrize("shape", get_args(Shape))
def test_not_knowing_the_start_adds_what_another_start_would_have_forecast(shape: Shape) -> None:
    values, horizon = moving(7, size=20), 4
    grid = tried(values=values, shape=shape)
    place = len(grid.sse) // 2
    rows = {
        name: getattr(grid, name)[[place]] for name in ("searched", "start", "end", "start_spread", "sse")
    }
    found = grid.one(place)
    center, known = ahead(fitted=found, horizon=horizon)
    added = unsure(grids=[replace(grid, **rows)], around=center, horizon=horizon) - known

    def from_start(*start: float) -> np.ndarray:
        level, slope = (*start, 0.0)[:2]
        _, end = step_by_step(values, replace(found, start=(level, slope)))
        return ahead(fitted=replace(found, end=end), horizon=horizon)[0]

    start = found.start[: len(found.start_spread)]
    slopes = [
        from_start(*(one + (at == place) for at, one in enumerate(start))) - center
        for place in range(len(start))
    ]
    spread = found.variance * np.array(found.start_spread)
    assert added == pytest.approx(np.einsum("ih,ij,jh->h", slopes, spread, slopes))
