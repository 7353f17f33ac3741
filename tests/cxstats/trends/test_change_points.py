from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.trends.change_points import change_points, which_period_broke

Reference = Callable[[str], Any]
Table = Callable[[str], list[dict[str, str]]]


def shifted(seed: int, size: int, change: float) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=size)
    values[size // 2 :] += change
    return values


def test_case_12_nile_breaks_after_1898(reference: Reference, reference_table: Table) -> None:
    case = reference("12_trend_changepoint_forecast")["nile"]
    rows = reference_table("12_nile")
    flow = [float(row["flow"]) for row in rows]
    found = change_points(flow, interval="bai-perron")
    (one,) = found.breaks
    assert [one.low, one.at, one.high] == case["ci95"]  # counted from 1: the last year of the old level
    assert [int(rows[at - 1]["year"]) for at in (one.low, one.at, one.high)] == [1895, 1898, 1902]
    assert found.levels == pytest.approx([case["mean_before"], case["mean_after"]], rel=1e-12)


def test_case_12_nile_by_likelihood_ratio_names_the_same_year(reference_table: Table) -> None:
    rows = reference_table("12_nile")
    years = [row["year"] for row in rows]
    found = which_period_broke([float(row["flow"]) for row in rows], labels=years)
    assert found is not None
    assert (found.period, found.earliest, found.latest) == ("1899", "1898", "1899")


def test_a_level_needs_more_than_one_point() -> None:
    assert change_points([0, 0, 0, 9, 0, 0, 0], errors=[1] * 7, shortest=2).breaks != ()
    assert change_points([0, 0, 0, 4, 0, 0, 0], errors=[1] * 7, shortest=2).breaks == ()


def test_points_of_many_answers_weigh_more() -> None:
    found = change_points([0, 0, 4, 4, 4, 4], errors=[0.1, 0.1, 0.1, 5, 5, 5])
    assert found.breaks[0].at == 2
    assert found.levels[1] == pytest.approx(4)


def test_dispersion_says_when_more_than_noise_moves_the_series() -> None:
    values = np.random.default_rng(4).normal(scale=5, size=60)
    known = change_points(values, errors=[1.0] * 60)
    assert known.dispersion == pytest.approx(5, rel=0.3)
    assert len(known.breaks) > 3
    assert change_points(values, errors=[1.0] * 60, dispersion=None).breaks == ()


def test_dispersion_never_narrows_given_errors() -> None:
    found = change_points([0.0, 0.1, 0.0, 0.1], errors=[1.0] * 4, dispersion=None)
    assert found.errors == (1.0,) * 4


def test_the_change_has_its_range() -> None:
    found = change_points([1, 1, 5, 5], errors=[1, 1, 1, 1], penalty=4)
    change = found.breaks[0].change
    assert (change.value, change.n_before, change.n_now, change.p_value) == (4, 2, 2, None)
    assert [change.low, change.high] == pytest.approx([4 - 1.959964, 4 + 1.959964], abs=1e-5)


@steady
@given(st.integers(0, 999), st.floats(0.5, 20), st.floats(-9, 9))
def test_breaks_stay_when_the_scale_changes(seed: int, factor: float, shift: float) -> None:
    values = shifted(seed, 30, 2.0)
    plain, other = change_points(values), change_points(factor * values + shift)
    assert [one.at for one in plain.breaks] == [one.at for one in other.breaks]
    assert all(one.low <= one.at <= one.high for one in plain.breaks)


@steady
@given(st.integers(0, 999))
def test_a_series_read_backwards_breaks_at_the_same_places(seed: int) -> None:
    values = shifted(seed, 30, 3.0)
    there, back = change_points(values).breaks, change_points(values[::-1]).breaks
    assert [one.at for one in there] == [30 - one.at for one in reversed(back)]
    assert [one.low for one in there] == [30 - one.high for one in reversed(back)]


def test_ranges_hold_the_true_break_about_as_often_as_they_say() -> None:
    found = [change_points(shifted(seed, 36, 1.5), errors=[1.0] * 36).breaks for seed in range(200)]
    held = [any(one.low <= 18 <= one.high for one in breaks) for breaks in found if breaks]
    assert len(held) > 150
    assert np.mean(held) > 0.92


def test_noise_alone_seldom_breaks() -> None:
    found = [change_points(shifted(seed, 24, 0.0), errors=[1.0] * 24).breaks for seed in range(300)]
    assert np.mean([bool(breaks) for breaks in found]) < 0.05


def test_nothing_broke_is_said() -> None:
    assert which_period_broke([1, 2, 1, 2], labels=list("abcd"), errors=[1.0] * 4) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: change_points([1, 2, 3]), "at least 4"),
        (lambda: change_points([1, 1, 1, 1]), "differ by 0.0"),
        (lambda: change_points([1, 2, 1, 2], errors=[1, 1, 1]), "errors 3"),
        (lambda: change_points([1, 2, 1, 2], errors=[1, 1, 1, 0]), "one is 0.0"),
        (lambda: change_points([1, 2, 1, 2], penalty=0), "not 0"),
        (lambda: change_points([1, 2, 1, 2], shortest=0), "not 0"),
        (lambda: change_points([1, 2, 1, 2], level=1), "not 1"),
        (lambda: change_points([1, 2, 1, 2], errors=[1] * 4, dispersion=0), "not 0"),
        (lambda: change_points([1, 2, 1, 2], errors=[1] * 4, interval="bai-perron"), "leave errors out"),
        (lambda: change_points([0, 0, 0, 0, 9, 8, 9], interval="bai-perron", penalty=1), "variance of 0.0"),
        (lambda: which_period_broke([1, 2, 1, 2], labels=["a"]), r"one for each of 4 values, not \['a'\]"),
    ],
)
def test_change_points_refuse_what_cannot_be_judged(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
