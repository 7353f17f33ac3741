"""The page of one metric: what it means, its number here, what was left out, and how to make it again."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from ninefold.engine.filters import Filter
from ninefold.understand.metrics.as_python import Opener, as_python
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.metrics.working import Working, working


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
    """

    metric: Metric
    working: Working
    axis: tuple[float, float]
    answers: int | None
    python: str
    explorer: str

    @property
    def score(self) -> Score:
        """The number."""
        return self.working.score


def metric_page(*, score: Score, rows: int, where: Filter, opener: Opener) -> MetricPage:
    """Put a metric and its number into words.

    Parameters
    ----------
    rows : how many records were selected; 0 where they are hidden.
    """
    metric = score.metric
    query = urlencode(where.to_query() | {"metric": [metric.slug]}, doseq=True)
    target = None if metric.target is None else metric.target / metric.factor
    return MetricPage(
        metric=metric,
        working=working(score=score, query=f"{reverse('api:scores')}?{query}"),
        axis=axis_of(metric=metric, estimates=[score.estimate], points=[target]),
        answers=rows or None,
        python=as_python(score=score, where=where, opener=opener),
        explorer=f"{reverse('understand:metrics')}?{query}",
    )
