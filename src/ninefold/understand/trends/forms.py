"""The form of an event mark."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.day_fields import DayField, read_days_for
from ninefold.kit.locales import Reader
from ninefold.people.units.forms import LongSelect


class MarkForm(forms.Form):
    """What happened, on which day, and where if not everywhere."""

    day = DayField(label=gettext_lazy("Day"))
    words = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("In a few words, without names of customers."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False, widget=LongSelect)
    touchpoint = forms.ChoiceField(label=gettext_lazy("Touchpoint"), required=False, widget=LongSelect)

    def __init__(
        self,
        *args: Any,
        units: Sequence[str],
        touchpoints: Sequence[str],
        reader: Reader,
        **options: Any,
    ) -> None:
        """Offer the units and touchpoints by what the data call them."""
        super().__init__(*args, **options)
        read_days_for(self, reader=reader)
        for name, values in (("unit", units), ("touchpoint", touchpoints)):
            field, kept = self.fields[name], self.initial.get(name)
            offered = [*values, *([kept] if kept and kept not in values else [])]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Everywhere")), *((value, value) for value in offered)]
