"""What the audit log hears of: signing in and out, passwords, the second step, settings.

These acts happen in django-allauth, or in a feature that the log itself stands on; both say so by a signal.
What members do otherwise is recorded where it is done (`members/operations.py`, `members/links.py`).
A signal comes with a request, so the moment is read here, as in a view. django-allauth speaks after its own
commit: a process killed in that instant leaves the act without its entry.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa import signals as second_step
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction

from ninefold.kit.clock import now
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.members.models import User
from ninefold.people.members.operations import in_order_of_houses
from ninefold.people.members.queries import user_by_email
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.operations import settings_changed


def connect() -> None:
    """Listen; the app does so once, when all models are loaded."""
    user_logged_in.connect(on_signed_in)
    user_logged_out.connect(on_signed_out)
    user_login_failed.connect(on_wrong_password)
    password_changed.connect(on_password_changed)
    second_step.authentication_failed.connect(on_wrong_code)
    second_step.authenticator_added.connect(on_second_step_added)
    second_step.authenticator_removed.connect(on_second_step_removed)
    second_step.authenticator_reset.connect(on_second_step_renewed)
    settings_changed.connect(on_settings_changed)


def on_signed_in(*, user: User, **_signal: Any) -> None:
    """Record a sign-in, after the second step where there is one."""
    _everywhere(user, action=Action.SIGNED_IN)


def on_signed_out(*, user: User | None, **_signal: Any) -> None:
    """Record a sign-out; a visitor who signs out has left no organisation."""
    if user is not None:
        _everywhere(user, action=Action.SIGNED_OUT)


def on_wrong_password(*, credentials: Mapping[str, Any], **_signal: Any) -> None:
    """Record a wrong password for an account that there is; an unknown address belongs to no organisation.

    Attempts beyond the limits of allauth are refused before they come here, so that nobody floods the log.
    """
    user = user_by_email(email=str(credentials.get("email", "")))
    if user is not None:
        _failed(user, step="password")


def on_wrong_code(*, user: User, **_signal: Any) -> None:
    """Record a wrong code of the second step."""
    _failed(user, step="code")


def on_password_changed(*, user: User, **_signal: Any) -> None:
    """Record a new password that a member chose."""
    _everywhere(user, action=Action.PASSWORD_CHANGED)


def on_second_step_added(*, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    """Record a new second step."""
    _second_step(user, authenticator, change="added")


def on_second_step_removed(*, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    """Record a second step that is no longer asked for."""
    _second_step(user, authenticator, change="removed")


def on_second_step_renewed(*, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    """Record new recovery codes."""
    _second_step(user, authenticator, change="renewed")


def on_settings_changed(
    *, organisation: Organisation, names: Sequence[str], by: int | None, at: datetime, **_signal: Any
) -> None:
    """Record which settings were changed, in the transaction that changed them; their values are not kept."""
    record(
        organisation=organisation,
        action=Action.SETTINGS_CHANGED,
        by=by,
        at=at,
        details={"settings": [*names]},
    )


def _second_step(user: User, authenticator: Authenticator, *, change: str) -> None:
    details = {"factor": str(authenticator.type), "change": change}
    _everywhere(user, action=Action.SECOND_STEP_CHANGED, details=details)


@transaction.atomic
def _everywhere(user: User, *, action: Action, details: Mapping[str, Any] | None = None) -> None:
    """Append to the log of every organisation that the user is a member of."""
    at = now()
    for member in in_order_of_houses(user=user):
        record(organisation=member.organisation, action=action, by=member.pk, at=at, details=details)


@transaction.atomic
def _failed(user: User, *, step: str) -> None:
    """Append an attempt: nobody is signed in, and whoever it was need not be the member."""
    at = now()
    for member in in_order_of_houses(user=user):
        record(
            organisation=member.organisation,
            action=Action.SIGN_IN_FAILED,
            by=None,
            at=at,
            subject=f"member {member.pk}",
            details={"step": step},
        )
