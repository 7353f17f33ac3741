"""Hand-overs as a picture: whatever the numbers are, they are those of the runs, and few are never told."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.engine.legs import Went
from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.handover_figures import Crossed, crossed_figure
from ninefold.understand.journey_health.handovers import HandOver, passed

READER = Reader(language="en")


def step(name):
    """A step as far as it is named."""
    return SimpleNamespace(touchpoint=SimpleNamespace(name=name))


def drawn(went):
    """The one row of the table, and its bar."""
    over = HandOver(place=1, before=step("Shop"), after=step("Parcel"), giver="Store", taker="Depot")
    crossed = Crossed(over=over, passed=passed({(1, 2): went}, threshold=10).get((1, 2)))
    figure = crossed_figure(found=[crossed], threshold=10, reader=READER)
    return figure.table.rows[0], figure.data["rows"][0]


@settings(derandomize=True, max_examples=60)
@given(
    n=st.integers(1, 400), went=st.integers(0, 400), people=st.integers(1, 400),
    goers=st.integers(0, 400), seconds=st.floats(0, 1e7),
)  # fmt: skip
def test_picture_of_hand_overs_says_no_more_than_enough_people_carry(n, went, people, goers, seconds):
    went, people = min(went, n), min(people, n)
    goers = min(goers, went, people)
    row, bar = drawn(Went(n=n, people=people, went=went, went_people=goers, seconds=seconds))
    assert (row["over"], bar["name"]) == ("Hand-over: Store to Depot", "Shop › Parcel")
    if people < 10:
        assert (bar.get("hidden"), row.keys()) == (True, {"over", "steps", "note"})
        return
    assert (row["n"], bar["n"]) == (n, n)
    assert row["value"] == pytest.approx(went / n)
    assert bar["value"] == pytest.approx(100 * went / n)
    assert row["low"] <= row["value"] <= row["high"]
    assert bool(row["median"]) == (goers >= 10)
    assert bool(row["note"]) == (went == 0)


def test_hand_over_that_nobody_makes_may_be_ways_apart():
    row, _bar = drawn(Went(n=40, people=40, went=0, went_people=0, seconds=None))
    assert row["note"] == (
        "None of the 40 runs that had come to the step before came here afterwards: "
        "the two may be ways apart."
    )
