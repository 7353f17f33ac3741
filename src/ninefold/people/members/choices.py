"""What a member can choose, and the kinds of one-time links."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Theme(TextChoices):
    """Light or dark; no choice follows the device."""

    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class LinkKind(TextChoices):
    """What a one-time link is good for."""

    FIRST = "first", _("Start the organisation")
    INVITATION = "invitation", _("Join the organisation")
    RESET = "reset", _("Set a new password")
