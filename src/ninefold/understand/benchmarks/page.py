"""A comparison as a page: the finding, why it is refused, what is not stated, the figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from cxstats.estimate import Estimate
from ninefold.engine.filters import Filter
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.long_lists import first_of
from ninefold.kit.units import Unit
from ninefold.people.organisations.models import Organisation
from ninefold.understand.benchmarks.beside import Beside
from ninefold.understand.benchmarks.comparing import Held
from ninefold.understand.benchmarks.figures import DRAWN, benchmark_figure
from ninefold.understand.benchmarks.findings import chance_words, grounds, headline, standing_words
from ninefold.understand.benchmarks.refusing import Refusal, forbidden, refusals, warnings
from ninefold.understand.benchmarks.wording import Provenance, provenance_of, unit_of_kind
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.metrics.switching import MetricSwitch, Switch, metric_switch


@dataclass(frozen=True, kw_only=True)
class Row:
    """One of their figures in the table, with where we stand in words, and a word on chance."""

    beside: Beside
    words: str
    chance: str


@dataclass(frozen=True, kw_only=True)
class BenchmarkPage:
    """Everything the template needs.

    Attributes
    ----------
    grounds : what the finding rests on.
    ours : our score, where it may be shown.
    rows : their figures, the first hundred of `figures` unless all are asked for at `all_rows`.
    drawn : how many are drawn, where that is not all.
    fitting : metrics of ours that could be compared, where the one chosen cannot.
    forbidden, warnings : what is not stated and what that forbids; what to know beside the number.
    """

    held: Held
    headline: str
    grounds: str
    provenance: Provenance
    unit: Unit
    axis: tuple[float, float]
    ours: Estimate | None
    rows: tuple[Row, ...]
    figures: int
    all_rows: str
    drawn: int | None
    metrics: MetricSwitch
    fitting: tuple[Switch, ...]
    refusals: tuple[Refusal, ...]
    forbidden: tuple[str, ...]
    warnings: tuple[str, ...]
    figure: Figure
    links: dict[str, str]
    query: str

    @property
    def answers(self) -> int | None:
        """How many answers of ours count; None where they are hidden or not asked for."""
        return None if self.ours is None else self.ours.n


def benchmark_page(
    *,
    held: Held,
    where: Filter,
    organisation: Organisation,
    reader: Reader,
    everything: bool = False,
    takeable: bool = True,
) -> BenchmarkPage:
    """Put a comparison into words and figures.

    Parameters
    ----------
    everything : list all figures, however many.
    takeable : whether figures may be taken away as files.
    """
    ours = _ours(held)
    unit: Unit = unit_of_kind(held.benchmark.kind) if ours is None or held.metric is None else held.metric
    query = where.to_query() | ({} if held.metric is None else {"metric": [held.metric.slug]})
    asked = urlencode(query, doseq=True)
    rows, all_rows = first_of(held.found.rows, everything=everything, query=query)
    alone = held.found.family is None
    return BenchmarkPage(
        held=held,
        headline=headline(held, reader=reader),
        grounds=grounds(held, reader=reader),
        provenance=provenance_of(held.benchmark, reader=reader),
        unit=unit,
        axis=_axis(held, ours=ours),
        ours=ours,
        rows=tuple(
            Row(beside=row, words=standing_words(row, alone=alone), chance=chance_words(row)) for row in rows
        ),
        figures=len(held.found.rows),
        all_rows=all_rows,
        drawn=DRAWN if len(held.found.rows) > DRAWN else None,
        metrics=metric_switch(metrics=held.metrics, current=held.metric, query=query),
        fitting=_fitting(held, query=query),
        refusals=refusals(held, reader=reader),
        forbidden=forbidden(held, reader=reader),
        warnings=warnings(held, time_zone=organisation.time_zone, reader=reader),
        figure=_figure(held, unit=unit, ours=ours, reader=reader),
        links=_links(held, asked=asked) if takeable and not held.hidden else {},
        query=asked,
    )


def _ours(held: Held) -> Estimate | None:
    if held.measured is None or held.measured.score.few:
        return None
    return held.measured.score.estimate


def _figure(held: Held, *, unit: Unit, ours: Estimate | None, reader: Reader) -> Figure:
    return benchmark_figure(
        benchmark=held.benchmark,
        found=held.found,
        unit=unit,
        ours=ours,
        name="" if held.metric is None else str(held.metric.name),
        reader=reader,
    )


def _axis(held: Held, *, ours: Estimate | None) -> tuple[float, float]:
    metric: Metric | None = held.metric
    if ours is None or metric is None:
        return (0.0, 1.0)
    return axis_of(metric=metric, estimates=[ours, *(row.estimate for row in held.found.rows)])


def _fitting(held: Held, *, query: Mapping[str, list[str]]) -> tuple[Switch, ...]:
    switch = metric_switch(metrics=held.fitting, current=held.metric, query=query)
    return tuple(each for each in (*switch.first, *switch.others) if not each.current)


def _links(held: Held, *, asked: str) -> dict[str, str]:
    return {
        form.upper(): reverse("understand:benchmark-export", args=[held.benchmark.pk, form]) + f"?{asked}"
        for form in ("csv", "xlsx", "svg")
    }
