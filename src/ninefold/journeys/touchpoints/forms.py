"""The form of a touchpoint: what it is called, of what kind it is, and what the data call it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ninefold.journeys.touchpoints.choices import OUTSIDE, Kind, Where
from ninefold.journeys.touchpoints.queries import Offered
from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.people.units.forms import LONGEST, LinesField

# As many names as somebody can look through; others are typed.
OFFERED = 100


def kind_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Part the kinds by whose channel it is."""
    own = [(kind.value, kind.label) for kind in Kind if kind not in OUTSIDE]
    outside = [(kind.value, kind.label) for kind in Kind if kind in OUTSIDE]
    return [(str(_("Your own channels")), own), (str(_("Outside your own channels")), outside)]


class NamesField(forms.MultipleChoiceField):
    """Names chosen from those that the data use."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, offered: Offered, *, reader: Reader) -> None:
        """Offer the names that belong here already, and the most frequent of those that are free."""
        often = sorted(offered.free, key=lambda text: (-(offered.counts.get(text) or 0), text))[:OFFERED]
        self.choices = [
            (text, _counted(text, records=offered.counts.get(text), reader=reader))
            for text in dict.fromkeys((*offered.own, *often))
        ]


def _counted(text: str, *, records: int | None, reader: Reader) -> SafeString:
    if records is None:
        return format_html('<bdi class="wrap">{}</bdi>', text)
    told = number(records, reader=reader)
    return format_html('<bdi class="wrap">{}</bdi> <bdi class="dim">{}</bdi>', text, told)


class TouchpointForm(forms.Form):
    """One touchpoint."""

    name = forms.CharField(
        label=_("Name of the touchpoint"), max_length=LONGEST, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    answers = NamesField(label=_("What the answers call it"), required=False)
    more_answers = LinesField(label=_("Other names in the answers, one a line"), required=False)
    events = NamesField(label=_("Which events happen at it"), required=False)
    more_events = LinesField(label=_("Other kinds of events, one a line"), required=False)

    def __init__(self, *args: Any, offered: Mapping[Where, Offered], reader: Reader, **options: Any) -> None:
        """Offer the names of this touchpoint and those that are nobody's."""
        super().__init__(*args, **options)
        for name, where in (("answers", Where.FEEDBACK), ("events", Where.EVENT)):
            field = self.fields[name]
            if isinstance(field, NamesField):
                field.offer(offered[where], reader=reader)
            self.fields[f"more_{name}"].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        """Join what was chosen and what was typed."""
        cleaned = super().clean() or {}
        joined = {
            name: [*dict.fromkeys((*cleaned.get(name, ()), *cleaned.get(f"more_{name}", ())))]
            for name in ("answers", "events")
        }
        return cleaned | joined


class NewTouchpointForm(forms.Form):
    """A touchpoint that there is not yet."""

    name = forms.CharField(
        label=_("Name of the touchpoint"), max_length=LONGEST, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
