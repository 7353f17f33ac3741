"""The states of a job and the lanes of a worker."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a job stands; the last three are ends."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    DEAD = "dead", _("failed for good")


class Lane(StrEnum):
    """Which of a worker's threads runs a kind of job, so that a long import never delays an alert."""

    QUICK = "quick"
    LONG = "long"
