"""Sums as columns: a group looked at by itself is the one of the list, and groups leave with their people."""

from hypothesis import given
from hypothesis import strategies as st
from tests.understand.tallied import answers, tally

from cxstats.estimate import Moments

GROUPS = st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from("abc"), st.integers(0, 12)), max_size=8)


def crowd(n, *, start=0):
    return frozenset(f"p{start + number}" for number in range(n))


def made(groups, *, few=None):
    rows = [
        ((side, name), n + 5, {"nps": answers(Moments(n=n, s=n // 2, ss=n), blank=place, outside=2)})
        for place, (side, name, n) in enumerate(groups)
    ]
    return tally(rows, few={"nps": few or {}})


@given(GROUPS)
def test_each_group_is_the_one_of_the_list(groups):
    if not groups:
        return
    found = made(groups)
    assert [found.answers("nps", place=place) for place in range(len(groups))] == found.all_answers("nps")
    assert found.all_answers("nps") == [
        answers(Moments(n=n, s=n // 2, ss=n), blank=place, outside=2)
        for place, (_side, _name, n) in enumerate(groups)
    ]


@given(GROUPS, st.sampled_from([0, 1]))
def test_groups_of_one_side_keep_their_sums_and_people(groups, side):
    few = {place: crowd(n, start=place) for place, (_side, _name, n) in enumerate(groups) if n < 10}
    if not groups:
        return
    found = made(groups, few=few).within(side)
    mine = [(place, name, n) for place, (of, name, n) in enumerate(groups) if of == side]
    assert list(found.keys) == [(name,) for _place, name, _n in mine]
    assert found.rows.tolist() == [n + 5 for _place, _name, n in mine]
    assert found.column("nps", "n").tolist() == [n for _place, _name, n in mine]
    assert found.crowds["nps"].few == {
        new: few[place] for new, (place, _name, _n) in enumerate(mine) if place in few
    }


def test_people_are_counted_once_where_they_are_few_and_as_answers_where_not():
    found = made(
        [(1, "a", 4), (1, "b", 60), (1, "c", 6), (1, "d", 9)],
        few={0: crowd(4), 2: crowd(6), 3: crowd(1, start=20)},
    )
    assert found.people("nps", threshold=10).tolist() == [4, 60, 2, 1]


def test_answers_that_are_enough_people_count_as_the_threshold_at_least():
    assert made([(1, "a", 9)]).people("nps", threshold=10).tolist() == [10]


def test_all_groups_together_are_one():
    found = made([(1, "a", 4), (1, "b", 60)])
    assert found.together("nps") == answers(Moments(n=64, s=32, ss=64), blank=1, outside=4)


def test_what_was_not_summed_is_nothing():
    assert made([(1, "a", 4), (1, "b", 60)]).column("nps", "w").tolist() == [0, 0]
