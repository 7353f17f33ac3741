"""The scores as JSON: the numbers of the page, and its silence."""

import pytest
from tests import factories
from tests.understand.pages import EARLIER, PERIOD, crowd, opened, people

pytestmark = pytest.mark.django_db
ADDRESS = f"/api/v1/understand/scores?{PERIOD}"
NOTHING = {"value": None, "low": None, "high": None, "n": None, "method": "hidden"}


def asked(client, more=""):
    response = client.get(ADDRESS + more)
    assert response.status_code == 200
    return response.json()


def test_scores_carry_interval_n_and_method():
    found = asked(opened()[0])
    groups = {each["group"]: each for each in found["groups"]}
    mine = [row["nps"] for row in crowd() if row["touchpoint"] == "Shop" and row["local_date"] != EARLIER]
    net = 100 * (sum(x >= 9 for x in mine) - sum(x <= 6 for x in mine)) / 137
    shop = groups["Shop"]["now"]
    assert (round(shop["value"], 9), shop["n"], shop["method"]) == (round(net, 9), 137, "adjusted-wald")
    assert shop["low"] < shop["value"] < shop["high"]
    assert (found["looks"], found["correction"]) == (3, "benjamini-hochberg")
    assert (found["metric"], found["dimension"], found["formula_version"]) == ("nps", "touchpoint", 1)


def test_periods_are_told_with_their_last_day_as_in_an_address():
    found = asked(opened()[0])
    assert (found["period"], found["against"]) == (["2026-02-01", "2026-02-28"], ["2026-01-04", "2026-01-31"])
    assert (found["months"][-1]["first"], found["months"][-1]["last"]) == ("2026-02-01", "2026-02-28")
    assert asked(opened()[0], "&against=none")["against"] is None


def test_hidden_groups_are_null_throughout():
    groups = {each["group"]: each for each in asked(opened()[0])["groups"]}
    for name in ("Web", "Help"):
        assert groups[name] == {
            "group": name, "hidden": True, "now": NOTHING, "before": NOTHING, "difference": None, "verdict": "few",
        }  # fmt: skip


def test_group_that_was_empty_before_looks_like_one_that_was_hidden():
    rows = [
        *people(40, touchpoint="a"),
        *people(40, start=50, touchpoint="b"),
        *people(40, start=100, touchpoint="c"),
    ]
    rows += [
        *people(40, day=EARLIER, touchpoint="a"),
        *people(3, start=60, day=EARLIER, touchpoint="b"),
        *people(30, start=200, day=EARLIER, touchpoint="d"),
    ]
    groups = {each["group"]: each for each in asked(opened(rows)[0])["groups"]}
    assert groups["b"]["before"] == groups["c"]["before"] == groups["d"]["now"] == NOTHING


def test_empty_month_looks_like_a_hidden_one():
    apart = [
        *people(40, day=EARLIER.replace(month=1)),
        *people(40),
        *people(60, day=EARLIER.replace(month=4)),
    ]
    empty, hidden = (
        asked(opened(rows)[0])["months"][2]
        for rows in (apart, [*apart, *people(2, day=EARLIER.replace(month=3))])
    )
    assert empty == hidden == {"first": "2026-03-01", "last": "2026-03-31", "hidden": True, "score": None}


def test_few_people_are_answered_like_nobody():
    client = opened(people(9) * 4)[0]
    few, nobody = client.get(ADDRESS), client.get(f"{ADDRESS}&touchpoint=nowhere")
    assert (few.status_code, few.json()) == (nobody.status_code, nobody.json())
    assert few.status_code == 404


def test_weighted_score_stands_beside():
    rows = [{**row, "weight": 1.0 + place % 3} for place, row in enumerate(people(60))]
    found = asked(opened(rows)[0])
    total = sum(row["weight"] for row in rows)
    net = sum(row["weight"] * ((row["nps"] >= 9) - (row["nps"] <= 6)) for row in rows) / total
    assert found["weighted"]["value"] == pytest.approx(100 * net, rel=1e-12)


def test_what_cannot_be_read_is_noted():
    assert len(asked(opened()[0], "&survey=x")["notes"]) == 1


def test_nothing_to_measure_is_not_found():
    response = opened(rows=[])[0].get(ADDRESS)
    assert response.status_code == 404
    assert response.json() == {"detail": "Nothing has been imported that this address could measure."}


def test_number_of_queries_does_not_grow_with_surveys(django_assert_num_queries):
    client, of = opened()
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)
    for name in ("Second", "Third"):
        factories.answers(of=of, rows=crowd(), survey=name)
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)


QUERIES = 13
