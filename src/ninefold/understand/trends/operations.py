"""Marking events, and telling anomalies; the only writers of both."""

from datetime import date, datetime

from django.db import transaction

from ninefold.kit import mail
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.members.models import Member
from ninefold.understand.trends.anomalies import Anomaly
from ninefold.understand.trends.models import AnomalyNotice, EventMark
from ninefold.understand.trends.notices import Letter

MOST = 500


class TooManyMarksError(Exception):
    """The organisation has as many marks as there can be."""


@transaction.atomic
def add_mark(*, by: Member, day: date, words: str, unit: str, touchpoint: str, at: datetime) -> EventMark:
    """Mark that something happened.

    Parameters
    ----------
    by : who marks it, for their organisation.
    unit, touchpoint : as the data call them; empty where it concerns all.

    Raises
    ------
    TooManyMarksError
        When the organisation has 500 marks already.
    """
    organisation = by.organisation
    if EventMark.objects.for_organisation(organisation).count() >= MOST:
        raise TooManyMarksError
    mark = EventMark.objects.create(
        organisation=organisation,
        day=day,
        words=words,
        unit=unit,
        touchpoint=touchpoint,
        member=by,
        changed_at=at,
    )
    _record(mark, by=by, how="added", at=at)
    return mark


@transaction.atomic
def change_mark(
    *, mark: EventMark, by: Member, day: date, words: str, unit: str, touchpoint: str, at: datetime
) -> EventMark:
    """Write a mark anew; parameters as in `add_mark`."""
    mark.day, mark.words, mark.unit, mark.touchpoint = day, words, unit, touchpoint
    mark.member, mark.changed_at = by, at
    mark.save()
    _record(mark, by=by, how="changed", at=at)
    return mark


@transaction.atomic
def remove_mark(*, mark: EventMark, by: Member, at: datetime) -> None:
    """Take a mark away."""
    _record(mark, by=by, how="removed", at=at)
    EventMark.objects.for_organisation(by.organisation).filter(pk=mark.pk).delete()


@transaction.atomic
def tell_anomaly(*, anomaly: Anomaly, letter: Letter, owner: Member, at: datetime) -> bool:
    """Keep that an anomaly was told and write its mail, both or neither.

    Returns
    -------
    Whether it was told now: a period of a metric is told once, whoever owns it.
    """
    notice, made = AnomalyNotice.objects.get_or_create(
        organisation=owner.organisation,
        metric=anomaly.metric.slug,
        every=anomaly.every,
        first_day=anomaly.period.start,
        defaults={
            "member": owner,
            "value": anomaly.alert.value,
            "expected": anomaly.alert.expected,
            "low": anomaly.alert.low,
            "high": anomaly.alert.high,
            "told_at": at,
        },
    )
    if made:
        mail.send_later(
            organisation=owner.organisation_id,
            to=owner.user.email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            key=f"anomaly-{notice.pk}",
            at=at,
        )
    return made


def _record(mark: EventMark, *, by: Member, how: str, at: datetime) -> None:
    record(
        organisation=by.organisation,
        action=Action.MARK_CHANGED,
        by=by.pk,
        at=at,
        subject=f"mark {mark.pk}",
        details={"how": how},
    )
