"""From a form to an owner or a cover; a refusal becomes a sentence at the field that can cure it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from ninefold.journeys.owners import operations
from ninefold.journeys.owners.forms import CoverForm, EndForm, OwnerForm
from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.turns import GoneError
from ninefold.kit.calendars import date_text, range_text
from ninefold.kit.locales import Reader
from ninefold.people.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Who does it, when, and how they read what comes of it."""

    by: int
    at: datetime
    reader: Reader


def gone_text() -> str:
    """Say that somebody was quicker."""
    return _("Somebody has removed this a moment ago. Load the page again to see what stands now.")


def named_owner(
    form: OwnerForm,
    *,
    organisation: Organisation,
    touchpoint: int | None = None,
    journey: int | None = None,
    deed: Deed,
) -> Ownership | None:
    """Name the owner that a valid form tells of; None, with the reason in the form, where it is refused."""
    try:
        return operations.name_owner(
            organisation=organisation,
            touchpoint=touchpoint,
            journey=journey,
            by=deed.by,
            at=deed.at,
            **form.cleaned_data,
        )
    except operations.OverlapError as error:
        form.add_error("since", _overlap_text(error.other, reader=deed.reader))
    except operations.LeftError:
        form.add_error("member", _("This member has left. Choose somebody else."))
    except GoneError:
        form.add_error(None, gone_text())
    return None


def named_cover(form: CoverForm, *, ownership: Ownership, deed: Deed) -> bool:
    """Name the cover that a valid form tells of; False, with the reason in the form, where it is refused."""
    told = form.cleaned_data
    days = {"since": told["since"], "until": told["until"]}
    try:
        operations.name_cover(ownership=ownership, cover=told["member"], by=deed.by, at=deed.at, **days)
    except operations.CoverOutsideError:
        problem = _("A cover lies within the days of the owner: %(days)s.")
        form.add_error("since", problem % {"days": days_text(ownership, reader=deed.reader)})
    except operations.CoversSelfError:
        form.add_error("member", _("Nobody covers for themselves. Choose somebody else."))
    except operations.LeftError:
        form.add_error("member", _("This member has left. Choose somebody else."))
    except GoneError:
        form.add_error(None, gone_text())
    return form.is_valid()


def ended(form: EndForm, *, ownership: Ownership, deed: Deed) -> bool:
    """Set the last day that a valid form tells of; False, with the reason in the form, where refused."""
    try:
        operations.end_ownership(ownership=ownership, until=form.cleaned_data["last"], by=deed.by, at=deed.at)
    except operations.PeriodError:
        problem = _("They own it from %(day)s on; the last day cannot lie before that.")
        form.add_error("last", problem % {"day": date_text(ownership.since, reader=deed.reader)})
    except operations.OverlapError as error:
        form.add_error("last", _overlap_text(error.other, reader=deed.reader))
    except GoneError:
        form.add_error(None, gone_text())
    return form.is_valid()


def days_text(ownership: Ownership, *, reader: Reader) -> str:
    """Write the days of an ownership."""
    return _days(ownership.since, ownership.until, reader=reader)


def _days(since: date, until: date | None, *, reader: Reader) -> str:
    if until is None:
        return _("from %(day)s on") % {"day": date_text(since, reader=reader)}
    return range_text(since, until, reader=reader)


def _overlap_text(other: Ownership, *, reader: Reader) -> str:
    told = {"name": other.member.name, "days": days_text(other, reader=reader)}
    return (
        _("%(name)s owns it there already: %(days)s. Set a last day for them first, or begin after it.")
        % told
    )
