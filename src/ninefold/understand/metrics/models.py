"""What an organisation adds to a metric of the registry: definitions of its own, an owner, a target."""

from typing import Any

from django.db import models

from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class MetricVersion(models.Model):
    """One definition of a metric, from the moment it was made; written once and never changed.

    The standard definition is version 1 and has no row.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    slug = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    # Empty: as the standard has it.
    name = models.CharField(max_length=80, blank=True, default="")
    meaning = models.CharField(max_length=200, blank=True, default="")
    top = models.FloatField(null=True)
    clamped = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    objects = OwnedQuerySet["MetricVersion"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug", "number"], name="version_once_a_metric")
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once.

        Raises
        ------
        ValueError
            If it stands already: numbers made by it would change their meaning.
        """
        if not self._state.adding:
            raise ValueError(f"Version {self.number} of {self.slug} stands already; make a new one.")
        super().save(*args, **kwargs)


class MetricSetting(models.Model):
    """Owner, target and the definition that holds now of one metric in one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    slug = models.CharField(max_length=80)
    owner = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    target = models.FloatField(null=True)
    # None: the standard definition, version 1.
    current = models.ForeignKey(MetricVersion, null=True, on_delete=models.RESTRICT, related_name="+")
    changed_at = models.DateTimeField()

    objects = OwnedQuerySet["MetricSetting"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="metric_once_an_organisation")
        ]

    def __str__(self) -> str:
        return self.slug
