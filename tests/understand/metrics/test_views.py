"""The registry of metrics as pages."""

import re

import pytest
from tests import factories

from ninefold.understand.metrics.models import MetricSetting

pytestmark = pytest.mark.django_db
QUERIES = 19
ROWS = [{"nps": float(number % 11), "csat": 4.0, "local_date": factories.DAY} for number in range(30)]


def test_definitions_without_an_import_say_what_to_do():
    answer = factories.browser(of=factories.member()).get("/understand/definitions/")
    assert answer.status_code == 200
    assert "There is nothing to define yet." in answer.content.decode()


def test_target_in_persian_digits_is_kept_and_shown():
    house = factories.organisation()
    factories.answers(of=house, rows=ROWS)
    browser = factories.browser(of=factories.member(of=house))
    answer = browser.post("/understand/definitions/nps/", {"owner": "", "target": "۴۲٫۵"})
    assert (answer.status_code, answer["Location"]) == (302, "/understand/definitions/nps/")
    assert MetricSetting.objects.get().target == 42.5
    assert "42.5" in browser.get("/understand/definitions/").content.decode()


@pytest.mark.parametrize(
    ("target", "said"),
    [("plenty", "Write the target as a number"), ("101", "and 100, the ends of the scale")],
)
def test_impossible_target_is_refused_with_its_cure(target, said):
    house = factories.organisation()
    factories.answers(of=house, rows=ROWS)
    answer = factories.browser(of=factories.member(of=house)).post(
        "/understand/definitions/nps/", {"target": target}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert MetricSetting.objects.count() == 0


def test_unknown_metric_is_not_found():
    house = factories.organisation()
    factories.answers(of=house, rows=ROWS)
    assert (
        factories.browser(of=factories.member(of=house)).get("/understand/definitions/q_nothing/").status_code
        == 404
    )


def test_owner_of_another_house_cannot_be_chosen():
    house, other = factories.organisation(), factories.organisation()
    factories.answers(of=house, rows=ROWS)
    stranger = factories.member(of=other)
    answer = factories.browser(of=factories.member(of=house)).post(
        "/understand/definitions/nps/", {"owner": stranger.pk, "target": ""}
    )
    assert answer.status_code == 422


def page_of(browser, query: str = "") -> str:
    answer = browser.get(f"/understand/definitions/nps/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_of_a_metric_says_what_was_left_out_and_how_to_ask_again():
    house = factories.organisation()
    blank = {"csat": 4.0, "local_date": factories.DAY}
    factories.answers(of=house, rows=[*ROWS, blank, blank, {"nps": 11.0, "local_date": factories.DAY}])
    page = page_of(factories.browser(of=factories.member(of=house)), "?period=2026-01-01..2026-01-02")
    assert "2 without an answer or coded as not answered; 1 outside the scale" in re.sub("</?bdi>", "", page)
    assert "/api/v1/understand/scores?period=2026-01-01..2026-01-02&amp;metric=nps" in page
    assert "adjusted Wald" in page


def test_page_of_a_metric_looks_the_same_for_too_few_and_for_nobody():
    house = factories.organisation()
    rows = [{"nps": 9.0, "channel": "web"} for _ in range(3)]
    factories.answers(of=house, rows=[*ROWS, *rows])
    browser = factories.browser(of=factories.member(of=house))
    few, nobody = (
        page_of(browser, f"?channel={name}").replace(name, "…").partition('<div class="page">')[2]
        for name in ("web", "fax")
    )
    assert "hidden: fewer than 10 people" in few
    assert few.count("adjusted Wald") == few.count("without an answer") == 0
    bare = [re.sub('value="[^"]{64}"', "", page) for page in (few, nobody)]  # without the token of the form
    assert bare[0] == bare[1]


def test_panel_of_a_number_leads_to_its_page_with_the_period_it_was_made_of():
    house = factories.organisation()
    factories.answers(of=house, rows=ROWS)
    browser = factories.browser(of=factories.member(of=house))
    for address in ("/understand/metrics/?metric=nps", "/"):
        assert (
            "/understand/definitions/nps/?period=2026-01-01..2026-01-01"
            in browser.get(address).content.decode()
        )


def test_page_of_a_metric_asks_the_database_no_more_for_more_filters(django_assert_num_queries):
    house = factories.organisation()
    factories.answers(of=house, rows=ROWS)
    browser = factories.browser(of=factories.member(of=house))
    page_of(browser)  # what the process keeps is there
    for query in ("", "?channel=web&unit=North&period=2026-01-01..2026-01-31"):
        with django_assert_num_queries(QUERIES):
            page_of(browser, query)
