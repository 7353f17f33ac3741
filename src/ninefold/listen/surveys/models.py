"""A survey: a set of questions whose answers are compared over time, whatever tool asked them."""

from django.db import models

from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class Survey(models.Model):
    """What was asked, over all its waves."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="survey_name_once_an_organisation")
        ]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question of a survey and the fact column that holds its answers."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    column = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=500)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    # Different answers in a sample of its latest wave; null where nobody has looked.
    values = models.PositiveIntegerField(null=True)
    position = models.PositiveIntegerField(default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "column"], name="question_column_once_a_survey")
        ]

    def __str__(self) -> str:
        return self.title
