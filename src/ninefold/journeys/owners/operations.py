"""Naming owners: who answers for what from when on, who covers, and how it ends."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.owners.rules import overlap
from ninefold.journeys.turns import GoneError, take_turn
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.models import Unit


class OverlapError(Exception):
    """Somebody else owns it there on some of these days already."""

    def __init__(self, other: Ownership) -> None:
        super().__init__(f"ownership {other.pk}")
        self.other = other


class PeriodError(Exception):
    """The last day lies before the first."""


class LeftError(Exception):
    """The member has left, or belongs to another organisation."""


class CoverOutsideError(Exception):
    """The days of a cover do not lie within those of the ownership."""


class CoversSelfError(Exception):
    """Nobody covers for themselves."""


@transaction.atomic
def name_owner(
    *,
    organisation: Organisation,
    touchpoint: int | None = None,
    journey: int | None = None,
    unit: Unit | None,
    member: Member,
    since: date,
    until: date | None,
    by: int | None,
    at: datetime,
) -> Ownership:
    """Let a member answer for a touchpoint or a whole journey.

    Parameters
    ----------
    touchpoint, journey
        The number of one of them, of this organisation; never both.
    unit
        Where, with all units below; None for everywhere.
    since, until
        First and last day, both included; without a last day it goes on.
    by
        Number of the member who does it, as in all that follows; None for the machine.

    Raises
    ------
    ValueError
        When it is neither a touchpoint nor a journey, or both.
    PeriodError
        When the last day lies before the first.
    LeftError
        When the member has left.
    OverlapError
        When somebody owns it there on one of these days.
    GoneError
        When the unit, the touchpoint or the journey is gone.
    """
    if (touchpoint is None) == (journey is None):
        raise ValueError("Somebody owns either a touchpoint or a journey.")
    if until is not None and until < since:
        raise PeriodError
    take_turn(organisation.pk)
    _present(organisation, member)
    rows = Ownership.objects.for_organisation(organisation)
    for other in rows.filter(touchpoint=touchpoint, journey=journey, unit=unit).select_related("member"):
        if overlap(since=since, until=until, other=other):
            raise OverlapError(other)
    made = Ownership(
        organisation=organisation,
        touchpoint_id=touchpoint,
        journey_id=journey,
        unit=unit,
        member=member,
        since=since,
        until=until,
    )
    try:
        made.clean_fields()  # looks each of them up
    except ValidationError as error:
        raise GoneError from error
    made.save()
    _record(made, change="owner_named", by=by, at=at)
    return made


@transaction.atomic
def end_ownership(*, ownership: Ownership, until: date, by: int | None, at: datetime) -> None:
    """Set the last day of an ownership; a cover ends with it.

    Raises
    ------
    GoneError
        When it is gone.
    PeriodError
        When the day lies before its first.
    OverlapError
        When it would last into somebody else's days.
    """
    now = _locked(ownership)
    if until < now.since:
        raise PeriodError
    rows = Ownership.objects.filter(touchpoint=now.touchpoint_id, journey=now.journey_id, unit=now.unit_id)
    for other in rows.exclude(pk=now.pk).select_related("member"):
        if overlap(since=now.since, until=until, other=other):
            raise OverlapError(other)
    _shorten(now, until=until)
    _record(now, change="owner_ended", by=by, at=at)


@transaction.atomic
def withdraw_ownership(*, ownership: Ownership, by: int | None, at: datetime) -> None:
    """Take an ownership back that was named by mistake, as if it had never been."""
    organisation = take_turn(ownership.organisation_id)
    if Ownership.objects.for_organisation(organisation).filter(pk=ownership.pk).delete()[0]:
        _record(ownership, change="owner_withdrawn", by=by, at=at)


@transaction.atomic
def name_cover(
    *, ownership: Ownership, cover: Member, since: date, until: date | None, by: int | None, at: datetime
) -> None:
    """Let a member answer in the owner's place for some days; it replaces the cover there is.

    Parameters
    ----------
    since, until
        First and last day; without a last day the cover lasts as long as the ownership.

    Raises
    ------
    GoneError
        When the ownership is gone.
    LeftError
        When the member has left.
    CoversSelfError
        When the member is the owner.
    PeriodError
        When the last day lies before the first.
    CoverOutsideError
        When the days do not lie within the ownership's.
    """
    now = _locked(ownership)
    _present(now.organisation, cover)
    if cover.pk == now.member_id:
        raise CoversSelfError
    if until is not None and until < since:
        raise PeriodError
    last = until or since
    if since < now.since or (now.until is not None and last > now.until):
        raise CoverOutsideError
    now.cover, now.cover_since, now.cover_until = cover, since, until
    now.save(update_fields=["cover", "cover_since", "cover_until"])
    _record(now, change="cover_named", by=by, at=at)


@transaction.atomic
def end_cover(*, ownership: Ownership, by: int | None, at: datetime) -> None:
    """Let the owner answer again.

    Raises
    ------
    GoneError
        When the ownership is gone.
    """
    now = _locked(ownership)
    now.cover = now.cover_since = now.cover_until = None
    now.save(update_fields=["cover", "cover_since", "cover_until"])
    _record(now, change="cover_ended", by=by, at=at)


@transaction.atomic
def end_all_of(*, member: Member, day: date, at: datetime) -> None:
    """End what a member owns and covers, from a day on: what they own from then on is nobody's."""
    take_turn(member.organisation_id)
    lasting = Q(until=None) | Q(until__gte=day)
    for owned in Ownership.objects.filter(lasting, member=member):
        if owned.since >= day:
            owned.delete()
        else:
            _shorten(owned, until=day - timedelta(days=1))
        _record(owned, change="owner_left", by=None, at=at)
    for covering in Ownership.objects.filter(cover=member).filter(
        Q(cover_until=None) | Q(cover_until__gte=day)
    ):
        _end_cover(covering, until=day - timedelta(days=1))
        covering.save(update_fields=["cover", "cover_since", "cover_until"])
        _record(covering, change="cover_left", by=None, at=at)


