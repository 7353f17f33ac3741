"""What the row database knows of the facts: the manifest of their files, and the tail not yet in a file."""

from django.db import models


class Manifest(models.Model):
    """The version of an organisation's manifest; its row is the lock that commits take in turn."""

    organisation = models.IntegerField(unique=True)
    version = models.BigIntegerField(default=0)


class Segment(models.Model):
    """One immutable Parquet file.

    A wave of ``null`` marks a sealed segment: single records that were the tail once. A removed segment
    keeps its row until its file is deleted, so that readers under way still find what they were promised.
    """

    organisation = models.IntegerField()
    table = models.CharField(max_length=20)
    survey = models.IntegerField()
    source = models.IntegerField()
    wave = models.IntegerField(null=True)
    path = models.CharField(max_length=200, unique=True)
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    columns = models.JSONField(default=list)
    added_in = models.BigIntegerField()
    removed_in = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["organisation", "table"],
                condition=models.Q(removed_in__isnull=True),
                name="engine_segment_current",
            ),
        )


class TailRecord(models.Model):
    """One single record, durable and readable, waiting to be sealed into a segment.

    The facts lie here as JSON lines that Arrow reads at once. A later version of a record is a new row
    with a new id, and the older row goes: an id never changes its content.
    """

    organisation = models.IntegerField()
    survey = models.IntegerField()
    source = models.IntegerField()
    record = models.CharField(max_length=200)
    version = models.IntegerField()
    received_at = models.DateTimeField()
    feedback = models.TextField()
    comments = models.TextField(blank=True)
    own = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "source", "record"], name="engine_tail_key"),
        )
        indexes = (models.Index(fields=["organisation", "id"], name="engine_tail_order"),)
