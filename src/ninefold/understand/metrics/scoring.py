"""From sums to scores: one reading of the facts, then estimates, with small groups hidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

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
from ninefold.understand.metrics.headcount import Key, Name
from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.tallies import NO_ANSWERS, Answers, Tally


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


def score(*, metric: Metric, answers: Answers, conceal: bool = False) -> Score:
    """Turn the sums of one metric into its score."""
    if conceal:
        return Score(metric=metric, answers=NO_ANSWERS, hidden=True)
    return Score(metric=metric, answers=answers, hidden=False)


def groups(*, found: Tally, metrics: Sequence[Metric], threshold: int) -> list[Group]:
    """Score every group, hiding those below the threshold and the ones that would reveal them."""
    columns = [
        scores(found=found, metric=metric, conceal=concealed(found=found, metric=metric, threshold=threshold))
        for metric in metrics
    ]
    return [
        group(key=key, rows=rows, scores=scored)
        for key, rows, *scored in zip(found.keys, found.rows.tolist(), *columns, strict=True)
    ]


def groups_of_grid(*, found: Tally, metric: Metric, threshold: int) -> dict[Key, Group]:
    """Score the cells of a table of two sides, hiding those that its rows and columns would give away."""
    across = [sorted({key[side] for key in found.keys}, key=str) for side in (0, 1)]
    places = tuple(
        np.array([across[side].index(key[side]) for key in found.keys], np.int64) for side in (0, 1)
    )
    counts = np.zeros((len(across[0]), len(across[1])), dtype=np.int64)
    counts[places] = found.people(metric.slug, threshold=threshold)
    hide = hidden_grid(people=counts, threshold=threshold)[places].tolist()
    scored = scores(found=found, metric=metric, conceal=hide)
    return {
        key: group(key=key, rows=rows, scores=[one])
        for key, rows, one in zip(found.keys, found.rows.tolist(), scored, strict=True)
    }


def concealed(*, found: Tally, metric: Metric, threshold: int) -> tuple[bool, ...]:
    """Say which groups to hide when the number of all of them together is shown.

    What counts is the people who answered this metric, each once, however many groups they stand in.
    """
    return hidden(people=found.people(metric.slug, threshold=threshold).tolist(), threshold=threshold)


def scores(*, found: Tally, metric: Metric, conceal: Sequence[bool]) -> list[Score]:
    """Score a metric in every group."""
    return [
        score(metric=metric, answers=answers, conceal=hide)
        for answers, hide in zip(found.all_answers(metric.slug), conceal, strict=True)
    ]


def group(*, key: Key, rows: int, scores: Sequence[Score]) -> Group:
    """Put the scores of a group together; of one that is hidden altogether the size is not told."""
    hidden_all = all(each.hidden for each in scores)
    return Group(key=key, rows=0 if hidden_all else rows, scores={each.metric.slug: each for each in scores})


CONCEALED = Estimate(value=None, low=None, high=None, n=0, method="hidden")


def _estimate(metric: Metric, found: Moments) -> Estimate:
    if metric.kind is Kind.NPS:
        return nps_from_moments(moments=found)
    if metric.kind is Kind.TOP:
        return share_from_moments(moments=found)
    return mean(moments=found, scale=(metric.low, metric.high))


def _weighted(metric: Metric, found: Moments) -> Estimate | None:
    if found.n_weighted == 0:
        return None
    if metric.kind is Kind.MEAN:
        return weighted_mean(moments=found, scale=(metric.low, metric.high))
    return weighted_nps(moments=found) if metric.kind is Kind.NPS else weighted_share(moments=found)
