"""Trends as JSON: the numbers of the pages, and their silence."""

import pytest
from tests.understand.pages import opened, people
from tests.understand.trends.made import answers, exactly

pytestmark = pytest.mark.django_db
TRENDS, FORECAST = "/api/v1/understand/trends", "/api/v1/understand/forecast"
FELL = [0.7] * 9 + [0.5] * 9


def test_trend_has_periods_limits_and_breaks():
    found = opened(exactly(FELL))[0].get(TRENDS).json()
    assert (found["metric"], found["every"], found["method"], found["looks"]) == ("nps", "month", "nps-u", 17)
    first = found["periods"][0]
    assert (first["first"], first["last"], first["n"], first["value"]) == (
        "2024-01-01", "2024-01-31", 100, pytest.approx(40.0),
    )  # fmt: skip
    assert first["low"] < first["value"] < first["high"]
    assert first["lower_limit"] < found["center"] < first["upper_limit"]
    last = found["periods"][-1]
    assert (last["complete"], last["lower_limit"], last["outside"]) == (False, None, [])
    (change,) = found["breaks"]
    assert (change["began"], change["earliest"], change["latest"]) == ("2024-10-01",) * 3
    assert change["low"] < change["value"] < change["high"] < 0
    assert (found["notes"], found["formula_version"]) == ([], 1)
    assert 0 < found["false_alarms_per_period"] < found["false_alarm_in_series"] < 1


def test_few_periods_have_no_limits():
    found = opened(exactly(FELL[:4]))[0].get(TRENDS).json()
    assert (found["center"], found["method"], found["looks"], found["breaks"]) == (None, None, 0, [])


def test_hidden_periods_are_null_throughout():
    rows = [*exactly(FELL), *people(4, day=exactly(FELL)[-1]["local_date"].replace(month=8, year=2025))]
    last = opened(rows)[0].get(TRENDS).json()["periods"][-1]
    nulls = {"value", "low", "high", "n", "lower_limit", "upper_limit"}
    assert {last[name] for name in nulls} == {None}
    assert last["method"] == "hidden"


def test_forecast_says_what_to_use_and_how_it_was_tested():
    found = opened(answers([0.6] * 24))[0].get(FORECAST).json()
    assert (found["use"] in {"forecast", "naive"}, found["known"], found["needed"]) == (True, 23, 0)
    assert [each["first"] for each in found["periods"]] == ["2025-12-01", "2026-01-01", "2026-02-01"]
    assert all(each["low"] < each["value"] < each["high"] for each in found["periods"])
    assert found["moments"] == 11


def test_short_series_has_no_forecast_but_what_is_needed():
    found = opened(exactly(FELL[:9]))[0].get(FORECAST).json()
    assert (found["use"], found["periods"], found["needed"], found["model"]) == ("none", [], 8, None)


@pytest.mark.parametrize("address", [TRENDS, FORECAST])
def test_few_people_are_answered_like_nobody(address):
    client = opened(people(9) * 4)[0]
    few, nobody = client.get(address), client.get(f"{address}?touchpoint=nowhere")
    assert (few.status_code, few.json()) == (nobody.status_code, nobody.json())
    assert few.status_code == 404
