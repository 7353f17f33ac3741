"""The roles of a programme."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What somebody is in the programme."""

    OWNER = "owner", pgettext_lazy("role", "Owner")
    LEAD = "lead", _("Programme lead")
    ANALYST = "analyst", _("Analyst")
    MANAGER = "manager", _("Manager")
    TOUCHPOINT_OWNER = "touchpoint_owner", _("Touchpoint owner")
    FRONT_LINE = "front_line", _("Front line")
    EXECUTIVE = "executive", _("Executive")
    AUDITOR = "auditor", _("Auditor")
