"""The page of comments."""

from urllib.parse import parse_qs, urlsplit

import pytest
from tests import factories
from tests.understand.pages import PERIOD, cells, crowd, opened, people, plain

pytestmark = pytest.mark.django_db
PAGE = "/listen/comments/"


def test_page_shows_comments_with_their_place():
    client, _of = opened()
    text = plain(client.get(f"{PAGE}?{PERIOD}"))
    assert "299 comments, the newest first." in text
    assert "voice" in text
    assert "page 1 of 15" in text


def test_comment_of_a_small_group_does_not_tell_where_it_was_left():
    rows = [
        *people(30, touchpoint="Shop", comment="large"),
        *people(4, start=50, touchpoint="Kiosk", comment="whispered"),
    ]
    client, _of = opened(rows)
    pages = [client.get(f"{PAGE}?page={page}").content.decode() for page in (1, 2)]
    shown = "".join(
        html[html.index("</search>") :] for html in pages
    )  # the filters above name every touchpoint
    assert shown.count("whispered") == 4
    assert shown.count("Shop") == 30
    assert "Kiosk" not in shown


def test_few_people_and_nobody_are_told_the_same():
    few = opened(people(9, comment="secret") * 3)[0].get(PAGE)
    nobody = opened(people(40))[0].get(PAGE)
    assert "secret" not in few.content.decode()
    for response in (few, nobody):
        assert "hidden: fewer than 10 people" in plain(response)


def test_search_without_a_hit_says_so():
    assert "No comment matches." in plain(opened()[0].get(f"{PAGE}?words=nowhere"))


@pytest.mark.parametrize("page", ["9999999999999", "9" * 5000, "0", "-1", "x", "", "٣", "1.5", "²"])
def test_any_page_number_gives_a_page(page):
    response = opened()[0].get(PAGE, {"page": page})
    assert response.status_code == 200
    assert "299 comments" in plain(response)


def test_pages_lead_on_with_the_filter_and_the_search():
    html = opened()[0].get(f"{PAGE}?{PERIOD}&words=voice&page=2").content.decode()
    for page in (1, 3):
        assert f'href="?period=2026-02-01..2026-02-28&amp;words=voice&amp;page={page}"' in html
    assert '<input type="hidden" name="words" value="voice">' in html


def test_two_dates_become_one_period_in_the_address():
    response = opened()[0].get(f"{PAGE}?from=2026-02-01&to=2026-02-28&words=voice")
    address = urlsplit(response["Location"])
    assert (response.status_code, address.path) == (302, PAGE)
    assert parse_qs(address.query) == {"period": ["2026-02-01..2026-02-28"], "words": ["voice"]}


def test_date_fields_show_both_days_of_the_period():
    html = opened()[0].get(f"{PAGE}?{PERIOD}").content.decode()
    assert 'name="from" value="2026/02/01"' in html
    assert 'name="to" value="2026/02/28"' in html


def test_words_of_customers_are_text_and_never_markup():
    rows = people(12, comment="<script>alert(1)</script>", touchpoint="<b>x</b>")
    html = opened(rows)[0].get(PAGE).content.decode()
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html
    assert "&lt;script&gt;" in html


def test_number_of_queries_does_not_grow_with_surveys(django_assert_num_queries):
    client, of = opened()
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)
    for name in ("Second", "Third"):
        factories.answers(of=of, rows=crowd(), survey=name)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 12  # one of them asks whether the audit log holds this reading already


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_comments_can_be_taken_away_with_what_the_page_tells(form):
    rows = [
        *people(30, touchpoint="Shop", comment="=1+1"),
        *people(4, start=50, touchpoint="Kiosk", comment="small"),
    ]
    found = cells(opened(rows)[0].get(f"{PAGE}comments.{form}"))
    assert len(found) == 34
    told = {row[0]: row[4] for row in found}
    assert told == {"'=1+1" if form == "csv" else "=1+1": "Shop", "small": ""}


def test_comments_of_few_people_cannot_be_taken_away():
    client, _of = opened(
        [
            *people(30, touchpoint="Shop", comment="large"),
            *people(9, start=50, touchpoint="Web", comment="small"),
        ]
    )
    assert client.get(f"{PAGE}comments.csv?touchpoint=Web").status_code == 404
    assert client.get(f"{PAGE}comments.csv?touchpoint=Shop").status_code == 200
    assert client.get(f"{PAGE}comments.svg").status_code == 404


def test_attribute_filters_comments_by_their_answers():
    rows = [
        *people(12, a_plan="Gold", comment="gold voice"),
        *people(15, start=50, a_plan="Basic", comment="basic voice"),
    ]
    text = plain(opened(rows)[0].get(f"{PAGE}?a.plan=Gold"))
    assert "12 comments" in text
    assert "basic voice" not in text
