"""Figures of others, with all that is known of where they come from; what is not known is left empty."""

from django.db import models
from django.db.models import F, Q

from ninefold.listen.surveys.models import Survey
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet
from ninefold.understand.benchmarks.choices import Method, SetKind


class BenchmarkSet(models.Model):
    """One set of outside figures: one metric, one period, one way of asking.

    An empty licence, country, industry, question or method is "not stated". `since` and `until` are the first
    and the last day; `top` is the lowest answer that counts for a share; `country` is a code of the CLDR.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    address = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=3, blank=True)
    industry = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField()
    kind = models.CharField(max_length=4, choices=SetKind)
    low = models.FloatField()
    high = models.FloatField()
    top = models.FloatField(null=True)
    question = models.CharField(max_length=500, blank=True)
    method = models.CharField(max_length=10, choices=Method, blank=True)
    notes = models.TextField(blank=True)
    imported_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    imported_at = models.DateTimeField()

    objects = OwnedQuerySet["BenchmarkSet"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="benchmark_name_once_a_house"),
            models.CheckConstraint(
                condition=Q(since__lte=F("until")) & Q(low__lt=F("high")), name="benchmark_ends_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BenchmarkValue(models.Model):
    """One figure of a set, such as that of an organisation or of a percentile.

    A share or an NPS is a fraction, a mean stands on the scale of the set. `low` and `high` are its 95 %
    limits, `error` its standard error, `n` how many answers are behind it, each where the source tells.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    benchmark = models.ForeignKey(BenchmarkSet, on_delete=models.CASCADE, related_name="values")
    label = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    value = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    error = models.FloatField(null=True)
    n = models.PositiveBigIntegerField(null=True)

    objects = OwnedQuerySet["BenchmarkValue"].as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "label"], name="benchmark_label_once_a_set")
        ]

    def __str__(self) -> str:
        return self.label


class SurveyMethod(models.Model):
    """How the answers of one of our own surveys are collected."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=10, choices=Method)
    set_at = models.DateTimeField()

    objects = OwnedQuerySet["SurveyMethod"].as_manager()

    def __str__(self) -> str:
        return str(self.get_method_display())
