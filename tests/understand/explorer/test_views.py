"""The explorer as its readers meet it: numbers, files, addresses, and nothing of small groups."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from tests import factories
from tests.understand.pages import DAY, EARLIER, FORMS, PERIOD, cells, crowd, opened, people, plain, steady

pytestmark = pytest.mark.django_db
PAGE = "/understand/metrics/"


def test_page_shows_groups_with_their_numbers():
    client, _of = opened()
    text = plain(client.get(f"{PAGE}?{PERIOD}"))
    assert "NPS did not really change." in text
    assert " Shop " in text
    assert " 137 " in text


def test_many_groups_are_listed_on_request_only():
    rows = [row for place in range(102) for row in people(11, touchpoint=f"T{place:03}", start=11 * place)]
    client, _of = opened(rows)
    page = client.get(PAGE).content.decode()
    (address,) = re.findall(r'<a href="(\?[^"]*rows=all)">List all', page)
    everything = client.get(PAGE + unescape(address)).content.decode()
    assert [each.count('class="nm"') for each in (page, everything)] == [100, 102]
    assert "List all" not in everything


def test_small_group_and_its_guard_are_under_10_on_the_page():
    client, _of = opened()
    text = plain(client.get(f"{PAGE}?{PERIOD}"))
    rows = text[text.index("a row is a filter") :]
    assert rows.count("under 10") == 2
    assert " 48 " not in rows  # the answers of the four
    assert " 31 " not in rows


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_hide_what_the_page_hides(form):
    client, _of = opened()
    rows = {row[0]: row for row in cells(client.get(f"/understand/metrics/groups.{form}?{PERIOD}"))}
    assert set(rows) == {"Shop", "App", "Help", "Web"}
    for name in ("Help", "Web"):
        assert [cell for cell in rows[name][1:] if cell] == ["hidden: fewer than 10 answers"]
    assert rows["Shop"][4] == "137"


def test_drawing_hides_what_the_page_hides():
    client, _of = opened()
    drawn = client.get(f"/understand/metrics/groups.svg?{PERIOD}").content.decode()
    assert "137" in drawn
    assert "Web" in drawn
    assert ">48<" not in drawn
    assert ">31<" not in drawn
    assert "var(--" not in drawn


def test_page_of_nine_people_says_nothing_of_them():
    client, _of = opened(people(9, touchpoint="Shop") * 3)
    text = plain(client.get(PAGE))
    assert "Too few to tell" in text
    assert " 27 " not in text
    for form in ("csv", "xlsx"):
        assert client.get(f"/understand/metrics/trend.{form}").status_code == 404


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("figure", ["trend", "groups"])
def test_every_figure_can_be_taken_away_in_every_form(figure, form):
    client, _of = opened()
    response = client.get(f"/understand/metrics/{figure}.{form}?{PERIOD}&by=unit")
    assert response.status_code == 200
    assert (
        response["Content-Disposition"]
        == f"attachment; filename*=UTF-8''ninefold-{figure}-nps-version-1.{form}"
    )
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/understand/metrics/nothing.csv", "/understand/metrics/trend.exe", "/understand/metrics/trend.png"],
)
def test_unknown_figure_or_form_is_not_found(path):
    assert opened()[0].get(path).status_code == 404


def test_figures_of_an_empty_house_are_not_found():
    assert opened(rows=[])[0].get("/understand/metrics/trend.csv").status_code == 404


def test_empty_house_and_empty_selection_are_told_what_to_do():
    assert "Nothing to measure yet." in plain(opened(rows=[])[0].get(PAGE))
    few, nobody = (
        plain(opened()[0].get(f"{PAGE}?touchpoint={name}")).replace(name, "") for name in ("Web", "Nowhere")
    )
    for text in (few, nobody):
        assert "Too few answers to show. hidden: fewer than 10 people" in text


NONSENSE = [
    "metric=nothing", "metric=", "by=nothing", "by=person", "by=a_%22%3B", "metric=%00", "survey=99999999999999999999",
    "survey=-1", "period=2026-03-01..2026-02-01", "period=2026-13-45..x", "period=0001-01-01..9999-12-31",
    "period=1900-01-01..2199-12-31", "period=1900-01-01..2199-12-31&against=year", "period=2026-02-29..", "period=..2026-02-10",
    "period=2099-01-01..2099-12-31", "against=never", "page=9999999999999", "touchpoint=%ED%A0%80", "a.x=1", "a.=1",
    "words=%25_'%22", "touchpoint=" + "x" * 5000, "period=2026-02-01..2026-02-01",
]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        PAGE,
        "/",
        "/listen/comments/",
        "/understand/metrics/groups.csv",
        "/overview/trend.csv",
        "/api/v1/understand/scores",
    ],
)
def test_nonsense_in_an_address_gives_a_page(path):
    client, _of = opened()
    fine = {200, 404} if path.endswith((".csv", "scores")) else {200}
    assert {
        query: code for query in NONSENSE if (code := client.get(f"{path}?{query}").status_code) not in fine
    } == {}


def test_two_dates_become_one_period_in_the_address():
    client, _of = opened()
    response = client.get(
        f"{PAGE}?from=2026-02-01&to=2026-02-28&metric=csat&touchpoint=Shop&touchpoint=App&survey="
    )
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    assert address.path == PAGE
    assert parse_qs(address.query) == {
        "period": ["2026-02-01..2026-02-28"],
        "metric": ["csat"],
        "touchpoint": ["Shop", "App"],
    }


def test_address_is_kept_by_every_link_and_field_of_the_page():
    client, _of = opened()
    html = client.get(f"{PAGE}?{PERIOD}&against=year&metric=csat&by=channel&touchpoint=Shop").content.decode()
    assert 'name="from" value="2026/02/01"' in html
    assert 'name="to" value="2026/02/28"' in html
    assert '<input type="hidden" name="metric" value="csat">' in html
    assert (
        "/understand/metrics/groups.csv?period=2026-02-01..2026-02-28&amp;against=year&amp;touchpoint=Shop&amp;metric=csat&amp;by=channel"
        in html
    )
    assert (
        "period=2026-02-01..2026-02-28&amp;against=year&amp;touchpoint=Shop&amp;metric=nps&amp;by=channel"
        in html
    )


def test_answers_of_the_last_day_of_a_period_count():
    client, _of = opened([*people(12), *people(20, start=50, day=DAY.replace(day=28))])
    rows = cells(client.get(f"/understand/metrics/groups.csv?{PERIOD}&by=touchpoint"))
    assert rows[0][4] == "32"


def test_number_of_queries_does_not_grow_with_surveys(django_assert_num_queries):
    client, of = opened()
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(f"{PAGE}?{PERIOD}")
    for name in ("Second", "Third"):
        factories.answers(of=of, rows=crowd(), survey=name)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(f"{PAGE}?{PERIOD}")


def test_number_of_queries_of_a_file_does_not_grow_with_surveys(django_assert_num_queries):
    client, of = opened()
    with django_assert_num_queries(FILE_QUERIES):
        client.get(f"/understand/metrics/groups.csv?{PERIOD}")
    for name in ("Second", "Third"):
        factories.answers(of=of, rows=crowd(), survey=name)
    with django_assert_num_queries(FILE_QUERIES):
        client.get(f"/understand/metrics/groups.csv?{PERIOD}")


def test_other_organisations_change_nothing_on_a_page():
    client, _of = opened()
    paths = [
        PAGE,
        "/",
        "/listen/comments/",
        "/understand/metrics/groups.csv",
        "/overview/trend.csv",
        "/api/v1/understand/scores",
    ]
    before = [steady(client.get(f"{path}?{PERIOD}")) for path in paths]
    opened([{**row, "touchpoint": f"canary {row['touchpoint']}", "unit": "canary"} for row in crowd()])
    assert [steady(client.get(f"{path}?{PERIOD}")) for path in paths] == before


# Five of a file are its entry in the audit log: a savepoint and its end, the lock, the entry before, the new one.
QUERIES, FILE_QUERIES = 17, 18


def test_months_lead_to_the_trend_of_the_same_metric_and_filter():
    client, _of = opened()
    page = client.get(f"{PAGE}?metric=csat&touchpoint=Shop").content.decode()
    assert 'href="/understand/trends/?metric=csat&amp;touchpoint=Shop"' in page


@pytest.mark.parametrize("earlier", [0, 9])
def test_what_nothing_stands_beside_has_no_verdict(earlier):
    client, _of = opened([*people(137, touchpoint="Shop"), *people(earlier, day=EARLIER, touchpoint="Shop")])
    page = client.get(f"/understand/metrics/?{PERIOD}")
    assert "NPS, with nothing earlier to compare with." in plain(page)
    assert plain(page).count("Too few to tell") == 1  # where it is told how the number was made
    assert "Against before" not in plain(page)


def test_what_something_stands_beside_has_a_verdict():
    client, _of = opened([*people(137, touchpoint="Shop"), *people(120, day=EARLIER, touchpoint="Shop")])
    text = plain(client.get(f"/understand/metrics/?{PERIOD}"))
    assert "Against before" in text
    assert "no real change" in text.lower()
