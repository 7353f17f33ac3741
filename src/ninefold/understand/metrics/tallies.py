"""What was summed of some metrics in every group, as columns; a group is an object once it is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxstats.estimate import Moments
from ninefold.understand.metrics.crowds import Crowd, groups_of
from ninefold.understand.metrics.headcount import Key, distinct
from ninefold.understand.metrics.registry import Metric

Ints = npt.NDArray[np.int64]
Column = npt.NDArray[Any]
# What was summed of a metric, in the order of `Moments`.
_SUMS = ("n", "s", "ss", "w", "ww", "wy", "wyy", "wwy", "wwyy", "nw")
_LEFT_OUT = ("blank", "outside")


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The sums of one metric in one group, and what was left out of them.

    Attributes
    ----------
    weighable : whether the answers with a weight are enough to be shown apart from those without.
    """

    moments: Moments
    blank: int
    outside: int
    weighable: bool = True


NO_ANSWERS = Answers(moments=Moments(), blank=0, outside=0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """The sums of some metrics in every group, and who stands behind them.

    Attributes
    ----------
    keys : what the groups are called.
    columns : how many records each has, as ``n_rows``, and what was summed of a metric, as ``nps__n``.
    crowds : who gave the answers, by the slug of each metric.
    """

    keys: Sequence[Key]
    columns: Mapping[str, Column]
    crowds: Mapping[str, Crowd]

    @classmethod
    def of(
        cls, table: pa.Table, *, keys: Sequence[str], metrics: Sequence[Metric], by: Mapping[str, Crowd]
    ) -> Self:
        """Take the sums out of a table as `engine.aggregates.moments` gives it.

        Parameters
        ----------
        by : who gave the answers to each metric.
        """
        summed = [name for name in table.column_names if name not in keys]
        return cls(
            keys=groups_of(table, keys=keys),
            columns={name: table[name].to_numpy() for name in summed},
            crowds={metric.slug: by[metric.slug] for metric in metrics},
        )

    @property
    def rows(self) -> Ints:
        """How many records each group has."""
        return self.columns["n_rows"]

    def parts(self, slug: str) -> dict[str, Column]:
        """Give what was summed of a metric, by the name of the sum."""
        names = {part: f"{slug}__{part}" for part in (*_SUMS, *_LEFT_OUT)}
        return {part: self.columns[name] for part, name in names.items() if name in self.columns}

    def column(self, slug: str, part: str) -> Column:
        """Give one sum of a metric for every group; what was not summed is 0."""
        found = self.columns.get(f"{slug}__{part}")
        return np.zeros(len(self.keys), np.int64) if found is None else found

    def answers(self, slug: str, *, place: int) -> Answers:
        """Give the answers of one group to a metric."""
        weighable = place not in self.crowds[slug].unweighable
        return answers_at(self.parts(slug), place=place, weighable=weighable)

    def all_answers(self, slug: str) -> list[Answers]:
        """Give the answers of every group to a metric."""
        # Column by column: of thousands of groups, asking for one after the other takes three times as long.
        columns = [self.column(slug, part).tolist() for part in (*_SUMS, *_LEFT_OUT)]
        unweighable = self.crowds[slug].unweighable
        return [
            Answers(moments=Moments(*sums), blank=blank, outside=outside, weighable=place not in unweighable)
            for place, (*sums, blank, outside) in enumerate(zip(*columns, strict=True))
        ]

    def together(self, slug: str) -> Answers:
        """Give the answers of all groups to a metric as those of one."""
        whole = {part: column.sum(keepdims=True) for part, column in self.parts(slug).items()}
        return answers_at(whole, place=0)

    def people(self, slug: str, *, threshold: int) -> Ints:
        """Count the people of small groups, each person once; a large group counts as its answers."""
        found = np.maximum(self.column(slug, "n"), threshold)
        few = self.crowds[slug].few
        found[list(few)] = distinct(list(few.values()))
        return found

    def within(self, first: object) -> Self:
        """Keep the groups whose key begins with this, and leave it out of their keys."""
        places = [place for place, key in enumerate(self.keys) if key[0] == first]
        return type(self)(
            keys=[self.keys[place][1:] or (None,) for place in places],
            columns={name: column[places] for name, column in self.columns.items()},
            crowds={slug: crowd.at(places) for slug, crowd in self.crowds.items()},
        )


def answers_at(parts: Mapping[str, Column], *, place: int, weighable: bool = True) -> Answers:
    """Give the answers at a place of what was summed of a metric; what was not summed is 0."""

    def of(part: str) -> Any:
        return parts[part].item(place) if part in parts else 0

    moments = Moments(*(of(part) for part in _SUMS))
    return Answers(moments=moments, blank=of("blank"), outside=of("outside"), weighable=weighable)
