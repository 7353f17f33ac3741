"""The one table of jobs: outbox, queue and record of what became of each."""

from django.db import models
from django.db.models import F, Q

from ninefold.kit.jobs.choices import State

ENDS = (State.DONE, State.STOPPED, State.DEAD)


class Job(models.Model):
    """One piece of work for a worker.

    The payload carries ids and settings, never personal data: a row lives on for weeks after its work.
    """

    # Below `people` an organisation is a plain integer; null is work for the whole installation.
    organisation = models.IntegerField(null=True, blank=True)
    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    # Begins with the organisation, so that none can block the key of another (see operations.enqueue).
    unique_key = models.CharField(max_length=240, null=True, blank=True)  # noqa: DJ001  # null is never a double
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=8)
    # The lease is a fence: whoever does not hold this very token may not write about the run any more.
    lease = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    progress = models.FloatField(default=0.0)
    note = models.CharField(max_length=200, blank=True, default="")
    stop_requested = models.BooleanField(default=False)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "unique_key"], name="kit_job_once"),
            models.CheckConstraint(
                name="kit_job_leased_while_running",
                condition=Q(state=State.RUNNING, lease_until__isnull=False) & ~Q(lease="")
                | ~Q(state=State.RUNNING) & Q(lease_until__isnull=True, lease=""),
            ),
            models.CheckConstraint(
                name="kit_job_finished_at_its_end",
                condition=Q(state__in=ENDS, finished_at__isnull=False)
                | ~Q(state__in=ENDS) & Q(finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="kit_job_progress_share", condition=Q(progress__gte=0, progress__lte=1)
            ),
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], condition=Q(state=State.WAITING), name="kit_job_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state=State.RUNNING), name="kit_job_running"),
            models.Index(F("finished_at").desc(), condition=Q(state__in=ENDS), name="kit_job_ended"),
            models.Index(fields=["organisation", "kind", "id"], name="kit_job_of_organisation"),
        ]
