from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.formulas.seasons import stl

SHAPES = st.tuples(st.integers(2, 13), st.integers(2, 5), st.integers(0, 999))


def test_case_12_stl_of_the_air_passengers(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case = reference("12_trend_changepoint_forecast")["stl_log"]
    values = np.log([float(row["y"]) for row in reference_table("12_airpassengers")])
    found = stl(values=values, period=12)
    assert found.season[:12] == pytest.approx(case["seasonal_first12"], rel=1e-9)
    assert found.trend[-3:] == pytest.approx(case["trend_last3"], rel=1e-9)


@steady
@given(SHAPES)
def test_parts_add_up_and_the_season_repeats(shape: tuple[int, int, int]) -> None:
    period, cycles, seed = shape
    values = np.random.default_rng(seed).normal(size=period * cycles + period // 2)
    found = stl(values=values, period=period)
    assert sum(found) == pytest.approx(values)
    assert found.season[period:] == pytest.approx(found.season[:-period])


def test_a_plain_season_on_a_plain_trend_is_found_again() -> None:
    season = np.array([3.0, -1.0, 0.0, -2.0])
    found = stl(values=np.tile(season, 10) + 0.5 * np.arange(40), period=4, trend_window=9)
    assert found.season[:4] == pytest.approx(season, abs=0.1)
    assert abs(found.rest).max() < 0.3


def test_more_passes_settle() -> None:
    values = np.tile([3.0, -1.0, 0.0, -2.0], 8) + np.random.default_rng(1).normal(size=32)
    few, many = (stl(values=values, period=4, passes=passes).season for passes in (4, 8))
    assert few == pytest.approx(many, abs=1e-3)