@transaction.atomic
def end_all_in(*, unit: Unit, day: date, at: datetime) -> None:
    """Record what goes with a unit that is about to be removed; the rows go with the unit itself."""
    take_turn(unit.organisation_id)
    gone: QuerySet[Ownership] = Ownership.objects.filter(Q(until=None) | Q(until__gte=day), unit=unit)
    for owned in gone:
        _record(owned, change="unit_removed", by=None, at=at)


def _locked(ownership: Ownership) -> Ownership:
    """Read an ownership again behind the lock."""
    take_turn(ownership.organisation_id)
    now = Ownership.objects.filter(pk=ownership.pk).select_related("organisation").first()
    if now is None:
        raise GoneError
    return now


def _present(organisation: Organisation, member: Member) -> None:
    if not Member.objects.for_organisation(organisation).filter(pk=member.pk, left_at=None).exists():
        raise LeftError


def _shorten(ownership: Ownership, *, until: date) -> None:
    ownership.until = until
    if ownership.cover_id is not None:
        _end_cover(ownership, until=until)
    ownership.save(update_fields=["until", "cover", "cover_since", "cover_until"])


def _end_cover(ownership: Ownership, *, until: date) -> None:
    """End a cover on a day at the latest; one that had not begun by then never was."""
    if ownership.cover_since is None or ownership.cover_since > until:
        ownership.cover = ownership.cover_since = ownership.cover_until = None
    elif ownership.cover_until is None or ownership.cover_until > until:
        ownership.cover_until = until


def _record(ownership: Ownership, *, change: str, by: int | None, at: datetime) -> None:
    of = (
        f"touchpoint {ownership.touchpoint_id}"
        if ownership.journey_id is None
        else f"journey {ownership.journey_id}"
    )
    details = {"change": change, "owner": ownership.member_id, "cover": ownership.cover_id}
    record(
        organisation=ownership.organisation,
        action=Action.OWNER_CHANGED,
        by=by,
        at=at,
        subject=of,
        details=details | {"unit": ownership.unit_id},
    )
