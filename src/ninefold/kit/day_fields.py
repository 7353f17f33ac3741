"""A day as the field of a form: typed in any digits and either calendar, given as a date."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ninefold.kit.locales import Reader
from ninefold.kit.typed_days import NoDayError, typed_day


class DayField(forms.CharField):
    """A day; `{% form_day form.since %}` of `templatetags/days.py` shows it. The form sets its `reader`."""

    reader = Reader()

    def clean(self, value: Any) -> Any:
        """Give the day; None where the field is left empty and may be.

        Raises
        ------
        ValidationError
            When it is no day, with what to enter instead.
        """
        text = super().clean(value)
        try:
            return typed_day(text, reader=self.reader) if text else None
        except NoDayError as problem:
            raise ValidationError(str(problem)) from problem


def read_days_for(form: forms.Form, *, reader: Reader) -> None:
    """Let the fields of a form that ask for a day speak to somebody in their calendar and digits."""
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.reader = reader


def typed_in(bound: forms.BoundField) -> str | date | None:
    """Give what stands in such a field: the text as it was typed, else the day it begins with."""
    value = bound.value()
    return value if isinstance(value, str | date) else None
