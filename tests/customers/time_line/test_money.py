"""Money of a customer by month, as a picture."""

from datetime import date

from ninefold.customers.time_line.money import money_figure
from ninefold.customers.time_line.queries import Month
from ninefold.kit.locales import Reader


def month(first: date, revenue: float) -> Month:
    return Month(first=first, revenue=revenue, margin=None, cost=None, active=None)


def test_months_of_two_years_are_told_apart():
    told = [month(date(2025, 11, 1), 10.0), month(date(2026, 1, 1), 7.0)]
    found = money_figure(told=told, reader=Reader(language="fa", calendar="persian"))
    assert found.data["years"] == ["۲۰۲۵", "۲۰۲۵", "۲۰۲۶"]
    assert found.data["panels"][0]["points"] == [{"value": 10.0}, None, {"value": 7.0}]
