"""Forms that draw maps."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.journeys.maps.choices import Key
from ninefold.journeys.touchpoints.forms import NamesField
from ninefold.journeys.touchpoints.queries import Offered
from ninefold.kit.locales import Reader
from ninefold.people.units.forms import LONGEST, LinesField

LONG_TEXT = 2_000
_TEXT = {"dir": "auto"}
_LINES = {"dir": "auto", "rows": 2}


class JourneyForm(forms.Form):
    """A new journey."""

    name = forms.CharField(
        label=gettext_lazy("Name of the journey"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs=_TEXT),
        help_text=gettext_lazy("Such as “Move house with us” or “Get something repaired”."),
    )
    goal = forms.CharField(
        label=gettext_lazy("What customers want to reach"),
        max_length=LONG_TEXT,
        required=False,
        widget=forms.Textarea(attrs=_LINES),
        help_text=gettext_lazy("In their words, not in those of a department."),
    )


class SettingsForm(JourneyForm):
    """All of a journey but its map."""

    key = forms.ChoiceField(
        label=gettext_lazy("Events belong to one run by"),
        choices=Key.choices,
        help_text=gettext_lazy("A run is one customer’s way through the journey, put together from events."),
    )
    starts = NamesField(label=gettext_lazy("A run begins with"), required=False)
    more_starts = LinesField(
        label=gettext_lazy("Other kinds of events it begins with, one a line"), required=False
    )
    ends = NamesField(label=gettext_lazy("A run ends with"), required=False)
    more_ends = LinesField(
        label=gettext_lazy("Other kinds of events it ends with, one a line"), required=False
    )
    timeout_days = forms.IntegerField(
        label=gettext_lazy("Days without an event after which it has ended"), min_value=1, max_value=3650
    )

    def __init__(
        self,
        *args: Any,
        own: Mapping[str, Sequence[str]],
        kinds: Mapping[str, int | None],
        reader: Reader,
        **options: Any,
    ) -> None:
        """Offer the kinds of events that the data use.

        Parameters
        ----------
        own : what the journey begins and ends with now: "starts" and "ends".
        kinds : kinds of events, with how many there are of each.
        """
        super().__init__(*args, **options)
        for name in ("starts", "ends"):
            field = self.fields[name]
            if isinstance(field, NamesField):
                offered = Offered(own=tuple(own.get(name, ())), free=tuple(kinds), counts=kinds)
                field.offer(offered, reader=reader)
            self.fields[f"more_{name}"].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        """Join what was chosen and what was typed; a kind cannot both begin and end a run."""
        cleaned = super().clean() or {}
        for name in ("starts", "ends"):
            more = cleaned.pop(f"more_{name}", ())
            cleaned[name] = [*dict.fromkeys((*cleaned.get(name, ()), *more))]
        both = [kind for kind in cleaned["starts"] if kind in cleaned["ends"]]
        if both:
            problem = _("“%(kind)s” cannot both begin and end a run. Take it away on one side.")
            self.add_error("more_ends", problem % {"kind": both[0]})
        return cleaned
