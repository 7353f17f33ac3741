"""A journey as a page: what is weakest in words, the map in rows, the runs in figures."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cxstats.estimate import Estimate
from ninefold.engine.filters import Filter
from ninefold.engine.instances import Variant
from ninefold.journeys.maps.choices import Flag
from ninefold.journeys.maps.models import Journey
from ninefold.kit.digits import number
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.durations import duration_text
from ninefold.understand.journey_health.figures import (
    lasted_figure,
    map_figure,
    silence_figure,
    stops_figure,
    ways_figure,
)
from ninefold.understand.journey_health.queries import Health
from ninefold.understand.journey_health.rows import Stage, StepRow, stages_of
from ninefold.understand.journey_health.runs import Runs, share_of
from ninefold.understand.journey_health.scores import Scores
from ninefold.understand.journey_health.whole_figures import failing_figure
from ninefold.understand.journey_health.whole_page import WholeSection, whole_section
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.switching import MetricSwitch, Switch, metric_switch

MOST_STEPS = 12


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way through the journey in the words of the map; `more` steps are left out at its end."""

    steps: tuple[str, ...]
    more: int
    variant: Variant
    share: Estimate
    median: str


@dataclass(frozen=True, kw_only=True)
class JourneyPage:
    """Everything the template needs.

    Attributes
    ----------
    looks : what the finding rests on, in one sentence.
    weakest : the row that the finding names.
    figures, links : by key, with the addresses of their files; no link for who may take nothing away.
    whole : the whole against its touchpoints; None where nothing is known of the journey.
    lasts : half of the runs, and eight of ten, take at most so long; "" where too few people are behind.
    """

    found: Health
    headline: str
    looks: str
    journeys: tuple[Switch, ...]
    metrics: MetricSwitch
    stages: tuple[Stage, ...]
    weakest: StepRow | None
    axis: tuple[float, float]
    ways: tuple[Way, ...]
    lasts: str
    hand_overs: int
    unowned: int
    unmeasured: int
    figures: dict[str, Figure]
    links: dict[str, dict[str, str]]
    comments: str
    whole: WholeSection | None

    @property
    def columns(self) -> int:
        """How many columns the map has."""
        return 2 + (5 if self.scores else 0) + (1 if self.trend else 0) + (1 if self.runs else 0)

    @property
    def trend(self) -> bool:
        """Whether there is a period before to hold it against."""
        return self.scores is not None and bool(self.scores.trend)

    @property
    def scores(self) -> Scores | None:
        """The scores of the touchpoints."""
        return self.found.measured.scores if self.found.measured else None

    @property
    def runs(self) -> Runs | None:
        """The runs through the journey."""
        return self.found.measured.runs if self.found.measured else None

    @property
    def answers(self) -> int | None:
        """How many answers count; None where they are hidden."""
        return None if self.scores is None else self.scores.answers


def journey_page(
    *,
    found: Health,
    journeys: tuple[Journey, ...],
    where: Filter,
    threshold: int,
    reader: Reader,
    takeable: bool = True,
    readable: bool = True,
) -> JourneyPage:
    """Put a journey into words and figures.

    Parameters
    ----------
    journeys : all there are, to change to another.
    takeable : whether figures may be taken away as files.
    readable : whether comments may be read.
    """
    stages = stages_of(found, where=where, reader=reader)
    rows = [row for stage in stages for row in stage.rows]
    weakest = next((row for row in rows if row.weakest), None)
    figures = _figures(found, stages=stages, threshold=threshold, reader=reader)
    query = where.to_query() | ({} if found.metric is None else {"metric": [found.metric.slug]})
    return JourneyPage(
        found=found,
        headline=_headline(found, weakest=weakest, reader=reader),
        looks=_looks(found, reader=reader),
        journeys=tuple(_journey(each, found=found, query=query) for each in journeys),
        metrics=metric_switch(metrics=found.metrics, current=found.metric, query=query),
        stages=stages,
        weakest=weakest,
        axis=_axis(found),
        ways=_ways(found, reader=reader),
        lasts=_lasts(found, reader=reader),
        hand_overs=sum(row.handed is not None for row in rows),
        unowned=len(found.map.flagged(Flag.NO_OWNER)),
        unmeasured=len(found.map.flagged(Flag.NOT_MEASURED)),
        figures=figures,
        links={key: _links(key, found=found, query=query) for key in figures if takeable},
        comments=_comments(weakest, where=where) if readable else "",
        whole=whole_section(found.measured.whole, reader=reader) if found.measured else None,
    )


def _headline(found: Health, *, weakest: StepRow | None, reader: Reader) -> str:
    if not found.map.steps:
        return _("This journey has no steps yet.")
    scores = found.measured.scores if found.measured else None
    if found.metric is None or scores is None or not scores.at:
        return _("No answer was found at a touchpoint of this journey.")
    if weakest is not None:
        words = {"touchpoint": weakest.step.touchpoint.name, "metric": str(found.metric.name)}
        return _weak(words, others=len(scores.weak) - 1, reader=reader)
    if scores.family.size == 0:
        return _("There are too few answers to tell one touchpoint from the others.")
    return _("No touchpoint can be told from the others.")


