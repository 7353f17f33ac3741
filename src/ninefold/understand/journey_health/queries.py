"""How a journey stands over a period: scores of its touchpoints, their events, the whole and its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ninefold.engine.engines import engine
from ninefold.engine.event_counts import Days, event_volume
from ninefold.journeys.maps.models import Journey
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.journey_health.looks import Look, Shown, shown
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
    """Measure a journey; None where neither answers nor events tell of it."""
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
    if found is None:
        return None
    return Health(
        window=found.window,
        scores=_scores(look, found=found),
        volumes=_volumes(look, found=found),
        whole=_whole(look, found=found),
    )


def _scores(look: Look, *, found: Shown) -> Scores | None:
    facts = look.answers
    if facts is None or look.metric is None:
        return None
    return score_touchpoints(
        facts=facts, metric=look.metric, now=found.window.now, before=found.window.before
    )


def _volumes(look: Look, *, found: Shown) -> Mapping[int, int | None] | None:
    events = look.events
    if events is None or not found.happened:
        return None
    period = found.window.now
    counted = event_volume(
        frame=events,
        rules=look.by.rules,
        places=look.by.places,
        days=Days(since=period.start, until=period.end),
        at=look.by.at,
        engine=engine(),
    )
    return volumes_of(counted, places=look.by.places, threshold=look.organisation.threshold)


def _whole(look: Look, *, found: Shown) -> Whole:
    period = found.window.now
    return whole_against_parts(
        organisation=look.organisation,
        where=replace(look.where, since=period.start, until=period.end),
        names=dict(look.path.answers),
        asked=asked_of(look.metrics, wanted=look.metric),
        answers=sum(count for day, count in found.answered.items() if period.start <= day < period.end),
    )
