"""Where facts come from: a source, its waves, and the imports that filled them."""

from pathlib import Path

from django.conf import settings
from django.db import models

from ninefold.listen.sources.choices import ImportState, SourceKind
from ninefold.listen.sources.wording import WORDING, Wording
from ninefold.listen.surveys.models import Survey
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class Source(models.Model):
    """A stream of exports of one kind from one tool; it remembers how its columns were understood.

    Answers are those to a survey; of the other kinds nobody was asked.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=SourceKind, default=SourceKind.ANSWERS)
    survey = models.ForeignKey(Survey, null=True, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField(max_length=200)
    mapping = models.JSONField(null=True)
    # How its files are joined, where it takes several a wave; see listen/joined_files/recipe.py.
    recipe = models.JSONField(null=True)
    created_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="source_name_once_an_organisation"),
            models.CheckConstraint(
                condition=models.Q(kind=SourceKind.ANSWERS, survey__isnull=False)
                | (~models.Q(kind=SourceKind.ANSWERS) & models.Q(survey__isnull=True)),
                name="only_answers_have_a_survey",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def survey_number(self) -> int:
        """The number of its survey among the facts, 0 where nobody was asked."""
        return self.survey_id or 0


class Wave(models.Model):
    """One delivery of a source; importing it again replaces what it held."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="waves")
    name = models.CharField(max_length=200)
    date = models.DateField(null=True)
    rows = models.PositiveBigIntegerField(default=0)
    imported_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-id"]
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="wave_name_once_a_source")]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file on its way in: read, understood, checked by a person, stored."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="imports")
    wave = models.ForeignKey(Wave, null=True, on_delete=models.SET_NULL, related_name="imports")
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.READING)
    # What the file holds: as a person has said, or as it was understood; empty until then.
    kind = models.CharField(max_length=12, choices=SourceKind, default="", blank=True)
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500)
    definition_path = models.CharField(max_length=500, default="")
    size = models.PositiveBigIntegerField(default=0)
    # What was found in the file and what it will become; see reading.py for the shapes.
    found = models.JSONField(default=dict)
    mapping = models.JSONField(null=True)
    # How the file was joined of several, where it was.
    recipe = models.JSONField(null=True)
    counts = models.JSONField(null=True)
    changes = models.JSONField(null=True)
    problem = models.TextField(default="")
    # The job that is reading or storing the file; its progress is the import's.
    job = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file(self) -> Path:
        """Where the file lies that is read."""
        return Path(self.path)

    @property
    def survey_address(self) -> str:
        """The survey's id as it stands in an address."""
        return "" if self.source is None else str(self.source.survey_id or "")

    @property
    def words(self) -> Wording:
        """What is said of it; of a file that nobody has looked into yet, the same as of answers."""
        return WORDING[SourceKind(self.kind or SourceKind.ANSWERS)]

    @property
    def rejects_file(self) -> Path:
        """The rows that could not be taken, with line and reason, for the person who has to mend them."""
        return Path(settings.HOME) / "uploads" / str(self.organisation_id) / f"{self.pk}.rejects.csv"

    @property
    def mark(self) -> Path:
        """What a process that imports without a job holds while it lives; see presence.py."""
        return self.rejects_file.with_name(f"{self.pk}.mark")
