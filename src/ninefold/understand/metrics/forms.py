"""Who answers for a metric, and what it aims at."""

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
from ninefold.understand.metrics.registry import Metric


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
