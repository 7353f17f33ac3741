"""SQL that reads dates and times: the ways survey tools write them, the Persian calendar among them.

A moment is read as two things: the wall clock it shows (TIMESTAMP) and its distance from UTC in minutes,
NULL where the cell does not tell and the file's time zone has to.
"""

from typing import Final

from ninefold.listen.sources.numerals import western_sql

# Years outside are typing errors or spreadsheet ghosts (a bare time stands as 31 December 1899).
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2100
FIRST_PERSIAN_YEAR: Final = 1349
LAST_PERSIAN_YEAR: Final = 1500
# Ways of writing that are read at once and never taken apart.
WHOLE: Final = ("epoch-s", "epoch-ms", "excel", "ym", "my")
# A year and a month of it, in either order.
YEAR_MONTH: Final = r"^\s*((?:19|20)\d{2})(?:[-/. ](0?[1-9]|1[0-2])|(0[1-9]|1[0-2]))\s*$"
MONTH_YEAR: Final = r"^\s*(0?[1-9]|1[0-2])[-/. ]((?:19|20)\d{2})\s*$"
_PARTS: Final = (
    r"(?i)^\s*(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{4}|\d{1,2})"
    r"(?:[T ,]+(am|pm)? ?(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,6})?)\d*)? ?(am|pm)?)?"
    r" ?(?:gmt|utc)?(z|[+-]\d{1,2}(?::?\d{2})?)?\s*$"
)
_NAMES: Final = "['a', 'b', 'c', 'before', 'h', 'i', 's', 'after', 'z']"
_OFFSET: Final = r"(?i):\d\d.*?(z|[+-]\d{1,2}(:?\d\d)?)\s*$"
_FORENOON: Final = r"上午|صباحا?ً?|ص|ق\.? ?ظ\.?|дп|a\.m\.?"
_AFTERNOON: Final = r"下午|مساءً?|م|ب\.? ?ظ\.?|пп|p\.m\.?"
_DAYS_BEFORE_PERSIAN_YEAR_1: Final = 492268  # 1 Farvardin 1 to 1 January 1970


def parts_sql(cell: str) -> str:
    """Write the expression that takes a written date apart.

    Parameters
    ----------
    cell : str
        A DuckDB expression of type VARCHAR (code, not data).

    Returns
    -------
    str
        A STRUCT of VARCHAR: a, b, c (the three numbers of the date), before, h, i, s, after, z; all ""
        where the cell is no date.
    """
    words = f"regexp_replace({western_sql(cell)}, '{_FORENOON}', 'am', 'gi')"
    words = f"regexp_replace(replace({words}, ',', ' '), '{_AFTERNOON}', 'pm', 'gi')"
    words = f"regexp_replace(replace(replace({words}, '年', '-'), '月', '-'), '日', ' ')"
    ascii_words = f"replace(replace({cell}, 'a.m.', 'am'), 'p.m.', 'pm')"
    plain = f"CASE WHEN strlen({cell}) = length({cell}) THEN {ascii_words} ELSE {words} END"
    return f"regexp_extract(regexp_replace({plain}, '\\s+', ' ', 'g'), '{_PARTS}', {_NAMES})"


def plain_sql(cell: str, *, written: str, decimal: str = ".") -> str:
    """Write the expression that reads the common ways of writing quickly.

    Parameters
    ----------
    cell : str
        A DuckDB expression of type VARCHAR (code, not data).
    written : str
        One of ``mapping.DATE_FORMATS``.
    decimal : str
        Decimal sign of Excel's serial days with a fraction.

    Returns
    -------
    str
        An expression of type TIMESTAMP; NULL where the cell has to be taken apart (``parts_sql``).
    """
    if written in ("epoch-s", "epoch-ms"):
        factor = 1_000_000 if written == "epoch-s" else 1_000
        number = f"TRY_CAST({western_sql(cell)} AS DOUBLE)"
        return f"TRY(make_timestamp(CAST({number} * {factor} AS BIGINT)))"
    if written == "excel":
        serial = f"TRY_CAST(replace({western_sql(cell)}, '{decimal}', '.') AS DOUBLE)"
        return f"TRY(TIMESTAMP '1899-12-30' + to_seconds(CAST(round({serial} * 86400) AS BIGINT)))"
    if written == "ymd":
        return f"CASE WHEN {_has_offset(cell)} THEN NULL ELSE TRY_CAST({cell} AS TIMESTAMP) END"
    if written in ("ym", "my"):
        return _month(western_sql(cell), written=written)
    return "NULL::TIMESTAMP"


def _month(cell: str, *, written: str) -> str:
    """Give the first day of a written month."""
    if written == "ym":
        year, *months = (f"regexp_extract({cell}, '{YEAR_MONTH}', {part})" for part in (1, 2, 3))
        month = " || ".join(months)
    else:
        month, year = (f"regexp_extract({cell}, '{MONTH_YEAR}', {part})" for part in (1, 2))
    return f"TRY_CAST({year} || '-' || {month} || '-1' AS TIMESTAMP)"


