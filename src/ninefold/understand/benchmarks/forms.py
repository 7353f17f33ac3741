"""What a person says of a file of outside figures: where it comes from, and what its columns hold."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.day_fields import DayField, read_days_for
from ninefold.kit.digits import parse_number
from ninefold.kit.locales import Reader
from ninefold.understand.benchmarks.choices import Method, SetKind, Written
from ninefold.understand.benchmarks.countries import countries
from ninefold.understand.benchmarks.layout import Layout, Part
from ninefold.understand.benchmarks.operations import Provenance
from ninefold.understand.benchmarks.reading import Scale
from ninefold.understand.benchmarks.rules import NPS_SCALE

PROVENANCE: Final = (
    "name", "source", "address", "licence", "country", "industry", "since", "until", "kind", "low", "high",
    "top", "question", "method", "notes",
)  # fmt: skip
FILTERS: Final = (1, 2)
_LARGEST: Final = 1e9


def _either_way() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto"})


class NumberField(forms.CharField):
    """A number in any digits; None where it is left empty and may be."""

    def clean(self, value: Any) -> Any:
        """Give the number.

        Raises
        ------
        ValidationError
            When it is none.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            found = parse_number(text)
        except ValueError:
            raise ValidationError(_("Write a number, such as 10 or 4.5.")) from None
        if abs(found) > _LARGEST:
            raise ValidationError(_("Write a number, such as 10 or 4.5."))
        return found


