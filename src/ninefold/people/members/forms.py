"""Forms for coming in and for one's own preferences."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ninefold.kit.locales import LANGUAGE_NAMES
from ninefold.people.members.choices import Theme
from ninefold.people.members.models import User
from ninefold.people.organisations.choices import Calendar, Digits
from ninefold.people.organisations.forms import time_zone_field

LANGUAGES = tuple(LANGUAGE_NAMES.items())


class NameForm(forms.Form):
    """How somebody is called; enough to join with an account one has."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )


class PasswordForm(forms.Form):
    """A new password for the account a link belongs to."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 15 characters. A sentence is easy to remember."),
    )

    def __init__(self, *args: Any, user: User | None = None, **options: Any) -> None:
        """Take the account, so that its e-mail is refused as a password."""
        super().__init__(*args, **options)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Check the password against the common list and against what is known of the person."""
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password:
            try:
                validate_password(password, user=self.user or User(email=cleaned.get("email", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class AccountForm(NameForm, PasswordForm):
    """Name, e-mail and password: a new account."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))

    field_order = ("name", "email", "password")


class StartForm(AccountForm):
    """The first page of a new house: the first member and the organisation."""

    organisation = forms.CharField(
        label=_("Name of the organisation"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    time_zone = time_zone_field()
    calendar = forms.ChoiceField(label=_("Calendar"), choices=Calendar.choices)


class ProfileForm(NameForm):
    """A member's own preferences; the empty choice follows the organisation."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    calendar = forms.ChoiceField(label=_("Calendar"), required=False)
    digits = forms.ChoiceField(label=_("Digits"), required=False)
    theme = forms.ChoiceField(label=_("Light or dark"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Put the choice to follow the organisation first."""
        super().__init__(*args, **options)
        follow = ("", _("As the organisation"))
        for name, choices in (
            ("language", LANGUAGES),
            ("calendar", Calendar.choices),
            ("digits", Digits.choices),
        ):
            self._choice(name).choices = [follow, *choices]
        self._choice("theme").choices = [("", _("As the device")), *Theme.choices]

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} is not a choice.")
        return field


class InvitationForm(forms.Form):
    """Whom an invitation is for."""

    note = forms.CharField(
        label=_("For whom"),
        max_length=200,
        help_text=_("A name or a team, so that you know the invitation again in the list."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("E-mail (optional)"),
        max_length=254,
        required=False,
        help_text=_(
            "The link is mailed to this address, which is kept until the invitation is used or over."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, by_mail: bool, **options: Any) -> None:
        """Ask for an address only where mail is set up."""
        super().__init__(*args, **options)
        if not by_mail:
            del self.fields["email"], self.fields["language"]


class LanguageForm(forms.Form):
    """The language switch."""

    language = forms.ChoiceField(choices=LANGUAGES)