def wall_sql(*, plain: str, parts: str, written: str) -> str:
    """Write the expression that gives the wall clock a cell shows.

    Parameters
    ----------
    plain, parts : str
        Names of columns that hold what ``plain_sql`` and ``parts_sql`` give. They have to be columns of a
        subquery, so that the costly taking apart is done once, and only where it is needed.
    written : str
        One of ``mapping.DATE_FORMATS``.

    Returns
    -------
    str
        An expression of type TIMESTAMP. ``plausible_sql`` leaves out what cannot be an answer's moment.
    """
    if written in WHOLE:
        return plain
    return f"coalesce({plain}, {_from_parts(parts, written=written)})"


def plausible_sql(moment: str) -> str:
    """Write the expression that keeps a moment (the name of a column) of the years 1970 to 2100 only."""
    return f"CASE WHEN year({moment}) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN {moment} END"


def offset_sql(cell: str, *, written: str) -> str:
    """Write the expression that gives the minutes a clock is ahead of UTC, NULL if the cell does not tell."""
    if written in ("epoch-s", "epoch-ms"):
        return "0"
    if written in WHOLE:
        return "NULL"
    sign = f"regexp_extract({western_sql(cell)}, '{_OFFSET}', 1)"
    digits = f"replace({sign}, ':', '')"
    hours = f"TRY_CAST(substr({digits}, 2, 2) AS INTEGER)"
    minutes = f"coalesce(TRY_CAST(substr({digits}, 4, 2) AS INTEGER), 0)"
    signed = f"CASE WHEN left({sign}, 1) = '-' THEN -1 ELSE 1 END * ({hours} * 60 + {minutes})"
    known = f"CASE WHEN lower({sign}) = 'z' THEN 0 WHEN {sign} <> '' THEN {signed} END"
    return f"CASE WHEN {_has_offset(cell)} THEN {known} END"


def persian_day_sql(*, year: str, month: str, day: str) -> str:
    """Write the expression that turns a date of the Persian calendar into a DATE.

    The 33-year rule: exact for the years 1244 to 1472, which hold every answer there will be for long.

    Parameters
    ----------
    year, month, day : str
        DuckDB expressions of type INTEGER.

    Returns
    -------
    str
        An expression of type DATE, NULL where there is no such day.
    """
    before = f"365 * ({year} - 1) + ((8 * {year} + 21) // 33)"
    months = f"CASE WHEN {month} <= 7 THEN 31 * ({month} - 1) ELSE 30 * ({month} - 1) + 6 END"
    last = (
        f"CASE WHEN {month} <= 6 THEN 31 WHEN {month} <= 11 THEN 30"
        f" WHEN (8 * {year} + 29) % 33 < 8 THEN 30 ELSE 29 END"
    )
    exists = f"{month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND {last}"
    number = f"{before} + {months} + {day} - 1 - {_DAYS_BEFORE_PERSIAN_YEAR_1}"
    return f"CASE WHEN {exists} THEN DATE '1970-01-01' + CAST({number} AS INTEGER) END"


def _has_offset(cell: str) -> str:
    return f"regexp_matches({cell}, '{_OFFSET}')"


def _from_parts(parts: str, *, written: str) -> str:
    order = {"ymd": "abc", "dmy": "cba", "mdy": "cab"}[written.removeprefix("persian-")]
    year, month, day = (f"TRY_CAST(({parts}).{name} AS INTEGER)" for name in order)
    year = f"({year} + CASE WHEN length(({parts}).{order[0]}) = 2 THEN {_century(written)} ELSE 0 END)"
    if written.startswith("persian-"):
        date = f"CAST({persian_day_sql(year=year, month=month, day=day)} AS VARCHAR)"
    else:
        date = f"{year} || '-' || {month} || '-' || {day}"
    return f"TRY_CAST({date} || ' ' || {_clock(parts)} AS TIMESTAMP)"


def _century(written: str) -> int:
    return 1400 if written.startswith("persian-") else 2000


def _clock(parts: str) -> str:
    half = f"lower(({parts}).before || ({parts}).after)"
    hour = f"coalesce(TRY_CAST(({parts}).h AS INTEGER), 0)"
    hour = f"CASE {half} WHEN 'pm' THEN {hour} % 12 + 12 WHEN 'am' THEN {hour} % 12 ELSE {hour} END"
    minute = f"coalesce(nullif(({parts}).i, ''), '0')"
    second = f"coalesce(nullif(replace(({parts}).s, ',', '.'), ''), '0')"
    return f"({hour}) || ':' || {minute} || ':' || {second}"
