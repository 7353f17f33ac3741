"""The filter bar: what it offers, what it keeps, and the one period of an address."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from ninefold.engine.filters import Filter
from ninefold.engine.operations import append
from ninefold.engine.sight import EVERYTHING
from ninefold.engine.tail import Record
from ninefold.kit.locales import Reader
from ninefold.kit.typed_days import day_for_field
from ninefold.kit.written_periods import canonical
from ninefold.listen.responses.filter_bar import filter_bar

ROWS = [{"nps": 9.0, "touchpoint": each, "unit": "Only"} for each in ("Web", "Shop", "Shop", None)]


def bar(where=None, *, of=None, **more):
    of = of or factories.organisation()
    factories.answers(of=of, rows=ROWS)
    return filter_bar(organisation=of, where=where or Filter(sight=EVERYTHING), notes=(), **more)


@pytest.mark.django_db
def test_dimensions_with_a_choice_are_offered_the_most_used_value_first():
    assert [(each.name, each.values) for each in bar().dimensions] == [("touchpoint", ("Shop", "Web"))]


@pytest.mark.django_db
def test_what_is_chosen_is_offered_even_where_nobody_answered():
    found = bar(Filter(sight=EVERYTHING, touchpoint=("Gone",), channel=("Fax",)))
    assert [(each.name, each.values, each.chosen) for each in found.dimensions] == [
        ("touchpoint", ("Shop", "Web", "Gone"), ("Gone",)),
        ("channel", ("Fax",), ("Fax",)),
    ]


@pytest.mark.django_db
def test_offer_follows_the_facts():
    of = factories.organisation()
    assert len(bar(of=of).dimensions) == 1
    factories.answers(of=of, rows=[{"nps": 9.0, "unit": "Second"}])
    assert [
        each.name for each in filter_bar(organisation=of, where=Filter(sight=EVERYTHING), notes=()).dimensions
    ] == [
        "touchpoint",
        "unit",
    ]


@pytest.mark.django_db
def test_offer_follows_single_records_too():
    of = factories.organisation()
    first = bar(of=of)
    record = Record(survey=first.surveys[0].pk, source=1, record="r1", values={"touchpoint": "Phone"})
    append(organisation=of.pk, records=[record], at=factories.AT)
    found = filter_bar(organisation=of, where=Filter(sight=EVERYTHING), notes=())
    assert found.dimensions[0].values == ("Shop", "Phone", "Web")


@pytest.mark.django_db
def test_attribute_is_offered_by_its_title_unless_it_has_endless_values():
    of = factories.organisation()
    factories.answers(
        of=of, rows=[{"nps": 9.0, "a_plan": ("Gold", "Basic")[n % 2], "a_code": f"c{n}"} for n in range(40)]
    )
    found = filter_bar(
        organisation=of, where=Filter(sight=EVERYTHING, attributes=(("gone", ("x",)),)), notes=()
    )
    assert [(each.name, str(each.title), each.values) for each in found.attributes] == [
        ("a.plan", "A_plan", ("Basic", "Gold")),
        ("a.gone", "gone", ("x",)),
    ]
    assert found.attributes_chosen == 1


@pytest.mark.django_db
def test_offer_is_read_once_for_a_state_of_the_facts():
    of = factories.organisation()
    first = bar(of=of)
    assert (
        filter_bar(organisation=of, where=Filter(sight=EVERYTHING), notes=()).dimensions == first.dimensions
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "shown", "first", "last"),
    [
        (Filter(sight=EVERYTHING), None, None, None),
        (
            Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1)),
            None,
            date(2026, 2, 1),
            date(2026, 2, 28),
        ),
        (Filter(sight=EVERYTHING, since=date(2026, 2, 1)), None, date(2026, 2, 1), None),
        (Filter(sight=EVERYTHING), (date(2026, 2, 1), date(2026, 3, 1)), date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_period_is_shown_with_its_last_day(where, shown, first, last):
    found = bar(where, shown=shown)
    assert (found.first, found.last) == (first, last)


@pytest.mark.django_db
def test_bar_knows_whether_there_is_something_to_clear():
    assert not bar(Filter(sight=EVERYTHING, against="year")).narrowed
    assert bar(Filter(sight=EVERYTHING, unit=("Only",))).narrowed
    assert bar(kept={"metric": "nps"}).kept == (("metric", "nps"),)
    assert bar(Filter(sight=EVERYTHING, unit=("Only",)), kept={"metric": "a b"}).cleared == "?metric=a+b"


@pytest.mark.django_db
def test_address_of_the_bar_is_read_back():
    where = Filter(
        sight=EVERYTHING,
        since=date(2026, 2, 1),
        until=date(2026, 3, 1),
        touchpoint=("A & B", "С"),
        words="два слова",
    )
    assert Filter.from_query(QueryDict(bar(where).address), sight=EVERYTHING) == (where, ())


days = st.dates(date(1901, 1, 1), date(2198, 12, 31))


readers = st.builds(
    Reader, language=st.sampled_from(["en", "fa", "ar"]), calendar=st.sampled_from(["gregory", "persian"])
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(first=days, last=days, reader=readers)
def test_fields_of_any_period_are_read_as_these_days(first, last, reader):
    typed = {"from": [day_for_field(first, reader=reader)], "to": [day_for_field(last, reader=reader)]}
    first, last = sorted((first, last))
    address = canonical(typed)
    where, notes = Filter.from_query(QueryDict(address), sight=EVERYTHING)
    assert (where.since, (where.until - last).days, notes) == (first, 1, ())
    assert where.to_query()["period"] == [f"{first}..{last}"]
