from collections.abc import Callable
from math import ceil

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.cxstats.groups import net, steady

from cxstats.compare.differences import nps_difference
from cxstats.compare.reach import (
    minimum_detectable_change,
    needed_n,
    needed_now,
    nps_variance,
    share_variance,
)
from cxstats.estimate import Verdict
from cxstats.moments import of_answers

PLANS = (st.floats(0.0001, 30), st.floats(0.05, 0.99), st.floats(0.001, 0.5))


def test_needed_n_for_five_points_of_nps() -> None:
    assert needed_n(change=0.05, variance=0.56) == needed_n(change=-0.05, variance=0.56) == 3517


@steady
@given(st.floats(0.01, 2), *PLANS)
def test_needed_n_is_just_enough(change: float, variance: float, power: float, alpha: float) -> None:
    assume(power > alpha)
    n = needed_n(change=change, variance=variance, power=power, alpha=alpha)
    settings = {"variance": variance, "power": power, "alpha": alpha}
    assert minimum_detectable_change(n_before=n, n_now=n, **settings) <= change * (1 + 1e-9)
    if n > 1:
        assert minimum_detectable_change(n_before=n - 1, n_now=n - 1, **settings) > change * (1 - 1e-9)


@steady
@given(st.integers(1, 10**7), *PLANS)
def test_needed_n_undoes_the_minimum_detectable_change(
    n: int, variance: float, power: float, alpha: float
) -> None:
    assume(power > alpha)
    settings = {"variance": variance, "power": power, "alpha": alpha}
    assert needed_n(change=minimum_detectable_change(n_before=n, n_now=n, **settings), **settings) == n


@steady
@given(st.integers(1, 10**6), st.integers(1, 10**6), *PLANS)
def test_needed_now_undoes_it_for_two_waves_of_different_size(
    n_before: int, n_now: int, variance: float, power: float, alpha: float
) -> None:
    assume(
        power > alpha and n_now < 1000 * n_before
    )  # beyond, one answer more changes nothing that floats hold
    settings = {"variance": variance, "power": power, "alpha": alpha}
    change = minimum_detectable_change(n_before=n_before, n_now=n_now, **settings)
    assert needed_now(change=change, n_before=n_before, **settings) == n_now


def test_needed_now_says_when_the_wave_before_is_too_small() -> None:
    assert needed_now(change=0.1, variance=0.56, n_before=400) is None
    assert needed_now(change=0.1, variance=0.0, n_before=400) == 1


def test_needed_n_of_a_share_and_of_a_mean() -> None:
    reach = 1.959963984540054 + 0.8416212335729143
    assert needed_n(change=0.05, variance=share_variance(share=0.8)) == ceil(2 * 0.16 * (reach / 0.05) ** 2)
    assert needed_n(change=0.3, variance=2.25) == ceil(2 * 2.25 * (reach / 0.3) ** 2)
    assert needed_n(change=1.0, variance=0.0) == 1


def test_variances_are_those_of_the_answers() -> None:
    nets, hits = [1] * 45 + [0] * 35 + [-1] * 20, [1] * 80 + [0] * 20
    assert nps_variance(promoters=0.45, detractors=0.2) == pytest.approx(np.var(nets))
    assert share_variance(share=0.8) == pytest.approx(np.var(hits))
    sums = of_answers(answers=nets)
    assert sums.ss / sums.n - (sums.s / sums.n) ** 2 == pytest.approx(np.var(nets))


def test_minimum_detectable_change_is_found_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    before, now = [0.2, 0.3, 0.5], [0.15, 0.25, 0.6]
    variance = (0.7 - 0.3**2 + 0.75 - 0.45**2) / 2
    n = needed_n(change=0.15, variance=variance)
    draws = zip(
        rng.multinomial(n, before, size=1000).tolist(),
        rng.multinomial(n, now, size=1000).tolist(),
        strict=True,
    )
    found = sum(
        nps_difference(before=net(*b[::-1]), now=net(*a[::-1])).verdict(alpha=0.05) is Verdict.BETTER
        for b, a in draws
    )
    assert found / 1000 == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: needed_n(change=0, variance=1), "change.*0"),
        (lambda: needed_n(change=float("nan"), variance=1), "change.*nan"),
        (lambda: needed_n(change=0.1, variance=-1), "variance.*-1"),
        (lambda: needed_n(change=0.1, variance=1, power=80), "power.*80"),
        (lambda: minimum_detectable_change(variance=-1, n_before=1, n_now=1), "variance.*-1"),
        (
            lambda: minimum_detectable_change(variance=1, n_before=0, n_now=1),
            "n_before must be a whole number of at least 1, not 0",
        ),
        (
            lambda: minimum_detectable_change(variance=1, n_before=1, n_now=0),
            "n_now must be a whole number of at least 1, not 0",
        ),
        (lambda: minimum_detectable_change(variance=1, n_before=1, n_now=1, alpha=5), "alpha.*5"),
        (lambda: needed_now(change=0.1, variance=1, n_before=0), "not 0"),
        (lambda: needed_now(change=0.1, variance=-1, n_before=9), "variance.*-1"),
        (lambda: nps_variance(promoters=0.7, detractors=0.4), "0.7 and 0.4"),
        (lambda: nps_variance(promoters=-0.1, detractors=0.4), "-0.1"),
        (lambda: nps_variance(promoters=0.1, detractors=float("nan")), "nan"),
        (lambda: share_variance(share=80), "80"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
