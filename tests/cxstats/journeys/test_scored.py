"""Scores of journeys, checked and summed up."""

import numpy as np
import pytest

from cxstats.journeys.scored import require_scores, require_touchpoints, summed

NAN = float("nan")


def test_journeys_are_summed_up_by_hand() -> None:
    given = np.array([[5, 4, 1, 3], [4, NAN, 2, NAN], [NAN, 3, 5, 4], [1, 3, 5, 3.0]])
    found = summed(touchpoints=given, neutral=3)
    assert found.mean.tolist() == [3.25, 3, 4, 3]
    assert found.weakest.tolist() == [1, 2, 3, 1]
    # Peaks: 1 (as far from 3 as 5, and lower), 2 (lower than 4), 5, 1; ends: 3, 2, 4, 3.
    assert found.peak_end.tolist() == [2, 2, 4.5, 2]


@pytest.mark.parametrize(
    ("touchpoints", "message"),
    [
        ([[1.0], [2.0]], r"2 or more touchpoints, not of shape \(2, 1\)"),
        ([1.0, 2.0], r"not of shape \(2,\)"),
        (np.zeros((0, 3)), r"there is no journey: touchpoints have the shape \(0, 3\)"),
        ([[1.0, 2.0], [float("inf"), 3.0]], r"touchpoints\[1, 0\] must be a score, not inf"),
        ([[1.0, 2.0], [NAN, NAN]], "journey 1 has no score at all"),
        ([[1.0, NAN], [2.0, NAN]], "touchpoint 1 has no score"),
    ],
)
def test_bad_touchpoints_are_refused(touchpoints, message) -> None:
    with pytest.raises(ValueError, match=message):
        require_touchpoints(touchpoints=touchpoints)


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([1.0, 2.0], r"outcome must have one score for each of 3 journeys, not the shape \(2,\)"),
        ([1.0, NAN, 2.0], r"outcome\[1\] must be a score, not nan: leave the journey out"),
        ([4.0, 4.0, 4.0], "outcome is 4.0 in every journey"),
        ([0.0, 0.0, 0.0], "outcome is 0.0 in every journey"),
    ],
)
def test_bad_scores_are_refused(scores, message) -> None:
    with pytest.raises(ValueError, match=message):
        require_scores(name="outcome", scores=scores, n=3)
