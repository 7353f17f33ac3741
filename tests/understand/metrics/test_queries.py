"""Every number once more in plain Python; and nothing said of fewer people than the threshold."""

from datetime import date
from math import isclose, sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.understand import by_hand

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.people.organisations.models import Organisation
from ninefold.understand.comparisons.queries import compared, compared_by_day
from ninefold.understand.metrics.models import MetricSetting, MetricVersion
from ninefold.understand.metrics.queries import counted, dated, facts_of, metrics_of, total
from ninefold.understand.metrics.scoring import Group, groups, groups_of_grid
from ninefold.understand.trends.windows import period

pytestmark = pytest.mark.django_db
ROWS = by_hand.many(3000)
EVERYBODY = Filter(sight=EVERYTHING)


def organisation(rows=ROWS, **more) -> Organisation:
    of = factories.organisation()
    factories.answers(of=of, rows=rows, **more)
    return of


def measured(of: Organisation, where: Filter = EVERYBODY, *, weighted: bool = False) -> Group:
    metrics = metrics_of(organisation=of, survey=where.survey)
    return total(
        facts=facts_of(organisation=of, where=where, metrics=metrics), metrics=metrics, weighted=weighted
    )


def parted(of: Organisation, dimension: str, where: Filter = EVERYBODY) -> list[Group]:
    metrics = metrics_of(organisation=of, survey=where.survey)
    facts = facts_of(organisation=of, where=where, metrics=metrics, by=dimension)
    found = counted(facts=facts, keys=[dimension], metrics=metrics, weighted=False)
    return groups(found=found, metrics=metrics, threshold=facts.threshold)


def value(group: Group, slug: str) -> float | None:
    return group.scores[slug].estimate.value


def test_scores_equal_plain_python():
    found = measured(organisation())
    assert value(found, "nps") == by_hand.nps(ROWS)
    assert value(found, "csat") == by_hand.top_two(ROWS)
    assert isclose(value(found, "csat-mean"), by_hand.mean(ROWS, "csat", 1, 5), rel_tol=1e-12)
    assert isclose(value(found, "ces"), by_hand.mean(ROWS, "ces", 1, 7), rel_tol=1e-12)
    assert isclose(value(found, "q_ease"), by_hand.mean(ROWS, "q_ease", 1, 5), rel_tol=1e-12)
    assert found.rows == 3000


def test_what_is_left_out_is_counted():
    answers = measured(organisation()).scores["nps"].answers
    blank = sum(row["nps"] is None for row in ROWS)
    assert (answers.blank, answers.outside) == (blank, sum(row["nps"] in {-1.0, 11.0} for row in ROWS))
    assert answers.moments.n + answers.blank + answers.outside == len(ROWS)


def test_counts_of_an_nps_add_up():
    score = measured(organisation()).scores["nps"]
    asked = [row["nps"] for row in by_hand.given(ROWS, "nps", 0, 10)]
    counts = (sum(x >= 9 for x in asked), sum(7 <= x <= 8 for x in asked), sum(x <= 6 for x in asked))
    assert (score.promoters, score.passives, score.detractors) == counts
    assert sum(counts) == score.estimate.n


def test_weighted_scores_equal_plain_python():
    scores = measured(organisation(), weighted=True).scores
    nps = by_hand.weighted(ROWS, "nps", 0, 10, by_hand.net)
    assert isclose(scores["nps"].weighted.value, nps, rel_tol=1e-12)
    share = by_hand.weighted(ROWS, "csat", 1, 5, lambda x: float(x >= 4))
    assert isclose(scores["csat"].weighted.value, share, rel_tol=1e-12)
    mean = by_hand.weighted(ROWS, "ces", 1, 7, float)
    assert isclose(scores["ces"].weighted.value, mean, rel_tol=1e-12)
    asked = [row["weight"] for row in by_hand.given(ROWS, "nps", 0, 10) if (row["weight"] or 0) > 0]
    kish = sum(asked) ** 2 / sum(each * each for each in asked)
    assert isclose(scores["nps"].weighted.n_effective, kish, rel_tol=1e-12)


def test_scores_without_weights_have_no_weighted_ones():
    of = organisation()
    assert measured(of).scores["nps"].weighted is None
    plain = organisation([{"nps": float(each % 11)} for each in range(40)])
    assert measured(plain, weighted=True).scores["nps"].weighted is None


