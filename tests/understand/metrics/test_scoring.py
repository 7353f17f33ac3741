"""From sums to scores, without any facts: what is hidden, what is a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.understand.tallied import tally

from cxstats.estimate import Moments
from cxstats.moments import of_answers
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.metrics.headcount import distinct
from ninefold.understand.metrics.registry import standard
from ninefold.understand.metrics.scoring import groups, groups_of_grid, score
from ninefold.understand.metrics.tallies import Answers

NPS, CSAT, _CSAT_MEAN, CES = standard(
    scales=[
        Scale(column="nps", low=0, high=10, title="", role="nps"),
        Scale(column="csat", low=1, high=5, title="", role="csat"),
        Scale(column="ces", low=1, high=7, title="", role="ces"),
    ]
)


def crowd(n: int, *, start: int = 0) -> frozenset[str]:
    return frozenset(f"p{start + number}" for number in range(n))


def half_promoters(n: int) -> Answers:
    return Answers(moments=Moments(n=n, s=n // 2, ss=n // 2), blank=2, outside=1)


def test_nps_counts_promoters_passives_and_detractors():
    found = score(metric=NPS, answers=Answers(moments=Moments(n=20, s=4, ss=12), blank=0, outside=0))
    assert (found.promoters, found.passives, found.detractors) == (8, 8, 4)
    assert (found.estimate.value, found.hidden, found.few) == (0.2, False, False)


def test_score_without_answers_is_too_few_to_tell():
    found = score(metric=CES, answers=Answers(moments=Moments(), blank=3, outside=0))
    assert (found.estimate.value, found.hidden, found.few) == (None, False, True)


@given(answers=st.lists(st.integers(0, 10), max_size=40), metric=st.sampled_from([NPS, CES, CSAT]))
def test_value_is_that_of_the_estimate(answers, metric):
    y = [(answer >= 9) - (answer <= 6) for answer in answers] if metric is NPS else answers
    y = [int(answer >= 4) for answer in answers] if metric is CSAT else y
    y = [answer for answer in answers if metric.low <= answer <= metric.high] if metric is CES else y
    sums = Moments(n=len(y), s=sum(y), ss=sum(each * each for each in y))
    found = score(metric=metric, answers=Answers(moments=sums, blank=0, outside=0))
    assert found.value == found.estimate.value
    assert score(metric=metric, answers=found.answers, conceal=True).value is None


def test_means_with_weights_or_without_keep_to_their_scale():
    sums = of_answers(answers=[7, 7, 7, 7, 1]), of_answers(answers=[7, 7, 7, 7, 1], weights=[1, 2, 1, 2, 1])
    found = score(metric=CES, answers=Answers(moments=sum(sums, Moments()), blank=0, outside=0))
    assert found.estimate.high == found.weighted.high == 7.0
    assert found.estimate.low > 1.0
    assert found.weighted.low > 1.0


def test_concealed_score_keeps_nothing():
    found = score(
        metric=NPS, answers=Answers(moments=Moments(n=20, s=4, ss=12), blank=7, outside=0), conceal=True
    )
    assert (found.estimate.n, found.answers.blank, found.answers.moments.n, found.weighted) == (0, 0, 0, None)


def test_groups_are_hidden_for_each_metric_by_itself():
    ces = Answers(moments=Moments(n=4, s=8, ss=16), blank=16, outside=0)
    found = tally(
        [
            (("a",), 23, {"nps": half_promoters(20), "ces": ces}),
            (("b",), 33, {"nps": half_promoters(30), "ces": ces}),
        ],
        few={"ces": {0: crowd(4), 1: crowd(4)}},
    )
    told = groups(found=found, metrics=[NPS, CES], threshold=10)
    assert [(each.scores["nps"].hidden, each.scores["ces"].hidden, each.rows) for each in told] == [
        (False, True, 23),
        (False, True, 33),
    ]


def test_group_with_nothing_to_show_tells_no_rows():
    found = tally([(("a",), 6, {"nps": half_promoters(3)})], few={"nps": {0: crowd(3)}})
    assert [each.rows for each in groups(found=found, metrics=[NPS], threshold=10)] == [0]


def test_group_is_named_by_its_last_key():
    found = tally([((0, "a"), 15, {"nps": half_promoters(12)})])
    assert groups(found=found, metrics=[NPS], threshold=10)[0].name == "a"


def test_small_groups_of_a_table_are_guarded_by_others():
    counts = {("x", "a"): 4, ("x", "b"): 90, ("y", "a"): 60, ("y", "b"): 25}
    found = tally(
        [(key, n, {"nps": half_promoters(n)}) for key, n in counts.items()], few={"nps": {0: crowd(4)}}
    )
    cells = groups_of_grid(found=found, metric=NPS, threshold=10)
    assert {key for key, cell in cells.items() if cell.scores["nps"].hidden} == set(counts)


@pytest.mark.parametrize(
    ("sets", "counts"),
    [([], []), (["ab", "ab"], [2, 0]), (["ab", "bc", ""], [2, 1, 0]), (["a", "b", "c"], [1, 1, 1])],
)
def test_distinct_counts_everybody_once(sets, counts):
    assert distinct([frozenset(each) for each in sets]) == counts
