"""The form by which somebody says that two customers are one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.customers.consent.choices import State
from ninefold.customers.consent.rules import Conflict
from ninefold.customers.profiles.operations import Decisions
from ninefold.customers.profiles.queries import Two


class MergeForm(forms.Form):
    """What has to be decided before two customers become one: an account, and every contradicting consent."""

    other = forms.CharField(widget=forms.HiddenInput)
    account = forms.ChoiceField(
        label=gettext_lazy("Which account stands"), widget=forms.RadioSelect, required=True
    )

    def __init__(self, *args: Any, two: Two, **options: Any) -> None:
        """Ask for what the two differ in and for nothing else."""
        super().__init__(*args, **options)
        self.conflicts = two.conflicts
        self.fields["other"].initial = str(two.absorbed.pk)
        account = self.fields["account"]
        if two.accounts and isinstance(account, forms.ChoiceField):
            account.choices = [(str(each.pk), str(each)) for each in two.accounts]
        else:
            del self.fields["account"]
        for conflict in two.conflicts:
            self.fields[_name(conflict)] = _field(conflict)

    def decisions(self) -> Decisions:
        """Give what was decided; call it on a valid form."""
        told = self.cleaned_data
        return Decisions(
            account=int(told["account"]) if told.get("account") else None,
            consent={each.cell: State(told[_name(each)]) for each in self.conflicts},
        )


def _name(conflict: Conflict) -> str:
    return f"consent_{conflict.purpose}_{conflict.channel}"


def _field(conflict: Conflict) -> forms.ChoiceField:
    """Ask which of two words stands; the stricter one does unless somebody says otherwise."""
    states: Iterable[State] = dict.fromkeys((State(conflict.kept.state), State(conflict.absorbed.state)))
    label = _("%(purpose)s: %(channel)s") % {
        "purpose": conflict.purpose.label,
        "channel": conflict.channel.label,
    }
    return forms.ChoiceField(
        label=label,
        choices=[(state.value, state.label) for state in states],
        initial=conflict.stricter.value,
        widget=forms.RadioSelect,
    )
