"""Ours held against theirs: what is said, what is refused and why, and nothing of small groups."""

from datetime import date

import pytest
from tests import factories
from tests.understand.benchmarks.told import ADDRESS, words
from tests.understand.pages import FORMS, PERIOD, cells, crowd, opened, people

from ninefold.listen.surveys.models import Survey
from ninefold.people.audit.models import AuditEntry
from ninefold.understand.benchmarks.models import BenchmarkSet, SurveyMethod

pytestmark = pytest.mark.django_db
RECENT = {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}
# 0 to 10 in turn: two promoters and seven detractors of eleven.
EVEN = people(220, touchpoint="Shop", unit="Centre")


def house(rows=None, *, method="web", **fields):
    """An organisation with answers, asked on the web unless told otherwise."""
    client, of = opened(EVEN if rows is None else rows, time_zone="Europe/Oslo")
    if method:
        for survey in Survey.objects.for_organisation(of):
            SurveyMethod.objects.create(organisation=of, survey=survey, method=method, set_at=factories.AT)
    return client, of, factories.benchmark(of=of, **fields)


def shown(client, found, query=""):
    response = client.get(f"{ADDRESS}{found.pk}/{query}")
    assert response.status_code == 200
    return words(response)


def test_figures_without_a_range_are_held_against_our_own_interval():
    """NPS −45.5, 95% sure between −55 and −36: −50 and −40 lie within."""
    client, _of, found = house(values={"A": 0.1, "B": -0.4, "C": -0.5, "D": -0.9})
    text = shown(client, found)
    assert "Of the 4 figures of “Airlines 2025”, 1 to 3 lie above NPS." in text
    assert "your own interval decides" in text
    assert text.count("inside your interval") == 2
    assert text.count("outside your interval: you lie below") == 1
    assert text.count("outside your interval: you lie above") == 1
    assert "4 of 4 figures have no stated uncertainty" in text
    assert "A published study · 1 Jan to 31 Dec 2025 · Norway · not your data" in text


def test_figures_with_a_range_have_a_difference_with_an_interval():
    values = {
        "Limits": {"value": 0.1, "low": 0.05, "high": 0.15},
        "Error": {"value": -0.2, "error": 0.05},
        "Answers": {"value": -0.44, "n": 400},
        "Few": {"value": -0.9, "n": 4},
    }
    client, _of, found = house(values=values)
    text = shown(client, found)
    assert "Of the 4 figures of “Airlines 2025”, at least 2 lie above NPS." in text
    assert "4 figures were held against yours" not in text  # of the four people nothing is judged
    assert "3 figures were held against yours; even one false word among them is held to 1 in 20." in text
    assert text.count("you lie below") == 2
    assert text.count("cannot be told apart") == 1
    assert text.count("too few to tell") == 1
    rows = {row[0]: row for row in cells(client.get(f"{ADDRESS}{found.pk}/figures.csv"))}
    assert rows["Yours: NPS"][1] == rows["Yours: NPS"][1]
    assert float(rows["Limits"][5]) == pytest.approx(-100 * 5 / 11 - 10)
    assert float(rows["Limits"][6]) < float(rows["Limits"][5]) < float(rows["Limits"][7]) < 0
    assert rows["Few"][5:8] != ["", "", ""]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"A": 0.5}, "NPS lies below “A”."),
        ({"A": -0.9}, "NPS lies above “A”."),
        ({"A": -0.45}, "NPS cannot be told apart from “A”."),
        ({"A": 0.5, "B": 0.4}, "NPS lies below all 2 figures of “Airlines 2025”."),
        ({"A": -0.8, "B": -0.9}, "NPS lies above all 2 figures of “Airlines 2025”."),
        ({"A": 0.8, "B": -0.9}, "Of the 2 figures of “Airlines 2025”, 1 lies above NPS."),
        ({"A": -0.45, "B": -0.44}, "Where NPS stands among the figures of “Airlines 2025” cannot be told."),
    ],
)
def test_finding_says_what_can_be_told(values, told):
    client, _of, found = house(values=values)
    assert told in shown(client, found)


MEAN = {"kind": "mean", "low": 1.0, "high": 10.0, "values": {"A": 8.1}}


