"""Words of a hand-over: whatever the numbers are, they are those of the runs, and few are never told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.engine.legs import Went
from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.handover_words import passed_text
from ninefold.understand.journey_health.handovers import passed

READER = Reader(language="en")


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    n=st.integers(1, 400), went=st.integers(0, 400), people=st.integers(1, 400),
    goers=st.integers(0, 400), seconds=st.floats(0, 1e7),
)  # fmt: skip
def test_words_of_a_hand_over_say_no_more_than_enough_people_carry(n, went, people, goers, seconds):
    went, people = min(went, n), min(people, n)
    goers = min(goers, went, people)
    told = Went(n=n, people=people, went=went, went_people=goers, seconds=seconds)
    words = passed_text(passed({(1, 2): told}, threshold=10).get((1, 2)), reader=READER)
    assert bool(words) == (people >= 10)
    assert any("Half of these" in each for each in words) == (people >= 10 and goers >= 10)
    if words:
        assert f"{n} run" in words[0]
        assert (f"{100 * went / n:.1f}%" in words[0]) == (went > 0)
