"""Reading members, links and how somebody reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from ninefold.kit import mail
from ninefold.kit.locales import Reader
from ninefold.people.members.choices import LinkKind
from ninefold.people.members.models import AccessLink, Member, User
from ninefold.people.organisations.choices import Calendar, Digits
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.rules import usual_calendar


def anybody_there() -> bool:
    """Tell whether a first member has already started an organisation."""
    return Member.objects.exists()


def memberships_of(*, user: User) -> tuple[Member, ...]:
    """List where a user is a member now, the first joined first, with organisations, in one query."""
    members = Member.objects.filter(user=user, left_at=None).select_related("organisation")
    return tuple(members.order_by("joined_at", "pk"))


def chosen_membership(*, memberships: Sequence[Member], organisation: object) -> Member | None:
    """Pick the membership for the organisation a session names; the first one when it names none of them."""
    for member in memberships:
        if member.organisation_id == organisation:
            return member
    return memberships[0] if memberships else None


def members_of(*, organisation: Organisation) -> QuerySet[Member]:
    """List the members of an organisation by name, with their users."""
    members = Member.objects.for_organisation(organisation).filter(left_at=None)
    return members.select_related("user").order_by("name", "pk")


def open_invitations(*, organisation: Organisation, at: datetime) -> QuerySet[AccessLink]:
    """List the invitations nobody has used yet, the newest first, with who made them."""
    links = AccessLink.objects.for_organisation(organisation).filter(kind=LinkKind.INVITATION)
    standing = links.filter(used_at=None, expires_at__gt=at).select_related("created_by")
    return standing.order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class ListedInvitation:
    """An open invitation and how its mail stands; None where it was given by hand."""

    link: AccessLink
    mail: mail.Standing | None


def listed_invitations(*, organisation: Organisation, at: datetime) -> list[ListedInvitation]:
    """List the open invitations with their mails; mails are asked for only where there are some."""
    links = list(open_invitations(organisation=organisation, at=at))
    keys = [link.mail_key for link in links if link.email]
    found = mail.standings(organisation=organisation.pk, keys=keys) if keys else {}
    return [ListedInvitation(link=link, mail=found.get(link.mail_key)) for link in links]


def user_by_email(*, email: str) -> User | None:
    """Find a user by e-mail, whatever the case it is typed in."""
    return User.objects.filter(email=email.strip().lower()).first()


def digest_of(*, token: str) -> str:
    """Hash a link's token; plain SHA-256 is enough, because a token has 256 random bits."""
    return sha256(token.encode()).hexdigest()


def link_by_token(*, token: str) -> AccessLink | None:
    """Find a link by its token, used or not, with its organisation and user."""
    links = AccessLink.objects.select_related("organisation", "user")
    return links.filter(digest=digest_of(token=token)).first()


def has_second_step(*, user: User) -> bool:
    """Tell whether signing in asks for a code of an app as well."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def reader_for(*, member: Member) -> Reader:
    """Say how a member reads: own preferences first, the organisation's where there are none."""
    organisation = member.organisation
    calendar = member.calendar or organisation.calendar
    digits = member.digits or organisation.digits
    return Reader(
        language=member.language or organisation.language,
        calendar="persian" if calendar == Calendar.PERSIAN else "gregory",
        digits="latin" if digits == Digits.LATIN else "local",
        time_zone=organisation.time_zone,
    )


def visiting_reader(*, language: str) -> Reader:
    """Say how somebody without a membership reads, of whom only the language is known."""
    persian = usual_calendar(language=language) == Calendar.PERSIAN
    return Reader(language=language, calendar="persian" if persian else "gregory")
