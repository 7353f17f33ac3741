"""Groups held against each other: who differs, what is likely, what is hidden, what is held equal."""

from dataclasses import replace
from datetime import date

import pytest
from tests import factories
from tests.understand.comparisons.lived import EARLIER, mixed_town, shop, tiny, town

from cxstats.estimate import Verdict
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.kit.locales import Reader
from ninefold.people.units.models import Unit, UnitName
from ninefold.people.units.operations import add_units
from ninefold.understand.comparisons.fair import Asked, Look, fair_groups
from ninefold.understand.comparisons.page import Shown, groups_page
from ninefold.understand.comparisons.standings import Doubt

pytestmark = pytest.mark.django_db
ALL = Filter(sight=EVERYTHING)


def compared(rows, *, where=ALL, of=None, **asked):
    of = of or factories.organisation()
    if rows:
        factories.answers(of=of, rows=rows)
    return fair_groups(organisation=of, where=where, asked=Asked(**asked), reader=Reader())


def shown(row):
    """What a page tells of a group, whichever blocks its people fall into."""
    return row.group, row.own, row.fair, row.likely, row.top, row.bottom, row.others, row.verdict


def verdicts(fair):
    return {str(row.group): row.verdict for row in fair.found.standings.rows}


def test_only_those_that_really_differ_are_told_from_the_others():
    fair = compared(town(), by="unit")
    told = verdicts(fair)
    assert told.pop("Best") is Verdict.BETTER
    assert told.pop("Worst") is Verdict.WORSE
    assert set(told) == set("ABCDEF")
    assert set(told.values()) == {Verdict.NONE}
    assert fair.found.family.size == 8


def test_what_is_likely_lies_between_own_score_and_the_mean():
    rows = {str(row.group): row for row in compared(town(), by="unit").found.standings.rows}
    assert rows["Worst"].own.value < rows["Worst"].likely.value < rows["A"].likely.value
    assert rows["A"].likely.value < rows["Best"].likely.value < rows["Best"].own.value
    assert rows["Best"].top > 0.9
    assert rows["Worst"].bottom > 0.9
    assert rows["Worst"].fair == rows["Worst"].own


def test_small_group_is_hidden_with_the_one_that_would_give_it_away():
    found = compared([*town(), *tiny()], by="unit").found.standings
    assert found.hidden == ("A", "Tiny")
    assert [row.group for row in found.rows] == ["B", "Best", "C", "D", "E", "F", "Worst"]


def test_hidden_groups_are_in_no_sum():
    with_both, without = (
        compared([*town(), *more], by="unit").found.standings for more in ([*tiny(), *tiny("Small")], ())
    )
    assert with_both.hidden == ("Small", "Tiny")
    assert [shown(row) for row in with_both.rows] == [shown(row) for row in without.rows]
    assert with_both.funnel == without.funnel


def test_few_who_belong_to_no_group_hide_another_one():
    """Else whoever knows the score of all could work out theirs."""
    nobodys = [{**row, "unit": None} for row in tiny()]
    found = compared([*town(), *nobodys], by="unit").found.standings
    assert found.hidden == ("A",)
    assert len(found.rows) == 7
    many = compared(
        [*town(), *({**row, "unit": None} for row in shop("", up=20, middle=5, down=5))], by="unit"
    )
    assert many.found.standings.hidden == ()
    assert len(many.found.standings.rows) == 8


def test_same_mix_ends_an_unfair_difference():
    plain, fair = (compared(mixed_town(), by="unit", mix=mix) for mix in ((), ("segment",)))
    assert verdicts(plain)["Hard"] is Verdict.WORSE
    assert set(verdicts(fair).values()) == {Verdict.NONE}
    hard = next(row for row in fair.found.standings.rows if row.group == "Hard")
    assert hard.own.value < hard.fair.value
    assert fair.mix == ("segment",)


def test_field_that_is_the_same_for_everybody_changes_nothing():
    rows = [{**row, "channel": "web"} for row in town()]
    plain, fair = (compared(rows, by="unit", mix=mix).found.standings for mix in ((), ("channel",)))
    assert [row.verdict for row in plain.rows] == [row.verdict for row in fair.rows]
    assert [row.fair.value for row in fair.rows] == pytest.approx([row.own.value for row in plain.rows])


def test_each_group_is_held_against_its_past():
    before = [row for name in "AB" for row in shop(name, up=50, middle=30, down=20, day=EARLIER)]
    now = [*shop("A", up=50, middle=30, down=20), *shop("B", up=20, middle=20, down=60)]
    where = replace(
        ALL, since=now[0]["local_date"].replace(day=1), until=now[0]["local_date"].replace(month=3, day=1)
    )
    fair = compared([*before, *now], by="unit", look=Look.BEFORE, where=where)
    assert {str(each.group): each.verdict for each in fair.found.changes} == {
        "A": Verdict.NONE,
        "B": Verdict.WORSE,
    }
    assert fair.found.family.size == 2
    assert fair.found.standings is None


