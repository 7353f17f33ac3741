"""Numbers as people write them: local digits, separators and signs, out and in."""

import math
import re
import unicodedata
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from ninefold.kit.locales import Numbering, Reader

MINUS = "\u2212"
LRM = "\u200e"
NOTHING = "·"

_DIGITS: dict[Numbering, str] = {"latn": "0123456789", "arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff"))
_MINUSES = "-\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'\u2019](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = {mark: re.compile(rf"\d{{1,3}}({re.escape(mark)}\d{{3}})+") for mark in ",."}


@lru_cache(maxsize=64)
def _symbols(language: str, numbering: Numbering) -> tuple[dict[int, str], str]:
    """Return the table from Python's format to the reader's, and the percent sign with its space."""
    reader = Reader(language=language, digits="latin" if numbering == "latn" else "local")
    symbols = reader.locale.number_symbols[numbering]
    table = {ord(digit): local for digit, local in zip("0123456789", _DIGITS[numbering], strict=True)}
    table |= {ord(","): str(symbols["group"]), ord("."): str(symbols["decimal"])}
    pattern = reader.locale.percent_formats[None].pattern
    space = "\u00a0" if "\u00a0%" in pattern else ""
    return table, space + str(symbols["percentSign"])


def _written(value: float | Decimal, *, reader: Reader, decimals: int, signed: bool, tail: str) -> str:
    exact = value if isinstance(value, int | Decimal) else float(value)
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(exact)).quantize(step, rounding=ROUND_HALF_UP)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    if sign and reader.rtl:
        sign = LRM + sign
    table, _ = _symbols(reader.language, reader.numbering)
    return sign + f"{abs(rounded):,f}".translate(table) + tail


def _missing(value: float | Decimal | None) -> bool:
    return value is None or not math.isfinite(value)


def number(value: float | Decimal | None, *, reader: Reader, decimals: int = 0, signed: bool = False) -> str:
    """Write a number for a reader.

    Parameters
    ----------
    value : float, Decimal or None
        None and non-finite values are written as a middle dot.
    reader : Reader
        Decides digits and separators.
    decimals : int
        Digits after the separator; halves are rounded away from zero, as in a spreadsheet.
    signed : bool
        Whether a positive number carries a plus. The minus is U+2212; on pages from right to left
        a sign follows U+200E, to stand before its digits.

    Returns
    -------
    str
        Plain text; in HTML wrap a signed number in `<bdi>`.

    Examples
    --------
    >>> number(-6.4, reader=Reader(), decimals=1)
    '−6.4'
    >>> number(12345.5, reader=Reader(language="fa"))
    '۱۲٬۳۴۶'
    """
    if value is None or _missing(value):
        return NOTHING
    return _written(value, reader=reader, decimals=decimals, signed=signed, tail="")


def percent(
    fraction: float | Decimal | None, *, reader: Reader, decimals: int = 0, signed: bool = False
) -> str:
    """Write a fraction as a percentage.

    Parameters
    ----------
    fraction : float, Decimal or None
        0.815 is written as 81.5%.
    reader, decimals, signed
        As in `number`.

    Returns
    -------
    str
        Plain text with the reader's percent sign.

    Examples
    --------
    >>> percent(0.815, reader=Reader(language="fa"), decimals=1)
    '۸۱٫۵٪'
    """
    if fraction is None or _missing(fraction):
        return NOTHING
    exact = fraction if isinstance(fraction, Decimal) else Decimal(str(float(fraction)))
    _, tail = _symbols(reader.language, reader.numbering)
    return _written(exact * 100, reader=reader, decimals=decimals, signed=signed, tail=tail)


def span(
    low: float | None,
    high: float | None,
    *,
    reader: Reader,
    decimals: int = 0,
    signed: bool = False,
    write: Callable[..., str] = number,
) -> str:
    """Write a range with the reader's word between its ends, never a dash.

    Parameters
    ----------
    low, high : float or None
        The ends, in the unit that `write` expects.
    reader, decimals, signed
        As in `number`.
    write : callable
        `number` or `percent`.

    Returns
    -------
    str
        Plain text.

    Examples
    --------
    >>> span(34.2, 39.1, reader=Reader())
    '34 to 39'
    """
    ends = (write(end, reader=reader, decimals=decimals, signed=signed) for end in (low, high))
    return f" {reader.range_word} ".join(ends)


def localise(text: str, *, reader: Reader) -> str:
    """Replace the ASCII digits of a text by the reader's; all else stays.

    Parameters
    ----------
    text : str
        A label such as "Q4 2026".
    reader : Reader
        Decides the digits.

    Returns
    -------
    str
        The same text in local digits.

    Examples
    --------
    >>> localise("1 to 7", reader=Reader(language="ar"))
    '١ to ٧'
    """
    return text.translate(str.maketrans("0123456789", _DIGITS[reader.numbering]))


def western(text: str) -> str:
    """Replace decimal digits of any script by ASCII digits; all else stays.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with digits 0 to 9.

    Examples
    --------
    >>> western("۱۲ و ٣٤")
    '12 و 34'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _decimal_mark(body: str, decimal: str) -> str:
    """Decide which of comma and point parts the fraction; "" when both only group."""
    comma, point = body.count(","), body.count(".")
    if comma and point:
        return "," if body.rindex(",") > body.rindex(".") else "."
    if not comma and not point:
        return ""
    mark = "," if comma else "."
    if max(comma, point) > 1:
        return ""
    if mark == decimal:
        return mark
    # One separator of the other kind with three digits behind it groups; else it can only be a decimal.
    return "" if mark == "," and _GROUPED[mark].fullmatch(body) else mark


def _ungrouped(text: str, decimal: str) -> str:
    sign = text[:1] if text[:1] in "+-" else ""
    body = text.removeprefix(sign)
    mark = _decimal_mark(body, decimal)
    whole, _, fraction = body.partition(mark) if mark else (body, "", "")
    for other in ",.":
        if other in fraction or (other in whole and not _GROUPED[other].fullmatch(whole)):
            raise ValueError(f"not a number: {text!r}")
        whole = whole.replace(other, "")
    return f"{sign}{whole}.{fraction}" if mark else sign + whole


def parse_number(text: str, *, reader: Reader | None = None) -> float:
    """Read a number typed in any digits.

    Parameters
    ----------
    text : str
        Digits of any script; ٫ parts the fraction, ٬ and blanks group; a comma or a point is judged
        by its place: the last of two kinds parts the fraction, a repeated one groups.
    reader : Reader, optional
        Settles a lone comma before three digits ("1,234"): a decimal where the reader's language
        uses the comma so, else grouping.

    Returns
    -------
    float
        The number.

    Raises
    ------
    ValueError
        If the text is no single number.

    Examples
    --------
    >>> parse_number("−۱۲٬۳۴۵٫۵"), parse_number("1.234,5")
    (-12345.5, 1234.5)
    """
    plain = western(text).translate(_INVISIBLE).strip()
    for minus in _MINUSES:
        plain = plain.replace(minus, "-")
    plain = plain.replace("\uff0b", "+").replace("\u060c", ",").replace("\uff0c", ",").replace("\uff0e", ".")
    plain = _SPACES.sub("", plain)
    if "\u066b" in plain or "\u066c" in plain:
        candidate = plain.replace("\u066c", "").replace("\u066b", ".")
    else:
        language = reader.language if reader else "en"
        decimal = str(Reader(language=language).locale.number_symbols["latn"]["decimal"])
        candidate = _ungrouped(plain, decimal)
    if not _PLAIN.fullmatch(candidate):
        raise ValueError(f"not a number: {text!r}")
    return float(candidate)
