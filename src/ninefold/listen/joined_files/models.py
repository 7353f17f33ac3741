"""Files that belong together, on their way to become one."""

from pathlib import Path

from django.conf import settings
from django.db import models

from ninefold.listen.joined_files.choices import BundleState
from ninefold.listen.sources.models import Import, Source
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class Bundle(models.Model):
    """Several files that a person gave at once, and how they become one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    # The source whose recipe was taken for them, so that its mapping is taken too.
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=BundleState, default=BundleState.READING)
    recipe = models.JSONField(null=True)
    # What was found in the files, and what the recipe would make of them; see described.py and measuring.py.
    found = models.JSONField(default=dict)
    problem = models.TextField(default="")
    job = models.BigIntegerField(null=True)
    upload = models.OneToOneField(Import, null=True, on_delete=models.SET_NULL, related_name="bundle")
    created_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return ", ".join(file.file_name for file in self.files.all())

    @property
    def folder(self) -> Path:
        """Where its files lie until they are joined."""
        return Path(settings.HOME) / "uploads" / str(self.organisation_id) / f"bundle-{self.pk}"


class BundleFile(models.Model):
    """One file of a bundle."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="files")
    # What it is called in the recipe: its own name without ending, told apart where two are alike.
    name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "position"], name="bundle_file_once_a_place")
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file(self) -> Path:
        """Where the file lies."""
        return Path(self.path)

    @property
    def rewritten(self) -> Path:
        """Where it lies once it has been read: as Parquet of texts, opened in a moment."""
        return self.bundle.folder / f"{self.position}.parquet"
