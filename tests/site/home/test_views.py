"""The Overview as its readers meet it, from the first run on."""

import html
import re
from datetime import UTC, datetime

import pytest
from tests import factories
from tests.understand.pages import FORMS, PERIOD, cells, crowd, opened, people, plain

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "query", ["", "?against=year", "?words=slow", "?touchpoint=Shop&period=2026-01-01.."]
)
def test_house_without_answers_begins_with_the_first_run(query):
    text = plain(opened(rows=[])[0].get(f"/{query}"))
    assert "Bring your own answers, or look around first." in text


@pytest.mark.parametrize(
    "query",
    ["touchpoint=Nowhere", "period=2031-01-01..2031-12-31", "survey=999999999", "a.plan=x", "touchpoint=Web"],
)
def test_filter_that_selects_nobody_or_too_few_is_told_the_same(query):
    text = plain(opened()[0].get(f"/?{query}"))
    assert "Too few answers to show." in text
    assert "hidden: fewer than 10 people" in text
    assert "Show everything" in text


def test_house_with_events_alone_is_led_to_its_journeys():
    client, of = opened(rows=[])
    at = datetime(2026, 2, 3, 9, tzinfo=UTC)
    factories.events(of=of, rows=[{"kind": "ordered", "case": "1", "at": at}])
    text = plain(client.get("/"))
    assert "Events are here, answers are not yet. See the journeys" in text
    assert "Nothing here yet" not in text


def test_house_with_comments_alone_is_not_taken_for_an_empty_one():
    text = plain(opened([{"comment": "good", "person": f"p{n}"} for n in range(12)])[0].get("/"))
    assert "Bring your own answers" not in text


def test_page_shows_tiles_looks_and_sides():
    text = plain(opened()[0].get(f"/?{PERIOD}"))
    assert "No key measure really changed." in text
    assert "False alarms are held to 1 in 20." in text
    for name in ("NPS", "CSAT", "Shop", "App"):
        assert name in text


def test_small_groups_are_hidden_in_every_file_of_the_page():
    client, _of = opened()
    for form in ("csv", "xlsx"):
        rows = {row[0]: row for row in cells(client.get(f"/overview/touchpoint.{form}?{PERIOD}"))}
        for name in ("Web", "Help"):
            assert [cell for cell in rows[name][1:] if cell] == ["hidden: fewer than 10 answers"]
    drawn = client.get(f"/overview/touchpoint.svg?{PERIOD}").content.decode()
    assert "137" in drawn
    assert ">48<" not in drawn
    assert ">31<" not in drawn


def test_page_and_files_of_nine_people_say_nothing_of_them():
    client, _of = opened(people(9, touchpoint="Shop", comment="secret words") * 7)
    page = client.get("/").content.decode()
    assert "secret words" not in page
    assert "secret words" not in client.get("/overview/words/").content.decode()
    assert ">63<" not in page
    assert "hidden: fewer than 10 people" in page
    for figure in ("answers", "trend", "touchpoint"):
        assert client.get(f"/overview/{figure}.csv").status_code == 404


def test_words_come_after_the_page_from_its_own_period():
    client, _of = opened([{**row, "comment": f"said of {row['local_date']}"} for row in crowd()])
    page = client.get("/?period=2026-02-01..2026-02-28&touchpoint=Shop").content.decode()
    assert "said of" not in page
    address = html.unescape(re.search(r'id="words" hx-get="([^"]+)"', page)[1])
    assert address == "/overview/words/?period=2026-02-01..2026-02-28&touchpoint=Shop"
    text = plain(client.get(address))
    assert text.count("said of 2026-02-") == 4
    # A page that nobody chose a period for asks for the words of the one it shows.
    assert "/overview/words/?period=2026-" in client.get("/").content.decode()
    assert "the latest" in text


def test_words_of_few_people_and_of_nobody_are_told_the_same():
    client, _of = opened(
        [*people(9, touchpoint="Web", comment="secret words"), *people(30, touchpoint="Shop")]
    )
    few, nobody = (plain(client.get(f"/overview/words/?touchpoint={name}")) for name in ("Web", "Nowhere"))
    assert "hidden: fewer than 10 people" in few
    assert few.replace("Web", "") == nobody.replace("Nowhere", "")


def test_who_may_read_no_comments_gets_none():
    _client, of = opened([{**row, "comment": "said"} for row in crowd()])
    reader = factories.browser(of=factories.member(of=of, role="auditor"))
    page = reader.get("/").content.decode().partition("<main")[2]
    assert 'id="words"' not in page
    assert "/listen/comments/" not in page
    assert reader.get("/overview/words/").status_code == 403


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("figure", ["trend", "touchpoint", "answers"])
def test_every_figure_can_be_taken_away_in_every_form(figure, form):
    response = opened()[0].get(f"/overview/{figure}.{form}?{PERIOD}")
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f"ninefold-{figure}.{form}")


@pytest.mark.parametrize("path", ["/overview/nothing.csv", "/overview/trend.exe"])
def test_unknown_figure_or_form_is_not_found(path):
    assert opened()[0].get(path).status_code == 404


def test_figures_of_an_empty_house_are_not_found():
    assert opened(rows=[])[0].get("/overview/trend.csv").status_code == 404


def test_two_dates_become_one_period_in_the_address():
    response = opened()[0].get("/?from=2026-02-01&to=2026-02-28&against=year")
    assert (response.status_code, response["Location"]) == (
        302,
        "/?against=year&period=2026-02-01..2026-02-28",
    )


def test_date_fields_show_both_days_of_the_period():
    page = opened()[0].get(f"/?{PERIOD}").content.decode()
    assert 'name="from" value="2026/02/01"' in page
    assert 'name="to" value="2026/02/28"' in page


def test_page_in_persian_cuts_its_months_by_the_readers_calendar():
    client, of = opened(language="fa", calendar="persian")
    of.refresh_from_db()
    response = client.get(f"/?{PERIOD}")
    assert response.status_code == 200
    rows = cells(client.get(f"/overview/trend.csv?{PERIOD}"))
    assert len(rows) == 2  # Dey and Bahman 1404
    assert "۱۴۰۴" in rows[0][0]


def test_number_of_queries_does_not_grow_with_surveys(django_assert_num_queries):
    client, of = opened()
    client.get("/")
    with django_assert_num_queries(QUERIES):
        client.get(f"/?{PERIOD}")
    for name in ("Second", "Third"):
        factories.answers(of=of, rows=crowd(), survey=name)
    client.get("/")
    with django_assert_num_queries(QUERIES):
        client.get(f"/?{PERIOD}")


QUERIES = 18
