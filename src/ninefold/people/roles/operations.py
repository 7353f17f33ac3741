"""Giving and taking roles, and coming in with one."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from ninefold.people.access import Access
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.members import operations as members
from ninefold.people.members.links import IssuedLink
from ninefold.people.members.models import AccessLink, Member, User
from ninefold.people.members.rules import may_remove
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant
from ninefold.people.roles.queries import owners_of
from ninefold.people.roles.rules import may_give
from ninefold.people.units.models import Unit


class LastOwnerError(Exception):
    """An organisation always has an owner."""


class NotAllowedError(Exception):
    """A rule of `rules.py` forbids it."""


class PlaceError(Exception):
    """The role and the place do not fit: an owner owns the whole, a unit is one of the organisation."""


@transaction.atomic
def give_role(
    *, member: Member, role: Role, unit: Unit | None, by: Member | None, access: Access | None, at: datetime
) -> RoleGrant:
    """Give a member a role, in a unit or in the whole organisation; given twice it is given once.

    Parameters
    ----------
    by, access
        Who gives it, and what they may do; both None for the command line and for the first member.

    Raises
    ------
    NotAllowedError
        When whoever gives it may not give this role.
    PlaceError
        When the role cannot be given there.
    """
    if access is not None and not may_give(access=access, role=role):
        raise NotAllowedError
    if unit is not None and (role is Role.OWNER or unit.organisation_id != member.organisation_id):
        raise PlaceError
    grant, made = RoleGrant.objects.get_or_create(
        organisation_id=member.organisation_id,
        member=member,
        role=role,
        unit=unit,
        defaults={"given_by": by, "given_at": at},
    )
    if made:
        _record(grant, action=Action.RIGHTS_GIVEN, by=by, at=at)
    return grant


@transaction.atomic
def take_role(*, grant: RoleGrant, by: Member, access: Access, at: datetime) -> None:
    """Take a role away; from the next request on nobody acts in it.

    Raises
    ------
    NotAllowedError
        When whoever takes it may not give this role either.
    LastOwnerError
        When nobody else owns the organisation.
    """
    if not may_give(access=access, role=Role(grant.role)):
        raise NotAllowedError
    if grant.role == Role.OWNER:
        _keep_an_owner(organisation=grant.organisation, without=grant.member)
    RoleGrant.objects.filter(pk=grant.pk).delete()
    _record(grant, action=Action.RIGHTS_TAKEN, by=by, at=at)


@transaction.atomic
def remove_member(*, member: Member, by: Member, access: Access, at: datetime) -> None:
    """Remove a member with all their roles; what they did keeps their name.

    Raises
    ------
    NotAllowedError
        When it is oneself, or the member has a role that one could not give.
    LastOwnerError
        When nobody else owns the organisation.
    """
    grants = list(RoleGrant.objects.filter(member=member))
    if not may_remove(by=by, other=member) or not all(
        may_give(access=access, role=Role(grant.role)) for grant in grants
    ):
        raise NotAllowedError
    if any(grant.role == Role.OWNER for grant in grants):
        _keep_an_owner(organisation=member.organisation, without=member)
    members.remove_member(member=member, by=by, at=at)
    for grant in grants:
        _record(grant, action=Action.RIGHTS_TAKEN, by=by, at=at)
    RoleGrant.objects.filter(member=member).delete()
    # Whoever has left stands in no unit, or nobody could ever remove it.
    Member.objects.filter(pk=member.pk).update(position="", home=None)


@transaction.atomic
def invite_as(
    *, issue: Callable[[], IssuedLink], role: Role, unit: Unit | None, access: Access | None
) -> IssuedLink:
    """Make an invitation that gives a role to whoever uses it.

    Parameters
    ----------
    issue
        Makes the invitation itself, by hand or by mail.
    access
        What whoever invites may do; None for the machine.

    Raises
    ------
    NotAllowedError
        When whoever invites may not give this role.
    PlaceError
        When the role cannot be given there.
    """
    if access is not None and not may_give(access=access, role=role):
        raise NotAllowedError
    issued = issue()
    if unit is not None and (role is Role.OWNER or unit.organisation_id != issued.link.organisation_id):
        raise PlaceError
    AccessLink.objects.filter(pk=issued.link.pk).update(role=role, unit=unit)
    return issued


@transaction.atomic
def look_through(*, member: Member, by: Member, at: datetime) -> None:
    """Note that somebody looks through the eyes of another member."""
    record(
        organisation=member.organisation,
        action=Action.PREVIEWED_AS,
        by=by.pk,
        at=at,
        subject=f"member {member.pk}",
    )


def _record(grant: RoleGrant, *, action: Action, by: Member | None, at: datetime) -> None:
    details = {"role": grant.role} | ({} if grant.unit_id is None else {"unit": grant.unit_id})
    record(
        organisation=grant.organisation,
        action=action,
        by=None if by is None else by.pk,
        at=at,
        subject=f"member {grant.member_id}",
        details=details,
    )


def _keep_an_owner(*, organisation: Organisation, without: Member) -> None:
    # Locked: of two owners who take each other's role at once, one must stay.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not owners_of(organisation=organisation).exclude(member=without).exists():
        raise LastOwnerError


@transaction.atomic
def start(*, link: AccessLink, at: datetime, **given: str) -> Member:
    """Use the first link: found the organisation, whose first member owns it.

    Raises
    ------
    LinkSpentError, AlreadyStartedError
        As `members.operations.start`.
    """
    member = members.start(link=link, at=at, **given)
    give_role(member=member, role=Role.OWNER, unit=None, by=None, access=None, at=at)
    return member


@transaction.atomic
def accept_invitation(*, link: AccessLink, name: str, email: str, password: str, at: datetime) -> Member:
    """Use an invitation with a new account, and take up the role it was made for.

    Raises
    ------
    LinkSpentError, AddressTakenError
        As `members.operations.accept_invitation`.
    """
    member = members.accept_invitation(link=link, name=name, email=email, password=password, at=at)
    _take_up(link, member=member, at=at)
    return member


@transaction.atomic
def join(*, link: AccessLink, user: User, name: str, at: datetime) -> Member:
    """Use an invitation with the account one is signed in with, and take up the role it was made for.

    Raises
    ------
    LinkSpentError
        As `members.operations.join`.
    """
    member = members.join(link=link, user=user, name=name, at=at)
    _take_up(link, member=member, at=at)
    return member


def _take_up(link: AccessLink, *, member: Member, at: datetime) -> None:
    """Give the role of an invitation; one whose unit is gone meanwhile gives none."""
    if not link.role:
        return
    unit = None
    if link.unit_id is not None:
        unit = Unit.objects.for_organisation(member.organisation).filter(pk=link.unit_id).first()
        if unit is None:
            return
    give_role(member=member, role=Role(link.role), unit=unit, by=link.created_by, access=None, at=at)
