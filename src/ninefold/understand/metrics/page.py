"""The page of one metric: what it means, its number here, what was left out, and how to make it again."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ninefold.engine.filters import Filter
from ninefold.understand.metrics.as_python import Opener, as_python
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.history import Told
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.metrics.versions import VERSION
from ninefold.understand.metrics.working import Working, working


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version in the list of them, with the address that shows the page by it."""

    told: Told
    url: str
    shown: bool
    holds: bool


@dataclass(frozen=True, kw_only=True)
class MetricPage:
    """Everything the template needs.

    Attributes
    ----------
    working : the number of the selection, with formula and counts.
    axis : the stretch of the scale that its interval is drawn on.
    answers : how many answers the selection has; None where they are too few to say.
    python : a program that makes the number again.
    explorer : the address of the metric in the explorer, narrowed down alike.
    versions : all versions of the definition, the latest first.
    now : the address of this page by the version that holds.
    """

    metric: Metric
    working: Working
    axis: tuple[float, float]
    answers: int | None
    python: str
    explorer: str
    versions: tuple[Version, ...]
    now: str

    @property
    def score(self) -> Score:
        """The number."""
        return self.working.score


def metric_page(
    *, score: Score, rows: int, where: Filter, opener: Opener, told: tuple[Told, ...]
) -> MetricPage:
    """Put a metric and its number into words.

    Parameters
    ----------
    rows : how many records were selected; 0 where they are hidden.
    told : the versions of its definition.
    """
    metric = score.metric
    plain = where.to_query()
    query = plain | {"metric": [metric.slug]}
    older = {} if metric.version == metric.holds else {VERSION: [str(metric.version)]}
    target = None if metric.target is None else metric.target / metric.factor
    return MetricPage(
        metric=metric,
        working=working(score=score, query=f"{reverse('api:scores')}?{urlencode(query, doseq=True)}"),
        axis=axis_of(metric=metric, estimates=[score.estimate], points=[target]),
        answers=rows or None,
        python=as_python(score=score, where=where, opener=opener),
        explorer=f"{reverse('understand:metrics')}?{urlencode(query | older, doseq=True)}",
        versions=tuple(_version(each, metric=metric, plain=plain) for each in told),
        now=f"?{urlencode(plain, doseq=True)}",
    )


def _version(told: Told, *, metric: Metric, plain: dict[str, list[str]]) -> Version:
    return Version(
        told=told,
        url="?" + urlencode(plain | {VERSION: [str(told.number)]}, doseq=True),
        shown=told.number == metric.version,
        holds=told.number == metric.holds,
    )
