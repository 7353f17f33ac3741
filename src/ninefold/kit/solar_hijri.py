"""The Solar Hijri calendar of Iran, and its month names in the six languages."""

from datetime import date
from functools import lru_cache

import jdatetime

from ninefold.kit.digits import localise
from ninefold.kit.locales import Reader

# Babel knows Gregorian names alone; these are the twelve months of the Solar Hijri year.
PERSIAN_MONTHS = {
    "en": "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
    "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "uk": "фарвардін ордібехешт хордад тір мордад шахрівер мехр абан азер дей бахман есфанд",
    "ru": "фарвардин ордибехешт хордад тир мордад шахривер мехр абан азер дей бахман эсфанд",
    "ar": "فروردين أرديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن إسفند",
    "zh-hans": (
        "法尔瓦丁月 奥尔迪贝赫什特月 霍尔达德月 提尔月 莫尔达德月 沙赫里瓦尔月 "
        "梅赫尔月 阿班月 阿扎尔月 戴伊月 巴赫曼月 埃斯凡德月"
    ),
}
_SHORTENED = {"en", "uk", "ru"}


def solar_date(day: date) -> tuple[int, int, int]:
    """Return year, month and day of the Solar Hijri calendar."""
    shown = jdatetime.date.fromgregorian(date=day)
    return shown.year, shown.month, shown.day


def first_day(year: int, month: int) -> date:
    """Return the Gregorian day on which a Solar Hijri month begins."""
    first: date = jdatetime.date(year, month, 1).togregorian()
    return first


@lru_cache(maxsize=256)
def month_name(language: str, month: int, *, short: bool = False) -> str:
    """Name a month, 1 to 12, in an interface language; short for an axis."""
    name = PERSIAN_MONTHS.get(language, PERSIAN_MONTHS["en"]).split()[month - 1]
    if short and language == "zh-hans":
        return f"{month}月"
    return name[:3] if short and language in _SHORTENED else name


def month_year(year: int, month: int, *, reader: Reader) -> str:
    """Write a month with its year."""
    name = month_name(reader.language, month)
    text = f"{year}年{name}" if reader.language == "zh-hans" else f"{name} {year}"
    return localise(text, reader=reader)


def solar_text(day: date, *, reader: Reader, year: bool) -> str:
    """Write a Gregorian day in the Solar Hijri calendar."""
    y, m, d = solar_date(day)
    name = month_name(reader.language, m)
    if reader.language == "zh-hans":
        text = f"{y}年{name}{d}日" if year else f"{name}{d}日"
    else:
        text = f"{d} {name} {y}" if year else f"{d} {name}"
    return localise(text, reader=reader)
