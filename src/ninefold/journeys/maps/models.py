"""Maps: a journey, its stages in order, and the steps of each stage, every step at a touchpoint."""

from django.db import models
from django.db.models import Q

from ninefold.journeys.maps.choices import Key, Phase
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class Journey(models.Model):
    """A path that customers take towards a goal of their own.

    `key`, `starts`, `ends` (kinds of events) and `timeout_days` say which events make one run of it: a run
    begins with an event of `starts`, and ends with one of `ends` or after so many days without an event.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    goal = models.TextField(blank=True, default="")
    key = models.CharField(max_length=10, choices=Key, default=Key.CASE)
    starts = models.JSONField(default=list, blank=True)
    ends = models.JSONField(default=list, blank=True)
    timeout_days = models.PositiveSmallIntegerField(default=30)
    created_at = models.DateTimeField()

    objects = OwnedQuerySet["Journey"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="journey_name_once"),
            models.CheckConstraint(condition=Q(timeout_days__gte=1), name="journey_waits_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A part of a journey; stages stand one after the other, from 0 on."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=200)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.USE)
    position = models.PositiveIntegerField()

    objects = OwnedQuerySet["Stage"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "name"], name="stage_name_once"),
            models.UniqueConstraint(fields=["journey", "position"], name="stage_position_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """A touchpoint within a stage: what customers want there, and what goes wrong for them.

    Steps stand one after the other within their stage, from 0 on.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="steps")
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.RESTRICT, related_name="steps")
    position = models.PositiveIntegerField()
    goal = models.TextField(blank=True, default="")
    problem = models.TextField(blank=True, default="")

    objects = OwnedQuerySet["Step"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "touchpoint"], name="touchpoint_once_in_a_stage"),
            models.UniqueConstraint(fields=["stage", "position"], name="step_position_once"),
        ]

    def __str__(self) -> str:
        return f"step {self.pk}"
