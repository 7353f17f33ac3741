"""What a request carries for a member: types, no behaviour."""

from django.http import HttpRequest  # noqa: TID251  # the type that views and API routes share

from ninefold.kit.locales import Reader
from ninefold.people.access import Access
from ninefold.people.members.models import Member, User
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.requests import OrganisationRequest


class MemberRequest(OrganisationRequest):
    """A request behind the policy `member`: who asks, for which organisation, and how they read."""

    user: User
    member: Member
    memberships: tuple[Member, ...]
    access: Access
    roles: tuple[str, ...]
    previewed: Member | None


class VisitorRequest(HttpRequest):
    """A request behind `public` or `signed_in`: an organisation and a member may be missing."""

    organisation: Organisation | None
    member: Member | None
    memberships: tuple[Member, ...]
    reader: Reader
    access: Access
