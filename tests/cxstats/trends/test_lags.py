from collections.abc import Callable
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.trends.lags import lead_lag, panel_lead_lag


def leading(seed: int, *, periods: int = 150, delay: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Sales that answer to a drifting indicator some periods later, and go on answering for a while."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=periods + delay)
    steps[1:] -= 0.4 * steps[:-1].copy()
    answer = np.zeros(periods + delay)
    for at in range(delay, periods + delay):
        answer[at] = 0.7 * answer[at - 1] + 4.8 * steps[at - delay]
    answer += rng.normal(scale=1.5, size=periods + delay)
    return (10 + np.cumsum(steps))[delay:], (200 + np.cumsum(answer))[delay:]


@pytest.mark.parametrize("method", ["prewhiten", "difference"])
@pytest.mark.parametrize("seed", range(5))
def test_case_19_a_drifting_pair_gives_its_delay_where_raw_correlation_misleads(
    method: Literal["prewhiten", "difference"], seed: int
) -> None:
    x, y = leading(seed)
    found = lead_lag(x, y, method=method)
    assert (found.lead, found.peak.lag) == (3, 3)
    assert found.peak.r > 0.6
    assert found.peak.p_adjusted < 1e-6
    assert found.method == {"prewhiten": "prewhitened-ccf", "difference": "differenced-ccf"}[method]


def test_raw_series_that_drift_go_together_at_the_wrong_lag() -> None:
    x, y = leading(0)
    found = lead_lag(x, y)
    assert abs(found.raw_r) > 0.8
    assert found.raw_peak != found.lead


def test_swapped_series_swap_the_sign_of_the_lead() -> None:
    x, y = leading(1)
    assert lead_lag(y, x).lead == -3


def test_a_negative_answer_leads_too() -> None:
    x, y = leading(1)
    found = lead_lag(x, -y)
    assert found.lead == 3
    assert found.peak.r < 0
    assert found.peak.high < 0


def test_the_family_is_every_lag_looked_at() -> None:
    x, y = leading(2)
    found = lead_lag(x, y, max_lag=5)
    assert [one.lag for one in found.lags] == list(range(-5, 6))
    assert all(one.p_adjusted >= one.p_value for one in found.lags)
    assert all(one.low <= one.r_pairs <= one.high for one in found.lags)
    assert len(lead_lag(x, y).lags) == 2 * 21 + 1


def test_a_series_that_stands_may_be_taken_as_it_is() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=80)
    y = np.roll(x, 2) + 0.5 * rng.normal(size=80)
    found = lead_lag(x[2:], y[2:], differences=0, method="difference")
    assert (found.lead, found.differences, found.order, found.n) == (2, 0, 0, 78)


def test_unrelated_walks_seldom_lead() -> None:
    rng = np.random.default_rng(4)
    leads = [
        lead_lag(np.cumsum(rng.normal(size=60)), np.cumsum(rng.normal(size=60))).lead for _ in range(200)
    ]
    assert np.mean([lead is not None for lead in leads]) < 0.05


def test_r_is_as_r_gives_it_and_r_pairs_is_not_pulled_to_zero() -> None:
    rng = np.random.default_rng(20)
    x = rng.normal(size=99)
    found = lead_lag(x[19:], x[:-19], differences=0, method="difference", max_lag=20)
    late = found.lags[20 + 19]
    x, y = x[19:] - x[19:].mean(), x[:-19] - x[:-19].mean()
    assert late.r == pytest.approx(x[:-19] @ y[19:] / np.sqrt((x @ x) * (y @ y)))
    assert late.r < 0.85
    assert late.r_pairs == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("delay", [1, 19])
def test_limits_hold_a_known_correlation_at_any_delay(delay: int) -> None:
    rng = np.random.default_rng(21)
    held = []
    for _ in range(200):
        x, noise = rng.normal(size=80 + delay), rng.normal(size=80)
        y = 0.6 * x[:-delay] + 0.8 * noise
        late = lead_lag(x[delay:], y, differences=0, method="difference", max_lag=20).lags[20 + delay]
        held.append(late.low <= 0.6 <= late.high)
    assert np.mean(held) > 0.9


def test_noise_is_called_real_as_often_at_large_lags_as_at_small_ones() -> None:
    rng = np.random.default_rng(22)
    seen = np.zeros(41)
    for _ in range(300):
        x, y = rng.normal(size=(2, 80))
        found = lead_lag(x, y, differences=0, method="difference", max_lag=20)
        seen += [one.p_value <= 0.05 for one in found.lags]
    near, far = (seen / 300)[15:26].mean(), np.concatenate((seen[:6], seen[-6:])).mean() / 300
    assert 0.03 < near < 0.07
    assert 0.03 < far < 0.07


def test_an_answer_over_several_periods_leaves_all_of_them_in_the_set() -> None:
    rng = np.random.default_rng(23)
    steps = rng.normal(size=205)
    smeared = sum(steps[5 - delay : 205 - delay] for delay in (2, 3, 4, 5)) / 2
    x, y = np.cumsum(steps[5:]), np.cumsum(0.9 * smeared + 0.4 * rng.normal(size=200))
    found = lead_lag(x, y)
    assert found.lead in {2, 3, 4, 5}
    assert {2, 3, 4, 5} <= set(found.lead_set)


