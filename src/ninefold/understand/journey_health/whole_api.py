"""The whole against its touchpoints as JSON: the numbers of the section, and why it may be silent."""

from typing import Any

from ninja import Schema

from cxstats.estimate import Difference, Estimate
from ninefold.kit.units import as_shown
from ninefold.understand.explorer.api import EstimateOut
from ninefold.understand.journey_health.whole import Failing, Looked, Whole, WholeTold


class LookOut(EstimateOut):
    """A number with what may be said of it among all looks: "above" or "below" 0, or "none"."""

    told: str


class FailingOut(Schema):
    """A touchpoint: how often it failed, and what its failing alone goes with; null of too few people."""

    touchpoint: str
    failed: EstimateOut
    gap: LookOut | None


class WholeOut(Schema):
    """Does the whole foretell better than its parts; shares are in per cent."""

    silence: str | None
    outcome: str | None
    whole: str | None
    people: int | None
    blocks: int | None
    looks: int
    whole_r2: EstimateOut | None
    parts_r2: EstimateOut | None
    lead: LookOut | None
    weakest: LookOut | None
    whole_beyond_mean: LookOut | None
    peak_end: LookOut | None
    unbroken: EstimateOut | None
    unbroken_if_independent: EstimateOut | None
    mean: EstimateOut | None
    failing: list[FailingOut]


_NOTHING = dict.fromkeys(
    (
        *("outcome", "whole", "people", "blocks", "whole_r2", "parts_r2", "lead", "weakest"),
        *("whole_beyond_mean", "peak_end", "unbroken", "unbroken_if_independent", "mean"),
    )
)
_WAYS = {1: "above", -1: "below", 0: "none"}


def whole_out(whole: Whole) -> dict[str, Any]:
    """Give the numbers, or why there are none."""
    told = whole.told
    if told is None:
        silence = whole.silence.value if whole.silence else None
        return {**_NOTHING, "silence": silence, "looks": 0, "failing": []}
    return {
        "silence": None,
        "outcome": told.outcome.column,
        "whole": told.whole.column if told.whole else None,
        "people": told.n,
        "blocks": told.blocks,
        "looks": told.family.size,
        **_numbers(told),
        "failing": [_failing(each) for each in told.failing],
    }


def _numbers(told: WholeTold) -> dict[str, Any]:
    against, added, score = told.against, told.added, told.score
    return {
        "whole_r2": _shown(against.journey_r2, unit="percent") if against else None,
        "parts_r2": _shown(against.touchpoints_r2, unit="percent") if against else None,
        "lead": _look(told.lead, unit="percent"),
        "weakest": _look(added.weakest),
        "whole_beyond_mean": _look(added.whole),
        "peak_end": _look(added.peak_end),
        "unbroken": _shown(score.unbroken, unit="percent"),
        "unbroken_if_independent": _shown(score.if_independent, unit="percent"),
        "mean": _shown(score.mean),
    }


def _failing(each: Failing) -> dict[str, Any]:
    gap = None
    if each.gap is not None:
        gap = {**_shown(each.gap), "told": _WAYS[each.way]}
    return {"touchpoint": str(each.part.name), "failed": _shown(each.failed, unit="percent"), "gap": gap}


def _look(looked: Looked | None, *, unit: str = "mean") -> dict[str, Any] | None:
    return None if looked is None else {**_shown(looked.shown, unit=unit), "told": _WAYS[looked.way]}


def _shown(found: Estimate | Difference, *, unit: str = "mean") -> dict[str, Any]:
    n = found.n if isinstance(found, Estimate) else found.n_now
    return {**as_shown(found, unit=unit), "n": n, "method": found.method}
