"""What each role meets first on the Overview: the same numbers, in the order of its work."""

from collections.abc import Collection, Mapping
from enum import StrEnum
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


_PROGRAMME: Final = (
    Section.YOURS,
    Section.TREND,
    Section.CHANGED,
    Section.WEAKEST,
    Section.GAPS,
    Section.ANSWERS,
    Section.WORDS,
    Section.GROUPS,
)
_OTHERS: Final[Mapping[str, tuple[Section, ...]]] = {
    # What customers said at one's own place comes before what became of the score.
    Role.FRONT_LINE: (
        Section.YOURS,
        Section.WORDS,
        Section.CHANGED,
        Section.WEAKEST,
        Section.ANSWERS,
        Section.TREND,
    ),
    Role.TOUCHPOINT_OWNER: (
        Section.YOURS,
        Section.CHANGED,
        Section.WORDS,
        Section.ANSWERS,
        Section.TREND,
        Section.GROUPS,
        Section.WEAKEST,
    ),
    Role.MANAGER: (
        Section.YOURS,
        Section.GROUPS,
        Section.CHANGED,
        Section.WEAKEST,
        Section.ANSWERS,
        Section.TREND,
        Section.WORDS,
    ),
    # Where it stands, where it fails, who answers for it; and the customer's own words.
    Role.EXECUTIVE: (Section.TREND, Section.CHANGED, Section.WEAKEST, Section.GAPS, Section.WORDS),
    Role.AUDITOR: (Section.TREND, Section.CHANGED, Section.WEAKEST, Section.GAPS),
}
# The second side a page shows: a manager compares units.
_SIDES: Final = ("touchpoint", "segment", "unit", "channel", "language")
_SIDES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    Role.MANAGER: ("touchpoint", "unit", "segment", "channel", "language")
}


def sections_of(*, role: str, there: Collection[Section]) -> tuple[Section, ...]:
    """Order the parts of the page that have something to show, as a role needs them."""
    return tuple(each for each in _OTHERS.get(role, _PROGRAMME) if each in there)


def sides_of(*, role: str) -> tuple[str, ...]:
    """Name the sides of an experience in the order in which a role compares them."""
    return _SIDES_OF.get(role, _SIDES)
