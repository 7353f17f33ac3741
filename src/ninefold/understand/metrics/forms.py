"""Who answers for a metric and what it aims at, and a new definition of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.digits import number, parse_number
from ninefold.kit.locales import Reader
from ninefold.people.members.models import Member
from ninefold.people.members.queries import members_of
from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.operations import Wanted
from ninefold.understand.metrics.registry import Kind, Metric


class AimForm(forms.Form):
    """Owner and target of one metric; a target is a number in any digits."""

    owner = forms.ModelChoiceField(
        queryset=Member.objects.none(),
        required=False,
        label=gettext_lazy("Owner"),
        empty_label=gettext_lazy("nobody yet"),
    )
    target = forms.CharField(
        required=False, label=gettext_lazy("Target"), widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def __init__(
        self, *args: Any, organisation: Organisation, metric: Metric, reader: Reader, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.metric, self.reader = metric, reader
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = members_of(organisation=organisation)

    def clean_target(self) -> float | None:
        """Read the number and hold it against the scale of the metric."""
        text = self.cleaned_data["target"].strip()
        if not text:
            return None
        try:
            found = parse_number(text)
        except ValueError:
            raise ValidationError(_("Write the target as a number, such as 42 or 4.5.")) from None
        low, high = self.metric.axis
        if not low <= found <= high:
            raise ValidationError(
                _("The target must lie between %(low)s and %(high)s, the ends of the scale."),
                params={"low": number(low, reader=self.reader), "high": number(high, reader=self.reader)},
            )
        return found


class DefinitionForm(forms.Form):
    """A new version of a definition; the standard one decides what may differ.

    Parameters
    ----------
    standard : the metric as version 1 defines it.
    current : what holds now.
    """

    name = forms.CharField(required=False, max_length=80, label=gettext_lazy("Own name"))
    meaning = forms.CharField(required=False, max_length=200, label=gettext_lazy("What it means"))
    top = forms.CharField(
        required=False,
        label=gettext_lazy("Lowest answer that counts"),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    clamped = forms.BooleanField(
        required=False,
        label=gettext_lazy("Count answers outside the scale as its nearer end, in place of leaving them out"),
    )
    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For whoever meets a number of an older version."),
        error_messages={"required": gettext_lazy("Say why the definition changes.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, standard: Metric, current: Wanted, reader: Reader
    ) -> None:
        top = standard.top if current.top is None else current.top
        initial = {
            "name": current.name or str(standard.name),
            "meaning": current.meaning or str(standard.meaning),
            "top": "" if top is None else number(top, reader=reader, decimals=0 if top.is_integer() else 2),
            "clamped": current.clamped,
        }
        super().__init__(data, initial=initial)
        self.standard, self.current, self.reader = standard, current, reader
        if standard.kind is not Kind.TOP:
            del self.fields["top"]

    def clean_top(self) -> float | None:
        """Read the lowest answer that counts; the standard one is kept as none of its own."""
        text = self.cleaned_data["top"].strip()
        if not text:
            return None
        try:
            found = parse_number(text)
        except ValueError:
            raise ValidationError(_("Write the lowest answer that counts as a number, such as 4.")) from None
        low, high = self.standard.low, self.standard.high
        if not low < found <= high:
            raise ValidationError(
                _("The lowest answer that counts must lie above %(low)s and not above %(high)s."),
                params={"low": number(low, reader=self.reader), "high": number(high, reader=self.reader)},
            )
        return None if found == self.standard.top else found

    def clean(self) -> dict[str, Any]:
        """Refuse a definition that says what the one that holds says."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and self.wanted() == self.current:
            raise ValidationError(_("Nothing was changed: the definition that holds says this already."))
        return cleaned

    def wanted(self) -> Wanted:
        """Give what the new version says; words that are those of the standard are none of its own."""
        found = self.cleaned_data
        name, meaning = found["name"].strip(), found["meaning"].strip()
        return Wanted(
            name="" if name == str(self.standard.name) else name,
            meaning="" if meaning == str(self.standard.meaning) else meaning,
            top=found.get("top"),
            clamped=found["clamped"],
        )