def test_interval_of_a_mean_is_students():
    rows = [{"ces": x} for x in (1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0, 7.0, 7.0, 7.0)]
    found = measured(organisation(rows)).scores["ces"].estimate
    answers = [row["ces"] for row in rows]
    middle = sum(answers) / 12
    half = 2.200985160082949 * sqrt(sum((x - middle) ** 2 for x in answers) / 11) / sqrt(12)
    assert isclose(found.high - found.low, 2 * half, rel_tol=1e-9)


@pytest.mark.parametrize("dimension", ["touchpoint", "unit", "channel", "a_plan"])
def test_scores_by_dimension_equal_plain_python(dimension):
    found = {group.name: group for group in parted(organisation(), dimension)}
    values = {row[dimension] for row in ROWS}
    assert set(found) == values
    for each in values:
        rows = by_hand.among(ROWS, **{dimension: each})
        assert value(found[each], "nps") == by_hand.nps(rows)
        assert isclose(value(found[each], "ces"), by_hand.mean(rows, "ces", 1, 7), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        (Filter(sight=EVERYTHING, touchpoint=("Shop", "Web")), lambda row: row["touchpoint"] in {"Shop", "Web"}),
        (Filter(sight=EVERYTHING, since=date(2025, 10, 1), until=date(2026, 1, 1)), lambda row: date(2025, 10, 1) <= row["local_date"] <= date(2025, 12, 31)),
        (Filter(sight=EVERYTHING, attributes=(("plan", ("Gold",)),), unit=("Київ",)), lambda row: (row["a_plan"], row["unit"]) == ("Gold", "Київ")),
    ],
)  # fmt: skip
def test_filters_select_the_rows_they_say(where, kept):
    rows = [row for row in ROWS if kept(row)]
    found = measured(organisation(), where)
    assert (found.rows, value(found, "nps")) == (len(rows), by_hand.nps(rows))


def test_filter_by_a_survey_leaves_others_out():
    of = factories.organisation()
    first = factories.answers(of=of, rows=[{"nps": 10.0}] * 20, survey="First")
    factories.answers(of=of, rows=[{"nps": 0.0}] * 20, survey="Second")
    assert value(measured(of), "nps") == 0.0
    assert value(measured(of, Filter(sight=EVERYTHING, survey=first.pk)), "nps") == 1.0


def test_question_on_two_scales_is_measured_within_one_survey_only():
    of = factories.organisation()
    five = factories.answers(of=of, rows=[{"csat": 5.0, "nps": 9.0}] * 20, survey="Five")
    factories.answers(of=of, rows=[{"csat": 7.0}] * 20, survey="Seven", scales={"csat": (1, 7)})
    assert [metric.slug for metric in metrics_of(organisation=of, survey=None)] == ["nps"]
    assert [metric.slug for metric in metrics_of(organisation=of, survey=five.pk)] == [
        "nps",
        "csat",
        "csat-mean",
    ]


def test_metric_carries_its_owner_target_and_version():
    of = organisation([{"nps": 9.0, "ces": 4.0}])
    owner = factories.member(of=of, name="Mykola")
    at = {"organisation": of, "changed_at": factories.AT}
    version = MetricVersion.objects.create(
        organisation=of, slug="nps", number=3, reason="So", made_at=factories.AT
    )
    MetricSetting.objects.create(slug="nps", owner=owner, target=40, current=version, **at)
    MetricSetting.objects.create(slug="ces", target=5.5, **at)
    nps, ces = metrics_of(organisation=of, survey=None)
    assert (nps.owner, nps.target, nps.version, nps.holds) == ("Mykola", 40, 3, 3)
    assert (ces.owner, ces.target, ces.version, ces.holds) == ("", 5.5, 1, 1)


def test_metric_of_a_column_no_file_has_is_empty():
    of = organisation([{"nps": 9.0}] * 12)
    asking = factories.answers(of=of, rows=[])
    assert asking.questions.count() == 1
    asking.questions.create(organisation=of, column="q_gone", role="item", title="Gone", low=1, high=5)
    found = measured(of).scores["q_gone"]
    assert (found.hidden, found.estimate.value) == (True, None)


# From here on: who must stay hidden.
def people(count: int, *, start: int = 0, **fields) -> list[dict[str, object]]:
    return [{"nps": float(number % 11), "person": f"p{start + number}", **fields} for number in range(count)]


def hidden_names(found: list[Group], slug: str = "nps") -> set[object]:
    return {group.name for group in found if group.scores[slug].hidden}