class BringForm(forms.Form):
    """The file, and the provenance of its figures; what is left empty is "not stated"."""

    file = forms.FileField(
        label=gettext_lazy("Choose a file"),
        required=False,
        error_messages={
            "empty": gettext_lazy("This file is empty. Export it again and choose the new file."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the set"),
        max_length=200,
        widget=_either_way(),
        help_text=gettext_lazy("Such as “Airlines 2019”. A set of the same name is replaced."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        widget=_either_way(),
        help_text=gettext_lazy("Who measured and published it."),
    )
    since = DayField(label=gettext_lazy("First day of the period"))
    until = DayField(label=gettext_lazy("Last day of the period"))
    kind = forms.ChoiceField(label=gettext_lazy("The figures are"), choices=SetKind.choices)
    low = NumberField(label=gettext_lazy("Lowest answer of the scale"), required=False)
    high = NumberField(label=gettext_lazy("Highest answer of the scale"), required=False)
    top = NumberField(
        label=gettext_lazy("Lowest answer that counts"),
        required=False,
        help_text=gettext_lazy("Of a share alone: 9, where answers of 9 and 10 count."),
    )
    written = forms.ChoiceField(label=gettext_lazy("Shares and NPS are written"), choices=Written.choices)
    method = forms.ChoiceField(label=gettext_lazy("How the answers were collected"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=200,
        required=False,
        widget=_either_way(),
        help_text=gettext_lazy("Left empty, pages say that it is not stated."),
    )
    address = forms.URLField(
        label=gettext_lazy("Address of the source"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    industry = forms.CharField(
        label=gettext_lazy("Industry"), max_length=200, required=False, widget=_either_way()
    )
    question = forms.CharField(
        label=gettext_lazy("Question as it was asked"), max_length=500, required=False, widget=_either_way()
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    draft = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: Reader, today: date, **options: Any) -> None:
        """Speak to somebody in their calendar and language.

        Parameters
        ----------
        today : the last day that a period can reach.
        """
        super().__init__(*args, **options)
        self.today = today
        read_days_for(self, reader=reader)
        unknown = ("", _("Not stated"))
        _offer(self, "country", [unknown, *countries(reader=reader)])
        _offer(self, "method", [unknown, *Method.choices])

    def clean(self) -> dict[str, Any]:
        """Hold the parts of what was said against each other."""
        told: dict[str, Any] = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        if until and until > self.today:
            self.add_error("until", _("The period ends in the future: nothing of it can have been measured."))
        if told.get("kind") == SetKind.NPS:
            told |= {"low": NPS_SCALE[0], "high": NPS_SCALE[1], "top": None}
        elif told.get("kind"):
            self._clean_scale(told)
        return told

    def _clean_scale(self, told: dict[str, Any]) -> None:
        low, high, top = told.get("low"), told.get("high"), told.get("top")
        for end, name in ((low, "low"), (high, "high")):
            if end is None and name not in self.errors:
                self.add_error(
                    name, _("Say between which answers the scale lies: without it nothing can be compared.")
                )
        if low is not None and high is not None and high <= low:
            self.add_error("high", _("The highest answer must be above the lowest."))
        if told["kind"] != SetKind.TOP:
            told["top"] = None
        elif top is None and "top" not in self.errors:
            self.add_error("top", _("Say from which answer on they count."))
        elif low is not None and high is not None and top is not None and not low < top <= high:
            self.add_error("top", _("The answer must lie on the scale, above its lowest end."))

    @property
    def scale(self) -> Scale | None:
        """What the figures are; None until it was said whole."""
        told = getattr(self, "cleaned_data", {})
        if {"kind", "low", "high", "top", "written"} & set(self.errors) or told.get("low") is None:
            return None
        return Scale(
            kind=SetKind(told["kind"]), low=told["low"], high=told["high"], written=Written(told["written"])
        )

    @property
    def provenance(self) -> Provenance:
        """What was said, once the form is valid."""
        told = {name: self.cleaned_data[name] for name in PROVENANCE}
        return Provenance(**{**told, "kind": SetKind(told["kind"])})


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


PARTS: Final = {
    Part.LABEL: gettext_lazy("Name of each figure"),
    Part.VALUE: gettext_lazy("Figure"),
    Part.LOW: gettext_lazy("Lower limit, 95%"),
    Part.HIGH: gettext_lazy("Upper limit, 95%"),
    Part.ERROR: gettext_lazy("Standard error"),
    Part.N: gettext_lazy("Number of answers"),
}


class LayoutForm(forms.Form):
    """Which column holds what, and which rows are meant."""

    def __init__(self, *args: Any, columns: Sequence[str], **options: Any) -> None:
        """Offer the columns of the file."""
        super().__init__(*args, **options)
        named = [(str(place), name) for place, name in enumerate(columns)]
        for part, label in PARTS.items():
            needed = part in (Part.LABEL, Part.VALUE)
            self.fields[part.value] = forms.ChoiceField(
                label=label,
                choices=[("", _("Choose a column") if needed else _("In no column")), *named],
                required=needed,
                error_messages={"required": _("Choose the column that holds it.")},
            )
        for number in FILTERS:
            self.fields[f"only{number}"] = forms.ChoiceField(
                label=_("Only rows where"), choices=[("", _("All rows")), *named], required=False
            )
            self.fields[f"is{number}"] = forms.CharField(
                label=_("has the text"), required=False, max_length=200, widget=_either_way()
            )

    @property
    def parts(self) -> list[forms.BoundField]:
        """The fields that say what the columns hold."""
        return [self[part.value] for part in PARTS]

    @property
    def filters(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields that say which rows are meant."""
        return [(self[f"only{number}"], self[f"is{number}"]) for number in FILTERS]

    @property
    def layout(self) -> Layout:
        """What was said; nothing where it cannot be understood."""
        if not self.is_valid():
            return Layout()
        told = self.cleaned_data
        only = [(told[f"only{number}"], told[f"is{number}"]) for number in FILTERS]
        places = {part.value: int(told[part.value]) for part in PARTS if told[part.value]}
        return Layout(**places, only=tuple((int(column), text) for column, text in only if column))

    @staticmethod
    def told(layout: Layout) -> dict[str, str]:
        """Write a layout as what such a form begins with."""
        places = {part.value: getattr(layout, part.value) for part in PARTS}
        return {name: "" if place is None else str(place) for name, place in places.items()}
