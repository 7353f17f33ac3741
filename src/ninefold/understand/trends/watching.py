"""Watching the metrics that somebody answers for, and telling them what is out of the ordinary."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ninefold.engine.filters import Filter
from ninefold.kit import mail
from ninefold.people.access import Right
from ninefold.people.members.models import Member
from ninefold.people.members.queries import reader_for
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.queries import standing_of
from ninefold.understand.metrics.models import MetricSetting
from ninefold.understand.metrics.queries import metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.anomalies import anomaly_of
from ninefold.understand.trends.notices import letter_of
from ninefold.understand.trends.operations import tell_anomaly


def watched_organisations() -> list[int]:
    """Number the organisations in which somebody answers for a metric."""
    owned = MetricSetting.objects.filter(owner__isnull=False, owner__left_at=None)
    return sorted(set(owned.values_list("organisation", flat=True)))


def tell_anomalies(*, organisation: Organisation, site: str, at: datetime) -> int:
    """Look at each metric that somebody answers for; mail its owner what is out of the ordinary, once.

    Parameters
    ----------
    site : where people reach this installation, such as "https://cx.example.org".
    at : the moment now.

    Returns
    -------
    How many mails were written; none where mail is not set up.
    """
    if not mail.is_on():
        return 0
    owned = _owned(organisation)
    return sum(_told(metric, owner=owner, watched=len(owned), site=site, at=at) for metric, owner in owned)


def _owned(organisation: Organisation) -> list[tuple[Metric, Member]]:
    """The metrics that somebody answers for, each with its owner."""
    settings = MetricSetting.objects.for_organisation(organisation).filter(
        owner__isnull=False, owner__left_at=None, owner__user__is_active=True
    )
    owners = {each.slug: each.owner for each in settings.select_related("owner__user", "owner__organisation")}
    metrics = metrics_of(organisation=organisation, survey=None)
    return [(metric, owner) for metric in metrics if (owner := owners.get(metric.slug)) is not None]


def _told(metric: Metric, *, owner: Member, watched: int, site: str, at: datetime) -> bool:
    access = standing_of(member=owner).access
    if not access.may(Right.SEE_SCORES):
        return False
    reader = reader_for(member=owner)
    anomaly = anomaly_of(
        organisation=owner.organisation,
        where=Filter(sight=access.sight),
        metric=metric,
        watched=watched,
        reader=reader,
        today=at.astimezone(ZoneInfo(reader.time_zone)).date(),
    )
    if anomaly is None:
        return False
    letter = letter_of(anomaly, to=owner, reader=reader, site=site)
    return tell_anomaly(anomaly=anomaly, letter=letter, owner=owner, at=at)
