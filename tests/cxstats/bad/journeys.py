"""Journeys: calls in order, and what may be wrong with each argument."""

from collections.abc import Iterator

import numpy as np
from tests.cxstats.bad.arguments import (
    Argument,
    Call,
    call,
    counts,
    given,
    labels,
    names,
    number,
    row,
    table,
)
from tests.cxstats.bad.data import LEVEL, X, Y

from cxstats.journeys.durations import duration_quantiles
from cxstats.journeys.follows import Step, directly_follows, step_shares
from cxstats.journeys.leaving import drop_off, silence
from cxstats.journeys.removal import removal_effects, removal_effects_from_transitions
from cxstats.journeys.unbroken import journey_score, product_of_shares
from cxstats.journeys.weakest import failing_touchpoints, weakest_link_effect
from cxstats.journeys.whole import journey_against_touchpoints


def calls() -> Iterator[Call]:
    """Lines of the table."""
    yield call(
        directly_follows,
        case=labels([1, 1, 2, 2, 2]),
        activity=labels(["ask", "pay", "ask", "ask", "pay"]),
        time=row([0, 60, 0, 30, 90], dates=True),
        rows=("case", "activity", "time"),
    )
    steps = given([Step("ask", "pay", 22, 20, 900.0)], none=[])
    visited = Argument(
        {"ask": 80, "pay": 20},
        {"text": {"ask": "many"}, "a gap": {"ask": np.nan}, "too few": {"ask": 2}, "none": {}},
    )
    yield call(step_shares, steps=steps, visited=visited, level=LEVEL)
    days = [1, 2, 2, 3, 3, 4, 5, 6, 7, 9, 12, 14, 15, 21, 30]
    wanted = Argument(
        [0.5, 0.9], {"text": ["x"], "a gap": [np.nan], "beyond": [1.5], "0": [0.0]}, {"none": []}
    )
    yield call(
        duration_quantiles,
        values=row(days),
        counts=counts([1] * 15),
        quantiles=wanted,
        level=LEVEL,
        rows=("values", "counts"),
    )
    yield call(drop_off, furthest=counts([120, 30, 250]), level=LEVEL)
    yield call(silence, visits=counts([200, 300]), answered=counts([50, 60]), level=LEVEL)
    paths = Argument(
        [["a", "b"], ["b"], ["a"], ["b", "a"]] * 3,
        {"an empty one": [[]] + [["a"]] * 11, "text": ["a"] * 12, "numbers": [1] * 12},
    )
    flags = Argument(
        [True, False, True, True] * 3,
        {"text": ["yes"] * 12, "gaps": [np.nan] * 12, "numbers": [2] * 12},
        {"none": [False] * 12, "all": [True] * 12},
    )
    yield call(
        removal_effects,
        paths=paths,
        converted=flags,
        counts=counts([1] * 12),
        level=LEVEL,
        rows=("paths", "converted", "counts"),
    )
    between = table(np.array([[50, 50, 0, 0], [0, 20, 0, 30], [0, 0, 30, 40]]))
    yield call(
        removal_effects_from_transitions, touchpoints=names(["a", "b"]), transitions=between, level=LEVEL
    )
    points = np.clip(X.round(), 1, 10)
    passed, asked = table(points, gaps=True), row(Y)
    threshold = number(7.0, above=None)
    yield call(journey_score, touchpoints=passed, threshold=threshold, level=LEVEL, rows=("touchpoints",))
    yield call(product_of_shares, successes=counts([190, 180]), sizes=counts([200, 200]), level=LEVEL)
    both = ("touchpoints", "outcome")
    yield call(weakest_link_effect, touchpoints=passed, outcome=asked, level=LEVEL, rows=both)
    yield call(
        failing_touchpoints,
        touchpoints=passed,
        outcome=asked,
        threshold=threshold,
        names=names("abc"),
        level=LEVEL,
        rows=both,
    )
    yield call(
        journey_against_touchpoints,
        touchpoints=passed,
        journey=row((Y + X[:, 1]).round()),
        outcome=asked,
        neutral=number(5.0, above=None),
        level=LEVEL,
        rows=("touchpoints", "journey", "outcome"),
    )
