"""Reading roles: who has which, and what a member may do and see in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.people.access import NO_ACCESS, NOTHING, Access
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant, StandingRule
from ninefold.people.roles.rules import access, applies
from ninefold.people.units.choices import Column
from ninefold.people.units.models import Unit
from ninefold.people.units.queries import names_below


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The roles of a member, and what follows from the one that is acted in.

    Attributes
    ----------
    roles : the roles the member has, in the order of `Role`.
    """

    roles: tuple[Role, ...]
    access: Access


def grants_of(*, organisation: Organisation) -> QuerySet[RoleGrant]:
    """List the roles given in an organisation, with member and unit."""
    grants = RoleGrant.objects.for_organisation(organisation).filter(member__left_at=None)
    return grants.select_related("member", "unit").order_by("member__name", "member", "role", "unit__name")


@dataclass(frozen=True, kw_only=True)
class Held:
    """A role that somebody has, by hand or by a standing rule; no unit is the whole organisation."""

    role: Role
    unit: Unit | None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A member in the list, with their roles."""

    member: Member
    held: tuple[Held, ...]


def listed(*, members: QuerySet[Member], organisation: Organisation) -> tuple[Listed, ...]:
    """Put the members together with their roles, given and by rule, in three queries."""
    held: dict[int, list[Held]] = {}
    for grant in grants_of(organisation=organisation):
        held.setdefault(grant.member_id, []).append(Held(role=Role(grant.role), unit=grant.unit))
    people, rules = list(members.select_related("user", "home")), list(rules_of(organisation=organisation))
    for member in people:
        for rule in rules:
            if applies(rule=rule, member=member):
                unit = member.home if rule.own_unit else None
                held.setdefault(member.pk, []).append(Held(role=Role(rule.role), unit=unit))
    return tuple(
        Listed(member=member, held=tuple(dict.fromkeys(held.get(member.pk, ())))) for member in people
    )


def roles_of(*, member: Member) -> QuerySet[RoleGrant]:
    """List the roles of one member."""
    return grants_of(organisation=member.organisation).filter(member=member)


def standing_of(*, member: Member, acting: object = None) -> Standing:
    """Say which roles a member has, and what they may do and see now.

    Parameters
    ----------
    acting
        The role that the member has chosen to act in; the first of theirs where it is none of them.
    """
    held = places_of(member=member)
    roles = tuple(role for role in Role if role in held)
    if not roles:
        return Standing(roles=(), access=NO_ACCESS)
    role = next((role for role in roles if role == acting), roles[0])
    given = held[role]
    return Standing(roles=roles, access=access(role=role, sight=sight_of(units=given)))


def places_of(*, member: Member) -> dict[str, list[Unit | None]]:
    """Give the places of each role that a member has, by hand or by a standing rule."""
    held: dict[str, list[Unit | None]] = {}
    for grant in RoleGrant.objects.filter(member=member).select_related("unit__hierarchy"):
        held.setdefault(grant.role, []).append(grant.unit)
    for rule, unit in by_rule(member=member):
        held.setdefault(rule.role, []).append(unit)
    return held


def by_rule(*, member: Member) -> list[tuple[StandingRule, Unit | None]]:
    """List the standing rules that give a member a role, and where; None is the whole organisation."""
    if not member.position and member.home_id is None:
        return []  # no rule asks for neither
    asked = Member.objects.select_related("home__hierarchy").get(pk=member.pk)
    return [
        (rule, asked.home if rule.own_unit else None)
        for rule in rules_of(organisation=member.organisation)
        if applies(rule=rule, member=asked)
    ]


def rules_of(*, organisation: Organisation) -> QuerySet[StandingRule]:
    """List the standing rules of an organisation, the oldest first."""
    rules = StandingRule.objects.for_organisation(organisation).select_related("within")
    return rules.order_by("made_at", "pk")


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A standing rule, and whom it gives its role to now."""

    rule: StandingRule
    members: tuple[Member, ...]


def applied(*, organisation: Organisation) -> tuple[Applied, ...]:
    """Hold all members against all standing rules, in two queries."""
    members = Member.objects.for_organisation(organisation).filter(left_at=None)
    people = list(members.select_related("home").order_by("name", "pk"))
    return tuple(
        Applied(rule=rule, members=tuple(each for each in people if applies(rule=rule, member=each)))
        for rule in rules_of(organisation=organisation)
    )


def previewed(*, organisation: Organisation, member: object) -> Member | None:
    """Find the member whose pages somebody looks at; None where there is none any more."""
    members = Member.objects.for_organisation(organisation).filter(left_at=None)
    return members.filter(pk=member).first() if isinstance(member, int) else None


def sight_of(*, units: Sequence[Unit | None]) -> Sight:
    """Say whose answers are seen by who has a role in these units; None is the whole organisation.

    Units of one hierarchy are places side by side, those of different ones must both hold. Of a unit that
    does not stand in the data nothing is seen.
    """
    if any(unit is None for unit in units):
        return EVERYTHING
    by_column: dict[str, list[Unit]] = {}
    for unit in units:
        if unit is not None and unit.hierarchy.column != Column.NONE:
            by_column.setdefault(unit.hierarchy.column, []).append(unit)
    if not by_column:
        return NOTHING
    return Sight(
        places=tuple((column, names_below(units=below)) for column, below in sorted(by_column.items()))
    )


def owners_of(*, organisation: Organisation) -> QuerySet[RoleGrant]:
    """List who owns an organisation."""
    return grants_of(organisation=organisation).filter(role=Role.OWNER)
