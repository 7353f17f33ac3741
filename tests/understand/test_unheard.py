"""A metric or a side that nobody knows is said on every page and in the API, beside what is shown instead."""

import pytest
from tests import factories
from tests.understand.journey_health.lived import house
from tests.understand.pages import crowd, opened, plain

pytestmark = pytest.mark.django_db
PERIOD = "period=2026-01-01..2026-02-28"
ASKED = [
    ("metrics/", "scores", "metric"),
    ("metrics/", "scores", "by"),
    ("groups/", "groups", "metric"),
    ("groups/", "groups", "by"),
    ("groups/", "groups", "look"),
    ("trends/", "trends", "metric"),
    ("trends/", "trends", "every"),
    ("trends/forecast/", "forecast", "every"),
]


def said(name: str) -> str:
    return f"The address asks for {name} “nonsense”, which cannot be read; it was left out."


@pytest.mark.parametrize(("page", "api", "name"), ASKED)
def test_what_nobody_knows_is_said_on_the_page_and_in_the_api(page, api, name):
    client, _of = opened(crowd())
    asked = f"{PERIOD}&{name}=nonsense"
    assert said(name) in plain(client.get(f"/understand/{page}?{asked}"))
    assert client.get(f"/api/v1/understand/{api}?{asked}").json()["notes"] == [said(name)]


@pytest.mark.parametrize(("page", "api"), sorted({(page, api) for page, api, _name in ASKED}))
def test_what_is_known_is_shown_without_a_word(page, api):
    client, _of = opened(crowd())
    asked = f"{PERIOD}&metric=csat"
    assert "was left out" not in plain(client.get(f"/understand/{page}?{asked}"))
    assert client.get(f"/api/v1/understand/{api}?{asked}").json()["notes"] == []


def test_a_journey_says_it_too():
    of, made = house()
    client = factories.browser(of=factories.member(of=of))
    assert said("metric") in plain(client.get(f"/understand/journeys/{made.pk}/?metric=nonsense"))
    found = client.get(f"/api/v1/understand/journeys/{made.pk}?metric=nonsense").json()
    assert (found["metric"], found["notes"]) == ("nps", [said("metric")])
