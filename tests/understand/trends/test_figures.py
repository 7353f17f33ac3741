"""A trend as a picture and as a table; a hidden month and an empty one are the same gap."""

from datetime import date

from tests.understand.comparisons.test_queries import CSAT, NPS, facts, people

from ninefold.kit.calendars import months
from ninefold.kit.locales import Reader
from ninefold.understand.metrics.queries import dated
from ninefold.understand.trends.figures import trend_figure
from ninefold.understand.trends.queries import trend

LAST = date(2026, 4, 10)
FEW = people(4, date(2026, 2, 5), csat=1.0)
MANY = [
    *people(40, date(2026, 1, 5), csat=5.0),
    *people(60, date(2026, 3, 5), csat=4.0),
    *people(11, LAST, csat=2.0),
]


def figure(rows, metrics=(NPS, CSAT)):
    periods = months(first=date(2026, 1, 1), last=LAST, reader=Reader())
    points = trend(of=dated(facts=facts(rows), metrics=metrics), periods=periods, last_day=LAST)
    return trend_figure(points=points, metrics=metrics)


def test_every_metric_has_a_panel_and_every_month_a_place():
    data = figure(MANY).data
    assert [panel["name"] for panel in data["panels"]] == ["NPS", "CSAT"]
    assert [len(panel["points"]) for panel in data["panels"]] == [4, 4]
    assert [panel["suffix"] for panel in data["panels"]] == ["", "%"]
    assert (data["incomplete"], len(data["periods"]), data["years"]) == (True, 4, ["2026"] * 4)
    assert data["label"] == "NPS, CSAT by month from January 2026 to April 2026, each with its 95% band"
    assert data["panels"][1]["points"][0]["value"] == 100.0


def test_empty_month_is_a_gap():
    made = figure(MANY)
    assert made.data["panels"][0]["points"][1] is None
    assert list(made.table.rows)[1] == {"period": "February 2026"}


def test_hidden_month_is_the_same_gap_as_an_empty_one():
    hidden, empty = figure([*MANY, *FEW]), figure(MANY)
    assert hidden.data["panels"][0]["points"][1] is None
    assert list(hidden.table.rows)[1] == list(empty.table.rows)[1]
    # The smallest other month hides with it, and is a gap like any.
    assert hidden.data["panels"][0]["points"][3] is None
    assert list(hidden.table.rows)[3] == {"period": "April 2026"}


def test_table_has_value_interval_and_n_of_each_metric():
    rows = list(figure(MANY).table.rows)
    assert set(rows[0]) == {
        "period",
        *(f"{slug}{part}" for slug in ("nps", "csat") for part in ("", ".low", ".high", ".n")),
    }
    assert (rows[0]["csat"], rows[0]["csat.n"], rows[2]["nps.n"]) == (1.0, 40, 60)
