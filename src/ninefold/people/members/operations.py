"""Coming in, changing one's preferences, leaving."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.members.choices import LinkKind
from ninefold.people.members.links import AlreadyStartedError, LinkSpentError, spend
from ninefold.people.members.models import AccessLink, Member, User, new_stamp
from ninefold.people.members.queries import anybody_there, memberships_of, user_by_email
from ninefold.people.members.rules import may_remove
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.operations import found_organisation


class AddressTakenError(Exception):
    """Somebody signs in with this e-mail already."""


class NotAllowedError(Exception):
    """A rule of `rules.py` forbids it."""


@transaction.atomic
def start(
    *,
    link: AccessLink,
    name: str,
    email: str,
    password: str,
    organisation: str,
    language: str,
    time_zone: str,
    calendar: str,
    at: datetime,
) -> Member:
    """Use the first link: found the organisation and let its first member in.

    Raises
    ------
    LinkSpentError
        When the link was used before or is too old.
    AlreadyStartedError
        When somebody else has started meanwhile.
    """
    spend(link=link, kind=LinkKind.FIRST, at=at)
    if anybody_there():
        raise AlreadyStartedError
    founded = found_organisation(
        name=organisation, language=language, time_zone=time_zone, calendar=calendar, at=at
    )
    user = _account(email=email, password=password, at=at)
    return _admit(user=user, organisation=founded, name=name, link=link, at=at)


@transaction.atomic
def accept_invitation(*, link: AccessLink, name: str, email: str, password: str, at: datetime) -> Member:
    """Use an invitation with a new account.

    Raises
    ------
    LinkSpentError
        When the invitation was used before or is too old.
    AddressTakenError
        When somebody signs in with this e-mail; they sign in and open the invitation again.
    """
    spend(link=link, kind=LinkKind.INVITATION, at=at)
    user = _account(email=email, password=password, at=at)
    return _admit(user=user, organisation=_house_of(link), name=name, link=link, at=at)


@transaction.atomic
def join(*, link: AccessLink, user: User, name: str, at: datetime) -> Member:
    """Use an invitation with the account one is signed in with.

    Raises
    ------
    LinkSpentError
        When the invitation was used before or is too old.
    """
    spend(link=link, kind=LinkKind.INVITATION, at=at)
    return _admit(user=user, organisation=_house_of(link), name=name, link=link, at=at)


@transaction.atomic
def reset_access(*, link: AccessLink, password: str, at: datetime) -> User:
    """Use a reset link: new password, no second step, all sessions ended.

    The second step goes too, because whoever needs this link has often lost the telephone with it.

    Raises
    ------
    LinkSpentError
        When the link was used before or is too old.
    """
    spend(link=link, kind=LinkKind.RESET, at=at)
    if link.user is None:
        raise LinkSpentError
    _renew(user=link.user, password=password)
    for member in in_order_of_houses(user=link.user):
        record(
            organisation=member.organisation,
            action=Action.ACCESS_RESET,
            by=None,  # nobody is signed in: whoever owns the machine made the link
            at=at,
            subject=f"member {member.pk}",
        )
    return link.user


def in_order_of_houses(*, user: User) -> list[Member]:
    """List where a user is a member, in the order in which everybody appends to several audit logs.

    Two transactions that lock several logs in one order never wait for each other.
    """
    return sorted(memberships_of(user=user), key=lambda member: member.organisation_id)


def _house_of(link: AccessLink) -> Organisation:
    if link.organisation is None:
        raise LinkSpentError
    return link.organisation


def _account(*, email: str, password: str, at: datetime) -> User:
    """Make an account, or revive that of a former member, which opens nothing any more."""
    user = user_by_email(email=email)
    if user is not None and user.is_active:
        raise AddressTakenError
    if user is None:
        user = User(email=email.strip().lower(), joined_at=at)
    _renew(user=user, password=password)
    # Whoever holds the link is who the inviter meant: the address counts as confirmed.
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


def _renew(*, user: User, password: str) -> None:
    """Give an account a new password; nothing that was known or signed in before works any more."""
    user.is_active = True
    user.session_stamp = new_stamp()
    user.set_password(password)
    user.save()
    Authenticator.objects.filter(user=user).delete()


def _admit(*, user: User, organisation: Organisation, name: str, link: AccessLink, at: datetime) -> Member:
    member, _created = Member.objects.update_or_create(
        user=user,
        organisation=organisation,
        defaults={"name": name, "left_at": None},
        create_defaults={"name": name, "joined_at": at},
    )
    record(
        organisation=organisation,
        action=Action.MEMBER_JOINED,
        by=member.pk,
        at=at,
        subject=f"member {member.pk}",
        details={"invitation": link.pk} if link.kind == LinkKind.INVITATION else {},
    )
    return member


@transaction.atomic
def remove_member(*, member: Member, by: Member, at: datetime) -> None:
    """End a membership and all sessions of that user; without another membership the account rests.

    Raises
    ------
    NotAllowedError
        When `by` may not remove this member.
    """
    if not may_remove(by=by, other=member):
        raise NotAllowedError
    member.left_at = at
    member.save(update_fields=["left_at"])
    user = member.user
    user.is_active = Member.objects.filter(user=user, left_at=None).exists()
    user.session_stamp = new_stamp()
    user.save(update_fields=["is_active", "session_stamp"])
    record(
        organisation=member.organisation,
        action=Action.MEMBER_REMOVED,
        by=by.pk,
        at=at,
        subject=f"member {member.pk}",
    )


def change_preferences(
    *, member: Member, name: str, language: str, calendar: str, digits: str, theme: str
) -> Member:
    """Change how a member is called and how pages look for them; an empty value follows the organisation.

    Raises
    ------
    django.core.exceptions.ValidationError
        When a value is none of the choices.
    """
    member.name = name
    member.language = language
    member.calendar = calendar
    member.digits = digits
    member.theme = theme
    member.full_clean(exclude=["user", "organisation"], validate_unique=False, validate_constraints=False)
    member.save(update_fields=["name", "language", "calendar", "digits", "theme"])
    return member


def choose_language(*, member: Member, language: str) -> Member:
    """Change the language of a member's pages."""
    member.language = language
    member.save(update_fields=["language"])
    return member
