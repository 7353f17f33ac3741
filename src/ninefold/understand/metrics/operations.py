"""The only writers of what an organisation adds to a metric."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.audit.rules import is_word
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.models import MetricSetting, MetricVersion


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a new version of a definition says; empty is as the standard has it.

    Attributes
    ----------
    name, meaning : own words for it.
    top : the lowest answer that counts, of a share.
    clamped : answers outside the scale count as its nearer end, and are not left out.
    """

    name: str = ""
    meaning: str = ""
    top: float | None = None
    clamped: bool = False

    @classmethod
    def of(cls, version: MetricVersion | None) -> "Wanted":
        """Say what a version says; None is the standard."""
        if version is None:
            return cls()
        return cls(name=version.name, meaning=version.meaning, top=version.top, clamped=version.clamped)


class NothingNew(ValueError):
    """The definition says this already."""


@transaction.atomic
def set_aim(
    *,
    organisation: Organisation,
    slug: str,
    owner: Member | None,
    target: float | None,
    by: Member,
    at: datetime,
) -> MetricSetting:
    """Say who answers for a metric and what it aims at; the definition stays as it is.

    Parameters
    ----------
    slug : which metric of the registry.
    owner : a member of the organisation, or None.
    target : in the units of the page (points, per cent, scale points), or None.
    by, at : who says so, and when.

    Raises
    ------
    ValueError
        When the owner is a member of another organisation.
    """
    if owner is not None and owner.organisation_id != organisation.pk:
        raise ValueError(f"Member {owner.pk} does not belong to organisation {organisation.pk}.")
    setting = _setting(organisation, slug=slug, at=at)
    setting.owner, setting.target, setting.changed_at = owner, target, at
    setting.save()
    details = _named(slug) | {"change": "aim"} | ({} if owner is None else {"owner": owner.pk})
    record(organisation=organisation, action=Action.DEFINITION_CHANGED, by=by.pk, at=at, details=details)
    return setting


@transaction.atomic
def change_definition(
    *, organisation: Organisation, slug: str, wanted: Wanted, reason: str, by: Member, at: datetime
) -> MetricVersion:
    """Define a metric anew: a new version holds from now on, and the older ones stay as they are.

    Parameters
    ----------
    slug : which metric of the registry.
    wanted : what it says from now on.
    reason : why, for whoever meets an older number.
    by, at : who defines it, and when.

    Raises
    ------
    ValueError
        When there is no reason, or the member belongs to another organisation.
    NothingNew
        When the definition that holds says this already.
    """
    if not reason.strip():
        raise ValueError(f"A new version of {slug} needs a reason.")
    if by.organisation_id != organisation.pk:
        raise ValueError(f"Member {by.pk} does not belong to organisation {organisation.pk}.")
    setting = _setting(organisation, slug=slug, at=at)
    if Wanted.of(setting.current) == wanted:
        raise NothingNew(f"{slug} is defined like this already.")
    number = 2 if setting.current is None else setting.current.number + 1
    version = MetricVersion.objects.create(
        organisation=organisation,
        slug=slug,
        number=number,
        name=wanted.name,
        meaning=wanted.meaning,
        top=wanted.top,
        clamped=wanted.clamped,
        reason=reason.strip(),
        made_by=by,
        made_at=at,
    )
    setting.current, setting.changed_at = version, at
    setting.save()
    details = _named(slug) | {"change": "changed", "version": number}
    record(organisation=organisation, action=Action.DEFINITION_CHANGED, by=by.pk, at=at, details=details)
    return version


def _setting(organisation: Organisation, *, slug: str, at: datetime) -> MetricSetting:
    """Lock the row of a metric, made where there is none: of two who define it at once, one waits."""
    rows = MetricSetting.objects.select_for_update(of=("self",)).select_related("current")
    found, _created = rows.get_or_create(organisation=organisation, slug=slug, defaults={"changed_at": at})
    return found


def _named(slug: str) -> dict[str, object]:
    """Name a metric in the audit log; a question of another script has a name that is no word there."""
    return {"metric": slug} if is_word(slug) else {}
