"""What stands in each column: one SQL pass over a sample of the file, cheap for hundreds of columns.

The sample is turned from wide to long and grouped by column and value first. Survey columns have few
distinct values, so everything costly (reading numbers, dates, addresses) is done once per distinct value.
"""

from dataclasses import dataclass
from typing import Any, Final

import duckdb

from ninefold.listen.sources.moments import (
    FIRST_PERSIAN_YEAR,
    FIRST_YEAR,
    LAST_PERSIAN_YEAR,
    LAST_YEAR,
    MONTH_YEAR,
    YEAR_MONTH,
    parts_sql,
)
from ninefold.listen.sources.numerals import number_sql, western_sql
from ninefold.listen.sources.opened import HEAD, Opened

SAMPLE: Final = 20_000
SPREAD: Final = 5_000
TOP: Final = 30
_TABLE: Final = "ninefold_sample"
_SHOWN: Final = 5
_LONGEST: Final = 40  # signs of a number or a date; what is longer is a sentence
_EMAIL: Final = r"^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$"
_IP: Final = r"^(\d{1,3}\.){3}\d{1,3}$|^[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){4,7}$"
_PHONE: Final = r"^\+\d[\d ().-]{7,17}\d$|^0\d{9,10}$|^\(\d{3}\) ?\d{3}[- ]\d{4}$"
_CLOCK: Final = r"^\d{1,2}:\d{2}(:\d{2})?( ?[AaPp]\.?[Mm]\.?)?$"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a column: its text, how often it stands in the sample, and the number it reads as."""

    text: str
    count: int
    number: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """What the sample shows of one column. Shares are of the filled cells.

    Parameters
    ----------
    position, name
        The column ``c{position}`` and its name in the file.
    rows, filled, distinct
        Records in the sample, cells with a value, different values.
    whole
        Whether the sample is the whole file, so that counts are counts and not estimates.
    numeric, integer
        Share of numbers, of whole numbers.
    low, high, mean
        Of the numbers; None if there are none.
    top
        The most frequent values, most frequent first, at most 30.
    dates, date_format
        Share of dates with a year, in the format that reads most; the format ("" if none). Epochs, Excel
        days and months are told by ``date_format`` alone where the cells allow it: names have to confirm.
    date_unclear
        Day and month could be exchanged; the format is the likelier one.
    length
        Mean length in characters; ``words`` the mean number of blanks.
    emails, addresses, phones, clocks
        Share of e-mail addresses, IP addresses, telephone numbers, bare times of the day.
    samples
        Some values, as they stand.
    """

    position: int
    name: str
    rows: int
    filled: int
    distinct: int
    whole: bool
    numeric: float
    integer: float
    low: float | None
    high: float | None
    mean: float | None
    top: tuple[Value, ...]
    dates: float
    date_format: str
    date_unclear: bool
    length: float
    words: float
    emails: float
    addresses: float
    phones: float
    clocks: float
    samples: tuple[str, ...]

    @property
    def unique(self) -> float:
        """Distinct values per filled cell: 1.0 if no value stands twice."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def constant(self) -> bool:
        """Whether the column is empty or says the same in every record."""
        return self.distinct == 0 or (self.distinct == 1 and self.filled == self.rows)

    @property
    def numbers(self) -> dict[float, int]:
        """The frequent numbers and their counts."""
        found: dict[float, int] = {}
        for value in self.top:
            if value.number is not None:
                found[value.number] = found.get(value.number, 0) + value.count
        return found

    @property
    def texts(self) -> tuple[Value, ...]:
        """The frequent values that are no numbers."""
        return tuple(value for value in self.top if value.number is None)


