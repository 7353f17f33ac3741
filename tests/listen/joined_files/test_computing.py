"""Columns worked out of a row: calendar days, ratios, flags; and why one is blank."""

from dataclasses import replace

import pytest
from tests.listen.joined_files.files import (
    ANSWERS,
    ITEMS,
    LATE,
    LATE_DAYS,
    ORDERS,
    RECIPE,
    described,
    joined_rows,
    opened,
)

from ninefold.listen.joined_files.described import formats_of, with_formats
from ninefold.listen.joined_files.measuring import measure
from ninefold.listen.joined_files.recipe import Comparison, Computed, Kind, Part, Recipe
from ninefold.listen.sources.reading import Desk


def worked(place: Desk, text: str | bytes, *computed: Computed) -> list[list[str | None]]:
    """Work columns out of one file; give them row by row."""
    tables = opened(place, a=text)
    names = tuple(column.name for column in tables["a"].columns)
    recipe = Recipe(parts=(Part(name="a", columns=names),), main="a", computed=computed)
    return [[row[each.name] for each in computed] for row in joined_rows(place, recipe, tables)]


def days(of: str = "a", than: str = "b", **written: str) -> Computed:
    """Give the calendar days between two columns."""
    return Computed(name="days", kind=Kind.DAYS, of=of, than=than, **written)


def test_late_is_told_by_calendar_days_and_not_by_instants(place: Desk) -> None:
    """An hour before midnight of the promised day is on time, though the promise bears the time 00:00."""
    tables = opened(place, answers=ANSWERS, orders=ORDERS, items=ITEMS)
    rows = joined_rows(place, RECIPE, tables)
    assert [(row["late_days"], row["late"]) for row in rows] == [
        ("0", "on time"),
        ("1", "late"),
        (None, None),
        (None, None),
        ("1", "late"),
    ]


def test_days_are_read_as_they_are_written_in_each_column(place: Desk) -> None:
    text = "a,b\n31.12.2024,2025-01-02\n15.01.2025,2025-01-01 23:59\n"
    assert worked(place, text, days()) == [["-2"], ["14"]]


def test_days_of_the_persian_calendar(place: Desk) -> None:
    text = "a,b\n1403/12/30,1403/12/29\n1404/01/01,1403/12/30\n"
    assert worked(place, text, days()) == [["1"], ["1"]]


def test_days_may_be_told_how_they_are_written(place: Desk) -> None:
    text = "a,b\n02/03/2024,2024-01-01\n03/03/2024,2024-01-01\n"
    assert worked(place, text, days()) == [["61"], ["62"]]
    assert worked(place, text, days(of_written="mdy")) == [["33"], ["62"]]


def test_days_over_a_leap_day_and_a_change_of_clocks(place: Desk) -> None:
    text = "a,b\n2024-03-01 00:30,2024-02-28 23:30\n2024-03-31 03:00,2024-03-30 02:30\n"
    assert worked(place, text, days()) == [["2"], ["1"]]


def ratio(of: str = "a", than: str = "b") -> Computed:
    """Give the ratio of two columns."""
    return Computed(name="ratio", kind=Kind.RATIO, of=of, than=than)


def test_ratio_is_blank_where_it_cannot_be(place: Desk) -> None:
    text = "a,b\n1,4\n1,3\n6,3\n1,0\n,2\nx,2\n-1,8\n"
    assert worked(place, text, ratio()) == [["0.25"], ["0.333333"], ["2"], [None], [None], [None], ["-0.125"]]


def test_ratio_keeps_the_decimal_sign_of_its_file(place: Desk) -> None:
    assert worked(place, "a;b\n1,5;2,0\n1,5;4,0\n", ratio()) == [["0,75"], ["0,375"]]


def flag(test: Comparison, than: str, of: str = "a") -> Computed:
    """Give a flag."""
    return Computed(name="flag", kind=Kind.FLAG, of=of, than=than, test=test, yes="yes", no="no")


