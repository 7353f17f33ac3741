"""Whether the newest period of a metric lies outside what the ones before it let expect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cxstats.estimate import Estimate
from cxstats.trends.alerts import Alert, Alerts, anomalies
from ninefold.engine.filters import Filter
from ninefold.kit.calendars import Period
from ninefold.kit.locales import Reader
from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.queries import Dated, dated, facts_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.trends.control import judged_places, score_of, unbroken
from ninefold.understand.trends.queries import Point, trend
from ninefold.understand.trends.stretches import LOOKS_A_YEAR, Every, cut

WINDOW: Final[dict[Every, int]] = {"week": 26, "month": 12}
"""Periods that make the expectation. Weeks are looked at where so many follow one another, else months."""

NEWS: Final[dict[Every, timedelta]] = {"week": timedelta(days=21), "month": timedelta(days=62)}
"""A period that ended longer ago is history: somebody imported an old file."""


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    """The newest period of a metric, outside the ordinary.

    Attributes
    ----------
    estimate : its score, with interval and n.
    alert : what was expected, and the limits that it passed.
    window : periods behind the expectation.
    looks : looks a year at all the metrics that are watched.
    false_alarms : notices to expect of so many looks if nothing ever happens.
    """

    metric: Metric
    every: Every
    period: Period
    estimate: Estimate
    alert: Alert
    window: int
    looks: int
    false_alarms: float


def anomaly_of(
    *,
    organisation: Organisation,
    where: Filter,
    metric: Metric,
    watched: int,
    reader: Reader,
    today: date,
) -> Anomaly | None:
    """Look at the newest complete period of a metric.

    Parameters
    ----------
    where : whose answers are seen; periods of too few people are not looked at.
    watched : how many metrics are looked at, this one included.
    today : what ended long before is no news.

    Returns
    -------
    None where nothing is out of the ordinary, or too little is known to tell.
    """
    facts = facts_of(organisation=organisation, where=where, metrics=[metric])
    by_day = dated(facts=facts, metrics=[metric])
    if not by_day.days:
        return None
    for every in WINDOW:
        points = _points(by_day, every=every, reader=reader)
        places = unbroken(judged_places(points, metric=metric))
        if len(places) > WINDOW[every]:
            return _newest(
                [points[place] for place in places],
                metric=metric,
                every=every,
                watched=watched,
                organisation=organisation,
                today=today,
            )
    return None


def _points(by_day: Dated, *, every: Every, reader: Reader) -> list[Point]:
    first, last = min(by_day.days), max(by_day.days)
    return trend(of=by_day, periods=cut(every=every, first=first, last=last, reader=reader), last_day=last)


def _newest(
    points: Sequence[Point],
    *,
    metric: Metric,
    every: Every,
    watched: int,
    organisation: Organisation,
    today: date,
) -> Anomaly | None:
    newest = points[-1]
    scores = [score for point in points if (score := score_of(point, metric=metric))]
    if today - newest.period.end > NEWS[every]:
        return None
    values = [score.estimate.value or 0.0 for score in scores]
    found = _alerts(values, every=every, watched=watched, bearable=organisation.false_alarms)
    alert = next((each for each in found.alerts if each.at == len(values) - 1), None) if found else None
    if found is None or alert is None:
        return None
    return Anomaly(
        metric=metric,
        every=every,
        period=newest.period,
        estimate=scores[-1].estimate,
        alert=alert,
        window=WINDOW[every],
        looks=LOOKS_A_YEAR[every] * watched,
        false_alarms=found.per_year,
    )


def _alerts(values: Sequence[float], *, every: Every, watched: int, bearable: int) -> Alerts | None:
    """Judge the series; None where a whole window never moved, or more is borne than is looked at."""
    try:
        return anomalies(
            values,
            window=WINDOW[every],
            false_alarms=bearable,
            looks_per_year=LOOKS_A_YEAR[every],
            metrics=watched,
        )
    except ValueError:
        return None
