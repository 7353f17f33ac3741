"""What an organisation can choose."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Calendar(TextChoices):
    """The calendar in which periods are cut and dates written."""

    GREGORY = "gregory", _("Gregorian")
    PERSIAN = "persian", _("Persian (Solar Hijri)")


class Digits(TextChoices):
    """How numbers are written."""

    LOCAL = "local", _("Digits of the language")
    LATIN = "latin", _("0 1 2 3 4 5 6 7 8 9")


class Weekday(IntegerChoices):
    """Days a week may start with, numbered as in ISO 8601."""

    MONDAY = 1, _("Monday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")
