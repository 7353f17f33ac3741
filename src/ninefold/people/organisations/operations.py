"""Founding and changing an organisation."""

from datetime import datetime
from itertools import chain, count

from django.utils.text import slugify

from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.queries import slug_is_free
from ninefold.people.organisations.rules import usual_week_start


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
) -> Organisation:
    """Change an organisation's settings; the short name stays, because links and scripts know it.

    Raises
    ------
    django.core.exceptions.ValidationError
        When a value is not allowed, such as a threshold under five.
    """
    organisation.name = name
    organisation.language = language
    organisation.time_zone = time_zone
    organisation.calendar = calendar
    organisation.digits = digits
    organisation.week_start = week_start
    organisation.threshold = threshold
    organisation.staff_threshold = staff_threshold
    organisation.full_clean()
    organisation.save()
    return organisation
