"""Numbers as columns: whatever is looked at is what it would be by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxstats.estimate import Difference, Estimate
from cxstats.estimates import Differences, Estimates, Known
from cxstats.league.shrinkage import shrink

steady = settings(derandomize=True, max_examples=40, database=None)
GAP = float("nan")
THREE = Estimates(
    np.array([0.5, GAP, 0.25]),
    np.array([10, 0, 7]),
    "t",
    Known(np.array([0.25, 0.0, 0.125]), np.array([0.75, 1.0, 0.5])),
    0.9,
)
FIRST, EMPTY, LAST = (
    Estimate(0.5, 0.25, 0.75, 10, "t", 0.9),
    Estimate(None, None, None, 0, "t", 0.9),
    Estimate(0.25, 0.125, 0.5, 7, "t", 0.9),
)


def test_estimates_are_objects_where_somebody_looks() -> None:
    assert list(THREE) == [FIRST, EMPTY, LAST]
    assert (len(THREE), THREE[0], THREE[-1], THREE[1:]) == (3, FIRST, LAST, (EMPTY, LAST))
    assert THREE.at([2, 0, 0]) == (LAST, FIRST, FIRST)
    assert THREE.at([]) == ()


@pytest.mark.parametrize("place", [3, -4])
def test_a_place_that_is_not_there_is_refused(place: int) -> None:
    with pytest.raises(IndexError):
        THREE[place]


def test_differences_are_objects_where_somebody_looks() -> None:
    values, lows, highs, p = np.array([[0.5, GAP], [0.25, 0.0], [0.75, 0.0], [0.001, 1.0]])
    sides = np.array([90, 0]), np.array([80, 70])
    found = Differences(values, lows, highs, p, *sides, "within-groups", 0.9)
    assert list(found) == [
        Difference(0.5, 0.25, 0.75, 0.001, 90, 80, "within-groups", 0.9),
        Difference(None, None, None, None, 0, 70, "within-groups", 0.9),
    ]
    assert found.at([1])[0].n_now == 70


@pytest.mark.parametrize(
    ("p_value", "before", "now"), [(0.5, 10, 10), (0.5, 9, 10), (0.5, 10, 9), (None, 10, 10)]
)
def test_verdict_can_be_spoken_of_a_column_as_of_one(p_value: float | None, before: int, now: int) -> None:
    one = Difference(0.5, 0.1, 0.9, p_value, before, now, "t")
    value, low, high, p = np.array([[0.5], [0.1], [0.9], [GAP if p_value is None else p_value]])
    found = Differences(value, low, high, p, np.array([before]), np.array([now]), "t")
    assert found.testable.tolist() == [one.testable()]


def test_nothing_but_what_is_looked_at_is_worked_out() -> None:
    asked: list[list[int]] = []

    def limits(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.append(places.tolist())
        return places - 1.0, places + 1.0

    found = Estimates(np.arange(5000.0), np.ones(5000, np.int64), "t", limits)
    assert [one.high for one in found.at([7, 4000])] == [8.0, 4001.0]
    assert asked == [[7, 4000]]


@steady
@given(
    pairs=st.lists(st.tuples(st.floats(-1, 1), st.floats(1e-4, 1)), min_size=4, max_size=9),
    data=st.data(),
)
def test_what_is_likely_of_some_groups_is_what_is_likely_of_them_among_all(
    pairs: list[tuple[float, float]], data: st.DataObject
) -> None:
    values, variances = zip(*pairs, strict=True)
    found = shrink(values=values, variances=variances).groups
    places = data.draw(st.lists(st.integers(0, len(pairs) - 1), min_size=1))
    for one, place in zip(found.at(places), places, strict=True):
        other = found[:][place]
        assert one.value == other.value
        assert one.low == pytest.approx(other.low, abs=1e-9)
        assert one.high == pytest.approx(other.high, abs=1e-9)
