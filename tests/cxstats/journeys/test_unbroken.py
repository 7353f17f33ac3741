"""Journeys without a failing touchpoint, and products of shares."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxstats.journeys.unbroken import journey_score, product_of_shares
from cxstats.moments import of_answers
from cxstats.scores import mean, share

NAN = float("nan")
SCORES = st.integers(2, 5).flatmap(
    lambda k: st.lists(
        st.lists(st.integers(1, 5).map(float), min_size=k, max_size=k), min_size=1, max_size=30
    )
)


def test_journey_score_by_hand() -> None:
    found = journey_score(touchpoints=[[5, 5, 2], [4, 4, 4], [5, 3, NAN], [NAN, 5, 4]], threshold=4)
    assert found.unbroken == share(successes=2, n=4)
    assert found.mean == mean(moments=of_answers(answers=[4, 4, 4, 4.5]))
    assert found.touchpoints == (
        share(successes=3, n=3), share(successes=3, n=4), share(successes=2, n=3),
    )  # fmt: skip
    assert found.if_independent.value == pytest.approx(1 * 3 / 4 * 2 / 3)
    assert (found.if_independent.n, found.if_independent.method) == (3, "product")


def test_good_touchpoints_do_not_make_up_for_a_failing_one() -> None:
    before = journey_score(touchpoints=[[3, 4], [2, 3]], threshold=3)
    better = journey_score(touchpoints=[[3, 4], [2, 5]], threshold=3)
    assert better.mean.value > before.mean.value
    assert better.unbroken == before.unbroken


def test_three_touchpoints_of_95_percent_make_86() -> None:
    found = product_of_shares(successes=[95, 95, 95], sizes=[100, 100, 100])
    assert found.value == pytest.approx(0.857375)
    assert found.low < 0.857375 < found.high


def test_limits_of_a_product_are_those_of_resampled_shares() -> None:
    drawn = np.random.default_rng(1).binomial(400, [0.9, 0.7, 0.8], size=(20_000, 3)) / 400
    low, high = np.quantile(drawn.prod(axis=1), [0.025, 0.975])
    found = product_of_shares(successes=[360, 280, 320], sizes=[400, 400, 400])
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.004)


def test_limits_of_a_product_within_journeys_know_that_touchpoints_fail_together() -> None:
    same = np.repeat([[5.0], [1.0]], [80, 20], axis=0) * np.ones(2)
    apart = np.array([[5, 5]] * 60 + [[5, 1]] * 20 + [[1, 5]] * 20)
    together, alone = (journey_score(touchpoints=each, threshold=3).if_independent for each in (same, apart))
    assert together.value == alone.value == pytest.approx(0.64)
    assert together.high - together.low > alone.high - alone.low


@given(SCORES, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_journey_scores_lie_in_their_limits_whatever_the_order(scores, dice) -> None:
    found = journey_score(touchpoints=scores, threshold=3)
    shuffled = list(scores)
    dice.shuffle(shuffled)
    again = journey_score(touchpoints=shuffled, threshold=3)
    assert (again.unbroken, again.touchpoints) == (found.unbroken, found.touchpoints)
    for each in (found.unbroken, *found.touchpoints, found.if_independent):
        assert 0 <= each.low <= each.value <= each.high <= 1
    assert found.unbroken.value <= min(each.value for each in found.touchpoints)


def test_products_of_all_or_of_none_have_limits() -> None:
    all_of_them = product_of_shares(successes=[50, 80], sizes=[50, 80])
    assert (all_of_them.value, all_of_them.high) == (1, 1)
    assert all_of_them.low == share(successes=50, n=50).low
    none = product_of_shares(successes=[0, 80], sizes=[50, 80])
    assert (none.value, none.low, none.high) == (0, 0, share(successes=0, n=50).high)
    never = journey_score(touchpoints=[[1, 5], [1, 4], [2, 5]], threshold=3).if_independent
    assert (never.value, never.low, never.high) == (0, 0, share(successes=0, n=3).high)


@pytest.mark.parametrize(
    ("successes", "sizes", "message"),
    [
        ([5], [5], "2 or more touchpoints"),
        ([5, 5], [5], "2 or more touchpoints"),
        ([5, 6], [5, 5], r"sizes\[1\] must be above 0 and hold the successes, not 6 of 5"),
        ([5, 0], [5, 0], r"sizes\[1\] must be above 0 and hold the successes, not 0 of 0"),
        ([5, -1], [5, 5], r"successes\[1\] must be a whole number"),
    ],
)
def test_products_of_bad_counts_are_refused(successes, sizes, message) -> None:
    with pytest.raises(ValueError, match=message):
        product_of_shares(successes=successes, sizes=sizes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"threshold": float("inf")}, "threshold must be a finite number, not inf"),
        ({"touchpoints": [[5], [4]]}, "2 or more touchpoints"),
        ({"level": -1}, "level must lie between 0 and 1, not -1"),
    ],
)
def test_journey_scores_of_bad_input_are_refused(change, message) -> None:
    with pytest.raises(ValueError, match=message):
        journey_score(**{"touchpoints": [[5, 4], [4, 4]], "threshold": 3} | change)