def profile(
    *, opened: Opened, connection: duckdb.DuckDBPyConnection, sample: int = SAMPLE
) -> tuple[ColumnProfile, ...]:
    """Profile every column of a file.

    Parameters
    ----------
    opened : Opened
        The file; its relation is read up to ``sample`` records, and 5,000 more from all over it. Of a large
        file the first 5,000 show as much: the others cost nothing there.
    connection : duckdb.DuckDBPyConnection
        Where the relation lives. A temporary table is made and dropped.
    sample : int
        Records from the beginning of the file.

    Returns
    -------
    tuple of ColumnProfile
        One per column, in file order.
    """
    rows, whole = _draw(opened=opened, connection=connection, sample=sample)
    found = connection.execute(_profile_sql(opened)).fetchall()
    names = [item[0] for item in connection.description or ()]
    connection.execute(f"DROP TABLE {_TABLE}")
    by_column = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    return tuple(
        _column(position=column.position, name=column.name, rows=rows, whole=whole, found=row)
        for column in opened.columns
        for row in [by_column.get(f"c{column.position}", {})]
    )


def _draw(*, opened: Opened, connection: duckdb.DuckDBPyConnection, sample: int) -> tuple[int, bool]:
    count = f"SELECT count(*) FROM {_TABLE}"
    sample = min(sample, HEAD) if opened.spread else sample
    shown = ", ".join(f"c{column.position}" for column in opened.columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_TABLE} AS SELECT {shown} FROM {opened.relation} LIMIT {int(sample)}"
    )
    rows = int(connection.execute(count).fetchall()[0][0])
    if rows < sample:
        return rows, True
    if opened.spread:
        connection.execute(f"INSERT INTO {_TABLE} SELECT {shown} FROM {opened.spread}")
        return int(connection.execute(count).fetchall()[0][0]), False
    cells = " + ".join(f"coalesce(strlen(c{column.position}), 0) + 1" for column in opened.columns)
    width = connection.execute(f"SELECT avg({cells}) FROM {_TABLE}").fetchall()[0][0]
    step = max(1, round(opened.size / max(float(width), 1.0) / SPREAD))
    connection.execute(
        f"INSERT INTO {_TABLE} SELECT {shown} FROM {opened.relation}"
        f" WHERE line > {int(sample)} AND line % {step} = 0 LIMIT {SPREAD}"
    )
    drawn = int(connection.execute(count).fetchall()[0][0])
    more = f"SELECT 1 FROM {opened.relation} WHERE line > {int(sample)} LIMIT 1"
    return drawn, drawn == rows and not connection.execute(more).fetchall()


def _profile_sql(opened: Opened) -> str:
    cells = ", ".join(f"c{column.position}" for column in opened.columns)
    part = {name: f"TRY_CAST(p.{name} AS INTEGER)" for name in "abc"}
    return f"""
    WITH long AS (SELECT col, trim(v) AS v FROM (UNPIVOT (SELECT {cells} FROM {_TABLE})
                  ON {cells} INTO NAME col VALUE v) WHERE trim(v) <> ''),
    val AS (SELECT col, v, count(*) AS n FROM long GROUP BY ALL),
    read AS (SELECT col, v, n,
             CASE WHEN length(v) <= {_LONGEST} THEN {number_sql("v", decimal=opened.decimal)} END AS any_x,
             CASE WHEN length(v) BETWEEN 6 AND {_LONGEST} THEN {parts_sql("v")} END AS p FROM val),
    seen AS (SELECT *, CASE WHEN isfinite(any_x) THEN any_x END AS x,
             {part["a"]} AS a, {part["b"]} AS b, {part["c"]} AS c,
             length(p.a) AS la, length(p.c) AS lc, lower(p.before || p.after) <> '' AS half,
             contains(v, '.') AS dot FROM read)
    SELECT col, sum(n) AS filled, count(*) AS "distinct",
      sum(n) FILTER (x IS NOT NULL) AS numeric, sum(n) FILTER (x = floor(x)) AS integer,
      min(x) AS low, max(x) AS high, sum(x * n) / sum(n) FILTER (x IS NOT NULL) AS mean,
      list({{'v': v, 'n': n, 'x': x}} ORDER BY n DESC, v)[1:{TOP}] AS top,
      {_date_counts()},
      sum(length(v) * n) / sum(n) AS length,
      sum((length(v) - length(replace(v, ' ', ''))) * n) / sum(n) AS words,
      {_share(_EMAIL, "emails")}, {_share(_IP, "addresses")}, {_share(_PHONE, "phones")},
      {_share(_CLOCK, "clocks")}
    FROM seen GROUP BY col"""


