"""Who answers for what the Overview shows: owners of touchpoints, and what nobody owns or measures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Touchpoints of the journeys that nobody answers for, and those that nobody measures, by name."""

    unowned: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.unowned or self.unmeasured)


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who answers on a day.

    Attributes
    ----------
    owners : names of owners, by what the data call a touchpoint.
    mine : what the data call the touchpoints that the reader owns or covers.
    gaps : what nobody owns or measures.
    """

    owners: Mapping[str, str] = field(default_factory=dict)
    mine: frozenset[str] = frozenset()
    gaps: Gaps = Gaps()


NOBODY: Final = Answering()
