from datetime import date, datetime

import duckdb
import jdatetime
import pytest

from ninefold.listen.sources.moments import (
    offset_sql,
    parts_sql,
    persian_day_sql,
    plain_sql,
    plausible_sql,
    wall_sql,
)


def read(text, written, decimal="."):
    query = f"""
    SELECT {plausible_sql("w")}, ahead FROM (
      SELECT {wall_sql(plain="p", parts="q", written=written)} AS w, {offset_sql("x", written=written)} AS ahead FROM (
        SELECT x, p, CASE WHEN p IS NULL THEN {parts_sql("x")} END AS q FROM (
          SELECT x, {plain_sql("x", written=written, decimal=decimal)} AS p FROM (SELECT $1::VARCHAR AS x))))"""
    return duckdb.connect().execute(query, [text]).fetchall()[0]


NOON = datetime(2024, 5, 12, 15, 45, 10)
DAY = datetime(2024, 5, 12)


@pytest.mark.parametrize(
    ("text", "written", "wall", "ahead"),
    [
        ("2024-05-12", "ymd", DAY, None),
        ("2024-05-12 15:45:10", "ymd", NOON, None),
        ("2024-05-12T15:45:10Z", "ymd", NOON, 0),
        ("2024-05-12T15:45:10.250+03:30", "ymd", NOON.replace(microsecond=250_000), 210),
        ("2024-05-12 15:45:10-0500", "ymd", NOON, -300),
        ("2024/05/12 3:45:10 PM GMT+3", "ymd", NOON, 180),
        ("2024/05/12 下午3:45:10", "ymd", NOON, None),
        ("2024年5月12日 15:45:10", "ymd", NOON, None),
        ("12.05.2024", "dmy", DAY, None),
        ("12.05.2024 15:45:10", "dmy", NOON, None),
        ("12/05/2024 3:45:10 م", "dmy", NOON, None),
        ("5/12/2024 15:45:10", "mdy", NOON, None),
        ("5/12/24 3:45:10 p.m.", "mdy", NOON, None),
        ("5/12/2024 12:00:00 AM", "mdy", DAY, None),
        ("1403/02/23 15:45:10", "persian-ymd", NOON, None),
        ("۱۴۰۳/۰۲/۲۳ ۱۵:۴۵:۱۰", "persian-ymd", NOON, None),
        ("23/02/1403", "persian-dmy", DAY, None),
        ("1715528710", "epoch-s", NOON, 0),
        ("1715528710000", "epoch-ms", NOON, 0),
        ("45424", "excel", DAY, None),
        ("45424,5", "excel", datetime(2024, 5, 12, 12), None),
        ("31.02.2024", "dmy", None, None),
        ("1403/12/31", "persian-ymd", None, None),
        ("12/31/1899 09:30:00 AM", "mdy", None, None),
        ("01/01/2906 12:00:00 AM", "mdy", None, None),
        ("yesterday", "ymd", None, None),
        ("24", "dmy", None, None),
    ],
)
def test_moment_is_read_as_tools_write_it(text, written, wall, ahead):
    assert read(text, written, decimal="," if "," in text else ".") == (wall, ahead)


def test_persian_day_is_that_of_the_calendar_for_every_day_of_two_centuries():
    day = persian_day_sql(year="y", month="m", day="d")
    found = (
        duckdb.connect()
        .execute(f"SELECT y, m, d, {day} FROM range(1300, 1473) a(y), range(1, 13) b(m), range(1, 32) c(d)")
        .fetchall()
    )

    def truth(year, month, day):
        try:
            return jdatetime.date(year, month, day).togregorian()
        except ValueError:
            return None

    assert [row for row in found if truth(*row[:3]) != row[3]] == []
    assert date(2024, 3, 20) in {row[3] for row in found}
