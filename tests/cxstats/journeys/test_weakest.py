"""The weakest link: its effect, and the touchpoints that fail alone."""

import numpy as np
import pytest

from cxstats.compare.differences import mean_difference
from cxstats.journeys.weakest import failing_touchpoints, weakest_link_effect
from cxstats.moments import of_answers
from cxstats.scores import share

NAN = float("nan")
TOUCHPOINTS = np.array([[5, 5], [4, 5], [5, 4], [5, 2], [4, 1], [5, 3], [2, 5], [3, 4], [1, 1], [5, NAN]])
OUTCOME = np.array([9, 9, 8, 4, 3, 5, 7, 8, 1, 9.0])


def test_failing_touchpoints_by_hand() -> None:
    first, second = failing_touchpoints(
        touchpoints=TOUCHPOINTS, outcome=OUTCOME, threshold=4, names=["order", "delivery"]
    )
    none = of_answers(answers=[9, 9, 8, 9])
    assert (first.touchpoint, second.touchpoint) == ("order", "delivery")
    assert first.failed == share(successes=3, n=10)
    assert second.failed == share(successes=4, n=9)
    assert first.gap == mean_difference(before=none, now=of_answers(answers=[7, 8]))
    assert second.gap == mean_difference(before=none, now=of_answers(answers=[4, 3, 5]))


def test_touchpoints_that_never_fail_alone_have_no_gap() -> None:
    found = failing_touchpoints(touchpoints=[[5, 5], [1, 1], [4, 5]], outcome=[9, 1, 8], threshold=3)
    assert [each.gap.value for each in found] == [None, None]
    assert [each.failed.value for each in found] == [1 / 3, 1 / 3]


def test_weakest_link_effect_finds_what_was_put_in() -> None:
    dice = np.random.default_rng(4)
    touchpoints = np.round(3.5 + dice.normal(size=(5000, 4)))
    outcome = touchpoints.mean(axis=1) + 0.7 * touchpoints.min(axis=1) + dice.normal(size=5000)
    found = weakest_link_effect(touchpoints=touchpoints, outcome=outcome)
    assert found.low < 0.7 < found.high
    assert found.high - found.low < 0.25
    assert (found.n, found.method) == (5000, "hc3")


def test_weakest_link_effect_does_not_depend_on_which_touchpoint_is_which() -> None:
    turned = weakest_link_effect(touchpoints=TOUCHPOINTS[::-1, ::-1], outcome=OUTCOME[::-1])
    found = weakest_link_effect(touchpoints=TOUCHPOINTS, outcome=OUTCOME)
    assert (turned.value, turned.low, turned.high) == pytest.approx((found.value, found.low, found.high))


@pytest.mark.parametrize(
    ("touchpoints", "outcome", "message"),
    [
        ([[1, 2], [2, 4], [3, 3]], [1, 2, 4], "at least 4 journeys are needed, not 3"),
        (
            [[1, 2], [2, 3], [3, 4], [4, 5]],
            [1, 2, 4, 3],
            "the lowest touchpoint follows exactly from the mean",
        ),
        ([[1, 2], [1, 3], [1, 4], [1, 5]], [1, 2, 4, 3], "the lowest touchpoint is 1.0 in every journey"),
        ([[1, 3], [2, 2], [1, 3], [2, 2]], [1, 2, 4, 3], "the mean of the touchpoints is 2.0 in every"),
        ([[1], [2], [3], [4]], [1, 2, 4, 3], "2 or more touchpoints"),
        ([[1, 2], [2, 4], [3, 3], [4, 5]], [1, 2, NAN, 3], r"outcome\[2\] must be a score, not nan"),
        ([[1, 2], [2, 4], [3, 3], [4, 5]], [5, 5, 5, 5], "outcome is 5.0 in every journey"),
    ],
)
def test_weakest_link_effects_of_bad_input_are_refused(touchpoints, outcome, message) -> None:
    with pytest.raises(ValueError, match=message):
        weakest_link_effect(touchpoints=touchpoints, outcome=outcome)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"names": ["order"]}, r"2 touchpoints need 2 different names, not \['order'\]"),
        ({"threshold": NAN}, "threshold must be a finite number, not nan"),
        ({"outcome": np.ones(10)}, "outcome is 1.0 in every journey"),
        ({"level": 0}, "level must lie between 0 and 1, not 0"),
    ],
)
def test_failing_touchpoints_of_bad_input_are_refused(change, message) -> None:
    with pytest.raises(ValueError, match=message):
        failing_touchpoints(**{"touchpoints": TOUCHPOINTS, "outcome": OUTCOME, "threshold": 4} | change)
