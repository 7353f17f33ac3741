"""In what unit a number is shown: a fraction as points or per cent, a mean as it is."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from ninefold.kit.digits import number, percent
from ninefold.kit.digits import span as digits_span
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Kind


class Unit(Protocol):
    """What writing a number must know; the definition of a metric is one."""

    @property
    def factor(self) -> float:
        """What the number is multiplied by on the page: 100 for a fraction."""

    @property
    def decimals(self) -> int:
        """Digits after the separator."""

    @property
    def is_percent(self) -> bool:
        """Whether a percent sign follows."""


class Ranged(Protocol):
    """A value with its interval, such as an estimate or a difference."""

    @property
    def value(self) -> float | None:
        """The number, None where nothing may be said."""

    @property
    def low(self) -> float | None:
        """Lower end."""

    @property
    def high(self) -> float | None:
        """Upper end."""


@dataclass(frozen=True, slots=True)
class PlainUnit:
    """A unit by itself, where no metric is at hand."""

    factor: float = 1.0
    decimals: int = 0
    is_percent: bool = False


UNITS: dict[str, Unit] = {
    "nps": PlainUnit(factor=100.0),
    "percent": PlainUnit(factor=100.0, decimals=1, is_percent=True),
    "mean": PlainUnit(decimals=2),
    "count": PlainUnit(),
}


def unit_of(unit: Unit | str) -> Unit:
    """Return the unit itself, or the one of that name: "nps", "percent", "mean", "count".

    Raises
    ------
    KeyError
        If no unit has that name.
    """
    return UNITS[unit] if isinstance(unit, str) else unit


def shown(value: float | None, *, unit: Unit | str) -> float | None:
    """Return a value in the unit of the page, unrounded; None stays None."""
    return None if value is None else value * unit_of(unit).factor


def value_text(value: float | None, *, unit: Unit | str, reader: Reader) -> str:
    """Write a value in its unit, "37" or "81.5%"."""
    of = unit_of(unit)
    if of.is_percent:
        return percent(value, reader=reader, decimals=of.decimals)
    return number(shown(value, unit=of), reader=reader, decimals=of.decimals)


def end_text(end: float | None, *, unit: Unit | str, reader: Reader) -> str:
    """Write one end of an interval; the percent sign is left to the value beside it."""
    of = unit_of(unit)
    return number(shown(end, unit=of), reader=reader, decimals=of.decimals)


def target_text(target: float, *, unit: Unit | str, reader: Reader) -> str:
    """Write a target, given in the unit of the page, with no more decimals than it was set with."""
    of = unit_of(unit)
    set_with = len(f"{target:.6f}".rstrip("0").partition(".")[2])
    decimals = min(of.decimals, set_with)
    if of.is_percent:
        return percent(target / of.factor, reader=reader, decimals=decimals)
    return number(target, reader=reader, decimals=decimals)


def hidden_words(*, reader: Reader, threshold: int = 10) -> str:
    """Say that a group is hidden, and why."""
    return _("hidden: fewer than %(count)s answers") % {"count": number(threshold, reader=reader)}


def hidden_people_words(*, reader: Reader, threshold: int = 10) -> str:
    """Say that words are hidden, because too few people could have said them."""
    return _("hidden: fewer than %(count)s people") % {"count": number(threshold, reader=reader)}


def under_words(*, reader: Reader, threshold: int = 10) -> str:
    """Say in the narrow cell of a table that a count is hidden."""
    return _("under %(count)s") % {"count": number(threshold, reader=reader)}


def change_decimals(unit: Unit | str) -> int:
    """Return how many decimals a change is written with: one at least, or small ones would read as none."""
    return max(1, unit_of(unit).decimals)


def interval_text(ranged: Ranged, *, unit: Unit | str, reader: Reader, signed: bool = False) -> str:
    """Write an interval in its unit, "34 to 39"; the percent sign is left to the value beside it."""
    of = unit_of(unit)
    return digits_span(
        shown(ranged.low, unit=of),
        shown(ranged.high, unit=of),
        reader=reader,
        decimals=of.decimals,
        signed=signed,
    )


def as_shown(ranged: Ranged, *, unit: Unit | str) -> dict[str, float | None]:
    """Give value and interval in the unit of the page, as a chart takes them."""
    ends = {"value": ranged.value, "low": ranged.low, "high": ranged.high}
    return {name: shown(each, unit=unit) for name, each in ends.items()}


def column_kind(unit: Unit | str) -> Kind:
    """Say what a column of such values holds: spreadsheets know fractions as per cent."""
    return "percent" if unit_of(unit).is_percent else "number"


def exported(value: float | None, *, unit: Unit | str) -> float | None:
    """Give a value as it leaves the house: a share as a fraction, all else as on the page."""
    return value if unit_of(unit).is_percent else shown(value, unit=unit)
