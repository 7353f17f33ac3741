"""The form by which somebody notes what a customer said."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ninefold.customers.consent.choices import Channel, Purpose, State


class ConsentForm(forms.Form):
    """What a customer said to one purpose and channel, and where."""

    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose.choices)
    channel = forms.ChoiceField(label=_("In what way"), choices=Channel.choices)
    state = forms.ChoiceField(label=_("The customer has"), choices=[("", _("Choose")), *State.choices])
    source = forms.CharField(
        label=_("Where it was said"),
        max_length=200,
        required=False,
        help_text=_("Such as “on the phone” or “letter of 3 May”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
