"""Who may do what to whom among members, and when a link is good. Roles will narrow these predicates."""

from datetime import datetime

from ninefold.people.members.models import AccessLink, Member


def may_remove(*, by: Member, other: Member) -> bool:
    """Tell whether a member may remove another; nobody removes themself, so that one always stays."""
    same = by.organisation_id == other.organisation_id
    return same and by.pk != other.pk and by.left_at is None and other.left_at is None


def is_open(*, link: AccessLink, at: datetime) -> bool:
    """Tell whether a link can still be used."""
    return link.used_at is None and at < link.expires_at
