"""Events that people mark: added, changed, removed, and seen by whom they concern."""

from datetime import date

import pytest
from tests import factories
from tests.understand.pages import opened, plain
from tests.understand.trends.made import exactly, points_of

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.people.audit.models import AuditEntry
from ninefold.understand.trends import operations
from ninefold.understand.trends.marks import SHOWN, marks_of, placed_marks
from ninefold.understand.trends.models import EventMark
from ninefold.understand.trends.operations import TooManyMarksError, add_mark

pytestmark = pytest.mark.django_db
MARKS, PAGE = "/understand/trends/marks/", "/understand/trends/"
WHOLE = Filter(sight=EVERYTHING)
ROWS = exactly([0.6, 0.5] * 6)


def marked(of, day=date(2024, 3, 16), words="New courier", unit="", touchpoint="", **fields):
    return EventMark.objects.create(
        organisation=of,
        day=day,
        words=words,
        unit=unit,
        touchpoint=touchpoint,
        changed_at=factories.AT,
        **fields,
    )


def placed(of, where=WHOLE):
    return placed_marks(organisation=of, where=where, points=points_of(ROWS))


def test_mark_stands_on_its_day_within_its_period():
    of = factories.organisation()
    marked(of)
    marked(of, day=date(2024, 1, 1), words="Opened")
    marked(of, day=date(2023, 12, 31), words="Too early")
    marked(of, day=date(2025, 1, 1), words="Too late")
    first, second = placed(of)
    assert [(each.number, each.mark.words) for each in (first, second)] == [(1, "Opened"), (2, "New courier")]
    assert (first.at, second.at) == (pytest.approx(-0.5 + 0.5 / 31), pytest.approx(2.0))


def test_latest_marks_are_shown_in_order_of_time():
    of = factories.organisation()
    for day in range(1, SHOWN + 4):
        marked(of, day=date(2024, 5, day), words=str(day))
    found = placed(of)
    assert [each.mark.words for each in found] == [str(day) for day in range(4, SHOWN + 4)]
    assert [each.number for each in found] == list(range(1, SHOWN + 1))
    assert placed_marks(organisation=of, where=WHOLE, points=()) == ()


def test_mark_of_a_unit_is_seen_where_the_unit_is():
    of = factories.organisation()
    marked(of, words="all")
    marked(of, words="north", unit="North")
    marked(of, words="south shop", unit="South", touchpoint="Shop")

    def words(**fields):
        return {each.mark.words for each in placed(of, Filter(**{"sight": EVERYTHING} | fields))}

    assert words() == {"all", "north", "south shop"}
    assert words(unit=("North",)) == {"all", "north"}
    assert words(touchpoint=("Web",)) == {"all", "north"}
    assert words(sight=Sight(places=(("unit", ("North",)),))) == {"all", "north"}
    assert words(sight=Sight(places=(("touchpoint", ()),))) == {"all", "north"}
    assert len(marks_of(organisation=of, sight=EVERYTHING)) == 3
    assert len(marks_of(organisation=of, sight=Sight(places=(("unit", ()), ("agent", ("x",)))))) == 1


def test_mark_is_added_on_the_page_and_stands_on_the_chart():
    client, of = opened([{**row, "unit": "North" if n % 2 else "South"} for n, row in enumerate(ROWS)])
    back = f"{PAGE}?metric=nps&every=month"
    response = client.post(
        MARKS, {"day": "2024-03-16", "words": "New courier", "unit": "North", "touchpoint": "", "back": back}
    )
    assert (response.status_code, response["Location"]) == (302, back)
    text = plain(client.get(back))
    assert "16 Mar 2024: New courier (North)" in text
    (mark,) = EventMark.objects.for_organisation(of)
    assert (mark.day, mark.unit, mark.member.organisation) == (date(2024, 3, 16), "North", of)
    told = AuditEntry.objects.get(organisation=of, action="mark_changed")
    assert (told.subject, told.details) == (f"mark {mark.pk}", {"how": "added"})


def test_mark_is_changed_and_removed():
    client, of = opened(ROWS)
    mark = marked(of, unit="Gone")
    page = client.get(f"{MARKS}{mark.pk}/").content.decode()
    assert 'value="Gone" selected' in page
    client.post(f"{MARKS}{mark.pk}/", {"day": "2024-04-01", "words": "Newer courier", "unit": "Gone"})
    mark.refresh_from_db()
    assert (mark.day, mark.words, mark.unit) == (date(2024, 4, 1), "Newer courier", "Gone")
    assert "Newer courier" in plain(client.get(MARKS))
    assert client.post(f"{MARKS}{mark.pk}/remove/").status_code == 302
    assert not EventMark.objects.for_organisation(of).exists()
    acts = AuditEntry.objects.filter(organisation=of, action="mark_changed").order_by("number")
    assert [entry.details["how"] for entry in acts] == ["changed", "removed"]
    assert "Nothing is marked yet." in plain(client.get(MARKS))


@pytest.mark.parametrize(
    "wrong", [{"day": "soon"}, {"day": ""}, {"words": " "}, {"words": "x" * 201}, {"unit": "Nowhere"}]
)
def test_bad_mark_is_refused_with_a_sentence_and_nothing_is_kept(wrong):
    client, of = opened(ROWS)
    response = client.post(MARKS, {"day": "2024-03-16", "words": "New courier", "unit": ""} | wrong)
    assert response.status_code == 422
    assert not EventMark.objects.for_organisation(of).exists()


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/nowhere/", ""])
def test_address_of_others_is_not_gone_back_to(back):
    client, _of = opened(ROWS)
    response = client.post(MARKS, {"day": "2024-03-16", "words": "New courier", "back": back})
    assert response["Location"] == PAGE


def test_as_many_marks_as_there_can_be(monkeypatch):
    monkeypatch.setattr(operations, "MOST", 1)
    client, of = opened(ROWS)
    marked(of)
    response = client.post(MARKS, {"day": "2024-03-16", "words": "One too many"})
    assert (response.status_code, "Remove one" in plain(response)) == (422, True)
    with pytest.raises(TooManyMarksError):
        add_mark(
            by=factories.member(of=of),
            day=date(2024, 1, 1),
            words="x",
            unit="",
            touchpoint="",
            at=factories.AT,
        )


def test_who_may_not_mark_sees_marks_and_no_form():
    of = factories.organisation()
    factories.answers(of=of, rows=ROWS)
    marked(of)
    client = factories.browser(of=factories.member(of=of, role="executive"))
    text = plain(client.get(PAGE))
    assert "16 Mar 2024: New courier" in text
    assert "Mark an event" not in text
    assert client.get(MARKS).status_code == 403


def test_marks_are_in_the_api():
    client, of = opened(ROWS)
    marked(of, touchpoint="Shop")
    assert client.get("/api/v1/understand/trends").json()["marks"] == [
        {"day": "2024-03-16", "words": "New courier", "unit": "", "touchpoint": "Shop"}
    ]
