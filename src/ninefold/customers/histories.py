"""What holds from a moment on, until the next value: how attributes and consent are told apart from news."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

Line = tuple[datetime, str]


def value_at(lines: Sequence[Line], *, at: datetime) -> str | None:
    """Give what held at a moment.

    Parameters
    ----------
    lines
        Moments with the value that held from then on, in the order of the moments.
    at
        The moment.

    Returns
    -------
    str or None
        None before the first line.

    Examples
    --------
    >>> value_at([(datetime(2026, 1, 1), "basic"), (datetime(2026, 3, 1), "plus")], at=datetime(2026, 2, 1))
    'basic'
    """
    place = bisect_right(lines, at, key=lambda line: line[0])
    return lines[place - 1][1] if place else None


def with_line(lines: Sequence[Line], *, at: datetime, value: str) -> list[Line]:
    """Add a line in its place; one of the same moment gives way to it."""
    place = bisect_right(lines, at, key=lambda line: line[0])
    before = [line for line in lines[:place] if line[0] != at]
    return [*before, (at, value), *lines[place:]]
