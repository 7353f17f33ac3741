"""The daily look at the metrics that somebody answers for."""

from django.conf import settings
from django.db import transaction

from ninefold.kit.jobs import RunningJob, enqueue
from ninefold.people.organisations.models import Organisation
from ninefold.understand.trends.watching import tell_anomalies, watched_organisations

LOOK = "understand.trends.look"


def watch(job: RunningJob) -> None:
    """Ask for a look in every organisation in which somebody answers for a metric, once a day."""
    with transaction.atomic():
        for number in watched_organisations():
            enqueue(kind=LOOK, payload={}, organisation=number, at=job.at, unique_key=f"{job.at:%Y-%m-%d}")


def look(job: RunningJob) -> None:
    """Look at the metrics of one organisation; one that is gone has none."""
    for organisation in Organisation.objects.filter(pk__in=[job.organisation or 0]):
        tell_anomalies(organisation=organisation, site=settings.ADDRESS, at=job.at)