def _share(pattern: str, name: str) -> str:
    return f"sum(n) FILTER (regexp_matches(v, '{pattern}')) AS {name}"


def _date_counts() -> str:
    year = f"BETWEEN {FIRST_YEAR} AND {LAST_YEAR}"
    persian = f"BETWEEN {FIRST_PERSIAN_YEAR} AND {LAST_PERSIAN_YEAR}"
    last = f"((lc = 4 AND c {year}) OR lc = 2)"
    western = western_sql("v")
    tests = {
        "ymd": f"la = 4 AND a {year} AND b <= 12 AND c <= 31",
        "persian_ymd": f"la = 4 AND a {persian} AND b <= 12 AND c <= 31",
        "dmy": f"la <= 2 AND {last} AND b <= 12 AND a <= 31",
        "mdy": f"la <= 2 AND {last} AND a <= 12 AND b <= 31",
        "persian_dmy": f"la <= 2 AND lc = 4 AND c {persian} AND b <= 12 AND a <= 31",
        "halves": "half",
        "dots": "dot AND la <= 2 AND b <= 12",
        "epoch_s": "x = floor(x) AND x BETWEEN 9.4e8 AND 4.2e9",
        "epoch_ms": "x = floor(x) AND x BETWEEN 9.4e11 AND 4.2e12",
        "excel": "x BETWEEN 36526 AND 73050",
        "ym": f"CASE WHEN length(v) BETWEEN 6 AND 7 THEN regexp_matches({western}, '{YEAR_MONTH}') END",
        "my": f"CASE WHEN length(v) BETWEEN 6 AND 7 THEN regexp_matches({western}, '{MONTH_YEAR}') END",
    }
    return ", ".join(f"sum(n) FILTER ({test}) AS {name}" for name, test in tests.items())


def _column(*, position: int, name: str, rows: int, whole: bool, found: dict[str, Any]) -> ColumnProfile:
    filled = int(found.get("filled") or 0)

    def share(key: str) -> float:
        return float(found.get(key) or 0) / filled if filled else 0.0

    written, dates, unclear = _written(found, filled=filled)
    top = tuple(Value(text=item["v"], count=item["n"], number=item["x"]) for item in found.get("top") or ())
    return ColumnProfile(
        position=position,
        name=name,
        rows=rows,
        filled=filled,
        distinct=int(found.get("distinct") or 0),
        whole=whole,
        numeric=share("numeric"),
        integer=share("integer"),
        low=found.get("low"),
        high=found.get("high"),
        mean=found.get("mean"),
        top=top,
        dates=dates,
        date_format=written,
        date_unclear=unclear,
        length=float(found.get("length") or 0.0),
        words=float(found.get("words") or 0.0),
        emails=share("emails"),
        addresses=share("addresses"),
        phones=share("phones"),
        clocks=share("clocks"),
        samples=tuple(value.text for value in top[:_SHOWN]),
    )


def _written(found: dict[str, Any], *, filled: int) -> tuple[str, float, bool]:
    if not filled:
        return "", 0.0, False
    shares = {
        name: float(found.get(name.replace("-", "_")) or 0) / filled
        for name in ("ymd", "persian-ymd", "dmy", "mdy", "persian-dmy")
    }
    # On a tie the month stands first only where the clock has two halves; a point always means day first.
    month_first = bool(found.get("halves")) and not found.get("dots")
    order = ["ymd", "persian-ymd", *(("mdy", "dmy") if month_first else ("dmy", "mdy")), "persian-dmy"]
    best = max(order, key=lambda name: shares[name])
    if shares[best] > 0:
        unclear = best in ("dmy", "mdy") and shares["dmy"] == shares["mdy"] and not found.get("dots")
        return best, shares[best], unclear
    for name in ("epoch-ms", "epoch-s", "excel", "ym", "my"):
        if float(found.get(name.replace("-", "_")) or 0) / filled > 0.95:
            return name, 0.0, False
    return "", 0.0, False
