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
from ninefold.people.units.forms import LongSelect, unit_choices
from ninefold.people.units.models import Unit


class RoleForm(forms.Form):
    """A role, and where it is given."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    unit = forms.ChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        widget=LongSelect,
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


class PlaceForm(forms.Form):
    """What a member is in the organisation, and where they belong."""

    position = forms.CharField(
        label=gettext_lazy("Position"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Such as “Store manager”. Rules give roles by it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    home = forms.ChoiceField(label=gettext_lazy("Belongs to"), required=False, widget=LongSelect)

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        """Offer the units."""
        super().__init__(*args, **options)
        self.units = {str(unit.pk): unit for unit in units}
        _choose(self.fields["home"], [("", _("No unit")), *unit_choices(self.units.values())])

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a unit."""
        cleaned = super().clean() or {}
        return cleaned | {"home": self.units.get(cleaned.get("home", ""))}


class RuleForm(forms.Form):
    """A standing rule: who, which role, where."""

    position = forms.CharField(
        label=gettext_lazy("Whoever has the position"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Written as with the members; empty means any position."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    within = forms.ChoiceField(label=gettext_lazy("And belongs to"), required=False, widget=LongSelect)
    role = forms.ChoiceField(label=gettext_lazy("Has the role"))
    own_unit = forms.TypedChoiceField(
        label=gettext_lazy("Where"),
        choices=[
            ("yes", gettext_lazy("In the unit they belong to")),
            ("no", gettext_lazy("The whole organisation")),
        ],
        coerce=lambda value: value == "yes",
    )

    def __init__(self, *args: Any, access: Access, units: Iterable[Unit], **options: Any) -> None:
        """Offer the roles that whoever asks may give, and the units."""
        super().__init__(*args, **options)
        self.units = {str(unit.pk): unit for unit in units}
        roles = [
            (role.value, role.label)
            for role in Role
            if role is not Role.OWNER and may_give(access=access, role=role)
        ]
        _choose(self.fields["role"], [("", _("Choose a role")), *roles])
        _choose(self.fields["within"], [("", _("Any unit")), *unit_choices(self.units.values())])

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a unit; a rule asks for something."""
        cleaned = super().clean() or {}
        within = self.units.get(cleaned.get("within", ""))
        if within is None and not cleaned.get("position"):
            self.add_error(
                "position", _("Name a position or a unit; else the rule would hold for everybody.")
            )
        return cleaned | {"within": within}
