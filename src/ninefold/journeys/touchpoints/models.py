"""Touchpoints: where a customer meets the organisation, whoever runs the place, and what the data call it."""

from django.db import models

from ninefold.journeys.touchpoints.choices import OUTSIDE, Kind, Where
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class Touchpoint(models.Model):
    """A moment or place where a customer meets the organisation; several journeys may pass it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    created_at = models.DateTimeField()

    objects = OwnedQuerySet["Touchpoint"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="touchpoint_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def outside(self) -> bool:
        """Whether it lies outside one's own channels."""
        return self.kind in OUTSIDE


class TouchpointName(models.Model):
    """What the data call a touchpoint: `feedback.touchpoint` or `event.kind`; a name belongs to one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="names")
    where = models.CharField(max_length=10, choices=Where)
    text = models.CharField(max_length=200)

    objects = OwnedQuerySet["TouchpointName"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "where", "text"], name="data_name_of_one_touchpoint"
            ),
        ]

    def __str__(self) -> str:
        return self.text
