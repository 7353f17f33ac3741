"""Countries by the codes of the CLDR, named in the reader's language."""

from functools import lru_cache
from typing import Final

from babel.core import get_global

from ninefold.kit.locales import Reader

WORLD: Final = "001"
_LETTERS: Final = 2


def country_name(code: str, *, reader: Reader) -> str:
    """Name a country; a code that nobody knows is its own name, and none is "".

    Examples
    --------
    >>> country_name("US", reader=Reader()), country_name("", reader=Reader())
    ('United States', '')
    """
    return str(reader.locale.territories.get(code, code)) if code else ""


def countries(*, reader: Reader) -> list[tuple[str, str]]:
    """List the countries with their codes by name, the whole world first."""
    named = [
        (code, str(name))
        for code, name in reader.locale.territories.items()
        if len(code) == _LETTERS and code in _known()
    ]
    named.sort(key=lambda pair: pair[1])
    return [(WORLD, country_name(WORLD, reader=reader)), *named]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Codes that are countries: those with a currency, which leaves out the European Union and the like."""
    return frozenset(get_global("territory_currencies")) - {"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"}


def country_of(time_zone: str) -> str:
    """Tell in which country a time zone lies; "" where it lies in none, such as UTC.

    Examples
    --------
    >>> country_of("Europe/Oslo"), country_of("UTC")
    ('NO', '')
    """
    found = str(get_global("zone_territories").get(time_zone) or "")
    return found if found in _known() else ""
