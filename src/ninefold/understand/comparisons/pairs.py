"""Many groups now and before, as columns; a comparison is an object with its numbers once it is looked at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cxstats.compare import columns
from cxstats.compare.differences import mean_difference, nps_difference, share_difference
from cxstats.compare.reach import minimum_detectable_change
from cxstats.estimate import Difference, Moments, Verdict
from ninefold.understand.metrics.headcount import Name
from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.scoring import Score, concealed, score
from ninefold.understand.metrics.tallies import Column, Tally, answers_at

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
# The sums of which comparisons are made, without weights.
PLAIN = ("n", "s", "ss")
AGAINST_OTHERS = {
    Verdict.BETTER: gettext_lazy("above the others"),
    Verdict.WORSE: gettext_lazy("below the others"),
    Verdict.NONE: gettext_lazy("like the others"),
    Verdict.FEW: gettext_lazy("Too few to tell"),
}
_DIFFERENCES = {Kind.NPS: nps_difference, Kind.TOP: share_difference, Kind.MEAN: mean_difference}
_KINDS: dict[Kind, Literal["nps", "share", "mean"]] = {Kind.NPS: "nps", Kind.TOP: "share", Kind.MEAN: "mean"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Half:
    """One side of many comparisons of a metric, group by group.

    It is kept as long as a page is: of hidden groups it holds nothing, and of nobody who they are.

    Attributes
    ----------
    parts : what was summed, by the name of the sum; 0 where hidden.
    hidden : the group is not there, is below the threshold, or would reveal one that is.
    weighable : whether the answers with a weight are enough to be shown apart from those without.
    """

    parts: Mapping[str, Column]
    hidden: Flags
    weighable: Flags

    @classmethod
    def of(cls, found: Tally, *, metric: Metric, conceal: Sequence[bool], at: Places) -> Self:
        """Take groups out of a tally.

        Parameters
        ----------
        conceal : which groups of the tally are hidden.
        at : their places in it, and -1 for one that is not there.
        """
        # Behind the last group stands nobody, whom -1 finds.
        hidden = np.append(np.array(conceal, np.bool_), True)[at]
        unweighable = np.isin(at, list(found.crowds[metric.slug].unweighable))
        parts = {part: np.append(column, 0)[at] for part, column in found.parts(metric.slug).items()}
        return cls(
            parts={part: np.where(hidden, 0, column) for part, column in parts.items()},
            hidden=hidden,
            weighable=~unweighable,
        )

    def at(self, places: Sequence[int]) -> Self:
        """Take some of the groups, in this order."""
        chosen = np.array(places, np.int64)
        return type(self)(
            parts={part: column[chosen] for part, column in self.parts.items()},
            hidden=self.hidden[chosen],
            weighable=self.weighable[chosen],
        )

    def score(self, metric: Metric, *, place: int) -> Score:
        """Score the group at a place."""
        answers = answers_at(self.parts, place=place, weighable=bool(self.weighable[place]))
        return score(metric=metric, answers=answers, conceal=bool(self.hidden[place]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """A metric of many groups, now and before.

    Attributes
    ----------
    names : what the groups are called.
    """

    metric: Metric
    names: Sequence[Name]
    now: Half
    before: Half

    @property
    def changes(self) -> "list[Change]":
        """One comparison a group, not judged yet."""
        few = (self.now.parts["n"] == 0) | (self.before.parts["n"] == 0)
        return [
            Change(pairs=self, place=place, verdict=Verdict.FEW if too_few else Verdict.NONE)
            for place, too_few in enumerate(few.tolist())
        ]


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """One metric of one group, now and before.

    Attributes
    ----------
    pairs, place : the comparisons it is one of, and which.
    verdict : whether it is a real change, corrected for all looks of the same page.
    """

    pairs: Pairs
    place: int
    verdict: Verdict

    @property
    def metric(self) -> Metric:
        """What is compared."""
        return self.pairs.metric

    @property
    def group(self) -> Name:
        """Whose it is."""
        return self.pairs.names[self.place]

    @property
    def name(self) -> str:
        """What the group is called on a page; records without a value are a group of their own."""
        return _("(not given)") if self.group is None else str(self.group)

    @property
    def n(self) -> int:
        """How many answers the period holds; 0 where they are hidden."""
        return int(self.pairs.now.parts["n"][self.place])

    @property
    def value(self) -> float | None:
        """The value of the period; None where it has none."""
        return float(self.pairs.now.parts["s"][self.place]) / self.n if self.n else None

    @cached_property
    def now(self) -> Score:
        """The score of the period."""
        return self.pairs.now.score(self.metric, place=self.place)

    @cached_property
    def before(self) -> Score:
        """The score of the period before, or of all others."""
        return self.pairs.before.score(self.metric, place=self.place)

    @cached_property
    def difference(self) -> Difference | None:
        """Now minus before; None where either is too few to tell."""
        if self.now.few or self.before.few:
            return None
        before, now = (each.answers.moments.unweighted() for each in (self.before, self.now))
        return _DIFFERENCES[self.metric.kind](before=before, now=now)

    @property
    def against_others(self) -> str:
        """The verdict in words where `before` is everybody else."""
        return str(AGAINST_OTHERS[self.verdict])

    @property
    def reach(self) -> Difference | None:
        """The smallest change these samples would show 8 times in 10; None where either is too few."""
        if self.difference is None:
            return None
        found = _detectable(self.now.answers.moments, self.before.answers.moments)
        return (
            None
            if found is None
            else Difference(found, None, None, None, 0, self.difference.n_now, "detectable")
        )


def against_rest(*, found: Tally, metric: Metric, threshold: int) -> list[Change]:
    """Hold every group against all the others together; `before` then means the rest.

    Parameters
    ----------
    found : the sums of all groups of one dimension.
    threshold : the smallest group that may be shown.

    Returns
    -------
    One change a group, in the order of the tally, not judged yet.
    """
    conceal = concealed(found=found, metric=metric, threshold=threshold)
    now = Half.of(found, metric=metric, conceal=conceal, at=np.arange(len(found.keys)))
    n, s, ss = (found.column(metric.slug, part) for part in PLAIN)
    rest = n.sum() - n, s.sum() - s, np.maximum(0, ss.sum() - ss)
    # What is left of the total tells what was taken away, so a hidden group hides its rest.
    parts = {part: np.where(now.hidden, 0, column) for part, column in zip(PLAIN, rest, strict=True)}
    before = Half(parts=parts, hidden=now.hidden, weighable=now.weighable)
    return Pairs(metric=metric, names=[key[-1] for key in found.keys], now=now, before=before).changes


def chances(compared: Collection[Pairs]) -> dict[Pairs, columns.Compared]:
    """Find what is needed to judge many comparisons together; their intervals are left to each."""
    found = {}
    for kind, name in _KINDS.items():
        alike = [pairs for pairs in compared if pairs.metric.kind is kind]
        if not alike:
            continue
        before, now = (_joined([getattr(pairs, side) for pairs in alike]) for side in ("before", "now"))
        values, p_values = columns.compare_columns(before=before, now=now, kind=name)
        end = 0
        for pairs in alike:
            start, end = end, end + len(pairs.names)
            found[pairs] = columns.Compared(values[start:end], p_values[start:end])
    return found


def _joined(halves: Sequence[Half]) -> columns.Columns:
    return columns.Columns(*(np.concatenate([half.parts[part] for half in halves]) for part in PLAIN))


def _detectable(now: Moments, before: Moments) -> float | None:
    pooled = now + before
    if pooled.n < 2 or now.n < 2 or before.n < 2:
        return None
    average = pooled.s / pooled.n
    variance = pooled.ss / pooled.n - average * average
    return minimum_detectable_change(variance=max(variance, 0.0), n_before=before.n, n_now=now.n)
