"""By what a customer is known in the data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What kind of identifier it is; facts call a customer by a number, a card or a device."""

    NUMBER = "number", _("Customer number")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone number")
    LOYALTY = "loyalty", _("Loyalty number")
    DEVICE = "device", _("Device")
    OTHER = "other", _("Other identifier")
