"""One-time links: made, found once, used once.

A token has 256 random bits, is shown once and stored only as a hash. Opening a link has no effect (mail
programs and chats open links on their own); it is used by the form behind it.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from ninefold.people.members.choices import LinkKind
from ninefold.people.members.models import AccessLink, Member, User
from ninefold.people.members.queries import anybody_there, digest_of, user_by_email
from ninefold.people.members.rules import is_open
from ninefold.people.organisations.models import Organisation

ADMIN_LINK_LIFE = timedelta(hours=24)
INVITATION_LIFE = timedelta(days=7)


class AlreadyStartedError(Exception):
    """There are members already; a first link would found a second house beside theirs."""


class UnknownMemberError(Exception):
    """No active account has this e-mail."""


class LinkSpentError(Exception):
    """The link was used before, or is too old."""


@dataclass(frozen=True)
class IssuedLink:
    """A fresh link and its token, which cannot be shown again."""

    link: AccessLink
    token: str = field(repr=False)


def _issue(
    *,
    kind: LinkKind,
    at: datetime,
    life: timedelta,
    organisation: Organisation | None = None,
    user: User | None = None,
    by: Member | None = None,
    note: str = "",
) -> IssuedLink:
    token = secrets.token_urlsafe(32)
    link = AccessLink.objects.create(
        kind=kind,
        organisation=organisation,
        user=user,
        created_by=by,
        note=note,
        digest=digest_of(token=token),
        created_at=at,
        expires_at=at + life,
    )
    return IssuedLink(link=link, token=token)


@transaction.atomic
def issue_first_link(*, at: datetime) -> IssuedLink:
    """Make the link by which the first member starts; an older unused one stops working.

    Raises
    ------
    AlreadyStartedError
        When there is a member already.
    """
    if anybody_there():
        raise AlreadyStartedError
    AccessLink.objects.filter(kind=LinkKind.FIRST, used_at=None).delete()
    return _issue(kind=LinkKind.FIRST, at=at, life=ADMIN_LINK_LIFE)


@transaction.atomic
def issue_reset_link(*, email: str, at: datetime) -> IssuedLink:
    """Make a link by which a member sets a new password; older unused ones stop working.

    Raises
    ------
    UnknownMemberError
        When no active account has this e-mail.
    """
    user = user_by_email(email=email)
    if user is None or not user.is_active:
        raise UnknownMemberError(email)
    AccessLink.objects.filter(kind=LinkKind.RESET, user=user, used_at=None).delete()
    return _issue(kind=LinkKind.RESET, at=at, life=ADMIN_LINK_LIFE, user=user)


def invite(*, organisation: Organisation, by: Member | None, note: str, at: datetime) -> IssuedLink:
    """Make a link by which one more person joins an organisation.

    Parameters
    ----------
    organisation
        Where the person will be a member.
    by
        Who invites; None for the command line.
    note
        For whom it is meant, as shown in the list of invitations.
    at
        The moment; the link works for seven days.

    Returns
    -------
    The link with its token.
    """
    return _issue(
        kind=LinkKind.INVITATION, at=at, life=INVITATION_LIFE, organisation=organisation, by=by, note=note
    )


def withdraw(*, invitation: AccessLink) -> None:
    """Make an invitation stop working."""
    AccessLink.objects.filter(pk=invitation.pk, used_at=None).delete()


def spend(*, link: AccessLink, kind: LinkKind, at: datetime) -> None:
    """Mark a link as used; of two uses at the same moment exactly one goes through.

    Raises
    ------
    LinkSpentError
        When it was used before, is too old, or was made for something else.
    """
    if link.kind != kind or not is_open(link=link, at=at):
        raise LinkSpentError
    if AccessLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at) != 1:
        raise LinkSpentError
