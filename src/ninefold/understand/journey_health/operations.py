"""Draw the first map of a journey from the events that an event log brought."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ninefold.journeys.maps.choices import Key, Phase
from ninefold.journeys.maps.models import Journey
from ninefold.journeys.maps.operations import add_stage, add_step, change_journey, draw_journey
from ninefold.journeys.touchpoints.choices import Kind, Where
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName
from ninefold.journeys.touchpoints.operations import add_touchpoint, call_touchpoint
from ninefold.people.organisations.models import Organisation
from ninefold.understand.journey_health.logs import EventLog

# A case that nothing happened to for so long has been left, as far as a log can tell.
TIMEOUT_DAYS = 90
LONGEST = 200


@transaction.atomic
def draw_from_log(*, organisation: Organisation, log: EventLog, by: int | None, at: datetime) -> Journey:
    """Draw a map with one step for each kind of event, in the order in which they come; all of it or nothing.

    Touchpoints that bear one of the names already are used as they are. People then sort the steps into
    stages, name owners, and say what customers want.

    Parameters
    ----------
    by
        Number of the member who does it.
    """
    journey = draw_journey(organisation=organisation, name=_free(organisation, log), by=by, at=at)
    change_journey(
        journey=journey,
        name=journey.name,
        goal="",
        key=Key.CASE if log.cases else Key.CUSTOMER,
        starts=(),
        ends=(),
        timeout_days=TIMEOUT_DAYS,
        by=by,
        at=at,
    )
    stage = add_stage(journey=journey, name=_("All steps"), phase=Phase.USE, by=by, at=at)
    for touchpoint in dict.fromkeys(_touchpoint(organisation, kind=kind, by=by, at=at) for kind in log.kinds):
        add_step(stage=stage, touchpoint=touchpoint, by=by, at=at)
    return journey


def _free(organisation: Organisation, log: EventLog) -> str:
    """Name the journey as its source, with a number where there is one of this name."""
    taken = set(Journey.objects.for_organisation(organisation).values_list("name", flat=True))
    name = log.source.name[: LONGEST - 10]
    number = 1
    while (told := name if number == 1 else f"{name} {number}") in taken:
        number += 1
    return told


def _touchpoint(organisation: Organisation, *, kind: str, by: int | None, at: datetime) -> Touchpoint:
    """Find the touchpoint that the data call so, else one of this name, else make one."""
    names = TouchpointName.objects.for_organisation(organisation).filter(where=Where.EVENT)
    called = names.filter(text=kind).select_related("touchpoint").first()
    if called is not None:
        return called.touchpoint
    found = Touchpoint.objects.for_organisation(organisation).filter(name=kind[:LONGEST]).first()
    if found is None:
        found = add_touchpoint(
            organisation=organisation, name=kind[:LONGEST], kind=Kind.PRODUCT, by=by, at=at
        )
    texts = [*names.filter(touchpoint=found).values_list("text", flat=True), kind]
    call_touchpoint(touchpoint=found, where=Where.EVENT, texts=texts, by=by, at=at)
    return found
