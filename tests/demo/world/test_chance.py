"""Each part draws for itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ninefold.demo.world.chance import Chance, pick

CHANCE = Chance(seed=1, customers=50)


def test_stream_is_the_same_whatever_others_drew():
    first = CHANCE.stream("orders", month=3).random(5)
    CHANCE.stream("help", month=3).random(1000)
    assert CHANCE.stream("orders", month=3).random(5).tolist() == first.tolist()


def test_streams_differ_by_part_month_and_seed():
    draws = [
        CHANCE.stream("orders").random(),
        CHANCE.stream("help").random(),
        CHANCE.stream("orders", month=1).random(),
        Chance(seed=2, customers=50).stream("orders").random(),
    ]
    assert len(set(draws)) == 4


def test_draws_belong_to_customer_and_slot():
    whole = CHANCE.uniform("orders", month=0, where=(np.arange(50), np.full(50, 2)), count=3)
    some = CHANCE.uniform("orders", month=0, where=(np.array([7, 4]), np.array([2, 2])), count=3)
    assert some.tolist() == whole[[7, 4]].tolist()


def test_pick_keeps_to_the_shares():
    assert pick(np.array([0.0, 0.49, 0.51, 0.99]), shares=(2.0, 1.0, 1.0)).tolist() == [0, 0, 1, 2]


@given(st.floats(0, 1), st.lists(st.floats(0.01, 10), min_size=1, max_size=9))
def test_pick_gives_a_place_that_exists(uniform, shares):
    assert 0 <= pick(np.array([uniform]), shares=tuple(shares))[0] < len(shares)