@pytest.mark.parametrize(
    ("told", "metric", "why"),
    [
        ({}, "csat", "Their figures are of the kind “NPS”, yours of the kind “Share of the best answers”"),
        (
            MEAN,
            "csat-mean",
            "They ask 1 to 10, you ask 1 to 5: a mean of one scale is not a mean of the other.",
        ),
        (
            MEAN | {"kind": "top", "top": 9.0, "values": {"A": 0.4}},
            "csat",
            "They ask 1 to 10, you ask 1 to 5: a share of one scale is not a share of the other.",
        ),
        (
            {"kind": "top", "low": 1.0, "high": 5.0, "top": 5.0, "values": {"A": 0.4}},
            "csat",
            "They count answers of 5 and above, you count 4 and above",
        ),
        (
            {"method": "phone"},
            "nps",
            "Their answers were collected otherwise than yours (theirs: Web, app or e-mail; yours: Phone)",
        ),
    ],
)
def test_what_is_not_alike_is_refused_with_a_reason_and_a_cure(told, metric, why):
    client, _of, found = house(**told)
    text = shown(client, found, f"?metric={metric}")
    assert "cannot be compared with “Airlines 2025”." in text
    assert "Why this is not compared" in text
    assert why in text
    assert "Yours beside theirs" not in text
    assert "One by one" not in text
    row = cells(client.get(f"{ADDRESS}{found.pk}/figures.csv?metric={metric}"))
    assert not any(each[0].startswith("Yours") for each in row)


def test_refusal_leads_to_the_metrics_that_can_be_compared():
    client, _of, found = house(kind="mean", low=1.0, high=5.0, values={"A": 3.1})
    assert "Defined as theirs among yours: Satisfaction, mean" in shown(client, found, "?metric=nps")
    assert "Satisfaction, mean" in shown(client, found).split("Part of you")[0]  # chosen unasked


def test_scale_of_a_mean_that_is_alike_is_compared():
    client, _of, found = house(kind="mean", low=1.0, high=5.0, values={"A": {"value": 4.5, "error": 0.1}})
    assert "Satisfaction, mean lies below “A”." in shown(client, found)


def test_what_is_not_stated_forbids_a_verdict_and_says_so():
    client, of, found = house(method="", licence="", question="", country="")
    text = shown(client, found)
    assert "Where NPS stands among the figures of “Airlines 2025” cannot be told." in text
    for told in (
        "How your own answers are collected is not stated",
        "Their question is not stated",
        "Their licence is not stated",
        "Their country is not stated",
        "country not stated · not your data",
    ):
        assert told in text
    assert "you lie" not in text
    BenchmarkSet.objects.update(method="")
    assert "How their answers were collected is not stated" in shown(client, found)
    survey = Survey.objects.get(organisation=of)
    address = f"{ADDRESS}{found.pk}/surveys/{survey.pk}/"
    response = client.post(address, {"method": "web", "query": "metric=nps&unit=Centre"})
    assert response["Location"] == f"{ADDRESS}{found.pk}/?metric=nps&unit=Centre"
    assert SurveyMethod.objects.get(survey=survey).method == "web"
    assert client.post(address, {"method": "smoke"}).status_code == 302
    assert SurveyMethod.objects.get(survey=survey).method == "web"
    client.post(address, {"method": ""})
    assert not SurveyMethod.objects.exists()
    acts = AuditEntry.objects.filter(organisation=of, subject=f"survey {survey.pk}")
    assert [each.details for each in acts] == [{"change": "changed"}] * 2


def test_another_country_and_a_period_long_ago_are_said_beside_the_number():
    client, _of, found = house(country="US", since=date(2019, 1, 1), until=date(2019, 12, 31))
    text = shown(client, found)
    assert "Their figures are of United States, your organisation is in Norway" in text
    assert "73 months lie between their period and yours" in text
    assert "NPS lies below all 2 figures" in text  # a warning is no refusal
    near, _of, found = house(country="001", **RECENT)
    text = shown(near, found)
    assert "months lie between" not in text
    assert "your organisation is in" not in text


def test_answers_collected_in_several_ways_are_compared_with_a_word():
    client, _of, found = house(method="mixed", country="NO")
    BenchmarkSet.objects.update(method="mixed")
    assert "Both were collected in several ways" in shown(client, found)


@pytest.mark.parametrize(
    "query", ["?touchpoint=Web", "?touchpoint=Nowhere", "?period=2199-01-01..2199-02-01"]
)
def test_hidden_and_empty_selections_look_alike_and_have_no_file(query):
    client, _of, found = house(crowd())
    assert "Too few answers to show. hidden: fewer than 10 people" in shown(client, found, query)
    assert client.get(f"{ADDRESS}{found.pk}/figures.csv{query}").status_code == 404


def test_house_of_nine_people_does_not_tell_when_they_answered():
    client, _of, found = house(people(9), country="NO", since=date(2019, 1, 1), until=date(2019, 12, 31))
    text = shown(client, found)
    assert "Too few answers to show." in text
    assert "months lie between" not in text
    assert "Feb 2026" not in text


def test_house_without_answers_is_told_that_there_is_nothing_to_hold_against():
    client, _of, found = house([])
    text = shown(client, found)
    assert "There is nothing of yours yet to hold against “Airlines 2025”." in text
    assert "Theirs 40" in text