def test_a_sharp_answer_stands_alone_and_a_weak_one_does_not() -> None:
    steps = np.random.default_rng(24).normal(size=(2, 60))
    sharp = lead_lag(np.cumsum(steps[0])[3:], np.cumsum(steps[0])[:-3] + 0.1 * steps[1][3:])
    weak = lead_lag(np.cumsum(steps[0]), np.cumsum(steps[1]))
    assert (sharp.lead, sharp.lead_set) == (3, (3,))
    assert weak.lead is None
    assert len(weak.lead_set) > 10
    assert weak.peak.lag in weak.lead_set


@steady
@given(st.integers(0, 99), st.floats(0.1, 50), st.floats(-100, 100), st.floats(-3, 3))
def test_scale_level_and_slope_change_nothing(seed: int, factor: float, shift: float, slope: float) -> None:
    x, y = leading(seed, periods=60)
    plain = lead_lag(x, y)
    other = lead_lag(factor * x + shift + slope * np.arange(60), y, method="prewhiten")
    assert other.peak.lag == plain.peak.lag
    assert other.peak.r == pytest.approx(plain.peak.r, abs=1e-6)


# --- panels ---------------------------------------------------------------------------------------------------


def stores(seed: int, *, delay: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.normal(size=(8, 24 + delay)), axis=1) + 50 * np.arange(8)[:, None]
    y = x[:, :-delay] + rng.normal(size=(8, 24)) - 90 * np.arange(8)[:, None]
    return x[:, delay:], y


def test_the_mean_of_every_unit_but_one_is_a_pair_less() -> None:
    one, other = np.random.default_rng(2).normal(size=(2, 8, 25))
    # One swings against its past and the other goes with it: every pair counts whole.
    series = one[:, 1:] - one[:, :-1], other[:, 1:] + other[:, :-1]
    found = panel_lead_lag(*series, common=False, method="difference", differences=0)
    pairs = {one.lag: one.n_effective for one in found.lags}
    assert (pairs[0], pairs[3]) == (8 * 24 - 7, 8 * 21 - 7)


@pytest.mark.parametrize("common", [True, False])
def test_a_panel_gives_the_delay_inside_its_units(common: bool) -> None:
    x, y = stores(5)
    assert panel_lead_lag(x, y, common=common).lead == 2


def test_lasting_differences_between_units_count_for_nothing() -> None:
    x, y = stores(6)
    moved = x + np.linspace(-900, 900, 8)[:, None]
    assert panel_lead_lag(moved, y).peak.r == pytest.approx(panel_lead_lag(x, y).peak.r)


def test_a_season_shared_by_all_units_is_no_lead() -> None:
    rng = np.random.default_rng(7)
    season = 5 * rng.normal(size=26)
    x = rng.normal(size=(12, 24)) + season[2:]
    y = rng.normal(size=(12, 24)) + season[:-2]
    assert panel_lead_lag(x, y, common=False).lead == 2
    assert panel_lead_lag(x, y).lead is None


def test_the_order_of_units_does_not_matter() -> None:
    x, y = stores(8)
    there, back = panel_lead_lag(x, y), panel_lead_lag(x[::-1], y[::-1])
    assert back.peak.r == pytest.approx(there.peak.r)
    assert there.n == 8 * (23 - there.order)


# --- refusals -------------------------------------------------------------------------------------------------

WALK = np.cumsum(np.random.default_rng(9).normal(size=40))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lead_lag(WALK[:29], WALK[:29]), "at least 30 periods, not 29"),
        (lambda: lead_lag(WALK, WALK[:35]), "40 periods and y 35"),
        (lambda: lead_lag(WALK, np.arange(40.0)), "y has a spread of"),
        (lambda: lead_lag(np.ones(40), WALK), "x has a spread of 0"),
        (lambda: lead_lag(WALK, np.where(WALK[3] == WALK, np.nan, WALK)), "nan at position 3"),
        (lambda: lead_lag(WALK, WALK, max_lag=11), "not 11"),
        (lambda: lead_lag(WALK, WALK, differences=3), "not 3"),
        (lambda: lead_lag(WALK, WALK, alpha=0), "not 0"),
        (lambda: lead_lag(WALK, WALK, level=2), "not 2"),
        (lambda: panel_lead_lag(np.ones((1, 40)), np.ones((1, 40))), r"\(1, 40\)"),
        (lambda: panel_lead_lag(np.ones((4, 11)), np.ones((4, 11))), r"\(4, 11\)"),
        (lambda: panel_lead_lag(np.ones((2, 20)), np.ones((2, 21))), r"\(2, 21\)"),
        (lambda: panel_lead_lag(np.ones((2, 20)), np.ones((2, 20))), "x has a spread of 0"),
    ],
)
def test_leads_are_refused_where_they_cannot_be_told(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
