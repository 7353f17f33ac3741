"""The fixed lists of sources."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    """What a source brings: everything that differs between them stands in ``shapes``."""

    ANSWERS = "answers", _("Answers")
    EVENTS = "events", _("Events")
    OUTCOMES = "outcomes", _("Customer months")
    CUSTOMERS = "customers", _("Customers")


class ImportState(models.TextChoices):
    """Where a file stands between upload and store."""

    READING = "reading", _("Being read")
    TO_CHECK = "to_check", _("To be checked")
    STORING = "storing", _("Being stored")
    STORED = "stored", _("Stored")
    REFUSED = "refused", _("Refused")
    STOPPED = "stopped", _("Stopped")
