"""Customers: who they are, by what the data know them, and who turned out to be one person.

A customer keeps all rows it came with, whatever it is merged with: a merge only says that two are one, and
taking it back only that they are two again. What belongs to a person is read over all that are one
(`queries.py`). Everything hangs on the customer, so that deleting one takes all of it along.
"""

from django.db import models
from django.db.models import F, Q

from ninefold.customers.profiles.choices import Kind
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet

LONGEST = 200


class Account(models.Model):
    """The company, household or contract that customers belong to, as the data call it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=LONGEST)
    name = models.CharField(max_length=LONGEST, blank=True, default="")
    created_at = models.DateTimeField()

    objects = OwnedQuerySet["Account"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="account_key_once")]

    def __str__(self) -> str:
        return self.name or self.key


class Customer(models.Model):
    """One customer; `key` is drawn by lot and says nothing of the person.

    `merged_into` is the customer who stands for the person, whatever way led there; None for that one.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="customers")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="absorbed")
    created_at = models.DateTimeField()

    objects = OwnedQuerySet["Customer"].as_manager()

    def __str__(self) -> str:
        return self.key

    @property
    def short(self) -> str:
        """As much of the key as a page shows."""
        return self.key[:8]

    @property
    def standing(self) -> int:
        """The number of the customer who stands for the person."""
        return self.merged_into_id or self.pk


class Identifier(models.Model):
    """What the data call a customer.

    `value` is written as a search sees it (`rules.normalised`), `spellings` are the ways the data write it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=Kind)
    value = models.CharField(max_length=LONGEST)
    spellings = models.JSONField(default=list)

    objects = OwnedQuerySet["Identifier"].as_manager()

    class Meta:
        constraints = [
            # On PostgreSQL these classes let the index answer for the beginning of a value, too.
            models.UniqueConstraint(
                fields=["organisation", "value", "kind"],
                name="identifier_of_one_customer",
                opclasses=["int8_ops", "varchar_pattern_ops", "varchar_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"

    @property
    def spelling(self) -> str:
        """How the data first wrote it."""
        return str(self.spellings[0]) if self.spellings else self.value


class AttributeValue(models.Model):
    """What was true of a customer from a moment on, until the next value of the same name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="attributes", db_index=False
    )
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=LONGEST)
    since = models.DateTimeField()
    source = models.CharField(max_length=LONGEST, blank=True, default="")

    objects = OwnedQuerySet["AttributeValue"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name", "since"], name="attribute_once_at_a_moment")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Merge(models.Model):
    """The finding that two customers are one; taken back, it says when.

    `account` is what somebody chose where the two belonged to different ones.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merged_by")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet["Merge"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="nobody_merged_with_themselves"),
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="absorbed_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"
