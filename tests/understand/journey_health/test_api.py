"""A journey as JSON: the numbers of the page, and its silence."""

import pytest
from tests import factories
from tests.understand.journey_health.lived import PERIOD, house, journey

pytestmark = pytest.mark.django_db


def asked(of, made, more=""):
    client = factories.browser(of=factories.member(of=of))
    response = client.get(f"/api/v1/understand/journeys/{made.pk}?{PERIOD}{more}")
    assert response.status_code == 200
    return response.json()


def test_journey_tells_scores_runs_and_owners():
    found = asked(*house())
    assert (found["name"], found["metric"], found["weakest"], found["looks"]) == (
        "Order a chair", "nps", "Parcel", 2,
    )  # fmt: skip
    assert found["period"] == ["2026-02-01", "2026-02-28"]
    shop = found["stages"][0]["steps"][0]
    assert (shop["touchpoint"], shop["events"], shop["flags"]) == ("Web shop", 50, [])
    assert shop["owners"] == [{"name": "Olha", "unit": None, "in_place_of": None}]
    assert (shop["score"]["value"], shop["score"]["n"], shop["verdict"]) == (50.0, 100, "better")
    assert (round(shop["score"]["low"], 1), round(shop["score"]["high"], 1)) == (38.6, 58.5)
    assert (found["runs"]["runs"], found["runs"]["ways"], found["runs"]["ended"]["value"]) == (30, 3, 40.0)
    assert found["runs"]["frequent_ways"] == [
        {"kinds": ["visit", "ordered", "delivered", "called"], "runs": 12, "median_seconds": 60 * 3600.0}
    ]


def test_where_nothing_ends_a_journey_nobody_says_who_broke_off():
    runs, closed = asked(*house(ends=[]))["runs"], asked(*house())["runs"]
    assert (runs["ended"], runs["broken_off"], runs["silent"]["value"]) == (None, None, 100.0)
    assert (closed["broken_off"], closed["silent"]["value"]) == (closed["silent"], 60.0)


def test_hidden_touchpoint_is_null():
    line, site = asked(*house())["stages"][2]["steps"]
    assert [(each["score"], each["verdict"]) for each in (line, site)] == [(None, "few"), (None, "few")]


def test_journey_of_which_nothing_is_known_is_a_map():
    of = factories.organisation()
    found = asked(of, journey(of=of))
    assert (found["period"], found["whole"], found["runs"], found["weakest"]) == (None, None, None, None)
    assert found["stages"][0]["steps"][0]["score"] is None


def test_journey_of_another_house_is_not_found():
    _of, made = house()
    stranger = factories.browser(of=factories.member(of=factories.organisation(name="Other")))
    assert stranger.get(f"/api/v1/understand/journeys/{made.pk}").status_code == 404


def test_step_tells_whose_hands_it_comes_from_and_who_arrives():
    web, parcel, _line, _site = (step for stage in asked(*house())["stages"] for step in stage["steps"])
    assert (web["hand_over"], web["trend"]) == (None, None)
    over = parcel["hand_over"]
    assert (over["giver"], over["taker"], over["median_seconds"]) == ("Olha", "", 50 * 3600.0)
    assert (round(over["arrived"]["value"], 1), over["arrived"]["n"]) == (66.7, 30)
