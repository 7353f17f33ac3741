"""What holds of owners and their days, whoever names them."""

from datetime import date

from ninefold.journeys.owners.models import Ownership


def overlap(*, since: date, until: date | None, other: Ownership) -> bool:
    """Tell whether a stretch of days has a day in common with an ownership; both ends count."""
    ends_before = until is not None and until < other.since
    begins_after = other.until is not None and since > other.until
    return not (ends_before or begins_after)


def in_force(*, ownership: Ownership, on: date) -> bool:
    """Tell whether somebody owns by it on a day."""
    return ownership.since <= on and (ownership.until is None or on <= ownership.until)


def covered(*, ownership: Ownership, on: date) -> bool:
    """Tell whether somebody answers in the owner's place on a day."""
    if (
        ownership.cover_id is None
        or ownership.cover_since is None
        or not in_force(ownership=ownership, on=on)
    ):
        return False
    return ownership.cover_since <= on and (ownership.cover_until is None or on <= ownership.cover_until)
