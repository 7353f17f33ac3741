"""The form of an organisation's settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ninefold.kit.locales import LANGUAGE_NAMES
from ninefold.people.organisations.choices import Calendar, Digits, Weekday
from ninefold.people.organisations.models import MOST_FALSE_ALARMS, SMALLEST_THRESHOLD
from ninefold.people.organisations.rules import time_zones


def time_zone_field(**options: Any) -> forms.ChoiceField:
    """Make the field that asks for a time zone; built late, because the list is long."""
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in time_zones()],
        **options,
    )


class OrganisationForm(forms.Form):
    """All settings of an organisation that people may change."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=tuple(LANGUAGE_NAMES.items()))
    time_zone = time_zone_field(
        help_text=_(
            "Answers already stored keep their dates; import them again to cut them by the new time zone."
        )
    )
    calendar = forms.ChoiceField(label=_("Calendar"), choices=Calendar.choices)
    digits = forms.ChoiceField(label=_("Digits"), choices=Digits.choices)
    week_start = forms.TypedChoiceField(label=_("The week starts on"), choices=Weekday.choices, coerce=int)
    threshold = forms.IntegerField(
        label=_("Hide groups of customers smaller than"),
        min_value=SMALLEST_THRESHOLD,
        max_value=1000,
        help_text=_("10 is usual; 5 is the least that keeps people from being recognised."),
    )
    staff_threshold = forms.IntegerField(
        label=_("Hide groups of staff smaller than"), min_value=SMALLEST_THRESHOLD, max_value=1000
    )
    false_alarms = forms.IntegerField(
        label=_("False anomaly notices a year that are bearable"),
        min_value=1,
        max_value=MOST_FALSE_ALARMS,
        help_text=_("Over all metrics together. Fewer false notices mean that more real ones are missed."),
    )
