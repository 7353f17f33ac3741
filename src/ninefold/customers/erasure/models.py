"""Erasures and their certificates."""

import secrets

from django.db import models

from ninefold.customers.erasure.choices import Kind, State
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


def new_key() -> str:
    """Draw the key of an erasure by lot; it says nothing of the person."""
    return secrets.token_hex(8)


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
    hashed = models.PositiveIntegerField(default=0)
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

    @property
    def sign(self) -> str:
        """What somebody types to show that they mean it."""
        return str(self.key)[:6]
