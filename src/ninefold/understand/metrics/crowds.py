"""Who stands behind the sums of each group: what may be shown of them, and what with weights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxstats.weights import kish_n
from ninefold.engine.facts import Frame
from ninefold.engine.measures import Scale
from ninefold.understand.metrics.headcount import Counted, Few, Key, heads
from ninefold.understand.metrics.registry import Metric

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Who gave the answers to a metric, group by group in the order of a table of sums.

    Attributes
    ----------
    few : who gave them, by the place of each group in which they are too few to be shown; nobody is few.
    unweighable : the places where those with a weight must not be shown apart from those without.
    """

    few: Mapping[int, frozenset[str]]
    unweighable: frozenset[int] = frozenset()

    def at(self, places: Sequence[int]) -> "Crowd":
        """Give the groups at some places alone, in this order."""
        return Crowd(
            few={new: self.few[old] for new, old in enumerate(places) if old in self.few},
            unweighable=frozenset(new for new, old in enumerate(places) if old in self.unweighable),
        )


def crowds(
    table: pa.Table,
    *,
    keys: Sequence[str],
    metrics: Sequence[Metric],
    threshold: int,
    frame: Callable[[], Frame],
) -> Mapping[str, Crowd]:
    """Find the people of those groups in which they may be too few; only for them the facts are read again.

    Parameters
    ----------
    table : what was summed of the metrics, with floors, as `engine.aggregates.moments` gives it.
    keys : its keys.
    threshold : the smallest number of people that may be shown.
    frame : gives the facts that were summed, with the keys.

    Returns
    -------
    By the slug of each metric.
    """
    groups = groups_of(table, keys=keys)
    # Metrics of one scale are answered by the same people.
    asked = {metric.measure.scale: _Asked(table, metric=metric, threshold=threshold) for metric in metrics}
    wanted = chain.from_iterable(each.wanted(groups) for each in asked.values() if each.unsure)
    told = iter(heads(frame=frame, keys=keys, wanted=list(wanted), threshold=threshold))
    found = {
        scale: each.crowd(groups, few=tuple(islice(told, 3)) if each.unsure else ({}, {}, {}))
        for scale, each in asked.items()
    }
    return {metric.slug: found[metric.measure.scale] for metric in metrics}


def groups_of(table: pa.Table, *, keys: Sequence[str]) -> list[Key]:
    """Give the key of every row of a table of sums; without keys there is one row, of everybody."""
    return list(zip(*(table[key].to_pylist() for key in keys), strict=True)) if keys else [()]


class _Asked:
    """One question in a table of sums: how many answered it, and where that may be too few people."""

    def __init__(self, table: pa.Table, *, metric: Metric, threshold: int) -> None:
        self._table, self._name = table, metric.measure.name
        self._scale: Scale = metric.measure.scale
        self._n, self._weighed = self._column("n"), self._column("nw")
        # Only where some answers have a weight, and others none, do those who gave which matter.
        self._mixed = (self._weighed > 0) & (self._weighed < self._n)
        self._unsure = [
            (self._n > 0) & (self._column("floor") < threshold),
            self._mixed & (self._column("floor_weighted") < threshold),
            self._mixed & (self._column("floor_others") < threshold),
        ]

    @property
    def unsure(self) -> bool:
        """Whether there may be too few people in any group."""
        return any(flags.any() for flags in self._unsure)

    def wanted(self, groups: Sequence[Key]) -> list[Counted]:
        """Ask for all who answered, for those with a weight, and for those without."""
        weight, answered = nw.col("weight"), self._scale.inside()
        tests = (answered, answered & (weight > 0), answered & (weight.is_null() | (weight <= 0)))
        return [
            Counted(test=test, groups=_chosen(groups, unsure))
            for test, unsure in zip(tests, self._unsure, strict=True)
        ]

    def crowd(self, groups: Sequence[Key], *, few: Sequence[Few]) -> Crowd:
        """Put together what was asked for."""
        everybody, weighted, others = few
        unsure = [place for place in _places(self._unsure[0]) if groups[place] in everybody]
        people = dict.fromkeys(_places(self._n == 0), frozenset[str]())
        people |= {place: everybody[groups[place]] for place in unsure}
        unweighable = [
            place
            for place in _places(self._mixed)
            if groups[place] in weighted or (groups[place] in others and self._alike(place))
        ]
        return Crowd(few=dict(sorted(people.items())), unweighable=frozenset(unweighable))

    def _alike(self, place: int) -> bool:
        """Whether all weights are alike: then a weighted score tells who was left out."""
        w, ww = (float(self._column(name)[place]) for name in ("w", "ww"))
        return kish_n(w=w, ww=ww) > float(self._weighed[place]) * (1 - 1e-9)

    def _column(self, part: str) -> npt.NDArray[Any]:
        """Give a sum of every group; what was not summed is 0."""
        place = self._table.schema.get_field_index(f"{self._name}__{part}")
        if place < 0:
            return np.zeros(self._table.num_rows, np.int64)
        column: npt.NDArray[Any] = self._table[place].to_numpy()
        return column


def _chosen(groups: Sequence[Key], flags: Flags) -> frozenset[Key]:
    return frozenset(groups[place] for place in _places(flags))


def _places(flags: Flags) -> list[int]:
    found: list[int] = np.flatnonzero(flags).tolist()
    return found