@pytest.mark.parametrize(
    ("test", "than", "found"),
    [
        (Comparison.ABOVE, "2", ["no", "no", "yes", None, None]),
        (Comparison.AT_LEAST, "2", ["no", "yes", "yes", None, None]),
        (Comparison.BELOW, "b", ["yes", "no", "no", None, None]),
        (Comparison.AT_MOST, "b", ["yes", "yes", "no", None, None]),
        (Comparison.SAME, "b", ["no", "yes", "no", None, "yes"]),
        (Comparison.OTHER, "b", ["yes", "no", "yes", None, "no"]),
        (Comparison.SAME, "x", ["no", "no", "no", None, "yes"]),
        (Comparison.SAME, "2.0", ["no", "yes", "no", None, "no"]),
        (Comparison.ABOVE, "۲", ["no", "no", "yes", None, None]),
    ],
)  # fmt: skip
def test_flag_compares(place: Desk, test: Comparison, than: str, found: list[str | None]) -> None:
    text = "a,b\n1,2\n2,2\n3,2\n,2\nx,x\n"
    assert [row[0] for row in worked(place, text, flag(test, than))] == found


@pytest.mark.parametrize(
    ("test", "found"),
    [
        (Comparison.ABOVE, ["yes", "no", "no", None, None]),
        (Comparison.AT_LEAST, ["yes", "yes", "no", None, None]),
        (Comparison.SAME, ["no", "yes", "no", None, "no"]),
        (Comparison.OTHER, ["yes", "no", "yes", None, "yes"]),
    ],
)
def test_flag_compares_two_dates_by_their_days(
    place: Desk, test: Comparison, found: list[str | None]
) -> None:
    """Delivered in the evening of the promised day is on time, though the promise bears the time 00:00."""
    text = (
        "a,b\n2025-01-03 09:00,2.1.2025\n2025-01-02 23:00,2.1.2025\n2025-01-01,2.1.2025\n,2.1.2025\n"
        "lost,2.1.2025\n"
    )
    text += "2025-01-01,2.1.2025\n" * 40
    assert [row[0] for row in worked(place, text, flag(test, "b"))[:5]] == found


def test_flag_of_numbers_that_could_be_dates_compares_numbers(place: Desk) -> None:
    text = "a,b\n" + "45000.7,45000.2\n" * 30
    assert worked(place, text, flag(Comparison.ABOVE, "b"))[0] == ["yes"]


def test_flag_of_dates_is_read_alike_the_next_time(place: Desk) -> None:
    tables = opened(place, a="a,b\n" + "13/02/2024,2024-01-01\n" * 30)
    recipe = Recipe(
        parts=(Part(name="a", columns=("a", "b")),), main="a", computed=(flag(Comparison.ABOVE, "b"),)
    )
    fixed = with_formats(recipe, formats=formats_of(recipe=recipe, files=described(place, tables)))
    assert [(each.of_written, each.than_written) for each in fixed.computed] == [("dmy", "ymd")]


def test_flag_of_a_flag_and_of_a_ratio(place: Desk) -> None:
    half = Computed(name="half", kind=Kind.FLAG, of="ratio", than="0.5", yes="it's", no="not")
    again = Computed(
        name="again", kind=Kind.FLAG, of="half", than="it's", test=Comparison.SAME, yes="1", no="0"
    )
    assert worked(place, "a,b\n3,4\n1,4\n1,0\n", again, half, ratio()) == [
        ["1", "it's", "0.75"],
        ["0", "not", "0.25"],
        [None, None, None],
    ]


def test_formula_in_a_cell_is_a_text(place: Desk) -> None:
    assert worked(place, "a,b\n=1+1,1\n2,1\n", ratio()) == [[None], ["2"]]


def test_measure_counts_why_a_column_is_blank(place: Desk) -> None:
    orders = ORDERS + "o9,c3,soon,2018-03-01\n"
    tables = opened(place, answers=ANSWERS, orders=orders, items=ITEMS)
    share = Computed(name="share", kind=Kind.RATIO, of="stars", than="price")
    recipe = replace(RECIPE, computed=(LATE, LATE_DAYS, share))
    formats = formats_of(recipe=recipe, files=described(place, tables))
    found = measure(recipe=recipe, tables=tables, formats=formats, connection=place.connection)
    late, late_days, shares = found.worked
    assert (late.done, late.yes, late.empty) == (3, 2, 2)
    assert (late_days.done, late_days.empty, late_days.unreadable) == (3, 1, 1)
    assert (late_days.low, late_days.high) == (0, 1)
    assert (shares.done, shares.empty, shares.zero) == (3, 2, 0)
    orders_match, items_match = found.matches
    assert (orders_match.rows, orders_match.keyed, orders_match.matched, orders_match.several) == (5, 4, 4, 0)
    assert (items_match.matched, items_match.several, items_match.keys, items_match.repeated) == (3, 1, 2, 1)
    assert found.first[1][-3:] == ("late", "1", "0.142857")
