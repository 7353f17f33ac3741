"""What a role may do and what it sees. Nothing is allowed that is not written here."""

from collections.abc import Mapping
from typing import Final

from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.people.access import Access, Right
from ninefold.people.members.models import Member
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import StandingRule

_ALL: Final = frozenset(Right)
_SEEN: Final = frozenset({Right.SEE_SCORES, Right.READ_COMMENTS})
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.OWNER: _ALL,
    Role.LEAD: _ALL - {Right.CHANGE_SETTINGS},
    Role.ANALYST: _SEEN
    | {Right.TAKE_AWAY, Right.IMPORT_DATA, Right.SET_METRICS, Right.MAP_JOURNEYS, Right.SEE_CUSTOMERS},
    Role.MANAGER: _SEEN | {Right.TAKE_AWAY, Right.SEE_CUSTOMERS},
    Role.TOUCHPOINT_OWNER: _SEEN | {Right.SEE_CUSTOMERS},
    Role.FRONT_LINE: _SEEN | {Right.SEE_CUSTOMERS},
    Role.EXECUTIVE: _SEEN,
    Role.AUDITOR: frozenset({Right.SEE_SCORES, Right.READ_AUDIT_LOG}),
}
# What concerns the organisation as a whole is worth nothing in a part of it.
WHOLE_ONLY: Final = frozenset(
    {
        Right.IMPORT_DATA,
        Right.SET_METRICS,
        Right.CHANGE_CUSTOMERS,
        Right.MAP_JOURNEYS,
        Right.ARRANGE_UNITS,
        Right.INVITE_PEOPLE,
        Right.GIVE_ROLES,
        Right.PREVIEW,
        Right.CHANGE_SETTINGS,
        Right.READ_AUDIT_LOG,
    }
)


def access(*, role: Role, sight: Sight = EVERYTHING) -> Access:
    """Work out the rights of a role where it is given: rights and place meet, they never add up.

    Examples
    --------
    >>> store = Sight(places=(("unit", ("North Gate",)),))
    >>> access(role=Role.LEAD, sight=store).may(Right.GIVE_ROLES)
    False
    """
    rights = RIGHTS[role] if sight.whole else RIGHTS[role] - WHOLE_ONLY
    return Access(role=role, rights=rights, sight=sight)


def met(*, access: Access, other: Access) -> Access:
    """Give what two may both do, seen by the eyes of the other: whoever looks on gains nothing by it."""
    places = other.sight.places if access.sight.whole else (*access.sight.places, *other.sight.places)
    return Access(role=other.role, rights=access.rights & other.rights, sight=Sight(places=places))


def applies(*, rule: StandingRule, member: Member) -> bool:
    """Tell whether a standing rule gives its role to a member; their home unit has been read with them."""
    if rule.position and rule.position.casefold() != member.position.casefold():
        return False
    home = member.home
    if home is None:
        return rule.within is None and not rule.own_unit
    return rule.within is None or home.path.startswith(rule.within.path)


def may_give(*, access: Access, role: Role) -> bool:
    """Tell whether somebody may give or take a role: none that has a right which they have not."""
    return access.may(Right.GIVE_ROLES) and RIGHTS[role] <= access.rights
