"""What holds of owners and their days, whoever names them."""

from datetime import date

from ninefold.journeys.owners.models import Ownership


def overlap(*, since: date, until: date | None, other: Ownership) -> bool:
    """Tell whether a stretch of days has a day in common with an ownership; both ends count."""
    ends_before = until is not None and until < other.since
    begins_after = other.until is not None and since > other.until
    return not (ends_before or begins_after)


def lasts(*, since: date | None, until: date | None, on: date) -> bool:
    """Tell whether a day lies within days of which both ends count; without a first day there are none."""
    return since is not None and since <= on and (until is None or on <= until)


def in_force(*, ownership: Ownership, on: date) -> bool:
    """Tell whether somebody owns by it on a day."""
    return lasts(since=ownership.since, until=ownership.until, on=on)


def covered(*, ownership: Ownership, on: date) -> bool:
    """Tell whether somebody answers in the owner's place on a day."""
    away = lasts(since=ownership.cover_since, until=ownership.cover_until, on=on)
    return ownership.cover_id is not None and away and in_force(ownership=ownership, on=on)
