"""What stands beside a trend: events that people mark, and anomalies that its owner was told of."""

from django.db import models

from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class EventMark(models.Model):
    """Something that happened on a day and may have moved a metric; it claims nothing.

    `unit` and `touchpoint` are as the data call them, like in a filter; empty where it concerns all.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    words = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True, default="")
    touchpoint = models.CharField(max_length=200, blank=True, default="")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    objects = OwnedQuerySet["EventMark"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "day"], name="mark_by_day")]

    def __str__(self) -> str:
        return self.words


class AnomalyNotice(models.Model):
    """An anomaly that the owner of a metric was told of: one period is told once, whatever happens after."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    metric = models.CharField(max_length=80)
    every = models.CharField(max_length=5)
    first_day = models.DateField()
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    value = models.FloatField()
    expected = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    told_at = models.DateTimeField()

    objects = OwnedQuerySet["AnomalyNotice"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "metric", "every", "first_day"], name="anomaly_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.first_day}"
