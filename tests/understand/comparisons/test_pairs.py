"""Comparisons as columns: judged together they are what each is by itself, and what is hidden stays so."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.understand.comparisons.test_queries import CES, CSAT, NPS
from tests.understand.tallied import answers, half, tally

from cxstats.estimate import Difference, Moments, Verdict
from ninefold.understand.comparisons.pairs import Half, Pairs, against_rest, chances
from ninefold.understand.comparisons.queries import judged


def net(up, middle, down):
    return Moments(n=up + middle + down, s=up - down, ss=up + down)


COUNTS = st.tuples(*[st.integers(0, 60)] * 3)
NETS = COUNTS.map(lambda counts: net(*counts))
TOPS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda n: Moments(n=sum(n), s=n[0], ss=n[0]))
MEANS = st.lists(st.integers(1, 7), max_size=40).map(
    lambda each: Moments(n=len(each), s=sum(each), ss=sum(one * one for one in each))
)


def sides(metric, groups):
    return st.lists(st.tuples(groups, groups), max_size=6).map(
        lambda drawn: Pairs(
            metric=metric,
            names=[f"g{place}" for place in range(len(drawn))],
            now=half([now for now, _before in drawn]),
            before=half([before for _now, before in drawn]),
        )
    )


def alone(change) -> tuple[float | None, float | None]:
    found: Difference | None = change.difference
    if found is None:
        return (None, None)
    return (found.value, found.p_value if found.testable() else None)


@given(st.lists(st.one_of(sides(NPS, NETS), sides(CSAT, TOPS), sides(CES, MEANS)), max_size=5))
def test_comparisons_together_are_those_of_each_by_itself(several):
    found = chances(several)
    for pairs in several:
        seen = list(zip(found[pairs].values, found[pairs].p_values, strict=True))
        assert seen == [alone(change) for change in pairs.changes]


@given(sides(NPS, NETS))
def test_verdicts_are_none_before_anybody_judges_or_few(pairs):
    for change in pairs.changes:
        few = change.now.few or change.before.few
        assert (change.verdict, change.difference is None) == (Verdict.FEW if few else Verdict.NONE, few)


def test_hidden_group_and_one_that_is_not_there_look_alike():
    found = tally(
        [(("a",), 9, {"nps": answers(net(3, 2, 4))}), (("b",), 60, {"nps": answers(net(30, 20, 10))})]
    )
    side = Half.of(found, metric=NPS, conceal=[True, False], at=np.array([0, -1, 1]))
    pairs = Pairs(metric=NPS, names=["a", "gone", "b"], now=side, before=side)
    hidden, gone, shown = pairs.changes
    assert (hidden.now, hidden.difference, hidden.verdict) == (gone.now, gone.difference, gone.verdict)
    assert hidden.now.hidden
    assert shown.now.answers.moments == net(30, 20, 10)
    assert [values[:2] for values in chances([pairs])[pairs]] == [(None, None), (None, None)]


def test_nobody_is_found_among_no_groups():
    side = Half.of(tally([], few={"nps": {}}), metric=NPS, conceal=[], at=np.array([-1]))
    assert side.score(NPS, place=0).hidden


def test_of_a_hidden_group_nothing_is_kept_and_its_rest_is_hidden():
    groups = [net(30, 20, 10), net(3, 2, 4), net(20, 20, 20), net(1, 2, 3)]
    rows = [((name,), one.n, {"nps": answers(one)}) for name, one in zip("abcd", groups, strict=True)]
    few = {1: frozenset(f"b{n}" for n in range(9)), 3: frozenset(f"d{n}" for n in range(6))}
    changes = against_rest(found=tally(rows, few={"nps": few}), metric=NPS, threshold=10)
    assert [change.before.hidden for change in changes] == [False, True, False, True]
    halves = (changes[0].pairs.now, changes[0].pairs.before)
    assert {column.tolist()[place] for half in halves for column in half.parts.values() for place in few} == {
        0
    }
    assert changes[0].before.answers.moments == sum(groups[1:], Moments())
    told, family = judged(changes=changes)
    assert (family.size, told[1].verdict) == (2, Verdict.FEW)
