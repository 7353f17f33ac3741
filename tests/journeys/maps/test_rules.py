"""An order stays one whatever is moved in it."""

from itertools import product

from ninefold.journeys.maps.rules import placed


def test_nothing_is_lost_or_doubled():
    for size, moved, to in product(range(5), range(6), range(-2, 7)):
        order = list(range(size))
        found = placed(order, moved=moved, to=to)
        assert sorted(found) == sorted({*order, moved})
        assert [each for each in found if each != moved] == [each for each in order if each != moved]
        assert found.index(moved) == min(max(0, to), len(found) - 1)
