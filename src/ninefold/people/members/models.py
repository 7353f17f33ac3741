"""Users, their memberships, and the one-time links by which they come in.

A `User` is a person who can sign in; a `Member` is that person in one organisation. Where the next issue adds
roles and units, they hang on `Member` (a role for each unit, rows of their own with `organisation`), never
on `User`: one person may lead in one organisation and read in another.
"""

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from ninefold.people.members.choices import LinkKind, Theme
from ninefold.people.organisations.choices import Calendar, Digits
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


def new_stamp() -> str:
    """Draw a stamp that is part of every session of a user."""
    return secrets.token_hex(16)


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail, whatever the case it is typed in."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by e-mail."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who can sign in; rights come from memberships alone."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    # Part of the session's signature: a new stamp ends all sessions of the user at once, on every device.
    session_stamp = models.CharField(max_length=32, default=new_stamp)
    joined_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email

    def get_session_auth_hash(self) -> str:
        """Sign sessions with the password and the stamp: a change of either ends them."""
        return salted_hmac(
            "ninefold.people.session", self.password + self.session_stamp, algorithm="sha256"
        ).hexdigest()


class Member(models.Model):
    """A user in an organisation, with the preferences that differ from it (empty: they do not).

    A member who leaves is kept with `left_at`, so that what they did keeps its name.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=200)
    # What they are in the organisation and where they belong: standing rules give roles by these.
    position = models.CharField(max_length=100, blank=True, default="")
    home = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    language = models.CharField(max_length=10, blank=True, default="")
    calendar = models.CharField(max_length=10, choices=Calendar, blank=True, default="")
    digits = models.CharField(max_length=5, choices=Digits, blank=True, default="")
    theme = models.CharField(max_length=5, choices=Theme, blank=True, default="")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet["Member"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="member_once_an_organisation")
        ]

    def __str__(self) -> str:
        return self.name


class AccessLink(models.Model):
    """A link that works once: only a hash of its token is stored, so a copied database opens no door."""

    # Empty for the very first link alone: its use founds the organisation.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=LinkKind)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=200, blank=True, default="")
    # What an invitation makes of somebody: a role of `roles.choices.Role`, in a unit or in the whole. One
    # into a unit that is gone works no more.
    role = models.CharField(max_length=20, blank=True, default="")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    # Where an invitation was mailed to; kept while it is open, no longer.
    email = models.EmailField(blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet["AccessLink"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(kind=LinkKind.INVITATION),
                name="invitation_names_its_organisation",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(kind=LinkKind.RESET), name="reset_names_its_user"
            ),
            models.CheckConstraint(
                condition=Q(email="") | Q(used_at__isnull=True), name="used_link_keeps_no_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def mail_key(self) -> str:
        """The key under which its mail is sent, once."""
        return f"invitation-{self.pk}"