@pytest.mark.parametrize("look", list(Look))
def test_chosen_period_without_answers_is_nothing_though_there_are_earlier_ones(look):
    march = replace(ALL, since=date(2026, 3, 1), until=date(2026, 4, 1))
    assert compared(town(), by="unit", look=look, where=march) is None


def test_chosen_period_with_nothing_before_it_is_held_against_nothing():
    where = replace(ALL, since=date(2026, 2, 1), until=date(2026, 3, 1))
    found = compared(town(), by="unit", look=Look.BEFORE, where=where).found
    assert (found.window.before, found.family.size) == (None, 0)
    earlier = [row | {"local_date": EARLIER} for row in town()]
    again = compared([*earlier, *town()], by="unit", look=Look.BEFORE, where=where).found
    assert again.window.before is not None


def test_units_of_a_level_gather_all_that_is_below_them():
    of = factories.organisation()
    for region, shops in (("North", "AB"), ("South", "CD")):
        top = factories.unit(of=of, name=region)
        add_units(hierarchy=top.hierarchy, parent=top, names=list(shops), by=None, at=factories.AT)
    rows = [row for name in "ABCD" for row in shop(name, up=30, middle=10, down=10)]
    fair = compared([*rows, *shop("Elsewhere", up=30, middle=0, down=0)], of=of)
    keys = [side.key for side in fair.sides]
    assert keys[:2] == ["unit", keys[1]]
    regions = compared([], of=of, by=keys[1]).found.standings
    assert [(row.group, row.own.n) for row in regions.rows] == [("North", 100), ("South", 100)]
    assert regions.hidden == ()
    Unit.objects.filter(name="South").update(name="Deep South")
    renamed = compared([], of=of, by=keys[1]).found.standings
    assert [row.group for row in renamed.rows] == ["Deep South", "North"]
    leaves = compared([], of=of, by=keys[2]).found.standings
    assert [row.group for row in leaves.rows] == list("ABCD")


def test_teams_of_one_name_are_told_apart():
    of = factories.organisation()
    for region in ("North", "South"):
        top = factories.unit(of=of, name=region)
        (team,) = add_units(hierarchy=top.hierarchy, parent=top, names=["Team 1"], by=None, at=factories.AT)
        UnitName.objects.filter(unit=team).delete()
        UnitName.objects.create(organisation=of, hierarchy=top.hierarchy, unit=team, text=f"{region} team")
    rows = [row for name in ("North team", "South team") for row in shop(name, up=30, middle=10, down=10)]
    found = compared(rows, of=of, by=f"h{top.hierarchy.pk}.1").found.standings
    assert [row.group for row in found.rows] == ["North / Team 1", "South / Team 1"]


def test_agents_are_compared_only_where_five_can_be_shown():
    few, enough = (
        [
            row
            for number in range(count)
            for row in shop("A", up=10, middle=5, down=5, agent=f"Agent {number}")
        ]
        for count in (4, 5)
    )
    hidden = compared(few, by="agent").found
    assert (hidden.doubt, hidden.standings.rows) == (Doubt.STAFF, ())
    shown = compared(enough, by="agent").found
    assert (shown.doubt, len(shown.standings.rows)) == (Doubt.NONE, 5)
    past = compared(few, by="agent", look=Look.BEFORE).found
    assert (past.doubt, past.changes) == (Doubt.STAFF, ())


def test_agents_are_offered_only_where_answers_name_them():
    assert "agent" not in [side.key for side in compared(town()).sides]


@pytest.mark.parametrize(
    ("rows", "doubt", "shown"),
    [
        (shop("A", up=20, middle=10, down=10), Doubt.ONE, 1),
        ([*shop("A", up=5, middle=2, down=2), *shop("B", up=5, middle=2, down=2)], Doubt.HIDDEN, 0),
        ([*shop("A", up=20, middle=0, down=0), *shop("B", up=20, middle=0, down=0)], Doubt.ALIKE, 2),
        ([*shop("A", up=20, middle=0, down=0), *shop("B", up=0, middle=0, down=20)], Doubt.ALIKE, 2),
    ],
)
def test_what_cannot_be_compared_is_named(rows, doubt, shown):
    found = compared(rows, by="unit").found
    assert found.doubt is doubt
    assert len(found.standings.rows) == shown
    assert all(row.verdict is Verdict.FEW for row in found.standings.rows)


def test_mix_that_says_everything_leaves_nothing_to_compare():
    rows = [
        row
        for name in "AB"
        for row in (
            *shop(name, up=20, middle=0, down=0, segment="x"),
            *shop(name, up=0, middle=0, down=20, segment="y"),
        )
    ]
    assert compared(rows, by="unit", mix=("segment",)).found.doubt is Doubt.THIN
    same = [{**row, "nps": 10.0} for row in rows]
    assert compared(same, by="unit", mix=("segment",)).found.doubt is Doubt.ALIKE


def test_three_groups_are_told_apart_but_not_drawn_together():
    rows = [
        *shop("A", up=50, middle=30, down=20),
        *shop("B", up=50, middle=30, down=20),
        *shop("C", up=10, middle=10, down=80),
    ]
    found = compared(rows, by="unit").found.standings
    assert [row.verdict for row in found.rows] == [Verdict.BETTER, Verdict.BETTER, Verdict.WORSE]
    assert [row.likely for row in found.rows] == [None, None, None]


