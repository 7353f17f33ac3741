"""Units: who belongs under whom, in as many hierarchies as an organisation has.

The front line (region, store, team) is one hierarchy; functions and products are others beside it. A unit
knows its way down from the top as a path of numbers, so that all below it are found by one comparison.
"""

from django.db import models
from django.db.models import Q

from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet
from ninefold.people.units.choices import Column


class Hierarchy(models.Model):
    """One way to divide an organisation, and the column of the answers that it divides."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    column = models.CharField(max_length=20, choices=Column, blank=True, default=Column.UNIT)
    created_at = models.DateTimeField()

    objects = OwnedQuerySet["Hierarchy"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="hierarchy_name_once"),
            models.UniqueConstraint(
                fields=["organisation", "column"], condition=~Q(column=""), name="column_in_one_hierarchy"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A part of an organisation; `path` holds the numbers of all units above it and its own: ``/3/17/``."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    hierarchy = models.ForeignKey(Hierarchy, on_delete=models.CASCADE, related_name="units")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="parts")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, db_index=True, default="")
    created_at = models.DateTimeField()

    objects = OwnedQuerySet["Unit"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="unit_name_once_below_a_unit"),
            models.UniqueConstraint(
                fields=["hierarchy", "name"], condition=Q(parent=None), name="unit_name_once_at_the_top"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """How many units stand above it."""
        return self.path.count("/") - 2


class UnitName(models.Model):
    """What the data call a unit; a name belongs to one unit of a hierarchy."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    hierarchy = models.ForeignKey(Hierarchy, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=200)

    objects = OwnedQuerySet["UnitName"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hierarchy", "text"], name="name_of_one_unit"),
        ]

    def __str__(self) -> str:
        return self.text
