"""The audit log: one row an act, each tied to the one before it."""

from django.db import models

from ninefold.people.audit.choices import Action
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet


class AuditEntry(models.Model):
    """One act of somebody, or of the machine; written once, never changed, never taken away.

    The chain must outlive the erasure of a person, so no entry holds a name, an address or a text: `actor` is
    the number of a member and no foreign key, `subject` a kind and a number, `details` words of ours and
    counts. The database refuses changes as well (`triggers.py`).
    """

    # The unique constraint below is an index of the same column. A log is not taken away with its owner.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    action = models.CharField(max_length=30, choices=Action)
    subject = models.CharField(max_length=60, blank=True, default="")
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True, default="")
    digest = models.CharField(max_length=64)

    objects = OwnedQuerySet["AuditEntry"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="audit_number_once")]
        indexes = [
            models.Index(fields=["organisation", "action", "number"], name="audit_by_action"),
            models.Index(fields=["organisation", "actor", "number"], name="audit_by_actor"),
            models.Index(fields=["organisation", "subject", "number"], name="audit_by_subject"),
            models.Index(fields=["organisation", "at"], name="audit_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
