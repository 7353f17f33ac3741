"""One of our metrics held against a set of outside figures, or the reasons why it cannot be."""

from dataclasses import dataclass, replace
from datetime import date

from ninefold.engine.filters import Filter
from ninefold.engine.snapshot import state_of
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.benchmarks.beside import Judged, beside, listed
from ninefold.understand.benchmarks.models import BenchmarkSet, BenchmarkValue
from ninefold.understand.benchmarks.queries import Asking, askings, method_of
from ninefold.understand.benchmarks.rules import Fit, fit_of
from ninefold.understand.comparisons.queries import compared_by_day
from ninefold.understand.metrics.queries import dated, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.trends.windows import Window, reached, window


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Our score over the selection, and the days it is of."""

    window: Window
    score: Score


@dataclass(frozen=True, kw_only=True)
class Held:
    """A metric of ours held against a set.

    Attributes
    ----------
    metric, fit : what is compared and whether it may be; None where there is nothing of ours to measure.
    fitting : the metrics of ours whose definition is that of the set.
    asked, method : our surveys behind the metric, and how they are collected together.
    measured : our score; None where it may not be compared, or nobody has answered.
    found : their figures, judged where they may be.
    """

    benchmark: BenchmarkSet
    metrics: tuple[Metric, ...]
    metric: Metric | None
    fit: Fit | None
    fitting: tuple[Metric, ...]
    asked: tuple[Asking, ...]
    method: str
    measured: Measured | None
    found: Judged

    @property
    def heard(self) -> dict[str, str]:
        """What is shown, by the parameter of an address that asks for it."""
        return {} if self.metric is None else {"metric": self.metric.slug}

    @property
    def hidden(self) -> bool:
        """Whether there is no score of ours that may be shown: of too few people, or of nobody."""
        may = self.fit is not None and self.fit.comparable
        return may and (self.measured is None or self.measured.score.few)

    @property
    def months_apart(self) -> int:
        """Whole months between their period and ours; 0 where they touch or ours is not shown."""
        if self.measured is None or self.measured.score.few:  # the days of a hidden selection are hidden too
            return 0
        return months_between(
            self.benchmark.since,
            self.benchmark.until,
            self.measured.window.now.start,
            self.measured.window.last,
        )


def months_between(since: date, until: date, first: date, last: date) -> int:
    """Count the whole months from the end of one period to the beginning of the other.

    Examples
    --------
    >>> months_between(date(2019, 1, 1), date(2019, 12, 31), date(2022, 2, 1), date(2022, 3, 1))
    25
    >>> months_between(date(2019, 1, 1), date(2019, 12, 31), date(2019, 6, 1), date(2020, 3, 1))
    0
    """
    earlier, later = (until, first) if until < first else (last, since)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(0, months - (later.day < earlier.day))


_KEPT = Kept[Measured | None](most=32)


def compare(
    *, organisation: Organisation, benchmark: BenchmarkSet, where: Filter, slug: str, reader: Reader
) -> Held:
    """Hold a metric against a set.

    Parameters
    ----------
    where : the part of our answers that is compared, such as those of the contact centre.
    slug : the metric asked for; where there is none of this name, the first that fits, else the first.
    """
    metrics = metrics_of(organisation=organisation, survey=where.survey)
    fitting = tuple(metric for metric in metrics if _fits(metric, benchmark=benchmark))
    metric = next((each for each in metrics if each.slug == slug), None)
    metric = metric or next(iter((*fitting, *metrics)), None)
    asked = () if metric is None else askings(organisation=organisation, metric=metric, survey=where.survey)
    method = method_of(asked)
    fit = None if metric is None else fit_of(metric=metric, benchmark=benchmark, method=method)
    measured = None
    if metric is not None and fit is not None and fit.comparable:
        measured = _measured(organisation=organisation, where=where, metric=metric, reader=reader)
    return Held(
        benchmark=benchmark,
        metrics=metrics,
        metric=metric,
        fit=fit,
        fitting=fitting,
        asked=asked,
        method=method,
        measured=measured,
        found=_found(benchmark, fit=fit, measured=measured),
    )


def _fits(metric: Metric, *, benchmark: BenchmarkSet) -> bool:
    return fit_of(metric=metric, benchmark=benchmark, method="").comparable


def _found(benchmark: BenchmarkSet, *, fit: Fit | None, measured: Measured | None) -> Judged:
    values: list[BenchmarkValue] = list(benchmark.values.all())
    if fit is None or not fit.judged or measured is None or measured.score.few:
        return listed(values=values, benchmark=benchmark)
    return beside(values=values, benchmark=benchmark, ours=measured.score.estimate)


def _measured(
    *, organisation: Organisation, where: Filter, metric: Metric, reader: Reader
) -> Measured | None:
    return _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, metric, where, reader),
        make=lambda: _measure(organisation=organisation, where=where, metric=metric, reader=reader),
    )


def _measure(*, organisation: Organisation, where: Filter, metric: Metric, reader: Reader) -> Measured | None:
    facts = facts_of(
        organisation=organisation, where=reached(replace(where, against="none")), metrics=[metric]
    )
    by_day = dated(facts=facts, metrics=[metric])
    shown = window(
        days=by_day.days, since=where.since, until=where.until, against=where.against, reader=reader
    )
    if shown is None:
        return None
    whole = compared_by_day(of=by_day, now=shown.now, before=None)
    return Measured(window=shown, score=whole.changes[0].now)