@pytest.mark.parametrize(("count", "hidden"), [(9, True), (10, False)])
def test_total_of_nine_people_is_hidden_and_of_ten_is_not(count, hidden):
    found = measured(organisation(people(count)))
    assert found.scores["nps"].hidden is hidden
    assert found.rows == (0 if hidden else count)


def test_hidden_score_says_nothing():
    score = measured(organisation(people(9))).scores["nps"]
    assert (score.estimate.value, score.estimate.low, score.estimate.high, score.estimate.n) == (
        None,
        None,
        None,
        0,
    )
    assert (score.answers.moments.n, score.answers.blank, score.weighted, score.few) == (0, 0, None, True)


def test_one_person_with_twelve_answers_is_one_person():
    assert measured(organisation([{"nps": 9.0, "person": "ann"}] * 12)).scores["nps"].hidden
    rows = [*people(60, touchpoint="Shop"), *[{"nps": 0.0, "person": "ann", "touchpoint": "Web"}] * 200]
    assert hidden_names(parted(organisation(rows), "touchpoint")) == {"Shop", "Web"}


def test_people_without_an_answer_lend_no_cover():
    """Twelve records of one person, and eleven others who left the question blank: one person answered."""
    rows = [
        *[{"nps": 9.0, "person": "ann"}] * 12,
        *[{"nps": None, "person": f"p{n}", "ces": 4.0} for n in range(11)],
    ]
    found = measured(organisation(rows))
    assert (found.scores["nps"].hidden, found.scores["ces"].hidden) == (True, False)
    assert found.rows == 23


def test_answers_off_the_scale_lend_no_cover():
    rows = [*people(9), *({"nps": 11.0, "person": f"q{n}"} for n in range(30))]
    assert measured(organisation(rows)).scores["nps"].hidden


def test_small_group_takes_the_smallest_other_with_it():
    rows = [
        *people(4, touchpoint="Web"),
        *people(120, start=10, touchpoint="Shop"),
        *people(31, start=200, touchpoint="Help"),
        *people(55, start=300),
    ]
    assert hidden_names(parted(organisation(rows), "touchpoint")) == {"Web", "Help"}


def test_group_of_one_in_no_proven_block_is_not_taken_for_empty():
    """A person whose block is not among the first twenty proves nobody, and must be guarded all the same."""
    for seed in range(6):
        rows = [
            {"nps": 0.0, "person": f"lone{seed}", "touchpoint": "Web"},
            *people(40, touchpoint="Shop"),
            *people(30, start=60, touchpoint="Help"),
        ]
        assert hidden_names(parted(organisation(rows), "touchpoint")) == {"Web", "Help"}


def test_same_people_in_two_small_groups_count_once():
    """Six people at two touchpoints are six, not twelve: the two groups together are no cover."""
    six = people(6)
    rows = [
        *({**row, "touchpoint": "Web"} for row in six),
        *({**row, "touchpoint": "Help"} for row in six),
        *people(40, start=50, touchpoint="Shop"),
        *people(80, start=100, touchpoint="App"),
    ]
    assert hidden_names(parted(organisation(rows), "touchpoint")) == {"Web", "Help", "Shop"}
    other = [
        *people(6, touchpoint="Web"),
        *people(6, start=20, touchpoint="Help"),
        *people(40, start=50, touchpoint="Shop"),
    ]
    assert hidden_names(parted(organisation(other), "touchpoint")) == {"Web", "Help"}


def test_largest_groups_are_not_sacrificed_for_a_small_one():
    rows = [
        *people(3, touchpoint="Web"),
        *people(45, start=10, touchpoint="Help"),
        *people(900, start=100, touchpoint="Shop"),
    ]
    assert hidden_names(parted(organisation(rows), "touchpoint")) == {"Web", "Help"}


def test_records_without_a_value_are_a_group_like_others():
    rows = [*people(5), *people(50, start=10, touchpoint="Shop"), *people(60, start=100, touchpoint="Web")]
    assert hidden_names(parted(organisation(rows), "touchpoint")) == {None, "Shop"}


def test_empty_and_small_groups_look_alike():
    small = [*people(5, touchpoint="Web"), *people(60, start=100, touchpoint="Shop"), *people(70, start=200)]
    empty = [
        {"nps": None, "touchpoint": "Web"},
        *people(60, start=100, touchpoint="Shop"),
        *people(70, start=200),
    ]
    web = [
        next(g for g in parted(organisation(rows), "touchpoint") if g.name == "Web")
        for rows in (small, empty)
    ]
    assert web[0].scores["nps"] == web[1].scores["nps"]
    assert (web[0].rows, web[1].rows) == (0, 0)


