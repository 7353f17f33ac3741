"""Groups as a picture and as a table: every number with n and interval, nothing of who is hidden."""

import json

from tests.understand.comparisons.test_queries import BEFORE, CSAT, NOW, NPS, facts, people

from ninefold.understand.comparisons.figures import groups_figure
from ninefold.understand.comparisons.queries import compared, judged

ROWS = [
    *people(60, NOW.start, touchpoint="Shop"),
    *people(5, NOW.start, start=100, touchpoint="Web"),
    *people(30, NOW.start, start=200, touchpoint="Help"),
    *people(40, BEFORE.start, touchpoint="Shop"),
]


def figure(metric=NPS, **more):
    found = compared(facts=facts(ROWS), metrics=[metric], now=NOW, before=BEFORE, dimension="touchpoint")
    changes, _family = judged(changes=found.changes)
    return groups_figure(changes=changes, metric=metric, name="Touchpoint", **more)


def test_bars_carry_interval_n_and_before():
    first = figure().data["rows"][0]
    assert first["name"] == "Shop"
    assert first["low"] < first["value"] < first["high"]
    assert (first["n"], first["act"]) == (60, False)
    assert round(first["before"], 9) == -55.0


def test_hidden_groups_have_a_name_and_nothing_else():
    _shop, help_, web = figure().data["rows"]
    nothing = {"hidden": True, "value": None, "low": None, "high": None, "n": None}
    assert (help_, web) == ({"name": "Help", **nothing}, {"name": "Web", **nothing})
    rows = list(figure().table.rows)
    assert rows[1:] == [
        {"group": name, "verdict": "hidden: fewer than 10 answers"} for name in ("Help", "Web")
    ]


def test_table_has_a_row_for_each_group_and_a_column_for_each_number():
    table = figure().table
    assert [column.key for column in table.columns] == [
        "group", "value", "low", "high", "n", "difference", "difference.low", "difference.high", "verdict",
    ]  # fmt: skip
    row = next(iter(table.rows))
    assert (row["group"], row["n"], row["verdict"]) == ("Shop", 60, "No real change")
    assert row["difference.low"] < row["difference"] < row["difference.high"]


def test_shares_leave_the_house_as_fractions():
    rows = [
        {"local_date": NOW.start, "csat": float(1 + n % 5), "touchpoint": "Shop", "person": str(n)}
        for n in range(40)
    ]
    found = compared(facts=facts(rows), metrics=[CSAT], now=NOW, before=None, dimension="touchpoint")
    made = groups_figure(changes=found.changes, metric=CSAT, name="Touchpoint")
    (row,) = made.table.rows
    assert (row["value"], made.data["rows"][0]["value"], made.data["suffix"]) == (0.4, 40.0, "%")
    assert (row["verdict"], "difference" in row) == ("Too few to tell", False)


def test_long_lists_are_drawn_in_part_and_tabled_whole():
    made = figure(most=1)
    assert (len(made.data["rows"]), len(list(made.table.rows))) == (1, 3)


def test_figure_can_be_written_as_json():
    assert (
        json.loads(json.dumps(dict(figure(key="touchpoint").data)))["label"]
        == "NPS by Touchpoint, each with its 95% interval"
    )
    assert figure(key="touchpoint").key == "touchpoint"
