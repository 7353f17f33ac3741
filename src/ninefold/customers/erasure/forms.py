"""Forms of erasures: who is meant, what becomes of their rows, and the sign that somebody means it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.customers.erasure.choices import FIELD_NAMES, Kind
from ninefold.customers.profiles.models import LONGEST
from ninefold.engine.anonymising import USUALLY_KEPT

MOST = 20


class IdentifierForm(forms.Form):
    """What the data call somebody; they need no profile."""

    identifiers = forms.CharField(
        label=gettext_lazy("What the data call the person"),
        help_text=gettext_lazy(
            "One a line: customer number, e-mail address, phone number. Whoever is known by one of them is"
            " found with all the others."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_identifiers(self) -> list[str]:
        """Give the identifiers.

        Raises
        ------
        ValidationError
            When there are too many, or one is too long.
        """
        found = list(
            dict.fromkeys(
                line.strip() for line in self.cleaned_data["identifiers"].splitlines() if line.strip()
            )
        )
        if len(found) > MOST:
            raise ValidationError(_("That is more than 20 identifiers. Erase one person at a time."))
        if any(len(text) > LONGEST for text in found):
            raise ValidationError(_("An identifier has at most 200 characters. Write one a line."))
        return found


class ConfirmForm(forms.Form):
    """What becomes of the person's rows, confirmed by typing."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What should happen"), choices=Kind.choices, widget=forms.RadioSelect
    )
    kept = forms.MultipleChoiceField(
        label=gettext_lazy("What stays in the answers that are kept"),
        help_text=gettext_lazy("Scores and days always stay. Who the person is never does."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    typed = forms.CharField(
        label=gettext_lazy("Type the code shown above"),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, fields: Collection[str], sign: str, **options: Any) -> None:
        """Offer the fields that the person's rows have."""
        super().__init__(*args, **options)
        self.initial = {"kind": Kind.ERASE, "kept": sorted(USUALLY_KEPT & set(fields))}
        kept = self.fields["kept"]
        if isinstance(kept, forms.MultipleChoiceField):
            kept.choices = [(word, name) for word, name in FIELD_NAMES.items() if word in fields]
        self._sign = sign

    def clean_typed(self) -> str:
        """Compare what was typed with the sign.

        Raises
        ------
        ValidationError
            When it is another one; nothing is erased then.
        """
        typed = str(self.cleaned_data["typed"]).strip().lower()
        if typed != self._sign:
            raise ValidationError(
                _("This is not the code %(sign)s. Nothing has been erased.") % {"sign": self._sign}
            )
        return typed
