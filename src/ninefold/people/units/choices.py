"""By what the units of a hierarchy are told apart in the data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Column(TextChoices):
    """The column of the answers in which a unit of this hierarchy stands; none for units of people alone."""

    UNIT = "unit", _("Unit")
    TOUCHPOINT = "touchpoint", _("Touchpoint")
    CHANNEL = "channel", _("Channel")
    SEGMENT = "segment", _("Segment")
    NONE = "", _("Does not stand in the data")
