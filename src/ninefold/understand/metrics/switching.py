"""Changing from one metric to another on a page: the first ones at hand, the others behind one push."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from ninefold.understand.metrics.registry import Metric

# As many as stand in one line beside each other.
AT_HAND: Final = 5


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Something to look at instead, and the address that does so.

    Attributes
    ----------
    twin : whether the one before has the same name, so that the note must tell them apart.
    """

    name: str
    note: str
    url: str
    current: bool
    twin: bool = False


@dataclass(frozen=True, kw_only=True)
class MetricSwitch:
    """The metrics of a page.

    Attributes
    ----------
    first : the first ones, and the current one wherever it stands.
    others : the rest.
    """

    first: tuple[Switch, ...]
    others: tuple[Switch, ...]

    @property
    def offers(self) -> bool:
        """Whether there is another one to change to."""
        return len(self.first) > 1


def metric_switch(
    *, metrics: Sequence[Metric], current: Metric | None, query: Mapping[str, Sequence[str]]
) -> MetricSwitch:
    """Offer the metrics; each address keeps the rest of what the page is asked.

    Parameters
    ----------
    query : what the page is asked, by parameter.
    """
    slug = None if current is None else current.slug
    offered = [
        Switch(
            name=str(metric.name),
            note=str(metric.meaning),
            url="?" + urlencode({**query, "metric": [metric.slug]}, doseq=True),
            current=metric.slug == slug,
            twin=place > 0 and str(metrics[place - 1].name) == str(metric.name),
        )
        for place, metric in enumerate(metrics)
    ]
    first = [each for place, each in enumerate(offered) if place < AT_HAND or each.current]
    return MetricSwitch(first=tuple(first), others=tuple(each for each in offered if each not in first))
