"""Trends as their readers meet them: findings, files, addresses, and nothing of small groups."""

import re
from datetime import date

import pytest
from tests import factories
from tests.understand.pages import FORMS, cells, opened, people, plain, steady
from tests.understand.trends.made import answers, day_of, exactly

from ninefold.people.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE, AHEAD = "/understand/trends/", "/understand/trends/forecast/"
FELL = [0.7] * 9 + [0.5] * 9
STEADY = [0.6, 0.62, 0.58, 0.61, 0.6, 0.59, 0.61, 0.6, 0.58, 0.62]
ENDED = [{"local_date": date(2025, 6, 30), "nps": 8.0, "person": f"last{n}"} for n in range(12)]


def test_page_tells_the_break_with_its_interval():
    text = plain(opened(exactly(FELL))[0].get(PAGE))
    assert "NPS fell from 40.0 to 0.0 between September 2024 and October 2024." in text
    assert "The new level began here: October 2024." in text
    assert "17 periods were looked at" in text
    assert "1,800 answers" in text


def test_period_that_runs_on_is_told_and_not_judged():
    client, _of = opened(exactly(FELL))
    rows = cells(client.get("/understand/trends/control.csv"))
    assert (len(rows), rows[-1][5:]) == (18, ["", "", "not complete, so not judged"])
    complete, _of = opened([*exactly(FELL), *ENDED])
    assert cells(complete.get("/understand/trends/control.csv"))[-1][5] != ""


def test_weeks_are_the_same_answers_cut_otherwise():
    client, _of = opened(exactly(FELL))
    text = plain(client.get(f"{PAGE}?every=week"))
    assert "1,800 answers" in text
    assert client.get(f"{PAGE}?every=nonsense").status_code == 200


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("figure", ["control", "forecast"])
def test_figures_are_taken_away_and_recorded(form, figure):
    client, of = opened(answers([0.6] * 24))
    response = client.get(f"/understand/trends/{figure}.{form}?metric=nps")
    assert response.status_code == 200
    assert f"ninefold-{figure}.{form}" in response["Content-Disposition"]
    told = AuditEntry.objects.get(organisation=of, action="export_made")
    assert (told.subject, told.details["kind"], told.details["form"]) == ("trends", figure, form)


@pytest.mark.parametrize(
    ("figure", "years"), [("control", ["2024", "2025"]), ("forecast", ["2024", "2025", "2026"])]
)
def test_pictures_over_several_years_name_them(figure, years):
    client, _of = opened([*answers([0.6] * 24), *ENDED])
    svg = client.get(f"/understand/trends/{figure}.svg?metric=nps").content.decode()
    assert re.findall(r">(20\d\d)<", svg) == years


@pytest.mark.parametrize("address", ["control.pdf", "nothing.csv", "trend.csv"])
def test_unknown_file_is_not_found(address):
    assert opened(exactly(FELL))[0].get(f"/understand/trends/{address}").status_code == 404


def test_file_holds_the_numbers_of_the_page():
    client, _of = opened([*exactly(FELL), *ENDED])
    first = cells(client.get("/understand/trends/control.csv"))[0]
    assert first[0] == "January 2024"
    assert (float(first[1]), int(first[4])) == (pytest.approx(40.0), 100)
    assert float(first[5]) < float(first[6])


@pytest.mark.parametrize("address", [PAGE, AHEAD])
def test_nobody_and_too_few_look_alike(address):
    few, nobody = opened(people(4))[0], opened(exactly(FELL))[0]
    alone = plain(few.get(f"{address}?touchpoint=Nowhere"))
    assert "Too few answers to show." in alone
    assert "Too few answers to show." in plain(nobody.get(f"{address}?touchpoint=Nowhere"))
    assert "Too few answers to show." in plain(nobody.get(f"{address}?period=2031-01-01..2031-02-01"))


def test_month_of_four_is_the_gap_that_an_empty_one_is():
    rows = [row for row in exactly(STEADY) if row["local_date"] != day_of(4)]
    empty = opened(rows)[0].get(PAGE)
    taken = [row for row in rows if row["local_date"] != day_of(5)]
    four = opened([*rows, *people(4, day=day_of(4))])[0].get("/understand/trends/control.csv")
    assert [row[1:] for row in cells(four) if row[0] == "May 2024"] == [["", "", "", "", "", "", ""]]
    gap = opened(taken)[0].get("/understand/trends/control.csv")
    assert [row[1:] for row in cells(gap) if row[0] == "May 2024"] == [["", "", "", "", "", "", ""]]
    assert "May 2024" in empty.content.decode()


def test_few_of_a_filter_give_no_file():
    client, _of = opened([*exactly(FELL), *people(4, touchpoint="Web", start=9000)])
    assert client.get("/understand/trends/control.csv?touchpoint=Web").status_code == 404
    assert client.get("/understand/trends/forecast.csv?touchpoint=Web").status_code == 404


def test_nothing_imported_leads_to_the_sources():
    client, _of = opened(rows=[])
    assert "Nothing to measure yet." in plain(client.get(PAGE))
    assert client.get(AHEAD).status_code == 200


def test_forecast_tells_its_test_or_what_is_missing():
    text = plain(opened(answers([0.6] * 24))[0].get(AHEAD))
    assert "earlier moments its error was" in text
    short = plain(opened(exactly(STEADY))[0].get(AHEAD))
    assert "7 more complete periods without a gap are needed for a forecast of NPS." in short


def test_sight_of_a_unit_is_the_whole_world_of_its_reader():
    of = factories.organisation()
    factories.answers(
        of=of, rows=[*answers([0.7] * 12, unit="North"), *answers([0.2] * 12, seed=5, n=80, unit="South")]
    )
    part = factories.unit(of=of, name="North")
    manager = factories.browser(of=factories.member(of=of, role="manager", unit=part))
    assert "720 answers" in plain(manager.get(PAGE))


def test_dates_typed_in_fields_become_an_address():
    response = opened(exactly(FELL))[0].get(f"{PAGE}?from=2024-02-01&to=2024-09-30&every=week")
    assert response.status_code == 302
    assert "period=2024-02-01..2024-09-30" in response["Location"]


def test_chosen_days_show_their_whole_months():
    client, _of = opened(exactly(FELL))
    rows = cells(client.get("/understand/trends/control.csv?period=2024-02-11..2024-12-05"))
    assert (rows[0][0], rows[-1][0], len(rows)) == ("February 2024", "December 2024", 11)
    assert rows[0][4] == rows[-1][4] == "100"


def test_persian_reader_has_months_of_their_own():
    of = factories.organisation()
    factories.answers(of=of, rows=exactly(FELL))
    client = factories.browser(of=factories.member(of=of, language="fa", calendar="persian"))
    page = client.get(PAGE).content.decode()
    assert "۱٬۸۰۰" in page
    assert re.search(r"شهریور|مهر", page)


@pytest.mark.parametrize(("address", "queries"), [(PAGE, 21), (AHEAD, 22)])
def test_number_of_queries_does_not_grow(django_assert_num_queries, address, queries):
    client, of = opened(answers([0.6] * 24))
    with django_assert_num_queries(queries):
        first = client.get(address)
    factories.answers(of=of, rows=answers([0.5] * 24, seed=9), survey="Second")
    with django_assert_num_queries(queries):
        client.get(address)
    assert steady(first)
