"""Consent: what customers said to each purpose and channel, line by line; no line is ever changed."""

from django.db import models

from ninefold.customers.consent.choices import Channel, Purpose, State
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class Consent(models.Model):
    """What a customer said once; the latest line counts, and without a line nothing is allowed.

    A line that a merge made names it, and counts for as long as the merge stands.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.ANY)
    state = models.CharField(max_length=20, choices=State)
    at = models.DateTimeField()
    source = models.CharField(max_length=200, blank=True, default="")
    by = models.BigIntegerField(null=True)
    merge = models.ForeignKey("customers.Merge", null=True, on_delete=models.CASCADE, related_name="+")

    objects = OwnedQuerySet["Consent"].as_manager()

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel} {self.state}"
