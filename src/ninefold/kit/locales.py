"""Who reads a page: language, calendar, digits and time zone, and what follows from them."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from babel import Locale
from babel.localedata import load

Calendar = Literal["gregory", "persian"]
Digits = Literal["local", "latin"]
Numbering = Literal["latn", "arab", "arabext"]

# The territory decides week start, digits and the order of a date; the language alone does not.
LOCALES = {
    "en": "en_GB",
    "fa": "fa_IR",
    "uk": "uk_UA",
    "ru": "ru_RU",
    "ar": "ar_EG",
    "zh-hans": "zh_Hans_CN",
}
# A language is named in itself, so that whoever needs it can read it.
LANGUAGE_NAMES = {
    "en": "English",
    "fa": "فارسی",
    "uk": "Українська",
    "ru": "Русский",
    "ar": "العربية",
    "zh-hans": "中文",
}
_NAMES: Final = ("months", "quarters", "days", "day_periods", "eras", "number_symbols")
RANGE_WORDS = {"en": "to", "fa": "تا", "uk": "до", "ru": "до", "ar": "إلى", "zh-hans": "至"}
RIGHT_TO_LEFT = frozenset({"fa", "ar", "he", "ur", "ckb", "ps", "sd", "ug", "yi", "dv", "ku-arab"})
LOCAL_NUMBERING: dict[str, Numbering] = {"fa": "arabext", "ar": "arab"}


def is_rtl(language: str) -> bool:
    """Tell whether a language tag is written from right to left; the subtag alone decides ("fa-AF" is)."""
    tag = language.lower().replace("_", "-")
    return tag in RIGHT_TO_LEFT or tag.split("-")[0] in RIGHT_TO_LEFT


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    _part()
    return Locale.parse(LOCALES.get(language, LOCALES["en"]))


@cache
def _part() -> None:
    """Give each language names of its own, before any is read.

    Babel keeps what an alias leads to where it stood, in data that languages share: once a Chinese month was
    named, Persian, Arabic and Ukrainian ones had its name.
    """
    for data in [load(name) for name in LOCALES.values()]:
        data.update({part: deepcopy(data[part]) for part in _NAMES})


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a page.

    Parameters
    ----------
    language : str
        One of the six interface languages: "en", "fa", "uk", "ru", "ar", "zh-hans".
    calendar : {"gregory", "persian"}
        Dates are shown, and periods cut, in this calendar; they are stored in the Gregorian one.
    digits : {"local", "latin"}
        Whether Persian and Arabic pages use their own digits.
    time_zone : str
        Name in the tz database, "Asia/Tehran".

    Examples
    --------
    >>> Reader(language="fa").rtl, Reader(language="fa").numbering
    (True, 'arabext')
    """

    language: str = "en"
    calendar: Calendar = "gregory"
    digits: Digits = "local"
    time_zone: str = "UTC"

    @property
    def rtl(self) -> bool:
        """Whether the page runs from right to left."""
        return is_rtl(self.language)

    @property
    def direction(self) -> Literal["rtl", "ltr"]:
        """The value of the `dir` attribute."""
        return "rtl" if self.rtl else "ltr"

    @property
    def numbering(self) -> Numbering:
        """The CLDR numbering system in use."""
        if self.digits == "latin":
            return "latn"
        return LOCAL_NUMBERING.get(self.language, "latn")

    @property
    def locale(self) -> Locale:
        """The Babel locale that names months and orders a date."""
        return _locale(self.language)

    @property
    def range_word(self) -> str:
        """The word between two ends of a range; a dash could be read as a minus."""
        return RANGE_WORDS.get(self.language, RANGE_WORDS["en"])


def isolated(name: str) -> str:
    """Part a name from the direction of the sentence that it stands in, so that neither reorders the other.

    Examples
    --------
    >>> isolated("Shop") == "\u2068Shop\u2069"
    True
    """
    return f"\u2068{name}\u2069"
