"""Erasures, their certificates, and whom a later import must leave out."""

import secrets

from django.db import models

from ninefold.customers.erasure.choices import Kind, State
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet

SECRET_BYTES = 32


def new_key() -> str:
    """Draw the key of an erasure by lot; it says nothing of the person."""
    return secrets.token_hex(8)


def new_secret() -> str:
    """Draw the secret of a suppression list by lot."""
    return secrets.token_hex(SECRET_BYTES)


class Erasure(models.Model):
    """One person who is forgotten: asked for, looked into, confirmed, done; what stays is the certificate.

    `sought` holds the identifiers for as long as they are needed, and is emptied before the end. All else is
    numbers and words of ours: the row outlives the person.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ERASE)
    state = models.CharField(max_length=10, choices=State, default=State.LOOKING)
    sought = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    found = models.JSONField(default=dict)
    done = models.JSONField(default=dict)
    job = models.BigIntegerField(null=True)
    by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")

    objects = OwnedQuerySet["Erasure"].as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.key


class SuppressionSecret(models.Model):
    """The secret of an organisation, without which its suppression list says nothing of anybody."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(max_length=2 * SECRET_BYTES, default=new_secret)

    objects = OwnedQuerySet["SuppressionSecret"].as_manager()

    def __str__(self) -> str:
        return f"secret of {self.organisation_id}"


class Suppression(models.Model):
    """An identifier that no delivery may bring back, as a keyed hash."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="suppressions")
    digest = models.CharField(max_length=64)

    objects = OwnedQuerySet["Suppression"].as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "digest"], name="suppressed_once"),)

    def __str__(self) -> str:
        return self.digest[:8]