def test_nobody_asked_and_nobody_in_the_period_is_nothing():
    assert compared([]) is None
    future = replace(ALL, since=EARLIER.replace(year=2099), until=EARLIER.replace(year=2100))
    assert compared(town(), where=future) is None


def test_answers_of_fewer_than_the_threshold_are_not_counted():
    assert compared(shop("A", up=5, middle=2, down=2), by="unit").found.answers is None


def test_nonsense_asks_for_what_is_usual():
    fair = compared(town(), metric="none", by="h9.9", mix=("unit", "a_x", ""))
    assert (fair.metric.slug, fair.side.key, fair.mix) == ("nps", "unit", ())


def test_whoever_sees_part_compares_that_part():
    where = Filter(sight=Sight(places=(("unit", ("A", "Worst")),)))
    assert set(verdicts(compared(town(), by="unit", where=where))) == {"A", "Worst"}


def test_ranges_stay_on_the_scale():
    rows = [row for name in "ABCD" for row in shop(name, up=10, middle=1, down=0)]
    for row in compared(rows, by="unit").found.standings.rows:
        assert -1 <= row.likely.low <= row.likely.high <= 1


@pytest.mark.parametrize("mix", [(), ("segment",)])
def test_values_by_which_groups_are_ordered_are_those_shown(mix):
    found = compared(mixed_town(), by="unit", mix=mix).found.standings
    assert found.values.tolist() == [row.fair.value for row in found.rows]
    assert found.n.tolist() == [row.own.n for row in found.rows]
    assert found.best.tolist() == [(row.likely or row.fair).value for row in found.rows]


@pytest.mark.parametrize("mix", [(), ("segment",)])
def test_group_that_is_looked_at_is_the_same_alone_and_among_all(mix):
    found = compared(mixed_town(), by="unit", mix=mix).found.standings
    rows = found.rows
    for places in ([2], [3, 0], [1, 1], []):
        for row, place in zip(found.at(places), places, strict=True):
            assert (row.group, row.own, row.fair) == (rows[place].group, rows[place].own, rows[place].fair)
            assert row.likely.low == pytest.approx(rows[place].likely.low, abs=1e-12)
            assert (row.others, row.top, row.bottom) == (
                rows[place].others,
                rows[place].top,
                rows[place].bottom,
            )
            assert row.verdict is rows[place].verdict


def segmented(name, *, easy, hard):
    """A shop of so many promoters and detractors at the easy concern, and at the hard one."""
    return [
        *shop(name, up=easy[0], middle=0, down=easy[1], segment="easy"),
        *shop(name, up=hard[0], middle=0, down=hard[1], segment="hard"),
    ]


def test_value_moved_to_another_mix_stays_on_the_scale():
    alike = [row for name in "ABCD" for row in segmented(name, easy=(40, 10), hard=(10, 40))]
    found = compared(
        [*alike, *shop("Easy", up=0, middle=0, down=30, segment="easy")], by="unit", mix=("segment",)
    ).found.standings
    assert found.found.adjusted.values.min() < -1
    assert (found.values.min(), found.values.tolist()) == (-1, [row.fair.value for row in found.rows])


def test_group_that_is_compared_with_nobody_takes_no_other_groups_chances():
    """Only Aisle serves the islands, and nobody but islanders."""
    towns = [
        row
        for place, name in enumerate(("Best", "C", "D", "E", "Worst"))
        for row in segmented(name, easy=(45 - 9 * place, 5 + 9 * place), hard=(45 - 9 * place, 5 + 9 * place))
    ]
    rows = [*shop("Aisle", up=20, middle=5, down=15, segment="island"), *towns]
    fair = compared(rows, by="unit", mix=("segment",))
    aisle, *others = fair.found.standings.rows
    assert (aisle.group, aisle.top, aisle.bottom, aisle.likely) == ("Aisle", None, None, None)
    assert max(others, key=lambda row: row.top).group == "Best"
    assert max(others, key=lambda row: row.bottom).group == "Worst"
    assert sum(row.top for row in others) == pytest.approx(1)
    page = groups_page(fair=fair, where=ALL, shown=Shown(reader=Reader(), threshold=10))
    assert [row.name for row in page.rows] == ["Worst", "E", "D", "C", "Best", "Aisle"]


def test_groups_of_few_alone_are_not_held_against_their_past():
    earlier = [row | {"local_date": EARLIER} for row in [*tiny("A"), *tiny("B")]]
    where = replace(ALL, since=date(2026, 2, 1), until=date(2026, 3, 1))
    found = compared([*earlier, *tiny("A"), *tiny("B")], by="unit", look=Look.BEFORE, where=where).found
    assert (found.doubt, found.changes) == (Doubt.HIDDEN, ())


def test_comparison_costs_few_queries(django_assert_num_queries):
    of = factories.organisation()
    factories.unit(of=of, name="A")
    factories.answers(of=of, rows=town())
    with django_assert_num_queries(13):
        fair_groups(organisation=of, where=ALL, asked=Asked(mix=("segment",)), reader=Reader())
