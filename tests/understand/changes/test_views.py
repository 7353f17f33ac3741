"""What changed as its readers meet it."""

import re

import pytest
from tests.understand.changes.test_queries import planted
from tests.understand.pages import cells, opened, people, plain

from ninefold.people.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PERIOD = "period=2026-02-01..2026-02-28"
PAGE = f"/understand/changes/?{PERIOD}"
API = f"/api/v1/understand/changes?{PERIOD}"


def test_page_names_the_group_that_fell_and_where_to_look_closer():
    response = opened(planted(fall=5.0))[0].get(PAGE)
    text = plain(response)
    assert "NPS fell for “T07”" in text
    assert "comparisons were looked at" in text
    page = response.content.decode()
    for place in ("metrics", "drivers"):
        assert f"/understand/{place}/?period=2026-02-01..2026-02-28&amp;touchpoint=T07" in page.replace(
            "%2E", "."
        )
    assert "/listen/comments/?" in page


def test_page_without_a_real_change_says_so():
    text = plain(opened(planted(seed=3))[0].get(PAGE))
    assert "Nothing really changed." in text
    assert "None of the changes is larger than chance would make it." in text


def test_page_of_nothing_says_what_to_do():
    assert "Nothing to measure yet." in plain(opened([])[0].get("/understand/changes/"))
    text = plain(opened(planted())[0].get("/understand/changes/?period=2031-01-01..2031-02-01"))
    assert "Too few answers to show." in text


def test_nine_people_look_like_nobody():
    client, _of = opened(people(9, touchpoint="Shop"))
    few = plain(client.get("/understand/changes/?touchpoint=Shop"))
    assert "Too few answers to show." in few
    assert client.get("/understand/changes.csv?touchpoint=Shop").status_code == 404
    assert client.get("/api/v1/understand/changes?touchpoint=Shop").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_comparison_can_be_taken_away_and_that_is_on_record(form):
    client, of = opened(planted(fall=5.0))
    rows = cells(client.get(f"/understand/changes.{form}?{PERIOD}"))
    assert len(rows) == 41
    (fallen,) = (row for row in rows if row[1] == "T07")
    assert (fallen[0], fallen[2], fallen[-1]) == ("Touchpoint", "NPS", "Real change: worse")
    entry = AuditEntry.objects.filter(organisation=of).latest("number")
    assert (entry.details["kind"], entry.details["form"]) == ("changes", form)


def many():
    """Forty touchpoints, one of which fell, sixty channels and a second measure: more than 100 looks."""
    rows = planted(fall=5.0)
    places = [f"c{place:02}" for place in range(60)]
    return [
        {**row, "channel": places[place % 60], "csat": float(1 + place % 5)} for place, row in enumerate(rows)
    ]


def listed(response):
    """The verdicts of the table of every comparison, in its order."""
    table = response.content.decode().split("<details", 1)[-1].split("Every comparison", 1)[1]
    return re.findall(r"(Real change: worse|Real change: better|No real change)</bdi>", table)


def test_very_many_comparisons_are_cut_with_what_really_changed_first():
    client, _of = opened(many())
    page = client.get(PAGE)
    everything = client.get(f"{PAGE}&rows=all")
    looks = client.get(API).json()["looks"]
    assert looks > 100
    assert (len(listed(page)), len(listed(everything))) == (100, looks)
    assert listed(page)[0] == "Real change: worse"
    assert listed(page) == sorted(listed(page), key=lambda verdict: verdict == "No real change")
    assert f"100 of {looks} comparisons, what really changed first. List all" in plain(page)
    assert "List all" not in plain(everything)
    assert "rows=all" in page.content.decode()
    assert len(cells(client.get(f"/understand/changes.csv?{PERIOD}"))) == looks


@pytest.mark.parametrize(("rows", "unfolded"), [("all", True), ("7", False)])
def test_the_table_is_unfolded_for_who_asked_for_all_of_it(rows, unfolded):
    page = opened(many())[0].get(f"{PAGE}&rows={rows}").content.decode()
    assert ('<details class="data" open>' in page) is unfolded


def test_unknown_form_is_not_found():
    assert opened(planted())[0].get(f"/understand/changes.svg?{PERIOD}").status_code == 404


def test_api_tells_every_look():
    found = opened(planted(fall=5.0))[0].get(API).json()
    assert (found["looks"], len(found["real"]) + len(found["others"])) == (41, 41)
    first = found["real"][0]
    assert (first["side"], first["group"], first["metric"], first["verdict"]) == (
        "touchpoint",
        "T07",
        "nps",
        "worse",
    )
    assert first["difference"]["high"] < 0
    assert found["others"][0]["difference"]["n"] > 0


def test_api_of_nothing_is_not_found():
    assert opened([])[0].get(API).status_code == 404
