"""Numbers out and in, exactly as six languages write them."""

from decimal import Decimal

import pytest

from ninefold.kit.digits import localise, number, parse_number, percent, span, western
from ninefold.kit.locales import LOCALES, Reader

EN, FA, AR, RU = (Reader(language=tag) for tag in ("en", "fa", "ar", "ru"))


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (EN, "−12,345.7"),
        (FA, "\u200e−۱۲٬۳۴۵٫۷"),
        (Reader(language="fa", digits="latin"), "\u200e−12,345.7"),
        (AR, "\u200e−١٢٬٣٤٥٫٧"),
        (RU, "−12\u00a0345,7"),
        (Reader(language="uk"), "−12\u00a0345,7"),
        (Reader(language="zh-hans"), "−12,345.7"),
    ],
)
def test_number_is_written_as_the_reader_writes_it(reader: Reader, written: str) -> None:
    assert number(-12345.65, reader=reader, decimals=1) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (36.5, 0, "37"),
        (37.5, 0, "38"),
        (-36.5, 0, "−37"),
        (2.675, 2, "2.68"),
        (0.125, 2, "0.13"),
        (10**18, 0, "1,000,000,000,000,000,000"),
    ],
)
def test_number_rounds_halves_away_from_zero(value: float, decimals: int, written: str) -> None:
    assert number(value, reader=EN, decimals=decimals) == written


@pytest.mark.parametrize("value", [0.0, -0.0, 0.04, -0.04])
def test_number_that_rounds_to_zero_has_no_sign(value: float) -> None:
    assert number(value, reader=EN, decimals=1, signed=True) == "0.0"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_number_and_percent_without_a_value_are_a_dot(value: float | None) -> None:
    assert (number(value, reader=FA), percent(value, reader=FA)) == ("·", "·")


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (EN, "81.5%"),
        (FA, "۸۱٫۵٪"),
        (AR, "٨١٫٥٪\u061c"),
        (RU, "81,5\u00a0%"),
        (Reader(language="uk"), "81,5%"),
    ],
)
def test_percent_carries_the_sign_of_the_language(reader: Reader, written: str) -> None:
    assert percent(0.815, reader=reader, decimals=1) == written


def test_percent_of_a_decimal_is_exact() -> None:
    assert percent(Decimal("0.0005"), reader=EN, decimals=1, signed=True) == "+0.1%"


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (EN, "34 to 39"),
        (FA, "۳۴ تا ۳۹"),
        (AR, "٣٤ إلى ٣٩"),
        (RU, "34 до 39"),
        (Reader(language="zh-hans"), "34 至 39"),
    ],
)
def test_span_joins_its_ends_by_a_word(reader: Reader, written: str) -> None:
    assert span(34.2, 39.1, reader=reader) == written


def test_localise_changes_digits_alone() -> None:
    assert (localise("Q4 2026, 5%", reader=FA), localise("Q4 2026", reader=EN)) == ("Q۴ ۲۰۲۶, ۵%", "Q4 2026")


def test_western_reads_digits_of_any_script() -> None:
    assert western("۱۲٣٤５６७८ x") == "12345678 x"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("۱۲٫۵", 12.5),
        ("−۱۲٬۳۴۵٫۵", -12345.5),
        ("\u200e−٣", -3.0),
        ("٣،٥", 3.5),
        ("1,234", 1234.0),
        ("1.234", 1.234),
        ("0,5", 0.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567.0),
        ("1 234 567,8", 1234567.8),
        ("1\u202f234", 1234.0),
        ("1'234.5", 1234.5),
        ("+7", 7.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("１２．５", 12.5),
        (" 42 ", 42.0),
    ],
)
def test_parse_number_accepts_digits_and_separators(text: str, value: float) -> None:
    assert parse_number(text) == value


def test_parse_number_asks_the_reader_about_a_lone_comma() -> None:
    assert (parse_number("1,234", reader=EN), parse_number("1,234", reader=RU)) == (1234.0, 1.234)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "5%",
        "1.2.3",
        "12,34,567",
        "1,23,4",
        "1,234,5",
        "--1",
        "1-2",
        "1 2",
        "۱/۲",
        "1e5",
        "nan",
        "1.5.5,2",
    ],
)
def test_parse_number_refuses_what_is_no_single_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        parse_number(text)


@pytest.mark.parametrize("language", LOCALES)
def test_parse_number_reads_what_number_wrote(language: str) -> None:
    reader = Reader(language=language)
    values = [0.0, -1234567.25, 1234.0, 0.25, 999.75]
    assert [parse_number(number(v, reader=reader, decimals=2), reader=reader) for v in values] == values
