"""Thousands of pairs at once are compared as each by itself, to the last digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cxstats.groups import net, steady, sums, top

from cxstats.compare.columns import Columns, Compared, compare_columns
from cxstats.compare.differences import mean_difference, nps_difference, share_difference
from cxstats.estimate import Moments

ONE_BY_ONE = {"nps": nps_difference, "share": share_difference, "mean": mean_difference}
NETS = st.tuples(*[st.integers(0, 300)] * 3).map(lambda counts: net(*counts))
FEW_NETS = st.tuples(*[st.integers(0, 9)] * 3).map(lambda counts: net(*counts))
TOPS = st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda hit: top(hit[0], sum(hit)))
FEW_TOPS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda hit: top(hit[0], sum(hit)))
MEANS = st.lists(st.sampled_from([1.0, 2.5, 3.0, 7.0]), max_size=30).map(sums)
SAME = st.integers(0, 30).map(lambda n: sums([4.0] * n))


def columns(groups: list[Moments]) -> Columns:
    return Columns(n=[one.n for one in groups], s=[one.s for one in groups], ss=[one.ss for one in groups])


def pairs(*kinds: st.SearchStrategy[Moments]) -> st.SearchStrategy[list[tuple[Moments, Moments]]]:
    side = st.one_of(*kinds)
    return st.lists(st.tuples(side, side), max_size=12)


@pytest.mark.parametrize(
    ("kind", "groups"),
    [("nps", pairs(NETS, FEW_NETS)), ("share", pairs(TOPS, FEW_TOPS)), ("mean", pairs(MEANS, SAME))],
    ids=["nps", "share", "mean"],
)
def test_columns_are_compared_as_each_pair_by_itself(kind, groups):
    @steady
    @given(groups)
    def check(drawn: list[tuple[Moments, Moments]]) -> None:
        alone = [ONE_BY_ONE[kind](before=before, now=now) for before, now in drawn]
        before, now = ([pair[side] for pair in drawn] for side in (0, 1))
        found = compare_columns(before=columns(before), now=columns(now), kind=kind)
        assert found.values == tuple(one.value for one in alone)
        assert found.p_values == tuple(one.p_value if one.testable() else None for one in alone)

    check()


def test_score_test_is_trusted_from_five_expected_answers_on():
    before, now = top(3, 10), top(7, 10)
    found = compare_columns(before=columns([before]), now=columns([now]), kind="share")
    alone = share_difference(before=before, now=now)
    assert (found.p_values, alone.method) == ((alone.p_value,), "newcombe-score")


def test_no_pairs_are_no_comparisons():
    nobody = Columns(n=[], s=[], ss=[])
    assert compare_columns(before=nobody, now=nobody, kind="mean") == Compared((), ())


IMPOSSIBLE = {
    "nps": [(10, 11, 11), (10, 2, 1), (10, 1, 11), (10.5, 0, 0), (10, 1, 2)],
    "share": [(10, 11, 11), (10, 2, 3), (10, -1, -1), (10, 0.5, 0.5)],
    "mean": [(10, 20, 30), (-1, 0, 0)],
}


@pytest.mark.parametrize(("kind", "one"), [(kind, one) for kind, some in IMPOSSIBLE.items() for one in some])
def test_sums_that_no_answers_have_are_refused(kind, one):
    wrong = Columns(*([part] for part in one))
    fine = Columns(n=[10], s=[5], ss=[5])
    with pytest.raises(ValueError, match="before holds sums that no answers"):
        compare_columns(before=wrong, now=fine, kind=kind)


def test_sides_of_other_lengths_are_refused():
    one, two = Columns(n=[10], s=[5], ss=[5]), Columns(n=[10, 10], s=[5, 5], ss=[5, 5])
    with pytest.raises(ValueError, match="before has 1 groups and now 2"):
        compare_columns(before=one, now=two, kind="mean")
    with pytest.raises(ValueError, match="the columns of now differ in length: 1, 2 and 1"):
        compare_columns(before=one, now=Columns(n=[1], s=[1, 2], ss=[1]), kind="mean")
