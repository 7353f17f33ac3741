"""One-time links: made, found once, used once.

A token has 256 random bits, is shown once and stored only as a hash. Opening a link has no effect (mail
programs and chats open links on their own); it is used by the form behind it.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from ninefold.kit import mail
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
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
    email: str = "",
) -> IssuedLink:
    token = secrets.token_urlsafe(32)
    link = AccessLink.objects.create(
        kind=kind,
        organisation=organisation,
        user=user,
        created_by=by,
        note=note,
        email=email,
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


@transaction.atomic
def invite(
    *, organisation: Organisation, by: Member | None, note: str, at: datetime, email: str = ""
) -> IssuedLink:
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
    email
        Where it is mailed to (see `invitations.invite_by_mail`); empty when it is given by hand.

    Returns
    -------
    The link with its token.
    """
    issued = _issue(
        kind=LinkKind.INVITATION,
        at=at,
        life=INVITATION_LIFE,
        organisation=organisation,
        by=by,
        note=note,
        email=email,
    )
    _recorded(issued.link, organisation=organisation, action=Action.INVITATION_MADE, by=by, at=at)
    return issued


@transaction.atomic
def withdraw(*, invitation: AccessLink, by: Member | None, at: datetime) -> None:
    """Make an invitation stop working; one that was used keeps its record, and nothing happens."""
    gone, _rows = AccessLink.objects.filter(pk=invitation.pk, used_at=None).delete()
    house = invitation.organisation
    if gone and house is not None:
        _forget_mail(invitation)
        _recorded(invitation, organisation=house, action=Action.INVITATION_WITHDRAWN, by=by, at=at)


def _recorded(
    link: AccessLink, *, organisation: Organisation, action: Action, by: Member | None, at: datetime
) -> None:
    number = None if by is None else by.pk
    record(organisation=organisation, action=action, by=number, at=at, subject=f"invitation {link.pk}")


def _forget_mail(link: AccessLink) -> None:
    """Keep no address of an invitation that is over, and send no mail that would lead nowhere."""
    if link.email and link.organisation_id is not None:
        mail.forget(organisation=link.organisation_id, key=link.mail_key)


def spend(*, link: AccessLink, kind: LinkKind, at: datetime) -> None:
    """Mark a link as used, and forget its address; of two uses at one moment exactly one goes through.

    Raises
    ------
    LinkSpentError
        When it was used before, is too old, or was made for something else.
    """
    if link.kind != kind or not is_open(link=link, at=at):
        raise LinkSpentError
    if AccessLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at, email="") != 1:
        raise LinkSpentError
    _forget_mail(link)


def forget_expired_addresses(*, at: datetime) -> int:
    """Clear the addresses of invitations that nobody used in time, in all organisations.

    Returns
    -------
    How many there were.
    """
    expired = AccessLink.objects.filter(used_at=None, expires_at__lte=at).exclude(email="")
    with transaction.atomic():
        links = list(expired)
        for link in links:
            _forget_mail(link)
        AccessLink.objects.filter(pk__in=[link.pk for link in links]).update(email="")
    return len(links)
