"""What each role meets first on the Overview: the same numbers, in the order of its work."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Final

from ninefold.people.roles.choices import Role


class Section(StrEnum):
    """A part of the page; its template bears its name."""

    YOURS = "yours"  # the touchpoints that the reader owns
    TREND = "trend"
    CHANGED = "changed"
    WEAKEST = "weakest"  # touchpoints, or whatever side is shown first
    ANSWERS = "answers"
    WORDS = "words"
    GROUPS = "groups"
    GAPS = "gaps"  # what nobody owns or measures


@dataclass(frozen=True, kw_only=True)
class _Columns:
    """The wide and the narrow column of the page, each from top to bottom."""

    wide: tuple[Section, ...]
    narrow: tuple[Section, ...]


_PROGRAMME: Final = _Columns(
    wide=(Section.YOURS, Section.TREND, Section.WEAKEST, Section.WORDS),
    narrow=(Section.CHANGED, Section.GAPS, Section.ANSWERS, Section.GROUPS),
)
_OTHERS: Final[Mapping[str, _Columns]] = {
    # What customers said at one's own place comes before what became of the score.
    Role.FRONT_LINE: _Columns(
        wide=(Section.YOURS, Section.WORDS, Section.TREND, Section.WEAKEST),
        narrow=(Section.CHANGED, Section.ANSWERS),
    ),
    Role.TOUCHPOINT_OWNER: _Columns(
        wide=(Section.YOURS, Section.WORDS, Section.TREND, Section.WEAKEST),
        narrow=(Section.CHANGED, Section.ANSWERS, Section.GROUPS),
    ),
    Role.MANAGER: _Columns(
        wide=(Section.YOURS, Section.WEAKEST, Section.TREND, Section.WORDS),
        narrow=(Section.GROUPS, Section.CHANGED, Section.ANSWERS),
    ),
    # Where it stands, where it fails, who answers for it; and the customer's own words.
    Role.EXECUTIVE: _Columns(
        wide=(Section.TREND, Section.WEAKEST, Section.WORDS), narrow=(Section.CHANGED, Section.GAPS)
    ),
    Role.AUDITOR: _Columns(wide=(Section.TREND, Section.WEAKEST), narrow=(Section.CHANGED, Section.GAPS)),
}
COMPARED_UNITS: Final = 60
# The second side a page shows: a manager compares units.
_SIDES: Final = ("touchpoint", "segment", "unit", "channel", "language")
_SIDES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    Role.MANAGER: ("touchpoint", "unit", "segment", "channel", "language")
}


def sections_of(*, role: str, there: Collection[Section]) -> tuple[Section, ...]:
    """Order the parts of the page that have something to show, as a role needs them: wide, narrow, wide."""
    columns = _OTHERS.get(role, _PROGRAMME)
    wide, narrow = ([each for each in column if each in there] for column in (columns.wide, columns.narrow))
    return tuple(each for row in zip_longest(wide, narrow) for each in row if each is not None)


def sides_of(*, role: str, units: int | None = None) -> tuple[str, ...]:
    """Name the sides of an experience in the order in which a role compares them.

    Parameters
    ----------
    units : how many units are in sight; None where all are, however many. More than a page can set side by
        side are compared in the explorer.
    """
    if units is None or units <= COMPARED_UNITS:
        return _SIDES_OF.get(role, _SIDES)
    return _SIDES
