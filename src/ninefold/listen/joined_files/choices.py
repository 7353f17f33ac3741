"""The fixed lists of joined files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BundleState(models.TextChoices):
    """Where files that belong together stand between upload and the one file made of them."""

    READING = "reading", _("Being read")
    TO_CHECK = "to_check", _("To be checked")
    JOINING = "joining", _("Being joined")
    JOINED = "joined", _("Joined")
    REFUSED = "refused", _("Refused")
    STOPPED = "stopped", _("Stopped")
