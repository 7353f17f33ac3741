"""Founding and changing an organisation."""

from datetime import datetime
from itertools import chain, count

from django.db import transaction
from django.dispatch import Signal
from django.utils.text import slugify

from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.queries import slug_is_free
from ninefold.people.organisations.rules import usual_week_start

settings_changed = Signal()
"""Sent in the transaction of the change, with `organisation`, `names` of the settings, `by` and `at`.

The audit log stands on organisations and cannot be called from here; what it hears it writes at once, so that
an event, which is handled after the commit, would not do.
"""


def found_organisation(
    *, name: str, language: str, time_zone: str, calendar: str, at: datetime
) -> Organisation:
    """Create an organisation with the usual thresholds and the week its language expects.

    Parameters
    ----------
    name
        As its people call it, in any script.
    language
        One of the six languages of the pages.
    time_zone
        IANA name; local dates of answers are cut by it.
    calendar
        A value of `Calendar`.
    at
        The moment of founding.

    Returns
    -------
    The stored organisation.
    """
    return Organisation.objects.create(
        name=name,
        slug=_free_slug(name),
        language=language,
        time_zone=time_zone,
        calendar=calendar,
        week_start=usual_week_start(language=language),
        created_at=at,
    )


def _free_slug(name: str) -> str:
    stem = slugify(name, allow_unicode=True)[:70] or "organisation"
    candidates = chain([stem], (f"{stem}-{n}" for n in count(2)))
    return next(slug for slug in candidates if slug_is_free(slug=slug))


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    name: str,
    language: str,
    time_zone: str,
    calendar: str,
    digits: str,
    week_start: int,
    threshold: int,
    staff_threshold: int,
    false_alarms: int,
    by: int | None,
    at: datetime,
) -> Organisation:
    """Change an organisation's settings; the short name stays, because links and scripts know it.

    Parameters
    ----------
    by
        Number of the member who changes them; None for the command line.
    at
        The moment of the change.

    Raises
    ------
    django.core.exceptions.ValidationError
        When a value is not allowed, such as a threshold under five.
    """
    wanted = {
        "name": name,
        "language": language,
        "time_zone": time_zone,
        "calendar": calendar,
        "digits": digits,
        "week_start": week_start,
        "threshold": threshold,
        "staff_threshold": staff_threshold,
        "false_alarms": false_alarms,
    }
    names = tuple(setting for setting, value in wanted.items() if getattr(organisation, setting) != value)
    for setting in names:
        setattr(organisation, setting, wanted[setting])
    organisation.full_clean()
    organisation.save()
    if names:
        settings_changed.send(sender=Organisation, organisation=organisation, names=names, by=by, at=at)
    return organisation
