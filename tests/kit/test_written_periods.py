"""Periods in addresses, and two date fields that become one."""

from datetime import date
from urllib.parse import parse_qs

import pytest

from ninefold.kit.written_periods import canonical, read_period, write_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-02-01..2026-02-28", (date(2026, 2, 1), date(2026, 3, 1))),
        ("2026-02-01..", (date(2026, 2, 1), None)),
        ("..2026-02-28", (None, date(2026, 3, 1))),
        ("..", None),
        ("", None),
        ("2026-02-30..", None),
        ("2026-02-28..2026-02-01", None),
        ("1899-12-31..", None),
        ("..9999-12-31", None),
        ("۲۰۲۶-۰۲-۰۱..", None),
    ],
)
def test_a_period_is_read_and_written_alike(text, period):
    assert read_period(text) == period
    assert period is None or write_period(*period) == text


def test_no_period_is_written_for_two_open_sides():
    assert write_period(None, None) == ""


def test_address_without_date_fields_stays():
    assert canonical({"period": ["2026-02-01..2026-02-28"], "unit": [""]}) is None


@pytest.mark.parametrize(
    ("query", "period"),
    [
        ({"from": ["2026-02-01"], "to": ["2026-02-28"]}, ["2026-02-01..2026-02-28"]),
        ({"from": ["2026-02-01"], "to": [""]}, ["2026-02-01.."]),
        ({"to": ["2026-02-28"]}, ["..2026-02-28"]),
        ({"from": [""], "to": [""], "period": ["2026-02-01..2026-02-28"]}, None),
        ({"from": ["۱۴۰۵/۰۹/۰۱"], "to": ["1405/9/30"]}, ["2026-11-22..2026-12-21"]),
        ({"from": ["٢٠٢٦/٠٢/٠١"], "to": ["28.02.2026"]}, ["2026-02-01..2026-02-28"]),
        ({"from": ["2026-02-28"], "to": ["2026-02-01"]}, ["2026-02-01..2026-02-28"]),
        (
            {"from": ["2026-03-01"], "to": ["2026-03-31"], "period": ["2026-02-01..2026-02-28"]},
            ["2026-03-01..2026-03-31"],
        ),
    ],
)
def test_two_date_fields_become_one_period(query, period):
    assert parse_qs(canonical(query)).get("period") == period


@pytest.mark.parametrize("typed", ["2026-02-30", "1404/12/30", "soon", "1/1/26"])
def test_field_that_holds_no_day_stays_as_it_was_typed(typed):
    assert canonical({"from": [typed], "to": ["2026-02-28"], "unit": ["A"]}) is None


def test_other_fields_are_kept_and_empty_ones_dropped():
    found = canonical({"from": ["2026-02-01"], "unit": ["A", "B", ""], "survey": [""], "metric": ["nps"]})
    assert parse_qs(found) == {"period": ["2026-02-01.."], "unit": ["A", "B"], "metric": ["nps"]}
