from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import steady

from cxstats.trends.alerts import anomalies, false_alarms_per_year, width_for

SCORE = [30.0, 31, 29, 32, 30, 31, 33, 30, 32, 12, 31, 30]


def test_false_alarms_by_hand() -> None:
    assert false_alarms_per_year(width=3, looks_per_year=365, metrics=10) == pytest.approx(
        0.0026998 * 3650, rel=1e-5
    )


@steady
@given(st.floats(0.01, 50), st.floats(52, 365), st.integers(1, 40))
def test_the_width_for_so_many_false_alarms_raises_so_many(wanted: float, looks: float, metrics: int) -> None:
    width = width_for(false_alarms=wanted, looks_per_year=looks, metrics=metrics)
    found = false_alarms_per_year(width=width, looks_per_year=looks, metrics=metrics)
    assert found == pytest.approx(wanted)


def test_an_outlier_is_named_and_left_out_of_what_is_expected_next() -> None:
    found = anomalies(SCORE, window=8, looks_per_year=52)
    (alert,) = found.alerts
    past = np.array(SCORE[1:9])
    t = (12 - past.mean()) / (past.std(ddof=1) * np.sqrt(9 / 8))
    assert alert.at == 9
    assert alert.expected == past.mean()
    assert alert.p_value == pytest.approx(2 * stats.t.sf(abs(t), 7))
    assert alert.value < alert.low < alert.expected < alert.high
    assert found.judged == 4


def test_given_errors_make_the_limits() -> None:
    found = anomalies([0.0, 0.0, 5.0], errors=[1.0, 1.0, 2.0], window=2, looks_per_year=12, false_alarms=1)
    (alert,) = found.alerts
    assert alert.p_value == pytest.approx(2 * stats.norm.sf(5 / np.sqrt(4 + 0.5)))
    assert alert.high == pytest.approx(stats.norm.isf(1 / 24) * np.sqrt(4.5))
    assert found.method == "prediction-z"


def test_mondays_are_compared_with_mondays() -> None:
    rng = np.random.default_rng(2)
    week = np.tile([0.0, 0, 0, 0, 0, 90, 90], 10) + rng.normal(size=70)
    week[61] += 90
    asked = partial(anomalies, week, window=6, looks_per_year=365, false_alarms=0.5)
    assert [one.at for one in asked(season=7).alerts] == [61]
    assert asked(season=1).judged == 64


def test_false_alerts_come_as_often_as_stated() -> None:
    values = np.random.default_rng(3).normal(size=4000)
    found = anomalies(values, window=20, looks_per_year=52, metrics=1, false_alarms=2)
    assert found.per_look == pytest.approx(2 / 52)
    assert found.per_year == pytest.approx(2)
    assert found.expected_here == pytest.approx(found.judged * 2 / 52)
    assert len(found.alerts) == pytest.approx(found.expected_here, rel=0.2)


def test_more_metrics_take_more_to_be_an_alert() -> None:
    few, many = (anomalies(SCORE, window=8, looks_per_year=52, metrics=m) for m in (1, 50))
    assert many.per_look == pytest.approx(few.per_look / 50)
    assert many.alerts[0].low < few.alerts[0].low


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: anomalies(SCORE, window=4, looks_per_year=52),
            "window must be a whole number of at least 5, not 4",
        ),
        (
            lambda: anomalies(SCORE, season=0, looks_per_year=52),
            "season must be a whole number of at least 1, not 0",
        ),
        (lambda: anomalies(SCORE, looks_per_year=52), "at least 27 periods"),
        (lambda: anomalies(SCORE, window=8, looks_per_year=0), "not 0"),
        (lambda: anomalies(SCORE, window=8, looks_per_year=12, false_alarms=12), "below the 12 looks"),
        (lambda: anomalies([5.0] * 7, window=6, looks_per_year=12), "spread of 0.0"),
        (lambda: anomalies(SCORE, errors=[1.0] * 11 + [0.0], window=6, looks_per_year=12), "one is 0.0"),
        (lambda: anomalies(SCORE, errors=[1.0], window=6, looks_per_year=12), "errors 1"),
        (lambda: false_alarms_per_year(width=-1, looks_per_year=12), "not -1"),
    ],
)
def test_alerts_refuse_what_cannot_be_judged(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