def test_threshold_is_the_organisations_own():
    of = factories.organisation(threshold=25)
    factories.answers(of=of, rows=people(24))
    assert measured(of).scores["nps"].hidden
    factories.answers(of=of, rows=people(1, start=24))
    assert not measured(of).scores["nps"].hidden


@pytest.mark.parametrize(
    ("weights", "shown"),
    [
        ([1.0, 2.0] * 10, True),
        ([1.0] * 20, True),  # nobody is left out
        ([1.0, 2.0] * 10 + [None, 0.0], True),  # two left out, but unequal weights tell nobody who
        ([1.0] * 20 + [None, 0.0], False),  # with equal weights the two could be worked out
        ([1.0] * 20 + [None] * 10, True),
        ([3.0, 1.0, 2.0] + [None] * 20, False),  # three people alone
        ([None] * 20, False),
    ],
)
def test_weighted_score_gives_nobody_away(weights, shown):
    rows = [
        {"nps": float(place % 11), "weight": weight, "person": f"p{place}"}
        for place, weight in enumerate(weights)
    ]
    assert (measured(organisation(rows), weighted=True).scores["nps"].weighted is not None) is shown


def test_weighted_answers_of_one_person_are_one_person():
    rows = [*[{"nps": 1.0, "weight": 2.0, "person": "ann"}] * 12, *people(30)]
    found = measured(organisation(rows), weighted=True).scores["nps"]
    assert (found.hidden, found.weighted) == (False, None)


def test_grid_guards_its_rows_and_columns():
    counts = [[4, 90, 30], [60, 25, 80], [50, 40, 70]]
    rows, start = [], 0
    for month, line in enumerate(counts, start=1):
        for place, count in zip(("a", "b", "c"), line, strict=True):
            rows += people(count, start=start, touchpoint=place, unit=f"u{month}")
            start += count
    of = organisation(rows)
    metrics = metrics_of(organisation=of, survey=None)
    facts = facts_of(organisation=of, where=EVERYBODY, metrics=metrics)
    found = counted(facts=facts, keys=["unit", "touchpoint"], metrics=metrics, weighted=False)
    cells = groups_of_grid(found=found, metric=metrics[0], threshold=facts.threshold)
    hidden = {key for key, group in cells.items() if group.scores["nps"].hidden}
    assert hidden == {("u1", "a"), ("u1", "c"), ("u3", "a"), ("u3", "c")}
    assert cells["u2", "b"].scores["nps"].estimate.n == 25
    assert {cells[key].rows for key in hidden} == {0}


group_sizes = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 3)), min_size=1, max_size=5)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(sizes=group_sizes, shared=st.integers(0, 12), before=group_sizes)
def test_no_total_with_its_shown_groups_reveals_a_hidden_one(sizes, shared, before):
    """What a reader can subtract: total less all shown groups, now and before, is nobody or ten people at least."""
    of = factories.organisation()
    now, earlier = (
        period(start=date(2026, 2, 1), end=date(2026, 3, 1), reader=Reader()),
        period(start=date(2026, 1, 1), end=date(2026, 2, 1), reader=Reader()),
    )
    rows = [
        {"touchpoint": f"t{place}", "person": f"p{number}" if number < shared else f"p{place}-{number}", "nps": float(number % 11), "local_date": day}
        for day, side in ((now.start, sizes), (earlier.start, before))
        for place, (count, twice) in enumerate(side)
        for number in [*range(count), *range(min(count, twice))]
    ]  # fmt: skip
    factories.answers(of=of, rows=[*rows, {"nps": None}])
    metrics = metrics_of(organisation=of, survey=None)[:1] or ()
    if not rows:
        return
    facts = facts_of(organisation=of, where=EVERYBODY, metrics=metrics)
    whole = compared_by_day(of=dated(facts=facts, metrics=metrics), now=now, before=earlier)
    parts = compared(facts=facts, metrics=metrics, now=now, before=earlier, dimension="touchpoint")
    for name, day in (("now", now.start), ("before", earlier.start)):
        totals = [getattr(change, name) for change in whole.changes]
        shown = {change.group for change in parts.changes if not getattr(change, name).hidden}
        mine = [row for row in rows if row["local_date"] == day]
        for group in shown:
            assert len({row["person"] for row in mine if row["touchpoint"] == group}) >= 10
        for score in totals:
            if score.hidden:
                assert not shown
                continue
            rest = {row["person"] for row in mine if row["touchpoint"] not in shown}
            assert not rest or len(rest) >= 10, (shown, rest)
