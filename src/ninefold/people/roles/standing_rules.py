"""Roles by rule: whoever has a position, or belongs to a unit, has them, as people come and go."""

from datetime import datetime

from django.db import transaction

from ninefold.people.access import Access, Right
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import StandingRule
from ninefold.people.roles.operations import NotAllowedError, PlaceError
from ninefold.people.roles.queries import places_of
from ninefold.people.roles.rules import may_give
from ninefold.people.units.models import Unit


@transaction.atomic
def make_rule(
    *,
    organisation: Organisation,
    role: Role,
    position: str,
    within: Unit | None,
    own_unit: bool,
    by: Member,
    access: Access,
    at: datetime,
) -> StandingRule:
    """Let whoever has a position, or belongs to a unit, have a role, now and later.

    Raises
    ------
    NotAllowedError
        When whoever makes it may not give this role.
    PlaceError
        When it asks for nothing, would make owners, or the unit is of another organisation.
    """
    if not may_give(access=access, role=role):
        raise NotAllowedError
    strange = within is not None and within.organisation_id != organisation.pk
    if role is Role.OWNER or strange or not (position or within):
        raise PlaceError
    rule = StandingRule.objects.create(
        organisation=organisation,
        role=role,
        position=position,
        within=within,
        own_unit=own_unit,
        made_by=by,
        made_at=at,
    )
    _record_rule(rule, action=Action.RIGHTS_GIVEN, by=by, at=at)
    return rule


@transaction.atomic
def end_rule(*, rule: StandingRule, by: Member, access: Access, at: datetime) -> None:
    """End a standing rule; from the next request on it gives nothing.

    Raises
    ------
    NotAllowedError
        When whoever ends it may not give its role.
    """
    if not may_give(access=access, role=Role(rule.role)):
        raise NotAllowedError
    StandingRule.objects.filter(pk=rule.pk).delete()
    _record_rule(rule, action=Action.RIGHTS_TAKEN, by=by, at=at)


@transaction.atomic
def place_member(
    *, member: Member, position: str, home: Unit | None, by: Member, access: Access, at: datetime
) -> None:
    """Say what a member is in the organisation and where they belong.

    Raises
    ------
    NotAllowedError
        When a standing rule would give or take a role that whoever says so could not give.
    PlaceError
        When the unit is of another organisation.
    """
    if home is not None and home.organisation_id != member.organisation_id:
        raise PlaceError
    before = set(places_of(member=member))
    member.position, member.home = position, home
    member.save(update_fields=["position", "home"])
    changed = before ^ set(places_of(member=member))
    if not access.may(Right.GIVE_ROLES) or not all(
        may_give(access=access, role=Role(role)) for role in changed
    ):
        raise NotAllowedError
    details: dict[str, str | int] = {"change": "moved"} | ({} if home is None else {"unit": home.pk})
    record(
        organisation=member.organisation,
        action=Action.RIGHTS_GIVEN,
        by=by.pk,
        at=at,
        subject=f"member {member.pk}",
        details=details,
    )


def _record_rule(rule: StandingRule, *, action: Action, by: Member, at: datetime) -> None:
    details = {"role": rule.role} | ({} if rule.within_id is None else {"unit": rule.within_id})
    record(
        organisation=rule.organisation,
        action=action,
        by=by.pk,
        at=at,
        subject=f"rule {rule.pk}",
        details=details,
    )
