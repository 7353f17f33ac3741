"""An order stays one whatever is moved in it."""

from hypothesis import given
from hypothesis import strategies as st

from ninefold.journeys.maps.rules import placed


@given(st.lists(st.integers(1, 50), unique=True), st.integers(-5, 60), st.data())
def test_nothing_is_lost_or_doubled(order, to, data):
    moved = data.draw(st.sampled_from([*order, 99]))
    found = placed(order, moved=moved, to=to)
    assert sorted(found) == sorted({*order, moved})
    assert [each for each in found if each != moved] == [each for each in order if each != moved]
    assert found.index(moved) == min(max(0, to), len(found) - 1)