def _weak(words: dict[str, str], *, others: int, reader: Reader) -> str:
    """Name the touchpoint of which it is surest, and say that it is not the only one."""
    if not others:
        return _("%(metric)s lies below the others at “%(touchpoint)s”.") % words
    told = ngettext(
        "%(metric)s lies below the others at “%(touchpoint)s” and at %(others)s more touchpoint.",
        "%(metric)s lies below the others at “%(touchpoint)s” and at %(others)s more touchpoints.",
        others,
    )
    return told % (words | {"others": number(others, reader=reader)})


def _looks(found: Health, *, reader: Reader) -> str:
    scores = found.measured.scores if found.measured else None
    if scores is None or scores.family.size == 0:
        return ""
    told = ngettext(
        "%(looks)s touchpoint was held against all the others; false alarms are held to 1 in 20.",
        "%(looks)s touchpoints were each held against all the others; false alarms are held to 1 in 20.",
        scores.family.size,
    )
    if any(change.difference is not None for change in scores.trend.values()):
        told = ngettext(
            "%(looks)s look at touchpoints, against all the others or the period before; "
            "false alarms are held to 1 in 20.",
            "%(looks)s looks at touchpoints, against all the others and the period before; "
            "false alarms are held to 1 in 20.",
            scores.family.size,
        )
    return told % {"looks": number(scores.family.size, reader=reader)}


def _journey(journey: Journey, *, found: Health, query: dict[str, list[str]]) -> Switch:
    address = reverse("understand:journey", args=[journey.pk])
    return Switch(
        name=journey.name,
        note=journey.goal,
        url=f"{address}?{urlencode(query, doseq=True)}",
        current=journey.pk == found.map.journey.pk,
    )


def _axis(found: Health) -> tuple[float, float]:
    scores = found.measured.scores if found.measured else None
    if scores is None:
        return 0.0, 0.0
    estimates = [change.now.estimate for change in scores.at.values()]
    return axis_of(metric=scores.metric, estimates=[*estimates, scores.whole.estimate])


def _names(found: Health) -> dict[str, str]:
    """What the map calls a kind of event."""
    return {name: step.touchpoint.name for step in found.map.steps for name in step.event_names}


def _ways(found: Health, *, reader: Reader) -> tuple[Way, ...]:
    told = found.measured.runs if found.measured else None
    if told is None or not told.n:
        return ()
    names = _names(found)
    return tuple(
        Way(
            steps=tuple(names.get(kind, kind) for kind in way.kinds[:MOST_STEPS]),
            more=max(0, len(way.kinds) - MOST_STEPS),
            variant=way,
            share=share_of(way.n, all_of=told.n),
            median=duration_text(way.median_seconds, reader=reader),
        )
        for way in told.variants
    )


def _lasts(found: Health, *, reader: Reader) -> str:
    told = found.measured.runs if found.measured else None
    if told is None or not told.seconds:
        return ""
    _first, quarter, half, three, last = (duration_text(each, reader=reader) for each in told.seconds)
    return _(
        "From the first event to the last, half of the runs take at most %(half)s; the middle half lies "
        "between %(quarter)s and %(three)s, and one in ten takes longer than %(last)s."
    ) % {"half": half, "quarter": quarter, "three": three, "last": last}


def _figures(
    found: Health, *, stages: tuple[Stage, ...], threshold: int, reader: Reader
) -> dict[str, Figure]:
    figures = []
    if found.metric is not None and found.map.steps:
        figures.append(map_figure(stages=stages, metric=found.metric, threshold=threshold, reader=reader))
    whole = found.measured.whole.told if found.measured else None
    if whole is not None:
        figures.append(failing_figure(told=whole, threshold=threshold, reader=reader))
    told = found.measured.runs if found.measured else None
    if told is not None and told.n:
        places = {found.path.places[step.touchpoint.pk]: step.touchpoint.name for step in found.map.steps}
        figures += [
            stops_figure(found=told, names=places, threshold=threshold, reader=reader),
            lasted_figure(found=told, threshold=threshold, reader=reader),
        ]
        if told.variants:
            figures.append(ways_figure(found=told, names=_names(found), reader=reader))
        silent = found.measured.silence if found.measured else None
        if silent:
            figures.append(silence_figure(found=silent, names=places, threshold=threshold, reader=reader))
    return {figure.key: figure for figure in figures}


def _links(key: str, *, found: Health, query: dict[str, list[str]]) -> dict[str, str]:
    pk, asked = found.map.journey.pk, urlencode(query, doseq=True)
    return {
        form.upper(): f"{reverse('understand:journey-export', args=[pk, key, form])}?{asked}"
        for form in ("csv", "xlsx", "svg")
    }


def _comments(weakest: StepRow | None, *, where: Filter) -> str:
    """The comments at the weakest touchpoint, else all of them."""
    names = [] if weakest is None else list(weakest.step.feedback_names)
    query = where.to_query() | ({"touchpoint": names} if names else {})
    return f"{reverse('listen:comments')}?{urlencode(query, doseq=True)}"
