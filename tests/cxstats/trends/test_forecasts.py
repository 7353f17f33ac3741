from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxstats.formulas.outlook import outlook
from cxstats.trends.forecasts import forecast

Table = Callable[[str], list[dict[str, str]]]
few = settings(derandomize=True, max_examples=4)


def seasonal(seed: int, cycles: int = 5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 50 + np.tile([4.0, 0.0, -6.0, 2.0], cycles) + rng.normal(size=4 * cycles)


def test_case_12_nile_goes_on_at_its_level(reference_table: Table) -> None:
    found = forecast([float(row["flow"]) for row in reference_table("12_nile")], horizon=5)
    assert (found.model, found.method) == ("ETS(A,N,N)", "ets")
    assert found.values == pytest.approx([805.336] * 5, rel=1e-3)
    assert found.back_test.beats_naive


def test_case_12_air_passengers_are_foretold_far_better_than_as_last_year(reference_table: Table) -> None:
    values = [float(row["y"]) for row in reference_table("12_airpassengers")]
    known, true = values[:-12], np.array(values[-12:])
    found = forecast(known, horizon=12, period=12, log=True)
    assert found.method == "log-stl-ets"
    assert np.abs(true - found.values).mean() < 0.5 * np.abs(true - found.naive).mean()
    assert ((np.array(found.low) <= true) & (true <= found.high)).mean() > 0.9
    assert found.back_test.mase < 0.8 * found.back_test.mase_naive


def test_the_season_comes_back() -> None:
    found = forecast(seasonal(1), horizon=6, period=4)
    assert found.model.startswith("STL + ETS(A,")
    assert np.argmin(found.values[:4]) == 2
    assert found.naive[:4] == found.naive[4:] + found.naive[2:4]


def test_a_random_walk_is_not_foretold_better_than_by_its_last_value() -> None:
    rng = np.random.default_rng(2)
    found = [forecast(np.cumsum(rng.normal(size=40)), horizon=1).back_test for _ in range(4)]
    assert not all(one.beats_naive for one in found)
    assert np.mean([one.mase / one.mase_naive for one in found]) > 0.9


def test_the_back_test_forecasts_from_what_was_known_then() -> None:
    values = seasonal(3)
    found = forecast(values, horizon=2, period=4).back_test
    assert (found.moments, found.tests) == (7, 14)
    missed = [
        np.abs(values[now : now + 2] - forecast(values[:now], horizon=1, period=4).values[0])[0]
        for now in (17, 18)
    ]
    assert np.isfinite(missed).all()
    assert 0 <= found.held <= 1


def test_a_naive_forecast_that_never_missed_is_no_scale() -> None:
    found = forecast([1.0, 2.0] * 6 + [1.0, 3.0], horizon=1, period=2).back_test
    assert (found.mase, found.mase_naive) == (None, None)


@few
@given(st.integers(0, 99), st.floats(0.1, 50), st.floats(-100, 100))
def test_forecasts_move_and_stretch_with_their_series(seed: int, factor: float, shift: float) -> None:
    values = seasonal(seed, cycles=4)
    plain = forecast(values, horizon=2, period=4)
    other = forecast(factor * values + shift, horizon=2, period=4)
    assert other.values == pytest.approx(factor * np.array(plain.values) + shift, rel=1e-3, abs=1e-2 * factor)
    assert all(
        low < value < high for low, value, high in zip(plain.low, plain.values, plain.high, strict=True)
    )
    assert other.back_test.mase == pytest.approx(plain.back_test.mase, rel=1e-2)


def test_ranges_hold_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    held = []
    for _ in range(30):
        values = 50 + rng.normal(size=31)
        found = outlook(values=values[:30], horizon=1, period=None, level=0.95)
        held.append(found.low[0] <= values[30] <= found.high[0])
    assert 0.83 <= np.mean(held) <= 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: forecast([1, 2, 3], horizon=1), "at least 14 periods"),
        (lambda: forecast(seasonal(1), horizon=0), "not 0"),
        (lambda: forecast(seasonal(1), horizon=1, period=1), "not 1"),
        (lambda: forecast(seasonal(1), horizon=9, period=4), "at least 21 periods"),
        (lambda: forecast(-seasonal(1), horizon=1, log=True), "above 0, not -"),
        (lambda: forecast([3.0] * 20, horizon=1), "spread of 0.0"),
        (lambda: forecast([3.0, float("nan")] * 10, horizon=1), "nan"),
        (lambda: forecast(seasonal(1), horizon=1, level=1), "not 1"),
    ],
)
def test_forecasts_refuse_what_cannot_be_tested(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
