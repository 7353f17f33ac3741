"""Table of contents: the models of this room, for Django's registry."""

from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.models import AccessLink, Member, User
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.models import RoleGrant, StandingRule
from ninefold.people.saved_views.models import SavedView
from ninefold.people.units.models import Hierarchy, Unit, UnitName

__all__ = [
    "AccessLink",
    "AuditEntry",
    "Hierarchy",
    "Member",
    "Organisation",
    "RoleGrant",
    "SavedView",
    "StandingRule",
    "Unit",
    "UnitName",
    "User",
]
