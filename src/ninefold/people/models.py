"""Table of contents: the models of this room, for Django's registry."""

from ninefold.people.members.models import AccessLink, Member, User
from ninefold.people.organisations.models import Organisation

__all__ = ["AccessLink", "Member", "Organisation", "User"]
