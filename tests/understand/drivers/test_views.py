"""The drivers as their readers meet them."""

import pytest
from tests import factories
from tests.understand.drivers.asked import crowd
from tests.understand.pages import FORMS, ISOLATES, cells, opened, plain, steady

from ninefold.kit.memory import forget_all
from ninefold.people.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/understand/drivers/"
API = "/api/v1/understand/drivers"


def test_page_shows_the_finding_and_every_driver():
    client, _of = opened(crowd())
    text = plain(client.get(PAGE))
    assert "“Q_staff” goes with NPS more than anything else here." in text
    assert "569 complete of 600 answers" in text
    assert "not told from nothing" in text
    assert "Association, not proof" in text


def test_page_keeps_what_it_was_asked_when_the_filter_changes():
    client, _of = opened(crowd())
    page = client.get(f"{PAGE}?outcome=csat&driver=q_staff&driver=q_price").content.decode()
    assert '<input type="hidden" name="driver" value="q_staff,q_price">' in page
    assert '<input type="hidden" name="outcome" value="csat">' in page


def test_days_of_two_fields_become_one_period():
    response = opened(crowd())[0].get(f"{PAGE}?from=2026-01-01&to=2026-02-01&outcome=csat")
    assert response.status_code == 302
    assert response["Location"] == f"{PAGE}?outcome=csat&period=2026-01-01..2026-02-01"


def test_three_people_look_like_nobody():
    rows = [{**row, "touchpoint": "Shop" if place < 3 else "Web"} for place, row in enumerate(crowd())]
    client, _of = opened(rows)
    few, nobody = client.get(f"{PAGE}?touchpoint=Shop"), client.get(f"{PAGE}?touchpoint=Nowhere")
    # The filter bar offers every touchpoint, and shows which is chosen.
    parts = [steady(each).partition('<div class="page">')[2] for each in (few, nobody)]
    assert parts[0].replace("Shop", "Nowhere") == parts[1] != ""
    assert "Too few complete answers to tell drivers apart." in plain(few)
    assert client.get("/understand/drivers.csv?touchpoint=Shop").status_code == 404


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "Nothing has been asked yet that drivers could be set against."),
        ([{"nps": 9.0}], "Nothing else was asked that could go with the outcome."),
        ([{**row, "nps": 9.0} for row in crowd()], "Everybody answered alike"),
    ],
)
def test_page_without_a_table_says_why_and_what_to_do(rows, words):
    response = opened(rows)[0].get(PAGE)
    assert response.status_code == 200
    assert words in plain(response)


@pytest.mark.parametrize("form", FORMS)
def test_figure_can_be_taken_away_and_that_is_on_record(form):
    client, of = opened(crowd())
    response = client.get(f"/understand/drivers.{form}?period=2026-01-01..2026-03-31")
    assert response["Content-Disposition"] == f"attachment; filename*=UTF-8''ninefold-drivers.{form}"
    entry = AuditEntry.objects.filter(organisation=of).latest("number")
    assert (entry.details["kind"], entry.details["form"]) == ("drivers", form)


def test_file_has_every_driver_with_its_ranges():
    rows = cells(opened(crowd())[0].get("/understand/drivers.csv"))
    assert [row[0] for row in rows] == ["Q_staff", "Q_price", "Q_shop"]
    assert [row[-2] for row in rows] == ["yes", "yes", "no"]
    assert all(float(row[2]) <= float(row[1]) <= float(row[3]) for row in rows)


def test_unknown_form_is_not_found():
    assert opened(crowd())[0].get("/understand/drivers.exe").status_code == 404


def test_api_tells_the_table():
    found = opened(crowd())[0].get(API).json()
    assert found["finding"].translate(ISOLATES) == "“Q_staff” goes with NPS more than anything else here."
    assert (found["outcome"], found["complete"], found["asked"], found["others"]) == (
        "nps",
        569,
        600,
        ["q_help"],
    )
    staff = found["drivers"][0]
    assert (staff["column"], staff["rank"], staff["told"]) == ("q_staff", [1, 1], True)
    assert staff["share"]["low"] < staff["share"]["value"] < staff["share"]["high"]
    assert {one["share"]["method"] for one in found["drivers"]} == {"lmg-jackknife"}


def test_api_says_why_there_is_nothing():
    response = opened([])[0].get(API)
    assert response.status_code == 404
    assert response.json() == {
        "detail": "Nothing has been asked yet that drivers could be set against.",
        "reason": "no outcome",
    }


def test_number_of_queries_does_not_grow_with_questions(django_assert_num_queries):
    client, of = opened(crowd())
    client.get(PAGE)
    forget_all()
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)
    factories.answers(of=of, rows=[{"q_one": 1.0, "q_two": 2.0}], survey="Second")
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 23


def test_page_and_api_say_what_they_left_out_of_the_address():
    client, _of = opened(crowd())
    told = "The address asks for driver “q_none”, which cannot be read; it was left out."
    assert told in plain(client.get(f"{PAGE}?driver=q_none"))
    assert client.get(f"{API}?driver=q_none").json()["notes"] == [told]
