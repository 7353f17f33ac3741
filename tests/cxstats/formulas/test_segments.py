import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.formulas.break_range import _density, _time, bai_perron_range
from cxstats.formulas.segments import Costs, cheapest_cut, likelihood_ratio_range

SERIES = st.lists(st.integers(-5, 5).map(float), min_size=4, max_size=9)


def price(values: list[float], cuts: tuple[int, ...], penalty: float) -> float:
    edges = (0, *cuts, len(values))
    stretches = [values[i:j] for i, j in itertools.pairwise(edges)]
    return sum(float(np.var(one)) * len(one) for one in stretches) + penalty * len(cuts)


def by_brute_force(values: list[float], penalty: float, shortest: int) -> float:
    n = len(values)
    every = (cuts for m in range(n) for cuts in itertools.combinations(range(1, n), m))
    return min(
        price(values, cuts, penalty)
        for cuts in every
        if min(b - a for a, b in itertools.pairwise((0, *cuts, n))) >= shortest
    )


@steady
@given(SERIES, st.floats(0.1, 20), st.integers(1, 2))
def test_cheapest_cut_is_the_cheapest_of_all(values: list[float], penalty: float, shortest: int) -> None:
    costs = Costs.of(values=np.array(values), weights=np.ones(len(values)))
    cuts = cheapest_cut(costs=costs, penalty=penalty, shortest=shortest)
    assert price(values, cuts, penalty) == pytest.approx(by_brute_force(values, penalty, shortest), abs=1e-9)


def test_cheapest_cut_is_not_lost_where_a_peer_prunes_too_early() -> None:
    values = [0.0, 1.0, 0.0, 0.0, 1.0]  # ruptures pull request 383
    costs = Costs.of(values=np.array(values), weights=np.ones(5))
    for penalty in (0.1, 0.2, 0.3):
        cuts = cheapest_cut(costs=costs, penalty=penalty, shortest=2)
        assert price(values, cuts, penalty) == pytest.approx(by_brute_force(values, penalty, 2))


@steady
@given(SERIES)
def test_costs_of_a_stretch_are_its_squared_deviations(values: list[float]) -> None:
    costs = Costs.of(values=np.array(values), weights=np.full(len(values), 2.0))
    found = float(costs.between(1, len(values)))
    assert found == pytest.approx(2 * float(np.var(values[1:])) * (len(values) - 1), abs=1e-9)


def test_likelihood_ratio_range_holds_the_break_and_widens_with_the_level() -> None:
    values = np.random.default_rng(3).normal(size=40) + np.repeat([0.0, 1.0], 20)
    costs = Costs.of(values=values, weights=np.ones(40))
    at = min(range(1, 40), key=lambda k: float(costs.between(0, k) + costs.between(k, 40)))
    ranges = [
        likelihood_ratio_range(costs=costs, start=0, at=at, end=40, level=level) for level in (0.5, 0.9, 0.99)
    ]
    assert ranges[2][0] <= ranges[1][0] <= ranges[0][0] <= at <= ranges[0][1] <= ranges[1][1] <= ranges[2][1]


# --- Bai and Perron -------------------------------------------------------------------------------------------


def test_time_of_the_largest_value_agrees_with_bai_1997() -> None:
    assert _time(0.025, ratio=1) == pytest.approx(11.03, abs=0.01)
    assert _time(0.05, ratio=1) == pytest.approx(7.69, abs=0.01)


@pytest.mark.parametrize("ratio", [0.5, 1, 3])
def test_both_sides_share_all_chance(ratio: float) -> None:
    def side(of: float) -> float:
        root = np.linspace(0, 60, 60_001)[1:] * max(1.0, math.sqrt(of))
        return float((_density(root**2, of) * 2 * root).sum() * (root[1] - root[0]))

    assert side(ratio) + side(1 / ratio) == pytest.approx(1, abs=1e-4)
    assert side(ratio) == pytest.approx(ratio / (1 + ratio), abs=1e-4)  # of two exponentials, which is larger


def test_the_noisier_side_reaches_farther() -> None:
    low, high = bai_perron_range(at=50, change=1.0, variances=(1.0, 4.0), level=0.95)
    assert 50 - low > high - 50
    turned = bai_perron_range(at=50, change=1.0, variances=(4.0, 1.0), level=0.95)
    assert (50 - turned[0], turned[1] - 50) == (high - 50, 50 - low)
