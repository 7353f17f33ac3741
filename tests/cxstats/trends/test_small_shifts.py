from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.trends.control_charts import Signal, xmr_chart
from cxstats.trends.small_shifts import cusum_chart, ewma_chart

Reference = Callable[[str], Any]
SERIES = st.lists(st.integers(-100, 100).map(float), min_size=3, max_size=40)


def test_case_11_ewma(reference: Reference) -> None:
    case = reference("11_control_charts")
    chart = ewma_chart(case["x"])
    assert chart.values == pytest.approx(case["ewma"]["y"], rel=1e-9)
    assert chart.lower == pytest.approx([low for low, _ in case["ewma"]["limits"]], rel=1e-9)
    assert chart.upper == pytest.approx([high for _, high in case["ewma"]["limits"]], rel=1e-9)


def test_case_11_cusum(reference: Reference) -> None:
    case = reference("11_control_charts")
    expected = case["cusum"]
    chart = cusum_chart(case["x"], center=50, sd=5, decision=4)
    assert chart.up == pytest.approx(expected["pos"], abs=1e-9)
    assert chart.down == pytest.approx(expected["neg"], abs=1e-9)
    assert [one.at + 1 for one in chart.signals if one.rule == "below"] == expected["viol"]["lower"]
    assert [one.at + 1 for one in chart.signals if one.rule == "above"] == expected["viol"]["upper"]


def test_cusum_names_the_side() -> None:
    chart = cusum_chart([60, 60, 60, 0, 0], center=50, sd=5, decision=4)
    assert chart.signals == (
        Signal(2, "above"),
        Signal(3, "below"),
        Signal(4, "below"),
    )


def test_without_a_level_the_series_gives_its_own() -> None:
    values = [52.0, 47.0, 49.0, 58.0, 50.0]
    chart, plain = cusum_chart(values), xmr_chart(values)
    assert (chart.center, chart.sd, chart.decision) == (plain.center, plain.errors[0], 5.0)


def test_ewma_of_weight_1_is_the_series() -> None:
    values = [52.0, 47.0, 49.0, 58.0, 50.0]
    chart, plain = ewma_chart(values, weight=1), xmr_chart(values)
    assert chart.values == pytest.approx(values)
    assert chart.upper == pytest.approx(plain.upper)
    assert chart.false_alarms.run_length == pytest.approx(1 / plain.false_alarms.per_point)


@steady
@given(SERIES)
def test_turned_over_both_charts_give_their_mirror_image(values: list[float]) -> None:
    there, back = (cusum_chart(one, center=0, sd=5) for one in (values, [-one for one in values]))
    assert back.down == pytest.approx([-one for one in there.up])
    assert len(back.signals) == len(there.signals)
    ewma = ewma_chart(values, center=0, sd=5)
    assert [-one for one in ewma.lower] == pytest.approx(ewma.upper)


def test_both_find_a_shift_of_one_standard_deviation_sooner_than_single_points() -> None:
    rng = np.random.default_rng(11)
    waits = np.zeros(2)
    for _ in range(60):
        values = rng.normal(loc=1, size=100)
        charts = ewma_chart(values, center=0, sd=1), cusum_chart(values, center=0, sd=1, decision=4)
        waits += [chart.signals[0].at + 1 for chart in charts]
    assert (waits / 60 < 12).all()  # single points wait 44 on average


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ewma_chart([1, 1, 1]), "where nothing moves"),
        (lambda: ewma_chart([1, 2, 3], sd=-1), "above 0, not -1"),
        (lambda: ewma_chart([1, 2, 3], weight=0), "not 0"),
        (lambda: ewma_chart([1, 2, 3], width=0), "not 0"),
        (lambda: ewma_chart([1, 2, 3], center=float("nan")), "nan"),
        (lambda: cusum_chart([1, 2, 3], allowance=-1), "not -1"),
        (lambda: cusum_chart([1, 2, 3], decision=0), "not 0"),
        (lambda: cusum_chart([1, 2]), "at least 3"),
    ],
)
def test_charts_refuse_what_has_no_limits(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
