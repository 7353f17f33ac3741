"""The twenty-four calendar months that the company is watched for, the last one holding the reference day."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ninefold.demo.world.parameters import MONTHS, Floats, Whole

DAY = 86_400
OPENS, CLOSES = 8 * 3600, 21 * 3600


@dataclass(frozen=True, kw_only=True)
class Months:
    """Months as seconds since 1970.

    Attributes
    ----------
    starts : of each month, and of the one after the last.
    end : the first second that has not happened yet.
    numbers : 0 for January to 11 for December.
    """

    starts: Whole
    end: int
    numbers: tuple[int, ...]

    @property
    def closed(self) -> int:
        """Count the months that are over."""
        return int(np.searchsorted(self.starts[1:], self.end, side="right"))


def months_until(day: date) -> Months:
    """Lay out the months that end with the one holding the reference day."""
    last = np.datetime64(day, "M")
    spans = last + np.arange(1 - MONTHS, 2)
    starts = spans.astype("datetime64[s]").astype(np.int64)
    end = (np.datetime64(day, "D") + 1).astype("datetime64[s]").astype(np.int64)
    numbers = tuple(int(span) % 12 for span in spans[:-1].astype(np.int64))
    return Months(starts=starts, end=int(end), numbers=numbers)


def moment(*, days: Whole, hour: Floats) -> Whole:
    """Turn whole days since 1970 and a share of the opening hours into a moment."""
    return days * DAY + OPENS + (hour * (CLOSES - OPENS)).astype(np.int64)
