"""Forms that arrange units."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.people.units.choices import Column
from ninefold.people.units.models import Unit

LONGEST = 200
MOST = 5_000


class LongSelect(forms.Select):
    """A choice among thousands, written in one go: Django renders a template for each of them."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002  # Django's signature
    ) -> SafeString:
        """Write the field with its options."""
        chosen = "" if value is None else str(value)
        told = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        marks = {True: " selected", False: ""}
        # Python's own escape: Django's asks of each text whether it is lazy, which takes longer than writing.
        options = "".join(
            f'<option value="{escape(str(key))}"{marks[str(key) == chosen]}>{escape(str(label))}</option>'
            for key, label in self.choices
        )
        return format_html("<select{}>{}</select>", flatatt(told), mark_safe(options))  # noqa: S308  # escaped


def unit_choices(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """Write units as choices, each moved in by as much as it stands below others."""
    return [(str(unit.pk), "\u2003" * unit.depth + unit.name) for unit in units]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class LinesField(forms.CharField):
    """Several names, one a line."""

    def __init__(self, **options: Any) -> None:
        """Show a few lines."""
        super().__init__(**options, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))

    def clean(self, value: Any) -> list[str]:
        """Give the names.

        Raises
        ------
        ValidationError
            When a name is too long, or there are too many.
        """
        found = list(dict.fromkeys(_lines(super().clean(value))))
        longest = max((len(name) for name in found), default=0)
        if longest > LONGEST:
            raise ValidationError(_("One of the names is longer than 200 characters. Write one name a line."))
        if len(found) > MOST:
            raise ValidationError(_("That is more than 5,000 names. Add them in parts."))
        return found


class HierarchyForm(forms.Form):
    """A new hierarchy."""

    name = forms.CharField(
        label=gettext_lazy("Name of the hierarchy"),
        max_length=LONGEST,
        help_text=gettext_lazy("Such as “Stores by region” or “Products”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    column = forms.ChoiceField(
        label=gettext_lazy("Its units stand in the answers as"), choices=Column.choices, required=False
    )


class UnitsForm(forms.Form):
    """New units below a unit, or at the top."""

    names = LinesField(label=gettext_lazy("New units"), help_text=gettext_lazy("One name a line."))
    parent = forms.ChoiceField(label=gettext_lazy("Below"), required=False, widget=LongSelect)

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        """Offer the units that stand."""
        super().__init__(*args, **options)
        parent = self.fields["parent"]
        if isinstance(parent, forms.ChoiceField):
            parent.choices = [("", _("At the top")), *unit_choices(units)]


class UnitForm(forms.Form):
    """One unit: its name, its place, and what the data call it."""

    name = forms.CharField(
        label=gettext_lazy("Name of the unit"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    parent = forms.ChoiceField(label=gettext_lazy("Below"), required=False, widget=LongSelect)
    names = LinesField(
        label=gettext_lazy("What the data call it"),
        required=False,
        help_text=gettext_lazy(
            "One name a line, written as in your files. Answers with these names are its answers."
        ),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        """Offer the places it can be moved to."""
        super().__init__(*args, **options)
        parent = self.fields["parent"]
        if isinstance(parent, forms.ChoiceField):
            parent.choices = [("", _("At the top")), *unit_choices(units)]
