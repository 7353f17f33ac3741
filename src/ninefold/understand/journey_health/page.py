"""A journey as a page: what is weakest in words, the map in rows, the whole against its parts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.journeys.maps.choices import Flag
from ninefold.journeys.maps.models import Journey
from ninefold.kit.digits import number
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.figures import map_figure
from ninefold.understand.journey_health.links import comments_link, file_links, journey_link
from ninefold.understand.journey_health.looks import Look, shown
from ninefold.understand.journey_health.queries import Health
from ninefold.understand.journey_health.rows import Stage, StepRow, stages_of
from ninefold.understand.journey_health.scores import Scores
from ninefold.understand.journey_health.whole_figures import failing_figure
from ninefold.understand.journey_health.whole_page import WholeSection, whole_section
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.switching import MetricSwitch, Switch, metric_switch


@dataclass(frozen=True, kw_only=True)
class JourneyPage:
    """Everything the template needs.

    Attributes
    ----------
    looks : what the finding rests on, in one sentence.
    weakest : the row that the finding names.
    figures, links : by key, with the addresses of their files; no link for who may take nothing away.
    whole : the whole against its touchpoints; None where nothing is known of the journey.
    runs : the address of how it is gone through; "" where no event tells of it.
    """

    look: Look
    found: Health | None
    headline: str
    looks: str
    journeys: tuple[Switch, ...]
    metrics: MetricSwitch
    stages: tuple[Stage, ...]
    weakest: StepRow | None
    axis: tuple[float, float]
    hand_overs: int
    unowned: int
    figures: dict[str, Figure]
    links: dict[str, dict[str, str]]
    comments: str
    whole: WholeSection | None
    runs: str

    @property
    def columns(self) -> int:
        """How many columns the map has."""
        return 2 + (5 if self.scores else 0) + (1 if self.trend else 0) + (1 if self.runs else 0)

    @property
    def trend(self) -> bool:
        """Whether there is a period before to hold it against."""
        return self.found is not None and self.scores is not None and self.found.window.before is not None

    @property
    def scores(self) -> Scores | None:
        """The scores of the touchpoints."""
        return self.found.scores if self.found else None

    @property
    def answers(self) -> int | None:
        """How many answers count; None where they are hidden."""
        return None if self.scores is None else self.scores.answers


def journey_page(
    *,
    look: Look,
    found: Health | None,
    journeys: tuple[Journey, ...],
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
    stages = stages_of(look, found=found)
    rows = [row for stage in stages for row in stage.rows]
    weakest = next((row for row in rows if row.weakest), None)
    scores, figures = found.scores if found else None, _figures(look, found=found, stages=stages)
    return JourneyPage(
        look=look,
        found=found,
        headline=_headline(look, scores=scores, weakest=weakest),
        looks=_looks(scores, reader=look.reader),
        journeys=tuple(_journey(each, look=look) for each in journeys),
        metrics=metric_switch(metrics=look.metrics, current=look.metric, query=look.query),
        stages=stages,
        weakest=weakest,
        axis=_axis(scores),
        hand_overs=sum(row.handed is not None for row in rows),
        unowned=len(look.map.flagged(Flag.NO_OWNER)),
        figures=figures,
        links={key: file_links(look, key=key) for key in figures if takeable},
        comments=comments_link(look, at=weakest.step if weakest else None)
        if readable and look.metrics
        else "",
        whole=whole_section(found.whole, reader=look.reader) if found else None,
        runs=journey_link(look, name="journey-runs") if _eventful(look, found=found) else "",
    )


def _eventful(look: Look, *, found: Health | None) -> bool:
    """Whether there is any event of the journey, on whatever day."""
    return shown(look).eventful if found is None else found.volumes is not None


def _headline(look: Look, *, scores: Scores | None, weakest: StepRow | None) -> str:
    if not look.map.steps:
        return _("This journey has no steps yet.")
    if look.metric is None or scores is None:
        return _("No answer was found at a touchpoint of this journey.")
    if weakest is not None:
        words = {"touchpoint": weakest.step.touchpoint.name, "metric": str(look.metric.name)}
        return _weak(words, others=len(scores.weak) - 1, reader=look.reader)
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


def _looks(scores: Scores | None, *, reader: Reader) -> str:
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


def _journey(journey: Journey, *, look: Look) -> Switch:
    return Switch(
        name=journey.name,
        note=journey.goal,
        url=journey_link(look, number=journey.pk),
        current=journey.pk == look.map.journey.pk,
    )


def _axis(scores: Scores | None) -> tuple[float, float]:
    if scores is None:
        return 0.0, 0.0
    estimates = [change.now.estimate for change in scores.at.values()]
    return axis_of(metric=scores.metric, estimates=[*estimates, scores.whole.estimate])


def _figures(look: Look, *, found: Health | None, stages: tuple[Stage, ...]) -> dict[str, Figure]:
    figures, reader, threshold = [], look.reader, look.organisation.threshold
    if look.metric is not None and look.map.steps:
        figures.append(map_figure(stages=stages, metric=look.metric, threshold=threshold, reader=reader))
    if found and found.whole.told is not None:
        figures.append(failing_figure(told=found.whole.told, threshold=threshold, reader=reader))
    return {figure.key: figure for figure in figures}
