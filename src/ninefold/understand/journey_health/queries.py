"""How a journey stands over a period: scores of its touchpoints, their events, the whole and its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ninefold.engine.engines import engine
from ninefold.engine.event_counts import Days, event_volume
from ninefold.journeys.maps.models import Journey
from ninefold.kit.calendars import Period
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.journey_health.looks import Look, shown
from ninefold.understand.journey_health.runs import volumes_of
from ninefold.understand.journey_health.scores import Scores, score_touchpoints
from ninefold.understand.journey_health.sittings import asked_of
from ninefold.understand.journey_health.whole import Whole
from ninefold.understand.journey_health.whole_queries import whole_against_parts
from ninefold.understand.trends.windows import Window


@dataclass(frozen=True, kw_only=True)
class Health:
    """The numbers of a journey over one period.

    Attributes
    ----------
    scores : of its touchpoints; None where nothing has been answered anywhere near.
    volumes : the events by place of the journey, None where too few people had them; None where no event of
        its kinds is known.
    whole : the whole against its touchpoints, on the answers that rate both.
    """

    window: Window
    scores: Scores | None
    volumes: Mapping[int, int | None] | None
    whole: Whole


_KEPT = Kept[Health | None](most=32)


def journey_health(look: Look) -> Health | None:
    """Measure a journey; None where nobody in sight said or did anything on the days asked for."""
    return _KEPT.get(
        owner=look.organisation.pk,
        state=look.state,
        asked=(look.asked, look.metrics),
        make=lambda: _measured(look),
    )


def journeys_of(*, organisation: Organisation) -> tuple[Journey, ...]:
    """List the journeys by name."""
    return tuple(Journey.objects.for_organisation(organisation).order_by("name", "pk"))


def _measured(look: Look) -> Health | None:
    found = shown(look)
    if found.window is None:
        return None
    now, scores = found.window.now, _scores(look, window=found.window)
    return Health(
        window=found.window,
        scores=scores,
        volumes=_volumes(look, now=now) if found.eventful else None,
        whole=_whole(look, now=now, answers=scores.rows if scores else 0),
    )


def _scores(look: Look, *, window: Window) -> Scores | None:
    if look.answers is None or look.metric is None:
        return None
    return score_touchpoints(facts=look.answers, metric=look.metric, now=window.now, before=window.before)


def _volumes(look: Look, *, now: Period) -> Mapping[int, int | None] | None:
    if look.events is None:
        return None
    counted = event_volume(
        frame=look.events,
        rules=look.by.rules,
        places=look.by.places,
        days=Days(since=now.start, until=now.end),
        at=look.by.at,
        engine=engine(),
    )
    return volumes_of(counted, places=look.by.places, threshold=look.organisation.threshold)


def _whole(look: Look, *, now: Period, answers: int) -> Whole:
    return whole_against_parts(
        organisation=look.organisation,
        where=replace(look.where, since=now.start, until=now.end),
        names=dict(look.path.answers),
        asked=asked_of(look.metrics, wanted=look.metric),
        answers=answers,
    )
