"""Drop-off and silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxstats.journeys.leaving import drop_off, silence
from cxstats.scores import share

COUNTS = st.lists(st.integers(0, 200), min_size=2, max_size=8).filter(any)


def test_drop_off_by_hand() -> None:
    found = drop_off(furthest=[120, 30, 250])
    assert [place.reached for place in found] == [share(successes=n, n=400) for n in (400, 280, 250)]
    assert [place.left for place in found] == [
        share(successes=120, n=400),
        share(successes=30, n=280),
        None,
    ]


def test_drop_off_before_a_place_that_nobody_reached_has_no_value() -> None:
    found = drop_off(furthest=[5, 0, 0])
    assert [place.left and place.left.value for place in found] == [1.0, None, None]
    assert [place.reached.value for place in found] == [1.0, 0.0, 0.0]


@given(COUNTS)
def test_those_who_stay_at_every_place_reach_the_aim(furthest) -> None:
    found = drop_off(furthest=furthest)
    kept = 1.0
    for place in found[:-1]:
        assert place.left is not None
        kept *= 1 - (place.left.value or 0.0)
        for each in (place.left, place.reached):
            assert each.value is None or each.low <= each.value <= each.high
    assert found[-1].reached.value == pytest.approx(kept, abs=1e-12)


def test_silence_is_the_share_without_an_answer() -> None:
    found = silence(visits=[200, 0, 10], answered=[50, 0, 10])
    assert found == (share(successes=150, n=200), share(successes=0, n=0), share(successes=0, n=10))


@pytest.mark.parametrize(
    ("furthest", "message"),
    [
        ([5], "at least 2 places, not 1"),
        ([0, 0], "there is no journey"),
        ([5, -1], r"furthest\[1\] must be a whole number of answers, not -1"),
        ([5, 0.5], r"furthest\[1\] must be a whole number of answers, not 0.5"),
    ],
)
def test_drop_off_of_bad_counts_is_refused(furthest, message) -> None:
    with pytest.raises(ValueError, match=message):
        drop_off(furthest=furthest)


@pytest.mark.parametrize(
    ("visits", "answered", "message"),
    [
        ([5], [6], r"answered\[0\] must not exceed the 5 visits, but is 6"),
        ([5, 5], [5], "equally long, not 2 and 1"),
        ([float("nan")], [0], r"visits\[0\] must be a whole number"),
        ([5], [-1], r"answered\[0\] must be a whole number"),
    ],
)
def test_silence_of_bad_counts_is_refused(visits, answered, message) -> None:
    with pytest.raises(ValueError, match=message):
        silence(visits=visits, answered=answered)
