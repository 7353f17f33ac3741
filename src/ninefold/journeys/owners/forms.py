"""Forms that name owners and covers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.day_fields import DayField, read_days_for
from ninefold.kit.locales import Reader
from ninefold.people.members.models import Member
from ninefold.people.units.forms import LongSelect, unit_choices
from ninefold.people.units.models import Unit


class _MemberForm(forms.Form):
    """A form in which somebody is chosen, whose days are read as its reader types them."""

    member = forms.ChoiceField(label=gettext_lazy("Who"), widget=LongSelect)

    def __init__(self, *args: Any, members: Iterable[Member], reader: Reader, **options: Any) -> None:
        """Offer the members."""
        super().__init__(*args, **options)
        read_days_for(self, reader=reader)
        self.members = {str(member.pk): member for member in members}
        people = [(number, member.name) for number, member in self.members.items()]
        _choose(self.fields["member"], [("", _("Choose a member")), *people])

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a member, and look at the days."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned | {"member": self.members.get(cleaned.get("member", ""))}


class OwnerForm(_MemberForm):
    """Who answers, where, and from when until when."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        widget=LongSelect,
        help_text=gettext_lazy("In a unit they answer for it there and in all that is below."),
    )
    since = DayField(label=gettext_lazy("First day"))
    until = DayField(label=gettext_lazy("Last day, empty while it goes on"), required=False)

    field_order = ("member", "unit", "since", "until")

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        """Offer the units."""
        super().__init__(*args, **options)
        self.units = {str(unit.pk): unit for unit in units}
        _choose(self.fields["unit"], [("", _("Everywhere")), *unit_choices(self.units.values())])

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a unit."""
        cleaned = super().clean()
        return cleaned | {"unit": self.units.get(cleaned.get("unit", ""))}


class CoverForm(_MemberForm):
    """Who answers in the owner's place, from when until when."""

    since = DayField(label=gettext_lazy("First day away"))
    until = DayField(label=gettext_lazy("Last day away, empty until further notice"), required=False)


class EndForm(forms.Form):
    """The last day of an owner."""

    last = DayField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, reader: Reader, **options: Any) -> None:
        """Speak to the reader."""
        super().__init__(*args, **options)
        read_days_for(self, reader=reader)


def _choose(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{field} is no choice.")
    field.choices = choices
