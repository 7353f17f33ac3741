"""The list of whom no delivery may bring back, and the secret without which it says nothing."""

import secrets

from django.db import models

from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet

SECRET_BYTES = 32


def new_secret() -> str:
    """Draw the secret of a suppression list by lot."""
    return secrets.token_hex(SECRET_BYTES)


class SuppressionSecret(models.Model):
    """The secret of an organisation, without which its suppression list says nothing of anybody."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(max_length=2 * SECRET_BYTES, default=new_secret)

    objects = OwnedQuerySet["SuppressionSecret"].as_manager()

    def __str__(self) -> str:
        return f"secret {self.pk}"


class Suppression(models.Model):
    """An identifier that no delivery may bring back, as a keyed hash."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)

    objects = OwnedQuerySet["Suppression"].as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "digest"], name="suppressed_once"),)

    def __str__(self) -> str:
        return self.digest[:8]
