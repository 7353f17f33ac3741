"""What changed: every measure of everybody, and the first ones of every group, in one family of looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxstats.compare.looks import Family
from cxstats.estimate import Verdict
from ninefold.engine.filters import DIMENSIONS, Filter
from ninefold.engine.sides import EVERYBODY
from ninefold.engine.snapshot import state_of
from ninefold.kit.locales import Reader
from ninefold.kit.memory import Kept
from ninefold.people.organisations.models import Organisation
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.comparisons.queries import (
    BEFORE,
    NOW,
    Compared,
    compared_sums,
    judged,
    may_be_few,
    really_changed,
    summed_by_side,
)
from ninefold.understand.metrics.queries import Facts, facts_of, metrics_of
from ninefold.understand.metrics.registry import Metric, one_a_question
from ninefold.understand.metrics.tallies import Tally
from ninefold.understand.trends.windows import Window, reached, window_of

KEY_METRICS = 3
"""So many measures are looked at in every group; with each more the others would be seen less surely."""

MOST_GROUPS = 400
"""A side of more groups is no part of the family: the page of groups compares them fairly."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One comparison: a measure of everybody, or of one group of a side.

    Attributes
    ----------
    side : the column that the group is of; "" where it is everybody.
    """

    side: str
    change: Change


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changed in a period.

    Attributes
    ----------
    real : what really changed, the surest first.
    looks : all comparisons that could be judged.
    family : the looks and how their false alarms are held.
    left_out : sides of too many groups.
    answers : records of the period; None where they are hidden.
    """

    window: Window
    real: tuple[Look, ...]
    looks: tuple[Look, ...]
    family: Family
    left_out: tuple[str, ...]
    answers: int | None

    @property
    def whole(self) -> tuple[Look, ...]:
        """What really changed of everybody."""
        return tuple(look for look in self.real if not look.side)


_KEPT = Kept[Changes | None](most=32)


def changes(*, organisation: Organisation, where: Filter, reader: Reader) -> Changes | None:
    """Look at everything once, now and before; None where nothing was asked or the filter selects nothing."""
    metrics = one_a_question(metrics_of(organisation=organisation, survey=where.survey))
    if not metrics:
        return None
    return _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=(organisation.threshold, metrics, where, reader),
        make=lambda: _found(organisation=organisation, where=where, metrics=metrics, reader=reader),
    )


def _found(
    *, organisation: Organisation, where: Filter, metrics: Sequence[Metric], reader: Reader
) -> Changes | None:
    facts = facts_of(organisation=organisation, where=reached(where), metrics=metrics)
    shown = window_of(facts.frame, where=where, reader=reader)
    if shown is None:
        return None
    wanted = [name for name in DIMENSIONS if shown.before is not None and not _fixed(where, name)]
    sums = _sums(facts, metrics=metrics, shown=shown, sides=wanted)
    held = {key[0] for key in sums[EVERYBODY].keys}
    if NOW not in held:
        return None
    if BEFORE not in held:  # there is nothing to hold any group against
        shown, sums, wanted = replace(shown, before=None), {EVERYBODY: sums[EVERYBODY]}, []
    sides = _compared(sums, metrics=metrics, threshold=facts.threshold)
    whole = sides.pop(EVERYBODY)
    looks = [Look(side=EVERYBODY, change=change) for change in whole.changes]
    left_out = [name for name in wanted if name not in sides or len(sides[name].names) > MOST_GROUPS]
    looks += [
        Look(side=name, change=change)
        for name, side in sides.items()
        if name not in left_out and len(side.names) > 1
        for change in side.changes
        if change.group is not None
    ]
    return _judged(looks, shown=shown, left_out=left_out, answers=whole.rows[0])


def _sums(
    facts: Facts, *, metrics: Sequence[Metric], shown: Window, sides: Sequence[str]
) -> dict[str, Tally]:
    """Sum all measures of everybody, and the first ones by every side that may have few groups."""
    now, before = shown.now, shown.before
    few = [
        side for side in sides if may_be_few(facts=facts, now=now, before=before, side=side, most=MOST_GROUPS)
    ]
    return summed_by_side(
        facts=facts, metrics=metrics[:KEY_METRICS], whole=metrics, now=now, before=before, sides=few
    )


def _compared(sums: Mapping[str, Tally], *, metrics: Sequence[Metric], threshold: int) -> dict[str, Compared]:
    return {
        side: compared_sums(
            found,
            metrics=metrics if side == EVERYBODY else metrics[:KEY_METRICS],
            threshold=threshold,
        )
        for side, found in sums.items()
    }


def _fixed(where: Filter, name: str) -> bool:
    """Whether a filter leaves one group of a side: it would be everybody once more."""
    return len(getattr(where, name)) == 1


def _judged(looks: Sequence[Look], *, shown: Window, left_out: Sequence[str], answers: int) -> Changes:
    verdicts, family = judged(changes=[look.change for look in looks])
    told = [Look(side=look.side, change=change) for look, change in zip(looks, verdicts, strict=True)]
    sides = {look.change: look.side for look in told}
    real = really_changed(list(sides))
    return Changes(
        window=shown,
        real=tuple(Look(side=sides[change], change=change) for change in real),
        looks=tuple(look for look in told if look.change.verdict is not Verdict.FEW),
        family=family,
        left_out=tuple(left_out),
        answers=answers or None,
    )
