"""Forms that draw stages and steps."""

from django import forms
from django.utils.translation import gettext_lazy

from ninefold.journeys.maps.choices import Phase
from ninefold.journeys.maps.forms import LONG_TEXT
from ninefold.journeys.touchpoints.forms import TouchpointForm, kind_choices
from ninefold.people.units.forms import LONGEST

_TEXT = {"dir": "auto"}
_LINES = {"dir": "auto", "rows": 2}


class StageForm(forms.Form):
    """A stage."""

    name = forms.CharField(
        label=gettext_lazy("Name of the stage"), max_length=LONGEST, widget=forms.TextInput(attrs=_TEXT)
    )
    phase = forms.ChoiceField(label=gettext_lazy("Phase"), choices=Phase.choices)


class NewStepForm(forms.Form):
    """A new step: at a touchpoint that there is, or at a new one."""

    touchpoint = forms.CharField(
        label=gettext_lazy("Touchpoint"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"dir": "auto", "list": "touchpoints", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind, if it is new"), choices=kind_choices)


class StepForm(TouchpointForm):
    """A step with its touchpoint."""

    goal = forms.CharField(
        label=gettext_lazy("What customers want here"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs=_LINES),
    )
    problem = forms.CharField(
        label=gettext_lazy("What goes wrong for them"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs=_LINES),
    )
