"""Forms that give roles."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.people.access import Access
from ninefold.people.members.forms import InvitationForm
from ninefold.people.roles.choices import Role
from ninefold.people.roles.rules import may_give
from ninefold.people.units.forms import unit_choices
from ninefold.people.units.models import Unit


class RoleForm(forms.Form):
    """A role, and where it is given."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    unit = forms.ChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        help_text=gettext_lazy("In a unit the role sees the answers of that unit and of all below it."),
    )

    def __init__(self, *args: Any, access: Access, units: Iterable[Unit], **options: Any) -> None:
        """Offer the roles that whoever asks may give, and the units."""
        super().__init__(*args, **options)
        self.units = {str(unit.pk): unit for unit in units}
        roles = [(role.value, role.label) for role in Role if may_give(access=access, role=role)]
        # Nothing is chosen beforehand: the first of the list has most rights.
        _choose(self.fields["role"], [("", _("Choose a role")), *roles])
        _choose(self.fields["unit"], [("", _("The whole organisation")), *unit_choices(self.units.values())])

    def clean(self) -> dict[str, Any]:
        """Turn the choices into a role and a unit; an owner owns the whole."""
        cleaned = super().clean() or {}
        unit = self.units.get(cleaned.get("unit", ""))
        if cleaned.get("role") == Role.OWNER and unit is not None:
            self.add_error("unit", _("An owner owns the whole organisation; choose no unit."))
        return cleaned | {"unit": unit}


class InviteForm(InvitationForm, RoleForm):
    """An invitation: for whom, and what it makes of them."""

    field_order = ("note", "email", "language", "role", "unit")


def _choose(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{field} is no choice.")
    field.choices = choices
