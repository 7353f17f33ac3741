"""From sums to scores: one reading of the facts, then estimates, with small groups hidden."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from cxstats.anonymity import hidden, hidden_grid
from cxstats.estimate import Estimate, Moments
from cxstats.scores import (
    mean,
    nps_from_moments,
    share_from_moments,
    weighted_mean,
    weighted_nps,
    weighted_share,
)
from ninefold.understand.metrics.crowds import Crowd, groups_of
from ninefold.understand.metrics.headcount import Key, Name, distinct
from ninefold.understand.metrics.registry import Kind, Metric


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The sums of one metric in one group, and what was left out of them.

    Attributes
    ----------
    people : who gave these answers where they are too few to be shown; None where they are enough.
    weighable : whether the answers with a weight are enough to be shown apart from those without.
    """

    moments: Moments
    blank: int
    outside: int
    people: frozenset[str] | None = frozenset()
    weighable: bool = True


@dataclass(frozen=True, kw_only=True)
class Sums:
    """One group of records: how many, and the sums of each metric."""

    key: Key
    rows: int
    answers: dict[str, Answers]


@dataclass(frozen=True, kw_only=True)
class Score:
    """One metric of one group; a share or an NPS is a fraction here and becomes points on the page.

    Attributes
    ----------
    answers : what it is made of; nothing where hidden.
    hidden : the group is below the threshold, or would reveal one that is.
    """

    metric: Metric
    answers: Answers
    hidden: bool

    @cached_property
    def estimate(self) -> Estimate:
        """Value, 95 % interval, n and method; no value where hidden."""
        return CONCEALED if self.hidden else _estimate(self.metric, self.answers.moments)

    @cached_property
    def weighted(self) -> Estimate | None:
        """The same with weights, where the facts carry them and they were asked for."""
        weighable = self.answers.weighable and not self.hidden
        return _weighted(self.metric, self.answers.moments) if weighable else None

    @property
    def value(self) -> float | None:
        """The value of the estimate."""
        return None if self.few else self.answers.moments.s / self.answers.moments.n

    @property
    def few(self) -> bool:
        """Whether a verdict may be given at all."""
        return self.hidden or self.answers.moments.n == 0

    @property
    def promoters(self) -> int:
        """Answers 9 and 10."""
        return round((self.answers.moments.ss + self.answers.moments.s) / 2)

    @property
    def detractors(self) -> int:
        """Answers 0 to 6."""
        return round((self.answers.moments.ss - self.answers.moments.s) / 2)

    @property
    def passives(self) -> int:
        """Answers 7 and 8."""
        return self.answers.moments.n - round(self.answers.moments.ss)


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group of a breakdown with the score of every metric asked for.

    Attributes
    ----------
    rows : how many records it has; 0 where every score of it is hidden.
    """

    key: Key
    rows: int
    scores: dict[str, Score]

    @property
    def name(self) -> Name:
        """The value of the dimension the group is named by."""
        return self.key[-1]


def sums_of(
    table: pa.Table, *, keys: Sequence[str], metrics: Sequence[Metric], by: Mapping[str, Crowd]
) -> list[Sums]:
    """Take the sums of every group out of a table as `engine.aggregates.moments` gives it.

    Parameters
    ----------
    by : who gave the answers to each metric.
    """
    # Column by column: of thousands of groups, a dictionary a row would take longer than the sums.
    columns = {name: table[name].to_pylist() for name in table.column_names}
    answers = {
        metric.slug: _answers_of(columns, name=metric.measure.name, by=by[metric.slug]) for metric in metrics
    }
    return [
        Sums(key=key, rows=rows, answers={slug: each[place] for slug, each in answers.items()})
        for place, (key, rows) in enumerate(zip(groups_of(table, keys=keys), columns["n_rows"], strict=True))
    ]


def score(*, metric: Metric, answers: Answers, conceal: bool = False) -> Score:
    """Turn the sums of one metric into its score."""
    if conceal:
        return Score(metric=metric, answers=NO_ANSWERS, hidden=True)
    return Score(metric=metric, answers=answers, hidden=False)


def groups(*, found: Sequence[Sums], metrics: Sequence[Metric], threshold: int) -> list[Group]:
    """Score every group, hiding those below the threshold and the ones that would reveal them.

    What counts is the people who answered this metric, each once, however many groups they stand in.
    """
    concealed = {
        metric.slug: hidden(
            people=_people([each.answers[metric.slug] for each in found], threshold=threshold),
            threshold=threshold,
        )
        for metric in metrics
    }
    return [
        _group(
            each,
            scores={
                metric.slug: score(
                    metric=metric, answers=each.answers[metric.slug], conceal=concealed[metric.slug][place]
                )
                for metric in metrics
            },
        )
        for place, each in enumerate(found)
    ]


def groups_of_grid(*, found: Sequence[Sums], metric: Metric, threshold: int) -> dict[Key, Group]:
    """Score the cells of a table of two sides, hiding those that its rows and columns would give away."""
    across = [sorted({each.key[side] for each in found}, key=str) for side in (0, 1)]
    places = [(across[0].index(each.key[0]), across[1].index(each.key[1])) for each in found]
    counts = np.zeros((len(across[0]), len(across[1])), dtype=np.int64)
    answers = [each.answers[metric.slug] for each in found]
    for place, count in zip(places, _people(answers, threshold=threshold), strict=True):
        counts[place] = count
    concealed = hidden_grid(people=counts, threshold=threshold)
    cells = {}
    for place, each in zip(places, found, strict=True):
        shown = score(metric=metric, answers=each.answers[metric.slug], conceal=bool(concealed[place]))
        cells[each.key] = _group(each, scores={metric.slug: shown})
    return cells


def _group(found: Sums, *, scores: dict[str, Score]) -> Group:
    hidden_all = all(each.hidden for each in scores.values())
    return Group(key=found.key, rows=0 if hidden_all else found.rows, scores=scores)


def _people(answers: Sequence[Answers], *, threshold: int) -> list[int]:
    """Count the people of small groups, each person once; a large group counts as its answers."""
    few = iter(distinct([each.people for each in answers if each.people is not None]))
    return [max(threshold, each.moments.n) if each.people is None else next(few) for each in answers]


# What was summed of a metric, in the order of `Moments`.
_SUMS = ("n", "s", "ss", "w", "ww", "wy", "wyy", "wwy", "wwyy", "nw")
NO_ANSWERS = Answers(moments=Moments(), blank=0, outside=0)
CONCEALED = Estimate(value=None, low=None, high=None, n=0, method="hidden")


def _estimate(metric: Metric, found: Moments) -> Estimate:
    if metric.kind is Kind.NPS:
        return nps_from_moments(moments=found)
    if metric.kind is Kind.TOP:
        return share_from_moments(moments=found)
    return mean(moments=found)


def _weighted(metric: Metric, found: Moments) -> Estimate | None:
    if found.n_weighted == 0:
        return None
    by_kind = {Kind.NPS: weighted_nps, Kind.TOP: weighted_share, Kind.MEAN: weighted_mean}
    return by_kind[metric.kind](moments=found)


def _answers_of(columns: Mapping[str, Sequence[Any]], *, name: str, by: Crowd) -> list[Answers]:
    """Give the answers to one metric, group by group; what was not summed is 0."""
    nothing = [0] * len(columns["n_rows"])

    def of(*parts: str) -> Iterator[tuple[Any, ...]]:
        return zip(*(columns.get(f"{name}__{part}", nothing) for part in parts), strict=True)

    told = zip(of(*_SUMS), of("blank", "outside"), by.people, by.weighable, strict=True)
    return [
        Answers(moments=Moments(*sums), blank=blank, outside=outside, people=people, weighable=weighable)
        for sums, (blank, outside), people, weighable in told
    ]
