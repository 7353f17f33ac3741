"""The example: an organisation that is invented, and what the model was told to make it."""

from django.db import models

from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class Example(models.Model):
    """The invented company of an organisation.

    Without `loaded_at` its facts are still on their way in, without `registered_at` its customers.
    The same settings make the same company, byte for byte: loading it again changes nothing.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    customers = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    until = models.DateField()
    shuffled = models.BooleanField(default=False)
    money_link = models.BooleanField(default=True)
    # The job that is at it, or was the last.
    job = models.BigIntegerField(null=True)
    loaded_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet["Example"].as_manager()

    def __str__(self) -> str:
        return f"example {self.pk}"
