"""An order stays one whatever is moved in it."""

from hypothesis import given
from hypothesis import strategies as st

from ninefold.journeys.maps.rules import placed


@given(st.integers(0, 12), st.integers(0, 12), st.integers(-5, 20))
def test_nothing_is_lost_or_doubled(size, moved, to):
    order = list(range(size))
    found = placed(order, moved=moved, to=to)
    assert sorted(found) == sorted({*order, moved})
    assert [each for each in found if each != moved] == [each for each in order if each != moved]
    assert found.index(moved) == min(max(0, to), len(found) - 1)
