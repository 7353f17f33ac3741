"""What an organisation adds to a metric of the registry: who answers for it and what it aims at."""

from django.db import models

from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class MetricSetting(models.Model):
    """Owner, target and version of one metric in one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    slug = models.CharField(max_length=80)
    owner = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    target = models.FloatField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="metric_once_an_organisation")
        ]

    def __str__(self) -> str:
        return self.slug
