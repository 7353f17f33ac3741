"""Cells become figures in any digits, and whatever cannot be one is named."""

import pytest

from ninefold.understand.benchmarks.choices import SetKind, Written
from ninefold.understand.benchmarks.layout import Layout, guessed
from ninefold.understand.benchmarks.reading import Scale, understand
from ninefold.understand.benchmarks.sheets import Line, Sheet, Unread

NPS = Scale(kind=SetKind.NPS, low=0, high=10)
SHARE = Scale(kind=SetKind.TOP, low=1, high=5)
ONES = Scale(kind=SetKind.TOP, low=1, high=5, written=Written.ONE)
MEAN = Scale(kind=SetKind.MEAN, low=1, high=7)
LAYOUT = Layout(label=0, value=1, lower=2, upper=3, error=4, n=5)


def read(*cells, scale=SHARE, decimal="."):
    """Read one row."""
    full = ("A", *cells, "", "", "", "", "")[:6]
    sheet = Sheet(
        name="f", columns=("a",) * 6, lines=(Line(number=2, cells=full),), unread=(), decimal=decimal
    )
    found = understand(sheet=sheet, layout=LAYOUT, scale=scale)
    return found.figures[0] if found.figures else found.refused[0].reason


@pytest.mark.parametrize(
    ("cell", "scale", "value"),
    [
        ("71", SHARE, 0.71),
        ("71%", SHARE, 0.71),
        ("۷۱٪", SHARE, 0.71),
        ("٧١٫٥", SHARE, 0.715),
        ("0.71", ONES, 0.71),
        ("71 %", ONES, 0.71),
        ("−12", NPS, -0.12),
        ("+37", NPS, 0.37),
        ("۵٫۲", MEAN, 5.2),
        (" 5.2 ", MEAN, 5.2),
    ],
)
def test_figure_is_read_in_any_digits(cell, scale, value):
    assert read(cell, scale=scale).value == pytest.approx(value)


def test_decimal_comma_of_the_file_decides_a_lone_comma():
    assert read("5,125", scale=MEAN, decimal=",").value == 5.125
    assert "lies outside" in read("5,125", scale=MEAN)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("",), "There is no figure in this row."),
        (("n/a",), "“n/a” is not a number."),
        (("inf",), "“inf” is not a number."),
        (("101",), "lies outside of 0 to 100."),
        (("-1",), "lies outside of 0 to 100."),
        (("71", "70", ""), "There is one limit without the other."),
        (("71", "72", "75"), "The figure does not lie between its limits."),
        (("71", "70", "120"), "lies outside of 0 to 100."),
        (("71", "", "", "0"), "The standard error must be above 0"),
        (("71", "", "", "", "0"), "no number of answers"),
        (("71", "", "", "", "1.5"), "no number of answers"),
        (("71", "", "", "", "1e99"), "is not a number."),
    ],
)
def test_row_that_gives_no_figure_says_why(cells, told):
    assert told in read(*cells)


def test_limits_error_and_number_of_answers_are_read():
    found = read("71", "70", "73", "1.5", "1,200")
    assert (found.low, found.high, found.error, found.n) == (0.70, 0.73, pytest.approx(0.015), 1200)


def test_names_are_tidied_and_unreadable_rows_kept_in_order():
    lines = (Line(number=2, cells=(" A\tB\u2028 ", "1")), Line(number=4, cells=("x" * 201, "2")))
    unread = (Unread(number=3, reason="torn", raw="x"),)
    sheet = Sheet(name="f", columns=("a", "b"), lines=lines, unread=unread, decimal=".")
    found = understand(sheet=sheet, layout=Layout(label=0, value=1), scale=MEAN)
    assert [each.label for each in found.figures] == ["A B"]
    assert [(each.line, each.reason) for each in found.refused] == [
        (3, "torn"), (4, "The name is longer than 200 characters."),
    ]  # fmt: skip
    assert understand(sheet=sheet, layout=Layout(), scale=MEAN).figures == ()


@pytest.mark.parametrize(
    ("columns", "layout"),
    [
        (("Company", "Score", "n"), Layout(label=0, value=1, n=2)),
        (("نام", "مقدار", "از", "تا"), Layout(label=0, value=1, lower=2, upper=3)),
        (("Назва", "Значення", "Стандартна похибка"), Layout(label=0, value=1, error=2)),
        (("left", "right"), Layout(label=0, value=1)),
        (("score", "right"), Layout(label=1, value=0)),
        (("a", "b", "c"), Layout()),
    ],
)
def test_columns_are_known_by_their_heads(columns, layout):
    assert guessed(columns) == layout