def test_answers_all_alike_allow_no_verdict():
    rows = [{**row, "csat": 5.0} for row in people(40)]
    client, _of, found = house(rows, kind="mean", low=1.0, high=5.0, values={"A": 3.1, "B": 4.0})
    assert "Where Satisfaction, mean stands among the figures" in shown(client, found)


def test_part_of_the_house_is_one_click_away():
    """The contact centre has two teams: whoever sees all may hold it against others as a whole."""
    rows = [
        *people(60, unit="Team 1"),
        *people(60, start=100, unit="Team 2"),
        *people(60, start=200, unit="Shop"),
    ]
    client, of, found = house(rows)
    centre = factories.unit(of=of, name="Contact centre")
    for name in ("Team 1", "Team 2"):
        factories.unit(of=of, name=name, below=centre)
    html = client.get(f"{ADDRESS}{found.pk}/?metric=nps").content.decode()
    assert 'href="?unit=Contact+centre&amp;unit=Team+1&amp;unit=Team+2&amp;metric=nps"' in html
    assert " 120 " in shown(client, found, "?unit=Contact+centre&unit=Team+1&unit=Team+2")
    part = factories.browser(of=factories.member(of=of, role="manager", unit=centre))
    assert "Contact centre</bdi></a>" not in part.get(f"{ADDRESS}{found.pk}/").content.decode()


def test_many_figures_are_listed_on_request_and_the_nearest_drawn():
    client, _of, found = house(values={f"Firm {n:03}": n / 500 - 0.6 for n in range(120)})
    text = shown(client, found)
    assert "The 24 figures nearest to yours are drawn; the table has all 120 ." in text
    assert "The 100 highest of 120 figures." in text
    html = client.get(f"{ADDRESS}{found.pk}/?rows=all").content.decode()
    assert html.count('class="nm"') == 120
    assert "List all" not in html


@pytest.mark.parametrize("form", FORMS)
def test_comparison_can_be_taken_away_and_says_whose_it_is(form):
    client, of, found = house()
    response = client.get(f"{ADDRESS}{found.pk}/figures.{form}?{PERIOD}")
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    if form != "svg":
        rows = cells(response)
        assert [row[0] for row in rows] == ["Yours: NPS", "Theirs", "Ours in the north"]
        assert [row[-1] for row in rows] == [
            "your data", *["A published study · 1 Jan to 31 Dec 2025 · Norway · not your data"] * 2,
        ]  # fmt: skip
    (act,) = AuditEntry.objects.filter(organisation=of, action="export_made")
    assert (act.subject, act.details["form"]) == (f"benchmark {found.pk}", form)
    assert client.get(f"{ADDRESS}{found.pk}/figures.exe").status_code == 404


def test_sight_is_obeyed():
    rows = [*people(60, unit="North"), *[{**row, "nps": 10.0} for row in people(60, start=100, unit="South")]]
    client, of, found = house(rows, values={"A": 0.9})
    north = factories.unit(of=of, name="North")
    part = factories.browser(of=factories.member(of=of, role="manager", unit=north))
    assert " 120 " in shown(client, found)
    seen = shown(part, found)
    assert " 120 " not in seen
    assert " 60 " in seen


@pytest.mark.parametrize(
    "query", ["metric=%00", "metric=none", "rows=9", "unit=" + "x" * 5000, "period=x", "survey=-1"]
)
def test_nonsense_in_an_address_gives_a_page(query):
    client, _of, found = house()
    assert client.get(f"{ADDRESS}{found.pk}/?{query}").status_code == 200


def test_two_dates_become_one_period_in_the_address():
    client, _of, found = house()
    response = client.get(f"{ADDRESS}{found.pk}/?from=2026-02-01&to=2026-02-28")
    assert response["Location"] == f"{ADDRESS}{found.pk}/?period=2026-02-01..2026-02-28"


def test_set_of_another_house_is_not_found():
    client, _of, _found = house()
    theirs = factories.benchmark(of=factories.organisation())
    for path in ("", "figures.csv", "remove/", "surveys/1/"):
        assert client.get(f"{ADDRESS}{theirs.pk}/{path}").status_code in {404, 405}


def test_number_of_queries_does_not_grow_with_figures_or_surveys(django_assert_num_queries):
    client, of, found = house()
    client.get(f"{ADDRESS}{found.pk}/")
    with django_assert_num_queries(QUERIES):
        client.get(f"{ADDRESS}{found.pk}/?{PERIOD}")
    factories.answers(of=of, rows=EVEN, survey="Second")
    other = factories.benchmark(of=of, name="Many", values={f"Firm {n}": n / 100 for n in range(60)})
    client.get(f"{ADDRESS}{other.pk}/")
    with django_assert_num_queries(QUERIES):
        client.get(f"{ADDRESS}{other.pk}/?{PERIOD}")


QUERIES = 21
