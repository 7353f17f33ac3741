"""The form that keeps a view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ninefold.people.saved_views.rules import LONGEST


class ViewForm(forms.Form):
    """A name for an address."""

    name = forms.CharField(
        label=_("Name of the view"), max_length=100, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    shared = forms.BooleanField(label=_("Everybody in the organisation finds it"), required=False)
    address = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)
