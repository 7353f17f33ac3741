"""A trend as a page: its finding, its switches, its chart, and what may come."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.engine.filters import Filter
from ninefold.kit.calendars import date_text
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader, isolated
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.metrics.switching import MetricSwitch, Switch, metric_switch
from ninefold.understand.trends import findings
from ninefold.understand.trends.control import judged_places, score_of
from ninefold.understand.trends.control_figures import control_figure, outlook_figure
from ninefold.understand.trends.marks import Placed
from ninefold.understand.trends.models import EventMark
from ninefold.understand.trends.outlook import Outlook
from ninefold.understand.trends.queries import Point
from ninefold.understand.trends.reading import Followed
from ninefold.understand.trends.stretches import NAMES, spoken

FORMS: Final = ("csv", "xlsx", "svg")
METHODS: Final[dict[str, Promise]] = {
    "nps-u": gettext_lazy("limits for an NPS of so many answers each period"),
    "p": gettext_lazy("limits for a share of so many answers each period"),
    "laney-p": gettext_lazy("limits for a share of very many answers, which moves by more than sampling"),
    "xmr": gettext_lazy("limits from how far neighbouring periods lie apart"),
}


@dataclass(frozen=True, kw_only=True)
class TrendPage:
    """Everything the template of a trend needs.

    Attributes
    ----------
    looks, rate : of how many looks the finding is, and how often such a chart marks a period without cause.
    breaks : one sentence a break, or that none can be told.
    method : how the limits were made; "" where there are none.
    latest : the score of the latest complete period, with `period` its name.
    forecast : the address of the forecast.
    marks : the events that people marked, as numbered on the chart.
    events : these numbers with what happened.
    """

    found: Followed
    headline: str
    looks: str
    rate: str
    breaks: tuple[str, ...]
    method: object
    slug: str
    latest: Score | None
    period: str
    axis: tuple[float, float]
    metrics: MetricSwitch
    stretches: tuple[Switch, ...]
    figure: Figure
    links: dict[str, str]
    forecast: str
    comments: str
    marks: tuple[Placed, ...]
    events: tuple[tuple[str, str], ...]

    @property
    def answers(self) -> int | None:
        """How many answers count; None where they are hidden."""
        return self.found.course.total.rows or None

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by their keys."""
        return {self.figure.key: self.figure}


@dataclass(frozen=True, kw_only=True)
class OutlookPage:
    """Everything the template of a forecast needs."""

    found: Followed
    outlook: Outlook
    headline: str
    tests: tuple[str, ...]
    figure: Figure | None
    links: dict[str, str]
    trend: str

    @property
    def answers(self) -> int | None:
        """How many answers count; None where they are hidden."""
        return self.found.course.total.rows or None

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by their keys."""
        return {} if self.figure is None else {self.figure.key: self.figure}


def trend_page(
    *,
    found: Followed,
    where: Filter,
    reader: Reader,
    marks: tuple[Placed, ...] = (),
    takeable: bool = True,
    readable: bool = True,
) -> TrendPage:
    """Put a trend into words and figures.

    Parameters
    ----------
    marks : the events that people marked, placed among the periods.
    takeable : whether figures may be taken away as files.
    readable : whether comments may be read.
    """
    query = asked(found, where=where)
    figure = control_figure(found, reader=reader, events=[(each.at, str(each.number)) for each in marks])
    latest = _latest(found)
    score = None if latest is None else score_of(latest, metric=found.metric)
    chart = found.course.control.chart
    return TrendPage(
        found=found,
        headline=findings.headline(found, reader=reader),
        looks=findings.looked(found, reader=reader),
        rate=findings.rate(found, reader=reader),
        breaks=findings.breaks(found, reader=reader),
        method=METHODS.get(chart.method, chart.method) if chart else "",
        slug=chart.method if chart else "",
        latest=score,
        period="" if latest is None else spoken(latest.period, every=found.every, reader=reader),
        axis=axis_of(metric=found.metric, estimates=[score.estimate] if score else []),
        metrics=metric_switch(metrics=found.metrics, current=found.metric, query=query),
        stretches=_stretches(found, query=query),
        figure=figure,
        links=_links(figure.key, query=query) if takeable else {},
        forecast=f"{reverse('understand:forecast')}?{urlencode(query, doseq=True)}",
        marks=marks,
        events=tuple((str(each.number), event_text(each.mark, reader=reader)) for each in marks),
        comments=f"{reverse('listen:comments')}?{urlencode(where.to_query(), doseq=True)}"
        if readable
        else "",
    )


def _latest(found: Followed) -> Point | None:
    """The latest period that may be judged."""
    places = judged_places(found.course.points, metric=found.metric)
    return found.course.points[places[-1]] if places else None


def _stretches(found: Followed, *, query: dict[str, list[str]]) -> tuple[Switch, ...]:
    return tuple(
        Switch(
            name=str(name),
            note="",
            url="?" + urlencode(query | {"every": [every]}, doseq=True),
            current=every == found.every,
        )
        for every, name in NAMES.items()
    )


def outlook_page(
    *, found: Followed, outlook: Outlook, where: Filter, reader: Reader, takeable: bool = True
) -> OutlookPage:
    """Put a forecast into words and a figure; parameters as in `trend_page`."""
    query = asked(found, where=where)
    figure = outlook_figure(found, outlook) if outlook.found else None
    return OutlookPage(
        found=found,
        outlook=outlook,
        headline=findings.outlook_headline(found, outlook, reader=reader),
        tests=findings.back_test(outlook, reader=reader),
        figure=figure,
        links=_links(figure.key, query=query) if figure and takeable else {},
        trend=f"{reverse('understand:trends')}?{urlencode(query, doseq=True)}",
    )


def event_text(mark: EventMark, *, reader: Reader) -> str:
    """Say what a mark stands for: the day, what happened, and where if not everywhere."""
    words = {"day": date_text(mark.day, reader=reader), "words": isolated(mark.words)}
    where = " · ".join(isolated(each) for each in (mark.unit, mark.touchpoint) if each)
    if where:
        return _("%(day)s: %(words)s (%(where)s)") % (words | {"where": where})
    return _("%(day)s: %(words)s") % words


def asked(found: Followed, *, where: Filter) -> dict[str, list[str]]:
    """What the page is asked, as an address keeps it."""
    return where.to_query() | {"metric": [found.metric.slug], "every": [found.every]}


def _links(key: str, *, query: dict[str, list[str]]) -> dict[str, str]:
    asked_for = urlencode(query, doseq=True)
    return {
        form.upper(): f"{reverse('understand:trends-export', args=[key, form])}?{asked_for}" for form in FORMS
    }
